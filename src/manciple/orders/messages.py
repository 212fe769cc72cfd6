"""The refusals of the purchase order; codes of chapter 01 §22."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel.refusals import WARNING, Message

NUMBER_FORMAT = Message(
    "ORD-01", _("An order number has 1 to 10 letters, digits or - _ / ."), _("Type another number."),
    rule="01 §3")
NUMBER_USED = Message(
    "ORD-03", _("The order number is used already."), _("Type another number, or none."), rule="01 §3")
PRICE_UNIT_INVALID = Message(
    "PRICE_UNIT_INVALID", _("The price unit must be greater than 0."),
    _("Enter how many units the price covers."), rule="02 §4")
LINE_NUMBER = Message(
    "ORD-63", _("Line number {number} is used, or not above 0."), _("Leave it out to get the next one."),
    rule="01 §15")
QUANTITIES_MIXED = Message(
    "ORD-13", _("The quantity of line {line} cannot be below {least} (received, invoiced)."),
    _("Enter at least what has arrived."), rule="01 §5")
