"""The refusals of receiving; codes of chapter 03 §21."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel.refusals import WARNING, Message

#: What was tried, for the refusal of a Journal.
RECEIVING = _("Product receipt")
LINE_NUMBER, POSITIVE, NEGATIVE = _("Line number"), _("positive"), _("negative")

NOT_CONFIRMED = Message(
    "RCV-01",
    _("Order {order} must be confirmed before it can be received."),
    _("Confirm the order first."),
    rule="03 §7.2",
)
NOT_RECEIVABLE = Message(
    "RCV-02",
    _("Order {order} is {state}; it cannot be received."),
    _("Nothing more can arrive on it; order again."),
    rule="03 §7.2",
)
VENDOR_ON_HOLD = Message(
    "RCV-02",
    _("Vendor {vendor} of order {order} is on hold; it cannot be received."),
    _("Have the hold of the vendor lifted."),
    rule="03 §7.2",
)
NUMBER_MISSING = Message(
    "RCV-03", _("Enter the product receipt number."), _("It stands on the packing slip."), rule="03 §7.2"
)
NUMBER_USED = Message(
    "RCV-04",
    _("Product receipt {number} is already used for vendor {vendor} on {date}."),
    _("Check whether this delivery was posted before; else enter another number."),
    rule="03 §7.2",
)
NUMBER_USED_WARNING = Message(
    "RCV-04",
    _("Product receipt {number} is already used for vendor {vendor} on {date}."),
    _("Check whether this delivery was posted before."),
    rule="03 §7.2",
    severity=WARNING,
)
DIMENSION_MISSING = Message(
    "RCV-05",
    _("{dimension} must be specified for item {item} on line {line}."),
    _("Enter it on the order line."),
    rule="03 §1.3",
)
CLOSED_PERIOD = Message(
    "RCV-06", _("{date} is in a closed period."), _("Choose a day of an open period."), rule="03 §7.2"
)
STOPPED = Message(
    "RCV-08", _("Line {line} is stopped."), _("Take the mark off the line, or leave the line out."), rule="03 §7.4"
)
ITEM_STOPPED = Message(
    "RCV-08",
    _("Line {line}: item {item} is stopped for purchase."),
    _("Take the mark off the item, or leave the line out."),
    rule="03 §7.2",
)
LINE_FINALIZED = Message(
    "RCV-02", _("Line {line} is finalized; it cannot be received."), _("Leave the line out."), rule="03 §7.2"
)
QUANTITY = Message(
    "RCV-09",
    _("Quantity on line {line} must not be 0, must be {sign}, and may have {decimals} decimals."),
    _("Enter the quantity in {unit}."),
    rule="03 §7.2",
)
CLOSED_UNRECEIVED = Message(
    "RCV-09",
    _("Quantity on line {line} must not be 0: nothing of it has arrived yet."),
    _("Use Deliver remainder to cancel it."),
    rule="03 §7.4",
)
NOTHING_TO_RECEIVE = Message(
    "RCV-10", _("No line has a quantity to receive."), _("Enter a quantity on at least one line."), rule="03 §7.2"
)
OVER_DELIVERY = Message(
    "RCV-12",
    _("Line {line}: {received} exceeds {effective} plus {over} % ({most}); at most {left} more may be received."),
    _("Receive less, or raise the overdelivery percentage of the line."),
    rule="03 §7.3",
)
NOT_COMPLETE = Message(
    "RCV-13",
    _("Line {line} must be received complete; {remaining} would remain."),
    _("Receive all of it, or close it within the underdelivery percentage."),
    rule="03 §7.4",
)
UNDER_DELIVERY = Message(
    "RCV-14",
    _("Line {line}: under-delivery is {short} %, only {under} % is allowed."),
    _("Receive without Close, or cancel the rest with Deliver remainder."),
    rule="03 §7.3",
)
NO_ACCOUNT = Message(
    "RCV-18",
    _("No account for {role}, item {item}."),
    _("Add a row to the posting set-up of the company."),
    rule="03 §8.1",
)
