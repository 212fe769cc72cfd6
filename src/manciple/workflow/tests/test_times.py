"""When an answer is due, and who delegates to whom."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manciple.organization.terms import WorkHours
from manciple.workflow.rules.delegations import longest
from manciple.workflow.rules.times import due
from manciple.workflow.terms import Unit

WEEK = WorkHours(frozenset(range(5)), time(8), time(17), frozenset({date(2026, 1, 19)}), "UTC")
ALWAYS = WorkHours()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "limit", "unit", "end"),
    [
        ("2026-01-15 10:00", 2, Unit.HOURS, "2026-01-15 12:00"),
        ("2026-01-15 16:00", 2, Unit.HOURS, "2026-01-16 09:00"),
        ("2026-01-16 16:00", 2, Unit.HOURS, "2026-01-20 09:00"),
        ("2026-01-17 12:00", 1, Unit.HOURS, "2026-01-20 09:00"),
        ("2026-01-15 05:00", 1, Unit.HOURS, "2026-01-15 09:00"),
        ("2026-01-15 20:00", 9, Unit.HOURS, "2026-01-16 17:00"),
        ("2026-01-15 10:00", 1, Unit.DAYS, "2026-01-16 10:00"),
        ("2026-01-16 10:00", 1, Unit.DAYS, "2026-01-20 10:00"),
        ("2026-01-15 10:00", 1, Unit.WEEKS, "2026-01-22 10:00"),
        ("2026-01-31 10:00", 1, Unit.MONTHS, "2026-02-28 10:00"),
        ("2026-12-31 10:00", 2, Unit.MONTHS, "2027-02-28 10:00"),
        ("2024-02-29 10:00", 1, Unit.YEARS, "2025-02-28 10:00"),
    ],
)
def test_when_an_answer_is_due(start: str, limit: int, unit: Unit, end: str) -> None:
    assert due(at(start), limit, unit, WEEK) == at(end)


def test_hours_are_those_of_the_company() -> None:
    berlin = WorkHours(frozenset(range(5)), time(8), time(17), frozenset(), "Europe/Berlin")
    assert due(at("2026-01-15 15:30"), 1, Unit.HOURS, berlin) == at("2026-01-16 07:30")


def test_without_a_calendar_time_never_stands_still() -> None:
    assert due(at("2026-01-17 23:00"), 30, Unit.HOURS, ALWAYS) == at("2026-01-19 05:00")


@given(st.integers(1, 200), st.integers(0, 24 * 60 * 30))
def test_the_end_lies_in_working_hours(hours: int, minutes: int) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC).timestamp() + 60 * minutes
    end = due(datetime.fromtimestamp(start, tz=UTC), hours, Unit.HOURS, WEEK)
    assert WEEK.works_on(end.date())
    assert WEEK.opens < end.time() <= WEEK.closes


@pytest.mark.parametrize(
    ("others", "way"),
    [
        ({}, ["b"]), ({"b": {"c"}, "c": {"d"}}, ["b", "c", "d"]), ({"b": {"c", "x"}, "x": {"y"}}, ["b", "x", "y"]),
        ({"b": {"a"}}, ["b", "a"]), ({"b": {"c"}, "c": {"b"}}, ["b", "c", "b"]),
    ],
)  # fmt: skip
def test_how_far_delegations_lead(others: dict[str, set[str]], way: list[str]) -> None:
    known = {user: frozenset(to) for user, to in others.items()}
    assert longest("b", known, ("a",)) == way
