"""The refusals of vendor invoices; codes of chapter 04 §28."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel.refusals import WARNING, Message

#: What was tried, for the refusal of a Journal.
INVOICING = _("Invoice")
POSITIVE, NEGATIVE = _("positive"), _("negative")
INVOICE_ACCOUNT, CURRENCY, POST = _("invoice account"), _("currency"), _("Post")
LABELS = {
    "lines": _("Line number"),
    "terms_of_payment": _("Terms of payment"),
    "posting_profile": _("Posting profile"),
}

NUMBER_MISSING = Message("INV-001", _("Enter an invoice number."), _("It stands on the vendor's bill."), rule="04 §7")
NUMBER_USED = Message(
    "INV-002",
    _("Number {number} was already used for vendor {vendor} on {date}, voucher {voucher}."),
    _("Check whether this bill was posted before; else correct the number."),
    rule="04 §7",
)
NUMBER_USED_WARNING = Message(NUMBER_USED.code, NUMBER_USED.text, NUMBER_USED.way_out, NUMBER_USED.rule, WARNING)
NUMBER_PENDING = Message(
    "INV-002",
    _("Number {number} stands on another pending invoice of vendor {vendor}."),
    _("Only one of them can be posted; delete the other, or correct a number."),
    rule="04 §7",
    severity=WARNING,
)
ON_HOLD = Message("INV-010", _("Invoice {invoice} is on hold."), _("Release it first."), rule="04 §5")
VENDOR_ON_HOLD = Message(
    "INV-013", _("Vendor {vendor} is on hold for {kind}."), _("Have the hold of the vendor lifted."), rule="04 §6"
)
CLOSED_PERIOD = Message(
    "INV-014", _("The period of {date} is closed for payables."), _("Choose a day of an open period."), rule="04 §6"
)
NO_LINES = Message(
    "INV-016", _("No line has a quantity to invoice."), _("Enter a quantity, or receive the goods first."), rule="04 §6"
)
NO_QUANTITY = Message("INV-016", _("Line {line}: no quantity."), _("Enter one, or remove the line."), rule="04 §6")
QUANTITY = Message(
    "INV-016",
    _("Line {line}: the quantity must be {sign} and may have {decimals} decimals."),
    _("Enter the quantity in {unit}."),
    rule="04 §2.2",
)
STOPPED = Message(
    "INV-017", _("Line {line} is stopped."), _("Take the mark off the order line, or remove the line."), rule="04 §6"
)
NOT_COMPLETE = Message(
    "INV-018", _("Line {line} must be invoiced completely: {whole}."), _("Invoice all of it."), rule="04 §12"
)
ORDER_CHANGED = Message(
    "INV-019",
    _("Order {order} was changed: {what}; refresh the invoice."),
    _("Delete the invoice and enter it again from the order."),
    rule="04 §6",
)
ORDER_NOT_CONFIRMED = Message(
    "INV-019",
    _("Order {order} was changed: it is {state} and not confirmed."),
    _("Confirm the order."),
    rule="04 §6",
)
ORDER_CLOSED = Message(
    "INV-019", _("Order {order} is {state}; it cannot be invoiced."), _("Choose another order."), rule="04 §3"
)
OVER_BILLED = Message(
    "INV-020",
    _("Line {line}: {quantity} exceeds the allowed {most} (over-delivery {over} %)."),
    _("Invoice at most what was ordered and tolerated."),
    rule="04 §12",
)
RECEIPT_TAKEN = Message(
    "INV-021",
    _("Receipt {receipt}: only {left} left to match."),
    _("Match the receipts again."),
    rule="04 §4",
)
RECEIPT_REQUIRED = Message(
    "INV-022",
    _("Line {line}: item requires receipt; received and matched {matched}, invoiced {quantity};"
      " approval does not lift this."),
    _("Post the product receipt first."),
    rule="04 §10.9",
)  # fmt: skip
CHARGE_NOT_ALLOCATED = Message(
    "INV-023", _("Allocate charge {code} first."), _("Allocate it to the lines of the order."), rule="04 §6"
)
NO_ACCOUNT = Message(
    "INV-025",
    _("Distribution of line {line}: no account for {role}, item {item}, vendor {vendor}, code {code}."),
    _("Add a row to the posting set-up of the company."),
    rule="04 §6",
)
PRICE_DIFFERS = Message(
    "INV-030",
    _("Line {line}: net unit price {actual} instead of {expected}, {variance} %; {tolerance} % is tolerated."),
    _("Correct the invoice, put it on hold, or ask the vendor for a credit and a new bill."),
    rule="04 §10.3",
)
QUANTITY_DIFFERS = Message(
    "INV-030",
    _("Line {line}: {actual} invoiced, but {expected} matched with product receipts."),
    _("Receive the rest, or invoice what was received."),
    rule="04 §10.7",
)
PRICE_DIFFERS_WARNING = Message(
    PRICE_DIFFERS.code, PRICE_DIFFERS.text, PRICE_DIFFERS.way_out, PRICE_DIFFERS.rule, WARNING
)
QUANTITY_DIFFERS_WARNING = Message(
    QUANTITY_DIFFERS.code, QUANTITY_DIFFERS.text, QUANTITY_DIFFERS.way_out, QUANTITY_DIFFERS.rule, WARNING
)
LATER_INVOICE_DATE = Message(
    "INV-060",
    _("The invoice date {invoice_date} is after the posting date {posting_date}."),
    _("Check both dates."),
    rule="04 §2.1",
    severity=WARNING,
)
TOLERANCE = Message("INV-061", _("A tolerance is at least 0."), _("Enter 0 or a percentage above it."), rule="04 §10.1")
IMMUTABLE = Message(
    "INV-062",
    _("A posted invoice is neither changed nor deleted."),
    _("Enter a credit note."),
    rule="04 §5",
)
ALREADY_ON_HOLD = Message("INV-063", _("The invoice is on hold already."), _("Release it to post it."), rule="04 §5")
NOT_ON_HOLD = Message("INV-064", _("The invoice is not on hold."), _("It can be posted as it is."), rule="04 §5")
