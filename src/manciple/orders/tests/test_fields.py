"""Numbers that are typed, fields that are defaulted or must be written well (01 §3, §4, §5, §26, §27)."""

from __future__ import annotations

from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.kernel import numbering
from manciple.kernel.models import NumberSequence, NumberSequenceGroup
from manciple.kernel.running import create
from manciple.orders.models import OrderParameters, PurchaseOrder
from manciple.orders.terms import NUMBERS
from manciple.orders.tests.around import change, move, parameters
from manciple.orders.tests.clerk import Clerk, Order, args_of, line
from manciple.orders.tests.unchanged import fingerprint
from manciple.organization.models import Warehouse
from manciple.terms.models import ReasonCode

# --- Numbers -----------------------------------------------------------------------------------------


def sequence(company: Company, **told: Any) -> None:
    change(company, NumberSequence, "purchase-order", **told)


@pytest.mark.parametrize(
    ("lower", "higher", "number", "codes"),
    [
        (True, True, "PO-000002", []),
        (True, True, "PO-000900", []),
        (True, True, "RUSH", []),
        (False, True, "PO-000002", ["ORD-03"]),
        (False, True, "po-000002", ["ORD-03"]),
        (False, True, "PO-000900", []),
        (True, False, "PO-000002", []),
        (True, False, "PO-000900", ["ORD-03"]),
        (True, False, "RUSH", ["ORD-03"]),
        (False, False, "RUSH", ["ORD-03"]),
    ],
)
def test_a_number_is_typed_over_as_far_as_the_sequence_lets(
    clerk: Clerk, company: Company, lower: bool, higher: bool, number: str, codes: list[str]
) -> None:  # fmt: skip
    sequence(company, next=500, to_lower=lower, to_higher=higher)
    assert clerk.order(line(), number=number).refused == codes


def test_a_number_that_was_reserved_is_for_whoever_reserved_it(clerk: Clerk, company: Company) -> None:
    sequence(company, continuous=True, to_lower=False, to_higher=False)
    mine = numbering.reserve(NUMBERS, company.ctx.fresh())
    other = numbering.reserve(NUMBERS, company.ctx.fresh(user=company.ctx.user + 1))
    assert clerk.order(line(), number=other).refused == ["ORD-03"]
    assert clerk.order(line(), number=mine).number == mine
    assert clerk.order(line(), number=mine).refused == ["ORD-03"]


def test_the_number_of_a_deleted_order_is_given_again(clerk: Clerk, company: Company) -> None:
    sequence(company, continuous=True)
    first, second = clerk.order(line()), clerk.order(line())
    first.delete()
    assert first.refused == []
    assert clerk.order(line()).number == first.number
    assert int(clerk.order(line()).number[3:]) == int(second.number[3:]) + 1


def test_a_refused_order_burns_no_number_of_a_continuous_sequence(clerk: Clerk, company: Company) -> None:
    sequence(company, continuous=True)
    first = clerk.order(line())
    assert clerk.order(line("A100", 0)).refused == ["ORD-80"]
    assert int(clerk.order(line()).number[3:]) == int(first.number[3:]) + 1


def test_an_exhausted_sequence_creates_nothing(clerk: Clerk, company: Company) -> None:
    sequence(company, format="PO-##", next=100 - 1, continuous=True)
    assert clerk.order(line()).number == "PO-99"
    before = fingerprint()
    assert clerk.order(line()).refused == ["ORD-02"]
    assert fingerprint() == before


def test_the_number_sequence_group_of_the_vendor_stands_on_the_order(clerk: Clerk, company: Company) -> None:
    told = args_of(NumberSequenceGroup, "create", code="EAST", name="East")
    create(NumberSequenceGroup, told, company.ctx.fresh())
    order = clerk.order(line(), number_sequence_group="EAST")
    assert order.heads(number_sequence_group="EAST")


# --- Defaults ----------------------------------------------------------------------------------------


def test_the_orderer_is_the_worker_of_whoever_makes_the_order(clerk: Clerk) -> None:
    assert clerk.order(line()).heads(orderer="000100", requester=None, attention_information="")


def test_a_requester_is_found_where_he_sits(clerk: Clerk) -> None:
    order = clerk.order(line(), line(requester="000100"), requester="000101")
    assert order.heads(requester="000101", attention_information="Dock 3")
    assert order.shows(1, requester="000101", attention_information="Dock 3")
    assert order.shows(2, requester="000100")
    assert clerk.order(line(), requester="000101", attention_information="Ann").heads(attention_information="Ann")


def test_a_reason_brings_its_comment_which_may_be_typed_over(clerk: Clerk, company: Company) -> None:
    for code, name in (("LATE", "Came too late"), ("BAD", "Was broken")):
        create(ReasonCode, args_of(ReasonCode, "create", code=code, name=name), company.ctx.fresh())
    order = clerk.order(line(), reason="LATE")
    assert order.heads(reason="LATE", reason_comment="Came too late")
    order.edit(reason="BAD")
    assert order.heads(reason="BAD", reason_comment="Was broken")
    order.edit(reason="LATE", reason_comment="A week late")
    assert order.heads(reason="LATE", reason_comment="A week late")


