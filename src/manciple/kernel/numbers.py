"""Exact decimal numbers: rounding, running-total splits, reading what people type.

Pure functions; chapter 02 §2 gives the rules. Never a binary float.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Context, Decimal, InvalidOperation
from enum import StrEnum
from itertools import accumulate, pairwise

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)

# 02 §2 asks for at least 34 significant digits; the product of two 28-digit numbers fits 60.
EXACT = Context(prec=60, Emax=999, Emin=-999)

MOST_DIGITS = 28
MOST_EXPONENT = 20

Rounding = Callable[[Decimal], Decimal]


class Form(StrEnum):
    """How a unit of rounding is applied (02 §2)."""

    NORMAL = "normal"
    DOWN = "down"
    UP = "up"


MODES = {Form.NORMAL: ROUND_HALF_UP, Form.DOWN: ROUND_DOWN, Form.UP: ROUND_UP}


class NotANumber(ValueError):
    """The text is not a number we accept; the message says why, without the text itself."""


def round_to(value: Decimal, unit: Decimal, form: Form = Form.NORMAL) -> Decimal:
    """The multiple of `unit` that `value` is rounded to; halves go away from zero (02 §2).

    `unit` is a unit, not a number of decimals: 0.05 and 100 are legal.
    """
    if unit <= 0:
        raise ValueError("a rounding unit must be greater than zero")
    steps = EXACT.divide(value, unit).quantize(ONE, rounding=MODES[form], context=EXACT)
    return EXACT.multiply(steps, unit) + ZERO


def rounding(unit: Decimal, form: Form = Form.NORMAL) -> Rounding:
    """A function that rounds to `unit`; what rules take as an argument."""

    def rounded(value: Decimal) -> Decimal:
        return round_to(value, unit, form)

    return rounded


def decimals(places: int) -> Rounding:
    """Rounding to a number of decimal places, halves away from zero."""
    return rounding(Decimal(1).scaleb(-places))


CENTS = decimals(2)


def split(parts: Sequence[Decimal], rounded: Rounding) -> list[Decimal]:
    """Shares of a rounded total: each is the step between two rounded running sums (02 §2).

    The shares add up exactly to the rounded total. No other way of splitting is allowed.
    """
    running = [rounded(total) for total in accumulate(parts, initial=ZERO)]
    return [after - before for before, after in pairwise(running)]


def share(total: Decimal, before: Decimal, after: Decimal, whole: Decimal, rounded: Rounding) -> Decimal:
    """The part of `total` that belongs to the step from `before` to `after` out of `whole` (02 §4).

    Successive steps add up to the rounded running total, so the last one clears the rest.
    """
    if whole == 0:
        return ZERO
    upto = rounded(EXACT.divide(EXACT.multiply(total, after), whole))
    return upto - rounded(EXACT.divide(EXACT.multiply(total, before), whole))


def sign(value: Decimal) -> int:
    """-1, 0 or 1."""
    return (value > 0) - (value < 0)


def places(value: Decimal) -> int:
    """Decimals that carry meaning: 1.50 has one, 100 has none."""
    exponent = value.normalize(EXACT).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def plain(value: Decimal) -> str:
    """The number as text without exponent or trailing zeros; what JSON and exports carry."""
    if value == 0:
        return "0"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")


def exact(text: str | int | Decimal) -> Decimal:
    """Reads a number in the neutral form of APIs and files: no grouping, a dot for the decimals.

    Refuses NaN, infinities, more than 28 digits and exponents beyond 20 (reliability §5).
    """
    if isinstance(text, bool) or isinstance(text, float):
        raise NotANumber("must be a whole number or a number written as text")
    if isinstance(text, str) and not NUMBER.fullmatch(text.strip()):
        raise NotANumber("is not a number")
    try:
        value = Decimal(text.strip() if isinstance(text, str) else text)
    except InvalidOperation as error:
        raise NotANumber("is not a number") from error
    return _bounded(value)


def _bounded(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise NotANumber("must be a finite number")
    _, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    if len(digits) > MOST_DIGITS or abs(exponent) > MOST_EXPONENT:
        raise NotANumber(f"has more than {MOST_DIGITS} digits or too large an exponent")
    return value


def typed(text: str, *, decimal: str = ".", group: str = ",") -> Decimal:
    """Reads a number as a person types it in the given form: "1,234.50", "(12.00)", "12.00-"."""
    bare = re.sub(r"[\s\u00a0\u202f'’]", "", text)
    negative = bare.endswith("-") or (bare.startswith("(") and bare.endswith(")"))
    bare = bare.strip("()").removesuffix("-")
    whole, point, fraction = bare.partition(decimal)
    if group in fraction or (group in whole and not _grouped(whole, group)):
        raise NotANumber(f"is not a number; write it like 1{group}234{decimal}50")
    value = exact(whole.replace(group, "") + ("." if point else "") + fraction)
    return -value if negative else value


def _grouped(whole: str, group: str) -> bool:
    """Whether the separators stand where thousands stand, so that "1,5" is not read as 15."""
    head, *rest = whole.lstrip("+-").split(group)
    return 1 <= len(head) <= 3 and all(len(block) == 3 for block in rest)


def total(values: Iterable[Decimal]) -> Decimal:
    """A sum that is a Decimal even of nothing."""
    return sum(values, ZERO)
