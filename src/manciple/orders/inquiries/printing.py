"""The papers of orders: inquiry, pro forma, confirmation (01 §11)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from manciple.kernel.context import Context
from manciple.kernel.inquiries import column
from manciple.kernel.papers import Amount, Paper, paper
from manciple.kernel.refusals import NotFound

from ..models import Confirmation, ConfirmationLine, PurchaseInquiry, PurchaseOrder
from ..terms import VIEW_ORDERS, PurchaseType
from .figures import ORDERS
from .known import company as known_company
from .papers import pro_forma, sent_lines


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line as it stands on paper."""

    line: int = column(_("Line"))
    item: str = column(_("Item number"))
    text: str = column(_("Text"))
    quantity: Decimal = column(_("Quantity"), kind="quantity")
    unit: str = column(_("Unit"))
    unit_price: Decimal | None = column(_("Unit price"), kind="price")
    price_unit: Decimal = column(_("per"), kind="quantity")
    discount: Decimal = column(_("Discount"), kind="price")
    discount_percent: Decimal = column(_("%"), kind="percent")
    net_amount: Decimal = column(_("Net amount"))
    delivery_date: date | None = column(_("Delivery"))


TOTALS = (
    ("subtotal", _("Subtotal")), ("charges", _("Charges")), ("sales_tax", _("Sales tax")),
    ("round_off", _("Round-off")), ("total", _("Invoice amount")),
)  # fmt: skip


def _sender(ctx: Context) -> tuple[str, str]:
    ours = known_company(ctx)
    return ours.name, ours.address


def _totals(values: Mapping[str, Any]) -> list[Amount]:
    """The totals that are not nothing; the last one always."""
    return [Amount(label, values[name]) for name, label in TOTALS if values[name] or name == "total"]


def _facts(*told: tuple[Any, Any]) -> list[Amount]:
    return [Amount(label, value) for label, value in told if value]


@paper(ORDERS, "print-pro-forma", label=_("Pro forma purchase order"), duty=VIEW_ORDERS)
def pro_forma_paper(ctx: Context, number: str) -> list[Paper]:
    """The order as it stands, marked as pro forma; leaves no trace."""
    names = ("order_date", "name", "vendor__address", "vendor_reference", "delivery_name", "delivery_address",
             "terms_of_payment__code", "delivery_terms__code", "mode_of_delivery__code", "currency__code",
             *(name for name, _label in TOTALS))  # fmt: skip
    found = PurchaseOrder.objects.filter(company=ctx.company, number=number).values(*names).first()
    if found is None:
        raise NotFound(number)
    lines = pro_forma(ctx, number=number).order_by("line_number").values_list(
        "line_number", "item__item", "text", "quantity", "unit__code", "unit_price", "price_unit", "discount",
        "discount_percent", "net_amount", "delivery_date")  # fmt: skip
    facts = _facts(
        (_("Vendor reference"), found["vendor_reference"]), (_("Deliver to"), found["delivery_name"]),
        (_("Delivery address"), found["delivery_address"]), (_("Terms of payment"), found["terms_of_payment__code"]),
        (_("Delivery terms"), found["delivery_terms__code"]), (_("Mode of delivery"), found["mode_of_delivery__code"]),
    )  # fmt: skip
    return [Paper(
        _("Purchase order"), number, found["order_date"], _sender(ctx), (found["name"], found["vendor__address"]),
        facts, PrintedLine, [PrintedLine(*each) for each in lines], _totals(found), mark=_("Pro forma"),
        currency=found["currency__code"])]  # fmt: skip


@paper("purchase-inquiries", "print", label=_("Purchase inquiry"), duty=VIEW_ORDERS)
def inquiry_paper(ctx: Context, number: str) -> list[Paper]:
    """The inquiry as it was sent, whatever became of the order."""
    found = PurchaseInquiry.objects.filter(company=ctx.company, number=number).select_related("vendor", "currency")
    sent = found.first()
    if sent is None:
        raise NotFound(number)
    header, totals = sent.content["header"], sent.content["derived"]["header"]
    lines = [
        PrintedLine(each.line, each.item, each.text or each.product_name, each.quantity, each.unit, each.unit_price,
                    each.price_unit, each.discount, each.discount_percent, each.net_amount, each.delivery_date)
        for each in sent_lines(ctx, number=number)
    ]  # fmt: skip
    facts = _facts(
        (_("Purchase order"), sent.order_number), (_("Vendor reference"), header.get("vendor_reference")),
        (_("Deliver to"), header.get("delivery_name")), (_("Delivery address"), header.get("delivery_address")),
        (_("Terms of payment"), header.get("terms_of_payment")), (_("Delivery terms"), header.get("delivery_terms")),
    )  # fmt: skip
    return [Paper(
        _("Purchase inquiry"), number, sent.sent_on, _sender(ctx), (sent.vendor_name, sent.vendor.address), facts,
        PrintedLine, lines, _totals({name: Decimal(totals[name]) for name, _label in TOTALS}),
        mark=_("For checking; no order"), currency=sent.currency.code)]  # fmt: skip


@paper("confirmations", "print", label=_("Purchase order"), duty=VIEW_ORDERS)
def confirmation_paper(ctx: Context, number: str) -> list[Paper]:
    """The document as the vendor was told, with all orders that share it (01 §11.4, §19)."""
    all_of = Confirmation.objects.filter(company=ctx.company)
    document = all_of.filter(number=number).values_list("document", flat=True).first()
    if document is None:
        raise NotFound(number)
    told = list(all_of.filter(document=document).select_related("order", "currency").order_by("id"))
    lines = _lines_of(told, ctx)
    return [_confirmed(each, lines.get(each.pk, []), _sender(ctx)) for each in told]


def _lines_of(told: list[Confirmation], ctx: Context) -> dict[int, list[PrintedLine]]:
    rows = ConfirmationLine.objects.filter(company=ctx.company, confirmation__in=[each.pk for each in told])
    found: dict[int, list[PrintedLine]] = {}
    for each in rows.order_by("confirmation", "line_number"):
        found.setdefault(each.confirmation_id, []).append(PrintedLine(
            each.line_number, each.item, each.text or each.product_name, each.quantity, each.unit, each.unit_price,
            each.price_unit, each.discount, each.discount_percent, each.net_amount, each.delivery_date))  # fmt: skip
    return found


def _confirmed(each: Confirmation, lines: list[PrintedLine], sender: tuple[str, str]) -> Paper:
    totals = {name: getattr(each, name) for name, _label in TOTALS}
    return Paper(
        PurchaseType(each.purchase_type).label, each.number, each.confirmed_on, sender,
        (each.vendor_name, each.vendor_address), [*_said_of(each)], PrintedLine, lines, _totals(totals),
        mark=_("Summary {document}").format(document=each.document) if each.document != each.number else "",
        currency=each.currency.code)  # fmt: skip


def _said_of(each: Confirmation) -> Iterator[Amount]:
    yield from _facts(
        (_("Invoice to"), each.invoice_name if each.invoice_name != each.vendor_name else ""),
        (_("Contact"), each.contact), (_("Vendor reference"), each.vendor_reference),
        (_("RMA number"), each.rma_number),
        (_("Deliver to"), each.delivery_name), (_("Delivery address"), each.delivery_address),
        (_("Attention"), each.attention_information), (_("Terms of payment"), each.terms_of_payment),
        (_("Due date"), each.due_date), (_("Delivery terms"), each.delivery_terms),
        (_("Mode of delivery"), each.mode_of_delivery))  # fmt: skip
