"""What people look up about invoices, and what lower floors ask through their hooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from manciple.kernel import sql
from manciple.kernel.args import Args
from manciple.kernel.context import Context
from manciple.kernel.effects import effect
from manciple.kernel.explain import Step, Told
from manciple.kernel.inquiries import column, inquiry
from manciple.kernel.numbers import ZERO
from manciple.kernel.refusals import NotFound
from manciple.ledger.inquiries import keeps_open
from manciple.ledger.terms import VIEW_LEDGER, Waiting
from manciple.orders.inquiries import matches_lines, tells_postings
from manciple.orders.inquiries.figures import PostedDocument
from manciple.orders.terms import Pending
from manciple.receipts.inquiries import VoucherEntry, entries_of
from manciple.receipts.models import ProductReceipt

from ..models import InvoiceOrder, MatchResult, ReceiptMatch, VendorInvoice, VendorTransaction
from ..rules import matching
from ..terms import MENU, VENDOR_INVOICE_KIND, VIEW_INVOICES, InvoiceStatus, MatchKind, MatchStatus
from .facts import standing


def holds(invoices: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, bool]:
    """Which invoices are on hold."""
    return dict(VendorInvoice.objects.filter(company=ctx.company, pk__in=invoices).values_list("pk", "on_hold"))


# --- What lower floors ask --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asked:
    order_line_id: int
    number: str
    quantity: Decimal


@matches_lines
def pending_of(orders: Sequence[int], ctx: Context) -> Mapping[int, Pending]:
    """The pending invoices of order lines: what they hold is not canceled or changed (01 §12.3)."""
    rows = sql.rows("invoices.pending_of_orders", into=_Asked, company=ctx.company, orders=list(orders))
    return {row.order_line_id: Pending(row.number, row.quantity) for row in rows}


@keeps_open
def waiting(starts: Sequence[date], ends: Sequence[date], ctx: Context) -> list[Waiting]:
    """Pending invoices keep the period of their posting date from closing (05 §4)."""
    rows = sql.rows("invoices.waiting", into=dict, company=ctx.company, starts=list(starts), ends=list(ends))
    return [Waiting(VENDOR_INVOICE_KIND, row["number"], row["day"]) for row in rows]


@tells_postings
def invoices_posted(order: int, ctx: Context) -> list[PostedDocument]:
    """The invoices of an order, for its postings."""
    rows = InvoiceOrder.objects.filter(company=ctx.company, order=order, invoice__status=InvoiceStatus.POSTED)
    told = rows.order_by("invoice_id").values_list("invoice__number", "invoice__posting_date")
    return [PostedDocument(str(_("Vendor invoice")), number, day) for number, day in told]


# --- About an order ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice of an order."""

    number: str = column(_("Internal number"), "invoice__number", ref="vendor-invoices")
    invoice: str = column(_("Invoice"), "invoice__invoice")
    posting_date: date | None = column(_("Posting date"), "invoice__posting_date")
    due_date: date | None = column(_("Due date"), "invoice__due_date")
    match_status: str = column(_("Match status"), "invoice__match_status")
    voucher: str = column(_("Voucher"), "invoice__voucher", ref="vouchers")
    total: Decimal = column(_("Invoice amount"), "invoice__total")


def _of_order(ctx: Context, number: str, status: InvoiceStatus) -> QuerySet[InvoiceOrder]:
    return InvoiceOrder.objects.filter(
        company=ctx.company, order__company=ctx.company, order__number=number, invoice__status=status
    )


@inquiry("invoices", label=_("Invoice journal"), row=InvoiceRow, duty=VIEW_INVOICES, about="purchase-orders",
         order=("invoice__posting_date", "id"))  # fmt: skip
def order_invoices(ctx: Context, *, number: str) -> QuerySet[InvoiceOrder]:
    """The posted invoices of an order, oldest first."""
    return _of_order(ctx, number, InvoiceStatus.POSTED)


@inquiry("pending-invoices", label=_("Pending invoices"), row=InvoiceRow, duty=VIEW_INVOICES,
         about="purchase-orders", order=("invoice__posting_date", "id"))  # fmt: skip
def order_pending_invoices(ctx: Context, *, number: str) -> QuerySet[InvoiceOrder]:
    """The invoices of an order that wait to be posted, oldest first."""
    return _of_order(ctx, number, InvoiceStatus.PENDING)


