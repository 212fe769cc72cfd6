"""Deleting an order, or closing order or line for good (01 §12.1, §12.5)."""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import date

from manciple.kernel.args import Args
from manciple.kernel.refusals import Refusal

from ..messages import (
    CONFIRMED_BEFORE,
    INVOICE_WAITS,
    LINE_GOES_ON,
    LINE_NOT_OVER,
    NO_LINES_TO_FINALIZE,
    NOT_AGREED,
    NOT_IN_OPEN_PERIOD,
    TOTAL_OF_SCHEDULE,
)
from ..terms import Approval, Known, LineStanding, LineType, Standing, Status
from . import canceling, quantities, removing, states


def never_confirmed(order: Standing) -> Iterator[Refusal]:
    """The vendor was never told; what he was told is canceled, not deleted (ORD-40)."""
    if order.sheet.header["confirmations"]:
        yield CONFIRMED_BEFORE()


def nothing_happened(order: Standing) -> Iterator[Refusal]:
    """Nothing arrived, nothing was invoiced, no invoice is pending."""
    for line in order.sheet.lines:
        if line.row["received"] or line.row["invoiced"] or line.row["id"] in order.pending:
            yield CONFIRMED_BEFORE(line=line.number)


def agreed(order: Standing) -> Iterator[Refusal]:
    """The order is approved or confirmed, and nobody has asked to change it (ORD-46)."""
    header = order.sheet.header
    state = Approval(header["approval_status"])
    if state not in (Approval.APPROVED, Approval.CONFIRMED) or header["change_request"]:
        yield NOT_AGREED(state=state.label)


def all_over(order: Standing) -> Iterator[Refusal]:
    """Every line is invoiced or canceled, and no invoice waits (ORD-46)."""
    lines = order.sheet.counted
    for line in lines:
        status = quantities.status(quantities.of(line.row))
        if status not in quantities.OVER:
            yield LINE_NOT_OVER(line=line.number, status=status.label)
    for invoice in sorted({order.pending[line.row["id"]].invoice for line in lines
                           if line.row["id"] in order.pending}):  # fmt: skip
        yield INVOICE_WAITS(invoice=invoice)
    if not lines:
        yield NO_LINES_TO_FINALIZE()


def line_not_in_review(line: LineStanding) -> Iterator[Refusal]:
    """Nobody is judging the order of the line at the moment (ORD-21)."""
    yield from states.in_no_review(line.sheet.header)


def line_over(line: LineStanding) -> Iterator[Refusal]:
    """The line is fully received and invoiced, and no invoice waits for it (ORD-47)."""
    row, number = line.line.row, line.line.number
    yield from removing.not_gone(line.line)
    if row["line_type"] == LineType.MULTIPLE_DELIVERIES:
        yield TOTAL_OF_SCHEDULE(line=number, field="finalized")
    elif row["finalized"]:
        yield canceling.closed(line, "finalized")
    elif quantities.status(quantities.of(row)) is not Status.INVOICED:
        yield LINE_GOES_ON(line=number)
    if row["id"] in line.pending:
        yield INVOICE_WAITS(line=number, invoice=line.pending[row["id"]].invoice)


def day_is_open(order: Standing, args: Args) -> Iterator[Refusal]:
    """The accounting date is in an open period."""
    yield from _open(args, order.known, order.open_days)


def line_day_is_open(line: LineStanding, args: Args) -> Iterator[Refusal]:
    """The same for a line."""
    yield from _open(args, line.known, line.open_days)


def _open(args: Args, known: Known, open_days: Set[date]) -> Iterator[Refusal]:
    day = getattr(args, "accounting_date", None) or known.today
    if day not in open_days:
        yield NOT_IN_OPEN_PERIOD(field="accounting_date", date=day)
