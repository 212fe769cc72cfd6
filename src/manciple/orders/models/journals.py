"""What was told and kept of orders: inquiries, confirmations, versions, deleted orders. Insert-only."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from manciple.kernel import fields as f
from manciple.kernel.records import Journal, unique
from manciple.terms.terms import ChargeCategory

from ..terms import (
    Approval,
    PurchaseType,
    VersionEvent,
)
from .order import PurchaseOrder


class Confirmation(Journal):
    """What the vendor was told, word for word; a reprint shows old names and prices (01 §11.4)."""

    key, title = "number", "vendor_name"

    number = f.Code(_("Confirmation"), max_length=20)
    order = f.Ref(PurchaseOrder, _("Purchase order"), db_index=True)
    sequence = f.Whole(_("Sequence"))
    order_version = f.Whole(_("Version"))
    document = f.Text(
        _("Document"), max_length=20,
        help=_("The confirmation that heads the document; of a summary its first, else itself (01 §19)."))  # fmt: skip
    purchase_type = f.Choice(PurchaseType, _("Purchase type"))
    confirmed_on = f.Date(_("Date"), null=False)
    vendor = f.Ref("parties.Vendor", _("Vendor account"))
    vendor_name = f.Text(_("Name"))
    vendor_address = f.Long(_("Address"))
    vendor_reference = f.Text(_("Vendor reference"))
    invoice_account = f.Ref("parties.Vendor", _("Invoice account"))
    invoice_name = f.Text(_("Name of the invoice account"))
    invoice_address = f.Long(_("Address of the invoice account"))
    rma_number = f.Text(_("RMA number"), max_length=20)
    contact = f.Text(_("Contact"))
    email = f.Text(_("E-mail"), max_length=255)
    language = f.Text(_("Language"), max_length=10)
    currency = f.Ref("organization.Currency", _("Currency"))
    terms_of_payment = f.Text(_("Terms of payment"), max_length=10)
    delivery_terms = f.Text(_("Delivery terms"), max_length=10)
    mode_of_delivery = f.Text(_("Mode of delivery"), max_length=10)
    delivery_name = f.Text(_("Delivery name"))
    delivery_address = f.Long(_("Delivery address"))
    attention_information = f.Text(_("Attention information"))
    delivery_date = f.Date(_("Delivery date"))
    earliest_confirmed_delivery = f.Date(_("Earliest confirmed delivery"))
    due_date = f.Date(_("Due date"))
    lines = f.Whole(_("Number of lines"))
    quantity = f.Quantity(_("Quantity"), help=_("Of all lines, whatever their units."))
    line_discount = f.Amount(_("Line discount"))
    subtotal = f.Amount(_("Subtotal"))
    charges = f.Amount(_("Charges"))
    sales_tax = f.Amount(_("Sales tax"))
    round_off = f.Amount(_("Round-off"))
    total = f.Amount(_("Invoice amount"))

    class Meta:
        verbose_name, verbose_name_plural = (_("purchase order confirmation"), _("purchase order confirmations"))
        constraints = [
            unique("number", name="orders_confirmation_once"),
            unique("order", "sequence", name="orders_confirmation_sequence"),
        ]
        indexes = [models.Index(fields=["company", "document"], name="orders_confirmation_document")]


class ConfirmationLine(Journal):
    """A line as it was confirmed."""

    key, owner, title = "line_number", "confirmation", "product_name"

    confirmation = f.Ref(Confirmation, _("Confirmation"), db_index=True)
    order_line = f.Key(_("Purchase order line"))
    line_number = f.LineNumber(_("Line number"))
    item = f.Text(_("Item number"), max_length=30)
    external_item = f.Text(_("External item number"), max_length=20)
    product_name = f.Text(_("Product name"))
    text = f.Long(_("Text"))
    site = f.Text(_("Site"), max_length=10)
    warehouse = f.Text(_("Warehouse"), max_length=10)
    quantity = f.Quantity(_("Quantity"))
    unit = f.Text(_("Unit"), max_length=10)
    unit_price = f.Price(_("Unit price"))
    price_unit = f.Quantity(_("Price unit"))
    discount = f.Price(_("Discount"), null=False, default=0)
    discount_percent = f.Percent(_("Discount percent"))
    charges_on_purchases = f.Amount(_("Charges on purchases"))
    net_amount = f.Amount(_("Net amount"))
    sales_tax_group = f.Text(_("Sales tax group"), max_length=10)
    sales_tax = f.Amount(_("Sales tax"))
    delivery_date = f.Date(_("Delivery date"))
    confirmed_delivery_date = f.Date(_("Confirmed delivery date"))
    return_action = f.Text(_("Return action"), max_length=10)
    delivery_name = f.Text(_("Delivery name"))
    delivery_address = f.Long(_("Delivery address"))

    class Meta:
        verbose_name, verbose_name_plural = _("confirmation line"), _("confirmation lines")
        constraints = [unique("confirmation", "line_number", name="orders_confirmationline_once")]


class ConfirmationCharge(Journal):
    """A charge as it was confirmed."""

    key, owner, title = "line_number", "confirmation", "text"

    confirmation = f.Ref(Confirmation, _("Confirmation"), db_index=True)
    line_number = f.LineNumber(_("Line number"))
    charge_code = f.Text(_("Charges code"), max_length=10)
    text = f.Text(_("Text"))
    category = f.Choice(ChargeCategory, _("Category"))
    value = f.Price(_("Charges value"), null=False, default=0)
    amount = f.Amount(_("Calculated amount"))
    sales_tax = f.Amount(_("Sales tax"))

    class Meta:
        verbose_name, verbose_name_plural = _("confirmed charge"), _("confirmed charges")
        constraints = [unique("confirmation", "line_number", name="orders_confirmationcharge_once")]


class ConfirmationTax(Journal):
    """The sales tax under one code as it was confirmed."""

    key, owner, title = "code", "confirmation", "code"

    confirmation = f.Ref(Confirmation, _("Confirmation"), db_index=True)
    code = f.Text(_("Sales tax code"), max_length=10)
    percent = f.Percent(_("Percent"))
    base = f.Amount(_("Base"))
    amount = f.Amount(_("Sales tax"))

    class Meta:
        verbose_name, verbose_name_plural = _("confirmed sales tax"), _("confirmed sales taxes")
        constraints = [unique("confirmation", "code", "percent", name="orders_confirmationtax_once")]


class PurchaseInquiry(Journal):
    """The order as it was sent to the vendor for checking, word for word (01 §11.1).

    `content` holds header, lines and charges as `OrderVersion` does.
    """

    key, title = "number", "vendor_name"

    number = f.Code(_("Purchase inquiry"), max_length=20)
    order = f.Ref(PurchaseOrder, _("Purchase order"), db_index=True, on_delete=models.DO_NOTHING)
    order_number = f.Text(_("Number of the order"), max_length=10, help=_("Stays when the order is deleted."))
    order_version = f.Whole(_("Version"))
    sent_on = f.Date(_("Date"), null=False)
    vendor = f.Ref("parties.Vendor", _("Vendor account"))
    vendor_name = f.Text(_("Name"))
    currency = f.Ref("organization.Currency", _("Currency"))
    total = f.Amount(_("Invoice amount"))
    content = models.JSONField(default=dict)

    class Meta:
        verbose_name, verbose_name_plural = _("purchase inquiry"), _("purchase inquiries")
        constraints = [unique("number", name="orders_inquiry_once")]


class OrderVersion(Journal):
    """What an order said when it was approved, sent or confirmed (01 §10).

    `content` holds {"header": {field: text}, "lines": [{"id": …, field: text}], "charges": [...]}: the
    versioned fields, references by their codes, decimals without trailing zeros.
    """

    key, title = "number", "event"

    order = f.Ref(PurchaseOrder, _("Purchase order"), db_index=True, on_delete=models.DO_NOTHING)
    number = f.Whole(_("Version"))
    event = f.Choice(VersionEvent, _("Event"))
    made_at = f.Moment(_("Made"))
    made_by = f.Text(_("Made by"), max_length=150)
    content_hash = f.Text(_("Hash"), max_length=64)
    content = models.JSONField(default=dict)

    class Meta:
        verbose_name, verbose_name_plural = _("purchase order version"), _("purchase order versions")
        constraints = [unique("order", "number", name="orders_version_once")]


class VersionStamp(Journal):
    """Something that happened to a version without changing what it says: approved, confirmed (01 §10)."""

    key, title = "id", "event"

    order_version = f.Ref(OrderVersion, _("Version"), db_index=True)
    event = f.Choice(VersionEvent, _("Event"))
    approval_status = f.Choice(Approval, _("Approval status"))
    stamped_at = f.Moment(_("At"))
    stamped_by = f.Text(_("By"), max_length=150)

    class Meta:
        verbose_name, verbose_name_plural = _("version stamp"), _("version stamps")


class VoidedOrder(Journal):
    """A copy of a deleted order or line, when the company keeps them (01 §12.1)."""

    key, title = "number", "name"

    number = f.Text(_("Purchase order"), max_length=10)
    line_number = f.LineNumber(_("Line number"), null=True)
    name = f.Text(_("Name"))
    vendor = f.Text(_("Vendor account"), max_length=20)
    voided_at = f.Moment(_("Deleted"))
    voided_by = f.Text(_("Deleted by"), max_length=150)
    content = models.JSONField(default=dict)

    class Meta:
        verbose_name, verbose_name_plural = _("voided order"), _("voided orders")
        indexes = [models.Index(fields=["company", "number"], name="orders_voided_number")]
