"""What an act did, in people's words: changed fields, documents made, postings.

Preview runs the action, reads these, and takes everything back; so what a preview shows is what
the action does, by construction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, is_dataclass
from typing import Any

from . import changes
from .changes import Difference
from .context import Context
from .inquiries import columns_of
from .plain import told
from .words import Label

MOST_CHANGES = 2000

Describe = Callable[[int, Context], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Described:
    """A kind of effect a package can tell about: the postings of an act, say."""

    key: str
    label: Label
    row: type[Any]
    read: Describe


_described: list[Described] = []


def effect(key: str, *, label: Label, row: type[Any]) -> Callable[[Describe], Describe]:
    """The function below tells the effects of one kind of an act, as rows of `row`."""

    def register(function: Describe) -> Describe:
        _described.append(Described(key, label, row, function))
        return function

    return register


@dataclass(slots=True)
class Effects:
    """Everything an act did."""

    changes: list[Difference] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)
    left_out: int = 0

    def as_dict(self) -> dict[str, Any]:
        """What doors send."""
        return {
            "changes": [asdict(change) for change in self.changes],
            "tables": self.tables,
            "left_out": self.left_out,
        }


def of_acts(acts: Sequence[int], ctx: Context) -> Effects:
    """Reads the effects of acts; inside their transaction for a preview, at any time afterwards."""
    found = changes.of_acts(acts, ctx.company)
    tables = [_table(each, [row for act in acts for row in each.read(act, ctx)]) for each in _described]
    return Effects(found[:MOST_CHANGES], tables, max(0, len(found) - MOST_CHANGES))


def of_act(act: int, ctx: Context) -> Effects:
    """Reads the effects of one act."""
    return of_acts([act], ctx)


def _table(described: Described, rows: Sequence[Any]) -> dict[str, Any]:
    assert is_dataclass(described.row)
    columns = [
        {"key": each.key, "label": str(each.label), "kind": each.kind, "ref": each.ref}
        for each in columns_of(described.row)
    ]
    return {
        "key": described.key,
        "label": str(described.label),
        "columns": columns,
        "rows": [told(row) for row in rows],
    }
