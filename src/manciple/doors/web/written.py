"""Values as this visitor reads them: numbers, days, choices and references of records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel import Locale
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from manciple.kernel.forms import Form
from manciple.kernel.records import field_of

from . import formats
from .shown import Tone

NUMBERS = frozenset({"number", "quantity", "price", "amount", "percent", "whole"})
MONEY = frozenset({"amount"})

#: How states feel, by the words states are made of; a word not listed is neutral.
TONES: Mapping[str, Tone] = {}


def locale() -> Locale:
    """The place of the page's language."""
    return formats.place(get_language() or "en")


def text(value: Any, kind: str = "") -> str:
    """A value as text; money with at least two decimals, other numbers with those that count."""
    match value:
        case None | "":
            return ""
        case bool():
            return _("Yes") if value else _("No")
        case Decimal():
            return _number(value, kind)
        case int():
            return str(value) if kind in ("key", "whole", "line", "") else formats.number(value, locale())
        case datetime():
            return formats.moment(value, locale(), timezone.get_current_timezone_name())
        case date():
            return formats.day(value, locale())
        case list() | tuple():
            return ", ".join(text(each) for each in value)
        case _:
            return str(value)


def _number(value: Decimal, kind: str) -> str:
    if kind in MONEY:
        exponent = value.normalize().as_tuple().exponent
        shown = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        return formats.number(value, locale(), max(2, shown))
    return formats.number(value, locale())


def column_kind(kind: str) -> str:
    """The kind of a field as tables and controls know it."""
    if kind in NUMBERS:
        return "number"
    return {"code": "text", "owner": "ref", "key": "text", "codes": "text"}.get(kind, kind)


def choices_of(form: type[Form], path: str) -> dict[str, str]:
    """The words of a choice field; empty for others."""
    try:
        field = field_of(form.of, path)
    except KeyError:
        return {}
    return {str(value): str(label) for value, label in getattr(field, "choices", None) or ()}
