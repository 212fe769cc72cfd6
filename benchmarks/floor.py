"""The floor: the rows an action wrote, written again by hand with one statement per table.

`captured` reads back everything one act wrote: inserted rows of every table and the columns it
updated. `Replay` writes the same rows for another order: in one transaction under the same role,
with row-level security, constraints and audit triggers at work, but without reading, deciding,
guarding, locking or explaining anything. No program that keeps these books can be faster than that
with set-based statements.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction
from psycopg.types.json import Jsonb

from manciple.kernel import scope, sql
from manciple.kernel.models import Act, Change, Event
from manciple.kernel.records import Stored, model_named, ours

# Texts that are unique in the company: each replay gives them a fresh value.
UNIQUE_TEXTS = ("invoice", "product_receipt")
FRESH = itertools.count(1)


@dataclass(slots=True)
class Written:
    """What one act wrote in one table."""

    model: type[Stored]
    columns: list[str]
    rows: list[list[Any]] = field(default_factory=list)


@dataclass(slots=True)
class Updated:
    """What one act changed in one table: the same columns of some rows."""

    model: type[Stored]
    columns: list[str]
    ids: list[int] = field(default_factory=list)
    values: list[list[Any]] = field(default_factory=list)


@dataclass(slots=True)
class Captured:
    """Everything one act wrote, in the order the tables need."""

    inserts: list[Written]
    updates: list[Updated]

    @property
    def counts(self) -> dict[str, int]:
        """Rows per table."""
        return {each.model._meta.db_table: len(each.rows) for each in self.inserts}


def watermarks(company: int) -> dict[type[Stored], int]:
    """The highest id of every table, taken before an act."""
    tables = [model for model in ours() if model is not Change]
    parts = " UNION ALL ".join(
        f"SELECT {place}, coalesce(max(id), 0) FROM {model._meta.db_table}" for place, model in enumerate(tables)
    )
    with scope.companies(company), transaction.atomic():
        return {tables[place]: highest for place, highest in sql.values(parts)}


def captured(before: Mapping[type[Stored], int], act: int, company: int) -> Captured:
    """Reads back what an act wrote since `before`."""
    with scope.companies(company), transaction.atomic():
        changes = list(Change.objects.filter(act_id=act, event="update").order_by("id"))
        first: dict[tuple[str, int], dict[str, Any]] = {}
        for change in changes:
            place = (change.record, change.row_id)
            first[place] = {
                **(change.before or {}),
                **{c: None for c in (change.after or {}) if c not in (change.before or {})},
            } | first.get(place, {})
        inserts = [_written(model, highest, first) for model, highest in before.items()]
        updates = list(_updates(changes))
    return Captured(_in_order([each for each in inserts if each.rows]), updates)


def _written(model: type[Stored], highest: int, first: Mapping[tuple[str, int], Mapping[str, Any]]) -> Written:
    """The new rows of a table, as they were before the act changed them again."""
    columns = [
        str(f.column)
        for f in model._meta.local_concrete_fields
        if not f.generated and f.db_default is models.NOT_PROVIDED
    ]
    found = sql.values(f"SELECT {quoted(columns)} FROM {model._meta.db_table} WHERE id > %s ORDER BY id", [highest])
    written = Written(model, columns, [list(row) for row in found])
    for row in written.rows:
        for column in getattr(model, "completed", ()):  # the database completes these itself
            declared = next(f for f in model._meta.local_concrete_fields if f.column == column)
            row[columns.index(column)] = declared.get_default()
        early = first.get((model._meta.label_lower, row[columns.index("id")]), {})
        for column in set(early) & set(columns):
            row[columns.index(column)] = early[column]
    return written


def _in_order(written: Sequence[Written]) -> list[Written]:
    """Tables before those that point to them."""
    left, done = list(written), []
    while left:
        waiting = {each.model for each in left}
        free = [each for each in left if not ({*_targets(each.model)} & (waiting - {each.model}))]
        done += free or left[:1]
        left = [each for each in left if each not in done]
    return done


def _targets(model: type[Stored]) -> Iterator[Any]:
    return (f.related_model for f in model._meta.local_fields if isinstance(f, models.ForeignKey))


def _updates(changes: Sequence[Change]) -> Iterator[Updated]:
    """The last value of every changed column, one update per table and set of columns."""
    last: dict[tuple[str, int], dict[str, Any]] = {}
    for change in changes:
        touched = {*(change.before or {}), *(change.after or {})}
        last.setdefault((change.record, change.row_id), {}).update({c: (change.after or {}).get(c) for c in touched})
    groups: dict[tuple[str, tuple[str, ...]], Updated] = {}
    for (record, row), told in last.items():
        model = model_named(record)
        generated = {f.column for f in model._meta.local_concrete_fields if f.generated}
        columns = sorted(set(told) - generated)
        group = groups.setdefault((record, tuple(columns)), Updated(model, columns))
        group.ids.append(row)
        group.values.append([told[column] for column in columns])
    yield from (each for each in groups.values() if each.columns)


class Replay:
    """Writes captured rows again under new ids. Ids of documents made by earlier replays are kept,
    so that a receipt is replayed for the order that was replayed before it."""

    def __init__(self, company: int) -> None:
        self.company = company
        self.ids: dict[tuple[Any, int], int] = {}
        self.texts: dict[str, str] = {}

    def prepared(self, what: Captured) -> list[tuple[str, list[Any]]]:
        """The statements and their parameters; made before the clock starts."""
        for each in what.inserts:
            self._new_ids(each)
        statements = [self._insert(each) for each in what.inserts]
        return statements + [self._update(each) for each in what.updates]

    def run(self, statements: Sequence[tuple[str, list[Any]]]) -> None:
        """The floor itself: one transaction, one statement per table."""
        with scope.companies(self.company), transaction.atomic(), connection.cursor() as cursor:
            for text, parameters in statements:
                cursor.execute(text, parameters)

    def _new_ids(self, written: Written) -> None:
        table, place = written.model._meta.db_table, written.columns.index("id")
        taken = sql.values(
            f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, %s)", [len(written.rows)]
        )
        for row, (new,) in zip(written.rows, taken, strict=True):
            self.ids[written.model, row[place]] = new

    def _insert(self, written: Written) -> tuple[str, list[Any]]:
        columns = written.columns
        moved = [
            [self._moved(written.model, column, value, row) for column, value in zip(columns, row, strict=True)]
            for row in written.rows
        ]
        kinds = {column: _type(written.model, column) for column in columns}
        arrays = ", ".join(f"%s::{_sent_as(kinds[column])}[]" for column in columns)
        values = ", ".join(f'"{column}"::{kinds[column]}' for column in columns)
        names = quoted(columns)
        text = (
            f"INSERT INTO {written.model._meta.db_table} ({names}) "
            f"SELECT {values} FROM unnest({arrays}) AS new ({names})"
        )
        return text, [[_sent(row[at]) for row in moved] for at in range(len(columns))]

    def _moved(self, model: type[Stored], column: str, value: Any, row: Sequence[Any]) -> Any:
        if column == "id":
            return self.ids[model, value]
        if value is None:
            return None
        if column in ("act", "act_id"):
            return self.ids.get((Act, value), value)
        declared = next(f for f in model._meta.local_concrete_fields if f.column == column)
        if isinstance(declared, models.ForeignKey):
            return self.ids.get((declared.related_model, value), value)
        if not isinstance(declared, models.CharField) or model is Event:
            return value
        if column in (model.key, *UNIQUE_TEXTS) and value not in self.texts:
            self.texts[value] = f"F{next(FRESH):08d}"
        return self.texts.get(value, value)  # a number is written the same wherever it is named

    def _update(self, updated: Updated) -> tuple[str, list[Any]]:
        columns = updated.columns
        kinds = {column: _type(updated.model, column) for column in ["id", *columns]}
        arrays = ", ".join(f"%s::{_sent_as(kind)}[]" for kind in kinds.values())
        sets = ", ".join(f'"{column}" = new."{column}"::{kinds[column]}' for column in columns)
        owned = (
            "old.company_id = %s AND "
            if any(f.column == "company_id" for f in updated.model._meta.local_fields)
            else ""
        )
        text = (
            f"UPDATE {updated.model._meta.db_table} AS old SET {sets} "
            f"FROM unnest({arrays}) AS new (id, {quoted(columns)}) WHERE {owned}old.id = new.id"
        )
        ids = [self.ids.get((updated.model, each), each) for each in updated.ids]
        parameters: list[Any] = [ids, *([_sent(row[at]) for row in updated.values] for at in range(len(columns)))]
        return text, [*parameters, self.company] if owned else parameters


def quoted(columns: Sequence[str]) -> str:
    """Column names as SQL takes them whatever they are."""
    return ", ".join(f'"{column}"' for column in columns)


def _type(model: type[Stored], column: str) -> str:
    declared = next(f for f in model._meta.local_concrete_fields if f.column == column)
    kind = str(declared.db_type(connection)).split(" GENERATED")[0].split(" CHECK")[0]
    return "bigint" if kind.startswith("bigint") else re.sub(r"\(.*?\)", "", kind)


def _sent_as(kind: str) -> str:
    """Arrays of arrays would be flattened, so that a column of arrays travels as text."""
    return "text" if kind.endswith("[]") else kind


def _sent(value: Any) -> Any:
    match value:
        case dict():
            return Jsonb(value)
        case list():
            return "{" + ",".join(f'"{each}"' for each in value) + "}"
        case int() | float() if not isinstance(value, bool):
            return str(value)
        case _:
            return None if value is None else value if isinstance(value, bool) else str(value)
