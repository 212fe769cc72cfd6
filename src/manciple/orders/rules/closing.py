"""Deleting an order, or closing it for good (01 §12.1, §12.5)."""

from __future__ import annotations

from collections.abc import Iterator

from manciple.kernel.args import Args
from manciple.kernel.refusals import Refusal

from ..messages import CONFIRMED_BEFORE, INVOICE_WAITS, LINE_NOT_OVER, NO_LINES_TO_FINALIZE, NOT_IN_OPEN_PERIOD
from ..terms import Standing
from . import quantities


def never_confirmed(order: Standing) -> Iterator[Refusal]:
    """The vendor was never told; what he was told is canceled, not deleted (ORD-40)."""
    if order.sheet.header["confirmations"]:
        yield CONFIRMED_BEFORE()


def nothing_happened(order: Standing) -> Iterator[Refusal]:
    """Nothing arrived, nothing was invoiced, no invoice is pending."""
    for line in order.sheet.lines:
        if line.row["received"] or line.row["invoiced"] or line.row["id"] in order.pending:
            yield CONFIRMED_BEFORE(line=line.number)


def all_over(order: Standing) -> Iterator[Refusal]:
    """Every line is invoiced or canceled, and no invoice waits (ORD-46)."""
    for line in order.sheet.lines:
        status = quantities.status(quantities.of(line.row))
        if status not in quantities.OVER:
            yield LINE_NOT_OVER(line=line.number, status=status.label)
    for invoice in sorted({order.pending[line.row["id"]].invoice for line in order.sheet.lines
                           if line.row["id"] in order.pending}):  # fmt: skip
        yield INVOICE_WAITS(invoice=invoice)
    if not order.sheet.lines:
        yield NO_LINES_TO_FINALIZE()


def day_is_open(order: Standing, args: Args) -> Iterator[Refusal]:
    """The accounting date is in an open period."""
    day = getattr(args, "accounting_date", None) or order.known.today
    if day not in order.open_days:
        yield NOT_IN_OPEN_PERIOD(field="accounting_date", date=day)
