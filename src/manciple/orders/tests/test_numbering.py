"""Line numbers and Renumber (01 §15)."""

from __future__ import annotations

from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.kernel import sql
from manciple.kernel.running import run
from manciple.orders.models import OrderParameters, PurchaseLine
from manciple.orders.tests.around import change, line_id
from manciple.orders.tests.clerk import LINES, ORDERS, Answered, Clerk, Order, args_of, line
from manciple.orders.tests.unchanged import fingerprint


def renumber(order: Order, number: int = 1, **told: Any) -> Answered:
    order.last = order.door.do_line(ORDERS, LINES, "renumber", order.number, number, told)
    return order.last


def numbers(order: Order) -> dict[str, int]:
    """Line numbers by item."""
    return {each["item"]: each["line_number"] for each in order.door.lines(ORDERS, LINES, order.number)}


def by_tens(company: Company) -> None:
    """The company numbers lines 10, 20, 30."""
    change(company, OrderParameters, "orders", line_number_increment=10)


@pytest.fixture
def order(clerk: Clerk) -> Order:
    """An order of three lines."""
    return clerk.order(line("A100", 1), line("B200", 1), line("C300", 1))


def test_a_line_gets_a_free_number(order: Order, company: Company) -> None:
    before = line_id(company, order, 2)
    assert renumber(order, 2, line_number=7).codes == []
    assert numbers(order) == {"A100": 1, "C300": 3, "B200": 7}
    assert line_id(company, order, 7) == before


@pytest.mark.parametrize("number", [3, 0, -1, 2**31], ids=["used", "zero", "negative", "too high"])
def test_ord_63_a_number_that_cannot_be_had_changes_nothing(order: Order, number: int) -> None:
    before = fingerprint()
    assert renumber(order, 2, line_number=number).codes == ["ORD-63"]
    assert fingerprint() == before


def test_something_has_to_be_said(order: Order) -> None:
    assert renumber(order, 2).codes == ["KRN-009"]


def test_all_lines_by_the_increment(order: Order, company: Company) -> None:
    renumber(order, 1, line_number=8)
    by_tens(company)
    assert renumber(order, 2, all_lines=True).codes == []
    assert numbers(order) == {"B200": 10, "C300": 20, "A100": 30}


def test_numbers_may_be_swapped_round(order: Order, company: Company) -> None:
    renumber(order, 3, line_number=30)
    renumber(order, 2, line_number=31)
    renumber(order, 1, line_number=32)
    renumber(order, 30, all_lines=True)
    assert numbers(order) == {"C300": 1, "B200": 2, "A100": 3}


def test_lines_taken_off_keep_their_numbers(order: Order) -> None:
    order.confirm()
    order.edit({"line_number": 2, "remove": True})
    assert renumber(order, 2, line_number=9).codes == ["ORD-122"]
    assert renumber(order, 3, line_number=2).codes == ["ORD-63"]
    renumber(order, 1, all_lines=True)
    assert numbers(order) == {"A100": 1, "B200": 2, "C300": 3}


def test_new_lines_follow_the_highest_number(order: Order, company: Company) -> None:
    by_tens(company)
    order.edit(line("A100", 5, line_number=40), line("S400", 1))
    assert numbers(order)["S400"] == 50


def test_renumbered_lines_have_to_be_confirmed_again(order: Order) -> None:
    order.confirm()
    renumber(order, 2, line_number=9)
    assert order.heads(approval_status="approved", changed_since_confirmation=True)


def test_statements_do_not_grow_with_lines(clerk: Clerk, company: Company) -> None:
    def count(lines: int) -> int:
        order = clerk.order(*(line("A100", 1) for _ in range(lines)))
        renumber(order, 1, line_number=lines + 5)
        with sql.counted() as counted:
            args = args_of(PurchaseLine, "renumber", all_lines=True)
            run(PurchaseLine, "renumber", [(order.number, lines + 5)], args, company.ctx.fresh())
        return counted.number

    assert count(1) == count(200)
