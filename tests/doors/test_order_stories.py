"""What chapter 01 makes of an order, told once and done through code, REST and the command line: approved by
somebody else, copied and credited, delivered by a schedule."""

from __future__ import annotations

from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.kernel import verify
from manciple.orders.tests.approving import People
from manciple.orders.tests.clerk import LINES, ORDERS, Answered, Clerk, Driver, Order, line

from .conftest import token
from .drivers import CliDriver, RestDriver

BOSS = "boss"


@pytest.fixture
def boss(clerk: Clerk, company: Company) -> Driver:
    """Somebody else at the same door."""
    code = People(company).named(BOSS)
    match clerk.door:
        case RestDriver():
            return RestDriver(token(company, BOSS), company.code)
        case CliDriver(printed=printed):
            return CliDriver(BOSS, company.code, printed)
        case _:
            return code


def on_line(order: Order, key: str, number: int = 1, **told: Any) -> Answered:
    order.last = order.door.do_line(ORDERS, LINES, key, order.number, number, told)
    return order.last


def test_an_order_is_approved_by_somebody_else(clerk: Clerk, boss: Driver, company: Company) -> None:
    """Submitted, sent back, submitted, rejected, changed, approved, confirmed, changed by request (01 §7.3, W11)."""
    clerk.door.do("order-parameters", "edit", "orders", {"change_management": True})
    steps = [{"line_number": 10, "kind": "step", "name": "Approval", "assignment": "users", "assignees": [BOSS]}]
    told = {"code": "BOSS", "name": "Boss", "kind": "purchase-order", "process_owner": "tester", "elements": steps}
    clerk.door.create("workflows", told)
    clerk.door.do("workflows", "activate", "BOSS", {})

    order = clerk.order(line("A100", 10, "2.00"))
    asked = Order(boss, order.number)
    assert order.heads(approval_status="draft")
    assert asked.do("approve").codes == ["ORD-103"]
    assert order.do("submit", comment="please").codes == []
    assert order.do("approve").codes == ["WFL-30"]
    assert order.edit(vendor_reference="late").codes == ["ORD-21"]
    assert asked.do("request-change").codes == ["WFL-33"]
    assert asked.do("request-change", comment="cheaper").codes == []
    order.edit({"line_number": 1, "unit_price": "1.90"})
    order.do("submit")
    assert asked.do("reject", comment="still too dear").codes == []
    assert order.heads(approval_status="rejected", versions=0)
    order.edit({"line_number": 1, "unit_price": "1.80"})
    assert order.heads(approval_status="draft")
    order.do("submit")
    assert asked.do("approve", comment="fine").codes == []
    assert order.heads(approval_status="approved", versions=1)
    order.confirm()
    assert order.heads(approval_status="confirmed", versions=1, confirmations=1)

    assert order.edit({"line_number": 1, "quantity": "12"}).codes == ["ORD-53"]
    order.do("request-change", comment="two more")
    order.edit({"line_number": 1, "quantity": "12"})
    assert order.heads(approval_status="draft", change_request=True)
    assert order.do("recall", comment="wait").codes == ["ORD-22"]
    order.do("submit")
    asked.do("approve")
    order.confirm()
    assert order.heads(approval_status="confirmed", versions=2, confirmations=2, change_request=False)
    compared = [(row["field"], row["old"], row["new"]) for row in order.asked("compare-versions", old=1, new=2)
                if row["field"] == "quantity"]  # fmt: skip
    assert compared == [("quantity", "10", "12")]
    assert verify.check(company.id) == []


def test_an_order_is_copied_and_its_invoice_credited(clerk: Clerk, company: Company) -> None:
    """Twice as much again (W13), then what was invoiced goes back (01 §14)."""
    order = clerk.order(line("A100", 7, "2.00"), line("B200", 4, "5.00"))
    order.confirm()
    slip = [{"line_number": 1, "quantity": "7"}, {"line_number": 2, "quantity": "4"}]
    assert order.do("post-product-receipt", product_receipt="PS-1", lines=slip).codes == []
    today = company.today.isoformat()
    bill = order.do("invoice", invoice="INV-1", invoice_date=today, posting_date=today, post=True)
    invoice = next(each for each in bill.made if each.startswith("VI-"))

    again = clerk.order()
    whole = [{"source": f"order:{order.number}"}]
    assert again.do("copy-from-all", lines=whole, factor="2", copy_header=False).codes == []
    assert again.shows(1, quantity=14, unit_price=2) and again.shows(2, quantity=8)
    again.do("copy-from-all", lines=whole, factor="2", invert_sign=True, copy_header=False, delete_lines=True)
    assert again.shows(3, quantity=-14) and again.shows(4, quantity=-8)
    assert again.heads(subtotal="-68")
    assert again.do("copy-from-all", lines=[{"source": "order:NOPE"}]).codes == ["ORD-132"]

    credit = clerk.order()
    assert credit.do("credit-note", lines=[{"source": f"invoice:{invoice}:1", "quantity": "8"}]).codes == ["ORD-62"]
    assert credit.do("credit-note", lines=[{"source": f"invoice:{invoice}"}]).codes == []
    assert credit.shows(1, quantity=-7, unit_price=2) and credit.shows(2, quantity=-4)
    assert credit.confirm().codes == []
    other = clerk.order()
    assert other.do("credit-note", lines=[{"source": f"invoice:{invoice}"}]).codes == ["ORD-62", "ORD-62"]
    assert order.do("credit-note", lines=[{"source": f"invoice:{invoice}"}]).codes == ["ORD-130"]
    assert verify.check(company.id) == []


def test_an_order_is_delivered_by_a_schedule(clerk: Clerk, company: Company) -> None:
    """Ten in 4 and 6, the first raised to 5 (W5), delivered one after the other (01 §13)."""
    order = clerk.order(line("A100", 10, "2.00"))
    one = [{"quantity": "10"}]
    assert on_line(order, "delivery-schedule", deliveries=one).codes == ["ORD-135"]
    parts = [{"quantity": "4", "delivery_date": "2099-03-01"}, {"quantity": "6", "delivery_date": "2099-04-01"}]
    assert on_line(order, "delivery-schedule", deliveries=parts).codes == []
    assert order.shows(1, line_type="multiple_deliveries", quantity=10) and order.shows(3, quantity=6)
    assert order.edit({"line_number": 1, "quantity": "12"}).codes == ["ORD-50"]
    order.edit({"line_number": 2, "quantity": "5"})
    assert order.shows(1, quantity=11) and order.heads(subtotal=22)
    order.edit({"line_number": 1, "unit_price": "3"})
    assert order.shows(2, unit_price=3) and order.shows(3, unit_price=3)

    assert order.confirm().codes == []
    first = [{"line_number": 2, "quantity": "5"}]
    assert order.do("post-product-receipt", product_receipt="PS-1", lines=first).codes == []
    assert order.shows(1, received=5, remaining=6, status="open_order") and order.shows(2, status="received")
    assert on_line(order, "delivery-schedule", dissolve=True).codes == ["ORD-138", "ORD-41"]
    rest = [{"line_number": 3, "quantity": "6"}]
    order.do("post-product-receipt", product_receipt="PS-2", lines=rest)
    assert order.shows(1, received=11, status="received") and order.heads(status="received")
    today = company.today.isoformat()
    assert order.do("invoice", invoice="INV-1", invoice_date=today, posting_date=today, post=True).codes == []
    assert order.heads(status="invoiced") and order.shows(1, status="invoiced")
    assert order.finalize().codes == []
    assert verify.check(company.id) == []
