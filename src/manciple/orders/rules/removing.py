"""Taking lines off an order: gone at once, or kept aside until that is agreed (01 §12.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from manciple.kernel.refusals import Refusal

from ..messages import LINE_DELETED, LINE_NOT_DELETED
from ..terms import Known, LineSheet, LineStanding, Sheet
from . import locks


def take_off(line: LineSheet, sheet: Sheet, known: Known) -> None:
    """Takes a line off. One that stands in what was approved or confirmed is only marked, and goes with
    the next approval or confirmation; its number stays taken until then."""
    sheet.faults += [*not_gone(line), *locks.removable(line, known)]
    assert line.stored is not None, "only a stored line is taken off"
    if line.stored["id"] in known.agreed_lines:
        line.row["is_deleted"] = True
    else:
        line.removed = True


def take_all_off(sheet: Sheet, known: Known) -> None:
    """Takes all lines off. A schedule goes as one: what the vendor knows of it keeps the rest of it."""
    agreed = known.agreed_lines
    heads = {_head(line) for line in sheet.lines if line.stored and line.stored["id"] in agreed}
    whole = {line.row["id"] for line in sheet.lines if line.stored and _head(line) in heads}
    for line in sheet.lines:
        if line.stored and not line.row["is_deleted"]:
            take_off(line, sheet, replace(known, agreed_lines=agreed | whole))


def put_back(line: LineSheet, sheet: Sheet) -> None:
    """Puts a line back on the order; of a schedule that was taken off as a whole, the whole."""
    taken = [each for each in sheet.lines if each.row["is_deleted"] and _head(each) == _head(line)]
    as_whole = any(each.row["id"] == _head(line) for each in taken)
    for each in taken if as_whole else [line]:
        each.row["is_deleted"] = False


def _head(line: LineSheet) -> int:
    """The key of the total of a schedule, else of the line itself."""
    return int(line.row["parent_id"] or line.row["id"])


def not_gone(line: LineSheet) -> Iterator[Refusal]:
    """The line is still on the order (ORD-122)."""
    if line.stored and line.stored["is_deleted"]:
        yield LINE_DELETED(line=line.number, field="line_number")


def is_taken_off(line: LineStanding) -> Iterator[Refusal]:
    """The line was taken off and waits for the next approval or confirmation."""
    if not line.line.row["is_deleted"]:
        yield LINE_NOT_DELETED(line=line.line.number)
