"""Which fields are locked when, and by what: one test per regime and group of fields (01 §16)."""

from __future__ import annotations

from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.kernel import reading, sql
from manciple.orders.actions.told import LineChange, OrderNew
from manciple.orders.forms import PurchaseOrders
from manciple.orders.models import OrderParameters, PurchaseLine, PurchaseOrder
from manciple.orders.rules import locks
from manciple.orders.terms import Pending
from manciple.orders.tests.around import line_id, move, parameters
from manciple.orders.tests.clerk import Clerk, Order, line
from manciple.orders.tests.unchanged import fingerprint
from manciple.terms.models import ReturnAction


def refused(order: Order, told: dict[str, Any]) -> list[tuple[str, int | None, str]]:
    """Why a line cannot be changed; and that nothing was."""
    before = fingerprint()
    order.edit({"line_number": 1, **told})
    assert order.reasons == [] or fingerprint() == before
    return order.reasons


def greyed(company: Company, order: Order) -> tuple[dict[str, str], dict[int, dict[str, str]]]:
    """The codes by which the page greys fields of the header and of lines."""
    with company.reading():
        pk = PurchaseOrder.objects.get(company=company.id, number=order.number).pk
        found = reading.locks_of(PurchaseOrders, pk, company.ctx)
    lines = {number: {name: each.code for name, each in of.items()} for number, of in found.lines["lines"].items()}
    return {name: each.code for name, each in found.fields.items()}, lines


def test_every_regime_is_of_a_field_that_can_be_typed() -> None:
    assert set(locks.HEADER) <= set(OrderNew.model_fields)
    assert set(locks.LINES) <= set(LineChange.model_fields)
    assert locks.said()["lines.quantity"] == "Until all of the line is invoiced, or it is on a pending invoice."


@pytest.mark.parametrize(
    ("name", "value"),
    [("number", "OTHER"), ("order_date", "2026-01-01"), ("source", "x"), ("one_time_supplier", True)],
)
def test_c_what_is_given_once(clerk: Clerk, name: str, value: Any) -> None:
    order = clerk.order(line())
    before = fingerprint()
    order.edit(**{name: value})
    assert order.reasons == [("ORD-53", None, name)]
    assert fingerprint() == before


def test_n_what_the_first_confirmation_fixes(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line())
    assert greyed(company, order) == (
        {**dict.fromkeys(("number", "one_time_supplier", "order_date", "currency", "source"), "ORD-53"),
         "change_management": "ORD-15"}, {})  # fmt: skip
    order.confirm()
    header, lines = greyed(company, order)
    assert {name: header[name] for name in ("vendor", "purchase_type")} == {
        "vendor": "ORD-09", "purchase_type": "ORD-08"}  # fmt: skip
    assert lines == {}


def test_e0_accounts_after_the_first_document(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 5))
    order.confirm()
    move(company, order, received="1")
    before = fingerprint()
    order.edit(invoice_account="V002", posting_profile=None)
    assert sorted(order.reasons) == [("ORD-53", None, "invoice_account"), ("ORD-53", None, "posting_profile")]
    assert order.last.refusals[0].values["document"] == "Product receipt"
    assert fingerprint() == before
    assert {"invoice_account", "posting_profile"} <= greyed(company, order)[0].keys()


def test_lp_of_the_header_follows_all_lines(clerk: Clerk, company: Company, pending: dict[int, Pending]) -> None:
    order = clerk.order(line(), line())
    pending[line_id(company, order, 2)] = Pending("I-7")
    order.edit(sales_tax_group="EXEMPT")
    assert order.reasons == [("ORD-52", 2, "sales_tax_group")]
    assert greyed(company, order)[0]["sales_tax_group"] == "ORD-52"


L0 = [("item", "B200"), ("site", "2"), ("warehouse", "12"), ("return_action", "CREDIT"), ("scrap", True)]


@pytest.mark.parametrize(("name", "value"), L0, ids=[name for name, _ in L0])
def test_l0_until_something_of_the_line_is_received(clerk: Clerk, company: Company, name: str, value: Any) -> None:
    from_code = ReturnAction.objects.create(company_id=company.id, code="CREDIT", name="Credit")
    assert from_code.pk
    order = clerk.order(line("A100", 5))
    assert refused(order, {name: value} | ({"warehouse": "21"} if name == "site" else {})) == []
    other = clerk.order(line("A100", 5))
    other.confirm()
    move(company, other, received="1")
    assert ("ORD-53", 1, name) in refused(other, {name: value})
    assert greyed(company, other)[1][1][name] == "ORD-53"


