"""How vendor invoices hang together with orders and receipts, and with orders that take them back (06 §12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from manciple.collaboration.inquiries.references import tells
from manciple.collaboration.terms import Edge, Node
from manciple.kernel.context import Context
from manciple.orders.inquiries.related import ORDERS, order_nodes
from manciple.orders.models import PurchaseLine
from manciple.receipts.inquiries import RECEIPTS, receipt_nodes

from ..models import InvoiceOrder, ReceiptMatch, VendorInvoice
from ..terms import InvoiceStatus

INVOICES = "vendor-invoices"
Pairs = Sequence[tuple[int, int]]


@tells
def invoices_of_orders(ids: Mapping[str, Sequence[int]], ctx: Context) -> list[Edge]:
    """Orders and their invoices, and the receipts these are matched to."""
    found: list[Edge] = []
    if orders := ids.get(ORDERS):
        pairs = list(InvoiceOrder.objects.filter(company=ctx.company, order__in=orders).values_list("order", "invoice"))
        found += _to_invoices(ORDERS, pairs, ctx)
    if receipts := ids.get(RECEIPTS):
        matches = ReceiptMatch.objects.filter(company=ctx.company, receipt_line__receipt__in=receipts)
        found += _to_invoices(RECEIPTS, _distinct(matches, "receipt_line__receipt", "invoice_line__invoice"), ctx)
    if invoices := ids.get(INVOICES):
        found += _of_invoices(invoices, ctx)
    return found


def _of_invoices(invoices: Sequence[int], ctx: Context) -> list[Edge]:
    parts = list(InvoiceOrder.objects.filter(company=ctx.company, invoice__in=invoices).values_list("invoice", "order"))
    orders = order_nodes([order for _invoice, order in parts], ctx)
    matches = ReceiptMatch.objects.filter(company=ctx.company, invoice_line__invoice__in=invoices)
    pairs = _distinct(matches, "invoice_line__invoice", "receipt_line__receipt")
    receipts = {node.id: node for _order, node in receipt_nodes(ctx, pk__in=[receipt for _invoice, receipt in pairs])}
    return [
        *(Edge(INVOICES, invoice, _("Purchase order"), orders[order]) for invoice, order in parts),
        *(Edge(INVOICES, invoice, _("Product receipt"), receipts[receipt]) for invoice, receipt in pairs),
    ]


def _distinct(rows: Any, *names: str) -> list[tuple[int, int]]:
    return list(rows.values_list(*names).order_by(*names).distinct())


def _to_invoices(form: str, pairs: Pairs, ctx: Context) -> list[Edge]:
    nodes = _nodes({invoice for _from, invoice in pairs}, ctx)
    return [Edge(form, row, _("Vendor invoice"), nodes[invoice]) for row, invoice in pairs]


def _nodes(ids: Iterable[int], ctx: Context, **which: Any) -> dict[int, Node]:
    rows = VendorInvoice.objects.filter(company=ctx.company, **(which or {"pk__in": list(ids)}))
    told = rows.values_list("pk", "number", "invoice", "invoice_date", "total", "currency__code", "status")
    return {
        pk: Node(INVOICES, pk, number, name, day, total, currency, str(InvoiceStatus(status).label))
        for pk, number, name, day, total, currency, status in told
    }


@tells
def credit_notes(ids: Mapping[str, Sequence[int]], ctx: Context) -> list[Edge]:
    """Orders that take invoices back, and the invoices they take back (01 §14)."""
    found: list[Edge] = []
    lines = PurchaseLine.objects.filter(company=ctx.company, is_deleted=False).exclude(credited_invoice="")
    if orders := ids.get(ORDERS):
        pairs = _credits(lines.filter(order__in=orders))
        nodes = _numbered({number for _order, number in pairs}, ctx)
        found += [Edge(ORDERS, order, _("Credited invoice"), nodes[number]) for order, number in pairs]
    if invoices := ids.get(INVOICES):
        numbers = dict(VendorInvoice.objects.filter(company=ctx.company, pk__in=invoices).values_list("number", "pk"))
        pairs = _credits(lines.filter(credited_invoice__in=list(numbers)))
        orders_ = order_nodes([order for order, _number in pairs], ctx)
        found += [Edge(INVOICES, numbers[number], _("Credit note"), orders_[order]) for order, number in pairs]
    return found


def _credits(lines: Any) -> list[tuple[int, str]]:
    return list(lines.values_list("order", "credited_invoice").order_by("order", "credited_invoice").distinct())


def _numbered(numbers: Iterable[str], ctx: Context) -> dict[str, Node]:
    return {node.number: node for node in _nodes((), ctx, number__in=list(numbers)).values()}