@inquiry("vouchers", label=_("Vouchers"), row=VoucherEntry, duty=VIEW_LEDGER, about="purchase-orders")
def order_vouchers(ctx: Context, *, number: str) -> list[VoucherEntry]:
    """Everything receipts and invoices of an order posted to the ledger, oldest first."""
    receipts = ProductReceipt.objects.filter(company=ctx.company, order__company=ctx.company, order__number=number)
    invoices = _of_order(ctx, number, InvoiceStatus.POSTED)
    return entries_of(receipts.values("voucher").union(invoices.values("invoice__voucher")), ctx)


# --- About an invoice -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TotalsRow:
    """What an invoice comes to."""

    currency: str = column(_("Currency"), "currency__code", ref="currencies")
    subtotal: Decimal = column(_("Balance"))
    charges: Decimal = column(_("Charges"))
    sales_tax: Decimal = column(_("Sales tax"))
    round_off: Decimal = column(_("Round-off"))
    total: Decimal = column(_("Invoice amount"))


@inquiry("invoice-totals", label=_("Totals"), row=TotalsRow, duty=VIEW_INVOICES, about="vendor-invoices", order=("id",))
def invoice_totals(ctx: Context, *, number: str) -> QuerySet[VendorInvoice]:
    """What the invoice comes to."""
    return VendorInvoice.objects.filter(company=ctx.company, number=number)


@dataclass(frozen=True, slots=True)
class InvoicedOrder:
    """An order the invoice is for."""

    order: str = column(_("Purchase order"), "order__number", ref="purchase-orders")
    name: str = column(_("Name"), "order__name")


@inquiry("invoiced-orders", label=_("Purchase orders"), row=InvoicedOrder, duty=VIEW_INVOICES,
         about="vendor-invoices", order=("order__number",))  # fmt: skip
def invoiced_orders(ctx: Context, *, number: str) -> QuerySet[InvoiceOrder]:
    """The orders the invoice is for."""
    return InvoiceOrder.objects.filter(company=ctx.company, invoice__number=number)


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One comparison of one run of matching."""

    at: datetime = column(_("At"))
    line_number: int = column(_("Line number"))
    kind: str = column(_("Kind"))
    expected: Decimal = column(_("Expected"), kind="price")
    actual: Decimal = column(_("Actual"), kind="price")
    variance_percent: Decimal | None = column(_("Variance"), kind="percent")
    tolerance_percent: Decimal | None = column(_("Tolerance"), kind="percent")
    status: str = column(_("Status"))


@inquiry("match-results", label=_("Match results"), row=ResultRow, duty=VIEW_INVOICES, about="vendor-invoices",
         order=("-id",))  # fmt: skip
def match_results(ctx: Context, *, number: str) -> QuerySet[MatchResult]:
    """Every comparison of the invoice with order and receipts, the last run first (04 §10.9)."""
    ids = VendorInvoice.objects.filter(company=ctx.company, number=number).values("pk")
    return MatchResult.objects.filter(company=ctx.company, invoice__in=ids)


@dataclass(frozen=True, slots=True)
class MatchedReceipt:
    """How much of a receipt a line of the invoice takes."""

    line_number: int = column(_("Line number"), "invoice_line__line_number")
    receipt: str = column(_("Receipt"), "receipt_line__receipt__number", ref="product-receipts")
    product_receipt: str = column(_("Product receipt"), "receipt_line__receipt__product_receipt")
    posted_on: date = column(_("Date"), "receipt_line__receipt__posted_on")
    received: Decimal = column(_("Received"), "receipt_line__quantity", kind="quantity")
    quantity: Decimal = column(_("Matched"), kind="quantity")
    accrued: Decimal = column(_("Accrual taken"))


@inquiry("matched-receipts", label=_("Product receipts"), row=MatchedReceipt, duty=VIEW_INVOICES,
         about="vendor-invoices", order=("invoice_line__line_number", "id"))  # fmt: skip
def matched_receipts(ctx: Context, *, number: str) -> QuerySet[ReceiptMatch]:
    """The receipts the invoice is matched with."""
    return ReceiptMatch.objects.filter(
        company=ctx.company, invoice_line__company=ctx.company, invoice_line__invoice__number=number
    )


@inquiry("invoice-voucher", label=_("Voucher"), row=VoucherEntry, duty=VIEW_LEDGER, about="vendor-invoices")
def invoice_voucher(ctx: Context, *, number: str) -> list[VoucherEntry]:
    """What the invoice posted to the ledger."""
    return entries_of(VendorInvoice.objects.filter(company=ctx.company, number=number).values("voucher"), ctx)


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One step of a derivation."""

    step: int = column(_("Step"))
    rule: str = column(_("Rule"))
    inputs: str = column(_("From"))
    result: str = column(_("Result"))
    chapter: str = column(_("Chapter"))
    note: str = column(_("Note"))


