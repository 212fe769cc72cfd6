"""What an act did, in people's words: changed fields, documents made, postings.

Preview runs the action, reads these, and takes everything back; so what a preview shows is what
the action does, by construction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from typing import Any

from .context import Context
from .models import Change
from .records import Stored, declared_name, field_of, label_of, model_named
from .words import Label

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


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one record, before and after."""

    record: str
    number: str
    field: str
    before: Any
    after: Any


@dataclass(slots=True)
class Effects:
    """Everything an act did."""

    changes: list[Difference] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return {"changes": [asdict(change) for change in self.changes], "tables": self.tables}


def of_act(act: int, ctx: Context) -> Effects:
    """Reads the effects of an act; inside its transaction for a preview, at any time afterwards."""
    changes = list(Change.objects.filter(act_id=act).order_by("id"))
    numbers = _numbers(changes)
    return Effects(
        [each for change in changes for each in _differences(change, numbers)],
        [_table(each, each.read(act, ctx)) for each in _described],
    )


def _table(described: Described, rows: Sequence[Any]) -> dict[str, Any]:
    assert is_dataclass(described.row)
    labels = [
        {"key": each.name, "label": str(each.metadata.get("label", each.name))}
        for each in fields(described.row)
    ]
    return {"key": described.key, "label": str(described.label), "columns": labels,
            "rows": [asdict(row) for row in rows]}  # fmt: skip


def _differences(change: Change, numbers: dict[tuple[str, int], str]) -> Iterable[Difference]:
    model = model_named(change.record)
    before, after = change.before or {}, change.after or {}
    number = numbers.get((change.record, change.row_id), "")
    for column in dict.fromkeys([*before, *after]):
        yield Difference(
            str(label_of(model)), number, _label(model, column),
            before.get(column), after.get(column))  # fmt: skip


def _label(model: type[Stored], column: str) -> str:
    name = declared_name(model, column)
    try:
        return str(field_of(model, name).verbose_name)
    except KeyError:
        return name


def _numbers(changes: Iterable[Change]) -> dict[tuple[str, int], str]:
    """The business numbers of changed rows, one query per kind of record."""
    rows: dict[str, set[int]] = {}
    for change in changes:
        rows.setdefault(change.record, set()).add(change.row_id)
    found: dict[tuple[str, int], str] = {}
    for name, ids in rows.items():
        model = model_named(name)
        paths = [model.key, f"{model.owner}__{_owner_key(model)}"] if model.owner else [model.key]
        for row in model._default_manager.filter(pk__in=ids).values_list("pk", *paths):
            found[name, row[0]] = " · ".join(str(part) for part in reversed(row[1:]))
    return found


def _owner_key(model: type[Stored]) -> str:
    return str(model._meta.get_field(model.owner).related_model.key)  # type: ignore[union-attr]
