"""Vendor invoices: each act done once, refused by each guard, many at once, seen beforehand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from manciple.invoices.models import MatchResult, ReceiptMatch, VendorInvoice, VendorInvoiceLine
from manciple.invoices.terms import POST_INVOICES
from manciple.invoices.tests.billing import bill, billed, checking, owed
from manciple.kernel import outbox, scope, sql
from manciple.kernel.actions import find
from manciple.kernel.authority import declared_duties
from manciple.kernel.refusals import Refused
from manciple.kernel.running import run
from manciple.ledger.models import CodeAccount, Period
from manciple.orders.models import PurchaseOrder
from manciple.parties.models import Vendor
from manciple.products.models import ItemModelGroup
from manciple.receipts.tests.buying import Buyer, Order, fingerprint, line

TWO_WAY = {"matching_policy": "two_way"}


@pytest.fixture
def order(buyer: Buyer) -> Order:
    """A hundred at 12.00, of which sixty were received."""
    found = buyer.order(line("A100", 100, "12.00"))
    found.receive("PS-1", {1: 60})
    return found


# --- Entering ---------------------------------------------------------------------------------------


def test_an_invoice_is_entered_pending_and_reserves_the_receipts(buyer: Buyer, order: Order) -> None:
    invoice = billed(order, "INV-1", invoice_date="2026-01-10", note="by mail")
    assert invoice.header("status", "match_status", "invoice", "note", "voucher") == (
        "pending", "passed", "INV-1", "by mail", "")  # fmt: skip
    assert invoice.header("invoice_date", "posting_date", "due_date") == (
        date(2026, 1, 10), date(2026, 1, 15), date(2026, 2, 9))  # fmt: skip
    assert invoice.header("subtotal", "sales_tax", "total") == (720, Decimal("57.60"), Decimal("777.60"))
    assert invoice.lines("line_number", "quantity", "unit_price", "net_amount") == [(1, 60, 12, 720)]
    assert invoice.lines("price_as_ordered", "price_match", "quantity_match") == [(True, "passed", "passed")]
    assert invoice.matches("quantity", "accrued", "stock_value") == [(60, 720, 720)]
    assert order.shows(invoiced=0, received=60) == {"invoiced": 0, "received": 60}
    assert len(buyer.ledger()) == 1
    assert bill(order, "INV-2") is None
    assert order.refused == ["INV-016"]


def test_both_timelines_tell_of_it(buyer: Buyer, order: Order) -> None:
    invoice = billed(order, "INV-1", post=True)
    with buyer.company.reading():
        ids = VendorInvoice.objects.get().pk, PurchaseOrder.objects.get().pk
        own = [each.name for each in outbox.known(VendorInvoice, ids[0], buyer.company.id)]
        orders = [each.name for each in outbox.known(PurchaseOrder, ids[1], buyer.company.id)]
    assert own == ["vendor-invoice-entered", "vendor-invoice-posted"]
    assert orders[-1] == "purchase-order-invoiced"
    assert invoice.header("status") == ("posted",)


def test_ordered_quantities_are_billed_when_asked(buyer: Buyer, order: Order) -> None:
    invoice = billed(order, "INV-1", quantity_option="ordered")
    assert invoice.lines("quantity", "quantity_match") == [(100, "failed")]
    assert invoice.matches("quantity") == [(60,)]


def test_two_clerks_do_not_bill_the_same_twice(buyer: Buyer, order: Order) -> None:
    billed(order, "INV-1", {1: 25})
    assert billed(order, "INV-2").lines("quantity") == [(35,)]
    assert billed(order, "INV-3", quantity_option="ordered").lines("quantity") == [(40,)]


def test_typed_values_win(buyer: Buyer, order: Order) -> None:
    invoice = billed(order, "INV-1", {1: {"quantity": "40", "unit_price": "12.30"}}, due_date="2026-05-01")
    assert invoice.lines("quantity", "net_amount", "price_as_ordered") == [(40, 492, False)]
    assert invoice.header("due_date", "match_status") == (date(2026, 5, 1), "failed")


ENTERED: list[Any] = [
    pytest.param({"lines": {9: 1}}, ["KRN-008", "INV-016"], id="a line that does not exist"),
    pytest.param({"lines": {1: 0}}, ["INV-016"], id="INV-016 no quantity"),
    pytest.param({"lines": {1: -1}}, ["INV-016"], id="INV-016 sign"),
    pytest.param({"lines": {1: "0.5"}}, ["INV-016"], id="INV-016 decimals"),
    pytest.param({"lines": {1: {"quantity": "1", "discount_percent": "101"}}}, ["DISC_OVER_100"], id="DISC_OVER_100"),
    pytest.param({"lines": {1: {"quantity": "1", "discount": "13"}}}, ["DISC_OVER_PRICE"], id="DISC_OVER_PRICE"),
    pytest.param({"lines": {1: {"quantity": "1", "price_unit": "0"}}}, ["PRICE_UNIT_INVALID"], id="PRICE_UNIT_INVALID"),
]


@pytest.mark.parametrize(("told", "codes"), ENTERED)
def test_entering_refused(order: Order, told: dict[str, Any], codes: list[str]) -> None:
    assert bill(order, "INV-1", **told) is None
    assert order.refused == codes


def test_stopped_lines_are_left_out_and_refused_when_named(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10, stopped=True), line("A100", 10))
    assert billed(order, "INV-1", quantity_option="ordered").lines("line_number") == [(2,)]
    assert bill(order, "INV-2", {1: 1}) is None
    assert order.refused == ["INV-017"]


def test_an_order_is_invoiced_only_once_it_was_confirmed(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10), confirm=False)
    assert bill(order, "INV-1", quantity_option="ordered") is None
    assert order.refused == ["INV-019"]


def test_a_vendor_on_hold_is_not_invoiced(buyer: Buyer, order: Order) -> None:
    buyer.run(Vendor, "edit", ["V001"], {"hold": "invoice"})
    assert bill(order, "INV-1") is None
    assert order.refused == ["INV-013"]


def test_posting_at_once_needs_the_duty_to_post(buyer: Buyer, order: Order) -> None:
    duties = frozenset(duty.key for duty in declared_duties()) - {POST_INVOICES}
    args: Any = find(PurchaseOrder, "invoice").args
    ctx = buyer.company.ctx.fresh(duties=duties)
    with pytest.raises(Refused) as refused:
        run(PurchaseOrder, "invoice", [order.number], args(invoice="INV-1", post=True), ctx)
    assert refused.value.codes == ["KRN-002"]
    assert run(PurchaseOrder, "invoice", [order.number], args(invoice="INV-1"), ctx).made


def test_a_number_on_a_pending_invoice_is_a_warning(buyer: Buyer, order: Order) -> None:
    billed(order, "INV-1", {1: 10})
    billed(order, " inv-1 ", {1: 10})
    assert buyer.warnings == ["INV-002"]


# --- Posting ----------------------------------------------------------------------------------------


def test_w6_a_changed_price_in_part(buyer: Buyer, order: Order) -> None:
    """Order 100 × 12.00, received 60, invoice 40 × 12.30, tax 8 %, 5 % tolerated."""
    checking(buyer, price_tolerance_percent="5")
    invoice = billed(order, "INV-1", {1: {"quantity": "40", "unit_price": "12.30"}})
    assert invoice.post()
    assert invoice.entries() == [
        ("200140", 480), ("510100", -480), ("510100", 480), ("140200", -480), ("510200", 492), ("140100", 492),
        ("510200", -492), ("150100", Decimal("39.36")), ("200100", Decimal("-531.36")),
    ]  # fmt: skip
    assert {name: buyer.balances()[name] for name in ("200140", "140200")} == {"200140": -240, "140200": 240}
    assert order.shows(received=60, invoiced=40, remaining=40, status="open_order") == {
        "received": 60, "invoiced": 40, "remaining": 40, "status": "open_order"}  # fmt: skip
    assert order.header("status", "document_status") == ("open_order", "invoice")
    assert invoice.header("status", "match_status") == ("posted", "passed")
    (voucher,) = invoice.header("voucher")
    assert owed(buyer, "vendor__account", "invoice", "voucher", "posted_on", "due_date", "amount") == [
        ("V001", "INV-1", voucher, buyer.company.today, date(2026, 2, 14), Decimal("-531.36"))]  # fmt: skip
    assert buyer.proven() == []


def test_posting_at_once_is_entering_and_posting(buyer: Buyer, order: Order) -> None:
    invoice = billed(order, "INV-1", post=True)
    assert invoice.header("status", "match_status", "total") == ("posted", "passed", Decimal("777.60"))
    assert order.shows(invoiced=60) == {"invoiced": 60}
    assert [amount for (amount,) in owed(buyer, "amount")] == [Decimal("-777.60")]
    with buyer.company.reading():
        assert MatchResult.objects.count() == 2
    assert buyer.proven() == []


def test_an_invoice_account_is_what_is_owed_to(buyer: Buyer) -> None:
    """V003 is paid through V001."""
    order = buyer.order(line("A100", 1, "10"), vendor="V003")
    order.receive("PS-1")
    billed(order, "INV-1", post=True)
    assert owed(buyer, "vendor__account") == [("V001",)]


def test_a_two_way_line_may_be_invoiced_before_it_is_received(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10, "12.00", **TWO_WAY))
    invoice = billed(order, "INV-1", {1: 4})
    assert invoice.header("match_status") == ("passed",)
    assert invoice.post()
    assert order.shows(received=4, invoiced=4, remaining=6) == {"received": 4, "invoiced": 4, "remaining": 6}
    accounts = [account for account, _ in invoice.entries()]
    assert accounts == ["510200", "140100", "510200", "150100", "200100"]
    assert buyer.proven() == []


def test_receipts_that_came_since_are_matched_when_it_is_posted(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10, "12.00"))
    invoice = billed(order, "INV-1", quantity_option="ordered")
    assert invoice.post() is None
    assert invoice.refused == ["INV-030"]
    order.receive("PS-1")
    assert invoice.header("match_status") == ("not_performed",)
    assert invoice.lines("price_match", "quantity_match") == [("not_performed", "not_performed")]
    assert invoice.post()
    assert invoice.matches("quantity", "accrued") == [(10, 120)]
    assert invoice.lines("quantity_match") == [("passed",)]
    assert buyer.proven() == []


def test_a_credit_mirrors_a_bill(buyer: Buyer) -> None:
    order = buyer.order(line("A100", -10, "12.00"))
    order.receive("PS-1", {1: -10})
    billed(order, "CR-1", post=True)
    assert order.shows(received=-10, invoiced=-10, status="invoiced") == {
        "received": -10, "invoiced": -10, "status": "invoiced"}  # fmt: skip
    assert [amount for (amount,) in owed(buyer, "amount")] == [Decimal("129.60")]
    assert buyer.balances() == {"140100": -120, "150100": Decimal("-9.60"), "200100": Decimal("129.60")}
    assert buyer.proven() == []


def test_a_free_invoice_has_no_voucher_and_owes_nothing(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 1, "0"))
    order.receive("PS-1")
    invoice = billed(order, "INV-1", post=True)
    assert invoice.header("status", "voucher", "total") == ("posted", "", 0)
    assert owed(buyer, "amount") == []
    assert order.header("status") == ("invoiced",)


POSTED: list[Any] = [
    pytest.param({"invoice": ""}, ["INV-001"], id="INV-001 no number"),
    pytest.param({"invoice": "INV-1", "posting_date": "2019-05-01"}, ["INV-014"], id="INV-014 no open period"),
    pytest.param({"invoice": "INV-1", "lines": {1: 61}}, ["INV-030"], id="INV-030 more than was received"),
    pytest.param(
        {"invoice": "INV-1", "lines": {1: {"quantity": "60", "unit_price": "13"}}}, ["INV-030"], id="INV-030 price"
    ),
    pytest.param({"invoice": "INV-1", "lines": {1: 101}}, ["INV-020", "INV-030"], id="INV-020 more than was ordered"),
]


@pytest.mark.parametrize(("told", "codes"), POSTED)
def test_posting_refused(order: Order, told: dict[str, Any], codes: list[str]) -> None:
    """At once or later: the same reasons."""
    invoice = billed(order, **told)
    assert invoice.post() is None
    assert invoice.refused == codes
    invoice.do("delete")
    assert bill(order, **told, post=True) is None
    assert order.refused == codes


def test_on_hold_it_is_not_posted(order: Order) -> None:
    invoice = billed(order, "INV-1")
    assert invoice.do("release") is None
    assert invoice.refused == ["INV-064"]
    assert invoice.do("hold")
    assert invoice.do("hold") is None
    assert invoice.refused == ["INV-063"]
    assert invoice.post() is None
    assert invoice.refused == ["INV-010"]
    assert invoice.do("release")
    assert invoice.post()


def test_a_vendor_put_on_hold_since_is_not_posted(buyer: Buyer, order: Order) -> None:
    invoice = billed(order, "INV-1")
    buyer.run(Vendor, "edit", ["V001"], {"hold": "all"})
    assert invoice.post() is None
    assert invoice.refused == ["INV-013"]


def test_a_changed_order_has_to_be_confirmed_first(order: Order) -> None:
    invoice = billed(order, "INV-1")
    assert order.do("edit", lines=[{"item": "B200", "quantity": "1"}]), order.refused
    assert invoice.header("match_status") == ("not_performed",)
    assert invoice.post() is None
    assert invoice.refused == ["INV-019"]
    assert order.do("confirm"), order.refused
    assert invoice.post()


def test_items_that_must_be_received_are_not_billed_before(buyer: Buyer) -> None:
    buyer.run(ItemModelGroup, "edit", ["STOCK"], {"receiving_required": True})
    checking(buyer, discrepancies="warn")
    order = buyer.order(line("A100", 10, **TWO_WAY))
    invoice = billed(order, "INV-1", {1: 4})
    assert invoice.post() is None
    assert invoice.refused == ["INV-022"]
    order.receive("PS-1", {1: 4})
    assert invoice.post()


def test_complete_lines_are_billed_whole(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10, complete=True))
    order.receive("PS-1")
    assert bill(order, "INV-1", {1: 4}, post=True) is None
    assert order.refused == ["INV-018"]
    assert bill(order, "INV-1", post=True)


def test_a_missing_account_is_named(buyer: Buyer, order: Order) -> None:
    with buyer.company.reading():
        row = CodeAccount.objects.get(posting_type="sales_tax_receivable").pk
    buyer.run(CodeAccount, "delete", [row])
    assert bill(order, "INV-1", post=True) is None
    assert order.refused == ["INV-025"]


def test_discrepancies_may_pass_with_a_warning(buyer: Buyer, order: Order) -> None:
    checking(buyer, discrepancies="warn")
    invoice = billed(order, "INV-1", {1: {"quantity": "70", "unit_price": "13"}})
    assert invoice.post()
    assert buyer.warnings == ["INV-030", "INV-030"]
    assert invoice.header("match_status") == ("failed",)
    assert order.shows(received=70, invoiced=70) == {"received": 70, "invoiced": 70}
    assert buyer.proven() == []


def test_without_matching_only_the_quantities_count(buyer: Buyer, order: Order) -> None:
    checking(buyer, matching=False)
    invoice = billed(order, "INV-1", {1: {"quantity": "60", "unit_price": "13"}}, post=True)
    assert invoice.header("match_status") == ("not_performed",)
    assert invoice.lines("price_match", "quantity_match") == [("", "")]


# --- A number used before (04 §7) -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "on", "codes", "warnings"),
    [
        pytest.param("reject", "2026-01-20", ["INV-002"], [], id="reject"),
        pytest.param("reject", "2025-12-20", ["INV-002"], [], id="reject, another year"),
        pytest.param("reject_in_year", "2026-01-20", ["INV-002"], [], id="reject within the year"),
        pytest.param("reject_in_year", "2025-12-20", [], [], id="within the year, another year"),
        pytest.param("warn", "2026-01-20", [], ["INV-002"], id="warn"),
        pytest.param("accept", "2026-01-20", [], [], id="accept"),
    ],
)
def test_a_number_used_before(
    buyer: Buyer, order: Order, policy: str, on: str, codes: list[str], warnings: list[str]
) -> None:
    checking(buyer, duplicate_invoices=policy)
    billed(order, "INV-1", {1: 10}, post=True)
    bill(order, " inv-1", {1: 10}, post=True, posting_date=on, invoice_date=on)
    assert order.refused == codes
    assert buyer.warnings == warnings


def test_of_two_pending_invoices_with_one_number_one_is_posted(buyer: Buyer, order: Order) -> None:
    first, second = billed(order, "INV-1", {1: 10}), billed(order, "INV-1", {1: 10})
    assert buyer.run(VendorInvoice, "post", [first.number, second.number]) is None
    assert buyer.codes == ["INV-002"]
    answer = buyer.run(VendorInvoice, "post", [first.number, second.number], each=True)
    assert answer
    assert (answer.done, list(answer.refused)) == ([first.number], [second.number])


# --- Keeping ----------------------------------------------------------------------------------------


def test_header_fields_are_edited(buyer: Buyer, order: Order) -> None:
    invoice = billed(order)
    assert invoice.do("edit", invoice="INV-7", invoice_date="2026-01-05", note="late")
    assert invoice.header("invoice", "invoice_date", "due_date", "note", "total") == (
        "INV-7", date(2026, 1, 5), date(2026, 2, 4), "late", Decimal("777.60"))  # fmt: skip
    assert invoice.do("edit", terms_of_payment="COD", posting_profile="GEN", on_hold=True)
    assert invoice.header("terms_of_payment__code", "due_date", "on_hold") == ("COD", date(2026, 1, 5), True)
    assert invoice.do("edit", due_date="2026-03-01", on_hold=False)
    assert invoice.do("edit", invoice_date="2026-01-06")
    assert invoice.header("due_date") == (date(2026, 3, 1),)
    assert invoice.do("edit", due_date=None)
    assert invoice.header("due_date") == (date(2026, 1, 6),)


def test_lines_are_edited_and_all_amounts_follow(buyer: Buyer, order: Order) -> None:
    invoice = billed(order, "INV-1")
    assert invoice.do("edit", lines=[{"line_number": 1, "quantity": "50", "unit_price": "12.50"}])
    assert invoice.lines("quantity", "net_amount", "sales_tax", "price_match") == [(50, 625, 50, "failed")]
    assert invoice.matches("quantity", "accrued") == [(50, 600)]
    assert invoice.header("subtotal", "sales_tax", "total", "match_status") == (625, 50, 675, "failed")
    assert billed(order, "INV-2").lines("quantity") == [(10,)]


def test_lines_are_removed(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10), line("B200", 2))
    order.receive("PS-1")
    invoice = billed(order, "INV-1")
    assert invoice.do("edit", lines=[{"line_number": 2, "remove": True}])
    assert invoice.lines("line_number") == [(1,)]
    assert len(invoice.matches("id")) == 1
    assert invoice.header("subtotal") == (100,)
    assert invoice.do("edit", lines=[{"line_number": 1, "remove": True}]) is None
    assert invoice.refused == ["INV-016"]


EDITS: list[Any] = [
    pytest.param({"lines": [{"line_number": 9, "quantity": "1"}]}, ["KRN-008"], id="a line that does not exist"),
    pytest.param({"terms_of_payment": "NEVER"}, ["KRN-008"], id="terms that do not exist"),
    pytest.param({"posting_profile": "NONE"}, ["KRN-008"], id="a profile that does not exist"),
    pytest.param({"lines": [{"line_number": 1, "quantity": "0"}]}, ["INV-016"], id="no quantity"),
    pytest.param({"lines": [{"line_number": 1, "discount_percent": "200"}]}, ["DISC_OVER_100"], id="a discount"),
]


@pytest.mark.parametrize(("told", "codes"), EDITS)
def test_edits_refused(order: Order, told: dict[str, Any], codes: list[str]) -> None:
    invoice = billed(order, "INV-1")
    assert invoice.do("edit", **told) is None
    assert invoice.refused == codes


def test_receipts_are_matched_again(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10, "12.00"))
    invoice = billed(order, "INV-1", quantity_option="ordered")
    order.receive("PS-1", {1: 10})
    assert invoice.do("match-product-receipts")
    assert invoice.header("match_status") == ("passed",)
    assert invoice.matches("quantity") == [(10,)]


def test_deleting_a_pending_invoice_frees_what_it_held(buyer: Buyer, order: Order) -> None:
    """04 §26.15: nothing is left but the history."""
    before = fingerprint()
    invoice = billed(order, "INV-1")
    assert invoice.do("delete")
    after = fingerprint()
    left = {table for table in before if before[table] != after[table]}
    history = {"invoices_matchresult", "kernel_act", "kernel_change", "kernel_event", "orders_purchaseorder"}
    assert left <= history
    assert billed(order, "INV-1").lines("quantity") == [(60,)]


@pytest.mark.parametrize("key", ["edit", "post", "delete", "hold", "release", "match-product-receipts"])
def test_a_posted_invoice_is_left_alone(order: Order, key: str) -> None:
    invoice = billed(order, "INV-1", post=True)
    assert invoice.do(key) is None
    assert invoice.refused == ["INV-062"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE invoices_vendorinvoice SET note = 'x'",
        "DELETE FROM invoices_vendorinvoice",
        "UPDATE invoices_vendorinvoiceline SET quantity = 1",
        "DELETE FROM invoices_vendorinvoiceline",
        "INSERT INTO invoices_vendorinvoiceline SELECT * FROM invoices_vendorinvoiceline",
        "UPDATE invoices_receiptmatch SET quantity = 1",
        "DELETE FROM invoices_receiptmatch",
        "DELETE FROM invoices_invoiceorder",
    ],
)
def test_the_database_keeps_posted_invoices(buyer: Buyer, order: Order, statement: str) -> None:
    billed(order, "INV-1", post=True)
    with scope.companies(buyer.company.id), pytest.raises(DatabaseError), transaction.atomic():
        sql.values(statement)


def test_a_pending_line_cannot_be_moved_to_a_posted_invoice(buyer: Buyer, order: Order) -> None:
    billed(order, "INV-1", {1: 10}, post=True)
    billed(order, "INV-2", {1: 10})
    with buyer.company.reading():
        posted = VendorInvoice.objects.get(status="posted").pk
        pending = VendorInvoiceLine.objects.get(invoice__status="pending").pk
    move = "UPDATE invoices_vendorinvoiceline SET invoice_id = %s, line_number = 99 WHERE id = %s"
    with scope.companies(buyer.company.id), pytest.raises(DatabaseError, match="posted"), transaction.atomic():
        sql.values(move, [posted, pending])


# --- What lower floors hear -------------------------------------------------------------------------


def test_a_pending_invoice_protects_its_order_lines(order: Order) -> None:
    invoice = billed(order, "INV-1")
    assert order.do("cancel") is None
    assert order.refused == ["ORD-43"]
    assert order.do("finalize") is None
    assert set(order.refused) == {"ORD-46"}
    invoice.do("delete")
    assert order.do("cancel")
    assert order.shows(canceled_order=40) == {"canceled_order": 40}


def test_a_pending_invoice_keeps_its_period_open(buyer: Buyer, order: Order) -> None:
    invoice = billed(order, "INV-1")
    with buyer.company.reading():
        period = Period.objects.get(starts_on__lte=buyer.company.today, ends_on__gte=buyer.company.today).name
    assert buyer.run(Period, "close", [period]) is None
    invoice.post()
    assert buyer.run(Period, "close", [period])


# --- Many at once, and beforehand -------------------------------------------------------------------


def test_every_order_gets_an_invoice_of_its_own(buyer: Buyer) -> None:
    orders = [buyer.order(line("A100", 10)) for _ in range(3)]
    buyer.run(PurchaseOrder, "post-product-receipt", [each.number for each in orders], {"product_receipt": "PS-1"})
    told = [{"invoice": f"INV-{place}", "post": place > 0} for place in range(3)]
    answer = buyer.run(PurchaseOrder, "invoice", [each.number for each in orders], told)
    assert answer
    assert [each.header("status") for each in orders] == [("received",), ("invoiced",), ("invoiced",)]
    assert len(owed(buyer, "id")) == 2
    assert buyer.proven() == []


def test_many_invoices_are_posted_at_once(buyer: Buyer) -> None:
    orders = [buyer.order(line("A100", 10)) for _ in range(3)]
    buyer.run(PurchaseOrder, "post-product-receipt", [each.number for each in orders], {"product_receipt": "PS-1"})
    invoices = [billed(order, f"INV-{place}") for place, order in enumerate(orders)]
    assert buyer.run(VendorInvoice, "post", [each.number for each in invoices])
    assert [each.header("status") for each in orders] == [("invoiced",)] * 3
    assert buyer.proven() == []


def test_two_invoices_of_one_line_are_posted_at_once(buyer: Buyer, order: Order) -> None:
    invoices = [billed(order, f"INV-{place}", {1: 30}) for place in range(2)]
    assert buyer.run(VendorInvoice, "post", [each.number for each in invoices])
    assert order.shows(invoiced=60) == {"invoiced": 60}
    assert buyer.proven() == []


def test_two_invoices_together_bill_no_more_than_is_allowed(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10, **TWO_WAY))
    invoices = [billed(order, f"INV-{place}", {1: 6}) for place in range(2)]
    assert buyer.run(VendorInvoice, "post", [each.number for each in invoices]) is None
    assert buyer.codes == ["INV-020"]


def test_receipts_that_came_since_go_to_the_first_of_two(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10, **TWO_WAY))
    invoices = [billed(order, f"INV-{place}", {1: 5}) for place in range(2)]
    order.receive("PS-1", {1: 7})
    assert buyer.run(VendorInvoice, "post", [each.number for each in invoices])
    assert [each.matches("quantity") for each in invoices] == [[(5,)], [(2,)]]
    assert order.shows(received=10, invoiced=10) == {"received": 10, "invoiced": 10}
    assert buyer.proven() == []


def test_two_invoices_are_changed_together(buyer: Buyer, order: Order) -> None:
    invoices = [billed(order, f"INV-{place}", {1: 20}) for place in range(2)]
    told = [{"lines": [{"line_number": 1, "quantity": "40"}]}, {"lines": [{"line_number": 1, "quantity": "30"}]}]
    assert buyer.run(VendorInvoice, "edit", [each.number for each in invoices], told)
    assert [each.matches("quantity") for each in invoices] == [[(40,)], [(20,)]]
    assert [each.lines("quantity_match") for each in invoices] == [[("passed",)], [("failed",)]]


def test_a_preview_tells_what_would_happen_and_changes_nothing(buyer: Buyer, order: Order) -> None:
    before = fingerprint()
    answer = buyer.run(PurchaseOrder, "invoice", [order.number], {"invoice": "INV-1", "post": True}, preview=True)
    assert fingerprint() == before
    assert answer
    assert answer.effects
    tables = {table["key"]: table["rows"] for table in answer.effects["tables"]}
    assert [Decimal(row["amount"]) for row in tables["vendor-transactions"]] == [Decimal("-777.60")]
    assert [row["status"] for row in tables["match-results"]] == ["Passed", "Passed"]
    assert len(tables["vouchers"]) == 9


def _count(buyer: Buyer, record: Any, key: str, numbers: list[str], told: dict[str, Any]) -> int:
    shape = find(record, key).args
    with sql.counted() as count:
        run(record, key, numbers, shape(**told), buyer.company.ctx.fresh())
    return count.number


def _received(buyer: Buyer, lines: int, slip: str) -> str:
    order = buyer.order(*[line("A100", 1, "10.00")] * lines)
    order.receive(slip)
    return order.number


def test_the_number_of_statements_does_not_grow(buyer: Buyer) -> None:
    """One line or two hundred: the same statements, for each act."""
    counts = []
    for place, lines in enumerate((1, 1, 200)):
        order = _received(buyer, lines, f"PS-{place}")
        at_once = _received(buyer, lines, f"PS-{place}-B")
        entered = _count(buyer, PurchaseOrder, "invoice", [order], {"invoice": f"INV-{place}"})
        with buyer.company.reading():
            number = VendorInvoice.objects.order_by("-id")[0].number
        edits = {"lines": [{"line_number": each + 1, "unit_price": "10.00"} for each in range(lines)]}
        edited = _count(buyer, VendorInvoice, "edit", [number], edits)
        matched = _count(buyer, VendorInvoice, "match-product-receipts", [number], {})
        posted = _count(buyer, VendorInvoice, "post", [number], {})
        whole = _count(buyer, PurchaseOrder, "invoice", [at_once], {"invoice": f"INV-{place}-B", "post": True})
        counts.append((entered, edited, matched, posted, whole))
    assert counts[1] == counts[2]


def test_the_number_of_statements_does_not_grow_with_invoices(buyer: Buyer) -> None:
    counts: list[int] = []
    for many in (1, 1, 12):
        orders = [_received(buyer, 1, f"PS-{many}-{len(counts)}-{place}") for place in range(many)]
        invoices = [billed(Order(buyer, order), f"INV-{order}").number for order in orders]
        counts.append(_count(buyer, VendorInvoice, "post", invoices, {}))
    assert counts[1] == counts[2]


def test_nothing_is_left_of_matches_without_lines(buyer: Buyer, order: Order) -> None:
    billed(order, "INV-1", {1: 10}).do("edit", lines=[{"line_number": 1, "quantity": "5"}])
    with buyer.company.reading():
        assert list(ReceiptMatch.objects.values_list("quantity", flat=True)) == [5]
