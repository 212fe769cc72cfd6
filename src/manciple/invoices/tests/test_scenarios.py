"""Invoicing as the business tells it (chapter 04)."""

from __future__ import annotations

from decimal import Decimal

from manciple.founding.making import make
from manciple.invoices.tests.billing import bill, billed, checking, owed
from manciple.ledger import actions as ledger
from manciple.ledger.models import InventoryPosting, MainAccount
from manciple.ledger.terms import Document, Posting, PostingType
from manciple.organization.models import Currency
from manciple.receipts.tests.buying import Buyer, line


def test_an_order_from_first_receipt_to_the_end(buyer: Buyer) -> None:
    """Receive in parts, bill in parts, finalize: every account of receiving ends at nothing."""
    freight = [{"charge_code": "FREIGHT", "value": "2.5"}]
    order = buyer.order(line("A100", 100, "12.00"), line("S400", "8", "80.00"), charges=freight)
    order.receive("PS-1", {1: 60, 2: 3})
    first = billed(order, "INV-1", post=True)
    assert first.header("subtotal", "charges", "sales_tax", "total") == (
        960, 24, Decimal("76.80"), Decimal("1060.80"))  # fmt: skip
    assert order.header("status", "document_status") == ("open_order", "invoice")

    order.receive("PS-2")
    assert order.header("status") == ("received",)
    second = billed(order, "INV-2", post=True)
    assert second.header("total") == (Decimal("972.40"),)
    assert order.header("status") == ("invoiced",)
    assert order.do("finalize"), order.refused

    assert buyer.balances() == {
        "140100": 1200, "150100": Decimal("147.20"), "200100": Decimal("-2033.20"), "600100": 640, "605100": 46,
    }  # fmt: skip
    assert [amount for (amount,) in owed(buyer, "amount")] == [Decimal("-1060.80"), Decimal("-972.40")]
    assert buyer.proven() == []


def test_three_receipts_and_two_invoices_of_uneven_cents(buyer: Buyer) -> None:
    """W7 and W12: whatever the split, accrual and net amount come out to the cent."""
    order = buyer.order(line("A100", 3, net_amount="10.00"), vendor="V002")
    for place in range(3):
        order.receive(f"PS-{place}", {1: 1})
    first, second = billed(order, "INV-1", {1: 2}, post=True), billed(order, "INV-2", post=True)
    assert [first.header("subtotal"), second.header("subtotal")] == [(Decimal("6.67"),), (Decimal("3.33"),)]
    assert [each for (each,) in first.matches("accrued")] == [Decimal("3.33"), Decimal("3.34")]
    assert buyer.balances() == {"140100": 10, "200100": -10}
    assert buyer.proven() == []


def test_one_receipt_and_three_invoices_of_uneven_cents(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 3, net_amount="10.00"), vendor="V002")
    order.receive("PS-1")
    invoices = [billed(order, f"INV-{place}", {1: 1}) for place in range(3)]
    assert [each.matches("accrued") for each in invoices] == [
        [(Decimal("3.33"),)], [(Decimal("3.34"),)], [(Decimal("3.33"),)]]  # fmt: skip
    for invoice in reversed(invoices):
        assert invoice.post(), invoice.refused
    assert buyer.balances() == {"140100": 10, "200100": -10}
    assert buyer.proven() == []


def test_a_deleted_part_leaves_its_cents_to_the_next(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 3, net_amount="100.00"), vendor="V002")
    order.receive("PS-1")
    first, second = billed(order, "INV-1", {1: 1}), billed(order, "INV-2", {1: 1})
    first.do("delete")
    second.post()
    for place in (3, 4):
        billed(order, f"INV-{place}", {1: 1}, post=True)
    assert buyer.balances() == {"140100": 100, "200100": -100}
    assert order.header("status") == ("invoiced",)
    assert buyer.proven() == []


def _posted_elsewhere(buyer: Buyer) -> None:
    """From now on receipts of A100 go to accounts of their own."""
    accounts = {PostingType.ACCR: "200150", PostingType.PEU: "510150", PostingType.PHYS: "140250"}
    new = [{"number": number, "name": number, "account_type": "asset"} for number in accounts.values()]
    make(MainAccount, new, buyer.company.ctx)
    rows = [{"posting_type": role.value, "item": "A100", "main_account": number} for role, number in accounts.items()]
    make(InventoryPosting, rows, buyer.company.ctx, by=("posting_type", "item"))


