"""Purchase inquiry, pro forma and the posting form (01 §11.1, §11.2, §11.4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.kernel import sql, verify
from manciple.kernel.running import create, run
from manciple.orders.models import (
    Confirmation,
    ConfirmationCharge,
    ConfirmationTax,
    OrderVersion,
    PurchaseInquiry,
    PurchaseOrder,
)
from manciple.orders.tests.around import change, move
from manciple.orders.tests.clerk import Clerk, Order, args_of, line
from manciple.orders.tests.unchanged import fingerprint
from manciple.parties.models import Vendor


def versions(company: Company) -> list[int]:
    """The numbers of the versions kept."""
    return list(OrderVersion.objects.filter(company=company.id).order_by("id").values_list("number", flat=True))


def test_w10_versions_confirmations_and_inquiries_are_numbered_apart(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 3))
    assert order.heads(approval_status="approved", versions=0)
    assert order.confirm().made == (f"{order.number}-1",)
    assert versions(company) == [1]
    before = order.header("approval_status", "total", "changed_since_confirmation")
    assert order.do("print-confirmation").made == (f"{order.number}-2",)
    assert (versions(company), order.header("approval_status", "total", "changed_since_confirmation")) == ([1], before)
    order.edit({"line_number": 1, "unit_price": "9"})
    assert order.heads(approval_status="approved")
    assert order.do("purchase-inquiry").made == ("PI-000001",)
    assert versions(company) == [1, 2]
    assert order.heads(approval_status="in_external_review", inquiries=1, document_status="purchase_order")
    assert order.confirm().made == (f"{order.number}-3",)
    assert versions(company) == [1, 2]
    told = Confirmation.objects.filter(company=company.id).order_by("sequence")
    assert list(told.values_list("sequence", "order_version")) == [(1, 1), (2, 1), (3, 2)]
    assert verify.check(company.id) == []


def test_an_inquiry_keeps_what_the_vendor_was_sent(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("B200", 4, "55.40", discount_percent="10"), line("A100", 1))
    assert order.do("purchase-inquiry", sent_on="2026-01-10").made == ("PI-000001",)
    assert order.heads(document_status="purchase_inquiry", approval_status="in_external_review", versions=1)
    order.edit({"line_number": 1, "unit_price": "1"})
    assert order.heads(approval_status="approved")
    kept = PurchaseInquiry.objects.get(company=company.id)
    assert (kept.number, kept.order_version, str(kept.sent_on), kept.order_number) == (
        "PI-000001", 1, "2026-01-10", order.number)  # fmt: skip
    rows = order.door.asked("purchase-inquiries", "inquiry-lines", "PI-000001", {})
    assert [(row["line"], row["item"], row["quantity"], row["unit_price"], row["net_amount"]) for row in rows] == [
        (1, "B200", Decimal(4), Decimal("55.4"), Decimal("199.44")),
        (2, "A100", Decimal(1), Decimal(10), Decimal(10))]  # fmt: skip
    assert [row["number"] for row in order.asked("purchase-inquiries")] == ["PI-000001"]
    assert verify.check(company.id) == []


def test_an_inquiry_may_be_repeated(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line())
    order.do("purchase-inquiry")
    assert order.do("purchase-inquiry").made == ("PI-000002",)
    assert versions(company) == [1]
    assert order.heads(inquiries=2)


def test_an_inquiry_is_no_matter_of_charges_or_prices(clerk: Clerk) -> None:
    order = clerk.order(line(), charges=[{"charge_code": "LANDED", "value": "1"}])
    assert order.do("purchase-inquiry").codes == []


def _journal(clerk: Clerk, company: Company) -> Order:
    return clerk.order(line(), purchase_type="journal")


def _empty(clerk: Clerk, company: Company) -> Order:
    return clerk.order()


def _confirmed(clerk: Clerk, company: Company) -> Order:
    order = clerk.order(line())
    order.confirm()
    return order


def _on_hold(clerk: Clerk, company: Company) -> Order:
    order = clerk.order(line())
    change(company, Vendor, "V001", hold="all")
    return order


REFUSED = [
    (_journal, "ORD-07"), (_empty, "ORD-121"), (_confirmed, "ORD-120"), (_on_hold, "ORD-11"),
]  # fmt: skip


@pytest.mark.parametrize(("made", "code"), REFUSED, ids=[case[1] for case in REFUSED])
def test_an_inquiry_is_refused_and_nothing_changes(clerk: Clerk, company: Company, made: Any, code: str) -> None:
    order = made(clerk, company)
    before = fingerprint()
    assert order.do("purchase-inquiry").codes == [code]
    assert fingerprint() == before


def test_an_order_in_external_review_is_deleted_and_its_inquiry_stays(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line())
    order.do("purchase-inquiry")
    assert order.delete().codes == []
    assert list(PurchaseInquiry.objects.filter(company=company.id).values_list("order_number", flat=True)) == [
        order.number]  # fmt: skip
    assert verify.check(company.id) == []


def test_a_pro_forma_leaves_no_trace_in_any_state(clerk: Clerk) -> None:
    drafts = [clerk.order(line("A100", 2)), clerk.order(line("A100", 2), purchase_type="journal")]
    drafts[0].confirm()
    before = fingerprint()
    for order in drafts:
        assert [(row["line"], row["net_amount"]) for row in order.asked("print-pro-forma")] == [(1, Decimal(20))]
    assert fingerprint() == before


def test_the_posting_form_has_a_date_and_the_guards_of_confirm(clerk: Clerk, company: Company) -> None:
    order, empty = clerk.order(line()), clerk.order()
    assert order.do("print-confirmation", confirmed_on="2031-01-01").codes == ["ORD-12"]
    assert empty.do("print-confirmation").codes == ["ORD-31"]
    assert order.do("print-confirmation", confirmed_on="2026-01-12", print="after").codes == []
    assert order.heads(confirmed_on="2026-01-12", approval_status="confirmed")
    assert order.do("print-confirmation", summary="order").codes == ["ORD-125"]


def test_charges_and_taxes_are_confirmed_too(clerk: Clerk, company: Company) -> None:
    order = clerk.order(
        line("B200", 4, "55.40", discount_percent="10"), line("A100", 3, sales_tax_group="EXEMPT"),
        charges=[{"charge_code": "FREIGHT", "value": "1"}])  # fmt: skip
    order.confirm()
    head = Confirmation.objects.get(company=company.id)
    assert (head.lines, head.quantity, head.line_discount, head.subtotal) == (
        2, Decimal(7), Decimal("22.16"), Decimal("229.44"))  # fmt: skip
    charge = ConfirmationCharge.objects.get(company=company.id)
    assert (charge.charge_code, charge.value, charge.amount) == ("FREIGHT", Decimal(1), Decimal("2.29"))
    [tax] = ConfirmationTax.objects.filter(company=company.id)
    assert (tax.code, tax.percent, tax.base, tax.amount) == ("VAT8", Decimal(8), Decimal("199.44"), head.sales_tax)


def test_statements_do_not_grow_with_lines_or_orders(company: Company) -> None:
    def statements(key: str, orders: int, lines: int) -> int:
        told = args_of(PurchaseOrder, "create", vendor="V001", lines=[line("A100", 1)] * lines)
        made = create(PurchaseOrder, [told] * orders, company.ctx.fresh()).made
        with sql.counted() as count:
            run(PurchaseOrder, key, [each.number for each in made], None, company.ctx.fresh())
        return count.number

    for key in ("purchase-inquiry", "print-confirmation"):
        statements(key, 1, 1)  # draws a block of numbers
        assert statements(key, 1, 1) == statements(key, 1, 200) == statements(key, 50, 1)


def test_postings_show_the_latest_of_each_kind(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 2))
    order.do("purchase-inquiry")
    order.confirm()
    order.do("print-confirmation")
    move(company, order, received=1)
    assert [(row["document"], row["number"]) for row in order.asked("postings")] == [
        ("Purchase inquiry", "PI-000001"), ("Purchase order", f"{order.number}-2")]  # fmt: skip
