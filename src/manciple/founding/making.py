"""How set-up is made: through their actions, many at once, and never twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from manciple.kernel import reading, scope
from manciple.kernel.actions import CREATE, find
from manciple.kernel.args import Args
from manciple.kernel.context import Context
from manciple.kernel.numbers import plain
from manciple.kernel.records import Stored
from manciple.kernel.running import create, run

Values = Mapping[str, Any]


def table(text: str) -> list[dict[str, str]]:
    """Rows of a table written with bars; a blank cell is left out of its row."""
    head, *lines = [line.split("|") for line in text.strip().splitlines()]
    names = [name.strip() for name in head]
    return [{name: cell.strip() for name, cell in zip(names, line, strict=True) if cell.strip()} for line in lines]


def make(record: type[Stored], rows: Iterable[Values], ctx: Context, *, by: Sequence[str] = ()) -> int:
    """Creates those rows of a set-up record that do not exist yet, with one run; tells how many.

    A row exists when one has the same business key, or the same values in the fields `by`; of a
    record that exists once, such as parameters, nothing needs to be said.
    """
    names = tuple(by) or (record.key,)
    known = _known(record, names, ctx)
    missing = [row for row in rows if not (known if not row else _key(row, names) in known)]
    if missing:
        create(record, [told(record, CREATE, **row) for row in missing], ctx.fresh())
    return len(missing)


def act(record: type[Stored], key: str, rows: Sequence[Values], ctx: Context) -> None:
    """Runs an action that creates, once for all rows."""
    if rows:
        run(record, key, (), [told(record, key, **row) for row in rows], ctx.fresh())


def told(record: type[Stored], key: str, **values: Any) -> Args:
    """What an action of a record is told."""
    return find(record, key).args(**values)


def _known(record: type[Stored], names: Sequence[str], ctx: Context) -> set[tuple[str, ...]]:
    with scope.companies(*([ctx.company] if ctx.company else ())), transaction.atomic():
        found = reading.rows_of(record, ctx)
        paths = [_path(record, name) for name in names]
        return {tuple(_text(value) for value in row) for row in found.values_list(*paths)}


def _key(row: Values, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(_text(row.get(name)) for name in names)


def _path(record: type[Stored], name: str) -> str:
    """References are compared by their business key."""
    target = record._meta.get_field(name).related_model
    is_record = isinstance(target, type) and issubclass(target, Stored)
    return f"{name}__{target.key}" if is_record else name  # type: ignore[union-attr]


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case Decimal():
            return plain(value)
        case _:
            return str(value)
