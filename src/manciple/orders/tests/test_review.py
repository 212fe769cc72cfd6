"""Change management through the actions: submitted, judged, taken back, reopened (01 §7.3)."""

from __future__ import annotations

from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.founding.making import make
from manciple.kernel import sql
from manciple.kernel.models import Event
from manciple.kernel.running import create, run
from manciple.orders.models import OrderVersion, PurchaseOrder
from manciple.orders.tests.approving import PROCESS, People, asks, managed, step, watches
from manciple.orders.tests.around import change
from manciple.orders.tests.clerk import Clerk, Order, args_of, line
from manciple.orders.tests.unchanged import fingerprint
from manciple.parties.models import Vendor
from manciple.terms.models import Pool, SalesTaxCode
from manciple.workflow.models import Workflow, WorkItem


@pytest.fixture
def people(company: Company) -> People:
    """Anna and Bert are asked about every order."""
    managed(company)
    found = People(company)
    for name in ("anna", "bert"):
        found.named(name)
    asks(company, step("anna", "bert"))
    return found


def approved(clerk: Clerk, people: People, *lines: dict[str, Any], **header: Any) -> Order:
    """An order Anna and Bert agreed to."""
    order = clerk.order(*(lines or (line("A100", 10),)), **header)
    order.do("submit")
    agreed(people, order)
    return order


def agreed(people: People, order: Order) -> None:
    """Anna and Bert agree."""
    for name in ("anna", "bert"):
        assert people.sees(name, order).do("approve").codes == []


def test_w11_with_change_management(clerk: Clerk, people: People, company: Company) -> None:
    order = clerk.order(line("A100", 10))
    assert order.heads(approval_status="draft", change_management=True, versions=0)
    order.do("submit")
    assert order.heads(approval_status="in_review", requires_reapproval=True)
    agreed(people, order)
    assert order.heads(approval_status="approved", versions=1, approved_version=1)
    assert order.confirm().made == (f"{order.number}-1",)
    assert order.heads(approval_status="confirmed", versions=1)
    order.do("request-change")
    assert order.heads(approval_status="draft", change_request=True)
    order.edit({"line_number": 1, "quantity": "12"})
    order.do("submit")
    people.sees("anna", order).do("reject", comment="too many")
    assert order.heads(approval_status="rejected", change_request=True, versions=1)
    order.do("submit")
    agreed(people, order)
    assert order.heads(approval_status="approved", change_request=False, versions=2, approved_version=2)
    assert order.confirm().made == (f"{order.number}-2",)
    assert order.heads(approval_status="confirmed", versions=2, changed_since_confirmation=False)
    with company.reading():
        kept = OrderVersion.objects.filter(order__number=order.number).order_by("number")
        assert [each.content["lines"][0]["quantity"] for each in kept] == ["10", "12"]


@pytest.mark.parametrize(("change_", "state"), [
    ({"confirmed_delivery_date": "2026-02-01"}, "approved"), ({"quantity": "12"}, "in_review")],
    ids=["w12 a date that is not watched", "w12 the quantity"])  # fmt: skip
def test_w12_only_watched_fields_are_asked_about(
    clerk: Clerk, people: People, company: Company, change_: dict[str, str], state: str
) -> None:
    run_off(company)
    asks(company, *PROCESS, step("anna", inside=10), code="PO2")
    watches(company, "lines.quantity")
    order = clerk.order(line("A100", 10))
    order.do("submit")
    people.sees("anna", order).do("approve")
    order.confirm()
    order.do("request-change")
    order.edit({"line_number": 1, **change_})
    order.do("submit")
    assert order.heads(approval_status=state, versions=2 if state == "approved" else 1,
                       requires_reapproval=state == "in_review")  # fmt: skip


def run_off(company: Company) -> None:
    """Switches the usual workflow off."""

    run(Workflow, "switch-off", ["PO"], None, company.ctx.fresh())


# --- Submit -----------------------------------------------------------------------------------------------


def test_an_order_without_lines_is_not_submitted(clerk: Clerk, people: People) -> None:
    order = clerk.order()
    before = fingerprint()
    assert order.do("submit").codes == ["ORD-100"]
    assert fingerprint() == before


def test_what_the_vendor_needs_is_there(clerk: Clerk, people: People) -> None:
    order = clerk.order(line())
    order.edit(delivery_address="")
    order.do("submit")
    assert order.reasons == [("ORD-32", None, "delivery_address")]


