"""The family of actions and inquiries, on a company that buys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manciple.demo.company import Company
from manciple.kernel.actions import find
from manciple.kernel.running import Numbers, create, run
from manciple.kernel.testing.acting import ActionFamily, InquiryFamily, Told
from manciple.orders.models import PurchaseOrder

ORDER = {"vendor": "V001", "lines": [{"item": "A100", "quantity": "5"}, {"item": "B200", "quantity": "3"}]}


def ordered(company: Company) -> str:
    args = find(PurchaseOrder, "create").args(**ORDER)
    return create(PurchaseOrder, args, company.ctx.fresh()).made[0].number


def do(company: Company, key: str, number: str, **told: Any) -> str:
    run(PurchaseOrder, key, [number], find(PurchaseOrder, key).args(**told), company.ctx.fresh())
    return number


def confirmed(company: Company) -> str:
    return do(company, "confirm", ordered(company))


def received(company: Company) -> str:
    number = confirmed(company)
    return do(company, "post-product-receipt", number, product_receipt=f"PS-{number}")


def new_order(company: Company) -> tuple[Numbers, Told]:
    return (), ORDER


def to_confirm(company: Company) -> tuple[Numbers, Told]:
    return [ordered(company), ordered(company)], {}


def to_receive(company: Company) -> tuple[Numbers, Told]:
    return [confirmed(company)], {"product_receipt": "PS-1"}


def to_invoice(company: Company) -> tuple[Numbers, Told]:
    return [received(company)], {"invoice": "INV-1", "post": True}


def to_cancel(company: Company) -> tuple[Numbers, Told]:
    return [ordered(company)], {}


class TestEveryAction(ActionFamily):
    """Every action of the house."""

    samples = {
        "orders.purchaseorder.create": new_order,
        "orders.purchaseorder.confirm": to_confirm,
        "orders.purchaseorder.post-product-receipt": to_receive,
        "orders.purchaseorder.invoice": to_invoice,
        "orders.purchaseorder.cancel": to_cancel,
        "orders.purchaseorder.delete": to_cancel,
    }


class TestEveryInquiry(InquiryFamily):
    """Every inquiry of the house."""

    about = {"purchase-orders": received}
    told = {"price-details": {"line": 1}}

    def more(self, company: Company) -> Sequence[str]:
        return [received(company)]
