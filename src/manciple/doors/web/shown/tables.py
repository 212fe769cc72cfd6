"""Tables of records and of figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table of records."""

    key: str
    label: str
    kind: str = "text"
    sort_url: str = ""
    sorted: str = ""  # ascending, descending or nothing
    help: str = ""
    main: bool = False  # the one that names the row; on a phone it heads the card

    @property
    def is_number(self) -> bool:
        """Whether its cells stand at the end."""
        return self.kind == "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell: text, and at most one of a link, a badge or a flag."""

    text: str = ""
    url: str = ""
    tone: str = ""
    icon: str = ""
    title: str = ""
    why_url: str = ""
    flag: bool | None = None
    opens: bool = False  # its link is the one the whole row follows


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row; `key` is what choosing it sends."""

    cells: Sequence[Cell]
    key: str = ""
    level: int = 0
    group: str = ""  # a heading row has this instead of cells
    bad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of records or of figures."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    totals: Sequence[Cell] = ()
    label: str = ""
    empty: str = ""
    selectable: bool = False
    cards: bool = True  # on a phone each row becomes a card

    @property
    def lines(self) -> list[tuple[Row, list[tuple[Column, Cell]]]]:
        """Rows with each cell beside its column."""
        return [(row, list(zip(self.columns, row.cells, strict=False))) for row in self.rows]

    @property
    def footer(self) -> list[tuple[Column, Cell]]:
        """Totals beside their columns."""
        return list(zip(self.columns, self.totals, strict=False))

    @property
    def width(self) -> int:
        """How many columns are drawn."""
        return len(self.columns) + self.selectable