def test_somebody_has_to_be_asked(clerk: Clerk, people: People, company: Company) -> None:
    order = clerk.order(line())
    run_off(company)
    assert order.do("submit").codes == ["ORD-20"]
    asks(company, step("anna"), code="ONE")
    asks(company, step("anna"), code="TWO")
    assert order.do("submit").codes == ["ORD-20"]
    assert order.heads(approval_status="draft")


def test_new_totals_may_ask_for_another_workflow(clerk: Clerk, people: People, company: Company) -> None:
    run_off(company)
    asks(company, step("anna"), code="CHEAP", condition="total <= 108")
    order = clerk.order(line("A100", 10))
    assert order.heads(total=108)
    change(company, SalesTaxCode, "VAT8", percent="10")
    before = fingerprint()
    assert order.do("submit").codes == ["ORD-20"]
    assert fingerprint() == before


def test_without_change_management_nothing_is_submitted(clerk: Clerk) -> None:
    assert clerk.order(line()).do("submit").codes == ["ORD-101"]


def test_a_journal_is_not_submitted(clerk: Clerk, people: People) -> None:
    order = clerk.order(line(), purchase_type="journal")
    assert order.do("submit").codes == ["ORD-07"]


def test_what_is_asked_about_or_agreed_is_not_submitted(clerk: Clerk, people: People) -> None:
    order = clerk.order(line())
    order.do("submit")
    assert order.do("submit").codes == ["ORD-104"]
    agreed(people, order)
    assert order.do("submit").codes == ["ORD-104"]


# --- In review --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["edit", "cancel", "delete"])
def test_what_is_asked_about_is_left_alone(clerk: Clerk, people: People, key: str) -> None:
    order = clerk.order(line("A100", 10))
    order.do("submit")
    before = fingerprint()
    answer = order.edit({"line_number": 1, "quantity": "11"}) if key == "edit" else order.do(key)
    assert answer.codes == ["ORD-21"]
    assert order.deliver_remainder(3).codes == ["ORD-21"]
    assert fingerprint() == before


def test_only_who_is_asked_answers(clerk: Clerk, people: People) -> None:
    order = clerk.order(line())
    order.do("submit")
    for key in ("approve", "reject", "request-change", "delegate"):
        told = {"to": "bert"} if key == "delegate" else {}
        assert order.do(key, comment="so", **told).codes == ["WFL-30"]


def test_a_second_answer_is_told_of_the_first(clerk: Clerk, people: People) -> None:
    order = clerk.order(line())
    order.do("submit")
    anna = people.sees("anna", order)
    assert anna.do("approve").codes == []
    assert anna.do("approve").codes == ["ORD-23"]


def test_an_answer_of_an_earlier_submission_is_forgotten(clerk: Clerk, company: Company) -> None:
    """Who answered then and is not asked yet now is told who is asked (01 §8)."""
    managed(company)
    people = People(company)
    for name in ("anna", "bert"):
        people.named(name)
    asks(company, step("anna"), step("bert"))
    order = approved(clerk, people)
    order.do("request-change")
    order.do("submit")
    bert = people.sees("bert", order)
    assert bert.do("approve").codes == ["WFL-30"]


@pytest.mark.parametrize("key", ["reject", "request-change"])
def test_whoever_turns_it_down_says_why(clerk: Clerk, people: People, key: str) -> None:
    order = clerk.order(line())
    order.do("submit")
    anna = people.sees("anna", order)
    assert anna.do(key).codes == ["WFL-33"]
    assert anna.do(key, comment="no").codes == []
    assert order.heads(approval_status={"reject": "rejected", "request-change": "draft"}[key], change_request=False)


def test_a_rejected_order_is_draft_once_it_is_edited(clerk: Clerk, people: People) -> None:
    order = clerk.order(line())
    order.do("submit")
    people.sees("anna", order).do("reject", comment="no")
    order.edit({"line_number": 1, "quantity": "2"})
    assert order.heads(approval_status="draft")


def test_recall(clerk: Clerk, people: People) -> None:
    order = clerk.order(line())
    assert order.do("recall", comment="wait").codes == ["ORD-103"]
    order.do("submit")
    assert people.sees("anna", order).do("recall", comment="wait").codes == ["WFL-45"]
    assert order.do("recall").codes == ["WFL-33"]
    assert order.do("recall", comment="wait").codes == []
    assert order.heads(approval_status="draft", versions=0)
    assert people.sees("anna", order).do("approve").codes == ["ORD-103"]


