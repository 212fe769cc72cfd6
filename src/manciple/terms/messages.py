"""The refusals of this package; codes of chapter 02 §18 where it gives one."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel.refusals import Message

UNIT_DECIMALS = Message(
    "TRM-01", _("A unit has between 0 and 6 decimals."), _("Enter a number from 0 to 6."), rule="03"
)
CASH_IS_DUE_AT_ONCE = Message(
    "TRM-02",
    _("Cash on delivery is due at once; days and months add nothing."),
    _("Set both to 0, or choose another method."),
    rule="02 §12",
)
DAYS_NEGATIVE = Message("TRM-03", _("Days and months are not negative."), _("Enter 0 or more."), rule="02 §12")
PERCENT_NEGATIVE = Message("TRM-04", _("A tax rate is not negative."), _("Enter 0 or more."), rule="02 §10.1")
CHARGE_TYPES = Message(
    "CHARGE_TYPES", _("Debit and credit types cannot be combined."), _("Choose two different types."), rule="02 §9.1"
)
