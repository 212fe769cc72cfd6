"""Posting product receipts: done once, refused by each guard, many at once, seen before it is done."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from manciple.kernel import sql
from manciple.kernel.actions import find
from manciple.kernel.running import run
from manciple.ledger.models import InventoryPosting, Period
from manciple.orders.models import PurchaseOrder
from manciple.parties.models import Vendor
from manciple.products.models import ReleasedProduct
from manciple.receipts.models import ProductReceipt
from manciple.receipts.tests.buying import Buyer, fingerprint, line

POST = "post-product-receipt"


def test_a_receipt_is_journaled_counted_and_posted(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10, "7.00"))
    answer = order.receive("PS-1", {1: 4}, posted_on="2026-01-20", document_date="2026-01-19")

    assert answer
    (made,) = [each for each in answer.made if each.kind == "product-receipts"]
    with buyer.company.reading():
        receipt = ProductReceipt.objects.get(number=made.number)
        header = (
            receipt.product_receipt, receipt.order.number, receipt.vendor.account, receipt.posted_on,
            receipt.document_date, receipt.value, receipt.delivery_terms, receipt.mode_of_delivery)  # fmt: skip
    assert header == (
        "PS-1", order.number, "V001", date(2026, 1, 20), date(2026, 1, 19), Decimal(28), "FOB", "TRUCK")  # fmt: skip
    names = ("ordered", "net_amount", "quantity", "remaining", "short", "close", "value", "accrued", "stock_value")
    assert order.receipts(*names) == [(10, 70, 4, 6, 0, False, 28, 28, 28)]
    assert order.shows(received=4, remaining=6, invoiced=0) == {"received": 4, "remaining": 6, "invoiced": 0}
    assert order.header("status", "document_status", "approval_status") == (
        "open_order", "product_receipt", "confirmed")  # fmt: skip
    assert buyer.ledger() == {
        receipt.voucher: [("510100", 28), ("200140", -28), ("140200", 28), ("510100", -28)],
    }
    assert buyer.proven() == []


def test_a_slip_without_lines_receives_everything_that_is_open(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10), line("S400", "1.5"), line("B200", 3, stopped=True))
    order.receive("PS-1")
    assert order.receipts("line_number", "quantity") == [(1, 10), (2, Decimal("1.5"))]
    assert order.header("status") == ("open_order",)


def test_receive_now_is_proposed_and_used_up(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10, receive_now="4"), line("B200", 3))
    order.receive("PS-1", quantity_option="receive_now")
    assert order.receipts("line_number", "quantity") == [(1, 4)]
    assert order.shows(receive_now=0, remaining=6) == {"receive_now": 0, "remaining": 6}
    assert order.receive("PS-2", quantity_option="receive_now") is None
    assert order.refused == ["RCV-10"]


def test_the_date_is_today_when_none_is_given(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 1))
    order.receive("PS-1")
    with buyer.company.reading():
        assert ProductReceipt.objects.get().posted_on == buyer.company.today


def test_a_return_is_received_with_the_sign_of_its_line(buyer: Buyer) -> None:
    order = buyer.order(line("A100", -10, "7.00"))
    order.receive("PS-1", {1: -4})
    assert order.shows(received=-4, remaining=-6) == {"received": -4, "remaining": -6}
    assert list(buyer.ledger().values()) == [[("510100", -28), ("200140", 28), ("140200", -28), ("510100", 28)]]
    assert buyer.proven() == []


def test_what_is_free_posts_no_voucher(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10, "0"))
    order.receive("PS-1")
    with buyer.company.reading():
        assert ProductReceipt.objects.get().voucher == ""
    assert buyer.ledger() == {}
    assert order.header("status") == ("received",)


# --- Refused by each guard -------------------------------------------------------------------------

SLIPS: list[Any] = [
    pytest.param({"lines": {99: 1}}, ["KRN-008"], id="KRN-008 a line that does not exist"),
    pytest.param({"product_receipt": ""}, ["RCV-03"], id="RCV-03 no number"),
    pytest.param({"posted_on": "2019-05-01"}, ["RCV-06"], id="RCV-06 no open period"),
    pytest.param({"lines": {1: 0}}, ["RCV-09"], id="RCV-09 nothing"),
    pytest.param({"lines": {1: (0, True)}}, ["RCV-09"], id="RCV-09 closed before anything came"),
    pytest.param({"lines": {1: -1, 2: "0.5"}}, ["RCV-09", "RCV-09"], id="RCV-09 sign and decimals, all at once"),
    pytest.param({"lines": {1: 11}}, ["RCV-12"], id="RCV-12 over"),
    pytest.param({"lines": {1: (9, True), 2: 111}}, ["RCV-12", "RCV-14"], id="RCV-12 and RCV-14 in one step"),
    pytest.param({"lines": {3: 1}}, ["RCV-13"], id="RCV-13 not complete"),
    pytest.param({"lines": {4: 1}}, ["RCV-08"], id="RCV-08 stopped"),
]


@pytest.mark.parametrize(("told", "codes"), SLIPS)
def test_refused(buyer: Buyer, told: dict[str, Any], codes: list[str]) -> None:
    order = buyer.order(
        line("A100", 10), line("B200", 100), line("A100", 5, complete=True), line("A100", 5, stopped=True))  # fmt: skip
    slip = {"product_receipt": "PS-1", **told}
    order.receive(slip.pop("product_receipt"), slip.pop("lines", {1: 1}), **slip)
    assert sorted(order.refused) == codes
    assert order.shows(received=0) == {"received": 0}


def test_refused_before_the_order_is_confirmed(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10), confirm=False)
    order.receive("PS-1")
    assert order.refused == ["RCV-01"]


def test_refused_while_the_vendor_is_on_hold(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10))
    buyer.run(Vendor, "edit", ["V001"], {"hold": "all"})
    order.receive("PS-1")
    assert order.refused == ["RCV-02"]


def test_refused_for_an_item_stopped_for_purchase(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10))
    buyer.run(ReleasedProduct, "edit", ["A100"], {"stopped": True})
    order.receive("PS-1", {1: 1})
    assert order.refused == ["RCV-08"]


def test_refused_without_a_place_for_stocked_goods(buyer: Buyer) -> None:
    buyer.run(Vendor, "edit", ["V002"], {"site": None, "warehouse": None})
    buyer.run(ReleasedProduct, "edit", ["A100"], {"site": None, "warehouse": None})
    order = buyer.order(line("A100", 10), vendor="V002")
    order.receive("PS-1")
    assert order.refused == ["RCV-05", "RCV-05"]


def test_refused_without_an_account(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10))
    with buyer.company.reading():
        row = InventoryPosting.objects.get(posting_type="purchase_accrual").pk
    buyer.run(InventoryPosting, "delete", [row])
    order.receive("PS-1")
    assert order.refused == ["RCV-18"]


def test_refused_in_a_period_on_hold(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10))
    with buyer.company.reading():
        period = Period.objects.get(starts_on__lte=buyer.company.today, ends_on__gte=buyer.company.today)
    buyer.run(Period, "hold", [period.name])
    order.receive("PS-1")
    assert order.refused == ["RCV-06"]


def test_a_closed_period_does_not_matter_when_nothing_is_posted(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10, "0"))
    assert order.receive("PS-1", posted_on="2019-05-01")


def test_an_order_is_not_received_after_it_was_changed(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10))
    order.do("edit", lines=[{"line_number": 1, "quantity": "12"}])
    order.receive("PS-1")
    assert order.refused == ["RCV-01"]


# --- A number used before (03 §7.2) ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "on", "codes", "warnings"),
    [
        pytest.param("reject", "2026-01-20", ["RCV-04"], [], id="reject"),
        pytest.param("reject_in_year", "2026-01-20", ["RCV-04"], [], id="reject within the year"),
        pytest.param("reject_in_year", "2025-12-20", [], [], id="another year"),
        pytest.param("warn", "2026-01-20", [], ["RCV-04"], id="warn"),
        pytest.param("accept", "2026-01-20", [], [], id="accept"),
    ],
)
def test_a_number_used_before(buyer: Buyer, policy: str, on: str, codes: list[str], warnings: list[str]) -> None:
    buyer.receiving(duplicate_receipts=policy)
    buyer.order(line("A100", 1)).receive("PS-1")
    again = buyer.order(line("A100", 1))
    answer = again.receive("PS-1", posted_on=on)
    assert again.refused == codes
    assert [each.code for each in (answer.warnings if answer else [])] == warnings


def test_another_vendor_may_use_the_same_number(buyer: Buyer) -> None:
    buyer.order(line("A100", 1)).receive("PS-1")
    assert buyer.order(line("A100", 1), vendor="V002").receive("PS-1")


# --- Many at once, and beforehand ------------------------------------------------------------------


def test_one_slip_covers_several_orders(buyer: Buyer) -> None:
    orders = [buyer.order(line("A100", 10)) for _ in range(3)]
    answer = buyer.run(PurchaseOrder, POST, [order.number for order in orders], {"product_receipt": "PS-1"})
    assert answer
    assert [each.kind for each in answer.made].count("product-receipts") == 3
    assert [order.header("status") for order in orders] == [("received",)] * 3


def test_every_order_may_have_a_slip_of_its_own(buyer: Buyer) -> None:
    orders = [buyer.order(line("A100", 10)) for _ in range(2)]
    told = [{"product_receipt": f"PS-{place}"} for place in range(2)]
    buyer.run(PurchaseOrder, POST, [order.number for order in orders], told)
    with buyer.company.reading():
        found = set(ProductReceipt.objects.values_list("order__number", "product_receipt"))
    assert found == {(orders[0].number, "PS-0"), (orders[1].number, "PS-1")}


def test_a_refused_order_does_not_hinder_the_others_when_each_counts(buyer: Buyer) -> None:
    good, bad = buyer.order(line("A100", 10)), buyer.order(line("A100", 10), confirm=False)
    answer = buyer.run(PurchaseOrder, POST, [good.number, bad.number], {"product_receipt": "PS-1"}, each=True)
    assert answer
    assert answer.done == [good.number]
    assert {number: [each.code for each in found] for number, found in answer.refused.items()} == {
        bad.number: ["RCV-01"]
    }


def test_one_refused_order_refuses_all_otherwise(buyer: Buyer) -> None:
    good, bad = buyer.order(line("A100", 10)), buyer.order(line("A100", 10), confirm=False)
    assert buyer.run(PurchaseOrder, POST, [good.number, bad.number], {"product_receipt": "PS-1"}) is None
    assert good.shows(received=0) == {"received": 0}


def test_a_preview_tells_what_would_happen_and_changes_nothing(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10, "7.00"))
    before = fingerprint()
    told = {"product_receipt": "PS-1", "lines": [{"line_number": 1, "quantity": "4"}]}
    answer = buyer.run(PurchaseOrder, POST, [order.number], told, preview=True)
    assert fingerprint() == before
    assert answer
    assert answer.effects
    tables = {table["key"]: table["rows"] for table in answer.effects["tables"]}
    (row,) = tables["product-receipts"]
    assert [int(Decimal(row[name])) for name in ("line", "quantity", "remaining", "value")] == [1, 4, 6, 28]
    assert len(tables["vouchers"]) == 4


def test_the_same_token_receives_once(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10))
    shape: Any = find(PurchaseOrder, POST).args
    args = shape(product_receipt="PS-1", lines=[{"line_number": 1, "quantity": "4"}])
    answers = [
        run(PurchaseOrder, POST, [order.number], args, buyer.company.ctx.fresh(token="token-1")) for _ in range(2)
    ]
    assert answers[0].made == answers[1].made
    assert order.shows(received=4) == {"received": 4}


def _count(buyer: Buyer, orders: list[str], slip: str) -> int:
    shape: Any = find(PurchaseOrder, POST).args
    args = shape(product_receipt=slip)
    with sql.counted() as count:
        run(PurchaseOrder, POST, orders, args, buyer.company.ctx.fresh())
    return count.number


def test_the_number_of_statements_does_not_grow(buyer: Buyer) -> None:
    """One line, two hundred lines, twenty orders: the same statements."""
    _count(buyer, [buyer.order(line("A100", 1)).number], "warm")
    few = _count(buyer, [buyer.order(line("A100", 1)).number], "PS-1")
    many = _count(buyer, [buyer.order(*[line("A100", 1)] * 200).number], "PS-2")
    several = _count(buyer, [buyer.order(line("A100", 1)).number for _ in range(20)], "PS-3")
    assert (many, several) == (few, few)