def test_a_receipt_is_taken_back_from_the_accounts_it_was_posted_to(buyer: Buyer) -> None:
    """Posting set-up may change between receipt and invoice; what was posted is undone where it stands (04 §11.2)."""
    order = buyer.order(line("A100", 100, "12.00"), vendor="V002")
    order.receive("PS-1", {1: 60})
    _posted_elsewhere(buyer)
    order.receive("PS-2", {1: 40})
    assert buyer.balances() == {"140200": 720, "200140": -720, "140250": 480, "200150": -480}

    invoice = billed(order, "INV-1", {1: 80}, post=True)
    assert sorted(invoice.entries()) == [
        ("140100", 960), ("140200", -720), ("140250", -240), ("200100", -960), ("200140", 720), ("200150", 240),
        ("510100", -720), ("510100", 720), ("510150", -240), ("510150", 240), ("510200", -960), ("510200", 960),
    ]  # fmt: skip
    assert buyer.balances() == {"140100": 960, "140250": 240, "200100": -960, "200150": -240}
    assert buyer.proven() == []

    billed(order, "INV-2", post=True)
    assert buyer.balances() == {"140100": 1200, "200100": -1200}
    assert buyer.proven() == []


def test_an_account_that_was_suspended_since_takes_nothing_back(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10, "12.00"), vendor="V002")
    order.receive("PS-1")
    _posted_elsewhere(buyer)
    assert buyer.run(MainAccount, "edit", ["200140"], {"suspended": True})
    invoice = billed(order, "INV-1")
    assert invoice.post() is None
    assert invoice.refused == ["LED-08"]
    assert buyer.run(MainAccount, "edit", ["200140"], {"suspended": False})
    assert invoice.post(), invoice.refused
    assert buyer.proven() == []


def test_a_balance_on_the_wrong_account_of_receiving_is_found(buyer: Buyer) -> None:
    """The control: the sum over all accounts is right, each of two accounts is not."""
    order = buyer.order(line("A100", 10, "12.00"), vendor="V002")
    order.receive("PS-1")
    _posted_elsewhere(buyer)
    book = [Posting(PostingType.ACCR, Decimal(120), account=_account(buyer, "200140")),
            Posting(PostingType.ACCR, Decimal(-120), account=_account(buyer, "200150"))]  # fmt: skip
    with buyer.company.reading():
        ledger.post([Document("Correction", "C-1", buyer.company.today, "USD", book)], buyer.company.ctx.fresh())
    assert sorted((each.number, each.stored, each.computed) for each in buyer.proven()) == [
        ("200140", "0.0000", "-120.0000"), ("200150", "-120.0000", "0")]  # fmt: skip


def _account(buyer: Buyer, number: str) -> int:
    with buyer.company.reading():
        return MainAccount.objects.get(company=buyer.company.id, number=number).pk


def test_a_dearer_bill_waits_until_the_vendor_corrects_it(buyer: Buyer) -> None:
    checking(buyer, price_tolerance_percent="2")
    order = buyer.order(line("A100", 10, "100.00"))
    order.receive("PS-1")
    invoice = billed(order, "INV-1", {1: {"quantity": "10", "unit_price": "102.01"}})
    assert invoice.post() is None
    assert invoice.refused == ["INV-030"]
    invoice.do("hold")
    invoice.do("release")
    invoice.do("edit", lines=[{"line_number": 1, "unit_price": "102.00"}])
    assert invoice.post()
    assert buyer.balances()["140100"] == 1020
    assert buyer.proven() == []


def test_a_cheaper_bill_lowers_the_cost(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10, "100.00"), vendor="V002")
    order.receive("PS-1")
    billed(order, "INV-1", {1: {"quantity": "10", "unit_price": "90"}}, post=True)
    assert buyer.balances() == {"140100": 900, "200100": -900}


def test_a_bill_beyond_the_receipt_waits_for_the_rest(buyer: Buyer) -> None:
    """Three-way: invoiced never exceeds received."""
    order = buyer.order(line("A100", 10, "10.00"))
    order.receive("PS-1", {1: 6})
    invoice = billed(order, "INV-1", {1: 10})
    assert invoice.lines("quantity_match") == [("failed",)]
    assert invoice.post() is None
    order.receive("PS-2", {1: 4})
    assert invoice.post()
    assert invoice.matches("quantity") == [(6,), (4,)]
    assert order.header("status") == ("invoiced",)
    assert buyer.proven() == []