def test_a_line_is_delivered_where_its_own_warehouse_is(clerk: Clerk, company: Company) -> None:
    change(company, Warehouse, "12", address="2 Side Street")
    order = clerk.order(line(), line(warehouse="12"), line(warehouse="12", delivery_address="Gate 9"))
    header = order.header("delivery_address")[0]
    assert order.shows(1, delivery_address=header)
    assert order.shows(2, delivery_address="2 Side Street")
    assert order.shows(3, delivery_address="Gate 9")
    order.edit({"line_number": 1, "warehouse": "12"}, {"line_number": 3, "warehouse": "11"})
    assert order.shows(1, delivery_address="2 Side Street") and order.shows(3, delivery_address="Gate 9")


def test_line_numbers_go_up_by_the_company_s_step(clerk: Clerk, company: Company) -> None:
    parameters(company, OrderParameters, line_number_increment=10)
    order = clerk.order(line(), line(), line(line_number=25), line())
    found = order.door.lines("purchase-orders", "lines", order.number)
    assert [each["line_number"] for each in found] == [10, 20, 25, 35]


# --- What must be written well --------------------------------------------------------------------------

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"email": "nowhere"}, "ORD-113", "email"),
    ({"email": "a@b.example; c"}, "ORD-113", "email"),
    ({"internet_address": "no address"}, "ORD-114", "internet_address"),
    ({"language": "klingon"}, "ORD-116", "language"),
    ({"orderer": "000102"}, "ORD-115", "orderer"),
    ({"requester": "000102"}, "ORD-115", "requester"),
    ({"requester": "NOBODY"}, "KRN-008", "requester"),
    ({"pool": "NONE"}, "KRN-008", "pool"),
    ({"reason": "NONE"}, "KRN-008", "reason"),
    ({"number_sequence_group": "NONE"}, "KRN-008", "number_sequence_group"),
    ({"due_date": "2026-01-14"}, "ORD-91", "due_date"),
]


@pytest.mark.parametrize(("told", "code", "field"), WRONG, ids=[f"{field}-{code}" for _, code, field in WRONG])
def test_a_badly_written_field_is_refused_on_new_and_old_orders(
    clerk: Clerk, told: dict[str, Any], code: str, field: str
) -> None:  # fmt: skip
    order = clerk.order(line())
    before = fingerprint()
    assert clerk.order(line(), **told).reasons == [(code, None, field)]
    order.edit(**told)
    assert order.reasons == [(code, None, field)]
    assert fingerprint() == before


def test_well_written_fields_are_kept(clerk: Clerk) -> None:
    order = clerk.order(
        line(requester="000101", external_item="V-1", customer_requisition="R-1", customer_reference="Ref"),
        email="a@b.example; c@d.example", internet_address="https://b.example/x; d.example", language="pt-BR",
        tax_exempt_number="DE 1", settlement_type="open_transactions",
    )  # fmt: skip
    assert order.heads(email="a@b.example; c@d.example", internet_address="https://b.example/x; d.example",
                       language="pt-BR", settlement_type="open_transactions")  # fmt: skip
    assert order.shows(external_item="V-1", customer_requisition="R-1", customer_reference="Ref")


def test_a_worker_who_left_asks_for_nothing_on_a_line(clerk: Clerk) -> None:
    assert clerk.order(line(requester="000102")).reasons == [("ORD-115", 1, "requester")]


# --- Quantities -----------------------------------------------------------------------------------------


def test_typing_a_quantity_reopens_a_canceled_line(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 8))
    order.confirm()
    order.cancel()
    assert order.shows(quantity=0, status="canceled")
    order.edit({"line_number": 1, "quantity": "5"})
    assert order.shows(ordered=5, quantity=5, canceled_order=0, remaining=5, status="open_order")


@pytest.mark.parametrize(("quantity", "codes"), [("3", ["ORD-13"]), ("-5", ["ORD-13"]), ("4", []), ("12", [])])
def test_a_quantity_is_at_least_what_arrived(clerk: Clerk, company: Company, quantity: str, codes: list[str]) -> None:
    order = clerk.order(line("A100", 10))
    move(company, order, received="4")
    order.edit({"line_number": 1, "quantity": quantity})
    assert order.refused == codes


def managed(clerk: Clerk, company: Company) -> Order:
    """An order under change management of which a part was received."""
    order = clerk.order(line("A100", 10))
    move(company, order, received="4")
    draft = {"change_management": True, "approval_status": "draft", "change_request": True}
    PurchaseOrder.objects.filter(company=company.id, number=order.number).update(**draft)
    return order


def test_under_change_management_a_part_received_quantity_is_changed_by_its_remainder(
    clerk: Clerk, company: Company
) -> None:
    order = managed(clerk, company)
    before = fingerprint()
    order.edit({"line_number": 1, "quantity": "12"})
    assert order.reasons == [("ORD-14", 1, "quantity")]
    assert fingerprint() == before
    order.deliver_remainder("8")
    assert order.shows(quantity=10, remaining=8, added=2)


@pytest.mark.parametrize(("now", "warnings"), [("6", ()), ("7", ("ORD-92",)), ("-1", ("ORD-92",)), ("0", ())])
def test_receive_now_is_a_proposal(clerk: Clerk, company: Company, now: str, warnings: tuple[str, ...]) -> None:
    order = clerk.order(line("A100", 10))
    move(company, order, received="4")
    answer = order.edit({"line_number": 1, "receive_now": now})
    assert (answer.codes, answer.warnings) == ([], warnings)
    assert order.shows(receive_now=now, quantity=10)
    move(company, order, received="1")
    assert order.shows(receive_now=0)
