"""Copying receipts and invoices into orders; credit notes (01 §14)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from manciple.invoices.tests.billing import billed
from manciple.kernel import inquiries, sql
from manciple.kernel.actions import find
from manciple.kernel.args import read
from manciple.kernel.running import run
from manciple.orders.models import OrderParameters, PurchaseLine, PurchaseOrder
from manciple.receipts.tests.buying import Buyer, Order, line


def invoiced(buyer: Buyer, quantity: int = 10, *more: str) -> tuple[Order, str]:
    """An order received and invoiced in whole, and the number of its invoice."""
    order = buyer.order(line("A100", quantity, "2.00"), *(line(item, 4, "1.25") for item in more))
    order.receive(f"PS-{order.number}", {})
    invoice = billed(order, f"INV-{order.number}", post=True)
    return order, invoice.number


def credit(order: Order, *sources: str, quantity: str = "", **told: Any) -> None:
    """Makes an order the credit note of invoice lines."""
    typed = {"quantity": quantity} if quantity else {}
    order.do("credit-note", lines=[{"source": f"invoice:{each}", **typed} for each in sources], **told)


def test_receipts_and_invoices_are_copied_at_their_prices(buyer: Buyer) -> None:
    order, invoice = invoiced(buyer)
    (receipt,) = [row.document for row in sources(buyer, order, "receipt")]
    new = buyer.order(confirm=False)
    for source in (f"receipt:{receipt}", f"invoice:{invoice}:1"):
        new.do("copy-from-all", lines=[{"source": source}], delete_lines=False, copy_header=False)
        assert new.refused == []
    expected = {"ordered": Decimal(10), "unit_price": Decimal(2), "net_amount": Decimal(20)}
    assert [new.shows(number, **expected) for number in (1, 2)] == [expected, expected]


def test_own_journals_are_receipts_and_invoices_too(buyer: Buyer) -> None:
    order, invoice = invoiced(buyer)
    told = {"delete_lines": False, "copy_header": False}
    order.do("copy-from-journal", lines=[{"source": f"invoice:{invoice}"}], **told)
    assert order.refused == []
    other = buyer.order(confirm=False)
    other.do("copy-from-journal", lines=[{"source": f"invoice:{invoice}"}], **told)
    assert other.refused == ["ORD-131"]


def test_a_credit_note_takes_invoices_back(buyer: Buyer) -> None:
    buyer.parameters(OrderParameters, settlement_type="designated_transactions")
    _, invoice = invoiced(buyer)
    note = buyer.order(confirm=False)
    credit(note, invoice)
    assert note.refused == []
    expected = {
        "ordered": Decimal(-10),
        "unit_price": Decimal(2),
        "net_amount": Decimal(-20),
        "credited_invoice": invoice,
    }
    assert note.shows(1, **expected) == expected
    assert note.header("settlement_type", "purchase_type") == ("designated_transactions", "purchase_order")


def test_the_type_changes_only_when_that_is_said(buyer: Buyer) -> None:
    _, invoice = invoiced(buyer)
    note = buyer.order(confirm=False)
    credit(note, invoice, returned_order=True)
    assert note.refused == ["ORD-06"]
    credit(note, invoice, returned_order=True, rma_number="RMA-1")
    assert note.header("purchase_type", "rma_number") == ("returned_order", "RMA-1")


def test_no_more_is_credited_than_was_invoiced(buyer: Buyer) -> None:
    _, invoice = invoiced(buyer)
    first, second = buyer.order(confirm=False), buyer.order(confirm=False)
    credit(first, f"{invoice}:1", quantity="4")
    credit(second, f"{invoice}:1", quantity="7")
    assert second.refused == ["ORD-62"]
    credit(second, f"{invoice}:1")
    assert second.refused == ["ORD-62"]
    credit(second, f"{invoice}:1", quantity="6")
    assert second.shows(1, ordered=Decimal(-6)) == {"ordered": Decimal(-6)}
    assert [row.creditable for row in sources(buyer, second, "invoice")] == [Decimal(0)]


def test_a_line_named_twice_is_credited_once(buyer: Buyer) -> None:
    _, invoice = invoiced(buyer)
    note = buyer.order(confirm=False)
    credit(note, f"{invoice}:1", f"{invoice}:1", quantity="6")
    assert note.refused == ["ORD-62"]
    credit(note, f"{invoice}:1", quantity="-6")
    assert note.refused == ["ORD-62"]


def test_a_canceled_credit_may_be_taken_again(buyer: Buyer) -> None:
    _, invoice = invoiced(buyer)
    first, second = buyer.order(confirm=False), buyer.order(confirm=False)
    credit(first, invoice)
    first.do("cancel")
    credit(second, invoice)
    assert second.refused == []


def test_only_invoices_of_the_account(buyer: Buyer) -> None:
    _, invoice = invoiced(buyer)
    note = buyer.order(confirm=False, vendor="V002")
    credit(note, invoice)
    assert note.refused == ["ORD-134"]


def test_an_order_with_an_invoice_becomes_no_credit_note_but_may_credit_on_a_line(buyer: Buyer) -> None:
    order, invoice = invoiced(buyer)
    credit(order, invoice)
    assert order.refused == ["ORD-130"]
    buyer.run(PurchaseLine, "credit-note", [order.line(1)["id"]], {"lines": [{"source": f"invoice:{invoice}"}]})
    assert buyer.codes == []
    assert order.shows(2, ordered=Decimal(-10)) == {"ordered": Decimal(-10)}


def test_the_header_of_the_invoiced_order_comes_along(buyer: Buyer) -> None:
    order = buyer.order(line("A100", 10, "2.00"), terms_of_payment="COD")
    order.receive("PS-1", {})
    invoice = billed(order, "INV-1", post=True).number
    note = buyer.order(confirm=False)
    credit(note, invoice)
    assert note.header("terms_of_payment__code") == ("COD",)


def sources(buyer: Buyer, order: Order, kind: str) -> list[Any]:
    """What may be copied into an order."""
    asked = inquiries.find("copy-sources")
    with buyer.company.reading():
        return list(asked.rows(buyer.company.ctx, number=order.number, kind=kind))


@pytest.mark.parametrize("kind", ["order", "confirmation", "receipt", "invoice"])
def test_every_kind_is_offered(buyer: Buyer, kind: str) -> None:
    order, _ = invoiced(buyer)
    other = buyer.order(confirm=False)
    assert [(row.item, row.quantity) for row in sources(buyer, other, kind)] == [("A100", Decimal(10))]
    assert order.refused == []


def test_statements_do_not_grow_with_lines(buyer: Buyer) -> None:
    def count(lines: int) -> int:
        _, invoice = invoiced(buyer, 1, *["A100"] * (lines - 1))
        note = buyer.order(confirm=False)
        args = read(find(PurchaseOrder, "credit-note").args, {"lines": [{"source": f"invoice:{invoice}"}]})
        with sql.counted() as counted:
            run(PurchaseOrder, "credit-note", [note.number], args, buyer.company.ctx.fresh())
        return counted.number

    assert count(1) == count(200)