def test_somebody_else_answers(clerk: Clerk, people: People) -> None:
    order = clerk.order(line())
    order.do("submit")
    people.named("cleo")
    anna = people.sees("anna", order)
    assert anna.do("delegate", to="nobody", comment="away").codes == ["WFL-39"]
    assert anna.do("delegate", to="cleo").codes == ["WFL-33"]
    assert anna.do("delegate", to="cleo", comment="away").codes == []
    assert order.heads(approval_status="in_review")
    people.sees("cleo", order).do("approve")
    people.sees("bert", order).do("approve")
    assert order.heads(approval_status="approved")


def test_an_answer_from_the_inbox_moves_the_order(clerk: Clerk, people: People, company: Company) -> None:
    order = clerk.order(line())
    order.do("submit")
    with company.reading():
        before = PurchaseOrder.objects.get(company=company.id, number=order.number).version
        items = WorkItem.objects.filter(company=company.id, document=order.number).order_by("user__username")
        waiting = [(each.user.username, each.pk) for each in items]
    for name, item in waiting:
        run(WorkItem, "approve", [item], None, people.named(name).ctx.fresh())
    with company.reading():
        after = PurchaseOrder.objects.get(company=company.id, number=order.number)
        assert (after.approval_status, after.approved_version, after.version) == ("approved", 1, before + 1)
        told = Event.objects.filter(company=company.id, number=order.number).latest("id")
        assert (told.name, told.before, told.after) == ("purchase-order-approved", "in_review", "approved")


def test_who_made_the_order_does_not_approve_it(clerk: Clerk, people: People, company: Company) -> None:
    """Anna wrote the order, Bert is asked alone (06 §13)."""
    order = people.sees("anna", clerk.order(line()))
    order.edit({"line_number": 1, "quantity": "2"})
    Order(clerk.door, order.number).do("submit")
    assert order.do("approve").codes == ["WFL-30"]
    people.sees("bert", order).do("approve")
    assert order.heads(approval_status="approved")


def test_an_approved_order_nobody_was_told_of_may_be_deleted(clerk: Clerk, people: People) -> None:
    order = approved(clerk, people)
    assert order.delete().codes == []


def test_the_timeline_tells_the_course(clerk: Clerk, people: People, company: Company) -> None:
    order = approved(clerk, people)
    with company.reading():
        told = Event.objects.filter(company=company.id, number=order.number).order_by("id")
        assert [(each.name, each.before, each.after) for each in told][1:] == [
            ("purchase-order-submitted", "draft", "in_review"),
            ("purchase-order-answered", "in_review", "in_review"),
            ("purchase-order-approved", "in_review", "approved"),
            ("purchase-order-answered", "in_review", "approved"),
        ]


# --- Request change ---------------------------------------------------------------------------------------


def test_an_agreed_order_is_changed_by_request_only(clerk: Clerk, people: People) -> None:
    order = approved(clerk, people)
    assert order.edit({"line_number": 1, "quantity": "11"}).codes == ["ORD-53"]
    assert order.deliver_remainder(3).codes == ["ORD-53"]
    order.do("request-change", comment="more")
    assert order.heads(approval_status="draft", change_request=True)
    assert order.edit({"line_number": 1, "quantity": "11"}).codes == []


def test_operational_fields_stay_open(clerk: Clerk, people: People, company: Company) -> None:
    make(Pool, [{"code": "WEST", "name": "West"}], company.ctx)
    order = approved(clerk, people)
    change(company, SalesTaxCode, "VAT8", percent="10")
    assert order.edit({"line_number": 1, "receive_now": "2", "stopped": True}, pool="WEST").codes == []
    assert order.heads(approval_status="approved", pool="WEST")
    assert order.shows(receive_now=2, stopped=True)


# --- Lines with a workflow of their own -------------------------------------------------------------------


def test_each_line_is_judged_by_itself(clerk: Clerk, people: People, company: Company) -> None:
    run_off(company)
    asks(company, step("anna"), code="LINE", kind="purchase-order-line")
    asks(company, {"kind": "lines", "name": "Lines"}, step("bert"), code="WITH")
    order = clerk.order(line("A100", 1), line("B200", 1, "5"))
    assert order.shows(workflow_state="not_submitted")
    order.do("submit")
    assert order.shows(1, workflow_state="in_review")
    answer(company, people, "anna", order, 1)
    assert order.shows(1, workflow_state="approved")
    assert order.shows(2, workflow_state="in_review")
    answer(company, people, "anna", order, 2)
    people.sees("bert", order).do("approve")
    assert order.heads(approval_status="approved")
    order.do("request-change")
    order.edit({"line_number": 1, "quantity": "2"})
    order.do("submit")
    assert order.shows(1, workflow_state="in_review")


