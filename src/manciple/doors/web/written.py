"""Values as this visitor reads them: numbers, days, words of choices, colours of states."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, get_args, get_type_hints

from babel import Locale
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from manciple.kernel import tones
from manciple.kernel.forms import Form, FormField
from manciple.kernel.inquiries import Inquiry

from . import formats
from .shown import Tone

NUMBERS = frozenset({"number", "quantity", "price", "amount", "percent", "whole"})
#: Kinds of numbers that are shown with at least two decimals.
MONEY = frozenset({"amount", "price"})
COLOURS: Mapping[str, str] = {
    tones.Tone.NEUTRAL: Tone.SECONDARY,
    tones.Tone.ACTIVE: Tone.INFO,
    tones.Tone.GOOD: Tone.SUCCESS,
    tones.Tone.ATTENTION: Tone.WARNING,
    tones.Tone.BAD: Tone.DANGER,
}
CONTROLS: Mapping[str, str] = {"code": "text", "owner": "ref", "key": "text", "codes": "text"}


def locale() -> Locale:
    """The place of the page's language."""
    return formats.place(get_language() or "en")


def text(value: Any, kind: str = "") -> str:
    """A value as text; money with at least two decimals, other numbers with those that count."""
    if isinstance(value, str):
        return value
    return "" if value is None else writer(kind)(value)


def writer(kind: str) -> Callable[[Any], str]:
    """Writes values of a kind, for this visitor; a list of thousand rows asks once where he is."""
    here, zone = locale(), timezone.get_current_timezone_name()
    least = 2 if kind in MONEY else 0

    def write(value: Any) -> str:
        match value:
            case None:
                return ""
            case str():
                return value
            case bool():
                return _("Yes") if value else _("No")
            case Decimal():
                return formats.number(value, here, least=least)
            case datetime() | date():
                return _day(value, here, zone)
            case list() | tuple():
                return ", ".join(write(each) for each in value)
            case _:
                return str(value)

    return write


def _day(value: date, here: Locale, zone: str) -> str:
    return formats.moment(value, here, zone) if isinstance(value, datetime) else formats.day(value, here)


def plain(value: Any, kind: str) -> str:
    """A value as previews and histories carry it, exact and neutral, written for the visitor."""
    if not isinstance(value, str) or not value:
        return text(value, kind)
    if kind in NUMBERS:
        return text(Decimal(value), kind)
    if kind == "date":
        return text(date.fromisoformat(value))
    if kind == "moment":
        return text(datetime.fromisoformat(value))
    return value


def column_kind(kind: str) -> str:
    """The kind of a field as tables and controls know it."""
    return "number" if kind in NUMBERS else CONTROLS.get(kind, kind)


def colour(tone: str) -> str:
    """The colour of a tone; none for what is quiet or has no tone."""
    return COLOURS.get(tone, "")


def placed(form: type[Form], path: str) -> FormField | None:
    """A field of a form; None where a column is no field, such as the key of a row."""
    try:
        return form.field(path)
    except KeyError:
        return None


def words_of(form: type[Form], path: str) -> dict[str, str]:
    """The words of a choice field, or of codes on offer, by value; empty for others."""
    found = placed(form, path)
    return dict(found.choices or ((each.value, each.label) for each in found.offers)) if found else {}


@cache
def choices_in(inquiry: Inquiry) -> Mapping[str, type[TextChoices]]:
    """The columns of an inquiry that hold a choice, by the annotation of its row."""
    hints = get_type_hints(inquiry.row)
    found = {name: _choice(hint) for name, hint in hints.items()}
    return {name: choice for name, choice in found.items() if choice is not None}


def _choice(hint: Any) -> type[TextChoices] | None:
    parts = (hint, *get_args(hint))
    return next((each for each in parts if isinstance(each, type) and issubclass(each, TextChoices)), None)


#: Where a rule stands in the chapters; of use to readers of the code, not of the page.
CHAPTER = re.compile(r"\s*\(\d\d §[^)]*\)")


def help_of(said: Any) -> str:
    """A help text without the places of rules."""
    return CHAPTER.sub("", str(said or ""))
