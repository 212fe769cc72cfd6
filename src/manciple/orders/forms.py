"""The pages of purchase orders: the order itself, its confirmations, buyer groups."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel import menus
from manciple.kernel.forms import Form, Group, Lines, Pane, Tab

from .models import Confirmation, ConfirmationLine, OrderCharge, PurchaseLine, PurchaseOrder
from .terms import MAINTAIN_ORDERS, VIEW_ORDERS

MENU = menus.group("orders", _("Purchase orders"), area="purchasing", place=10)

CHARGES = Lines(
    OrderCharge, key="charges", label=_("Charges"),
    grid=("line_number", "charge_code", "text", "category", "value", "amount", "sales_tax"))  # fmt: skip

LINES = Lines(
    PurchaseLine, key="lines", label=_("Lines"),
    grid=(
        "line_number", "item", "product_name", "site", "warehouse", "quantity", "unit", "unit_price", "discount",
        "discount_percent", "net_amount", "receive_now", "remaining", "status",
    ),
    tabs=(
        Tab(_("General"), "ordered", "received", "invoiced", "remaining", "status", "stopped", "complete",
            "finalized", "text"),
        Tab(_("Setup"), "matching_policy", "sales_tax_group", "sales_tax", "created_at"),
        Tab(_("Product"), "site", "warehouse"),
        Tab(_("Delivery"), "delivery_date", "confirmed_delivery_date", "overdelivery_percent",
            "underdelivery_percent", "overdelivered", "canceled_order", "canceled_remainder", "canceled_short",
            "added"),
        Tab(_("Price and discount"), "unit_price", "price_unit", "discount", "discount_percent",
            "charges_on_purchases", "net_amount", "price_source"),
    ),
    menus=((_("Update line"), ("deliver-remainder",)),),
)  # fmt: skip


class PurchaseOrders(Form):
    """The purchase order: one header, many lines, and everything that can be done with it."""

    of, key, title = PurchaseOrder, "purchase-orders", _("Purchase orders")
    help = _("What is ordered from vendors, from the first line to the last invoice.")
    menu = MENU
    duty, maintain = VIEW_ORDERS, MAINTAIN_ORDERS
    find = ("number", "name", "vendor__account", "vendor_reference")
    order = ("-order_date", "-id")
    grid = (
        "number", "vendor", "name", "order_date", "next_delivery", "approval_status", "status", "document_status",
        "total", "currency", "orderer",
    )  # fmt: skip
    create_fields = (
        "vendor", "number", "order_date", "delivery_date", "site", "warehouse", "currency", "buyer_group",
        "vendor_reference",
    )  # fmt: skip
    tabs = (
        Tab(_("General"), "number", "name", "purchase_type", "vendor", "invoice_account", "contact", "email",
            "status", "document_status", "approval_status", "changed_since_confirmation", "awaits_invoice", "site",
            "warehouse", "vendor_reference", "order_date", "source"),
        Tab(_("Setup"), "sales_tax_group", "posting_profile", "buyer_group", "orderer", "language", "confirmations",
            "confirmed_on", "created_at"),
        Tab(_("Address"), "delivery_name", "delivery_address", "attention_information"),
        Tab(_("Delivery"), "delivery_date", "earliest_confirmed_delivery", "next_delivery", "mode_of_delivery",
            "delivery_terms"),
        Tab(_("Price and discount"), "currency", "terms_of_payment", "due_date", "subtotal", "charges", "sales_tax",
            "round_off", "total"),
    )  # fmt: skip
    lines = (LINES, CHARGES)
    panes = (
        Pane("purchase_order", _("Purchase order"),
             Group(_("New"), "create"), Group(_("Maintain"), "edit", "delete", "cancel"),
             Group(_("View"), "totals", "price-details")),
        Pane("purchase", _("Purchase"),
             Group(_("Actions"), "confirm", "finalize"),
             Group(_("Charges and tax"), "maintain-charges", "sales-tax"),
             Group(_("Journals"), "confirmations")),
        Pane("receive", _("Receive"),
             Group(_("Generate"), "post-product-receipt"), Group(_("Journals"), "product-receipts")),
        Pane("invoice", _("Invoice"),
             Group(_("Generate"), "invoice"), Group(_("Journals"), "invoices", "pending-invoices", "vouchers")),
        Pane("general", _("General"),
             Group(_("Related information"), "postings", "line-quantity"), Group(_("Prices"), "trade-agreements")),
    )  # fmt: skip
    steps = ("approval_status", "document_status", "status")
    figures = ("total",)
    reasons = {
        "subtotal": "price-details", "charges": "price-details", "sales_tax": "price-details",
        "total": "price-details", "lines.unit_price": "price-details", "lines.net_amount": "price-details",
    }  # fmt: skip
    badges = ("purchase_type", "status", "changed_since_confirmation", "awaits_invoice")
    course = (
        ("confirm", {"approval_status": "approved", "status": "open_order"}), ("invoice", {"awaits_invoice": "true"}),
        ("post-product-receipt", {"status": "open_order"}), ("finalize", {"status": "invoiced"}),
    )  # fmt: skip
    boxes = ("totals", "timeline")
    related = ("confirmations", "product-receipts", "invoices", "vouchers")
    views = (
        ("all", _("All"), {}),
        ("mine", _("My orders"), {"orderer": "@me", "approval_status__ne": "finalized"}),
        ("to-confirm", _("Needs confirmation"), {"approval_status": "approved", "status": "open_order"}),
        ("changed", _("Changed since confirmation"), {"changed_since_confirmation": "true"}),
        ("overdue", _("Overdue"), {"next_delivery__lt": "@today", "approval_status": "confirmed"}),
        ("not-invoiced", _("Received, not invoiced"), {"awaits_invoice": "true"}),
        ("to-finalize", _("Ready to finalize"), {"status": "invoiced", "approval_status__ne": "finalized"}),
    )
    tiles = ("mine", "to-confirm", "overdue", "not-invoiced")


class Confirmations(Form):
    """What vendors were told, word for word."""

    of, key, title = Confirmation, "confirmations", _("Purchase order confirmations")
    menu, read_only = MENU, True
    duty = VIEW_ORDERS
    find = ("number", "vendor_name")
    order = ("-confirmed_on", "-id")
    grid = ("number", "order", "vendor", "vendor_name", "confirmed_on", "total", "currency")
    tabs = (
        Tab(_("General"), "number", "order", "sequence", "confirmed_on", "vendor", "vendor_name", "vendor_address",
            "invoice_account", "contact", "language"),
        Tab(_("Delivery"), "delivery_name", "delivery_address", "attention_information", "delivery_date",
            "mode_of_delivery", "delivery_terms"),
        Tab(_("Price and discount"), "currency", "terms_of_payment", "subtotal", "charges", "sales_tax", "round_off",
            "total"),
    )  # fmt: skip
    lines = (
        Lines(ConfirmationLine, key="lines", label=_("Lines"),
              grid=("line_number", "item", "product_name", "quantity", "unit", "unit_price", "discount",
                    "discount_percent", "net_amount", "delivery_date"),
              tabs=(Tab(_("General"), "text", "site", "warehouse", "confirmed_delivery_date"),
                    Tab(_("Price and discount"), "price_unit", "charges_on_purchases", "sales_tax_group",
                        "sales_tax"))),
    )  # fmt: skip
    figures = ("total",)
