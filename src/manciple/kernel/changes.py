"""What acts changed, in people's words: labels for columns, business keys for ids, words for codes.

The database writes every change by itself (`protect`); this room reads them back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from .models import Change
from .plain import told
from .records import Stored, declared_name, document_of, label_of, lines_of, model_named, name_of

Row = tuple[str, int]
ByAct = dict[int, list["Difference"]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one record, before and after. `name` is the field, `field` its label."""

    record: str
    number: str
    field: str
    before: Any
    after: Any
    name: str = ""
    event: str = "update"
    kind: str = "text"


def of_acts(acts: Sequence[int], company: int) -> list[Difference]:
    """Everything some acts changed, in the order it happened."""
    found = Change.objects.filter(act_id__in=acts, company=company or None).order_by("id")
    return [each for _, differences in _told(list(found)) for each in differences]


def of_document(record: type[Stored], row: int, company: int, acts: Sequence[int]) -> tuple[ByAct, ByAct]:
    """By act, what changed in a record's own row, and in its lines."""
    ours = Change.objects.filter(act_id__in=acts, company=company or None).order_by("id")
    own = ours.filter(record=name_of(record), row_id=row, event="update")
    lines = ours.filter(_lines(record, row)) if lines_of(record) else ours.none()
    return _by_act(list(own)), _by_act(list(lines))


def _lines(record: type[Stored], row: int) -> Q:
    """Changes of the lines a document has, and of those it had."""
    found = Q(pk__in=[])
    for line in lines_of(record):
        column = line._meta.get_field(line.owner).column  # type: ignore[union-attr]
        there = line._default_manager.filter(**{line.owner: row}).values("pk")
        gone = Q(event="delete", **{f"before__{column}": row})
        found |= Q(record=name_of(line)) & (Q(row_id__in=there) | gone)
    return found


def _by_act(changes: Sequence[Change]) -> ByAct:
    found: ByAct = {}
    for change, differences in _told(changes):
        found.setdefault(change.act_id or 0, []).extend(differences)
    return found


def _told(changes: Sequence[Change]) -> Iterator[tuple[Change, list[Difference]]]:
    """Each change with its fields; of a row that came or went, only those that hold something."""
    numbers, keys = _numbers(changes), _keys(changes)
    for change in changes:
        before, after = change.before or {}, change.after or {}
        number = numbers.get((change.record, change.row_id), "")
        columns = dict.fromkeys([*before, *after])
        telling = [name for name in columns if change.event == "update" or before.get(name) or after.get(name)]
        yield change, [_difference(change, number, column, keys) for column in telling]


def _difference(change: Change, number: str, column: str, keys: Mapping[Row, str]) -> Difference:
    model = model_named(change.record)
    return Difference(
        record=str(label_of(model)),
        number=number,
        field=_label(model, column),
        before=_worded(model, column, (change.before or {}).get(column), keys),
        after=_worded(model, column, (change.after or {}).get(column), keys),
        name=declared_name(model, column),
        event=change.event,
        kind=_kind(model, column),
    )


def _field(model: type[Stored], column: str) -> Any:
    """The field a column stores; None for a column that has gone since."""
    return next((field for field in model._meta.local_concrete_fields if field.column == column), None)


def _label(model: type[Stored], column: str) -> str:
    field = _field(model, column)
    return str(field.verbose_name) if field else column


def _kind(model: type[Stored], column: str) -> str:
    """The kind of the field, so that doors write its values as everywhere else."""
    return str(getattr(_field(model, column), "kind", "text"))


def _worded(model: type[Stored], column: str, value: Any, keys: Mapping[Row, str]) -> Any:
    field = _field(model, column)
    if value is None or field is None:
        return value
    if isinstance(field, models.ForeignKey):
        return keys.get((name_of(_target(field)), value), value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return told(value)


def _target(field: Any) -> type[Stored]:
    target: type[Stored] = field.related_model
    return target


def _keys(changes: Iterable[Change]) -> dict[Row, str]:
    """The business keys of all references that are named in changes: one query per kind of record."""
    wanted: dict[type[Stored], set[int]] = {}
    for change in changes:
        model = model_named(change.record)
        for column, value in [*(change.before or {}).items(), *(change.after or {}).items()]:
            field = _field(model, column)
            if isinstance(field, models.ForeignKey) and isinstance(value, int):
                wanted.setdefault(_target(field), set()).add(value)
    return {(name_of(model), pk): key for model, ids in wanted.items() for pk, key in numbers_of(model, ids).items()}


def _numbers(changes: Iterable[Change]) -> dict[Row, str]:
    """The business numbers of changed rows; those that are gone tell their own."""
    rows: dict[str, set[int]] = {}
    gone: dict[Row, str] = {}
    for change in changes:
        rows.setdefault(change.record, set()).add(change.row_id)
        if change.event == "delete":
            key = model_named(change.record).key
            gone[change.record, change.row_id] = str((change.before or {}).get(key, ""))
    for name, ids in rows.items():
        gone |= {(name, pk): number for pk, number in numbers_of(model_named(name), ids).items()}
    return gone


def numbers_of(model: type[Stored], ids: Iterable[int]) -> dict[int, str]:
    """How people name rows; a line goes with its document: PO-7 · 2."""
    document = document_of(model)
    paths = [f"{model.owner}__{document.key}", model.key] if document else [model.key]
    rows = model._default_manager.filter(pk__in=set(ids)).values_list("pk", *paths)
    return {pk: " · ".join(str(part) for part in parts) for pk, *parts in rows}
