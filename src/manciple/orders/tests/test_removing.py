"""Lines taken off an order: gone at once, or marked until that is agreed (01 §12.2)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.kernel import sql, verify
from manciple.kernel.running import create, run
from manciple.orders.models import OrderParameters, PurchaseLine, PurchaseOrder, VoidedOrder
from manciple.orders.terms import Pending
from manciple.orders.tests.approving import People, asks, managed, step
from manciple.orders.tests.around import change, line_id, move, parameters
from manciple.orders.tests.clerk import Clerk, Order, args_of, line
from manciple.orders.tests.unchanged import fingerprint

REMOVE = {"line_number": 1, "remove": True}


def undelete(order: Order, number: int = 1) -> list[str]:
    """Puts a line back; the codes of the refusals."""
    order.last = order.door.do_line("purchase-orders", "lines", "undelete", order.number, number, {})
    return order.last.codes


def keep_voided(company: Company) -> None:
    """The company keeps copies of what is deleted."""
    parameters(company, OrderParameters, keep_voided=True)


def voided(company: Company) -> list[tuple[str, int | None, str]]:
    """What was kept: order, line, name."""
    return list(VoidedOrder.objects.filter(company=company.id).order_by("id").values_list(
        "number", "line_number", "name"))  # fmt: skip


def test_a_line_nobody_agreed_to_is_gone_at_once(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 4), line("B200", 1))
    assert order.edit(REMOVE).codes == []
    assert not PurchaseLine.objects.filter(company=company.id, line_number=1).exists()
    assert voided(company) == []


def test_a_line_the_vendor_knows_waits_for_the_next_confirmation(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 4), line("B200", 2, "5"))
    order.confirm()
    assert order.edit(REMOVE).codes == []
    assert order.shows(1, is_deleted=True)
    assert order.heads(approval_status="approved", changed_since_confirmation=True, subtotal=10)
    assert order.confirm().codes == []
    assert list(PurchaseLine.objects.filter(company=company.id).values_list("line_number", flat=True)) == [2]
    assert order.heads(subtotal=10, confirmations=2)
    assert verify.check(company.id) == []


def test_a_line_added_after_the_confirmation_is_gone_at_once(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 4))
    order.confirm()
    order.edit(line("B200", 1))
    assert order.edit({"line_number": 2, "remove": True}).codes == []
    assert [each["line_number"] for each in order.door.lines("purchase-orders", "lines", order.number)] == [1]
    assert order.heads(subtotal=40)


def test_the_number_of_a_line_taken_off_stays_taken(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 4))
    order.confirm()
    order.edit(REMOVE)
    order.edit(line("B200", 1))
    assert order.shows(2, item="B200")
    assert order.edit({"line_number": 1, "text": "other"}).codes == ["ORD-122"]


def test_a_line_taken_off_is_put_back(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 4), line("B200", 2, "5"))
    order.confirm()
    order.edit(REMOVE)
    assert undelete(order) == []
    assert order.shows(1, is_deleted=False)
    assert order.heads(approval_status="approved", subtotal=50, total=54)
    assert verify.check(company.id) == []


def test_what_is_on_the_order_cannot_be_put_back(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 4))
    before = fingerprint()
    assert undelete(order) == ["ORD-123"]
    assert fingerprint() == before


def test_a_line_taken_off_is_left_alone(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 4), line("B200", 1))
    order.confirm()
    order.edit(REMOVE)
    before = fingerprint()
    assert order.edit(REMOVE).codes == ["ORD-122"]
    assert order.deliver_remainder(1).codes == ["ORD-122"]
    assert fingerprint() == before


def _received(order: Order, company: Company, pending: dict[int, Pending]) -> None:
    move(company, order, received=1)


def _billed(order: Order, company: Company, pending: dict[int, Pending]) -> None:
    pending[line_id(company, order)] = Pending("INV-7", Decimal(1))


@pytest.mark.parametrize("happened", [_received, _billed], ids=["received", "pending invoice"])
def test_a_line_on_a_document_is_not_removed(
    clerk: Clerk, company: Company, pending: dict[int, Pending], happened: Any
) -> None:  # fmt: skip
    order = clerk.order(line("A100", 4))
    order.confirm()
    happened(order, company, pending)
    before = fingerprint()
    assert "ORD-41" in order.edit(REMOVE).codes
    assert fingerprint() == before


def test_lines_taken_off_count_nowhere(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 4), line("B200", 2, "5", confirmed_delivery_date="2026-03-01"))
    order.confirm()
    order.edit({"line_number": 2, "remove": True})
    assert order.heads(subtotal=40, sales_tax="3.2", total="43.2", earliest_confirmed_delivery=None)
    assert [row["line"] for row in order.asked("line-quantity")] == [1]
    assert [row["lines"] for row in order.asked("totals")] == [1]
    assert [row["line"] for row in order.asked("print-pro-forma")] == [1]
    order.cancel()
    assert order.shows(1, quantity=0) and order.shows(2, quantity=2)
    assert order.heads(status="canceled")
    order.finalize()
    assert order.heads(approval_status="finalized")
    assert verify.check(company.id) == []


def _agree(order: Order, people: People) -> None:
    order.do("submit")
    assert people.sees("anna", order).do("approve").codes == []


def test_under_change_management_it_goes_with_the_approval_of_what_nobody_was_told(
    clerk: Clerk, company: Company
) -> None:  # fmt: skip
    managed(company)
    people = People(company)
    people.named("anna")
    asks(company, step("anna"))
    order = clerk.order(line("A100", 4), line("B200", 2))
    assert order.edit(line("C300", 1)).codes == [] and order.edit({"line_number": 3, "remove": True}).codes == []
    _agree(order, people)
    order.do("request-change")
    order.edit(REMOVE)
    assert order.shows(1, is_deleted=True)
    _agree(order, people)
    assert [each["line_number"] for each in order.door.lines("purchase-orders", "lines", order.number)] == [2]
    order.confirm()
    order.do("request-change")
    order.edit({"line_number": 2, "remove": True})
    order.edit(line("C300", 1))
    _agree(order, people)
    assert order.shows(2, is_deleted=True)
    order.confirm()
    assert [each["line_number"] for each in order.door.lines("purchase-orders", "lines", order.number)] == [3]
    assert verify.check(company.id) == []


@pytest.mark.parametrize(("safety", "codes", "warnings"), [
    ("none", [], ()), ("warning", [], ("ORD-42",)), ("locked", ["ORD-42"], ()),
])  # fmt: skip
def test_the_safety_level_of_invoiced_orders(
    clerk: Clerk, company: Company, safety: str, codes: list[str], warnings: tuple[str, ...]
) -> None:  # fmt: skip
    order = clerk.order(line("A100", 4), line("B200", 2))
    order.confirm()
    order.deliver_remainder(0, 2)
    order.confirm()
    move(company, order, received=4, invoiced=4)
    change(company, OrderParameters, "orders", safety_level=safety)
    answer = order.edit({"line_number": 2, "remove": True})
    assert (answer.codes, answer.warnings) == (codes, warnings)


def test_copies_of_deleted_lines_and_orders_are_kept_where_the_company_wants_them(
    clerk: Clerk, company: Company
) -> None:  # fmt: skip
    keep_voided(company)
    told, never = clerk.order(line("A100", 4), line("B200", 2)), clerk.order(line("C300", "1.5"))
    told.confirm()
    told.edit({"line_number": 2, "remove": True})
    told.edit(line("C300", 1))
    told.edit({"line_number": 3, "remove": True})
    assert [place for _, place, _ in voided(company)] == [3]
    told.confirm()
    assert [(number, place) for number, place, _ in voided(company)] == [(told.number, 3), (told.number, 2)]
    never.delete()
    kept = VoidedOrder.objects.get(company=company.id, number=never.number)
    assert (kept.line_number, kept.vendor, kept.voided_by) == (None, "V001", "tester")
    assert [each["quantity"] for each in kept.content["lines"]] == ["1.5"]
    assert kept.content["header"]["vendor"] == "V001"


def scheduled(clerk: Clerk) -> Order:
    """Line 1 is the total of lines 2 and 3, which the vendor knows."""
    order = clerk.order(line("A100", 10, "2"))
    told = {"deliveries": [{"quantity": "4"}, {"quantity": "6"}]}
    order.door.do_line("purchase-orders", "lines", "delivery-schedule", order.number, 1, told)
    order.confirm()
    return order


def test_a_schedule_is_taken_off_and_put_back_as_one(clerk: Clerk, company: Company) -> None:
    """A journal holds deliveries only; their total stays with them as long as they are marked."""
    order, source = scheduled(clerk), clerk.order(line("B200", 1, "5"))
    told = {"lines": [{"source": f"order:{source.number}"}], "delete_lines": True, "copy_header": False}
    assert order.do("copy-from-all", **told).codes == []
    assert [order.line(number)["is_deleted"] for number in (1, 2, 3)] == [True] * 3
    assert order.heads(subtotal=5)
    assert undelete(order, 3) == []
    assert [order.line(number)["is_deleted"] for number in (1, 2, 3)] == [False] * 3
    assert order.shows(1, quantity=10) and order.heads(subtotal=25)
    assert order.do("copy-from-all", **told).codes == []
    assert order.confirm().codes == []
    assert [each["item"] for each in order.door.lines("purchase-orders", "lines", order.number)] == ["B200"]
    assert verify.check(company.id) == []


def test_statements_do_not_grow_with_lines_or_orders(company: Company) -> None:
    def statements(orders: int, lines: int) -> list[int]:
        told = args_of(PurchaseOrder, "create", vendor="V001", lines=[line("A100", 1)] * (lines + 1))
        made = [each.number for each in create(PurchaseOrder, [told] * orders, company.ctx.fresh()).made]
        run(PurchaseOrder, "confirm", made, None, company.ctx.fresh())
        gone = args_of(PurchaseOrder, "edit", lines=[{"line_number": n + 1, "remove": True} for n in range(lines)])
        counts = []
        for key, args in (("edit", gone), ("confirm", None)):
            with sql.counted() as count:
                run(PurchaseOrder, key, made, args, company.ctx.fresh())
            counts.append(count.number)
        return counts

    assert statements(1, 1) == statements(1, 200) == statements(50, 1)
