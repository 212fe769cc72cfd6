"""The refusals of this package; codes of chapter 02 §18 where it gives one."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel.refusals import Message

UNIT_DECIMALS = Message(
    "TRM-01", _("A unit has between 0 and 6 decimals."), _("Enter a number from 0 to 6."), rule="03")
CHARGE_TYPES = Message(
    "CHARGE_TYPES", _("Debit and credit types cannot be combined."),
    _("Choose two different types."), rule="02 §9.1")
