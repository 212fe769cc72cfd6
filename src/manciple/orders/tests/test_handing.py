"""Header to lines: which lines follow a changed field of the header (01 §16)."""

from __future__ import annotations

from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.kernel import sql
from manciple.kernel.running import create, run
from manciple.orders.models import HeaderUpdate, PurchaseOrder
from manciple.orders.rules.handing import HANDED
from manciple.orders.tests.around import line_id, move
from manciple.orders.tests.clerk import Clerk, Order, args_of, line
from manciple.orders.tests.unchanged import fingerprint

FIRST, FIFTH, EIGHTH = "2026-06-01", "2026-06-05", "2026-06-08"


def policy(company: Company, field: str, how: str) -> None:
    create(HeaderUpdate, args_of(HeaderUpdate, "create", field=field, policy=how), company.ctx.fresh())


def dates(order: Order, count: int) -> list[str]:
    return [order.line(number)["delivery_date"].isoformat() for number in range(1, count + 1)]


def three_lines(clerk: Clerk, company: Company) -> Order:
    """One with the header's date, one with its own, one that has arrived."""
    order = clerk.order(line(), line(delivery_date=FIFTH), line(), delivery_date=FIRST)
    move(company, order, 3, received="1")
    return order


@pytest.mark.parametrize("how", ["always", "prompt", None])
def test_w17_lines_with_the_old_date_follow_the_header(clerk: Clerk, company: Company, how: str | None) -> None:
    if how:
        policy(company, "delivery_date", how)
    order = three_lines(clerk, company)
    order.edit(delivery_date=EIGHTH)
    assert dates(order, 3) == [EIGHTH, FIFTH, FIRST]


def test_w17_with_propagate_all_the_typed_line_moves_too(clerk: Clerk, company: Company) -> None:
    order = three_lines(clerk, company)
    order.edit(delivery_date=EIGHTH, propagate="all")
    assert dates(order, 3) == [EIGHTH, EIGHTH, FIRST]


def test_no_line_follows_when_nobody_wants_it(clerk: Clerk, company: Company) -> None:
    policy(company, "delivery_date", "never")
    order = three_lines(clerk, company)
    order.edit(delivery_date=EIGHTH)
    assert dates(order, 3) == [FIRST, FIFTH, FIRST]
    order.edit(delivery_date=FIFTH, propagate="none")
    assert dates(order, 3) == [FIRST, FIFTH, FIRST]
    order.edit(delivery_date=FIRST, propagate="all")
    assert dates(order, 3) == [FIRST, FIRST, FIRST]


def test_the_lines_somebody_chose_follow_and_no_others(clerk: Clerk, company: Company) -> None:
    order = three_lines(clerk, company)
    order.edit(delivery_date=EIGHTH, update_lines=[{"field": "delivery_date", "lines": [2]}])
    assert dates(order, 3) == [FIRST, EIGHTH, FIRST]
    order.edit(delivery_date=FIFTH, update_lines=[{"field": "delivery_date", "lines": []}])
    assert dates(order, 3) == [FIRST, EIGHTH, FIRST]


@pytest.mark.parametrize(
    ("chosen", "reasons"),
    [
        ({"field": "delivery_date", "lines": [3]}, [("ORD-111", 3, "update_lines")]),
        ({"field": "delivery_date", "lines": [9]}, [("ORD-112", 9, "update_lines")]),
        ({"field": "due_date", "lines": [1]}, [("ORD-118", None, "update_lines")]),
    ],
)
def test_a_choice_that_cannot_be_is_refused(
    clerk: Clerk, company: Company, chosen: dict[str, Any], reasons: list[tuple[str, int | None, str]]
) -> None:  # fmt: skip
    order = three_lines(clerk, company)
    before = fingerprint()
    order.edit(delivery_date=EIGHTH, update_lines=[chosen])
    assert order.reasons == reasons
    assert fingerprint() == before


FOLLOWED: dict[str, tuple[Any, Any]] = {
    "mode_of_delivery": ("TRUCK", "AIR"), "delivery_terms": ("FOB", "DAP"), "attention_information": ("Ann", "Bea"),
    "requester": ("000100", "000101"), "delivery_address": ("Gate 1", "Gate 2"), "delivery_name": ("North", "South"),
}  # fmt: skip


@pytest.mark.parametrize("name", FOLLOWED)
def test_delivery_fields_of_lines_come_from_the_header_and_follow_it(clerk: Clerk, company: Company, name: str) -> None:
    old, new = FOLLOWED[name]
    order = clerk.order(line(), line(), **{name: old})
    assert order.line(1)[name] == old
    move(company, order, 2, received="1")
    order.edit(**{name: new})
    assert (order.line(1)[name], order.line(2)[name]) == (new, old)


def test_places_follow_together_until_something_arrived(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line(), line(warehouse="12"), line(quantity=2))
    move(company, order, 3, received="1")
    order.edit(site="2", warehouse="21")
    assert [(order.line(n)["site"], order.line(n)["warehouse"]) for n in (1, 2, 3)] == [
        ("2", "21"), ("1", "12"), ("1", "11")]  # fmt: skip


def test_the_tax_group_always_follows_and_waits_for_no_answer(clerk: Clerk) -> None:
    order = clerk.order(line(), line(sales_tax_group="EXEMPT"))
    order.edit(sales_tax_group="EXEMPT")
    assert order.shows(1, sales_tax_group="EXEMPT", sales_tax=0) and order.heads(sales_tax=0)


def test_only_fields_that_lines_take_have_a_policy(company: Company, clerk: Clerk) -> None:
    answer = clerk.door.create("line-updates", {"field": "due_date", "policy": "always"})
    assert answer.codes == ["ORD-118"]
    for each in HANDED:
        assert clerk.door.create("line-updates", {"field": each.key, "policy": "never"}).codes == []


def test_statements_do_not_grow_with_the_lines_that_follow(company: Company, clerk: Clerk) -> None:
    counts = []
    for lines in (1, 200):
        order = clerk.order(*(line() for _ in range(lines)))
        args = args_of(PurchaseOrder, "edit", delivery_date=EIGHTH, mode_of_delivery="AIR", site="2", warehouse="21")
        assert line_id(company, order, lines)
        with sql.counted() as counted:
            run(PurchaseOrder, "edit", [order.number], args, company.ctx.fresh())
        counts.append(counted.number)
        assert order.shows(lines, delivery_date=EIGHTH, mode_of_delivery="AIR", site="2", warehouse="21")
    assert counts[0] == counts[1]
