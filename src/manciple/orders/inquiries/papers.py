"""What is printed of orders as they stand, and of what was sent: lines word for word (01 §11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from manciple.kernel.context import Context
from manciple.kernel.inquiries import column, inquiry
from manciple.kernel.refusals import NotFound

from ..models import PurchaseInquiry, PurchaseLine, PurchaseOrder
from ..terms import VIEW_ORDERS
from .figures import ORDERS


@dataclass(frozen=True, slots=True)
class ProFormaLine:
    """A line as it would be told to the vendor."""

    line: int = column(_("Line number"), "line_number")
    item: str = column(_("Item number"), "item__item", ref="released-products")
    external_item: str = column(_("External item number"))
    text: str = column(_("Text"))
    quantity: Decimal = column(_("Quantity"), kind="quantity")
    unit: str = column(_("Unit"), "unit__code")
    unit_price: Decimal = column(_("Unit price"), kind="price")
    price_unit: Decimal = column(_("Price unit"), kind="quantity")
    discount: Decimal = column(_("Discount"), kind="price")
    discount_percent: Decimal = column(_("Discount percent"), kind="percent")
    net_amount: Decimal = column(_("Net amount"))
    delivery_date: date = column(_("Delivery date"))


@inquiry("print-pro-forma", label=_("Pro forma purchase order"), row=ProFormaLine, duty=VIEW_ORDERS, about=ORDERS,
         order=("line_number",))  # fmt: skip
def pro_forma(ctx: Context, *, number: str) -> QuerySet[PurchaseLine]:
    """The order as it stands, in every state, for print; leaves no trace (01 §11.2)."""
    if not PurchaseOrder.objects.filter(company=ctx.company, number=number).exists():
        raise NotFound(number)
    return PurchaseLine.objects.filter(company=ctx.company, order__number=number, counts=True)


@dataclass(frozen=True, slots=True)
class SentLine:
    """A line as the vendor was sent it for checking."""

    line: int = column(_("Line number"))
    item: str = column(_("Item number"))
    product_name: str = column(_("Product name"))
    text: str = column(_("Text"))
    quantity: Decimal = column(_("Quantity"), kind="quantity")
    unit: str = column(_("Unit"))
    unit_price: Decimal | None = column(_("Unit price"), kind="price")
    price_unit: Decimal = column(_("Price unit"), kind="quantity")
    discount: Decimal = column(_("Discount"), kind="price")
    discount_percent: Decimal = column(_("Discount percent"), kind="percent")
    net_amount: Decimal = column(_("Net amount"))
    delivery_date: date | None = column(_("Delivery date"))


@inquiry("inquiry-lines", label=_("Lines"), row=SentLine, duty=VIEW_ORDERS, about="purchase-inquiries")
def sent_lines(ctx: Context, *, number: str) -> list[SentLine]:
    """The lines of a purchase inquiry as they were sent, whatever became of the order (01 §11.1)."""
    found = PurchaseInquiry.objects.filter(company=ctx.company, number=number)
    content = found.values_list("content", flat=True).first()
    if content is None:
        raise NotFound(number)
    lines = (each for each in content["lines"] if each.get("line_type") != "multiple_deliveries")
    return sorted(map(_sent, lines), key=lambda each: each.line)


def _sent(line: Mapping[str, Any]) -> SentLine:
    def amount(name: str, otherwise: str = "0") -> Decimal:
        return Decimal(line.get(name, otherwise))

    told = line.get("delivery_date")
    return SentLine(
        line["line_number"], line["item"], line.get("product_name", ""), line.get("text", ""), amount("quantity"),
        line["unit"], amount("unit_price") if "unit_price" in line else None, amount("price_unit", "1"),
        amount("discount"), amount("discount_percent"), amount("net_amount"),
        date.fromisoformat(told) if told else None)  # fmt: skip
