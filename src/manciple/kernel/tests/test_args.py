"""Input is cleaned before anything else happens (reliability §5)."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manciple.kernel.args import LONGEST_TEXT, Args, arg, read, shown
from manciple.kernel.refusals import Invalid


class Sub(Args):
    """A line of an order, say."""

    quantity: Decimal = arg("Quantity")


class Told(Args):
    """Everything a caller can tell."""

    text: str = arg("Text", "", max_length=10)
    amount: Decimal | None = arg("Amount", None)
    count: int | None = arg("Count", None)
    on: date | None = arg("Date", None)
    at: datetime | None = arg("Moment", None)
    yes: bool = arg("Yes", False)
    several: tuple[Decimal, ...] = arg("Several", ())
    lines: tuple[Sub, ...] = arg("Lines", ())
    vendor: str = arg("Vendor", "", ref=lambda: "vendors", help="Who delivers.")


GOOD: list[tuple[str, Any, Any]] = [
    ("text", "  oil ", "oil"),
    ("text", "e\u0301", "é"),
    ("amount", "1.50", Decimal("1.50")),
    ("amount", 3, Decimal(3)),
    ("count", "12", 12),
    ("on", "2026-01-31", date(2026, 1, 31)),
    ("on", date(2026, 1, 31), date(2026, 1, 31)),
    ("at", "2026-01-31T12:00:00", datetime(2026, 1, 31, 12, tzinfo=UTC)),
    ("at", "2026-01-31T12:00:00+01:00", datetime(2026, 1, 31, 11, tzinfo=UTC)),
    ("yes", True, True),
    ("several", ["1", "2.5"], (Decimal(1), Decimal("2.5"))),
]


@pytest.mark.parametrize(("name", "value", "expected"), GOOD)
def test_what_is_meant_is_taken(name: str, value: Any, expected: Any) -> None:
    assert getattr(read(Told, {name: value}), name) == expected


BAD: list[tuple[str, Any]] = [
    ("text", "a\x00b"),
    ("text", "\ud800"),
    ("text", "x" * 11),
    ("text", "x" * (LONGEST_TEXT + 1)),
    ("amount", 1.5),
    ("amount", "NaN"),
    ("amount", "Infinity"),
    ("amount", "1e99"),
    ("amount", Decimal("1E+30")),
    ("amount", "1" * 29),
    ("amount", "12,5"),
    ("count", 1.0),
    ("count", 10**19),
    ("count", "1.5"),
    ("on", 20260131),
    ("on", "20260131"),
    ("on", 0),
    ("on", "2026-02-30"),
    ("on", "31/01/2026"),
    ("at", 1769860800),
    ("yes", "perhaps"),
    ("several", ["1", "NaN"]),
    ("several", [1.5]),
    ("lines", [{"quantity": "1e99"}]),
    ("lines", [{"quantity": "1", "price": "2"}]),
    ("unknown", "x"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_what_the_house_cannot_hold_is_refused_with_its_place(name: str, value: Any) -> None:
    with pytest.raises(Invalid) as invalid:
        read(Told, {name: value})
    ((place, message),) = invalid.value.faults
    assert place.split(".")[0] == name
    assert message


def test_all_faults_are_told_together() -> None:
    with pytest.raises(Invalid) as invalid:
        read(Told, {"amount": "x", "count": "y", "on": "z"})
    assert [place for place, _ in invalid.value.faults] == ["amount", "count", "on"]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.decimals(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=8,
    )
)
def test_nothing_a_caller_sends_breaks_the_house(value: Any) -> None:
    for name in Told.model_fields:
        with suppress(Invalid):
            read(Told, {name: value})


def test_the_schema_carries_label_help_and_reference() -> None:
    schema = Told.model_json_schema()["properties"]["vendor"]
    assert (schema["title"], schema["description"], schema["x-ref"]) == ("Vendor", "Who delivers.", "vendors")
    assert shown(Told.model_fields["vendor"])["ref"] == "vendors"
