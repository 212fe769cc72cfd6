"""Every list, total and report: a declared query whose columns are declared once.

An inquiry returns an unsliced queryset of values, or plain rows. Lists page by key, never by
offset, and never count on the hot path; filters and orders are compiled from declared columns
only, so nobody reaches a field he may not read (reliability §5).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet

from .context import Context
from .numbers import NotANumber, exact
from .refusals import Invalid
from .words import Label

MOST_ROWS = 1000
DEFAULT_ROWS = 50
MOST_FILTERS = 20


def column(label: Label, path: str = "", *, kind: str = "", ref: str = "", hidden: bool = False) -> Any:
    """Declares a column of a row: its label, where its value stands, and the form it leads to."""
    told = {"label": label, "path": path, "kind": kind, "ref": ref, "hidden": hidden}
    return field(metadata=told)


@dataclass(frozen=True, slots=True)
class Column:
    """A column as doors see it."""

    key: str
    label: Label
    path: str
    kind: str
    ref: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A declared read: rows for guards, lists and reports."""

    key: str
    label: Label
    row: type[Any]
    function: Callable[..., Any]
    duty: str = ""
    about: str = ""
    order: tuple[str, ...] = ()
    help: str = ""
    menu: str = ""

    @property
    def columns(self) -> list[Column]:
        return columns_of(self.row)

    def rows(self, ctx: Context, **asked: Any) -> Any:
        """The rows; a queryset when it can be filtered and paged by the database."""
        return self.function(ctx, **asked)


_inquiries: dict[str, Inquiry] = {}


