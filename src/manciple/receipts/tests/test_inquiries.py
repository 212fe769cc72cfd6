"""What people look up about receiving."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from manciple.kernel import inquiries, sql
from manciple.orders.inquiries.figures import postings
from manciple.receipts.inquiries import OnHand, on_hand, product_receipts, receipt_voucher
from manciple.receipts.tests.buying import Buyer, line


def _rows(found: Any, key: str) -> list[dict[str, Any]]:
    declared = inquiries.find(key)
    return inquiries.page(found, declared.columns, inquiries.Asked(), declared.order).rows


def test_the_receipts_of_an_order_oldest_first(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10, "7.00"))
    buyer.order(line("A100", 10)).receive("OTHER")
    order.receive("PS-1", {1: 4}, posted_on="2026-01-20")
    order.receive("PS-2", {1: 6}, posted_on="2026-01-18")
    with buyer.company.reading(), sql.counted() as count:
        rows = _rows(product_receipts(buyer.company.ctx, number=order.number), "product-receipts")
    assert [(row["product_receipt"], row["value"]) for row in rows] == [("PS-2", 42), ("PS-1", 28)]
    assert count.number == 1


def test_the_voucher_of_a_receipt(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10, "7.00"))
    order.receive("PS-1", {1: 4})
    with buyer.company.reading():
        (receipt,) = _rows(product_receipts(buyer.company.ctx, number=order.number), "product-receipts")
        found = receipt_voucher(buyer.company.ctx, number=receipt["number"])
    assert [(each.account, each.debit, each.credit) for each in found] == [
        ("510100", 28, 0), ("200140", 0, 28), ("140200", 28, 0), ("510100", 0, 28)]  # fmt: skip
    assert {each.voucher for each in found} == {receipt["voucher"]}


def test_on_hand_is_what_arrived_at_a_place(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10), line("A100", 5, warehouse="12"), line("C300", "2.5"), line("S400", 3))
    order.receive("PS-1", {1: 4, 2: 5, 3: "2.5", 4: 3})
    returned = buyer.order(line("A100", -1))
    returned.receive("PS-2")
    with buyer.company.reading(), sql.counted() as count:
        found = on_hand(buyer.company.ctx)
    assert [(each.item, each.site, each.warehouse, each.quantity, each.unit) for each in found] == [
        ("A100", "1", "11", Decimal(3), "ea"),
        ("A100", "1", "12", Decimal(5), "ea"),
        ("C300", "1", "11", Decimal("2.5"), "kg"),
    ]
    assert count.number == 1
    with buyer.company.reading():
        asked: list[list[OnHand]] = [
            on_hand(buyer.company.ctx, item="C300"),
            on_hand(buyer.company.ctx, warehouse="12"),
            on_hand(buyer.company.ctx, site="2"),
        ]
    assert [len(each) for each in asked] == [1, 1, 0]


def test_what_was_sent_back_whole_is_not_on_hand(buyer: Buyer) -> None:
    buyer.order(line("A100", 4)).receive("PS-1")
    buyer.order(line("A100", -4)).receive("PS-2")
    with buyer.company.reading():
        assert on_hand(buyer.company.ctx) == []


def test_an_order_tells_of_its_last_receipt(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10))
    order.receive("PS-1", {1: 4})
    order.receive("PS-2", {1: 4})
    with buyer.company.reading():
        found = [
            each for each in postings(buyer.company.ctx, number=order.number) if each.document == "Product receipt"
        ]
    assert [each.number for each in found] == ["PR-000002"]
