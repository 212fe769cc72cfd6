"""Confirm: the guards in their order, the snapshot, and what happens the second time (01 §11)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.kernel import sql
from manciple.kernel.actions import find
from manciple.kernel.models import Event
from manciple.kernel.refusals import Refused
from manciple.kernel.running import available, create, run
from manciple.ledger.models import Period
from manciple.orders.models import Confirmation, ConfirmationLine, PurchaseOrder
from manciple.orders.tests.around import change
from manciple.orders.tests.clerk import Clerk, args_of, line
from manciple.orders.tests.unchanged import fingerprint
from manciple.parties.models import Vendor
from manciple.products.models import ReleasedProduct
from manciple.terms.models import SalesTaxCode


def test_w10_confirmed_edited_confirmed(clerk: Clerk, company: Company) -> None:
    """The part without inquiry and reissue."""
    order = clerk.order(line("A100", 3))
    assert order.heads(approval_status="approved", confirmations=0)
    assert order.confirm().made == (f"{order.number}-1",)
    order.edit({"line_number": 1, "unit_price": "9"})
    assert order.heads(approval_status="approved")
    assert order.confirm().made == (f"{order.number}-2",)
    assert order.heads(approval_status="confirmed", document_status="purchase_order", confirmations=2,
                       confirmed_on="2026-01-15", changed_since_confirmation=False)  # fmt: skip
    told = Confirmation.objects.filter(company=company.id, order__number=order.number).order_by("sequence")
    assert [(each.sequence, each.total) for each in told] == [(1, Decimal("32.40")), (2, Decimal("29.16"))]


def test_a_confirmation_is_what_the_vendor_was_told_word_for_word(clerk: Clerk, company: Company) -> None:
    change(company, Vendor, "V001", address="7 Vendor Road")
    order = clerk.order(
        line("B200", 4, "55.40", charges_on_purchases="50.00", text="as drawn", delivery_date="2026-02-01"),
        name="First, branch", charges=[{"charge_code": "FREIGHT", "value": "1"}])  # fmt: skip
    order.confirm()
    change(company, Vendor, "V001", address="moved", name="renamed")
    order.edit({"line_number": 1, "unit_price": "1"}, name="other")
    told: dict[str, Any] = dict(Confirmation.objects.values().get(company=company.id))
    shown = {
        "number": f"{order.number}-1", "vendor_name": "First, branch", "vendor_address": "7 Vendor Road",
        "terms_of_payment": "N030", "delivery_terms": "FOB", "mode_of_delivery": "TRUCK",
        "delivery_address": "1 Main Street, Springfield", "subtotal": Decimal("271.60"), "charges": Decimal("2.72"),
        "sales_tax": Decimal("21.73"), "total": Decimal("296.05"), "sequence": 1,
    }  # fmt: skip
    assert {name: told[name] for name in shown} == shown
    row: dict[str, Any] = dict(ConfirmationLine.objects.values().get(company=company.id))
    kept = {
        "line_number": 1, "item": "B200", "product_name": "Bracket", "text": "as drawn", "site": "1",
        "warehouse": "11", "quantity": 4, "unit": "ea", "unit_price": Decimal("55.40"), "price_unit": 1,
        "charges_on_purchases": Decimal(50), "net_amount": Decimal("271.60"), "sales_tax_group": "TAX",
        "sales_tax": Decimal("21.73"),
    }  # fmt: skip
    assert {name: row[name] for name in kept} == kept


def test_totals_are_computed_anew_when_the_vendor_is_told(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 10))
    change(company, SalesTaxCode, "VAT8", percent="10")
    assert order.heads(sales_tax=8)
    order.confirm()
    assert order.heads(sales_tax=10, total=110)
    assert order.shows(sales_tax=10)


def test_a_cancellation_is_confirmed_too(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3))
    order.confirm()
    order.cancel()
    assert order.confirm().codes == []
    assert order.heads(status="canceled", confirmations=2, total=0)


def refused(clerk: Clerk, *lines: dict[str, Any], **header: Any) -> list[tuple[str, int | None, str]]:
    """The reasons why an order is not confirmed; nothing has changed."""
    order = clerk.order(*lines, **header)
    before = fingerprint()
    order.confirm()
    assert fingerprint() == before
    return order.reasons


def test_nothing_to_confirm(clerk: Clerk) -> None:
    assert refused(clerk) == [("ORD-31", None, "")]


def test_not_while_the_vendor_or_who_is_paid_is_on_hold(clerk: Clerk, company: Company) -> None:
    order, other = clerk.order(line()), clerk.order(line(), vendor="V003")
    change(company, Vendor, "V001", hold="all")
    assert order.confirm().codes == ["ORD-11"]
    assert other.confirm().codes == ["ORD-11"]


@pytest.mark.parametrize("hold", ["invoice", "payment", "requisition", "never"])
def test_other_holds_do_not_touch_the_order(clerk: Clerk, company: Company, hold: str) -> None:
    order = clerk.order(line())
    change(company, Vendor, "V001", hold=hold)
    assert order.confirm().codes == []


def test_the_delivery_address_is_needed(clerk: Clerk) -> None:
    order = clerk.order(line())
    order.edit(delivery_address="")
    order.confirm()
    assert order.reasons == [("ORD-32", None, "delivery_address")]


def test_every_line_has_a_price_and_zero_is_one(clerk: Clerk, company: Company) -> None:
    change(company, ReleasedProduct, "A100", purchase_price=None)
    lines = line("A100", 1), line("A100", 1, "0"), line("A100", 1, net_amount="0"), line("A100", 1)
    assert refused(clerk, *lines) == [("ORD-33", 1, "unit_price"), ("ORD-33", 4, "unit_price")]


@pytest.mark.parametrize(("charge", "blocks"), [
    ({"charge_code": "FREIGHT", "value": "1"}, False),
    ({"charge_code": "FREIGHT", "value": "1", "category": "fixed"}, True),
    ({"charge_code": "LANDED", "value": "1", "category": "percent"}, True),
    ({"charge_code": "LANDED", "value": "1"}, True),
], ids=["percent on an account", "fixed on an account", "percent on the item", "fixed on the item"])  # fmt: skip
def test_charges_that_belong_to_the_lines_block(clerk: Clerk, charge: dict[str, str], blocks: bool) -> None:
    reasons = [("CHARGE_NOT_ALLOCATED", None, "charges")] if blocks else []
    order = clerk.order(line(), charges=[charge])
    order.confirm()
    assert order.reasons == reasons


def test_today_is_in_an_open_period(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line())
    period = Period.objects.get(company=company.id, starts_on__lte=company.today, ends_on__gte=company.today)
    run(Period, "hold", [period.name], None, company.ctx.fresh())
    assert order.confirm().codes == ["ORD-12"]


def test_guards_are_asked_in_their_order(clerk: Clerk, company: Company) -> None:
    change(company, ReleasedProduct, "A100", purchase_price=None)
    charges = [{"charge_code": "LANDED", "value": "1"}]
    order = clerk.order(line("A100", 1), charges=charges)
    order.edit(delivery_address="")
    assert order.confirm().codes == ["ORD-32"]
    order.edit(delivery_address="here")
    assert order.confirm().codes == ["ORD-33"]
    order.edit({"line_number": 1, "unit_price": "1"})
    assert order.confirm().codes == ["CHARGE_NOT_ALLOCATED"]


def test_an_unchanged_order_is_not_confirmed_again(clerk: Clerk) -> None:
    order = clerk.order(line())
    order.confirm()
    before = fingerprint()
    assert order.confirm().codes == ["ORD-35"]
    assert fingerprint() == before


def test_a_finalized_order_is_not_confirmed(clerk: Clerk) -> None:
    order = clerk.order(line())
    order.cancel()
    order.finalize()
    assert order.confirm().codes == ["ORD-30"]


def test_the_button_is_grey_with_the_reason(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line())
    confirm = find(PurchaseOrder, "confirm")
    assert available(PurchaseOrder, order.number, company.ctx, [confirm])[0].available
    order.confirm()
    found = available(PurchaseOrder, order.number, company.ctx, [confirm])[0]
    assert [each.code for each in found.refusals] == ["ORD-35"]


def test_the_feed_says_what_happened(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line())
    order.confirm()
    event = Event.objects.filter(company=company.id, number=order.number).latest("id")
    assert (event.name, event.before, event.after) == ("purchase-order-confirmed", "approved", "confirmed")


def test_of_many_orders_each_may_stand_alone(clerk: Clerk, company: Company) -> None:
    good, empty, other = clerk.order(line()), clerk.order(), clerk.order(line())
    numbers = [good.number, empty.number, other.number]
    with pytest.raises(Refused):
        run(PurchaseOrder, "confirm", numbers, None, company.ctx.fresh())
    answer = run(PurchaseOrder, "confirm", numbers, None, company.ctx.fresh(), each=True)
    assert answer.done == [good.number, other.number]
    assert [each.code for each in answer.refused[empty.number]] == ["ORD-31"]


def test_statements_do_not_grow_with_lines_or_orders(company: Company) -> None:
    def statements(orders: int, lines: int) -> int:
        told = args_of(PurchaseOrder, "create", vendor="V001", lines=[line("A100", 1)] * lines)
        made = create(PurchaseOrder, [told] * orders, company.ctx.fresh()).made
        with sql.counted() as count:
            run(PurchaseOrder, "confirm", [each.number for each in made], None, company.ctx.fresh())
        return count.number

    assert statements(1, 1) == statements(1, 200) == statements(50, 1)
