"""When invoices are due: worked cases and properties (02 §12)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manciple.kernel.explain import Told
from manciple.terms.rules import due_date, month_end, plus_months
from manciple.terms.terms import DueRule

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("on", "method", "months", "days", "due"),
    [
        pytest.param("2026-01-15", "net", 0, 30, "2026-02-14", id="net-30"),
        pytest.param("2026-01-15", "net", 0, 0, "2026-01-15", id="net-0"),
        pytest.param("2026-01-31", "net", 1, 0, "2026-02-28", id="month-is-clipped"),
        pytest.param("2024-01-31", "net", 1, 0, "2024-02-29", id="month-is-clipped-in-a-leap-year"),
        pytest.param("2026-01-31", "net", 1, 1, "2026-03-01", id="months-before-days"),
        pytest.param("2026-12-31", "net", 2, 0, "2027-02-28", id="over-the-year"),
        pytest.param("2026-01-15", "current_month", 0, 0, "2026-01-31", id="end-of-month"),
        pytest.param("2026-01-15", "current_month", 0, 30, "2026-03-02", id="end-of-month-and-30"),
        pytest.param("2026-01-15", "current_month", 1, 0, "2026-02-28", id="stays-at-month-end"),
        pytest.param("2026-02-10", "current_month", 1, 0, "2026-03-31", id="stays-at-month-end-of-a-longer-month"),
        pytest.param("2026-02-10", "current_month", 1, 5, "2026-04-05", id="month-end-then-days"),
        pytest.param("2026-01-15", "cash", 0, 0, "2026-01-15", id="cash"),
        pytest.param("2026-01-15", "cash", 1, 30, "2026-01-15", id="cash-adds-nothing"),
    ],
)
def test_02_12_due_date(on: str, method: str, months: int, days: int, due: str) -> None:
    rule = DueRule("T", method, months, days)
    assert due_date(date.fromisoformat(on), rule) == date.fromisoformat(due)


@given(DAYS, st.sampled_from(["net", "current_month", "cash"]), st.integers(0, 24), st.integers(0, 400))
def test_nothing_is_due_before_its_invoice_and_a_later_invoice_is_not_due_earlier(
    on: date, method: str, months: int, days: int
) -> None:
    rule = DueRule("T", method, months, days)
    assert on <= due_date(on, rule) <= due_date(on + timedelta(days=1), rule)


@given(DAYS, st.integers(0, 60))
def test_months_are_added_to_the_calendar(on: date, months: int) -> None:
    moved = plus_months(on, months)
    assert (moved.year * 12 + moved.month) - (on.year * 12 + on.month) == months
    assert moved.day == min(on.day, month_end(moved).day)


def test_the_derivation_is_told_and_changes_nothing() -> None:
    rule, on, why = DueRule("CM30", "current_month", 0, 30), date(2026, 1, 15), Told()
    assert due_date(on, rule, why) == due_date(on, rule)
    assert [(step.rule, step.chapter, step.result) for step in why.steps] == [("due date", "02 §12", "2026-03-02")]
    assert why.steps[0].inputs["terms"] == "CM30"
