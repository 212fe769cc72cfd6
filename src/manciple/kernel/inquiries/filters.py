"""What a caller wants to see of a list, compiled from its declared columns and from nothing else."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Q

from ..args import clean_text
from ..numbers import exact
from ..refusals import Invalid
from .declared import Column

MOST_FILTERS = 20
MOST_VALUES = 100
LONGEST_VALUE = 200

YES, NO = frozenset({"true", "1", "yes"}), frozenset({"false", "0", "no"})
WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
COMPARING = {"lt": "lt", "le": "lte", "gt": "gt", "ge": "gte"}
SEARCHING = {"contains": "icontains", "starts": "istartswith"}
NUMBERS = ("amount", "quantity", "price", "percent", "number")
#: Kinds whose values have an order; all others are text.
ORDERED = (*NUMBERS, "whole", "key", "date", "moment")


def compiled(filters: Mapping[str, str], columns: Sequence[Column]) -> Q:
    """Filters by declared column: `status=open`, `amount__ge=100`, `name__contains=oil`.

    Raises Invalid for a column, operator or value that does not exist.
    """
    if len(filters) > MOST_FILTERS:
        raise Invalid(("filters", f"at most {MOST_FILTERS} are possible"))
    known = {each.key: each for each in columns}
    found = Q()
    for name, text in filters.items():
        key, operator = parted(name, known)
        if not key:
            raise Invalid((name, "is no filter of this list"))
        found &= _condition(known[key], operator, text, name)
    return found


def parted(name: str, columns: Collection[str]) -> tuple[str, str]:
    """Column and operator of a filter; a column may have __ in its own name, as that of another record has.

    The column is blank where there is none.
    """
    if name in columns:
        return name, "eq"
    key, _, operator = name.rpartition("__")
    return (key, operator) if key in columns else ("", "")


def _condition(column: Column, operator: str, text: str, name: str) -> Q:
    path = column.path
    match operator:
        case "empty":
            return _empty(column) if yes(text, name) else ~_empty(column)
        case "eq" | "contains" if column.kind == "codes":
            return Q(**{f"{path}__contains": [value(column, text, name)]})
        case "eq":
            return Q(**{path: value(column, text, name)})
        case "ne" if column.kind != "codes":
            return ~Q(**{path: value(column, text, name)})
        case "in" if column.kind != "codes":
            return Q(**{f"{path}__in": _values(column, text, name)})
        case "lt" | "le" | "gt" | "ge" if column.kind not in ("flag", "codes"):
            return Q(**{f"{path}__{COMPARING[operator]}": value(column, text, name)})
        case "contains" | "starts" if column.kind not in (*ORDERED, "flag", "codes"):
            return Q(**{f"{path}__{SEARCHING[operator]}": value(column, text, name)})
        case _:
            raise Invalid((name, "is no filter of this list"))


def _empty(column: Column) -> Q:
    """Nothing is in it; text that is blank holds nothing either."""
    missing = Q(**{f"{column.path}__isnull": True})
    is_text = column.kind not in (*ORDERED, "flag", "codes")
    return missing | Q(**{column.path: ""}) if is_text else missing


def _values(column: Column, text: str, name: str) -> list[Any]:
    parts = text.split(",")
    if len(parts) > MOST_VALUES:
        raise Invalid((name, f"takes at most {MOST_VALUES} values"))
    return [value(column, part, name) for part in parts]


def value(column: Column, text: str, name: str) -> Any:
    """A value in the type of its column. Raises Invalid for one that is none."""
    if len(text) > LONGEST_VALUE:
        raise Invalid((name, f"is longer than {LONGEST_VALUE} characters"))
    try:
        return _typed(column.typed or column.kind, text)
    except ValueError as error:
        raise Invalid((name, str(error))) from error


def _typed(kind: str, text: str) -> Any:
    match kind:
        case _ if kind in NUMBERS:
            return exact(text)
        case "whole" | "key":
            return _whole(text)
        case "date":
            return date.fromisoformat(text)
        case "moment":
            return aware(datetime.fromisoformat(text))
        case "flag":
            return yes(text, "value")
        case _:
            return clean_text(text)


def _whole(text: str) -> int:
    if not WHOLE.fullmatch(text):
        raise ValueError("must be a whole number of at most 18 digits")
    return int(text)


def yes(text: str, name: str) -> bool:
    """Whether a yes-or-no value says yes. Raises Invalid for anything else."""
    if text.lower() not in YES | NO:
        raise Invalid((name, "is true or false"))
    return text.lower() in YES


def aware(moment: datetime) -> datetime:
    """A moment without a zone is one of UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
