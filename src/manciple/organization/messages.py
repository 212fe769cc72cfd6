"""The refusals of the organization, ORG-nn."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel.refusals import Message

ROUNDING_UNIT = Message(
    "ORG-01", _("A rounding unit must be greater than zero."), _("Enter for example 0.01."), rule="02 §2")
COMPANY_CODE = Message(
    "ORG-02", _("A company code has one to four letters or digits, in upper case."),
    _("Use for example US01."), rule="05 §1")
