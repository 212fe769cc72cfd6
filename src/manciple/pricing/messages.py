"""The refusals of prices; codes of chapter 02 §18."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel.refusals import WARNING, Message

PRICE_UNIT_INVALID = Message(
    "PRICE_UNIT_INVALID",
    _("The price unit must be greater than 0."),
    _("Enter how many units the price covers."),
    rule="02 §4",
)
AGREEMENT_DATES = Message("PRC-01", _("The to date is before the from date."), _("Correct the dates."), rule="02 §6.1")
AGREEMENT_NEGATIVE = Message(
    "PRC-02", _("Prices, quantities and lead times are not negative."), _("Enter 0 or more."), rule="02 §6.1"
)
DISC_OVER_100 = Message(
    "DISC_OVER_100",
    _("The discounts of line {line} add up to more than 100 %."),
    _("Enter a smaller percentage."),
    rule="02 §4",
)
DISC_OVER_PRICE = Message(
    "DISC_OVER_PRICE",
    _("The discount of line {line} exceeds its unit price."),
    _("Enter a smaller discount or a higher price."),
    rule="02 §4",
)
AGREEMENTS_OVERLAP = Message(
    "PRC-03",
    _("Another agreement asks {price} from the same quantity on, from {starts} to {ends}."),
    _("On days both hold, the lower price per unit wins. Change the dates if that is not meant."),
    rule="02 §6.2",
    severity=WARNING,
)
