"""Vendor invoices, what they are matched with, and what is owed for them (04 §1)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from manciple.kernel import fields as f
from manciple.kernel.records import Journal, Line, Record, check, unique
from manciple.kernel.tones import Tone
from manciple.products.terms import MatchingPolicy
from manciple.receipts.terms import DuplicatePolicy

from . import messages
from .terms import Discrepancy, InvoiceStatus, MatchKind, MatchStatus

NEVER = f.Open.NEVER
PENDING = (InvoiceStatus.PENDING,)


class InvoiceParameters(Record):
    """How a company checks invoices; one row (04 §7, §10.1)."""

    key, title = "code", "code"

    code = f.Code(_("Parameters"), max_length=10, default="invoices", open_in=NEVER)
    duplicate_invoices = f.Choice(DuplicatePolicy, _("Invoice number used twice"), default=DuplicatePolicy.REJECT)
    matching = f.Flag(_("Enable invoice matching validation"), default=True)
    discrepancies = f.Choice(Discrepancy, _("Post invoice with discrepancies"), default=Discrepancy.REFUSE)
    line_matching_policy = f.Choice(MatchingPolicy, _("Line matching policy"), default=MatchingPolicy.THREE_WAY)
    price_tolerance_percent = f.Percent(
        _("Price tolerance"), help=_("On the net unit price; exactly at the limit passes.")
    )
    price_tolerance_both_sides = f.Flag(_("A lower price fails too"))

    says = {"invoices_parameters_tolerance": messages.TOLERANCE}

    class Meta:
        verbose_name, verbose_name_plural = _("invoice parameters"), _("invoice parameters")
        constraints = [
            unique("code", name="invoices_parameters_once"),
            check(Q(price_tolerance_percent__gte=0), name="invoices_parameters_tolerance"),
        ]


class VendorInvoice(Record):
    """One document of a vendor, pending or posted (04 §2.1)."""

    key, state, title = "number", "status", "invoice"

    number = f.Code(_("Internal number"), max_length=20, open_in=NEVER)
    invoice = f.Text(_("Invoice"), max_length=30, open_in=PENDING, help=_("The vendor's number."))
    invoice_account = f.Ref("parties.Vendor", _("Invoice account"), db_index=False, open_in=NEVER)
    status = f.Choice(InvoiceStatus, _("Status"), default=InvoiceStatus.PENDING, open_in=NEVER)
    match_status = f.Choice(MatchStatus, _("Match status"), default=MatchStatus.NOT_PERFORMED, open_in=NEVER)
    on_hold = f.Flag(_("On hold"), open_in=PENDING, tone=Tone.BAD)
    invoice_date = f.Date(_("Invoice date"), open_in=PENDING)
    posting_date = f.Date(_("Posting date"), open_in=PENDING)
    due_date = f.Date(_("Due date"), open_in=PENDING)
    terms_of_payment = f.Ref("terms.PaymentTerms", _("Terms of payment"), null=True, open_in=PENDING)
    currency = f.Ref("organization.Currency", _("Currency"), db_index=False, open_in=NEVER)
    posting_profile = f.Ref("ledger.PostingProfile", _("Posting profile"), null=True, open_in=PENDING)
    subtotal = f.Amount(_("Balance"), open_in=NEVER)
    charges = f.Amount(_("Charges"), open_in=NEVER)
    sales_tax = f.Amount(_("Sales tax"), open_in=NEVER)
    round_off = f.Amount(_("Round-off"), open_in=NEVER)
    total = f.Amount(_("Invoice amount"), open_in=NEVER)
    voucher = f.Text(_("Voucher"), max_length=20, open_in=NEVER)
    note = f.Long(_("Note"), open_in=PENDING)

    says = {"invoices_invoice_posted": messages.IMMUTABLE}

    class Meta:
        verbose_name, verbose_name_plural = _("vendor invoice"), _("vendor invoices")
        constraints = [unique("number", name="invoices_invoice_once")]
        indexes = [
            models.Index(F("company"), F("invoice_account"), Lower("invoice"), name="invoices_invoice_vendor"),
            models.Index(fields=["company", "-posting_date", "-id"], name="invoices_invoice_date"),
        ]


class InvoiceOrder(Line):
    """An order an invoice is for; one invoice may cover several (04 §1)."""

    key, owner, title = "id", "invoice", "order"

    invoice = f.Owner(VendorInvoice, _("Vendor invoice"), db_index=False)
    order = f.Ref("orders.PurchaseOrder", _("Purchase order"), db_index=True)

    class Meta:
        verbose_name, verbose_name_plural = _("invoiced order"), _("invoiced orders")
        constraints = [unique("invoice", "order", name="invoices_order_once")]


class VendorInvoiceLine(Line):
    """What the vendor asks for one order line (04 §2.2)."""

    key, owner, title = "line_number", "invoice", "product_name"

    invoice = f.Owner(VendorInvoice, _("Vendor invoice"), db_index=False)
    line_number = f.LineNumber(_("Line number"), open_in=NEVER)
    order_line = f.Ref("orders.PurchaseLine", _("Purchase order line"), db_index=True, open_in=NEVER)
    item = f.Ref("products.ReleasedProduct", _("Item number"), db_index=False, open_in=NEVER)
    product_name = f.Text(_("Product name"), open_in=NEVER)
    quantity = f.Quantity(_("Quantity"), open_in=PENDING)
    unit = f.Text(_("Unit"), max_length=10, open_in=NEVER)
    unit_price = f.Price(_("Unit price"), open_in=PENDING)
    price_unit = f.Quantity(_("Price unit"), default=1, open_in=PENDING)
    discount = f.Price(_("Discount"), null=False, default=0, open_in=PENDING)
    discount_percent = f.Percent(_("Discount percent"), open_in=PENDING)
    charges_on_purchases = f.Amount(_("Charges on purchases"), open_in=PENDING)
    net_amount = f.Amount(_("Net amount"), open_in=PENDING)
    sales_tax_group = f.Ref("terms.SalesTaxGroup", _("Sales tax group"), null=True, db_index=False, open_in=PENDING)
    sales_tax = f.Amount(_("Sales tax"), open_in=NEVER)
    matching_policy = f.Choice(MatchingPolicy, _("Matching policy"), open_in=NEVER)
    price_as_ordered = f.Flag(
        _("Price as ordered"),
        default=True,
        open_in=NEVER,
        help=_("The net amount is the running-total share of the order's (04 §9)."),
    )
    order_quantity = f.Quantity(_("Ordered"), open_in=NEVER, help=_("Of the order line, when it was billed."))
    order_net_amount = f.Amount(
        _("Net amount ordered"), open_in=NEVER, help=_("Of the order line, when it was billed.")
    )
    price_match = f.Choice(MatchStatus, _("Price match"), open_in=NEVER)
    quantity_match = f.Choice(MatchStatus, _("Quantity match"), open_in=NEVER)

    class Meta:
        verbose_name, verbose_name_plural = _("vendor invoice line"), _("vendor invoice lines")
        constraints = [unique("invoice", "line_number", name="invoices_line_once")]


class ReceiptMatch(Line):
    """How much of a receipt line an invoice line takes; reserves it while pending (04 §4)."""

    key, owner, title = "id", "invoice_line", "quantity"

    invoice_line = f.Owner(VendorInvoiceLine, _("Invoice line"), db_index=False)
    receipt_line = f.Ref("receipts.ReceiptLine", _("Receipt line"), db_index=True, open_in=NEVER)
    quantity = f.Quantity(_("Quantity"), open_in=NEVER, help=_("In the purchase unit."))
    accrued = f.Amount(_("Accrual taken"), open_in=NEVER)
    stock_value = f.Amount(_("Stock value taken"), open_in=NEVER)

    class Meta:
        verbose_name, verbose_name_plural = _("receipt match"), _("receipt matches")
        constraints = [unique("invoice_line", "receipt_line", name="invoices_match_once")]


class InvoiceCharge(Line):
    """A charge on an invoice, from the order's charges (04 §10.8)."""

    key, owner, title = "line_number", "invoice", "text"

    invoice = f.Owner(VendorInvoice, _("Vendor invoice"), db_index=False)
    line_number = f.LineNumber(_("Line number"), open_in=NEVER)
    charge_code = f.Ref("terms.ChargeCode", _("Charges code"), db_index=False, open_in=NEVER)
    category = f.Text(_("Category"), max_length=20, open_in=NEVER)
    value = f.Price(_("Charges value"), null=False, default=0, open_in=NEVER)
    amount = f.Amount(_("Amount"), open_in=NEVER)
    sales_tax = f.Amount(_("Sales tax"), open_in=NEVER)
    text = f.Text(_("Text"), open_in=NEVER)

    class Meta:
        verbose_name, verbose_name_plural = _("invoice charge"), _("invoice charges")
        constraints = [unique("invoice", "line_number", name="invoices_charge_once")]


