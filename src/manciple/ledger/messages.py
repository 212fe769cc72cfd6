"""The refusals of the books, LED-nn; RCV-18 and INV-014 are said by the documents that post."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel.refusals import Message

PERIOD_ORDER = Message(
    "LED-01", _("A period ends on or after the day it starts."), _("Correct the dates."), rule="05 §4")
PERIOD_OVERLAP = Message(
    "LED-02", _("The days belong to another period already."), _("Choose other days."), rule="05 §4")
CLOSED_FOR_GOOD = Message(
    "LED-03", _("A closed fiscal period cannot be reopened."), _("Post in an open period."), rule="05 §4")
NOT_IN_OPEN_PERIOD = Message(
    "LED-04", _("{date} is not in an open period."), _("Choose a day of an open period."), rule="05 §4")
NO_ACCOUNT = Message(
    "LED-05", _("No account for {role}, item {item}, vendor {vendor}, code {code}."),
    _("Add a row to the posting set-up."), rule="05 §5.2")
NOT_BALANCED = Message(
    "LED-06", _("The voucher for {document} does not balance: {difference}."),
    _("This is a fault of the program; nothing was posted."), rule="05 §7.2")
