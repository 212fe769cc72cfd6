"""Exact numbers (02 §2): rounding to units, splits by running totals, reading and writing."""

from __future__ import annotations

import threading
from decimal import Decimal, getcontext
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manciple.kernel.numbers import (
    CENTS,
    Form,
    NotANumber,
    decimals,
    exact,
    places,
    plain,
    round_to,
    rounding,
    share,
    sign,
    split,
    total,
    typed,
)

ROUNDED = [
    # value, unit, form, rounded, because
    ("0.125", "0.01", "normal", "0.13", "half goes away from zero"),
    ("-0.125", "0.01", "normal", "-0.13", "also below zero"),
    ("0.135", "0.01", "normal", "0.14", "never half to even"),
    ("0.1249999999", "0.01", "normal", "0.12", "one rounding, last"),
    ("1.22", "0.05", "normal", "1.20", "a unit, not a number of decimals"),
    ("1.225", "0.05", "normal", "1.25", "half of a unit of five"),
    ("150", "100", "normal", "200", "units above one"),
    ("-149.99", "100", "normal", "-100", "units above one, below zero"),
    ("1.239", "0.01", "down", "1.23", "down is toward zero"),
    ("-1.239", "0.01", "down", "-1.23", "down is toward zero below zero"),
    ("1.231", "0.01", "up", "1.24", "up is away from zero"),
    ("-1.231", "0.01", "up", "-1.24", "up is away from zero below zero"),
    ("1.23", "0.01", "up", "1.23", "what needs no rounding stays"),
    ("0", "0.01", "normal", "0", "zero"),
]


@pytest.mark.parametrize(("value", "unit", "form", "expected", "because"), ROUNDED, ids=[row[4] for row in ROUNDED])
def test_rounding_to_a_unit(value: str, unit: str, form: str, expected: str, because: str) -> None:
    assert round_to(Decimal(value), Decimal(unit), Form(form)) == Decimal(expected)


@pytest.mark.parametrize("unit", ["0", "-0.01"])
def test_a_unit_of_nothing_is_a_mistake_of_set_up(unit: str) -> None:
    with pytest.raises(ValueError, match="greater than zero"):
        round_to(Decimal(1), Decimal(unit))


money = st.decimals(min_value=-(10**15), max_value=10**15, places=6)
units = st.sampled_from([Decimal(text) for text in ("0.0001", "0.01", "0.05", "0.25", "1", "100")])


@given(money, units)
def test_rounding_agrees_with_fractions(value: Decimal, unit: Decimal) -> None:
    steps = abs(Fraction(value) / Fraction(unit)) + Fraction(1, 2)
    expected = sign(value) * (steps.numerator // steps.denominator) * Fraction(unit)
    assert Fraction(round_to(value, unit)) == expected


@given(money, units, st.sampled_from(Form))
def test_what_is_rounded_stays_when_rounded_again(value: Decimal, unit: Decimal, form: Form) -> None:
    once = round_to(value, unit, form)
    assert round_to(once, unit, form) == once


@given(money, units, st.sampled_from(Form))
def test_a_return_rounds_as_the_mirror_of_the_purchase(value: Decimal, unit: Decimal, form: Form) -> None:
    assert round_to(-value, unit, form) == -round_to(value, unit, form)


@given(st.lists(money), units)
def test_shares_add_up_to_the_rounded_total(parts: list[Decimal], unit: Decimal) -> None:
    rounded = rounding(unit)
    assert total(split(parts, rounded)) == rounded(total(parts))


@given(st.lists(money, min_size=1), units)
def test_no_share_is_further_than_one_unit_from_its_part(parts: list[Decimal], unit: Decimal) -> None:
    for part, given_ in zip(parts, split(parts, rounding(unit)), strict=True):
        assert abs(given_ - part) <= unit


@given(money, st.lists(st.decimals(0, 1000, places=3), min_size=1, max_size=8))
def test_successive_shares_of_a_total_clear_it(value: Decimal, steps: list[Decimal]) -> None:
    whole = total(steps)
    running = [total(steps[:place]) for place in range(len(steps) + 1)]
    shares = [share(value, before, after, whole, CENTS) for before, after in pairwise(running)]
    assert total(shares) == (CENTS(value) if whole else 0)


def test_the_splits_of_the_chapter() -> None:
    thirds = [Decimal("33.333333")] * 3
    assert split(thirds, CENTS) == [Decimal("33.33"), Decimal("33.34"), Decimal("33.33")]
    assert split([], CENTS) == []


def test_every_thread_computes_with_at_least_34_digits() -> None:
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(getcontext().prec))
    thread.start()
    thread.join()
    assert (getcontext().prec, found) == (60, [60])


