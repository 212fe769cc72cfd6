"""Refusals of what is typed on an order: numbers, vendors, quantities, locked fields."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel.refusals import WARNING, Message

#: What was tried, for the refusal of a vendor on hold.
CREATING, EDITING, CONFIRMING = _("Create"), _("Edit"), _("Confirm")
INQUIRING, CANCELING, FINALIZING = _("Purchase inquiry"), _("Cancel"), _("Finalize")

NUMBER_FORMAT = Message(
    "ORD-03",
    _("Order number {number} is missing, too long, or has a character that is not allowed."),
    _("Type 1 to 10 letters, digits or - _ / . "),
    rule="01 §3",
)
NUMBER_USED = Message(
    "ORD-03",
    _("The order number {number} is used already."),
    _("Type another number, or none."),
    rule="01 §3",
)
NUMBER_PASSED = Message(
    "ORD-03",
    _("Number {number} has been passed, and the number sequence does not let a lower number be typed."),
    _("Leave the number out to get the next one."),
    rule="01 §3",
)
NUMBER_AHEAD = Message(
    "ORD-03",
    _("Number {number} is not one the number sequence has given, and it does not let others be typed."),
    _("Leave the number out to get the next one."),
    rule="01 §3",
)
NOT_NEGATIVE = Message(
    "ORD-05",
    _("Quantity on line {line} must be negative."),
    _("Goods go back on a returned order; enter the quantity with a minus."),
    rule="01 §2.1",
)
NO_RMA = Message(
    "ORD-06",
    _("Enter the RMA number."),
    _("The vendor gives it when goods may be sent back."),
    rule="01 §2.1",
)
NO_RETURN_ACTION = Message(
    "ORD-06",
    _("Select a return action on line {line}."),
    _("Say what becomes of the goods: credit, replacement, scrap."),
    rule="01 §2.1",
)
JOURNAL = Message(
    "ORD-07",
    _("{action} is not available for orders of type Journal; change the type first."),
    _("Change the purchase type to Purchase order or Returned order."),
    rule="01 §2.1",
)
TYPE_LOCKED = Message(
    "ORD-08",
    _("The type cannot change: {what} exists."),
    _("Make a new order of the other type; its lines can be copied."),
    rule="01 §2.1",
)
VENDOR_LOCKED = Message(
    "ORD-09",
    _("The vendor cannot change: {what} exists."),
    _("Cancel this order and make a new one for the other vendor."),
    rule="01 §2.2",
)
NO_TEMPLATE = Message(
    "ORD-10",
    _("No one-time vendor template is set in the vendor parameters."),
    _("Name a vendor there whose terms and groups one-time suppliers get."),
    rule="01 §2.2",
)
ON_HOLD = Message(
    "ORD-11",
    _("Vendor {vendor} is on hold ({hold}) until {until}; {action} is not allowed."),
    _("Release the vendor, or choose another one."),
    rule="01 §2.2",
)
NOT_IN_OPEN_PERIOD = Message(
    "ORD-12",
    _("{date} is not in an open period."),
    _("Choose a day of an open period, or open the period."),
    rule="05 §4",
)
QUANTITY_BELOW = Message(
    "ORD-13",
    _("The quantity of line {line} cannot be below {least} (received, invoiced)."),
    _("Enter at least what has arrived."),
    rule="01 §5",
)
PART_RECEIVED = Message(
    "ORD-14",
    _("Part of line {line} is received; change the deliver remainder instead."),
    _("Use Deliver remainder on the line."),
    rule="01 §5",
)
QUANTITIES_MIXED = Message(
    "ORD-13",
    _("The quantities of a line contradict each other."),
    _("Enter at least what has arrived, with the sign of the line."),
    rule="01 §5",
)
FIELD_LOCKED = Message(
    "ORD-53",
    _("{label} is locked ({regime}): {document}."),
    _("Leave the field as it is."),
    rule="01 §16",
)
LINE_NUMBER = Message(
    "ORD-63",
    _("Line number {number} is used, or not above 0."),
    _("Leave it out to get the next one."),
    rule="01 §15",
)
PRICE_UNIT_INVALID = Message(
    "PRICE_UNIT_INVALID",
    _("The price unit must be greater than 0."),
    _("Enter how many units the price covers."),
    rule="02 §4",
)
QTY_DECIMALS = Message(
    "QTY_DECIMALS",
    _("{unit} allows {decimals} decimals; line {line} has {quantity}."),
    _("Round the quantity."),
    rule="02 §3",
)
UNIT_LOCKED = Message(
    "UNIT_LOCKED",
    _("The unit of line {line} cannot be changed; transactions exist for it."),
    _("Add a new line in the other unit."),
    rule="02 §3",
)
UOM_NO_CONVERSION = Message(
    "UOM_NO_CONVERSION",
    _("No conversion from {unit} to {to} for {item}."),
    _("Order in the purchase unit of the item."),
    rule="02 §3",
)
NO_EXCHANGE_RATE = Message(
    "NO_EXCHANGE_RATE",
    _("No exchange rate from {currency} to {to}: this release orders in the company's currency only."),
    _("Choose {to}, or another vendor."),
    rule="02 §14",
)
QUANTITY_ZERO = Message(
    "ORD-80",
    _("The quantity of line {line} must not be 0."),
    _("Enter a quantity; cancel or remove the line if nothing is wanted."),
    rule="01 §27",
)
WAREHOUSE_ELSEWHERE = Message(
    "ORD-81",
    _("Warehouse {warehouse} does not belong to site {site}."),
    _("Choose a warehouse of the site, or leave the site out."),
    rule="03 §2",
)
ITEM_STOPPED = Message("ORD-82", _("Item {item} is stopped for purchase."), _("Choose another item."), rule="01 §27")
NEGATIVE = Message("ORD-83", _("{label} cannot be negative."), _("Enter 0 or more."), rule="01 §27")
NET_SIGN = Message(
    "ORD-84",
    _("The net amount of line {line} must have the sign of its quantity."),
    _("Change the sign."),
    rule="01 §27",
)
NET_AND_PRICE = Message(
    "ORD-85",
    _("Line {line}: the net amount {net} contradicts the price, which gives {computed}."),
    _("Enter a unit price or a net amount, not both."),
    rule="02 §4",
)
TOLERANCE = Message(
    "ORD-86",
    _("{label} is a percentage of at least 0; underdelivery at most 100."),
    _("Correct the percentage."),
    rule="01 §17",
)
UNKNOWN_PRICE = Message(
    "ORD-87",
    _("No price is known for line {line}."),
    _("Enter one before the order is confirmed."),
    rule="02 §5",
    severity=WARNING,
)
PAST_DATE = Message(
    "ORD-88",
    _("{label} {date} is in the past."),
    _("Check the date."),
    rule="01 §17",
    severity=WARNING,
)
LEAD_TIME = Message(
    "ORD-89",
    _("Line {line}: {date} is earlier than the lead time of {days} days allows."),
    _("Agree the date with the vendor."),
    rule="01 §4",
    severity=WARNING,
)
OUTSIDE_LIMITS = Message(
    "ORD-90",
    _("Line {line}: the vendor takes orders from {least} to {most}."),
    _("Check the quantity."),
    rule="01 §4",
    severity=WARNING,
)
DUE_TOO_EARLY = Message(
    "ORD-91",
    _("The due date {due} is before the order date {ordered}."),
    _("Enter a later day, or none."),
    rule="01 §26",
)
RECEIVE_NOW = Message(
    "ORD-92",
    _("Line {line}: at most {most} may come."),
    _("It is only a proposal; correct it before the receipt."),
    rule="01 §5",
    severity=WARNING,
)
RETURN_CLEARED = Message(
    "ORD-110",
    _("RMA number and return actions of the order are cleared."),
    _("Look at the lines; nothing is sent back any more."),
    rule="01 §2.1",
    severity=WARNING,
)
NOT_HANDED_DOWN = Message(
    "ORD-111",
    _("{label} is not handed down to line {line}: {reason}."),
    _("Leave the line out, or choose a field that lines have."),
    rule="01 §16",
)
UNKNOWN_LINE = Message("ORD-112", _("The order has no line {line}."), _("Name a line of the order."), rule="01 §16")
BAD_EMAIL = Message(
    "ORD-113",
    _("{value} is no e-mail address."),
    _("Enter one address, or several with ; between them."),
    rule="01 §26",
)
BAD_URL = Message(
    "ORD-114", _("{value} is no internet address."), _("Use for example https://example.com."), rule="01 §26"
)
NOT_EMPLOYED = Message(
    "ORD-115",
    _("{label}: worker {worker} is not employed at present."),
    _("Choose somebody who works for the company."),
    rule="01 §26",
)
NO_LANGUAGE = Message(
    "ORD-116", _("{language} is no language we know."), _("Use for example en, de or pt-BR."), rule="01 §26"
)
ONE_TIME_AND_VENDOR = Message(
    "ORD-117",
    _("A one-time supplier is a new vendor; {vendor} exists already."),
    _("Leave out either the vendor or One-time supplier."),
    rule="01 §2.2",
)
HEADER_FIELD = Message(
    "ORD-118",
    _("{name} is no field that lines take from the header."),
    _("Choose one of: {possible}."),
    rule="01 §16",
)
