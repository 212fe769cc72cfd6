"""The refusals of the purchase order; codes of chapters 01 §22 and 02 §18.

ORD-80 and above are ours: rules the chapters state without giving them a code.
"""

from django.utils.translation import gettext_lazy as _

from manciple.kernel.refusals import WARNING, Message

#: What was tried, for the refusal of a vendor on hold.
CREATING, EDITING, CONFIRMING = _("Create"), _("Edit"), _("Confirm")

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
ON_HOLD = Message(
    "ORD-11",
    _("Vendor {vendor} is on hold ({hold}); {action} is not allowed."),
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
QUANTITIES_MIXED = Message(
    "ORD-13",
    _("The quantities of a line contradict each other."),
    _("Enter at least what has arrived, with the sign of the line."),
    rule="01 §5",
)
RULE_DATES = Message(
    "ORD-95", _("A rule cannot end before it begins."), _("Enter a later last day, or none."), rule="01 §9"
)
FINALIZED = Message(
    "ORD-16",
    _("Order {record} is finalized."),
    _("Nothing changes it any more; make a new order."),
    rule="01 §7.2",
)
CANNOT_CONFIRM = Message(
    "ORD-30",
    _("Order {record} is {state}; it cannot be confirmed."),
    _("Possible while it is: {allowed}."),
    rule="01 §11.3",
)
NOTHING_TO_CONFIRM = Message("ORD-31", _("Nothing to confirm."), _("Add a line with a quantity."), rule="01 §11.3")
MISSING = Message("ORD-32", _("Missing: {label}."), _("Enter it on the order."), rule="01 §11.3")
NO_PRICE = Message(
    "ORD-33",
    _("Line {line} has neither unit price nor net amount."),
    _("Enter a price; 0 if it is free."),
    rule="01 §11.3",
)
UNCHANGED = Message(
    "ORD-35",
    _("No changes since confirmation {confirmation}."),
    _("Change the order first."),
    rule="01 §11.4",
)
CHARGE_NOT_ALLOCATED = Message(
    "CHARGE_NOT_ALLOCATED",
    _("Charges {codes} must be allocated to lines before the order can be confirmed."),
    _("Take them off the header, or use a percentage that debits an account."),
    rule="02 §9.5",
)
CONFIRMED_BEFORE = Message(
    "ORD-40",
    _("Confirmed orders cannot be deleted; cancel instead."),
    _("Cancel the order."),
    rule="01 §12.1",
)
LINE_IN_USE = Message(
    "ORD-41",
    _("Line {line} stands on a document ({what}); use Deliver remainder."),
    _("Set its deliver remainder to 0."),
    rule="01 §12.2",
)
NOTHING_TO_CANCEL = Message(
    "ORD-43",
    _("Nothing left to cancel: line {line} {reason}."),
    _("Nothing needs to be done."),
    rule="01 §12.3",
)
NO_LINES_TO_CANCEL = Message(
    "ORD-43", _("Nothing left to cancel: the order has no lines."), _("Nothing needs to be done."), rule="01 §12.3"
)
LINE_SKIPPED = Message(
    "ORD-44",
    _("Line {line} skipped: pending invoice {invoice} is matched to it."),
    _("Delete or post the invoice, then cancel again."),
    rule="01 §12.3",
    severity=WARNING,
)
REMAINDER = Message(
    "ORD-45",
    _("The remainder of line {line} must be at least {least} and {sign}."),
    _("Enter another remainder."),
    rule="01 §12.4",
)
REMAINDER_ABOVE = Message(
    "ORD-45",
    _("The remainder of line {line} exceeds what was ordered by {added}."),
    _("It is delivered all the same."),
    rule="01 §12.4",
    severity=WARNING,
)
LINE_NOT_OVER = Message(
    "ORD-46",
    _("Not finalized: line {line} is {status}."),
    _("Receive and invoice the rest, or cancel it."),
    rule="01 §12.5",
)
INVOICE_WAITS = Message(
    "ORD-46", _("Not finalized: invoice {invoice} is pending."), _("Post it or delete it."), rule="01 §12.5"
)
NO_LINES_TO_FINALIZE = Message(
    "ORD-46", _("Not finalized: the order has no lines."), _("Delete the order instead."), rule="01 §12.5"
)
PENDING_INVOICE = Message(
    "ORD-52",
    _("{label} cannot change: pending invoice {invoice} is matched to line {line}."),
    _("Delete or post the invoice first."),
    rule="01 §16",
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
