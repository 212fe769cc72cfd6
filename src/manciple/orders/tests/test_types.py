"""Journal, purchase order, returned order: what each allows, and how one becomes another (01 §2.1)."""

from __future__ import annotations

from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.kernel.running import create
from manciple.orders.models import OrderParameters, PurchaseOrder
from manciple.orders.tests.around import change, move, parameters
from manciple.orders.tests.clerk import Clerk, Order, args_of, line
from manciple.orders.tests.unchanged import fingerprint
from manciple.terms.models import ReturnAction

JOURNAL, RETURNED, ORDER = "journal", "returned_order", "purchase_order"
REFUSED_TO_JOURNAL = ["confirm", "cancel", "finalize"]


@pytest.fixture
def credit(company: Company) -> str:
    """A return action to choose."""
    create(ReturnAction, args_of(ReturnAction, "create", code="CREDIT", name="Credit"), company.ctx.fresh())
    return "CREDIT"


def returned(clerk: Clerk, *lines: dict[str, Any], **header: Any) -> Order:
    return clerk.order(*(lines or (line("A100", -2),)), purchase_type=RETURNED, rma_number="RMA-1", **header)


def test_the_company_says_what_a_new_order_is(clerk: Clerk, company: Company) -> None:
    assert clerk.order(line()).heads(purchase_type=ORDER)
    parameters(company, OrderParameters, purchase_type=JOURNAL)
    assert clerk.order(line()).heads(purchase_type=JOURNAL)
    assert clerk.order(line(), purchase_type=ORDER).heads(purchase_type=ORDER)


def test_stocked_lines_of_an_order_have_lots_and_those_of_a_journal_none(clerk: Clerk) -> None:
    order = clerk.order(line("A100"), line("S400"), line("B200"))
    lots = [order.line(number)["lot_id"] for number in (1, 2, 3)]
    assert lots[1] == "" and len({*lots}) == 3
    assert clerk.order(line("A100"), purchase_type=JOURNAL).shows(lot_id="")


def test_a_line_that_is_added_gets_a_lot_of_its_own(clerk: Clerk) -> None:
    order = clerk.order(line("A100"))
    order.edit(line("B200"))
    assert len({order.line(number)["lot_id"] for number in (1, 2)} - {""}) == 2


@pytest.mark.parametrize("action", REFUSED_TO_JOURNAL)
def test_a_journal_commits_to_nothing(clerk: Clerk, action: str) -> None:
    order = clerk.order(line(), purchase_type=JOURNAL)
    before = fingerprint()
    order.do(action)
    assert order.refused == ["ORD-07"]
    assert fingerprint() == before


def test_a_journal_may_be_edited_and_deleted(clerk: Clerk) -> None:
    order = clerk.order(line(), purchase_type=JOURNAL)
    order.edit({"line_number": 1, "quantity": "7"})
    assert order.shows(quantity=7, net_amount=70)
    order.delete()
    assert order.refused == []


def test_a_journal_becomes_an_order_with_lots(clerk: Clerk) -> None:
    order = clerk.order(line("A100"), line("S400"), purchase_type=JOURNAL)
    order.edit(purchase_type=ORDER)
    assert order.heads(purchase_type=ORDER, approval_status="approved")
    assert order.line(1)["lot_id"] and order.shows(2, lot_id="")
    order.confirm()
    assert order.refused == []


def test_an_order_becomes_a_journal_and_loses_its_lots(clerk: Clerk) -> None:
    order = clerk.order(line())
    order.edit(purchase_type=JOURNAL)
    assert order.heads(purchase_type=JOURNAL) and order.shows(lot_id="")


def test_a_returned_order_is_negative_and_has_a_number_of_the_vendor(clerk: Clerk) -> None:
    assert clerk.order(line("A100", 2), purchase_type=RETURNED).reasons == [
        ("ORD-06", None, "rma_number"), ("ORD-05", 1, "quantity")]  # fmt: skip
    order = returned(clerk)
    assert order.shows(quantity=-2, net_amount=-20)
    order.edit({"line_number": 1, "quantity": "2"}, line("B200", 1))
    assert order.reasons == [("ORD-05", 1, "quantity"), ("ORD-05", 2, "quantity")]
    order.edit(rma_number="")
    assert order.reasons == [("ORD-06", None, "rma_number")]


def test_before_the_vendor_is_told_each_returned_line_says_what_becomes_of_it(clerk: Clerk, credit: str) -> None:
    order = returned(clerk, line("A100", -2, return_action=credit), line("B200", -1))
    order.confirm()
    assert order.reasons == [("ORD-06", 2, "return_action")]
    order.edit({"line_number": 2, "return_action": credit, "scrap": True})
    order.confirm()
    assert order.refused == [] and order.shows(2, return_action="CREDIT", scrap=True)


def test_an_order_becomes_a_return_when_everything_is_negative(clerk: Clerk) -> None:
    order = clerk.order(line("A100", -1), line("B200", 2))
    order.edit(purchase_type=RETURNED, rma_number="R-7")
    assert order.reasons == [("ORD-05", 2, "quantity")]
    order.edit({"line_number": 2, "quantity": "-2"}, purchase_type=RETURNED, rma_number="R-7")
    assert order.heads(purchase_type=RETURNED, rma_number="R-7")


def test_what_belongs_to_a_return_goes_with_its_type(clerk: Clerk, credit: str) -> None:
    order = returned(clerk, line("A100", -2, return_action=credit, scrap=True))
    answer = order.edit(purchase_type=ORDER)
    assert answer.warnings == ("ORD-110",)
    assert order.heads(purchase_type=ORDER, rma_number="") and order.shows(return_action=None, scrap=False)


@pytest.mark.parametrize("wanted", [JOURNAL, RETURNED])
def test_the_type_is_fixed_by_the_first_confirmation(clerk: Clerk, wanted: str) -> None:
    order = clerk.order(line())
    order.confirm()
    before = fingerprint()
    order.edit(purchase_type=wanted, rma_number="R-1")
    assert "ORD-08" in order.refused
    assert fingerprint() == before


def test_an_order_that_was_asked_about_is_no_journal_any_more(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line())
    PurchaseOrder.objects.filter(company=company.id, number=order.number).update(inquiries=1)
    order.edit(purchase_type=JOURNAL)
    assert order.reasons == [("ORD-08", None, "purchase_type")]


def test_an_order_something_arrived_on_is_no_journal_any_more(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 5))
    move(company, order, received="2")
    order.edit(purchase_type=JOURNAL)
    assert order.reasons == [("ORD-08", None, "purchase_type")]


def test_the_settlement_of_returns_is_as_the_company_says(clerk: Clerk, company: Company) -> None:
    parameters(company, OrderParameters, settlement_type="open_transactions")
    assert returned(clerk).heads(settlement_type="open_transactions")
    assert clerk.order(line()).heads(settlement_type="none")


def test_change_of_type_is_a_change_the_vendor_has_to_hear(clerk: Clerk, company: Company) -> None:
    parameters(company, OrderParameters, purchase_type=JOURNAL, change_management=True)
    order = clerk.order(line())
    order.edit(purchase_type=ORDER)
    assert order.heads(approval_status="draft")
    change(company, OrderParameters, "orders", change_management=False)
    assert clerk.order(line()).heads(approval_status="approved")
