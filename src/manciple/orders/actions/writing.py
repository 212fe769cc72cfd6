"""Writes shared by the actions: only what differs from what is stored, one statement per table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import models

from manciple.kernel import sql
from manciple.kernel.context import Context

from ..models import OrderCharge, PurchaseLine, PurchaseOrder
from ..terms import ChargeSheet, LineSheet, Row, Sheet


def write_sheets(sheets: Sequence[Sheet], ctx: Context) -> None:
    """Writes orders as they were worked out: header, lines, charges."""
    _update(PurchaseOrder, ((sheet.header, sheet.stored) for sheet in sheets), ctx)
    _write_parts(PurchaseLine, [(line, sheet) for sheet in sheets for line in sheet.lines], ctx)
    _write_parts(OrderCharge, [(charge, sheet) for sheet in sheets for charge in sheet.charges], ctx)


def remove_lines(lines: Sequence[int], ctx: Context) -> None:
    """Deletes lines; where the company keeps what was deleted, a copy stays (01 §12.1)."""
    if lines:
        sql.run("orders.void_lines", company=ctx.company, act=ctx.act, lines=list(lines), at=ctx.now, by=ctx.user_name)
        sql.delete(PurchaseLine, ctx.company, lines)


def _write_parts(
    record: type[models.Model], parts: Sequence[tuple[LineSheet | ChargeSheet, Sheet]], ctx: Context
) -> None:  # fmt: skip
    gone = [part.row["id"] for part, _ in parts if part.removed and part.stored]
    if record is PurchaseLine:
        remove_lines(gone, ctx)
    elif gone:
        sql.delete(record, ctx.company, gone)
    _update(record, ((part.row, part.stored) for part, _ in parts if not part.removed), ctx)
    new = [(part, sheet) for part, sheet in parts if part.stored is None and not part.removed]
    sql.insert(record, [part.row | {"order_id": sheet.header["id"]} for part, sheet in new])


def _update(record: type[models.Model], pairs: Iterable[tuple[Row, Row | None]], ctx: Context) -> None:
    """Updates the rows that differ, in the columns that differ in any of them."""
    changed = [(row, before) for row, before in pairs if before is not None and row != before]
    names = sorted({name for row, before in changed for name in row if row[name] != before[name]})
    sql.update(record, [{name: row[name] for name in ("id", "company_id", *names)} for row, _ in changed])
