"""Lists over orders: what is still to come, what waits for an invoice, what the vendor has to be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from manciple.kernel.context import Context
from manciple.kernel.inquiries import column, inquiry
from manciple.pricing.models import TradeAgreement
from manciple.pricing.terms import VIEW_PRICES

from ..models import ConfirmationLine, PurchaseLine, PurchaseOrder
from ..terms import VIEW_ORDERS, Approval, LineType

MENU = "orders"


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line something is still to come on."""

    order: str = column(_("Purchase order"), "order__number", ref="purchase-orders")
    vendor: str = column(_("Vendor account"), "order__vendor__account", ref="vendors")
    vendor_name: str = column(_("Name"), "order__name")
    line: int = column(_("Line number"), "line_number")
    item: str = column(_("Item number"), "item__item", ref="released-products")
    product_name: str = column(_("Product name"))
    unit: str = column(_("Unit"), "unit__code")
    quantity: Decimal = column(_("Quantity"), kind="quantity")
    received: Decimal = column(_("Received"), kind="quantity")
    remaining: Decimal = column(_("Deliver remainder"), kind="quantity")
    delivery_date: date = column(_("Delivery date"))
    confirmed_delivery_date: date = column(_("Confirmed delivery date"))
    warehouse: str = column(_("Warehouse"), "warehouse__code", ref="warehouses")
    approval_status: str = column(_("Approval status"), "order__approval_status")


@inquiry("open-purchase-order-lines", label=_("Open purchase order lines"), row=OpenLine, duty=VIEW_ORDERS,
         menu=MENU, order=("delivery_date", "order__number", "line_number"))  # fmt: skip
def open_lines(ctx: Context) -> QuerySet[PurchaseLine]:
    """What vendors still owe us, the earliest delivery first."""
    lines = PurchaseLine.objects.filter(company=ctx.company, counts=True, finalized=False)
    return lines.exclude(remaining=0)


@dataclass(frozen=True, slots=True)
class UninvoicedLine:
    """A line that arrived and is not invoiced."""

    order: str = column(_("Purchase order"), "order__number", ref="purchase-orders")
    invoice_account: str = column(_("Invoice account"), "order__invoice_account__account", ref="vendors")
    vendor_name: str = column(_("Name"), "order__name")
    line: int = column(_("Line number"), "line_number")
    item: str = column(_("Item number"), "item__item", ref="released-products")
    product_name: str = column(_("Product name"))
    unit: str = column(_("Unit"), "unit__code")
    received: Decimal = column(_("Received"), kind="quantity")
    invoiced: Decimal = column(_("Invoiced"), kind="quantity")
    received_not_invoiced: Decimal = column(_("Received, not invoiced"), kind="quantity")


@inquiry("received-not-invoiced", label=_("Received, not invoiced"), row=UninvoicedLine, duty=VIEW_ORDERS,
         menu=MENU, order=("order__number", "line_number"))  # fmt: skip
def received_not_invoiced(ctx: Context) -> QuerySet[PurchaseLine]:
    """What arrived and the vendor has not asked money for yet."""
    lines = PurchaseLine.objects.filter(company=ctx.company, counts=True, order__awaits_invoice=True)
    return lines.exclude(received=F("invoiced")).annotate(received_not_invoiced=F("received") - F("invoiced"))


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A line the vendor was told otherwise; blank originals: he does not know it."""

    order: str = column(_("Purchase order"), "order__number", ref="purchase-orders")
    vendor_name: str = column(_("Name"), "order__name")
    approval_status: str = column(_("Approval status"), "order__approval_status")
    line: int = column(_("Line number"), "line_number")
    item: str = column(_("Item number"), "item__item", ref="released-products")
    is_deleted: bool = column(_("Deleted"))
    told_quantity: Decimal = column(_("Original quantity"), kind="quantity")
    new_quantity: Decimal = column(_("New quantity"), kind="quantity")
    told_price: Decimal = column(_("Original unit price"), kind="price")
    unit_price: Decimal = column(_("Unit price"), kind="price")
    told_delivery: date = column(_("Original delivery date"))
    delivery_date: date = column(_("Delivery date"))
    told_confirmed: date = column(_("Original confirmed date"))
    confirmed_delivery_date: date = column(_("New confirmed date"))


@inquiry("confirmed-orders-with-changes", label=_("Confirmed orders with changes"), row=ChangedLine,
         duty=VIEW_ORDERS, menu=MENU, order=("order__number", "line_number"))  # fmt: skip
def changed_lines(ctx: Context) -> QuerySet[PurchaseLine]:
    """Lines that differ from what the vendor was told last, of orders confirmed before and changed since."""
    told = ConfirmationLine.objects.filter(
        company=ctx.company, order_line=OuterRef("pk"), confirmation__order=OuterRef("order"),
        confirmation__sequence=OuterRef("order__confirmations"))  # fmt: skip
    lines = PurchaseLine.objects.filter(
        company=ctx.company, order__changed_since_confirmation=True,
        order__approval_status__in=(Approval.APPROVED, Approval.DRAFT, Approval.REJECTED, Approval.IN_REVIEW),
    ).exclude(line_type=LineType.MULTIPLE_DELIVERIES)  # fmt: skip
    lines = lines.annotate(
        told_quantity=Subquery(told.values("quantity")[:1]), told_price=Subquery(told.values("unit_price")[:1]),
        told_delivery=Subquery(told.values("delivery_date")[:1]),
        told_confirmed=Subquery(told.values("confirmed_delivery_date")[:1]),
        new_quantity=Case(
            When(is_deleted=True, then=Value(0)), default=F("quantity"), output_field=DecimalField()))  # fmt: skip
    same = (
        Q(told_quantity=F("new_quantity")) & _same("told_price", "unit_price")
        & _same("told_delivery", "delivery_date") & _same("told_confirmed", "confirmed_delivery_date")
    )  # fmt: skip
    return lines.annotate(differs=Case(When(same, then=False), default=True)).filter(differs=True)


def _same(told: str, now: str) -> Q:
    """Both hold the same, or neither holds anything."""
    return Q(**{told: F(now)}) | Q(**{f"{told}__isnull": True, f"{now}__isnull": True})


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """What the vendor of an order asks for an item."""

    item: str = column(_("Item number"), "item__item", ref="released-products")
    name: str = column(_("Product name"), "item__name")
    unit: str = column(_("Unit"), "unit__code")
    currency: str = column(_("Currency"), "currency__code")
    from_quantity: Decimal = column(_("From quantity"), kind="quantity")
    unit_price: Decimal = column(_("Unit price"), kind="price")
    price_unit: Decimal = column(_("Price unit"), kind="quantity")
    starts_on: date = column(_("From date"))
    ends_on: date = column(_("To date"))
    lead_time_days: int = column(_("Lead time in days"))


@inquiry("trade-agreements", label=_("View trade agreements (Purchase)"), row=AgreementRow, duty=VIEW_PRICES,
         about="purchase-orders", order=("item__item", "from_quantity"))  # fmt: skip
def agreements_of_vendor(ctx: Context, *, number: str) -> QuerySet[TradeAgreement]:
    """All prices that are kept for the vendor of the order (02 §6)."""
    vendors = PurchaseOrder.objects.filter(company=ctx.company, number=number).values("vendor")
    return TradeAgreement.objects.filter(company=ctx.company, vendor__in=vendors)
