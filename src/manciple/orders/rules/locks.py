"""Which fields may be edited when: the regimes of 01 §16, asked of the order as it is stored."""

from __future__ import annotations

from collections.abc import Iterator

from manciple.kernel.refusals import Refusal
from manciple.kernel.words import Label

from ..messages import FIELD_LOCKED, LINE_IN_USE, PENDING_INVOICE, UNIT_LOCKED
from ..terms import Approval, DocumentStatus, Known, LineSheet, Quantities, Row, Sheet, Status
from . import quantities

#: Given once, with the order.
ON_CREATE = ("number", "purchase_type", "vendor", "order_date", "currency", "source")
#: E0: until something was received or invoiced on the order.
BEFORE_DOCUMENTS = ("invoice_account", "posting_profile")

#: L0: until something was received or invoiced on the line.
BEFORE_RECEIPT = ("item", "site", "warehouse", "unit")
#: LP: until the line is fully invoiced or a pending invoice is matched to it.
BEFORE_INVOICE = (
    "quantity", "unit_price", "price_unit", "discount", "discount_percent", "charges_on_purchases", "net_amount",
    "matching_policy", "sales_tax_group",
)  # fmt: skip
#: As long as something is still to come.
WHILE_TO_COME = ("delivery_date", "confirmed_delivery_date")
#: A: operational, never told to the vendor.
OPERATIONAL = ("receive_now", "stopped")


def order_field(name: str, sheet: Sheet, known: Known) -> Iterator[Refusal]:
    """Why a header field cannot be changed now."""
    label = known.labels[name]
    if name in ON_CREATE:
        yield FIELD_LOCKED(field=name, label=label, regime="C", document=sheet.header["number"])
    elif name in BEFORE_DOCUMENTS:
        document = next(filter(None, (_document(line.stored, known) for line in sheet.lines)), "")
        if document:
            yield FIELD_LOCKED(field=name, label=label, regime="E0", document=document)
    elif name == "sales_tax_group":
        for line in sheet.lines:
            yield from before_invoice(name, line, known)


def line_field(name: str, line: LineSheet, known: Known) -> Iterator[Refusal]:
    """Why a field of a line cannot be changed now."""
    stored = line.stored
    assert stored is not None, "only a stored line can be locked"
    if stored["finalized"]:
        yield _locked(name, line, known, "L", Approval.FINALIZED.label)
    elif name in BEFORE_RECEIPT:
        yield from before_receipt(name, line, known)
    elif name in BEFORE_INVOICE:
        yield from before_invoice(name, line, known)
    elif name in WHILE_TO_COME and quantities.remaining(quantities.of(stored)) == 0:
        yield _locked(name, line, known, "L", _document(stored, known) or Status.CANCELED.label)
    elif name == "complete" and stored["received"] != 0:
        yield _locked(name, line, known, "L", DocumentStatus.PRODUCT_RECEIPT.label)


def before_receipt(name: str, line: LineSheet, known: Known) -> Iterator[Refusal]:
    """Regime L0: nothing has been received or invoiced on the line."""
    document = _document(line.stored, known)
    if document and name == "unit":
        yield UNIT_LOCKED(line=line.number, field=name)
    elif document:
        yield _locked(name, line, known, "L0", document)


def before_invoice(name: str, line: LineSheet, known: Known) -> Iterator[Refusal]:
    """Regime LP: the line is not fully invoiced, and no pending invoice is matched to it."""
    if line.stored is None:
        return
    pending = known.pending.get(line.stored["id"])
    if pending:
        yield PENDING_INVOICE(line=line.number, field=name, label=known.labels[name], invoice=pending.invoice)
    elif _fully_invoiced(name, quantities.of(line.stored)):
        yield _locked(name, line, known, "LP", DocumentStatus.INVOICE.label)


def _fully_invoiced(name: str, line: Quantities) -> bool:
    """Whether invoices leave nothing of the line. A quantity may be typed as long as less than it
    was invoiced, which reopens a line that had been closed short (01 §23 W3)."""
    if name == "quantity":
        return line.invoiced != 0 and abs(line.invoiced) >= abs(quantities.quantity(line))
    return quantities.status(line) is Status.INVOICED


def removable(line: LineSheet, known: Known) -> Iterator[Refusal]:
    """A line goes only while nothing has happened to it and the vendor does not know it (01 §12.2)."""
    assert line.stored is not None, "only a stored line can be in use"
    document = _document(line.stored, known)
    if not document and line.stored["id"] in known.confirmed_lines:
        document = DocumentStatus.PURCHASE_ORDER.label
    if document or line.stored["finalized"]:
        yield LINE_IN_USE(line=line.number, field="line_number", what=document or Approval.FINALIZED.label)


def _locked(name: str, line: LineSheet, known: Known, regime: str, document: Label) -> Refusal:
    return FIELD_LOCKED(line=line.number, field=name, label=known.labels[name], regime=regime, document=document)


def _document(row: Row | None, known: Known) -> Label:
    """The furthest document on a stored line: its pending invoice, an invoice, a receipt."""
    if row is None:
        return ""
    pending = known.pending.get(row["id"])
    if pending:
        return pending.invoice
    if row["invoiced"] != 0:
        return DocumentStatus.INVOICE.label
    return DocumentStatus.PRODUCT_RECEIPT.label if row["received"] != 0 else ""
