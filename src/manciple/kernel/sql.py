"""Set-based statements: any number of rows with one statement (design §4).

`insert`, `update` and `upsert` take rows as dicts and column types from the model. `rows` and
`run` execute a named statement of a package's `statements.sql`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, models
from psycopg.types.json import Jsonb

Row = Mapping[str, Any]
T = TypeVar("T")

SECTION = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@dataclasses.dataclass(frozen=True, slots=True)
class Statement:
    """A named statement: one sentence of what it answers, what it takes, its text."""

    name: str
    says: str
    takes: tuple[str, ...]
    text: str


@cache
def statements(app_label: str) -> dict[str, Statement]:
    """The statements of a package by name."""
    path = Path(apps.get_app_config(app_label).path) / "statements.sql"
    if not path.exists():
        return {}
    _, *parts = SECTION.split(path.read_text("utf-8"))
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return {name: _statement(name, body) for name, body in pairs}


def _statement(name: str, body: str) -> Statement:
    comments = [line[3:] for line in body.splitlines() if line.startswith("-- ")]
    takes = next((c.removeprefix("takes:") for c in comments if c.startswith("takes:")), "")
    says = " ".join(c for c in comments if not c.startswith("takes:"))
    names = tuple(part.strip().removesuffix("[]") for part in takes.split(",") if part.strip())
    return Statement(name, says, names, body.strip())


def named(name: str) -> Statement:
    """The statement `package.name`."""
    app_label, _, statement = name.partition(".")
    return statements(app_label)[statement]


def rows(name: str, *, into: type[T], **values: Any) -> list[T]:
    """Executes a named statement and returns its rows as facts; columns go by name."""
    with connection.cursor() as cursor:
        cursor.execute(named(name).text, {k: _sent(v) for k, v in values.items()})
        return _facts(cursor, into)


def _facts(cursor: Any, into: type[T]) -> list[T]:
    found = [column.name for column in cursor.description]
    return [into(**dict(zip(found, row, strict=True))) for row in cursor.fetchall()]


def run(name: str, **values: Any) -> int:
    """Executes a named statement for its effect; returns the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(named(name).text, {k: _sent(v) for k, v in values.items()})
        return int(cursor.rowcount)


