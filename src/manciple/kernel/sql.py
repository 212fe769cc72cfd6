"""Set-based statements: any number of rows with one statement (design §4).

`insert`, `update` and `upsert` take rows as dicts and column types from the model. `rows` and
`run` execute a named statement of a package: of its `statements.sql`, or of the folder `statements`.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.utils import CursorWrapper

from .arrays import literal, scalar
from .backend.base import DatabaseWrapper

Row = Mapping[str, Any]
T = TypeVar("T")

SECTION = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)
INSIDE = re.compile(r"^\{(\w+)\}$", re.MULTILINE)  # another statement of the file, as a part of this one
PLACEHOLDER = re.compile(r"%\((\w+)\)s(::)?")
JSONB = 3802  # the type's number in every PostgreSQL


# --- Named statements ------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Statement:
    """A named statement: one sentence of what it answers, what it takes, its text."""

    name: str
    says: str
    takes: tuple[str, ...]
    text: str
    cast: frozenset[str]

    def sent(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters as the driver takes them; an array whose type the statement names goes as text."""
        return {name: self._sent(name, value) for name, value in values.items()}

    def _sent(self, name: str, value: Any) -> Any:
        if isinstance(value, list | tuple) and name not in self.cast:
            return [scalar(each) for each in value]
        return scalar(value)


@cache
def statements(app_label: str) -> dict[str, Statement]:
    """The statements of a package by name."""
    _, *parts = SECTION.split(_written(Path(apps.get_app_config(app_label).path)))
    bodies = dict(zip(parts[::2], parts[1::2], strict=True))
    whole = {name: INSIDE.sub(lambda part: _bare(bodies[part[1]]), body) for name, body in bodies.items()}
    return {name: _statement(name, body) for name, body in whole.items()}


def _written(package: Path) -> str:
    """The room of a package's statements: one file, or a folder cut by subject."""
    files = [package / "statements.sql", *sorted((package / "statements").glob("*.sql"))]
    return "\n".join(file.read_text("utf-8") for file in files if file.exists())


def _bare(body: str) -> str:
    """A statement as it stands inside another one: without its words."""
    return "\n".join(line for line in body.strip().splitlines() if not line.startswith("-- "))


def _statement(name: str, body: str) -> Statement:
    comments = [line[3:] for line in body.splitlines() if line.startswith("-- ")]
    takes = next((each.removeprefix("takes:") for each in comments if each.startswith("takes:")), "")
    says = " ".join(each for each in comments if not each.startswith("takes:"))
    names = tuple(part.strip().removesuffix("[]") for part in takes.split(",") if part.strip())
    uses = PLACEHOLDER.findall(body)
    bare = {name for name, cast in uses if not cast}
    return Statement(name, says, names, body.strip(), frozenset(name for name, _ in uses) - bare)


def named(name: str) -> Statement:
    """The statement `package.name`."""
    app_label, _, statement = name.partition(".")
    return statements(app_label)[statement]


def rows(name: str, *, into: type[T], **values: Any) -> list[T]:
    """Executes a named statement and returns its rows as facts; columns go by name."""
    statement = named(name)
    with _prepared() as cursor:
        cursor.execute(statement.text, statement.sent(values))
        found = _names(cursor)
        return [into(**dict(zip(found, row, strict=True))) for row in _fetched(cursor)]


def run(name: str, **values: Any) -> int:
    """Executes a named statement for its effect; returns the number of rows it touched."""
    statement = named(name)
    with _prepared() as cursor:
        cursor.execute(statement.text, statement.sent(values))
        return int(cursor.rowcount)


