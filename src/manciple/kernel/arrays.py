"""Columns of values as PostgreSQL writes arrays, so that a statement gets any number of rows at once.

The driver can do it too, element by element; a thousand lines of forty columns are forty thousand
elements, and joining texts is several times faster.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.functional import Promise

NULL = "NULL"


def literal(values: Sequence[Any], kind: str = "") -> str:
    """One array: `{1,2,NULL}`. `kind` is the type of an element where the values do not tell it."""
    if kind == "jsonb":
        return _braced(NULL if value is None else quoted(as_json(value)) for value in values)
    return _braced(map(_element, values))


def _braced(elements: Any) -> str:
    return "{" + ",".join(elements) + "}"


def _element(value: Any) -> str:
    match value:
        case None:
            return NULL
        case Enum():
            return _element(value.value)
        case str() | Promise():
            return quoted(str(value))
        case int() | Decimal() | bool():
            return str(value)
        case list() | tuple():
            return quoted(literal(value))
        case dict():
            return quoted(as_json(value))
        case _:
            return quoted(str(value))


def quoted(text: str) -> str:
    """An element of any text: quotes and backslashes in it count as themselves."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def as_json(value: Any) -> str:
    """A value as JSON; exact numbers, dates and moments are text in it."""
    return json.dumps(value, cls=DjangoJSONEncoder)


def scalar(value: Any, kind: str = "") -> Any:
    """One value as the driver takes it."""
    match value:
        case Enum():
            return value.value
        case Promise():
            return str(value)
        case _ if kind == "jsonb" and value is not None:
            return as_json(value)
        case dict():
            return as_json(value)
        case list() | tuple():
            return literal(value)
        case str() | None | int() | Decimal() | date():
            return value
        case _:
            return value
