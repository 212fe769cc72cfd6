"""The refusals of the books, LED-nn; RCV-18 and INV-014 are said by the documents that post."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel.refusals import Message

PERIOD_ORDER = Message(
    "LED-01", _("A period ends on or after the day it starts."), _("Correct the dates."), rule="05 §4"
)
PERIOD_OVERLAP = Message(
    "LED-02", _("The days belong to another period already."), _("Choose other days."), rule="05 §4"
)
CLOSED_FOR_GOOD = Message(
    "LED-03", _("A closed fiscal period cannot be reopened."), _("Post in an open period."), rule="05 §4"
)
NOT_IN_OPEN_PERIOD = Message(
    "LED-04", _("{date} is not in an open period."), _("Choose a day of an open period."), rule="05 §4"
)
NO_ACCOUNT = Message(
    "LED-05",
    _("{company} has no account for {role}, item {item}, vendor {vendor}, code {code}."),
    _("Add a row to the posting set-up."),
    rule="05 §5.2",
)
NOT_BALANCED = Message(
    "LED-06",
    _("The voucher for {document} does not balance: {difference}."),
    _("This is a fault of the program; nothing was posted."),
    rule="05 §7.2",
)
FOREIGN_CURRENCY = Message(
    "LED-07",
    _("{document} is in {currency}, but the books are kept in {accounting}."),
    _("Post in the accounting currency of the company."),
    rule="05 §1",
)
ACCOUNT_NOT_POSTABLE = Message(
    "LED-08",
    _("Main account {account} takes no postings: it is suspended, or a total."),
    _("Name another account in the posting set-up, or stop suspending it."),
    rule="05 §2.4",
)
RELATION = Message(
    "LED-09",
    _("Table names a vendor, Group a vendor group, All neither."),
    _("Choose what the row is valid for, and only that."),
    rule="05 §5.1",
)
ITEM_OR_GROUP = Message(
    "LED-10",
    _("A row is for one item, or for an item group, not for both."),
    _("Leave one of them out; leave out both for all items."),
    rule="05 §5.2",
)
VENDOR_OR_GROUP = Message(
    "LED-11",
    _("A row is for one vendor, or for a vendor group, not for both."),
    _("Leave one of them out; leave out both for all vendors."),
    rule="05 §5.2",
)
NOT_BY_ITEM = Message(
    "LED-12",
    _("The account of this posting type does not depend on items."),
    _("Set it up under posting profiles or accounts by code."),
    rule="05 §5",
)
NOT_BY_CODE = Message(
    "LED-13",
    _("The account of this posting type does not depend on a code."),
    _("Set it up under inventory posting or posting profiles."),
    rule="05 §5",
)
NOT_POSTED_YET = Message(
    "LED-14",
    _("{kind} {number} of {date} is not posted; period {period} cannot be closed."),
    _("Post it, change its date, or delete it."),
    rule="05 §4",
)
HAS_POSTINGS = Message(
    "LED-15",
    _("Period {period} has postings from {first} to {last}."),
    _("Keep those days in the period."),
    rule="05 §4",
)
CURRENCY_LOCKED = Message(
    "LED-16",
    _("The ledger has postings; the accounting currency cannot be changed."),
    _("Set up another company for another currency."),
    rule="05 §1",
)
