"""Values as APIs, files and agents carry them: exact, neutral, and the same everywhere."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from . import numbers


class Exact(json.JSONDecoder):
    """Reads JSON without binary floats: what the database wrote as 0.1 is 0.1."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"parse_float": Decimal})


def told(value: Any) -> Any:
    """A value in JSON's own kinds: numbers that must be exact are text, moments are in UTC."""
    match value:
        case None | bool() | int() | str() if not isinstance(value, Enum):
            return value
        case Mapping():
            return {str(name): told(each) for name, each in value.items()}
        case list() | tuple() | set() | frozenset():
            return [told(each) for each in value]
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return told({each.name: getattr(value, each.name) for each in dataclasses.fields(value)})
        case _:
            return _one(value)


def _one(value: Any) -> Any:
    """A single value that JSON has no kind for."""
    match value:
        case Enum():
            return told(value.value)
        case Decimal():
            return numbers.plain(value)
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case _:
            return str(value)
