"""Delete and Finalize (01 §12.1, §12.5), and what postings do to lines."""

from __future__ import annotations

from decimal import Decimal

import pytest

from manciple.demo.company import Company
from manciple.kernel import sql
from manciple.kernel.models import NumberSequence
from manciple.kernel.running import create, run
from manciple.orders import actions
from manciple.orders.models import OrderCharge, OrderParameters, PurchaseLine, PurchaseOrder
from manciple.orders.terms import Moved, Pending
from manciple.orders.tests.around import change, line_id, move, parameters
from manciple.orders.tests.clerk import Clerk, Order, args_of, line
from manciple.orders.tests.unchanged import fingerprint


def test_an_order_the_vendor_never_heard_of_is_deleted_whole(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line(), line(), charges=[{"charge_code": "FREIGHT", "value": "1"}])
    assert order.delete().codes == []
    assert not PurchaseOrder.objects.filter(company=company.id).exists()
    assert not PurchaseLine.objects.filter(company=company.id).exists()
    assert not OrderCharge.objects.filter(company=company.id).exists()


def test_a_confirmed_order_is_not_deleted(clerk: Clerk) -> None:
    order = clerk.order(line())
    order.confirm()
    before = fingerprint()
    assert order.delete().codes == ["ORD-40"]
    order.edit(vendor_reference="X")
    assert order.delete().codes == ["ORD-40"]
    order.cancel()
    assert order.delete().codes == ["ORD-40"]
    assert fingerprint() != before


def test_an_order_with_a_pending_invoice_is_not_deleted(
    clerk: Clerk, company: Company, pending: dict[int, Pending]
) -> None:  # fmt: skip
    order = clerk.order(line())
    pending[line_id(company, order)] = Pending("INV-7")
    assert order.delete().codes == ["ORD-40"]


def test_an_order_that_is_invoiced_and_canceled_is_finalized(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 4), line("A100", 2))
    order.confirm()
    move(company, order, received=4, invoiced=4)
    order.cancel()
    assert order.heads(status="invoiced")
    assert order.finalize().codes == []
    assert order.heads(approval_status="finalized")
    assert order.shows(1, finalized=True) and order.shows(2, finalized=True)


def test_what_is_still_open_keeps_an_order_from_being_finalized(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 4), line("A100", 4), line("A100", 4), line("A100", 4))
    move(company, order, 1, received=4, invoiced=4)
    move(company, order, 2, received=4, invoiced=3)
    move(company, order, 3, received=2)
    before = fingerprint()
    order.finalize()
    assert order.reasons == [("ORD-46", 2, ""), ("ORD-46", 3, ""), ("ORD-46", 4, "")]
    assert fingerprint() == before


def test_a_pending_invoice_keeps_an_order_from_being_finalized(
    clerk: Clerk, company: Company, pending: dict[int, Pending]
) -> None:  # fmt: skip
    order = clerk.order(line("A100", 4))
    move(company, order, received=4, invoiced=4)
    pending[line_id(company, order)] = Pending("INV-8")
    assert order.finalize().codes == ["ORD-46"]


def test_an_order_without_lines_is_not_finalized(clerk: Clerk) -> None:
    assert clerk.order().finalize().codes == ["ORD-46"]


def test_the_accounting_date_is_in_an_open_period(clerk: Clerk) -> None:
    order = clerk.order(line())
    order.cancel()
    order.finalize(accounting_date="2031-01-01")
    assert order.reasons == [("ORD-12", None, "accounting_date")]
    assert order.finalize(accounting_date="2026-12-31").codes == []


def test_finalized_is_the_end(clerk: Clerk) -> None:
    order = clerk.order(line())
    order.cancel()
    order.finalize()
    assert [order.do(key).codes for key in ("edit", "cancel", "delete", "finalize", "confirm", "maintain-charges")] == [
        ["ORD-16"], ["ORD-16"], ["ORD-16"], ["ORD-16"], ["ORD-30"], ["ORD-16"]]  # fmt: skip


@pytest.mark.parametrize("key", ["confirm", "cancel", "finalize", "purchase-inquiry", "print-confirmation"])
def test_a_journal_commits_to_nothing(clerk: Clerk, key: str) -> None:
    order = clerk.order(line(), purchase_type="journal")
    before = fingerprint()
    assert order.do(key).codes == ["ORD-07"]
    assert fingerprint() == before


def test_a_journal_is_deleted(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line(), purchase_type="journal")
    assert order.delete().codes == []
    assert not PurchaseOrder.objects.filter(company=company.id).exists()


def test_an_order_under_way_is_not_finalized(clerk: Clerk) -> None:
    order = clerk.order(line())
    order.do("purchase-inquiry")
    order.finalize()
    assert order.reasons == [("ORD-46", None, "")]


def test_a_number_without_gaps_comes_back_when_its_order_is_deleted(clerk: Clerk, company: Company) -> None:
    change(company, NumberSequence, "purchase-order", continuous=True)
    first, second = clerk.order(line()), clerk.order(line())
    first.delete()
    again, third = clerk.order(line()), clerk.order(line())
    assert again.number == first.number
    assert int(third.number[3:]) == int(second.number[3:]) + 1


