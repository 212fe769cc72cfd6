"""Reads of receiving: facts for the guards, and what people look up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from manciple.collaboration.inquiries.references import tells
from manciple.collaboration.terms import Edge, Node
from manciple.kernel import sql, verify
from manciple.kernel.context import Context
from manciple.kernel.effects import effect
from manciple.kernel.inquiries import column, inquiry
from manciple.kernel.numbers import plain
from manciple.ledger import inquiries as ledger
from manciple.ledger.models import Entry
from manciple.ledger.terms import VIEW_LEDGER, Document, PostingType
from manciple.orders.inquiries import tells_postings
from manciple.orders.inquiries.copying import Asked, source
from manciple.orders.inquiries.figures import PostedDocument
from manciple.orders.inquiries.related import ORDERS, order_nodes
from manciple.orders.models import PurchaseLine
from manciple.orders.terms import SourceLine

from . import rules
from .models import ProductReceipt, ReceiptLine
from .terms import (
    MENU,
    PRODUCT_RECEIPT_KIND,
    VIEW_RECEIPTS,
    Delivery,
    PackingSlip,
    Receivable,
    Standing,
)


def proposed_slip(order: int, ctx: Context) -> dict[str, Any]:
    """What the dialog starts with: today, and all that is still to come of each line."""
    lines = PurchaseLine.objects.filter(company=ctx.company, order=order, counts=True, stopped=False)
    told = (
        lines.exclude(remaining=0)
        .order_by("line_number")
        .values_list("line_number", "item__item", "product_name", "remaining", "unit__code")
    )
    rows = [
        {"line_number": number, "quantity": remaining, "close": False,
         "_about": f"{number} · {item} {name} · {plain(remaining)} {unit}"}
        for number, item, name, remaining, unit in told
    ]  # fmt: skip
    return {"posted_on": ctx.today, "lines": rows, "_without": ("quantity_option", "document_date")}


def deliveries(orders: Sequence[int], ctx: Context, slips: Sequence[PackingSlip] | None) -> Mapping[int, Delivery]:
    """The slips laid beside their orders: six statements for any number of orders and lines.

    Without slips, as a page asks for its buttons, only the orders are read.
    """
    told = slips or [PackingSlip()] * len(orders)
    asked = {
        "orders": list(orders),
        "receipts": [slip.product_receipt for slip in told],
    }
    if slips:
        sql.run("receipts.claim_numbers", company=ctx.company, **asked)
    dates = [slip.posted_on or ctx.today for slip in told]
    known = {
        each.order_id: each
        for each in sql.rows("receipts.receivables", into=Receivable, company=ctx.company, dates=dates, **asked)
    }
    if not slips:
        return {order: Delivery(known[order], day) for order, day in zip(orders, dates, strict=True)}
    lines = _standings(orders, ctx)
    found = {
        order: _delivery(known[order], lines.get(order, {}), slip, ctx)
        for order, slip in zip(orders, told, strict=True)
    }
    return _with_books(found, ctx)


def _standings(orders: Sequence[int], ctx: Context) -> Mapping[int, Mapping[int, Standing]]:
    """The lines of each order by number."""
    found: dict[int, dict[int, Standing]] = {}
    rows = sql.rows("receipts.standings", into=Standing, company=ctx.company, orders=list(orders))
    for line in rows:
        found.setdefault(line.order_id, {})[line.line_number] = line
    return found


def _delivery(order: Receivable, lines: Mapping[int, Standing], slip: PackingSlip, ctx: Context) -> Delivery:
    posted_on = slip.posted_on or ctx.today
    arrivals, unknown = rules.arrivals(order, lines, slip)
    postings = list(rules.postings(arrivals, order.vendor_id))
    document = Document(
        PRODUCT_RECEIPT_KIND, "", posted_on, order.currency, postings, number_group=order.number_group)  # fmt: skip
    return Delivery(order, posted_on, arrivals, unknown, document if postings else None)


def _with_books(found: Mapping[int, Delivery], ctx: Context) -> Mapping[int, Delivery]:
    """What the books say of the days and accounts of all deliveries that post."""
    documents = [each.document for each in found.values() if each.document]
    if not documents:
        return found
    books = ledger.books(documents, ctx)
    return {order: replace(each, books=books) for order, each in found.items()}


# --- What people look up ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A product receipt of an order."""

    number: str = column(_("Receipt"), ref="product-receipts")
    product_receipt: str = column(_("Product receipt"))
    posted_on: date = column(_("Date"))
    document_date: date | None = column(_("Document date"))
    value: Decimal = column(_("Value"))
    voucher: str = column(_("Voucher"), ref="vouchers")


@inquiry(
    "product-receipts", label=_("Product receipt journal"), row=ReceiptRow, duty=VIEW_RECEIPTS,
    about="purchase-orders", order=("posted_on", "id"),
)  # fmt: skip
def product_receipts(ctx: Context, *, number: str) -> QuerySet[ProductReceipt]:
    """What arrived for an order, oldest first."""
    return ProductReceipt.objects.filter(company=ctx.company, order__company=ctx.company, order__number=number)


@tells_postings
def receipts_posted(order: int, ctx: Context) -> list[PostedDocument]:
    """The receipts of an order, for its postings."""
    rows = ProductReceipt.objects.filter(company=ctx.company, order=order).order_by("id")
    return [PostedDocument(str(_("Product receipt")), each.number, each.posted_on) for each in rows]


@dataclass(frozen=True, slots=True)
class VoucherEntry:
    """An entry of the voucher of a document."""

    voucher: str = column(_("Voucher"), ref="vouchers")
    posted_on: date = column(_("Date"))
    account: str = column(_("Main account"), ref="main-accounts")
    name: str = column(_("Name"))
    posting_type: str = column(_("Posting type"))
    debit: Decimal = column(_("Debit"))
    credit: Decimal = column(_("Credit"))


