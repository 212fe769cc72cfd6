"""What an order comes to and what has become of it: totals, line quantity, postings (01 §5, §6, §18)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from manciple.kernel.context import Context
from manciple.kernel.inquiries import column, inquiry
from manciple.kernel.refusals import NotFound

from ..models import CANCELED, EFFECTIVE, Confirmation, PurchaseInquiry, PurchaseLine, PurchaseOrder
from ..rules import totals
from ..terms import VIEW_ORDERS, Basis, Known, Sheet
from .known import Wanted, known
from .standing import name_charges, note_stored, sheets

ORDERS = "purchase-orders"


def one(number: str, ctx: Context, *names: str) -> tuple[Sheet, Known]:
    """One order as it is stored, with what its figures rest on. Raises NotFound."""
    pk = PurchaseOrder.objects.filter(company=ctx.company, number=number).values_list("pk", flat=True).first()
    if pk is None:
        raise NotFound(number)
    found, have = _with_figures([pk], ctx, *names)
    return found[pk], have


def _with_figures(orders: Sequence[int], ctx: Context, *names: str) -> tuple[dict[int, Sheet], Known]:
    """Orders as they are stored, with what their figures rest on; a fixed number of queries."""
    found, wanted = sheets(orders, ctx), Wanted()
    note_stored(wanted, found.values())
    wanted.stored([line.row for sheet in found.values() for line in sheet.lines], *names)
    have = known(wanted, ctx)
    name_charges(found.values(), have)
    return found, have


@dataclass(frozen=True, slots=True)
class TotalsRow:
    """What orders come to, for what is ordered or for a part of it."""

    currency: str = column(_("Currency"), ref="currencies")
    orders: int = column(_("Orders"))
    lines: int = column(_("Lines"))
    quantity: Decimal = column(_("Quantity, whatever the units"), kind="quantity")
    gross: Decimal = column(_("Before line discounts"))
    line_discount: Decimal = column(_("Line discount"))
    subtotal: Decimal = column(_("Subtotal"))
    charges: Decimal = column(_("Charges"))
    sales_tax: Decimal = column(_("Sales tax"))
    round_off: Decimal = column(_("Round-off"))
    total: Decimal = column(_("Invoice amount"))


@inquiry("totals", label=_("Totals"), row=TotalsRow, duty=VIEW_ORDERS, about=ORDERS)
def order_totals(ctx: Context, *, number: str, basis: Basis = Basis.ORDERED) -> list[TotalsRow]:
    """What the order comes to, by what is counted (01 §18).

    `basis` is one of ordered, remaining, receive_now, received_not_invoiced, invoiced.
    """
    sheet, have = one(number, ctx)
    return [_totals(have.company.currency_code, 1, totals.of_basis(sheet, Basis(basis), have))]


@inquiry("totals-of-orders", label=_("Totals of orders"), row=TotalsRow, duty=VIEW_ORDERS)
def totals_of_orders(ctx: Context, *, numbers: str = "", basis: Basis = Basis.ORDERED) -> list[TotalsRow]:
    """What several orders come to together, one row for each currency (01 §18).

    `numbers` are the numbers of the orders with commas between them.
    """
    wanted = [each.strip() for each in numbers.split(",") if each.strip()]
    orders = PurchaseOrder.objects.filter(company=ctx.company, number__in=wanted)
    currencies = dict(orders.values_list("pk", "currency__code"))
    found, have = _with_figures(list(currencies), ctx)
    by_currency: dict[str, list[totals.Counted]] = {}
    for pk, sheet in found.items():
        by_currency.setdefault(currencies[pk], []).append(totals.of_basis(sheet, Basis(basis), have))
    return [_totals(code, len(all_of), totals.together(all_of)) for code, all_of in sorted(by_currency.items())]


def _totals(currency: str, orders: int, found: totals.Counted) -> TotalsRow:
    each = found.figures
    return TotalsRow(
        currency, orders, found.lines, found.quantity, found.discount + each.subtotal, found.discount, each.subtotal,
        each.charges, each.sales_tax, each.round_off, each.total)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TaxRow:
    """The tax of an order under one code."""

    code: str = column(_("Sales tax code"), ref="sales-tax-codes")
    percent: Decimal = column(_("Percent"), kind="percent")
    base: Decimal = column(_("Base"))
    sales_tax: Decimal = column(_("Sales tax"))


@inquiry("sales-tax", label=_("Sales tax"), row=TaxRow, duty=VIEW_ORDERS, about=ORDERS)
def order_tax(ctx: Context, *, number: str) -> list[TaxRow]:
    """The sales tax of the order by code: rate, base, amount (02 §10)."""
    sheet, have = one(number, ctx)
    return [TaxRow(*each) for each in totals.taxes(sheet, have)]


@dataclass(frozen=True, slots=True)
class LineQuantityRow:
    """Everything that is counted of a line, in the purchase unit."""

    line: int = column(_("Line number"), "line_number")
    item: str = column(_("Item number"), "item__item", ref="released-products")
    product_name: str = column(_("Product name"))
    unit: str = column(_("Unit"), "unit__code")
    quantity: Decimal = column(_("Quantity"), kind="quantity")
    ordered: Decimal = column(_("Ordered"), kind="quantity")
    canceled_order: Decimal = column(_("Canceled with the order"), kind="quantity")
    canceled_remainder: Decimal = column(_("Canceled remainder"), kind="quantity")
    canceled_short: Decimal = column(_("Closed short"), kind="quantity")
    added: Decimal = column(_("Added to the remainder"), kind="quantity")
    effective: Decimal = column(_("Meant to come"), kind="quantity")
    received: Decimal = column(_("Received"), kind="quantity")
    overdelivered: Decimal = column(_("Over-delivered"), kind="quantity")
    remaining: Decimal = column(_("Deliver remainder"), kind="quantity")
    invoiced: Decimal = column(_("Invoiced"), kind="quantity")
    received_not_invoiced: Decimal = column(_("Received, not invoiced"), kind="quantity")
    receive_now: Decimal = column(_("Receive now"), kind="quantity")


@inquiry("line-quantity", label=_("Line quantity"), row=LineQuantityRow, duty=VIEW_ORDERS, about=ORDERS,
         order=("line_number",))  # fmt: skip
def line_quantity(ctx: Context, *, number: str) -> QuerySet[PurchaseLine]:
    """Everything that is counted of each line of the order (01 §5)."""
    lines = PurchaseLine.objects.filter(company=ctx.company, order__number=number, counts=True)
    return lines.annotate(effective=EFFECTIVE, canceled=CANCELED, received_not_invoiced=F("received") - F("invoiced"))


@dataclass(frozen=True, slots=True)
class ConfirmationRow:
    """A confirmation of an order."""

    number: str = column(_("Confirmation"), ref="confirmations")
    confirmed_on: date = column(_("Date"))
    vendor_name: str = column(_("Name"))
    total: Decimal = column(_("Invoice amount"))


@inquiry("confirmations", label=_("Purchase order confirmations"), row=ConfirmationRow,
         duty=VIEW_ORDERS, about=ORDERS, order=("-sequence",))  # fmt: skip
def order_confirmations(ctx: Context, *, number: str) -> QuerySet[Confirmation]:
    """What the vendor was told of the order, newest first."""
    return Confirmation.objects.filter(company=ctx.company, order__number=number)


@dataclass(frozen=True, slots=True)
class InquiryRow:
    """An inquiry that was sent for an order."""

    number: str = column(_("Purchase inquiry"), ref="purchase-inquiries")
    sent_on: date = column(_("Date"))
    order_version: int = column(_("Version"))
    vendor_name: str = column(_("Name"))
    total: Decimal = column(_("Invoice amount"))


@inquiry("purchase-inquiries", label=_("Purchase inquiries"), row=InquiryRow, duty=VIEW_ORDERS, about=ORDERS,
         order=("-id",))  # fmt: skip
def order_inquiries(ctx: Context, *, number: str) -> QuerySet[PurchaseInquiry]:
    """What the vendor was sent for checking, newest first."""
    return PurchaseInquiry.objects.filter(company=ctx.company, order__number=number)


@dataclass(frozen=True, slots=True)
class PostedDocument:
    """A document of an order that was posted."""

    document: str = column(_("Document"))
    number: str = column(_("Number"))
    posted_on: date = column(_("Date"))


Posts = Callable[[int, Context], Iterable[PostedDocument]]

_posts: list[Posts] = []


def tells_postings(function: Posts) -> Posts:
    """The function below tells which documents of its package were posted for an order."""
    _posts.append(function)
    return function


@inquiry("postings", label=_("Postings"), row=PostedDocument, duty=VIEW_ORDERS, about=ORDERS)
def postings(ctx: Context, *, number: str) -> list[PostedDocument]:
    """The latest document of each kind that was posted for the order (01 §6)."""
    pk = PurchaseOrder.objects.filter(company=ctx.company, number=number).values_list("pk", flat=True).first()
    if pk is None:
        raise NotFound(number)
    latest: dict[str, PostedDocument] = {}
    for each in sorted((row for tell in _posts for row in tell(pk, ctx)), key=lambda row: row.posted_on):
        latest[each.document] = each
    return list(latest.values())


@tells_postings
def inquiries_sent(order: int, ctx: Context) -> list[PostedDocument]:
    """The purchase inquiries of an order."""
    rows = PurchaseInquiry.objects.filter(company=ctx.company, order=order).order_by("id")
    return [PostedDocument(str(_("Purchase inquiry")), each.number, each.sent_on) for each in rows]


@tells_postings
def confirmations_posted(order: int, ctx: Context) -> list[PostedDocument]:
    """The confirmations of an order."""
    rows = Confirmation.objects.filter(company=ctx.company, order=order).order_by("sequence")
    return [PostedDocument(str(_("Purchase order")), each.number, each.confirmed_on) for each in rows]
