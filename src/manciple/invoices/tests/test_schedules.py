"""Receipts and invoices see the deliveries of a schedule, never its total (01 §13)."""

from __future__ import annotations

from typing import Any

from manciple.demo.company import Company
from manciple.kernel import verify
from manciple.kernel.actions import find
from manciple.kernel.args import read
from manciple.kernel.refusals import Refused
from manciple.kernel.running import create, run
from manciple.orders.models import PurchaseLine, PurchaseOrder


def do(company: Company, key: str, number: str, **told: Any) -> list[str]:
    """Something done to an order; the codes of the refusals."""
    try:
        run(PurchaseOrder, key, [number], read(find(PurchaseOrder, key).args, told), company.ctx.fresh())
    except Refused as refused:
        return refused.codes
    return []


def scheduled(company: Company) -> str:
    """A confirmed order of ten, to be delivered as four and six."""
    lines = [{"item": "A100", "quantity": quantity} for quantity in ("10", "4", "6")]
    told = {"vendor": "V001", "site": "1", "lines": lines}
    made = create(PurchaseOrder, read(find(PurchaseOrder, "create").args, told), company.ctx.fresh()).made[0]
    stored = PurchaseLine.objects.filter(company=company.id, order=made.id)
    total = stored.get(line_number=1).pk
    stored.filter(pk=total).update(line_type="multiple_deliveries")
    stored.exclude(pk=total).update(line_type="delivery", parent=total)
    assert do(company, "edit", made.number, vendor_reference="scheduled") == []
    assert do(company, "confirm", made.number) == []
    return str(made.number)


def test_deliveries_are_received_and_invoiced_and_the_total_follows(company: Company) -> None:
    number = scheduled(company)
    assert do(company, "post-product-receipt", number, product_receipt="PS-0",
              lines=[{"line_number": 1, "quantity": "10"}]) != []  # fmt: skip
    assert do(company, "post-product-receipt", number, product_receipt="PS-1") == []
    assert do(company, "invoice", number, invoice="INV-1", post=True) == []
    lines = PurchaseLine.objects.filter(company=company.id, order__number=number).order_by("line_number")
    assert [(each.received, each.invoiced, str(each.status)) for each in lines] == [
        (10, 10, "invoiced"), (4, 4, "invoiced"), (6, 6, "invoiced")]  # fmt: skip
    order = PurchaseOrder.objects.get(company=company.id, number=number)
    assert (order.status, order.total) == ("invoiced", 108)
    assert verify.check(company.id) == []
    assert do(company, "finalize", number) == []
