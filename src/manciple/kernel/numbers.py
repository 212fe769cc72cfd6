"""Exact decimal numbers: rounding, running-total splits, reading what people type.

Pure functions; chapter 02 §2 gives the rules. Never a binary float.
"""

from __future__ import annotations

import decimal
import re
from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Context, Decimal
from enum import StrEnum
from functools import reduce
from itertools import accumulate, pairwise

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)

# 02 §2 asks for at least 34 significant digits; the product of two 28-digit numbers fits 60. Plain
# operators compute with the context of their thread, so that of every thread is widened here.
DIGITS = 60
EXACT = Context(prec=DIGITS, Emax=999, Emin=-999)
decimal.DefaultContext.prec = decimal.getcontext().prec = DIGITS

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
    return EXACT.add(EXACT.multiply(steps, unit), ZERO)  # adding zero takes the sign off a zero


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
    running = [rounded(upto) for upto in accumulate(parts, EXACT.add, initial=ZERO)]
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


NUMBER = re.compile(r"[+-]?([0-9]{1,60}(\.[0-9]{0,60})?|\.[0-9]{1,60})([eE][+-]?[0-9]{1,3})?")


def exact(text: str | int | Decimal) -> Decimal:
    """Reads a number in the neutral form of APIs and files: no grouping, a dot for the decimals.

    Refuses NaN, infinities, more than 28 digits and exponents beyond 20 (reliability §5).
    """
    if isinstance(text, bool | float):
        raise NotANumber("must be a whole number or a number written as text")
    if isinstance(text, str) and not NUMBER.fullmatch(text.strip()):
        raise NotANumber("is not a number")
    return _bounded(Decimal(text.strip() if isinstance(text, str) else text))


def _bounded(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise NotANumber("must be a finite number")
    _, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    if len(digits) > MOST_DIGITS or abs(exponent) > MOST_EXPONENT:
        raise NotANumber(f"has more than {MOST_DIGITS} digits or too large an exponent")
    return value


SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
APOSTROPHES = "'’"


def typed(text: str, *, decimal: str = ".", group: str = ",") -> Decimal:
    """Reads a number as a person types it in the given form: "1,234.50", "(12.00)", "12.00-".

    Spaces and apostrophes part thousands everywhere. Text that people of another place would read
    as another number is refused, never guessed at.
    """
    bare, negative = _unsigned(SPACES.sub(" ", text.strip()).replace("−", "-"))
    whole, point, fraction = bare.partition(decimal)
    groups = {group, " ", *APOSTROPHES} - {decimal}
    parted = [sign for sign in groups if sign in whole]
    if any(sign in fraction for sign in groups) or len(parted) > 1 or not _grouped(whole, *parted):
        raise NotANumber(f"is not a number; write it like 1{group}234{decimal}50")
    value = exact(whole.replace(parted[0] if parted else group, "") + ("." if point else "") + fraction)
    return -value if negative else value


def _unsigned(text: str) -> tuple[str, bool]:
    """The text without the signs of accountants, and whether they make it negative."""
    if text.startswith("(") and text.endswith(")"):
        return _without_sign(text[1:-1].strip()), True
    if text.endswith("-"):
        return _without_sign(text[:-1].strip()), True
    return text, False


def _without_sign(text: str) -> str:
    if text.startswith(("+", "-")):
        raise NotANumber("has two signs")
    return text


def _grouped(whole: str, group: str = ",") -> bool:
    """Whether the separators stand where thousands stand, so that "1,5" is not read as 15.

    Blocks of two stand before the last thousand in India.
    """
    head, *rest = whole.lstrip("+-").split(group)
    if not rest:
        return True
    *middle, last = rest
    return 1 <= len(head) <= 3 and len(last) == 3 and all(len(block) in (2, 3) for block in middle)


def total(values: Iterable[Decimal]) -> Decimal:
    """A sum that is a Decimal even of nothing."""
    return reduce(EXACT.add, values, ZERO)
