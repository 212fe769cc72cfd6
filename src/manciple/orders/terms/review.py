"""What approval and versions look at: submissions, contents, differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from manciple.kernel.authority import Duties
from manciple.workflow.terms import Fit, LastAnswer, OpenItem

from .sheets import Standing
from .words import Change, Part, Row


@dataclass(frozen=True, slots=True)
class Review:
    """Where an order stands between submission and agreement, and who asks."""

    header: Row
    safety: str
    user: int
    duties: Duties
    items: Sequence[OpenItem] = ()
    last: LastAnswer | None = None
    people: Mapping[str, int] = field(default_factory=dict)
    submitter: str = ""
    recallers: Set[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Submission:
    """An order that is to be approved, and the workflows it would go through; of one that does not wait
    for that, nothing but its header is known."""

    header: Row
    standing: Standing | None = None
    fit: Fit | None = None

    @property
    def ready(self) -> Standing:
        """The whole order, once it is known to wait for approval."""
        assert self.standing is not None, "only an order that waits is read whole"
        return self.standing


#: What an order says, as versions keep it: header, lines, charges, and what is derived from them.
Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that says something else: as it was and as it is; none where it is blank."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Node:
    """What became of an order, a line or a charge between two contents.

    `fields` are those people or actions set, `derived` what follows by computation.
    """

    part: Part
    id: int
    number: str
    title: str
    change: Change
    fields: tuple[Difference, ...] = ()
    derived: tuple[Difference, ...] = ()
    children: tuple[Node, ...] = ()
    place: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """The version that holds what an order says now, and whether it was made just now."""

    order: int
    number: int
    made: bool
