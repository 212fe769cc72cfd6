"""The life of an order, told once and done through code, REST and the command line."""

from __future__ import annotations

from manciple.demo.company import Company
from manciple.kernel import verify
from manciple.orders.tests.clerk import Clerk, line


def test_an_order_lives_from_creation_to_its_end(clerk: Clerk, company: Company) -> None:
    """Created, confirmed, received in two parts, invoiced, finalized; the books are right (01 §2, 03 §8, 04 §7)."""
    order = clerk.order(line("A100", 100, "10.00"), line("B200", 4, "55.40"))
    assert order.heads(status="open_order", approval_status="approved")
    assert order.shows(1, quantity=100, unit_price="10", net_amount="1000")

    order.confirm()
    assert order.heads(approval_status="confirmed")

    first = [{"line_number": 1, "quantity": "60"}, {"line_number": 2, "quantity": "4"}]
    assert order.do("post-product-receipt", product_receipt="PS-1", lines=first).codes == []
    assert order.shows(1, received=60, remaining=40)
    rest = [{"line_number": 1, "quantity": "40"}]
    assert order.do("post-product-receipt", product_receipt="PS-2", lines=rest).codes == []
    assert order.heads(status="received")

    today = company.today.isoformat()
    assert order.do("invoice", invoice="INV-1", invoice_date=today, posting_date=today, post=True).codes == []
    assert order.heads(status="invoiced")

    order.finalize()
    assert order.heads(approval_status="finalized")
    assert verify.check(company.id) == []


def test_a_refusal_is_the_same_at_every_door(clerk: Clerk) -> None:
    """What may not be done says why, with code, line and field, and changes nothing."""
    order = clerk.order(line("A100", 10, "1.00"))
    one = [{"line_number": 1, "quantity": "1"}]
    assert order.do("post-product-receipt", product_receipt="PS-1", lines=one).codes == ["RCV-01"]

    order.confirm()
    assert order.confirm().codes == ["ORD-35"]

    too_many = [{"line_number": 1, "quantity": "1000"}]
    order.do("post-product-receipt", product_receipt="PS-1", lines=too_many)
    assert [(code, place) for code, place, _ in order.reasons] == [("RCV-12", 1)]
    assert order.shows(1, quantity=10, received=0)
    assert clerk.order(line("NOPE", 1), vendor="NOBODY").refused == ["KRN-008", "KRN-008"]


def test_lines_are_changed_with_their_order(clerk: Clerk) -> None:
    """Lines are edited, added and removed by the edit of their order; each is one version."""
    order = clerk.order(line("A100", 10, "1.00"), line("B200", 1))
    order.edit(
        {"line_number": 1, "quantity": "12"}, {"item": "C300", "quantity": "2.5"}, {"line_number": 2, "remove": True}
    )
    assert order.shows(1, quantity=12)
    assert [each["item"] for each in order.door.lines("purchase-orders", "lines", order.number)] == ["A100", "C300"]
