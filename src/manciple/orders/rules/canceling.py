"""Wanting less of what was ordered (01 §12.3, §12.4)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from manciple.kernel.args import Args
from manciple.kernel.messages import REQUIRED, UNKNOWN_REFERENCE
from manciple.kernel.numbers import ZERO, Rounding, places, sign
from manciple.kernel.refusals import Refusal
from manciple.pricing import rules as pricing
from manciple.pricing.terms import PriceSource

from ..messages import (
    FIELD_LOCKED,
    LINE_SKIPPED,
    NO_LINES_TO_CANCEL,
    NOTHING_TO_CANCEL,
    PENDING_INVOICE,
    QTY_DECIMALS,
    REMAINDER,
    REMAINDER_ABOVE,
    TOTAL_OF_SCHEDULE,
)
from ..terms import Approval, LineSheet, LineStanding, LineType, Standing
from . import money, quantities, removing


def something_left(order: Standing) -> Iterator[Refusal]:
    """At least one line has something that neither arrived nor was invoiced; else why not, by line."""
    lines = order.sheet.counted
    if any(_cancelable(each, order) for each in lines):
        return
    for each in lines:
        pending = order.pending.get(each.row["id"])
        reason = pending.invoice if pending else quantities.status(quantities.of(each.row)).label
        yield NOTHING_TO_CANCEL(line=each.number, reason=reason)
    if not lines:
        yield NO_LINES_TO_CANCEL()


def _cancelable(line: LineSheet, order: Standing) -> Decimal:
    if line.row["finalized"]:
        return ZERO
    return quantities.cancelable(quantities.of(line.row), matched=line.row["id"] in order.pending)


def cancel(order: Standing) -> None:
    """Takes off every line what may be taken off; the net amount shrinks at the same price."""
    general = money.rounded(order.known.company)
    for line in order.sheet.counted:
        amount = _cancelable(line, order)
        if amount:
            counted = quantities.of(line.row)
            quantities.put(line.row, quantities.cancel(counted, amount))
            line.row["net_amount"] = _shrunk(line, quantities.quantity(counted), general)


def _shrunk(line: LineSheet, before: Decimal, general: Rounding) -> Decimal:
    """A typed net amount shrinks with the quantity (01 §5); any other is computed again."""
    row = line.row
    if row["price_source"] == PriceSource.NET_MANUAL:
        return pricing.scaled(row["net_amount"], before, row["ordered"] - row["canceled_order"], general)
    price = money.price_of(row)
    return ZERO if price is None else pricing.net_amount(price, general)


def skipped(order: Standing) -> Iterator[Refusal]:
    """Lines that were left whole, because a pending invoice is matched to them."""
    for line in order.sheet.counted:
        pending = order.pending.get(line.row["id"])
        if pending:
            yield LINE_SKIPPED(line=line.number, invoice=pending.invoice)


def reason_given(order: Standing, args: Args) -> Iterator[Refusal]:
    """The reason exists, and is given where the company wants one (01 §12.3)."""
    code, label = getattr(args, "reason", None), order.known.labels["reason"]
    if code and ("reason", code) not in order.known.named:
        yield UNKNOWN_REFERENCE(field="reason", label=label, value=code)
    elif not code and order.known.company.cancel_needs_reason:
        yield REQUIRED(field="reason", label=label)


def explain(order: Standing, args: Args) -> dict[str, str]:
    """Puts reason and comment on the order, as far as given; tells them for its history (01 §17)."""
    code, comment = getattr(args, "reason", None) or "", getattr(args, "comment", None) or ""
    named = order.known.named.get(("reason", code))
    if named:
        comment = comment or named.name
        order.sheet.header["reason_id"] = named.id
    if comment:
        order.sheet.header["reason_comment"] = comment
    return {name: said for name, said in (("reason", code), ("comment", comment)) if said}


def line_open(line: LineStanding) -> Iterator[Refusal]:
    """The line may still change: it is a line, on the order, and not closed for good."""
    yield from removing.not_gone(line.line)
    if line.line.row["line_type"] == LineType.MULTIPLE_DELIVERIES:
        yield TOTAL_OF_SCHEDULE(line=line.line.number, field="remaining")
    if line.line.row["finalized"]:
        yield closed(line, "remaining")


def closed(line: LineStanding, field: str) -> Refusal:
    """The refusal of a line that is closed for good."""
    return FIELD_LOCKED(
        line=line.line.number, field=field, label=line.known.labels[field], regime="L",
        document=Approval.FINALIZED.label)  # fmt: skip


def remainder_fits(line: LineStanding, args: Args) -> Iterator[Refusal]:
    """The remainder has the sign and the decimals of the line, and covers pending invoices."""
    row, number = line.line.row, line.line.number
    remainder: Decimal = getattr(args, "remainder")  # noqa: B009
    if sign(remainder) == -sign(row["ordered"]) != 0:
        yield REMAINDER(line=number, field="remainder", least=ZERO, sign=_signed(row["ordered"]))
    if line.article and places(remainder) > line.article.decimals:
        yield QTY_DECIMALS(
            line=number, field="remainder", unit=line.article.unit_code, decimals=line.article.decimals,
            quantity=remainder)  # fmt: skip
    pending = line.pending.get(row["id"])
    uncovered = abs(row["invoiced"] + pending.quantity) - abs(row["received"]) if pending else ZERO
    if pending and abs(remainder) < uncovered:
        yield PENDING_INVOICE(
            line=number, field="remainder", label=line.known.labels["remaining"], invoice=pending.invoice)  # fmt: skip


def _signed(ordered: Decimal) -> str:
    return "≥ 0" if ordered > 0 else "≤ 0"


def remainder_remarks(line: LineStanding, args: Args) -> Iterator[Refusal]:
    """More than was ordered is delivered all the same, and worth a look (01 §12.4)."""
    after = quantities.with_remainder(quantities.of(line.line.row), getattr(args, "remainder"))  # noqa: B009
    if abs(after.added) > abs(line.line.row["added"]):
        yield REMAINDER_ABOVE(line=line.line.number, field="remainder", added=after.added)