def test_l0_the_unit_has_a_word_of_its_own(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 5))
    move(company, order, received="1")
    assert refused(order, {"unit": "box"}) == [("UNIT_LOCKED", 1, "unit")]
    assert greyed(company, order)[1][1]["unit"] == "UNIT_LOCKED"


LP = {
    "unit_price": "9", "price_unit": "2", "discount": "1", "discount_percent": "5", "charges_on_purchases": "3",
    "net_amount": "7", "matching_policy": "two_way", "sales_tax_group": "EXEMPT",
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), LP.items(), ids=[*LP])
def test_lp_until_the_line_is_invoiced_or_an_invoice_waits(
    clerk: Clerk, company: Company, pending: dict[int, Pending], name: str, value: str
) -> None:  # fmt: skip
    order = clerk.order(line("A100", 5))
    move(company, order, received="5", invoiced="2")
    pending[line_id(company, order)] = Pending("I-7")
    assert refused(order, {name: value}) == [("ORD-52", 1, name)]
    assert order.last.refusals[0].values["invoice"] == "I-7"
    pending.clear()
    move(company, order, invoiced="3")
    assert refused(order, {name: value}) == [("ORD-53", 1, name)]
    assert greyed(company, order)[1][1][name] == "ORD-53"


def test_lp_a_quantity_opens_again_what_was_closed_short(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 10))
    move(company, order, received="4", invoiced="4", short="6")
    assert "quantity" not in greyed(company, order)[1][1]
    order.edit({"line_number": 1, "quantity": "12"})
    assert order.shows(quantity=12, remaining=8, status="open_order")


TO_COME = {
    "delivery_date": "2026-04-01", "confirmed_delivery_date": "2026-04-02", "delivery_name": "Gate",
    "delivery_address": "Gate 4",
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), TO_COME.items(), ids=[*TO_COME])
def test_l_delivery_while_something_is_to_come(clerk: Clerk, company: Company, name: str, value: str) -> None:
    order = clerk.order(line("A100", 5))
    assert refused(order, {name: value}) == []
    move(company, order, received="5")
    assert refused(order, {name: "2026-05-05" if "date" in name else "Elsewhere"}) == [("ORD-53", 1, name)]
    assert greyed(company, order)[1][1][name] == "ORD-53"


def test_l_complete_until_something_is_received(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 5))
    assert refused(order, {"complete": True}) == []
    move(company, order, received="1")
    assert refused(order, {"complete": False}) == [("ORD-53", 1, "complete")]


def test_l_texts_stay_open_and_a_is_open_until_the_end(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 5))
    order.confirm()
    move(company, order, received="5", invoiced="5")
    assert refused(order, {"stopped": True, "external_item": "X-1", "customer_reference": "C-1"}) == []
    PurchaseLine.objects.filter(company=company.id, order__number=order.number).update(finalized=True)
    assert refused(order, {"stopped": False}) == [("ORD-53", 1, "stopped")]
    assert greyed(company, order)[1][1].keys() >= {"stopped", "receive_now", "quantity", "delivery_date", "unit"}


def test_refusals_name_regime_and_document(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 5))
    move(company, order, received="1")
    order.edit({"line_number": 1, "item": "B200"})
    assert order.last.refusals[0].message == "Item number is locked (L0): Product receipt."


def test_one_page_reads_its_locks_with_a_fixed_number_of_statements(company: Company, clerk: Clerk) -> None:
    counts = []
    for lines in (1, 60):
        order = clerk.order(*(line() for _ in range(lines)))
        pk = PurchaseOrder.objects.get(company=company.id, number=order.number).pk
        with sql.counted() as counted:
            reading.locks_of(PurchaseOrders, pk, company.ctx)
        counts.append(counted.number)
    assert counts[0] == counts[1] <= 6


def test_e_review_and_change_management_close_all_but_what_is_operational(clerk: Clerk, company: Company) -> None:
    parameters(company, OrderParameters, change_management=True)
    order = clerk.order(line())
    assert "name" not in greyed(company, order)[0]
    for state, code in (("in_review", "ORD-21"), ("approved", "ORD-53")):
        PurchaseOrder.objects.filter(company=company.id, number=order.number).update(approval_status=state)
        header, lines = greyed(company, order)
        assert {header[name] for name in ("name", "vendor", "requester", "lines.quantity", "lines.text")} == {code}
        assert not {"pool", "lines.stopped", "lines.receive_now"} & header.keys() and lines == {}
        before = fingerprint()
        order.edit({"line_number": 1, "quantity": "7"}, name="Other")
        assert order.refused == [code]
        assert fingerprint() == before