def values(text: str, parameters: Mapping[str, Any] | Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Executes a statement given as text and returns plain rows; for the kernel itself."""
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)
        return list(cursor.fetchall()) if cursor.description else []


def arrays(records: Iterable[Sequence[Any]], *names: str) -> dict[str, list[Any]]:
    """Turns rows into one array per column, as statements with `unnest` take them."""
    columns: list[list[Any]] = [[] for _ in names]
    for record in records:
        for column, value in zip(columns, record, strict=True):
            column.append(value)
    return dict(zip(names, columns, strict=True))


def insert(model: type[models.Model], records: Sequence[Row], *, returning: str = "id") -> list[Any]:
    """Inserts all rows with one statement; gives their `returning` column in the same order."""
    if not records:
        return []
    columns = _columns(model, records[0])
    names = ", ".join(column for column, _, _ in columns)
    text = (
        f"INSERT INTO {model._meta.db_table} ({names}) "
        f"SELECT {names} FROM {_unnest(columns)} ORDER BY place RETURNING {returning}"
    )
    return [row[0] for row in values(text, _arrays(columns, records))]


def update(model: type[models.Model], records: Sequence[Row], *, key: Sequence[str] = ("id",)) -> int:
    """Sets the named columns of all rows with one statement. Rows carry the company beside `key`."""
    if not records:
        return 0
    columns = _columns(model, records[0])
    keys = [column for column, name, _ in columns if name in (*key, "company_id", "company")]
    sets = ", ".join(f"{column} = new.{column}" for column, _, _ in columns if column not in keys)
    match = " AND ".join(f"old.{column} = new.{column}" for column in keys)
    text = (
        f"UPDATE {model._meta.db_table} AS old SET {sets} FROM {_unnest(columns, 'new')} WHERE {match}"
    )
    with connection.cursor() as cursor:
        cursor.execute(text, _arrays(columns, records))
        return int(cursor.rowcount)


def upsert(model: type[models.Model], records: Sequence[Row], *, key: Sequence[str]) -> list[int]:
    """Inserts rows, or updates those whose key exists, with one statement; gives their ids."""
    if not records:
        return []
    columns = _columns(model, records[0])
    names = ", ".join(column for column, _, _ in columns)
    keys = [column for column, name, _ in columns if name in key]
    sets = ", ".join(f"{c} = EXCLUDED.{c}" for c, _, _ in columns if c not in keys)
    text = (
        f"INSERT INTO {model._meta.db_table} ({names}) SELECT {names} FROM {_unnest(columns)} "
        f"ORDER BY place ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {sets} RETURNING id"
    )
    return [row[0] for row in values(text, _arrays(columns, records))]


def delete(model: type[models.Model], company: int, ids: Sequence[int]) -> int:
    """Removes rows of a company; what they own goes with them."""
    text = f"DELETE FROM {model._meta.db_table} WHERE company_id = %s AND id = ANY(%s)"
    with connection.cursor() as cursor:
        cursor.execute(text, [company, list(ids)])
        return int(cursor.rowcount)


def bulk_insert(model: type[models.Model], records: Sequence[Row]) -> int:
    """Inserts very many rows: COPY into a temporary table, because COPY is refused under a policy."""
    if not records:
        return 0
    columns = _columns(model, records[0])
    names = ", ".join(column for column, _, _ in columns)
    shape = ", ".join(f"{column} {kind}" for column, _, kind in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE arriving ({shape}) ON COMMIT DROP")
        with cursor.copy(f"COPY arriving ({names}) FROM STDIN") as copy:
            for record in records:
                copy.write_row([_sent(record[name]) for _, name, _ in columns])
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({names}) SELECT {names} FROM arriving")
        count = int(cursor.rowcount)
        cursor.execute("DROP TABLE arriving")
    return count


def _columns(model: type[models.Model], record: Row) -> list[tuple[str, str, str]]:
    """(column, name in the row, type) of each value of a row, in one order for all rows."""
    return [_column(model, name) for name in record]


@cache
def _column(model: type[models.Model], name: str) -> tuple[str, str, str]:
    field = model._meta.get_field(name)
    kind = field.db_type(connection)  # type: ignore[union-attr]
    simple = {"bigint": "bigint", "integer": "integer"}.get(str(kind).split(" ")[0], str(kind))
    return str(field.column), name, re.sub(r"\(.*\)", "", simple)  # type: ignore[union-attr]


def _unnest(columns: Sequence[tuple[str, str, str]], alias: str = "new") -> str:
    arrays_ = ", ".join(f"%({name})s::{kind}[]" for _, name, kind in columns)
    names = ", ".join(column for column, _, _ in columns)
    return f"unnest({arrays_}) WITH ORDINALITY AS {alias} ({names}, place)"


def _arrays(columns: Sequence[tuple[str, str, str]], records: Sequence[Row]) -> dict[str, list[Any]]:
    return {
        name: [_typed(record[name], kind) for record in records] for _, name, kind in columns
    }


def _typed(value: Any, kind: str) -> Any:
    """One value of an array; all of them must have one Python type."""
    if value is None:
        return None
    if kind.startswith("numeric"):
        return value if isinstance(value, Decimal) else Decimal(value)
    if kind.startswith(("varchar", "text")):
        return str(value)
    return Jsonb(value) if kind == "jsonb" else value


def _sent(value: Any) -> Any:
    """A parameter of a named statement: enumerations become their values."""
    match value:
        case dict():
            return Jsonb(value)
        case list() | tuple():
            return [_sent(each) for each in value]
        case Enum():
            return value.value
        case _:
            return value


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
