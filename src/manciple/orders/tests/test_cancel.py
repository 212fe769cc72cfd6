"""Cancel and Deliver remainder (01 §12.3, §12.4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.kernel import sql
from manciple.kernel.models import Event
from manciple.kernel.running import create, run
from manciple.orders.models import OrderParameters, PurchaseLine, PurchaseOrder
from manciple.orders.terms import Pending
from manciple.orders.tests.around import line_id, move, parameters
from manciple.orders.tests.clerk import Clerk, args_of, line
from manciple.orders.tests.unchanged import fingerprint
from manciple.terms.models import ReasonCode


def test_w1_cancel_after_the_remainder_was_raised(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 5))
    assert order.deliver_remainder(7).warnings == ("ORD-45",)
    assert order.shows(quantity=5, added=2, remaining=7, net_amount=50)
    order.cancel()
    assert order.shows(quantity=0, canceled_order=5, remaining=2, status="open_order", net_amount=0)
    assert order.heads(status="open_order", total=0)


def test_w2_cancel_takes_off_what_has_not_arrived(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 50), line("A100", 8))
    move(company, order, received=20)
    order.cancel()
    assert order.shows(1, quantity=20, ordered=50, canceled_order=30, remaining=0, status="received", net_amount=200)
    assert order.shows(2, quantity=0, status="canceled", net_amount=0)
    assert order.heads(status="received", subtotal=200, sales_tax=16, total=216)


def test_w3_canceling_the_remainder_and_ordering_anew(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 10))
    move(company, order, received=4)
    order.deliver_remainder(0)
    assert order.shows(canceled_remainder=6, quantity=10, remaining=0, status="received", net_amount=100)
    move(company, order, invoiced=4)
    assert order.shows(status="invoiced")
    assert order.edit({"line_number": 1, "unit_price": "9"}).codes == ["ORD-53"]
    order.edit({"line_number": 1, "quantity": "12"})
    assert order.shows(ordered=12, canceled_remainder=0, remaining=8, status="open_order", net_amount=120)


def test_w14_a_typed_net_amount_shrinks_with_the_quantity(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 8, net_amount="100.00"))
    move(company, order, received=5)
    order.cancel()
    assert order.shows(quantity=5, net_amount="62.50", unit_price=None, price_source="net_manual")


def test_prices_are_not_searched_again(clerk: Clerk) -> None:
    order = clerk.order(line("B200", 4, "55.40", charges_on_purchases="50.00", discount_percent="10"))
    order.deliver_remainder(4)
    order.cancel()
    assert order.shows(unit_price="55.40", charges_on_purchases=50, discount_percent=10, net_amount=0)


def test_a_canceled_confirmed_order_is_to_be_confirmed_again(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3))
    order.confirm()
    order.cancel()
    assert order.heads(approval_status="approved", changed_since_confirmation=True, status="canceled")


def test_canceling_an_order_that_was_never_confirmed_leaves_it_approved(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3))
    order.cancel()
    assert order.heads(approval_status="approved", changed_since_confirmation=False, status="canceled")


def test_a_return_is_canceled_with_its_sign(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", -10))
    move(company, order, received=-4)
    order.cancel()
    assert order.shows(quantity=-4, canceled_order=-6, remaining=0, net_amount=-40, status="received")


def test_a_line_with_a_pending_invoice_is_left_whole(
    clerk: Clerk, company: Company, pending: dict[int, Pending]
) -> None:  # fmt: skip
    order = clerk.order(line("A100", 10), line("A100", 5))
    pending[line_id(company, order)] = Pending("INV-7", Decimal(2))
    assert order.cancel().warnings == ("ORD-44",)
    assert order.shows(1, quantity=10, remaining=10)
    assert order.shows(2, quantity=0)


def test_nothing_left_to_cancel_says_why_by_line(clerk: Clerk, company: Company, pending: dict[int, Pending]) -> None:
    order = clerk.order(line("A100", 4), line("A100", 4), line("A100", 4))
    move(company, order, received=4)
    move(company, order, 2, received=3, short=1)
    pending[line_id(company, order, 3)] = Pending("INV-7")
    before = fingerprint()
    order.cancel()
    assert order.reasons == [("ORD-43", 1, ""), ("ORD-43", 2, ""), ("ORD-43", 3, "")]
    assert [each.values["reason"] for each in order.last.refusals] == ["Received", "Received", "INV-7"]
    assert fingerprint() == before


def test_an_order_without_lines_has_nothing_to_cancel(clerk: Clerk) -> None:
    assert clerk.order().cancel().codes == ["ORD-43"]


def test_why_it_was_canceled_stands_on_the_order_and_in_its_history(clerk: Clerk, company: Company) -> None:
    create(ReasonCode, args_of(ReasonCode, "create", code="LATE", name="Too late"), company.ctx.fresh())
    order = clerk.order(line("A100", 3))
    order.do("cancel", reason="LATE")
    assert order.heads(reason="LATE", reason_comment="Too late")
    event = Event.objects.filter(company=company.id, number=order.number).latest("id")
    assert event.detail == {"reason": "LATE", "comment": "Too late"}


def test_a_reason_must_be_known_and_may_be_asked_for(clerk: Clerk, company: Company) -> None:
    parameters(company, OrderParameters, cancel_needs_reason=True)
    order = clerk.order(line("A100", 3))
    before = fingerprint()
    assert [order.do("cancel").codes, order.do("cancel", reason="NONE").codes] == [["KRN-009"], ["KRN-008"]]
    assert fingerprint() == before


def test_a_finalized_order_is_not_canceled(clerk: Clerk) -> None:
    order = clerk.order(line())
    order.cancel()
    order.finalize()
    assert order.cancel().codes == ["ORD-16"]
    assert order.deliver_remainder(1).codes == ["ORD-16"]


def test_the_remainder_of_a_confirmed_order_is_to_be_confirmed_again(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3))
    order.confirm()
    order.deliver_remainder(2)
    assert order.heads(approval_status="approved", changed_since_confirmation=True)
    assert order.shows(quantity=3, remaining=2, canceled_remainder=1)


def test_a_remainder_reopens_a_line(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 10))
    move(company, order, received=6, short=4)
    assert order.heads(status="received")
    assert order.deliver_remainder(4).warnings == ("ORD-45",)
    assert order.shows(remaining=4, added=4, canceled_short=4, status="open_order")
    assert order.heads(status="open_order")


@pytest.mark.parametrize(("remainder", "reasons"), [
    ("-1", [("ORD-45", 1, "remainder")]), ("1.5", [("QTY_DECIMALS", 1, "remainder")]),
])  # fmt: skip
def test_a_remainder_that_does_not_fit(clerk: Clerk, remainder: str, reasons: list[Any]) -> None:
    order = clerk.order(line("A100", 3))
    before = fingerprint()
    order.deliver_remainder(remainder)
    assert order.reasons == reasons
    assert fingerprint() == before


def test_a_remainder_covers_what_a_pending_invoice_asks_for(
    clerk: Clerk, company: Company, pending: dict[int, Pending]
) -> None:  # fmt: skip
    order = clerk.order(line("A100", 10))
    move(company, order, received=4)
    pending[line_id(company, order)] = Pending("INV-7", Decimal(7))
    assert order.deliver_remainder(2).codes == ["ORD-52"]
    assert order.deliver_remainder(3).codes == []


def test_remainders_of_several_lines_of_one_order(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 3), line("A100", 4))
    args = args_of(PurchaseLine, "deliver-remainder", remainder="1")
    run(PurchaseLine, "deliver-remainder", [(order.number, 1), (order.number, 2)], args, company.ctx.fresh())
    assert order.shows(1, remaining=1) and order.shows(2, remaining=1)


def test_statements_do_not_grow_with_lines_or_orders(company: Company) -> None:
    def statements(orders: int, lines: int) -> int:
        told = args_of(PurchaseOrder, "create", vendor="V001", lines=[line("A100", 1)] * lines)
        made = create(PurchaseOrder, [told] * orders, company.ctx.fresh()).made
        with sql.counted() as count:
            run(PurchaseOrder, "cancel", [each.number for each in made], None, company.ctx.fresh())
        return count.number

    assert statements(1, 1) == statements(1, 200) == statements(50, 1)
