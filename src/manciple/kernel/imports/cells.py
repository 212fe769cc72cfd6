"""What people write in cells: numbers in a declared form, dates whose order a whole column shows.

Nothing passes through a binary fraction, and nothing ambiguous is guessed at (08 §24).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from .. import messages
from ..numbers import NotANumber, exact, typed
from ..refusals import Refused
from ..tables import Cell, Table, text_of
from .columns import Column

NUMERIC = frozenset({"quantity", "price", "amount", "percent", "number"})
YES = frozenset({"true", "yes", "y", "1", "x"})
NO = frozenset({"false", "no", "n", "0"})
ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
OTHER_DAY = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?: 0{1,2}:00(?::00)?)?")
CENTURY_TURNS = 80


class Wrong(ValueError):
    """A cell does not hold what its column needs; the message says why, without the value."""


@dataclass(frozen=True, slots=True)
class Places:
    """The declared form of numbers: what stands before the decimals, what between thousands."""

    decimal: str
    group: str

    @classmethod
    def of(cls, example: str) -> Places:
        """The form an example such as 1.234,56 shows."""
        return cls(example[-3], example[1])


def converted(cell: Cell, kind: str, places: Places, order: str) -> Any:
    """The value of a cell for a field of a kind. Raises Wrong."""
    try:
        if kind in NUMERIC:
            return _number(cell, places)
        if kind in ("whole", "key"):
            return _whole(_number(cell, places))
        if kind == "date":
            return _day(cell, order)
        if kind == "moment":
            return _moment(cell)
        if kind == "flag":
            return _flag(cell)
        return text_of(cell)
    except NotANumber as error:
        raise Wrong(str(error)) from error


def _number(cell: Cell, places: Places) -> Decimal:
    if isinstance(cell, Decimal):
        return exact(cell)
    if not isinstance(cell, str):
        raise Wrong("is not a number")
    bare = "".join(letter for letter in cell if unicodedata.category(letter) != "Sc").strip()
    return typed(bare, decimal=places.decimal, group=places.group)


def _whole(value: Decimal) -> int:
    if value != value.to_integral_value():
        raise Wrong("is not a whole number")
    return int(value)


def _flag(cell: Cell) -> bool:
    text = text_of(cell).casefold()
    if text not in YES | NO:
        raise Wrong("is neither yes nor no")
    return text in YES


def _moment(cell: Cell) -> datetime:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=UTC)
    try:
        found = datetime.fromisoformat(text_of(cell))
    except ValueError as error:
        raise Wrong("is no date and time such as 2026-01-31T12:00:00Z") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _day(cell: Cell, order: str) -> date:
    if isinstance(cell, datetime):
        raise Wrong("has a time of day where a date is needed")
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    if iso := ISO_DAY.fullmatch(text):
        return _existing(int(iso[1]), int(iso[2]), int(iso[3]))
    other = OTHER_DAY.fullmatch(text)
    if other is None or not order:
        raise Wrong("is no date")
    parts = dict(zip(order, other.groups(), strict=True))
    return _existing(_year(parts["y"]), int(parts["m"]), int(parts["d"]))


def _year(text: str) -> int:
    """Two digits mean 2000–2079 or 1980–1999."""
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year < CENTURY_TURNS else 1900)


def _existing(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Wrong("is no day of the calendar") from error


def date_orders(columns: Mapping[str, Column], table: Table, declared: str) -> dict[str, str]:
    """The order of day, month and year by heading, decided over the whole column.

    Raises Refused where a column could be read both ways and the user said nothing.
    """
    orders: dict[str, str] = {}
    for at, heading in enumerate(table.headings):
        column = columns.get(heading)
        if column is not None and column.kind == "date":
            orders[heading] = declared or _order(heading, (row.cells[at] for row in table.rows))
    return orders


def _order(heading: str, cells: Iterable[Cell]) -> str:
    dates = [match.groups() for cell in cells if isinstance(cell, str) and (match := _not_iso(cell))]
    if not dates or any(len(first) == 4 for first, _, _ in dates):
        return "ymd"
    if any(int(first) > 12 for first, _, _ in dates):
        return "dmy"
    if any(int(second) > 12 for _, second, _ in dates):
        return "mdy"
    if all(first == second for first, second, _ in dates):
        return "dmy"
    raise Refused(messages.AMBIGUOUS_DATES(column=heading))


def _not_iso(cell: str) -> re.Match[str] | None:
    text = cell.strip()
    return None if ISO_DAY.fullmatch(text) else OTHER_DAY.fullmatch(text)
