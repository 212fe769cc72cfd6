"""Product receipts as facts (03 §7.5)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from manciple.kernel import fields as f
from manciple.kernel.records import Journal, Record, unique

from .terms import DuplicatePolicy

KEPT = _("The account the receipt was posted to; the invoice takes it back from there, whatever the set-up says then.")


class ReceiptParameters(Record):
    """How a company receives; one row (03 §7.2, §7.3)."""

    key, title = "code", "code"

    code = f.Code(_("Parameters"), max_length=10, default="receipts", open_in=f.Open.NEVER)
    accept_overdelivery = f.Flag(_("Accept overdelivery"), default=True)
    accept_underdelivery = f.Flag(_("Accept underdelivery"), default=True)
    duplicate_receipts = f.Choice(
        DuplicatePolicy,
        _("Product receipt number used twice"),
        default=DuplicatePolicy.REJECT,
        help=_("Tested per vendor account."),
    )

    class Meta:
        verbose_name, verbose_name_plural = _("receipt parameters"), _("receipt parameters")
        constraints = [unique("code", name="receipts_parameters_once")]


class ProductReceipt(Journal):
    """What arrived for one order with one delivery (03 §7.5)."""

    key, title = "number", "product_receipt"

    number = f.Code(_("Receipt"), max_length=20, help=_("Our own number of the receipt."))
    product_receipt = f.Text(_("Product receipt"), max_length=30, help=_("The vendor's number of the delivery."))
    order = f.Ref("orders.PurchaseOrder", _("Purchase order"), db_index=True)
    vendor = f.Ref("parties.Vendor", _("Vendor account"), db_index=False)
    posted_on = f.Date(_("Date"), null=False)
    document_date = f.Date(_("Document date"))
    delivery_name = f.Text(_("Delivery name"))
    delivery_address = f.Long(_("Delivery address"))
    delivery_terms = f.Text(_("Delivery terms"), max_length=10)
    mode_of_delivery = f.Text(_("Mode of delivery"), max_length=10)
    currency = f.Ref("organization.Currency", _("Currency"), db_index=False)
    value = f.Amount(_("Value"), help=_("Net amount of what arrived, in order currency."))
    voucher = f.Text(_("Voucher"), max_length=20, help=_("Blank: nothing was posted to the ledger."))

    class Meta:
        verbose_name, verbose_name_plural = _("product receipt"), _("product receipts")
        constraints = [unique("number", name="receipts_receipt_once")]
        indexes = [
            models.Index(fields=["company", "vendor", "product_receipt"], name="receipts_receipt_vendor"),
            models.Index(fields=["company", "-posted_on", "-id"], name="receipts_receipt_date"),
        ]


class ReceiptLine(Journal):
    """What arrived of one order line; negative for a return."""

    key, owner, title = "line_number", "receipt", "product_name"

    receipt = f.Ref(ProductReceipt, _("Receipt"), db_index=False)
    order_line = f.Ref("orders.PurchaseLine", _("Purchase order line"), db_index=True)
    line_number = f.LineNumber(_("Line number"))
    item = f.Ref("products.ReleasedProduct", _("Item number"), db_index=False)
    product_name = f.Text(_("Product name"))
    site = f.Ref("organization.Site", _("Site"), null=True, db_index=False)
    warehouse = f.Ref("organization.Warehouse", _("Warehouse"), null=True, db_index=False)
    unit = f.Text(_("Unit"), max_length=10)
    ordered = f.Quantity(_("Ordered"), help=_("In the purchase unit, when the receipt was posted."))
    net_amount = f.Amount(_("Net amount"), help=_("Of the ordered quantity, when the receipt was posted."))
    quantity = f.Quantity(_("Received"), help=_("In the purchase unit."))
    remaining = f.Quantity(_("Remaining"), help=_("Still to come after this receipt."))
    short = f.Quantity(_("Closed short"), help=_("Taken off because the delivery was said to be the last."))
    close = f.Flag(_("Close"))
    value = f.Amount(_("Value"), help=_("Share of the line's net amount, in order currency (03 §8.4)."))
    accrued = f.Amount(_("Accrued"), help=_("Posted to the purchase accrual account."))
    stock_value = f.Amount(_("Posted to stock"), help=_("Posted as physical inventory value."))
    accrual_account = f.Ref("ledger.MainAccount", _("Accrual account"), null=True, help=KEPT, db_index=False)
    expenditure_account = f.Ref(
        "ledger.MainAccount", _("Un-invoiced expenditure account"), null=True, help=KEPT, db_index=False
    )
    stock_account = f.Ref("ledger.MainAccount", _("Stock account"), null=True, help=KEPT, db_index=False)

    class Meta:
        verbose_name, verbose_name_plural = _("product receipt line"), _("product receipt lines")
        constraints = [unique("receipt", "order_line", name="receipts_line_once")]