def test_an_over_delivery_is_billed_as_received(buyer: Buyer) -> None:
    order = buyer.order(line("B200", 100, "10.00"), vendor="V002")
    order.receive("PS-1", {1: 110})
    invoice = billed(order, "INV-1", post=True)
    assert invoice.lines("quantity", "net_amount") == [(110, 1100)]
    assert order.shows(received=110, invoiced=110, overdelivered=10, status="invoiced") == {
        "received": 110, "invoiced": 110, "overdelivered": 10, "status": "invoiced"}  # fmt: skip
    assert buyer.proven() == []


def test_a_line_closed_short_is_billed_as_received(buyer: Buyer) -> None:
    order = buyer.order(line("B200", 100, "10.00"), vendor="V002")
    order.receive("PS-1", {1: (95, True)})
    billed(order, "INV-1", post=True)
    assert order.header("status") == ("invoiced",)
    assert buyer.balances() == {"140100": 950, "200100": -950}
    assert buyer.proven() == []


def test_goods_sent_back_are_credited(buyer: Buyer) -> None:
    """04 §26.13: bill and credit cancel each other."""
    bought, returned = buyer.order(line("A100", 10, "7.00")), buyer.order(line("A100", -10, "7.00"))
    bought.receive("PS-1")
    billed(bought, "INV-1", post=True)
    returned.receive("PS-2")
    billed(returned, "CR-1", post=True)
    assert buyer.balances() == {}
    assert sum(amount for (amount,) in owed(buyer, "amount")) == 0
    assert buyer.proven() == []


def test_an_invoice_as_ordered_follows_the_price_it_was_billed_at(buyer: Buyer) -> None:
    """The order gets dearer after a part was billed; the rest is billed at the new price."""
    order = buyer.order(line("A100", 10, "7.00"), vendor="V002")
    order.receive("PS-1", {1: 4})
    billed(order, "INV-1", post=True)
    order.do("edit", lines=[{"line_number": 1, "unit_price": "8.00"}])
    order.do("confirm")
    order.receive("PS-2")
    second = billed(order, "INV-2", post=True)
    assert second.lines("quantity", "net_amount", "price_as_ordered") == [(6, 48, True)]
    assert buyer.balances() == {"140100": 76, "200100": -76}
    assert buyer.proven() == []


def test_a_bill_entered_before_the_price_changed_keeps_its_amounts(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10, "7.00"), vendor="V002")
    order.receive("PS-1", {1: 4})
    assert order.do("edit", lines=[{"item": "B200", "quantity": "1", "unit_price": "1"}]), order.refused
    order.do("confirm")
    invoice = billed(order, "INV-1", {1: 4})
    order.do("edit", lines=[{"line_number": 2, "unit_price": "2"}])
    order.do("confirm")
    assert invoice.header("match_status", "subtotal") == ("not_performed", 28)
    assert invoice.post()
    assert invoice.header("subtotal") == (28,)


def test_a_round_off_of_the_currency(buyer: Buyer) -> None:
    buyer.run(Currency, "edit", ["USD"], {"purchase_rounding": "0.05"})
    order = buyer.order(line("A100", 1, "9.98"), vendor="V002")
    order.receive("PS-1")
    invoice = billed(order, "INV-1", post=True)
    assert invoice.header("round_off", "total") == (Decimal("0.02"), 10)
    assert buyer.balances() == {"140100": Decimal("9.98"), "618900": Decimal("0.02"), "200100": -10}
    assert buyer.proven() == []


def test_a_charge_that_was_never_allocated_keeps_the_bill_back(buyer: Buyer) -> None:
    """INV-023 cannot happen as long as confirm refuses such an order (02 §9.5)."""
    order = buyer.order(line("A100", 1), charges=[{"charge_code": "LANDED", "value": "5"}])
    assert order.refused == ["CHARGE_NOT_ALLOCATED"]
    assert bill(order, "INV-1", quantity_option="ordered") is None
    assert order.refused == ["INV-019"]
