"""How people of a place write numbers: their decimal mark and what parts their thousands."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol

from . import numbers


@lru_cache(maxsize=64)
def place(name: str) -> Locale:
    """The place of a language code such as `en`, `de-CH` or `pt_BR`; English for unknown ones."""
    try:
        return Locale.parse(name.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale("en")


def typed(text: str, locale: Locale) -> Decimal:
    """Reads a number as people of a place type it. Raises NotANumber."""
    return numbers.typed(text, decimal=get_decimal_symbol(locale), group=get_group_symbol(locale))


def shown(value: Decimal, locale: Locale, places: int | None = None) -> str:
    """Writes a number as people of a place do; without `places`, with every decimal that counts."""
    wanted = numbers.places(value) if places is None else places
    pattern = "#,##0" + ("." + "0" * wanted if wanted else "")
    return format_decimal(value, pattern, locale=locale, decimal_quantization=places is not None)
