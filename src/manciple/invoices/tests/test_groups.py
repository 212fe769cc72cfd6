"""What an order gives its receipts and invoices: numbers of its group; a Journal gives nothing (01 §2.1, §3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from manciple.founding.making import make
from manciple.invoices.tests.billing import billed
from manciple.kernel.models import NumberSequence, NumberSequenceGroup
from manciple.orders.models import PurchaseOrder
from manciple.parties.models import Vendor
from manciple.receipts.models import ProductReceipt
from manciple.receipts.tests.buying import Buyer, line

OWN = {"product-receipt": "E-PR####", "voucher": "E-V####"}


def east(buyer: Buyer) -> None:
    """A group with receipts and vouchers of its own, and the company's invoices."""
    ctx = buyer.company.ctx
    make(NumberSequenceGroup, [{"code": "EAST", "name": "East"}], ctx)
    told = [
        {"code": f"east-{reference}", "reference": reference, "group": "EAST", "format": form, "continuous": True}
        for reference, form in OWN.items()
    ]
    make(NumberSequence, told, ctx)


def receipts(buyer: Buyer) -> list[str]:
    with buyer.company.reading():
        found = ProductReceipt.objects.filter(company=buyer.company.id).order_by("id")
        return list(found.values_list("number", flat=True))


def test_documents_of_a_group_have_its_numbers_where_it_has_any(buyer: Buyer) -> None:
    east(buyer)
    order = buyer.order(line("A100", 5, "2"), number_sequence_group="EAST")
    order.receive("PS-1")
    invoice = billed(order, "INV-1", post=True)
    assert receipts(buyer) == ["E-PR0001"]
    assert {*buyer.ledger()} == {"E-V0001", "E-V0002"}
    assert not invoice.number.startswith("E-")


def test_other_orders_have_the_numbers_of_the_company(buyer: Buyer) -> None:
    east(buyer)
    order = buyer.order(line("A100", 5, "2"))
    order.receive("PS-1")
    billed(order, "INV-1", post=True)
    assert not any(number.startswith("E-") for number in [*receipts(buyer), *buyer.ledger()])


def test_a_pending_invoice_is_posted_with_a_voucher_of_the_group(buyer: Buyer) -> None:
    east(buyer)
    order = buyer.order(line("A100", 5, "2"), number_sequence_group="EAST")
    order.receive("PS-1")
    invoice = billed(order, "INV-1")
    assert invoice.do("post"), buyer.codes
    assert {*buyer.ledger()} == {"E-V0001", "E-V0002"}


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("post-product-receipt", {"product_receipt": "PS-1"}),
        ("invoice", {"invoice": "INV-1", "lines": [{"line_number": 1, "quantity": "1"}]}),
    ],
)
def test_nothing_is_received_or_invoiced_on_a_journal(buyer: Buyer, key: str, told: dict[str, Any]) -> None:
    order = buyer.order(line("A100", 5, "2"), confirm=False, purchase_type="journal")
    assert buyer.run(PurchaseOrder, key, [order.number], told) is None
    assert buyer.codes == ["ORD-07"]


@pytest.mark.parametrize(("days", "codes"), [(0, ["RCV-02"]), (-1, [])])
def test_a_hold_that_has_ended_stops_no_receipt(buyer: Buyer, days: int, codes: list[str]) -> None:
    order = buyer.order(line("A100", 5, "2"))
    until = buyer.company.today + timedelta(days=days)
    assert buyer.run(Vendor, "edit", ["V001"], {"hold": "all", "hold_until": until})
    order.receive("PS-1")
    assert buyer.codes == codes


@pytest.mark.parametrize(("days", "codes"), [(0, ["INV-013"]), (-1, [])])
def test_a_hold_that_has_ended_stops_no_invoice(buyer: Buyer, days: int, codes: list[str]) -> None:
    order = buyer.order(line("A100", 5, "2"))
    order.receive("PS-1")
    until = buyer.company.today + timedelta(days=days)
    assert buyer.run(Vendor, "edit", ["V001"], {"hold": "invoice", "hold_until": until})
    buyer.run(PurchaseOrder, "invoice", [order.number], {"invoice": "INV-1"})
    assert buyer.codes == codes