def values(text: str, parameters: Mapping[str, Any] | Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Executes a statement given as text and returns plain rows; for the kernel itself."""
    with _prepared() as cursor:
        cursor.execute(text, parameters or None)
        return _fetched(cursor)


def _prepared() -> CursorWrapper:
    """A cursor for statements that are sent again and again; see the backend."""
    wrapper = cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS])
    return wrapper.prepared()


def _names(cursor: CursorWrapper) -> list[str]:
    """The columns of the answer; cheaper than asking for their full description."""
    answer = cursor.pgresult
    return [answer.fname(place).decode() for place in range(answer.nfields)] if answer else []


def _fetched(cursor: CursorWrapper) -> list[tuple[Any, ...]]:
    """All rows; Django leaves JSON as text, here it is read, with its numbers exact."""
    answer = cursor.pgresult
    if not answer or not answer.nfields:
        return []
    found: list[tuple[Any, ...]] = cursor.fetchall()
    places = {place for place in range(answer.nfields) if answer.ftype(place) == JSONB}
    if not places:
        return found
    return [tuple(_read(value) if place in places else value for place, value in enumerate(row)) for row in found]


def _read(value: Any) -> Any:
    return json.loads(value, parse_float=Decimal) if isinstance(value, str) else value


def arrays(records: Iterable[Sequence[Any]], *names: str) -> dict[str, list[Any]]:
    """Turns rows into one array per column, as statements with `unnest` take them."""
    columns: list[list[Any]] = [[] for _ in names]
    for record in records:
        for column, value in zip(columns, record, strict=True):
            column.append(value)
    return dict(zip(names, columns, strict=True))


# --- Rows of a model -------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """A value of the rows: its name in them, the column and type it has in the table."""

    name: str
    column: str
    kind: str

    @property
    def sent_as(self) -> str:
        """The type it travels in: `unnest` would flatten an array of arrays, so a list goes as text."""
        return "text" if self.kind.endswith("[]") else self.kind


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """Rows as a statement reads them: `new`, in the order of `row_place`.

    A column in which all rows hold the very same object travels once.
    """

    columns: Sequence[Column]
    values: Mapping[str, str]
    text: str
    sent: Mapping[str, Any]

    @property
    def names(self) -> str:
        """The columns, as INSERT lists them."""
        return ", ".join(each.column for each in self.columns)

    @property
    def selected(self) -> str:
        """The values, as SELECT lists them."""
        return ", ".join(self.values[each.column] for each in self.columns)

    def sets(self, keys: Sequence[str]) -> str:
        """The assignments to all columns but the keys."""
        return ", ".join(f"{name} = {value}" for name, value in self.values.items() if name not in keys)


def stored(
    model: type[models.Model], company: int, ids: Sequence[int], *,
    by: str = "id", names: Sequence[str] = (), order: Sequence[str] = ("id",),
) -> list[dict[str, Any]]:  # fmt: skip
    """The rows of a company whose `by` is one of the ids, as dicts by column, with one prepared statement.

    `names` are the columns that are needed; all that are written when none is named.
    """
    columns = tuple(names) or written(model)
    found = values(_select(model, columns, by, tuple(order)), {"company": company, "ids": list(ids)})
    return [dict(zip(columns, row, strict=True)) for row in found]


@cache
def written(model: type[models.Model]) -> tuple[str, ...]:
    """The columns of a model that are written; the database computes the others."""
    return tuple(str(field.column) for field in model._meta.local_concrete_fields if not field.generated)


@cache
def _select(model: type[models.Model], columns: tuple[str, ...], by: str, order: tuple[str, ...]) -> str:
    return (
        f"SELECT {', '.join(columns)} FROM {model._meta.db_table} "
        f"WHERE company_id = %(company)s AND {by} = ANY(%(ids)s::bigint[]) ORDER BY {', '.join(order)}"
    )


def insert(model: type[models.Model], records: Sequence[Row], *, returning: str = "id") -> list[Any]:
    """Inserts all rows with one statement; gives their `returning` column in the same order."""
    if not records:
        return []
    source = _source(model, records)
    text = (
        f"INSERT INTO {model._meta.db_table} ({source.names}) "
        f"SELECT {source.selected} FROM {source.text} ORDER BY row_place RETURNING {returning}"
    )
    return [row[0] for row in values(text, source.sent)]


def update(model: type[models.Model], records: Sequence[Row], *, key: Sequence[str] = ("id",)) -> int:
    """Sets the named columns of all rows with one statement. Rows carry the company beside `key`."""
    if not records:
        return 0
    keys = _keys(model, (*key, *({"company", "company_id"} & set(records[0]))))
    source = _source(model, records)
    if not source.sets(keys):
        return 0
    match = " AND ".join(f"old.{column} = {source.values[column]}" for column in keys)
    text = f"UPDATE {model._meta.db_table} AS old SET {source.sets(keys)} FROM {source.text} WHERE {match}"
    with _prepared() as cursor:
        cursor.execute(text, source.sent)
        return int(cursor.rowcount)


def upsert(model: type[models.Model], records: Sequence[Row], *, key: Sequence[str]) -> list[int]:
    """Inserts rows, or updates those whose key exists, with one statement; gives their ids."""
    if not records:
        return []
    source, keys = _source(model, records), _keys(model, key)
    kept = [each.column for each in source.columns if each.column not in keys] or keys
    sets = ", ".join(f"{column} = EXCLUDED.{column}" for column in kept)
    text = (
        f"INSERT INTO {model._meta.db_table} ({source.names}) SELECT {source.selected} FROM {source.text} "
        f"ORDER BY row_place ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {sets} RETURNING id"
    )
    return [row[0] for row in values(text, source.sent)]


def delete(model: type[models.Model], company: int, ids: Sequence[int]) -> int:
    """Removes rows, of a company where they belong to one; what they own goes with them."""
    owned = any(field.name == "company" for field in model._meta.local_fields)
    of_company = "company_id = %(company)s AND" if owned else ""
    with _prepared() as cursor:
        cursor.execute(
            f"DELETE FROM {model._meta.db_table} WHERE {of_company} id = ANY(%(ids)s::bigint[])",
            {"company": company, "ids": list(ids)},
        )
        return int(cursor.rowcount)


def bulk_insert(model: type[models.Model], records: Sequence[Row]) -> int:
    """Inserts very many rows: COPY into a temporary table, because COPY is refused under a policy."""
    if not records:
        return 0
    columns = [_column(model, name) for name in records[0]]
    names = ", ".join(each.column for each in columns)
    shape = ", ".join(f"{each.column} {each.kind}" for each in columns)
    with connection.cursor() as copying:
        copying.execute(f"CREATE TEMPORARY TABLE arriving ({shape}) ON COMMIT DROP")
        with copying.copy(f"COPY arriving ({names}) FROM STDIN") as copy:
            for record in records:
                copy.write_row([scalar(record[each.name], each.kind) for each in columns])
        copying.execute(f"INSERT INTO {model._meta.db_table} ({names}) SELECT {names} FROM arriving")
        count = int(copying.rowcount)
        copying.execute("DROP TABLE arriving")
    return count


@cache
def _column(model: type[models.Model], name: str) -> Column:
    field: Any = model._meta.get_field(name)
    kind = re.sub(r"\(.*?\)", "", str(field.db_type(connection)))
    return Column(name, str(field.column), kind)


def _keys(model: type[models.Model], names: Iterable[str]) -> list[str]:
    return sorted({_column(model, name).column for name in names})


def _source(model: type[models.Model], records: Sequence[Row]) -> Source:
    """The rows as arrays, one for each column whose values differ."""
    columns = [_column(model, name) for name in records[0]]
    assert all(len(record) == len(columns) for record in records), "rows of one statement have the same names"
    expressions: dict[str, str] = {}
    sent: dict[str, Any] = {"how_many": len(records)}
    varying: list[Column] = []
    for each in columns:
        found = [record[each.name] for record in records]
        same = all(value is found[0] for value in found)
        sent[each.column] = scalar(found[0], each.kind) if same else literal(found, each.kind)
        expressions[each.column] = f"%({each.column})s::{each.kind}" if same else f"new.{each.column}::{each.kind}"
        varying += [] if same else [each]
    return Source(columns, expressions, _from(varying), sent)


def _from(varying: Sequence[Column]) -> str:
    if not varying:
        return "generate_series(1, %(how_many)s) AS new (row_place)"
    sent = ", ".join(f"%({each.column})s::{each.sent_as}[]" for each in varying)
    return f"unnest({sent}) WITH ORDINALITY AS new ({', '.join(each.column for each in varying)}, row_place)"


# --- Counting --------------------------------------------------------------------------------------


def refresh_statistics() -> int:
    """Tells the planner of what was loaded since it last looked; gives the number of tables that were due.

    Loaders call it between their chunks: without it a fresh database joins thousands of rows as if
    there were ten.
    """
    return int(values("SELECT kernel_refresh_statistics()")[0][0])


class Count:
    """How many statements a block sent, and their texts."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    @property
    def number(self) -> int:
        return len(self.texts)

    def __call__(self, execute: Any, text: str, parameters: Any, many: bool, context: Any) -> Any:
        self.texts.append(text)
        return execute(text, parameters, many, context)


@contextmanager
def counted() -> Iterator[Count]:
    """Counts the statements of a block; what tests and budgets rest on."""
    count = Count()
    with connection.execute_wrapper(count):
        yield count