def answer(company: Company, people: People, name: str, order: Order, number: int) -> None:
    """Somebody approves one line from the inbox."""
    with company.reading():
        item = WorkItem.objects.get(company=company.id, document=f"{order.number} · {number}", status="open")
    run(WorkItem, "approve", [item.pk], None, people.named(name).ctx.fresh())


def test_a_change_request_stays(clerk: Clerk, people: People) -> None:
    order = approved(clerk, people)
    order.do("request-change")
    before = fingerprint()
    assert order.do("request-change").codes == ["ORD-22"]
    assert order.do("recall", comment="back").codes == ["ORD-22"]
    assert fingerprint() == before


def test_a_draft_needs_no_request(clerk: Clerk, people: People) -> None:
    assert clerk.order(line()).do("request-change").codes == ["ORD-102"]


def test_without_change_management_no_request(clerk: Clerk) -> None:
    assert clerk.order(line()).do("request-change").codes == ["ORD-101"]


def test_cancel_is_a_change_request_of_its_own(clerk: Clerk, people: People) -> None:
    order = approved(clerk, people)
    order.confirm()
    order.cancel()
    assert order.heads(approval_status="draft", change_request=True, status="canceled")
    order.do("submit")
    agreed(people, order)
    assert order.confirm().made == (f"{order.number}-2",)


def test_cancel_of_a_draft_is_a_plain_edit(clerk: Clerk, people: People) -> None:
    order = clerk.order(line("A100", 10))
    order.cancel()
    assert order.heads(approval_status="draft", change_request=False)


def test_a_draft_is_not_confirmed(clerk: Clerk, people: People) -> None:
    order = approved(clerk, people)
    order.do("request-change")
    assert order.confirm().codes == ["ORD-30"]


def test_a_finalized_order_is_left_alone(clerk: Clerk, people: People) -> None:
    order = approved(clerk, people)
    order.cancel()
    order.do("submit")
    agreed(people, order)
    order.finalize()
    assert order.heads(approval_status="finalized")
    for key in ("submit", "recall", "approve", "reject", "request-change"):
        assert order.do(key).codes == ["ORD-16"]


# --- The flag ---------------------------------------------------------------------------------------------


def test_the_flag_of_one_order(clerk: Clerk, company: Company) -> None:
    managed(company, change_management=False, override_per_vendor=True)
    order = clerk.order(line("A100", 10))
    order.edit(change_management=True)
    assert order.heads(approval_status="draft", change_management=True)
    order.edit(change_management=False)
    assert order.heads(approval_status="approved", change_management=False)
    order.confirm()
    assert order.edit(change_management=True).codes == ["ORD-15"]


def test_the_flag_is_the_companys_unless_it_says_otherwise(clerk: Clerk, people: People) -> None:
    order = clerk.order(line())
    assert order.edit(change_management=False).codes == ["ORD-15"]
    assert clerk.order(line(), change_management=False).number == ""
    assert [each.code for each in clerk.refusals] == ["ORD-15"]


def test_the_flag_stays_once_the_order_was_approved(clerk: Clerk, company: Company) -> None:
    managed(company, override_per_vendor=True)
    people = People(company)
    people.named("anna")
    asks(company, step("anna"))
    order = clerk.order(line())
    order.do("submit")
    people.sees("anna", order).do("approve")
    order.do("request-change")
    assert order.edit(change_management=False).codes == ["ORD-15"]


def test_a_vendor_of_his_own(clerk: Clerk, company: Company) -> None:
    managed(company, override_per_vendor=True)
    change(company, Vendor, "V001", change_management="off")
    assert clerk.order(line()).heads(approval_status="approved", change_management=False)


# --- Many at once -----------------------------------------------------------------------------------------


def test_statements_do_not_grow_with_lines_or_orders(company: Company, people: People) -> None:
    def statements(orders: int, lines: int) -> tuple[int, int]:
        told = args_of(PurchaseOrder, "create", vendor="V001", lines=[line("A100", 1)] * lines)
        numbers = [each.number for each in create(PurchaseOrder, [told] * orders, company.ctx.fresh()).made]
        with sql.counted() as submitting:
            run(PurchaseOrder, "submit", numbers, None, company.ctx.fresh())
        with sql.counted() as approving:
            for name in ("anna", "bert"):
                run(PurchaseOrder, "approve", numbers, None, people.named(name).ctx.fresh())
        return submitting.number, approving.number

    assert statements(1, 1) == statements(1, 200) == statements(20, 1)
