"""Refusals of confirming, canceling, deleting and finalizing."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel.refusals import WARNING, Message

FINALIZED = Message(
    "ORD-16",
    _("Order {record} is finalized."),
    _("Nothing changes it any more; make a new order."),
    rule="01 §7.2",
)
INVOICED_LOCKED = Message(
    "ORD-42",
    _("Order is invoiced (safety level {safety})."),
    _("Make a new order, or lower the safety level."),
    rule="01 §12.2",
)
INVOICED_WARNING = Message(
    "ORD-42",
    _("Order is invoiced (safety level {safety})."),
    _("Check that the change is meant."),
    rule="01 §12.2",
    severity=WARNING,
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
SCHEDULE_BROKEN = Message(
    "ORD-34",
    _("Schedule of line {line}: {total} ≠ {parent}."),
    _("Open the delivery schedule and save it."),
    rule="01 §11.3",
)
NOT_AGREED = Message(
    "ORD-46",
    _("Not finalized: the order is {state}."),
    _("Only approved and confirmed orders are finalized; finish what is under way first."),
    rule="01 §12.5",
)
LINE_GOES_ON = Message(
    "ORD-47",
    _("Line {line} is not fully received and invoiced."),
    _("Receive and invoice the rest first; a canceled line is closed with its order."),
    rule="01 §12.5",
)
NOT_TO_SEND = Message(
    "ORD-120",
    _("Order {record} is {state}; it cannot be sent to the vendor for checking."),
    _("Possible while it is: {allowed}."),
    rule="01 §11.1",
)
NOTHING_TO_SEND = Message("ORD-121", _("Nothing to send: the order has no lines."), _("Add a line."), rule="01 §11.1")
LINE_DELETED = Message(
    "ORD-122",
    _("Line {line} is taken off the order."),
    _("Undelete it first, as long as the order is not confirmed again."),
    rule="01 §12.2",
)
LINE_NOT_DELETED = Message(
    "ORD-123", _("Line {line} is not taken off the order."), _("Nothing needs to be done."), rule="01 §12.2"
)
TOTAL_OF_SCHEDULE = Message(
    "ORD-50",
    _("Line {line}: change the delivery lines, not the total."),
    _("Use the lines of the delivery schedule."),
    rule="01 §13",
)
NOT_TOGETHER = Message(
    "ORD-124",
    _("Order {mate} of the same document cannot be confirmed: {codes}."),
    _("Correct that order, take it out of the selection, or make one document for each order."),
    rule="01 §19",
)
NO_SUMMARY_ORDER = Message(
    "ORD-125",
    _("Name the order that heads the summary; it must be one of the selection."),
    _("Choose one of the selected orders as summary order."),
    rule="01 §19",
)
