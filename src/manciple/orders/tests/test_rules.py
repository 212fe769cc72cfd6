"""Quantities and statuses: worked cases of chapter 01 §23, and what holds for any numbers."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manciple.kernel.numbers import ZERO, sign
from manciple.orders.rules.quantities import (
    adds_up,
    cancel,
    cancelable,
    effective,
    header_status,
    least,
    ordered_anew,
    overdelivered,
    quantity,
    remaining,
    status,
    with_remainder,
)
from manciple.orders.terms import Quantities, Status

OPEN, RECEIVED, INVOICED, CANCELED = Status.OPEN_ORDER, Status.RECEIVED, Status.INVOICED, Status.CANCELED


def counted(ordered: str, **more: str) -> Quantities:
    """A line's counters from texts."""
    return Quantities(Decimal(ordered), **{name: Decimal(value) for name, value in more.items()})


def told(*values: Decimal | Status) -> str:
    """Numbers and statuses as one text."""
    return " ".join(value.value if isinstance(value, Status) else f"{value:f}" for value in values)


def test_w1_remainder_above_the_order_survives_cancel() -> None:
    raised = with_remainder(counted("5"), Decimal(7))
    assert told(raised.added, remaining(raised), quantity(raised)) == "2 7 5"
    off = cancelable(raised)
    canceled = cancel(raised, off)
    assert told(off, quantity(canceled), remaining(canceled), status(canceled)) == "5 0 2 open_order"
    assert adds_up(canceled)


def test_w2_cancel_takes_what_has_not_arrived() -> None:
    """Without registration in this release: all 30 that have not arrived."""
    part, none = counted("50", received="20"), counted("8")
    assert told(cancelable(part), cancelable(none)) == "30 8"
    after = [cancel(part, cancelable(part)), cancel(none, cancelable(none))]
    assert told(*map(quantity, after)) == "20 0"
    assert [status(each) for each in after] == [RECEIVED, CANCELED]
    assert header_status([status(each) for each in after]) is RECEIVED


def test_w3_canceling_the_remainder_leaves_the_quantity() -> None:
    line = with_remainder(counted("10", received="4"), ZERO)
    assert told(line.canceled_remainder, quantity(line), remaining(line), status(line)) == "6 10 0 received"
    invoiced = replace(line, invoiced=Decimal(4))
    assert status(invoiced) is INVOICED
    anew = ordered_anew(invoiced, Decimal(12))
    assert told(anew.ordered, anew.canceled_remainder, remaining(anew), status(anew)) == "12 0 8 open_order"


@pytest.mark.parametrize(("lines", "header"), [
    ([INVOICED, CANCELED], INVOICED), ([RECEIVED, CANCELED], RECEIVED), ([INVOICED, OPEN], OPEN),
    ([CANCELED, CANCELED], CANCELED), ([], OPEN),
], ids=["W4 invoiced and canceled", "W4 received and canceled", "W4 invoiced and open", "W4 all canceled",
        "no lines"])  # fmt: skip
def test_header_status(lines: list[Status], header: Status) -> None:
    assert header_status(lines) is header


@pytest.mark.parametrize(("line", "expected"), [
    (counted("10"), OPEN),
    (counted("10", received="4"), OPEN),
    (counted("10", received="4", invoiced="4"), OPEN),
    (counted("10", received="10"), RECEIVED),
    (counted("10", received="12", invoiced="10"), RECEIVED),
    (counted("10", received="12", invoiced="12"), INVOICED),
    (counted("10", received="8", canceled_short="2", invoiced="8"), INVOICED),
    (counted("10", canceled_order="10"), CANCELED),
    (counted("10", canceled_order="4", canceled_remainder="6"), CANCELED),
    (counted("10", canceled_order="10", added="1"), OPEN),
    (counted("-10", received="-4"), OPEN),
    (counted("-10", received="-10"), RECEIVED),
    (counted("-10", canceled_remainder="-10"), CANCELED),
])  # fmt: skip
def test_line_status(line: Quantities, expected: Status) -> None:
    assert status(line) is expected


@pytest.mark.parametrize(("line", "amount"), [
    (counted("10"), "10"),
    (counted("10", received="4", invoiced="4"), "6"),
    (counted("10", received="12"), "0"),
    (counted("10", received="7", canceled_short="3"), "0"),
    (counted("10", canceled_remainder="4"), "6"),
    (counted("-10", received="-4"), "-6"),
])  # fmt: skip
def test_cancelable(line: Quantities, amount: str) -> None:
    assert cancelable(line) == Decimal(amount)
    assert cancelable(line, matched=True) == 0


def test_more_first_takes_back_what_was_canceled_and_then_adds() -> None:
    line = with_remainder(counted("10"), Decimal(6))
    assert told(line.canceled_remainder, line.added) == "4 0"
    line = with_remainder(line, Decimal(12))
    assert told(line.canceled_remainder, line.added, remaining(line)) == "0 2 12"
    line = with_remainder(line, Decimal(9))
    assert told(line.canceled_remainder, line.added, remaining(line)) == "1 0 9"


def test_of_an_overdelivered_line_the_excess_is_made_up_first() -> None:
    line = with_remainder(counted("10", received="12"), Decimal(3))
    assert told(line.added, remaining(line), overdelivered(line)) == "5 3 0"


@pytest.mark.parametrize(("line", "floor"), [
    (counted("10", received="4", invoiced="2"), "4"), (counted("-10", received="-4"), "-4"), (counted("10"), "0"),
])  # fmt: skip
def test_least(line: Quantities, floor: str) -> None:
    assert least(line) == Decimal(floor)


# --- Any sequence of acts keeps the identity ----------------------------------------------------------

small = st.integers(1, 12)
acts = st.lists(st.tuples(st.sampled_from(["cancel", "remainder", "receive", "invoice", "order"]), small))


def act(line: Quantities, name: str, size: int) -> Quantities:
    """One act, with the sign of the line."""
    amount = Decimal(size) * (sign(line.ordered) or 1)
    match name:
        case "cancel":
            return cancel(line, cancelable(line))
        case "remainder":
            return with_remainder(line, amount)
        case "receive":
            return replace(line, received=line.received + amount)
        case "invoice":
            return replace(line, invoiced=line.received)
        case _:
            return ordered_anew(line, line.received + amount)


@given(st.sampled_from([10, -10]), acts)
def test_quantities_always_add_up(ordered: int, acts: list[tuple[str, int]]) -> None:
    line = counted(str(ordered))
    for name, size in acts:
        line = act(line, name, size)
        assert adds_up(line)
        assert remaining(line) == 0 or overdelivered(line) == 0
        assert {sign(value) for value in (line.added, remaining(line), line.canceled_order, effective(line))} <= {
            0, sign(line.ordered)}  # fmt: skip


@given(st.sampled_from([10, -10]), acts)
def test_a_return_mirrors_a_purchase(ordered: int, acts: list[tuple[str, int]]) -> None:
    line, mirror = counted(str(ordered)), counted(str(-ordered))
    for name, size in acts:
        line, mirror = act(line, name, size), act(mirror, name, size)
        assert status(line) is status(mirror)
        assert remaining(line) == -remaining(mirror)
        assert cancelable(line) == -cancelable(mirror)
