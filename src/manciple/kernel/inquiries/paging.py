"""Pages of a list by keyset: the cursor holds the order values of the last row that was shown.

A page costs the same at the beginning of a list and a million rows further on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core import signing
from django.db import models
from django.db.models import F, Q, QuerySet

from ..records import field_of
from ..refusals import Invalid
from .declared import Column
from .filters import compiled

MOST_ROWS = 1000
DEFAULT_ROWS = 50
SALT = "manciple.cursor"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rows and the cursor to the next one; empty when there is none."""

    rows: list[dict[str, Any]]
    next: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a caller wants of a list: filters by column, order, cursor, size."""

    filters: Mapping[str, str] = field(default_factory=dict)
    order: str = ""
    after: str = ""
    size: int = DEFAULT_ROWS
    search: str = ""


def page(
    query: QuerySet[Any],
    columns: Sequence[Column],
    asked: Asked,
    default_order: Sequence[str],
    shown: Sequence[Column] | None = None,
) -> Page:
    """One page of a queryset. Filters and order may name any of `columns`; the rows carry those of `shown`."""
    shown = columns if shown is None else shown
    order = _order(asked.order, columns, default_order)
    size = max(1, min(asked.size, MOST_ROWS))
    query = query.filter(compiled(asked.filters, columns)).order_by(*order)
    if asked.after:
        query = query.filter(_behind(query.model, order, _read_cursor(asked.after, order)))
    keys = {f"order_{place}": F(name.removeprefix("-")) for place, name in enumerate(order)}
    rows = list(query.values(**{f"f_{column.key}": F(column.path) for column in shown}, **keys)[: size + 1])
    cursor = _cursor(order, [rows[size - 1][name] for name in keys]) if len(rows) > size else ""
    return Page([{column.key: row[f"f_{column.key}"] for column in shown} for row in rows[:size]], cursor)


def _order(asked: str, columns: Sequence[Column], default: Sequence[str]) -> list[str]:
    """The order as database paths, always ended by the key so that no two rows are equal."""
    known = {column.key: column.path for column in columns}
    order: list[str] = []
    for part in filter(None, asked.split(",")):
        name = part.removeprefix("-")
        if name not in known:
            raise Invalid(("order", f"{name} is no column of this list"))
        order.append(("-" if part.startswith("-") else "") + known[name])
    order = list(dict.fromkeys(order or default))
    last = "-pk" if order and order[-1].startswith("-") else "pk"
    return order if order and order[-1].removeprefix("-") in ("pk", "id") else [*order, last]


def _behind(model: type[models.Model], order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows behind the cursor: farther on in the first column that differs.

    The first column bounds them by itself, so that an index begins at the right place.
    """
    found, equal = Q(), Q()
    for name, value in zip(order, values, strict=True):
        found |= equal & _farther(name, value)
        equal &= _same(name, value)
    path, down = order[0].removeprefix("-"), order[0].startswith("-")
    if values[0] is None or (not down and _nullable(model, path)):
        return found
    return found & Q(**{f"{path}__{'lte' if down else 'gte'}": values[0]})


def _nullable(model: type[models.Model], path: str) -> bool:
    """Whether a path may lead to nothing; so may one that is no field."""
    if path == "pk":
        return False
    try:
        steps = path.split("__")
        return any(field_of(model, "__".join(steps[: place + 1])).null for place in range(len(steps)))
    except KeyError:
        return True


def _farther(name: str, value: Any) -> Q:
    """Rows farther on in one column. Nulls come last, and first in a descending order."""
    path, down = name.removeprefix("-"), name.startswith("-")
    if value is None:
        return Q(**{f"{path}__isnull": False}) if down else Q(pk__in=[])
    if down:
        return Q(**{f"{path}__lt": value})
    return Q(**{f"{path}__gt": value}) | Q(**{f"{path}__isnull": True})


def _same(name: str, value: Any) -> Q:
    path = name.removeprefix("-")
    return Q(**{f"{path}__isnull": True}) if value is None else Q(**{path: value})


def _cursor(order: Sequence[str], values: Sequence[Any]) -> str:
    """Signed, so that nobody hands in values of another kind, or of another order."""
    return signing.Signer(salt=SALT).sign_object([list(order), [_told(value) for value in values]])


def _told(value: Any) -> Any:
    match value:
        case Decimal():
            return {"n": str(value)}
        case datetime():
            return {"m": value.isoformat()}
        case date():
            return {"d": value.isoformat()}
        case _:
            return value


def _read_cursor(text: str, order: Sequence[str]) -> list[Any]:
    try:
        of_order, values = signing.Signer(salt=SALT).unsign_object(text)
    except (signing.BadSignature, ValueError) as error:
        raise Invalid(("after", "is no cursor of this list")) from error
    if of_order != list(order):
        raise Invalid(("after", "belongs to another order"))
    return list(_heard(values))


def _heard(values: Sequence[Any]) -> Iterator[Any]:
    for value in values:
        match value:
            case {"n": text}:
                yield Decimal(text)
            case {"m": text}:
                yield datetime.fromisoformat(text)
            case {"d": text}:
                yield date.fromisoformat(text)
            case _:
                yield value
