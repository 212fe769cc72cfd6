"""The numbers people call lines by: given, changed, never identity (01 §15)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from manciple.kernel.refusals import Refusal

from ..messages import LINE_NUMBER
from ..terms import LineSheet, LineStanding, Sheet

#: The database keeps line numbers up to this one.
HIGHEST = 2**31 - 1


def renumber(standing: LineStanding, number: int) -> Iterator[Refusal]:
    """Gives the line another number, if that is free (ORD-63)."""
    line, taken = standing.line, {each.number for each in standing.sheet.lines if each is not standing.line}
    if number in taken or not 0 < number <= HIGHEST:
        yield LINE_NUMBER(line=line.number, field="line_number", number=number)
    else:
        line.row["line_number"] = number


def renumber_all(sheet: Sheet, increment: int) -> Iterator[Refusal]:
    """Numbers all lines by the increment in their present order, a schedule before its deliveries. Lines
    taken off the order keep their numbers, and nobody else gets them."""
    held = {line.number for line in sheet.lines if line.row["is_deleted"]}
    numbers = _free(increment, held)
    for line in _in_order(sheet.lines):
        number = next(numbers)
        if number > HIGHEST:
            yield LINE_NUMBER(line=line.number, field="line_number", number=number)
            return
        line.row["line_number"] = number


def _free(increment: int, held: Iterable[int]) -> Iterator[int]:
    taken, number = set(held), 0
    while True:
        number += increment
        if number not in taken:
            yield number


def _in_order(lines: Iterable[LineSheet]) -> list[LineSheet]:
    """The lines that are renumbered: by number, deliveries right behind the total of their schedule."""
    standing = [line for line in lines if not line.row["is_deleted"]]
    heads = {line.row["id"]: line.number for line in standing}

    def place(line: LineSheet) -> tuple[int, int, int]:
        head = heads.get(line.row["parent_id"], line.number)
        return head, 1 if line.row["parent_id"] else 0, line.number

    return sorted(standing, key=place)