def test_a_number_whose_copy_is_kept_does_not_come_back(clerk: Clerk, company: Company) -> None:
    change(company, NumberSequence, "purchase-order", continuous=True)
    parameters(company, OrderParameters, keep_voided=True)
    first = clerk.order(line())
    first.delete()
    assert clerk.order(line()).number != first.number


def finalize_line(order: Order, number: int = 1, **told: str) -> list[str]:
    """Closes a line; the codes of the refusals."""
    order.last = order.door.do_line("purchase-orders", "lines", "finalize", order.number, number, told)
    return order.last.codes


def test_a_line_that_is_over_is_finalized_and_the_order_goes_on(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 4), line("B200", 2))
    order.confirm()
    move(company, order, received=4, invoiced=4)
    assert finalize_line(order) == []
    assert order.shows(1, finalized=True) and order.shows(2, finalized=False)
    assert order.heads(approval_status="confirmed")
    before = fingerprint()
    assert order.edit({"line_number": 1, "quantity": "9"}).codes == ["ORD-53"]
    assert order.deliver_remainder(2).codes == ["ORD-53"]
    assert finalize_line(order) == ["ORD-53"]
    assert fingerprint() == before


def test_a_line_that_is_not_over_is_not_finalized(
    clerk: Clerk, company: Company, pending: dict[int, Pending]
) -> None:  # fmt: skip
    order = clerk.order(*[line("A100", 4)] * 4)
    order.confirm()
    move(company, order, 1, received=4)
    move(company, order, 2, received=3, invoiced=3)
    order.deliver_remainder(0, 3)
    move(company, order, 4, received=4, invoiced=4)
    pending[line_id(company, order, 4)] = Pending("INV-9")
    before = fingerprint()
    assert [finalize_line(order, number) for number in (1, 2, 3, 4)] == [["ORD-47"], ["ORD-47"], ["ORD-47"], ["ORD-46"]]
    assert fingerprint() == before


def test_a_line_is_finalized_on_a_day_of_an_open_period(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 4))
    order.confirm()
    move(company, order, received=4, invoiced=4)
    assert finalize_line(order, accounting_date="2031-01-01") == ["ORD-12"]
    assert finalize_line(order, accounting_date="2026-12-31") == []


def test_statements_do_not_grow_with_lines_or_orders(company: Company) -> None:
    def statements(key: str, orders: int, lines: int) -> int:
        told = args_of(PurchaseOrder, "create", vendor="V001", lines=[line("A100", 1)] * lines)
        numbers = [each.number for each in create(PurchaseOrder, [told] * orders, company.ctx.fresh()).made]
        if key == "finalize":
            run(PurchaseOrder, "cancel", numbers, None, company.ctx.fresh())
        with sql.counted() as count:
            run(PurchaseOrder, key, numbers, None, company.ctx.fresh())
        return count.number

    for key in ("delete", "finalize"):
        assert statements(key, 1, 1) == statements(key, 1, 200) == statements(key, 50, 1)


# --- What receipts and invoices do to lines ---------------------------------------------------------


def test_headers_follow_what_arrives_and_is_invoiced(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 4), line("A100", 2))
    order.confirm()
    move(company, order, 1, received=4)
    assert order.heads(status="open_order", document_status="product_receipt", awaits_invoice=True)
    move(company, order, 2, received=2)
    assert order.heads(status="received", next_delivery=None)
    move(company, order, 1, invoiced=4)
    assert order.heads(status="received", document_status="invoice", awaits_invoice=True)
    move(company, order, 2, invoiced=2)
    assert order.heads(status="invoiced", document_status="invoice", awaits_invoice=False)


def test_what_is_taken_back_whole_takes_the_document_status_back(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 4))
    order.confirm()
    move(company, order, received=4)
    move(company, order, received=-4)
    assert order.heads(status="open_order", document_status="purchase_order", next_delivery="2026-01-15")


def test_a_last_short_delivery_closes_the_line(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 10))
    order.edit({"line_number": 1, "receive_now": "9"})
    move(company, order, received=9, short=1)
    assert order.shows(received=9, remaining=0, canceled_short=1, status="received", receive_now=0, quantity=10)


def test_more_than_ordered_is_over_delivered(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 10))
    move(company, order, received=12)
    assert order.shows(received=12, overdelivered=2, remaining=0, status="received")


def test_moves_of_many_lines_take_two_statements(clerk: Clerk, company: Company) -> None:
    orders = [clerk.order(*[line("A100", 5)] * 20) for _ in range(3)]
    ids = PurchaseLine.objects.filter(company=company.id, order__number__in=[each.number for each in orders])
    moves = [Moved(pk, received=Decimal(5)) for pk in ids.values_list("pk", flat=True)]
    with sql.counted() as one:
        actions.received(moves[:1], company.ctx)
    with sql.counted() as many:
        actions.received(moves[1:], company.ctx)
    assert one.number == many.number == 2
    assert [each.heads(status="received", document_status="product_receipt") for each in orders] == [True] * 3


def test_no_moves_take_no_statement(company: Company) -> None:
    with sql.counted() as count:
        actions.received([], company.ctx)
    assert count.number == 0


def test_a_move_of_a_line_that_is_not_there_is_a_fault(company: Company) -> None:
    with pytest.raises(AssertionError, match="every move names a line"):
        actions.received([Moved(10**9, received=Decimal(1))], company.ctx)
