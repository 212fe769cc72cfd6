"""Receiving as the business tells it (chapter 03)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from manciple.products.models import ItemModelGroup
from manciple.receipts.tests.buying import Buyer, line


def test_a_short_delivery_may_be_closed_only_within_tolerance(buyer: Buyer) -> None:
    """§7.3: under-delivery is judged when the line is closed, not before."""
    order = buyer.order(line("A100", 100, "10.00", underdelivery_percent="5"))

    order.receive("PS-1", {1: 60})
    assert order.shows(received=60, remaining=40, canceled_short=0) == {
        "received": 60, "remaining": 40, "canceled_short": 0}  # fmt: skip

    assert order.receive("PS-2", {1: (30, True)}) is None
    assert order.refused == ["RCV-14"]

    order.do(
        "post-product-receipt", product_receipt="PS-2",
        lines=[{"line_number": 1, "quantity": "20"}, {"line_number": 1, "quantity": "16", "close": True}])  # fmt: skip
    assert order.shows(received=96, remaining=0, canceled_short=4, status="received") == {
        "received": 96, "remaining": 0, "canceled_short": 4, "status": "received"}  # fmt: skip
    assert order.header("status", "document_status") == ("received", "product_receipt")
    assert buyer.ledger() == {
        "V0000001": [("510100", 600), ("200140", -600), ("140200", 600), ("510100", -600)],
        "V0000002": [("510100", 360), ("200140", -360), ("140200", 360), ("510100", -360)],
    }
    assert buyer.proven() == []


def test_w1_over_delivery_within_tolerance(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 100, "1.00", overdelivery_percent="5"))
    order.receive("PS-1", {1: 60})
    assert order.receive("PS-2", {1: 46}) is None
    assert order.refused == ["RCV-12"]
    order.receive("PS-2", {1: 45})
    assert order.shows(received=105, remaining=0, overdelivered=5, status="received") == {
        "received": 105, "remaining": 0, "overdelivered": 5, "status": "received"}  # fmt: skip
    assert buyer.balances() == {"140200": 105, "200140": -105}
    assert buyer.proven() == []


def test_w1_no_over_delivery_where_none_is_accepted(buyer: Buyer) -> None:
    buyer.receiving(accept_overdelivery=False)
    order = buyer.order(line("A100", 100, "1.00", overdelivery_percent="5"))
    assert order.receive("PS-1", {1: 101}) is None
    assert order.refused == ["RCV-12"]


def test_w2_no_under_delivery_where_none_is_accepted(buyer: Buyer) -> None:
    buyer.receiving(accept_underdelivery=False)
    order = buyer.order(line("A100", 100, "1.00", underdelivery_percent="5"))
    assert order.receive("PS-1", {1: (99, True)}) is None
    assert order.refused == ["RCV-14"]


def test_w4_a_canceled_remainder_leaves_the_line_received(buyer: Buyer) -> None:
    from_order = buyer.order(line("A100", 50, "1.00"))
    from_order.receive("PS-1", {1: 25})
    assert from_order.do("cancel"), from_order.refused
    assert from_order.shows(received=25, remaining=0, status="received") == {
        "received": 25, "remaining": 0, "status": "received"}  # fmt: skip
    assert buyer.proven() == []


def test_w12_three_receipts_share_the_amount_to_the_cent(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 3, net_amount="100.00"))
    for place in range(3):
        order.receive(f"PS-{place}", {1: 1})
    assert [value for (value,) in order.receipts("value")] == [Decimal("33.33"), Decimal("33.34"), Decimal("33.33")]
    assert buyer.balances() == {"140200": 100, "200140": -100}


def test_a_changed_price_counts_for_what_arrives_after_it(buyer: Buyer) -> None:
    """§8.4: what was received before keeps the value it was booked with."""
    order = buyer.order(line("A100", 10, "7.00"))
    order.receive("PS-1", {1: 4})
    order.do("edit", lines=[{"line_number": 1, "unit_price": "8.00"}])
    order.do("confirm")
    order.receive("PS-2", {1: 6})
    assert [value for (value,) in order.receipts("value")] == [28, 48]
    assert buyer.proven() == []


@pytest.mark.parametrize(
    ("accrue", "physical", "posted", "balances"),
    [
        pytest.param(False, False, True, {}, id="W10 no gate"),
        pytest.param(True, False, True, {"510100": 100, "200140": -100}, id="W10 accrual alone"),
        pytest.param(False, True, True, {"510100": -100, "140200": 100}, id="stock alone"),
        pytest.param(True, True, True, {"140200": 100, "200140": -100}, id="W10 both"),
        pytest.param(True, True, False, {"510100": 100, "200140": -100}, id="receipts are not posted"),
    ],
)
def test_the_gates_of_the_ledger(
    buyer: Buyer, accrue: bool, physical: bool, posted: bool, balances: dict[str, int]
) -> None:
    """§8.2."""
    buyer.run(ItemModelGroup, "edit", ["STOCK"], {"accrue_on_receipt": accrue, "post_physical": physical})
    buyer.books(post_receipts=posted)
    buyer.order(line("A100", 100, "1.00")).receive("PS-1")
    assert buyer.balances() == balances
    assert buyer.proven() == []


def test_a_service_is_accrued_and_not_stocked(buyer: Buyer) -> None:
    """§7.7."""
    order = buyer.order(line("S400", "2.5", "80.00"))
    order.receive("PS-1")
    assert buyer.balances() == {"510100": 200, "200140": -200}
    assert order.header("status") == ("received",)