def entries_of(vouchers: QuerySet[Any, Any], ctx: Context) -> list[VoucherEntry]:
    """The entries of vouchers, given as a query of their numbers."""
    found = Entry.objects.filter(
        company=ctx.company, voucher__company=ctx.company, voucher__number__in=vouchers
    ).order_by("posted_on", "voucher__number", "id")
    rows = found.values_list(
        "voucher__number", "posted_on", "main_account__number", "main_account__name", "posting_type", "debit", "credit"
    )
    return [VoucherEntry(*row[:4], str(PostingType(row[4]).label), *row[5:]) for row in rows]


@inquiry("receipt-voucher", label=_("Voucher"), row=VoucherEntry, duty=VIEW_LEDGER, about="product-receipts")
def receipt_voucher(ctx: Context, *, number: str) -> list[VoucherEntry]:
    """What the receipt posted to the ledger."""
    return entries_of(ProductReceipt.objects.filter(company=ctx.company, number=number).values("voucher"), ctx)


@dataclass(frozen=True, slots=True)
class OnHand:
    """How much of an item arrived at a place, in its purchase unit."""

    item: str = column(_("Item number"), ref="released-products")
    name: str = column(_("Product name"))
    site: str | None = column(_("Site"), ref="sites")
    warehouse: str | None = column(_("Warehouse"), ref="warehouses")
    quantity: Decimal = column(_("On hand"), kind="quantity")
    unit: str = column(_("Unit"))


@inquiry("on-hand", label=_("On-hand"), row=OnHand, duty=VIEW_RECEIPTS, menu=MENU)
def on_hand(
    ctx: Context, *, item: str = "", site: str = "", warehouse: str = ""
) -> list[OnHand]:  # fmt: skip
    """What of stocked items arrived and was not sent back, by item, site and warehouse (03 §3)."""
    return sql.rows("receipts.on_hand", into=OnHand, company=ctx.company, item=item, site=site, warehouse=warehouse)


@dataclass(frozen=True, slots=True)
class ArrivedLine:
    """What an act received of one order line."""

    receipt: str = column(_("Receipt"), ref="product-receipts")
    order: str = column(_("Purchase order"), ref="purchase-orders")
    line: int = column(_("Line number"))
    item: str = column(_("Item number"))
    quantity: Decimal = column(_("Received"), kind="quantity")
    remaining: Decimal = column(_("Remaining"), kind="quantity")
    short: Decimal = column(_("Closed short"), kind="quantity")
    value: Decimal = column(_("Value"))


@effect("product-receipts", label=_("Product receipts"), row=ArrivedLine)
def arrived_by(act: int, ctx: Context) -> list[ArrivedLine]:
    """The receipt lines an act made."""
    found = ReceiptLine.objects.filter(company=ctx.company, act=act, receipt__company=ctx.company)
    rows = found.order_by("receipt_id", "line_number").values_list(
        "receipt__number", "receipt__order__number", "line_number", "item__item", "quantity", "remaining",
        "short", "value")  # fmt: skip
    return [ArrivedLine(*row) for row in rows]


# --- Books that prove themselves -------------------------------------------------------------------

verify.invariant(
    "receipts-add-up",
    label=_("A receipt is worth what its lines are worth, and every line has what its order line has"),
    rule="03 §7.5",
    statement="receipts.receipts_not_adding_up",
)
verify.invariant(
    "receipts-within-received",
    label=_("No more is on receipts of an order line than the line has received"),
    rule="03 §4.1",
    statement="receipts.receipts_beyond_received",
)
verify.invariant(
    "receipts-closed-short",
    label=_("No more is closed short of an order line than its receipts closed"),
    rule="03 §7.4",
    statement="receipts.short_differences",
)
verify.invariant(
    "receipts-posted",
    label=_("The voucher of a receipt carries the accrual and the stock value of its lines"),
    rule="03 §8.3",
    statement="receipts.vouchers_of_receipts",
)


@source("receipt", _("Product receipt"))
def receipt_lines(asked: Asked, ctx: Context) -> Sequence[SourceLine]:
    """Lines of product receipts as what orders are copied from, at the price of the order (01 §14)."""
    return sql.rows("receipts.copy_lines", into=SourceLine, company=ctx.company, **asked.values)


RECEIPTS = "product-receipts"


@tells
def receipts_of_orders(ids: Mapping[str, Sequence[int]], ctx: Context) -> list[Edge]:
    """Orders and their product receipts, both ways."""
    found: list[Edge] = []
    if orders := ids.get(ORDERS):
        nodes = receipt_nodes(ctx, order__in=orders)
        found += [Edge(ORDERS, order, _("Product receipt"), node) for order, node in nodes]
    if rows := ids.get(RECEIPTS):
        told = dict(ProductReceipt.objects.filter(company=ctx.company, pk__in=rows).values_list("pk", "order"))
        orders_ = order_nodes([*told.values()], ctx)
        found += [Edge(RECEIPTS, pk, _("Purchase order"), orders_[order]) for pk, order in told.items()]
    return found


def receipt_nodes(ctx: Context, **which: Any) -> list[tuple[int, Node]]:
    """Product receipts as documents in the graph, each with its order."""
    rows = ProductReceipt.objects.filter(company=ctx.company, **which).order_by("pk")
    told = rows.values_list("order", "pk", "number", "product_receipt", "posted_on", "value", "currency__code")
    return [
        (order, Node(RECEIPTS, pk, number, slip, day, value, currency))
        for order, pk, number, slip, day, value, currency in told
    ]