@pytest.mark.parametrize(
    ("text", "count"), [("1.50", 1), ("100", 0), ("1E+2", 0), ("0.0010", 3), ("0", 0), ("-2.25", 2)]
)
def test_decimals_that_count(text: str, count: int) -> None:
    assert places(Decimal(text)) == count


def test_rounding_to_decimals() -> None:
    assert decimals(3)(Decimal("1.0005")) == Decimal("1.001")


# --- Neutral text ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"),
        (" 12.50 ", "12.50"),
        ("-.5", "-0.5"),
        ("5.", "5"),
        ("+3", "3"),
        ("1e3", "1000"),
        ("2E-4", "0.0002"),
    ],
)
def test_a_neutral_number_is_read(text: str, value: str) -> None:
    assert exact(text) == Decimal(value)


BAD = [
    "",
    " ",
    "1,000",
    "1 000",
    "NaN",
    "Infinity",
    "-inf",
    "0x10",
    "1e999",
    "1_000",
    "٣",
    "1" * 29,
    "1e21",
    "--1",
    "1.2.3",
]


@pytest.mark.parametrize("text", [*BAD, "1" * 100_000])
def test_what_is_no_neutral_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        exact(text)


@pytest.mark.parametrize("value", [True, Decimal("NaN"), Decimal("Infinity"), Decimal("1E+400"), 10**30])
def test_values_the_database_cannot_hold_exactly_are_refused(value: object) -> None:
    with pytest.raises(NotANumber):
        exact(value)  # type: ignore[arg-type]


numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**17), max_value=10**17, places=8)


@given(numbers)
def test_what_is_written_plainly_is_read_back(value: Decimal) -> None:
    assert exact(plain(value)) == value
    assert "E" not in plain(value)


# --- What people type ------------------------------------------------------------------------------

TYPED = [
    # decimal mark, mark of thousands, text, value
    (".", ",", "1,234.50", "1234.50"),
    (".", ",", "1234.5", "1234.5"),
    (".", ",", "(12.00)", "-12.00"),
    (".", ",", "12.00-", "-12.00"),
    (".", ",", "−5", "-5"),
    (".", ",", "12,34,567.5", "1234567.5"),
    (",", ".", "1.234,50", "1234.50"),
    (",", ".", "1234,5", "1234.5"),
    (".", "’", "1’234.50", "1234.50"),
    (".", "’", "1'234.50", "1234.50"),
    (",", "\u202f", "1 234,50", "1234.50"),
    (",", "\u202f", "1\u202f234,50", "1234.50"),
    (",", "\u00a0", "-1\u00a0234,50", "-1234.50"),
]


@pytest.mark.parametrize(("decimal", "group", "text", "value"), TYPED)
def test_a_number_is_read_as_it_is_typed_in_a_place(decimal: str, group: str, text: str, value: str) -> None:
    assert typed(text, decimal=decimal, group=group) == Decimal(value)


UNREADABLE = [
    (".", ",", "1,5"),  # would be 1.5 elsewhere
    (".", ",", "1.234,50"),
    (".", ",", "1,2345"),
    (".", ",", "12,,345"),
    (".", ",", ",123"),
    (",", ".", "1,234.50"),
    (",", ".", "1.5"),
    (".", ",", "(12"),
    (".", ",", "12)"),
    (".", ",", "(-5)"),
    (".", ",", "-5-"),
    (".", ",", "1 234,567"),
    (".", ",", "five"),
    (".", ",", ""),
    (".", ",", "1.23,4"),
]


@pytest.mark.parametrize(("decimal", "group", "text"), UNREADABLE)
def test_what_another_place_would_read_otherwise_is_refused(decimal: str, group: str, text: str) -> None:
    with pytest.raises(NotANumber):
        typed(text, decimal=decimal, group=group)


def test_the_neutral_form_has_no_place() -> None:
    assert typed("1,234.5") == Decimal("1234.5")
