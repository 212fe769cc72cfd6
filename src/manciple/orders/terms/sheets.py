"""An order being worked on: header, lines and charges, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from manciple.kernel.refusals import Refusal
from manciple.pricing.terms import Offer

from .facts import Article, Known, Named, Pending
from .words import LineType, Row


@dataclass(slots=True)
class LineSheet:
    """A line being worked on: how it will be stored, what was typed, how it was stored before."""

    row: Row
    told: Mapping[str, Any]
    stored: Row | None = None
    search: bool = False
    recompute: bool = False
    removed: bool = False
    offer: Offer | None = None
    wants_lot: bool = False
    #: The quantity of the whole schedule, which prices are searched by (01 §13).
    whole: Decimal | None = None

    @property
    def number(self) -> int:
        """What people call the line by."""
        return int(self.row["line_number"])

    @property
    def counts(self) -> bool:
        """Whether it is a line for everybody: not soft-deleted, and no schedule's total."""
        return not self.row["is_deleted"] and self.row["line_type"] != LineType.MULTIPLE_DELIVERIES


@dataclass(slots=True)
class ChargeSheet:
    """A header charge being worked on."""

    row: Row
    code: Named | None
    stored: Row | None = None
    removed: bool = False


@dataclass(slots=True)
class Sheet:
    """An order being worked on, and everything that is wrong or remarkable about it."""

    header: Row
    told: Mapping[str, Any]
    stored: Row | None = None
    lines: list[LineSheet] = field(default_factory=list)
    charges: list[ChargeSheet] = field(default_factory=list)
    faults: list[Refusal] = field(default_factory=list)
    versioned: bool = False

    @property
    def kept(self) -> list[LineSheet]:
        """The lines that stay."""
        return [line for line in self.lines if not line.removed]

    @property
    def has_deleted(self) -> bool:
        """Whether a line waits for the next approval or confirmation to be gone."""
        return any(line.row["is_deleted"] for line in self.kept)

    @property
    def counted(self) -> list[LineSheet]:
        """The lines that totals, postings, prints and copies see: neither soft-deleted nor the total of a
        delivery schedule (01 §12.2, §13)."""
        return [line for line in self.kept if line.counts]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an order stands when something is to be done with the whole of it."""

    sheet: Sheet
    known: Known
    pending: Mapping[int, Pending]
    open_days: Set[date]


@dataclass(frozen=True, slots=True)
class SummaryStanding:
    """What decides whether an order shares a document with others (01 §19)."""

    order: int
    number: str
    key: tuple[str, ...]
    flagged: bool


@dataclass(slots=True)
class ToPost:
    """An order the vendor is to be told of by the posting form, with those that share its document."""

    order: Standing
    head: int = 0
    headless: bool = False
    mates: list[ToPost] = field(default_factory=list)
    problems: list[Refusal] | None = None


@dataclass(frozen=True, slots=True)
class Journaled:
    """A confirmation journal that was written."""

    id: int
    number: str
    order: int


@dataclass(frozen=True, slots=True)
class LineStanding:
    """Where a line stands when something is to be done with it alone."""

    sheet: Sheet
    line: LineSheet
    article: Article | None
    known: Known
    pending: Mapping[int, Pending]
    open_days: Set[date] = frozenset()
