"""Which fields may be edited when: the regimes of 01 §16 as a table, asked of the order as it is stored.

Edit refuses by it, forms and grids grey by it, the reference prints it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from manciple.kernel.refusals import ERROR, Refusal
from manciple.kernel.words import Label

from ..messages import FIELD_LOCKED, LINE_IN_USE, PENDING_INVOICE, UNIT_LOCKED, VENDOR_LOCKED
from ..terms import Approval, Company, DocumentStatus, Known, LineSheet, OpenWhile, Pending, Row, Sheet, Status
from . import deliveries, quantities, states, types

Pendings = Mapping[int, Pending]


@dataclass(frozen=True, slots=True)
class Held:
    """What holds an order or one of its lines: its stored header, the stored lines it is about, and the
    pending invoices matched to them."""

    header: Row
    lines: Sequence[Row]
    pending: Pendings = field(default_factory=dict)

    @property
    def documents(self) -> Iterator[Label]:
        """The furthest document on each line that has one."""
        return (document for row in self.lines if (document := document_of(row, self.pending)))

    @property
    def line(self) -> Row:
        """The line it is about."""
        (row,) = self.lines
        return row


@dataclass(frozen=True, slots=True)
class Regime:
    """A row of the table: its name in the chapter, what people are told, and the document that closes
    it, blank while it is open."""

    key: str
    open_while: OpenWhile
    closed_by: Callable[[Held], Label]

    @property
    def says(self) -> str:
        """What people are told: the regime by its name in the chapter, and when the field is open."""
        return f"{self.key}: {self.open_while.label}"


def _given(held: Held) -> Label:
    return str(held.header["number"])


def _confirmation(held: Held) -> Label:
    header = held.header
    return f"{header['number']}-{header['confirmations']}" if header["confirmations"] else ""


def _document(held: Held) -> Label:
    return next(held.documents, "")


def _nothing(held: Held) -> Label:
    return ""


def _line_closed(held: Held) -> Label:
    return Approval.FINALIZED.label if held.line["finalized"] else ""


def _line_document(held: Held) -> Label:
    return _line_closed(held) or document_of(held.line, held.pending)


def _line_invoiced(held: Held) -> Label:
    return _line_closed(held) or invoiced_by(held.line, held.pending)


def _quantity_invoiced(held: Held) -> Label:
    """A quantity may be typed as long as less than it was invoiced, which reopens a line that had been
    closed short (01 §23 W3)."""
    line = quantities.of(held.line)
    invoiced = line.invoiced != 0 and abs(line.invoiced) >= abs(quantities.quantity(line))
    return _line_closed(held) or _pending(held.line, held.pending) or (DocumentStatus.INVOICE.label if invoiced else "")


def _lines_invoiced(held: Held) -> Label:
    return next((by for row in held.lines if (by := invoiced_by(row, held.pending))), "")


def _delivered(held: Held) -> Label:
    if closed := _line_closed(held):
        return closed
    to_come = quantities.remaining(quantities.of(held.line)) != 0
    return "" if to_come else document_of(held.line, held.pending) or Status.CANCELED.label


def _received(held: Held) -> Label:
    return _line_closed(held) or (DocumentStatus.PRODUCT_RECEIPT.label if held.line["received"] != 0 else "")


C = Regime("C", OpenWhile.CREATED, _given)
N = Regime("N", OpenWhile.NEVER_CONFIRMED, _confirmation)
E = Regime("E", OpenWhile.EDITABLE, _nothing)
E0 = Regime("E0", OpenWhile.NO_DOCUMENT, _document)
A = Regime("A", OpenWhile.ALIVE, _nothing)
LP_ALL = Regime("LP", OpenWhile.LINES_NOT_INVOICED, _lines_invoiced)
L = Regime("L", OpenWhile.LINE_EDITABLE, _line_closed)
L0 = Regime("L0", OpenWhile.LINE_UNTOUCHED, _line_document)
LP = Regime("LP", OpenWhile.LINE_NOT_INVOICED, _line_invoiced)
LP_QUANTITY = Regime("LP", OpenWhile.QUANTITY_NOT_INVOICED, _quantity_invoiced)
TO_COME = Regime("L", OpenWhile.TO_COME, _delivered)
UNRECEIVED = Regime("L", OpenWhile.UNRECEIVED, _received)
A_LINE = Regime("A", OpenWhile.LINE_ALIVE, _line_closed)

#: The regime of each header field; of any other one it is E.
HEADER: Mapping[str, Regime] = {
    **dict.fromkeys(("number", "one_time_supplier", "order_date", "currency", "source"), C),
    **dict.fromkeys(("purchase_type", "vendor", "change_management"), N),
    **dict.fromkeys(("invoice_account", "posting_profile"), E0),
    "sales_tax_group": LP_ALL,
    "pool": A,
}
#: The regime of each field of a line; of any other one it is L.
LINES: Mapping[str, Regime] = {
    "line_number": C,
    **dict.fromkeys(("item", "site", "warehouse", "unit", "return_action", "scrap"), L0),
    "quantity": LP_QUANTITY,
    **dict.fromkeys(
        ("unit_price", "price_unit", "discount", "discount_percent", "charges_on_purchases", "net_amount",
         "matching_policy", "sales_tax_group"), LP),
    **dict.fromkeys(
        ("delivery_date", "confirmed_delivery_date", "delivery_name", "delivery_address"), TO_COME),
    "complete": UNRECEIVED,
    **dict.fromkeys(("receive_now", "stopped"), A_LINE),
}  # fmt: skip
#: The regimes of lines, each once.
REGIMES = tuple({regime.open_while: regime for regime in LINES.values() if regime is not C}.values())
#: What people work with and no vendor is told (01 §7.4).
OPERATIONAL = tuple(name for table in (HEADER, LINES) for name, regime in table.items() if regime.key == "A")


def said() -> Mapping[str, Label]:
    """When each field may be edited, in words; `lines.` before those of lines."""
    header = {name: regime.open_while.label for name, regime in HEADER.items()}
    return header | {f"lines.{name}": regime.open_while.label for name, regime in LINES.items()}


def order_field(name: str, sheet: Sheet, known: Known) -> Iterator[Refusal]:
    """Why a header field cannot be changed now."""
    header, label = sheet.stored or sheet.header, known.labels[name]
    held = Held(header, [line.stored for line in sheet.lines if line.stored], known.pending)
    if name == "change_management":
        yield from states.flag_open(header, known.company)
    elif name == "purchase_type":
        yield from types.type_open(header, str(sheet.told.get(name, "")), _document(held))
    else:
        yield from header_field(name, held, label)


def header_field(name: str, held: Held, label: Label) -> Iterator[Refusal]:
    """The same of an order as it is stored, by the table alone."""
    regime = HEADER.get(name, E)
    document = regime.closed_by(held)
    if not document:
        return
    if name == "vendor":
        yield VENDOR_LOCKED(field=name, what=document)
    elif regime is LP_ALL:
        yield from _lines_lock(name, held, label)
    else:
        yield FIELD_LOCKED(field=name, label=label, regime=regime.key, document=document)


def _lines_lock(name: str, held: Held, label: Label) -> Iterator[Refusal]:
    """A field of the header that all lines have to follow is locked by each that cannot (ORD-52)."""
    for row in held.lines:
        pending = held.pending.get(row["id"])
        if pending:
            yield PENDING_INVOICE(line=row["line_number"], field=name, label=label, invoice=pending.invoice)
        elif document := invoiced_by(row, held.pending):
            yield FIELD_LOCKED(line=row["line_number"], field=name, label=label, regime="LP", document=document)


Locked = dict[str, Refusal]


def closed_to_change(header: Row, company: Company) -> Refusal | None:
    """What closes everything that is told to the vendor: a review, change management, the safety level."""
    found = (each for each in states.open_to_change(header, company.safety_level) if each.severity == ERROR)
    return next(found, None)


def locked(held: Held, company: Company, labels: Mapping[str, Label]) -> tuple[Locked, dict[int, Locked]]:
    """The locks of a whole order, of its header and by line: what is greyed, with the reason."""
    header = _header_locks(held, company, labels)
    lines = {row["line_number"]: _line_locks(row, held, labels) for row in held.lines}
    return header, {number: found for number, found in lines.items() if found}


def _header_locks(held: Held, company: Company, labels: Mapping[str, Label]) -> Locked:
    found: Locked = {}
    for name in HEADER:
        asked = states.flag_open(held.header, company) if name == "change_management" else None
        if name == "purchase_type":
            asked = types.type_open(held.header, "", "")
        reasons = [*(header_field(name, held, labels[name]) if asked is None else asked)]
        found |= {name: reasons[0]} if reasons else {}
    return found


def _line_locks(row: Row, held: Held, labels: Mapping[str, Label]) -> Locked:
    """Each regime is asked once; most lines have none that is closed. What is typed on another line of a
    delivery schedule is locked too."""
    elsewhere = {
        name: refusal
        for name in (*deliveries.SUMS, *deliveries.INHERITED)
        for refusal in deliveries.field_open(name, row, labels[name])
    }
    alone = Held(held.header, [row], held.pending)
    closed = {regime.open_while for regime in REGIMES if regime.closed_by(alone)}
    if not closed:
        return elsewhere
    return elsewhere | {
        name: refusal
        for name, regime in LINES.items()
        if regime.open_while in closed
        for refusal in stored_line_field(name, alone, labels[name])
    }


def line_field(name: str, line: LineSheet, known: Known) -> Iterator[Refusal]:
    """Why a field of a line cannot be changed now."""
    assert line.stored is not None, "only a stored line can be locked"
    yield from stored_line_field(name, Held({}, [line.stored], known.pending), known.labels[name])


def stored_line_field(name: str, held: Held, label: Label) -> Iterator[Refusal]:
    """The same of a line as it is stored."""
    regime, row = LINES.get(name, L), held.line
    document = regime.closed_by(held)
    if not document:
        return
    pending = held.pending.get(row["id"])
    if regime.key == "LP" and pending and not row["finalized"]:
        yield PENDING_INVOICE(line=row["line_number"], field=name, label=label, invoice=pending.invoice)
    elif name == "unit" and not row["finalized"]:
        yield UNIT_LOCKED(line=row["line_number"], field=name)
    else:
        yield FIELD_LOCKED(line=row["line_number"], field=name, label=label, regime=regime.key, document=document)


def removable(line: LineSheet, known: Known) -> Iterator[Refusal]:
    """A line goes only while nothing has happened to it (ORD-41)."""
    assert line.stored is not None, "only a stored line can be in use"
    document = document_of(line.stored, known.pending)
    if document or line.stored["finalized"]:
        yield LINE_IN_USE(line=line.number, field="line_number", what=document or Approval.FINALIZED.label)


def document_of(row: Row, pending: Pendings) -> Label:
    """The furthest document on a stored line: its pending invoice, an invoice, a receipt."""
    if invoice := _pending(row, pending):
        return invoice
    if row["invoiced"] != 0:
        return DocumentStatus.INVOICE.label
    return DocumentStatus.PRODUCT_RECEIPT.label if row["received"] != 0 else ""


def invoiced_by(row: Row, pending: Pendings) -> Label:
    """What invoices leave nothing of a stored line: a pending one that is matched to it, or posted ones."""
    over = quantities.status(quantities.of(row)) is Status.INVOICED
    return _pending(row, pending) or (DocumentStatus.INVOICE.label if over else "")


def _pending(row: Row, pending: Pendings) -> Label:
    found = pending.get(row["id"])
    return found.invoice if found else ""
