"""Lots: what the stock of a line is kept under (01 §2.1, §27)."""

from __future__ import annotations

from collections.abc import Iterable

from manciple.kernel import numbering
from manciple.kernel.context import Context

from ..terms import LOTS, Sheet


def issue_lots(sheets: Iterable[Sheet], ctx: Context) -> None:
    """Draws a lot for each line that wants one; lots may have gaps and are never given twice."""
    lines = [line for sheet in sheets for line in sheet.kept if line.wants_lot]
    for line, lot in zip(lines, numbering.draw(LOTS, len(lines), ctx), strict=True):
        line.row["lot_id"] = lot
        line.wants_lot = False