def inquiry(
    key: str, *, label: Label, row: type[Any], **declared: Any
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declares the function below as a read for people: a list, an inquiry, a report.

    `about` names a form: the inquiry is then about one record and takes `number`.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        assert key not in _inquiries, f"inquiry {key} is declared twice"
        text = (function.__doc__ or "").strip().split("\n")[0]
        _inquiries[key] = Inquiry(key, label, row, function, help=text, **declared)
        return function

    return register


def find(key: str) -> Inquiry:
    """The inquiry under a key. KeyError when there is none."""
    return _inquiries[key]


def every() -> Iterator[Inquiry]:
    """All inquiries of the house."""
    return iter(_inquiries.values())


KINDS: dict[Any, str] = {
    "Decimal": "amount", "date": "date", "datetime": "moment", "int": "whole", "bool": "flag"}


def columns_of(row: type[Any]) -> list[Column]:
    """The declared columns of a row shape."""
    return [
        Column(each.name, each.metadata.get("label", each.name),
               each.metadata.get("path") or each.name, each.metadata.get("kind") or _kind(each.type),
               each.metadata.get("ref", ""), bool(each.metadata.get("hidden")))
        for each in fields(row)
    ]  # fmt: skip


def _kind(annotation: Any) -> str:
    name = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")
    return KINDS.get(name.split(" |")[0].strip(), "text")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rows and the cursor to the next one; empty when there is none."""

    rows: list[dict[str, Any]]
    next: str = ""
    previous: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a caller wants of a list: filters by column, order, cursor, size."""

    filters: Mapping[str, str] = field(default_factory=dict)
    order: str = ""
    after: str = ""
    size: int = DEFAULT_ROWS
    search: str = ""


OPERATORS = {
    "": "exact", "eq": "exact", "ne": "ne", "lt": "lt", "le": "lte", "gt": "gt", "ge": "gte",
    "contains": "icontains", "starts": "istartswith", "in": "in", "empty": "isnull"}


def compiled(filters: Mapping[str, str], columns: Sequence[Column]) -> Q:
    """Filters by declared column: `status=open`, `amount__ge=100`, `name__contains=oil`.

    Raises Invalid for a column, operator or value that does not exist.
    """
    if len(filters) > MOST_FILTERS:
        raise Invalid(("filters", f"at most {MOST_FILTERS}"))
    known = {each.key: each for each in columns}
    found = Q()
    for name, text in filters.items():
        key, _, operator = name.partition("__")
        if key not in known or operator not in OPERATORS:
            raise Invalid((name, "is no filter of this list"))
        found &= _condition(known[key], OPERATORS[operator], text)
    return found


def _condition(column: Column, lookup: str, text: str) -> Q:
    if lookup == "isnull":
        return Q(**{f"{column.path}__isnull": text.lower() in ("true", "1", "yes")})
    if lookup == "in":
        return Q(**{f"{column.path}__in": [_value(column, part) for part in text.split(",")]})
    value = _value(column, text)
    if lookup == "ne":
        return ~Q(**{column.path: value})
    return Q(**{f"{column.path}__{lookup}": value})


def _value(column: Column, text: str) -> Any:
    try:
        match column.kind:
            case "amount" | "quantity" | "price" | "percent" | "number":
                return exact(text)
            case "whole" | "key":
                return int(text)
            case "date":
                return date.fromisoformat(text)
            case "moment":
                return datetime.fromisoformat(text)
            case "flag":
                return text.lower() in ("true", "1", "yes")
            case _:
                if "\x00" in text:
                    raise ValueError("contains a character that is not allowed")
                return text
    except (NotANumber, ValueError) as error:
        raise Invalid((column.key, str(error))) from error


def page(
    query: QuerySet[Any], columns: Sequence[Column], asked: Asked, default_order: Sequence[str]
) -> Page:
    """One page of a queryset by keyset: the cursor holds the order values of the last row."""
    order = _order(asked.order, columns, default_order)
    size = max(1, min(asked.size, MOST_ROWS))
    query = query.filter(compiled(asked.filters, columns)).order_by(*order)
    if asked.after:
        query = query.filter(_after(order, _read_cursor(asked.after, len(order))))
    paths = {column.key: F(column.path) for column in columns if column.path != column.key}
    direct = [column.key for column in columns if column.path == column.key]
    keys = {f"order_{place}": F(name.lstrip("-")) for place, name in enumerate(order)}
    rows = list(query.values(*direct, **paths, **keys)[: size + 1])
    more = len(rows) > size
    cursor = _cursor([rows[size - 1][name] for name in keys]) if more else ""
    return Page([_bare(row, columns) for row in rows[:size]], cursor)


def _bare(row: dict[str, Any], columns: Sequence[Column]) -> dict[str, Any]:
    return {column.key: row[column.key] for column in columns}


def _order(asked: str, columns: Sequence[Column], default: Sequence[str]) -> list[str]:
    """The order as database paths, always ended by the key so that no two rows are equal."""
    known = {column.key: column.path for column in columns}
    order: list[str] = []
    for part in filter(None, asked.split(",")):
        name = part.lstrip("-")
        if name not in known:
            raise Invalid(("order", f"{name} is no column of this list"))
        order.append(("-" if part.startswith("-") else "") + known[name])
    order = order or list(default)
    last = "-pk" if order and order[-1].startswith("-") else "pk"
    return order if order and order[-1].lstrip("-") in ("pk", "id") else [*order, last]


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows behind the cursor: greater in the first column that differs. Nulls come last."""
    found, equal = Q(), Q()
    for name, value in zip(order, values, strict=True):
        path, down = name.lstrip("-"), name.startswith("-")
        if value is None:
            behind = Q(**{f"{path}__isnull": False}) if down else Q(pk__in=[])
            equal_here = Q(**{f"{path}__isnull": True})
        else:
            behind = Q(**{f"{path}__{'lt' if down else 'gt'}": value})
            behind = behind if down else behind | Q(**{f"{path}__isnull": True})
            equal_here = Q(**{path: value})
        found |= equal & behind
        equal &= equal_here
    return found


def _cursor(values: Iterable[Any]) -> str:
    text = json.dumps([_json(value) for value in values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _json(value: Any) -> Any:
    match value:
        case Decimal():
            return {"n": str(value)}
        case datetime():
            return {"m": value.isoformat()}
        case date():
            return {"d": value.isoformat()}
        case _:
            return value


def _read_cursor(text: str, length: int) -> list[Any]:
    try:
        raw = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        values = [_from_json(value) for value in raw]
    except (ValueError, TypeError, KeyError) as error:
        raise Invalid(("after", "is no cursor of this list")) from error
    if len(values) != length:
        raise Invalid(("after", "belongs to another order"))
    return values


def _from_json(value: Any) -> Any:
    match value:
        case {"n": str(text)}:
            return exact(text)
        case {"m": str(text)}:
            return datetime.fromisoformat(text)
        case {"d": str(text)}:
            return date.fromisoformat(text)
        case str() | int() | None:
            return value
        case _:
            raise ValueError("no cursor")
