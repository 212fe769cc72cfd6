"""Numbers and dates are written as people of a place do, and read back only when they can mean one thing."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manciple.doors.web import formats
from manciple.doors.web.formats import place

PLACES = ["en", "en-US", "de", "de-CH", "fr", "hi-IN", "pt-BR", "sv", "ar", "ja"]
numbers = st.decimals(min_value=-(10**15), max_value=10**15, places=6)
days = st.dates(min_value=date(1970, 1, 1), max_value=date(2999, 12, 31))


@pytest.mark.parametrize(
    ("text", "where", "value"),
    [
        ("1,234.50", "en", "1234.50"),
        ("1.234,5", "de", "1234.5"),
        ("1’234.5", "de-CH", "1234.5"),
        ("1'234.5", "de-CH", "1234.5"),
        ("1 234,5", "fr", "1234.5"),
        ("12,34,567.8", "hi-IN", "1234567.8"),
        ("-5", "en", "-5"),
        ("−5", "en", "-5"),
        (".5", "en", "0.5"),
        (" 7 ", "en", "7"),
        ("–5", "en", "-5"),
        ("(12.00)", "en", "-12"),
        ("-1\u00a0234,50", "sv", "-1234.5"),
    ],
)
def test_a_number_is_read_as_its_place_writes_it(text: str, where: str, value: str) -> None:
    assert formats.read_number(text, place(where)) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("1.5", "de"),  # one and a half elsewhere, fifteen to a careless reader
        ("1,23", "en"),
        ("1e5", "en"),
        ("Infinity", "en"),
        ("NaN", "en"),
        ("1,2345", "en"),
        ("-5-", "en"),
        ("0x10", "en"),
        ("٣", "en"),
        ("1" * 29, "en"),
    ],
)
def test_what_could_mean_another_number_is_refused(text: str, where: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        formats.read_number(text, place(where))


@given(numbers, st.sampled_from(PLACES))
def test_a_written_number_reads_back_the_same(value: Decimal, where: str) -> None:
    assert formats.read_number(formats.number(value, place(where)), place(where)) == value


@given(days, st.sampled_from(PLACES))
def test_a_written_date_reads_back_the_same(value: date, where: str) -> None:
    assert formats.read_day(formats.day(value, place(where)), place(where)) == value


@given(days, st.sampled_from(PLACES))
def test_the_plain_form_of_a_date_is_read_everywhere(value: date, where: str) -> None:
    assert formats.read_day(value.isoformat(), place(where)) == value


@pytest.mark.parametrize("text", ["1.2", "2026-13-01", "31.02.2026", "tomorrow", "1.12.2026.4", "9" * 40])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        formats.read_day(text, place("de"))


def test_blank_is_no_value() -> None:
    assert formats.read_number("  ", place("en")) is None
    assert formats.read_day("", place("de")) is None
    assert formats.number(None, place("en")) == formats.day(None, place("en")) == ""


def test_places_are_fixed_for_money_and_kept_as_they_are_elsewhere() -> None:
    assert formats.amount(Decimal("12480.5"), "USD", place("en")) == "12,480.50"
    assert formats.amount(Decimal("12480"), "JPY", place("en")) == "12,480"
    assert formats.number(Decimal("0.12500000"), place("en")) == "0.125"
    assert formats.number(Decimal("1234.5"), place("nowhere"), 2) == "1,234.50"


def test_a_place_nobody_knows_is_english() -> None:
    assert formats.place("xx-YY") == place("en")


def test_a_moment_is_shown_in_the_time_zone_of_the_company() -> None:
    moment = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert formats.moment(moment, place("en"), "Europe/Vienna") == "2026-07-02 01:30"
