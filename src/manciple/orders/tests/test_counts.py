"""What counts of an order: neither lines taken off, nor the totals of delivery schedules (01 §6, §12.2, §13)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection

from manciple.demo.company import Company
from manciple.kernel import verify
from manciple.orders import actions
from manciple.orders.models import PurchaseLine
from manciple.orders.tests.around import move
from manciple.orders.tests.clerk import Clerk, Order, line


def scheduled(clerk: Clerk, company: Company, *quantities: int) -> Order:
    """An order with a schedule: line 1 is the total, the others are its deliveries; written as they are
    stored, so that the statements are tested and not the dialog."""
    order = clerk.order(line("A100", sum(quantities)), *[line("A100", each) for each in quantities])
    lines = PurchaseLine.objects.filter(company=company.id, order__number=order.number)
    parent = lines.get(line_number=1).pk
    lines.filter(pk=parent).update(line_type="multiple_deliveries")
    lines.exclude(pk=parent).update(line_type="delivery", parent=parent)
    order.edit(vendor_reference="written")
    return order


def test_a_schedule_is_counted_by_its_deliveries(clerk: Clerk, company: Company) -> None:
    order = scheduled(clerk, company, 4, 6)
    assert order.heads(subtotal=100, total=108)
    assert [row["line"] for row in order.asked("line-quantity")] == [2, 3]
    assert [row["quantity"] for row in order.asked("totals")] == [Decimal(10)]
    order.confirm()
    assert [row["total"] for row in order.asked("confirmations")] == [Decimal(108)]
    assert verify.check(company.id) == []


def test_the_total_of_a_schedule_follows_its_deliveries(clerk: Clerk, company: Company) -> None:
    order = scheduled(clerk, company, 4, 6)
    order.confirm()
    move(company, order, 2, received=4)
    assert order.shows(1, received=4, remaining=6, status="open_order")
    move(company, order, 3, received=6)
    assert order.shows(1, received=10, remaining=0, status="received")
    assert order.heads(status="received")
    move(company, order, 2, invoiced=4)
    assert order.shows(1, status="received")
    move(company, order, 3, invoiced=6)
    assert order.shows(1, status="invoiced")
    assert [each.invariant for each in verify.check(company.id) if each.invariant.startswith("orders-")] == []


def test_more_of_one_delivery_does_not_hide_what_another_still_lacks(clerk: Clerk, company: Company) -> None:
    order = scheduled(clerk, company, 4, 6)
    order.confirm()
    move(company, order, 2, received=7)
    move(company, order, 3, received=3)
    assert order.shows(1, received=10, status="open_order")
    assert order.heads(status="open_order")


def test_cancel_acts_on_deliveries(clerk: Clerk, company: Company) -> None:
    order = scheduled(clerk, company, 4, 6)
    order.confirm()
    move(company, order, 2, received=4)
    order.cancel()
    assert order.shows(1, quantity=4, canceled_order=6, net_amount=40)
    assert order.shows(2, quantity=4) and order.shows(3, quantity=0, status="canceled")
    assert order.heads(subtotal=40)


def test_the_total_of_a_schedule_has_no_remainder_of_its_own(clerk: Clerk, company: Company) -> None:
    order = scheduled(clerk, company, 4, 6)
    assert order.deliver_remainder(1, 1).codes == ["ORD-50"]
    assert order.deliver_remainder(1, 2).codes == []
    assert order.shows(1, remaining=7, canceled_remainder=3)


def test_a_schedule_that_differs_from_its_total_is_not_confirmed(clerk: Clerk, company: Company) -> None:
    order = scheduled(clerk, company, 4, 6)
    PurchaseLine.objects.filter(company=company.id, line_number=1).update(ordered=11)
    order.confirm()
    assert order.reasons == [("ORD-34", 1, "")]


W4 = [
    ("invoiced and canceled", ("invoiced", "canceled"), "invoiced"),
    ("received and canceled", ("received", "canceled"), "received"),
    ("invoiced and open", ("invoiced", "open"), "open_order"),
    ("canceled only", ("canceled", "canceled"), "canceled"),
]  # fmt: skip


@pytest.mark.parametrize(("states", "expected"), [case[1:] for case in W4], ids=[f"w4 {case[0]}" for case in W4])
def test_w4_the_header_is_as_far_as_its_least_advanced_line(
    clerk: Clerk, company: Company, states: tuple[str, ...], expected: str
) -> None:  # fmt: skip
    order = clerk.order(*[line("A100", 2)] * len(states))
    for place, state in enumerate(states, 1):
        if state in ("invoiced", "received"):
            move(company, order, place, received=2, invoiced=2 if state == "invoiced" else 0)
        elif state == "canceled":
            order.deliver_remainder(0, place)
    assert order.heads(status=expected)


def test_a_line_without_quantity_says_nothing_about_the_status(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 2), line("A100", 1))
    move(company, order, received=2)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orders_purchaseline SET ordered = 0 WHERE company_id = %s AND line_number = 2",
                       [company.id])  # fmt: skip
    actions.follow([PurchaseLine.objects.filter(company=company.id).values_list("order", flat=True)[0]], company.ctx)
    assert order.heads(status="received")