@inquiry("match-details", label=_("Matching details"), row=ReasonRow, duty=VIEW_INVOICES, about="vendor-invoices")
def match_details(ctx: Context, *, number: str, line: int | None = None) -> list[ReasonRow]:
    """Why price and quantity of the lines, or of one line, match or do not (04 §10)."""
    pk = VendorInvoice.objects.filter(company=ctx.company, number=number).values_list("pk", flat=True).first()
    if pk is None:
        raise NotFound(number)
    bill = standing([pk], ctx, None)[pk]
    told = Told()
    for each in bill.lines:
        if line in (None, each.line_number):
            list(matching.results(each, bill.policy, told))
    return [_reason(place, step) for place, step in enumerate(told.steps, 1)]


def _reason(place: int, step: Step) -> ReasonRow:
    inputs = "; ".join(f"{name.replace('_', ' ')} {value}" for name, value in step.inputs.items())
    return ReasonRow(place, step.rule, inputs, step.result, step.chapter, step.note)


# --- About vendors ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Balance:
    """What is owed to a vendor; negative when we owe it, as in the ledger."""

    vendor: str = column(_("Vendor account"), ref="vendors")
    name: str = column(_("Name"))
    currency: str = column(_("Currency"), ref="currencies")
    transactions: int = column(_("Transactions"))
    overdue: Decimal = column(_("Overdue"))
    due_later: Decimal = column(_("Due later"))
    balance: Decimal = column(_("Balance"))


@inquiry("vendor-balances", label=_("Vendor balances"), row=Balance, duty=VIEW_INVOICES, menu=MENU)
def vendor_balances(ctx: Context, *, on: date | None = None) -> list[Balance]:
    """What is owed to every vendor on a day, and how much of it is overdue."""
    return sql.rows("invoices.vendor_balances", into=Balance, company=ctx.company, day=on or ctx.today)


# --- What an act did --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Owed:
    """What an act made the company owe."""

    vendor: str = column(_("Vendor account"), ref="vendors")
    invoice: str = column(_("Invoice"))
    voucher: str = column(_("Voucher"), ref="vouchers")
    due_date: date | None = column(_("Due date"))
    currency: str = column(_("Currency"))
    amount: Decimal = column(_("Amount"))


@effect("vendor-transactions", label=_("Vendor transactions"), row=Owed)
def owed_by(act: int, ctx: Context) -> list[Owed]:
    """The vendor transactions an act made."""
    found = VendorTransaction.objects.filter(company=ctx.company, act=act, vendor__company=ctx.company).order_by("id")
    rows = found.values_list("vendor__account", "invoice", "voucher", "due_date", "currency__code", "amount")
    return [Owed(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Compared:
    """What an act found when it laid invoices beside orders and receipts."""

    invoice: str = column(_("Internal number"))
    line: int = column(_("Line number"))
    kind: str = column(_("Kind"))
    expected: Decimal = column(_("Expected"), kind="price")
    actual: Decimal = column(_("Actual"), kind="price")
    status: str = column(_("Status"))


@effect("match-results", label=_("Match results"), row=Compared)
def compared_by(act: int, ctx: Context) -> list[Compared]:
    """The comparisons of an act."""
    rows = MatchResult.objects.filter(company=ctx.company, act=act).order_by("id")
    return [
        Compared(each.number, each.line_number or 0, str(MatchKind(each.kind).label), each.expected or ZERO,
                 each.actual or ZERO, str(MatchStatus(each.status).label))
        for each in rows
    ]  # fmt: skip
