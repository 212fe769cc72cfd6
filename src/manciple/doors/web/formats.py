"""Numbers and dates as a person in a given place writes and reads them. No database, no clock.

Reading is strict: text that a person of another place would read as another number is refused, never
guessed at. What these functions write, they read back.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import format_decimal, get_currency_precision, get_decimal_symbol, get_group_symbol

from manciple.kernel import numbers

DASH = "\u2013"  # what word processors make of a minus
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_BETWEEN_DIGITS = re.compile(r"\D+")


@lru_cache(maxsize=64)
def place(name: str) -> Locale:
    """Answer the place of a language code such as `en`, `de-CH` or `pt_BR`; English for unknown ones."""
    try:
        return Locale.parse(name.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale("en")


def number(value: Decimal | int | None, locale: Locale, places: int | None = None, *, least: int = 0) -> str:
    """Write a number with its thousands parted; `places` fixes the decimals, otherwise all that count are
    shown, and at least some."""
    if value is None:
        return ""
    exact = Decimal(value) or Decimal(0)  # a zero has no sign
    if places is None:
        places = max(least, numbers.places(exact))
    signs = _signs(locale)
    return f"{exact:,.{places}f}".translate(signs) if signs else _by_pattern(exact, locale, places)


@lru_cache(maxsize=64)
def _signs(locale: Locale) -> dict[int, str] | None:
    """Answer what the place writes for comma and point; None where it groups in another way.

    Writing by the pattern of a place takes fifty times as long, which a page of thousand lines feels.
    """
    signs = {ord(","): get_group_symbol(locale), ord("."): get_decimal_symbol(locale)}
    tried = [(Decimal("-1234567.89"), 2), (Decimal("-1234.5"), 1), (Decimal("0.25"), 2)]
    fits = all(f"{each:,.{places}f}".translate(signs) == _by_pattern(each, locale, places) for each, places in tried)
    return signs if fits else None


def _by_pattern(exact: Decimal, locale: Locale, places: int) -> str:
    return format_decimal(exact, _pattern(places), locale=locale, decimal_quantization=True)


@lru_cache(maxsize=32)
def _pattern(places: int) -> str:
    return "#,##0" + ("." + "0" * places if places else "")


def amount(value: Decimal | None, currency: str, locale: Locale) -> str:
    """Write money with the decimals of its currency, without the currency's name."""
    return number(value, locale, get_currency_precision(currency) if currency else 2)


def read_number(text: str, locale: Locale) -> Decimal | None:
    """Read a number as people of this place write it, by the rule of `numbers.typed`; blank means none.

    Raises ValueError where the text is no number there, is written with an exponent, or has more than 28 digits.
    """
    typed = text.strip().replace(DASH, "-")
    if not typed:
        return None
    if "e" in typed.lower():
        raise ValueError(text)
    return numbers.typed(typed, decimal=get_decimal_symbol(locale), group=get_group_symbol(locale))


def day(value: date | None, locale: Locale) -> str:
    """Write a date in figures: as people of the place do, and plainly (2026-12-01) where the place is not known."""
    return "" if value is None else format_date(value, day_pattern(locale), locale=locale)


@lru_cache(maxsize=64)
def day_pattern(locale: Locale) -> str:
    """Answer the pattern of `day`: English without a country could be read both ways, so it is written as ISO."""
    if locale.territory is None and locale.language == "en":
        return "yyyy-MM-dd"
    return re.sub(r"y+", "yyyy", str(locale.date_formats["short"].pattern))


def read_day(text: str, locale: Locale) -> date | None:
    """Read a date in the place's own order or as 2026-12-01; blank means none. Raises ValueError for anything else."""
    typed = text.strip()
    if not typed:
        return None
    if iso := _ISO.fullmatch(typed):
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    order = list(re.sub(r"[^yMd]", "", re.sub(r"(.)\1+", r"\1", day_pattern(locale))))
    figures = [part for part in _BETWEEN_DIGITS.split(typed) if part]
    if len(figures) != len(order) or len(typed) > 12:
        raise ValueError(text)
    parts = dict(zip(order, map(int, figures), strict=True))
    year = parts["y"] + 2000 if parts["y"] < 100 else parts["y"]
    return date(year, parts["M"], parts["d"])


def moment(value: datetime | None, locale: Locale, zone: str = "UTC") -> str:
    """Write a point in time as date and minute in a time zone."""
    if value is None:
        return ""
    local = value.astimezone(ZoneInfo(zone))
    return f"{day(local.date(), locale)} {format_time(local, 'HH:mm', locale=locale)}"
