"""The refusals of this package, PRD-nn."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel.refusals import Message

PRICE_UNIT = Message(
    "PRICE_UNIT_INVALID",
    _("The price unit must be greater than 0."),
    _("Enter how many units the price covers."),
    rule="02 §4",
)
TOLERANCE = Message(
    "PRD-01",
    _("Tolerances are percentages of at least 0; underdelivery at most 100."),
    _("Correct the percentage."),
    rule="03 §7.3",
)
UNITS_DIFFER = Message(
    "PRD-02",
    _("Inventory unit {inventory} and purchase unit {purchase} differ, and there is no conversion."),
    _("Use one unit for both."),
    rule="03 §1.4",
)
NEGATIVE = Message("PRD-03", _("{label} is not negative."), _("Enter 0 or more."))