class MatchResult(Journal):
    """One comparison of one run of matching: expected, actual, variance, tolerance (04 §10).

    History outlives a pending invoice that is deleted, so it names the invoice without holding it.
    """

    key, title = "id", "kind"

    invoice = f.Key(_("Vendor invoice"), db_index=True)
    number = f.Text(_("Internal number"), max_length=20)
    line_number = f.LineNumber(_("Line number"), null=True)
    kind = f.Choice(MatchKind, _("Kind"), max_length=20)
    expected = f.Price(_("Expected"))
    actual = f.Price(_("Actual"))
    variance_percent = f.Percent(_("Variance"), null=True)
    tolerance_percent = f.Percent(_("Tolerance"), null=True)
    status = f.Choice(MatchStatus, _("Status"))
    at = f.Moment(_("At"))

    class Meta:
        verbose_name, verbose_name_plural = _("match result"), _("match results")


class VendorTransaction(Journal):
    """What is owed to a vendor by one voucher (04 §1); payments will settle it."""

    key, title = "voucher", "invoice"

    vendor = f.Ref("parties.Vendor", _("Vendor account"), db_index=True)
    invoice = f.Text(_("Invoice"), max_length=30)
    vendor_invoice = f.Ref(VendorInvoice, _("Vendor invoice"), db_index=True)
    voucher = f.Text(_("Voucher"), max_length=20)
    posted_on = f.Date(_("Date"), null=False)
    due_date = f.Date(_("Due date"))
    currency = f.Ref("organization.Currency", _("Currency"), db_index=False)
    amount = f.Amount(_("Amount"), help=_("Negative: we owe it."))
    accounting_amount = f.Amount(_("Amount in accounting currency"))

    class Meta:
        verbose_name, verbose_name_plural = _("vendor transaction"), _("vendor transactions")
        constraints = [unique("voucher", "vendor", name="invoices_transaction_once")]
