"""What people look up about invoices and what is owed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from manciple.invoices.inquiries import lookups
from manciple.invoices.tests.billing import billed
from manciple.kernel import inquiries, sql
from manciple.kernel.refusals import NotFound
from manciple.orders.inquiries.figures import postings
from manciple.receipts.inquiries import on_hand
from manciple.receipts.tests.buying import Buyer, Order, line


@pytest.fixture
def order(buyer: Buyer) -> Order:
    """A hundred at 12.00, received in two deliveries of 30, not taxed."""
    found = buyer.order(line("A100", 100, "12.00"), vendor="V002")
    found.receive("PS-1", {1: 30})
    found.receive("PS-2", {1: 30})
    return found


def rows(buyer: Buyer, key: str, **asked: Any) -> list[dict[str, Any]]:
    """The rows of an inquiry, which takes one statement whatever it finds."""
    declared = inquiries.find(key)
    with buyer.company.reading(), sql.counted() as count:
        found = declared.rows(buyer.company.ctx, **asked)
        page = inquiries.page(found, declared.columns, inquiries.Asked(), declared.order).rows
    assert count.number == 1
    return page


def test_the_invoices_of_an_order(buyer: Buyer, order: Order) -> None:
    posted, pending = billed(order, "INV-1", {1: 20}, post=True), billed(order, "INV-2", {1: 20})
    billed(buyer.order(line("A100", 1)), "INV-3", quantity_option="ordered")
    found = rows(buyer, "invoices", number=order.number)
    assert [(row["number"], row["invoice"], row["total"]) for row in found] == [(posted.number, "INV-1", 240)]
    found = rows(buyer, "pending-invoices", number=order.number)
    assert [(row["number"], row["match_status"], row["voucher"]) for row in found] == [(pending.number, "passed", "")]


def test_the_vouchers_of_an_order(buyer: Buyer, order: Order) -> None:
    billed(order, "INV-1", {1: 20}, post=True)
    buyer.order(line("A100", 1)).receive("PS-9")
    with buyer.company.reading():
        found = lookups.order_vouchers(buyer.company.ctx, number=order.number)
    assert [each.voucher for each in found] == ["V0000001"] * 4 + ["V0000002"] * 4 + ["V0000003"] * 8
    assert sum(each.debit - each.credit for each in found) == 0


def test_the_totals_of_an_invoice(buyer: Buyer, order: Order) -> None:
    invoice = billed(order, "INV-1", {1: 20})
    assert rows(buyer, "invoice-totals", number=invoice.number) == [
        {"currency": "USD", "subtotal": 240, "charges": 0, "sales_tax": 0, "round_off": 0, "total": 240}]  # fmt: skip


def test_the_runs_of_matching_the_last_first(buyer: Buyer, order: Order) -> None:
    invoice = billed(order, "INV-1", {1: {"quantity": "20", "unit_price": "15"}})
    invoice.do("edit", lines=[{"line_number": 1, "unit_price": "12"}])
    found = rows(buyer, "match-results", number=invoice.number)
    assert [(row["kind"], row["status"]) for row in found] == [
        ("quantity", "passed"), ("unit_price", "passed"), ("quantity", "passed"), ("unit_price", "failed")]  # fmt: skip
    assert (found[3]["expected"], found[3]["actual"], found[3]["variance_percent"]) == (12, 15, 25)


def test_the_receipts_of_an_invoice(buyer: Buyer, order: Order) -> None:
    invoice = billed(order, "INV-1", {1: 40})
    found = rows(buyer, "matched-receipts", number=invoice.number)
    assert [(row["product_receipt"], row["received"], row["quantity"], row["accrued"]) for row in found] == [
        ("PS-1", 30, 30, 360), ("PS-2", 30, 10, 120)]  # fmt: skip


def test_the_voucher_of_an_invoice(buyer: Buyer, order: Order) -> None:
    invoice = billed(order, "INV-1", {1: 20}, post=True)
    with buyer.company.reading():
        found = lookups.invoice_voucher(buyer.company.ctx, number=invoice.number)
    assert [(each.account, each.debit - each.credit) for each in found] == invoice.entries()


def test_why_an_invoice_does_not_match(buyer: Buyer, order: Order) -> None:
    invoice = billed(order, "INV-1", {1: {"quantity": "70", "unit_price": "15"}})
    with buyer.company.reading():
        found = lookups.match_details(buyer.company.ctx, number=invoice.number)
        assert lookups.match_details(buyer.company.ctx, number=invoice.number, line=9) == []
        with pytest.raises(NotFound):
            lookups.match_details(buyer.company.ctx, number="NONE")
    assert [(each.step, each.result, each.chapter) for each in found] == [
        (1, "25", "04 §10.3"), (2, "failed", "04 §10.7")]  # fmt: skip
    assert found[0].inputs == "expected 12; actual 15; tolerance 0; both sides False"


def test_what_is_owed_to_whom(buyer: Buyer, order: Order) -> None:
    """V002 is paid in 60 days, V001 in 30; the balance is negative, as in the ledger."""
    billed(order, "INV-1", {1: 20}, post=True, posting_date="2026-01-01", invoice_date="2026-01-01")
    billed(order, "INV-2", {1: 10}, post=True, posting_date="2026-02-15", invoice_date="2026-02-15")
    with buyer.company.reading(), sql.counted() as count:
        found = lookups.vendor_balances(buyer.company.ctx, on=date(2026, 3, 10))
        earlier = lookups.vendor_balances(buyer.company.ctx, on=date(2026, 1, 31))
    told = [(each.vendor, each.transactions, each.overdue, each.due_later, each.balance) for each in found]
    assert told == [("V002", 2, -240, -120, -360)]
    assert [(each.transactions, each.overdue, each.balance) for each in earlier] == [(1, 0, -240)]
    assert count.number == 2


def test_an_order_tells_of_its_last_invoice(buyer: Buyer, order: Order) -> None:
    billed(order, "INV-1", {1: 20}, post=True)
    last = billed(order, "INV-2", {1: 20}, post=True)
    billed(order, "INV-3", {1: 20})
    with buyer.company.reading():
        found = [each for each in postings(buyer.company.ctx, number=order.number) if each.document == "Vendor invoice"]
    assert [each.number for each in found] == [last.number]


def test_what_an_invoice_took_in_is_on_hand(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10, matching_policy="two_way"))
    order.receive("PS-1", {1: 3})
    billed(order, "INV-1", {1: 10}, post=True)
    with buyer.company.reading():
        assert [(each.warehouse, each.quantity) for each in on_hand(buyer.company.ctx)] == [("11", 10)]
