"""The pages of purchase orders: the order itself, its confirmations, buyer groups."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel import actions, menus
from manciple.kernel.forms import Form, Group, Lines, Pane, Tab

from .inquiries.asking import questions, told
from .inquiries.locked import locks_of
from .models import (
    Confirmation,
    ConfirmationCharge,
    ConfirmationLine,
    ConfirmationTax,
    HeaderUpdate,
    OrderCharge,
    OrderParameters,
    PurchaseInquiry,
    PurchaseLine,
    PurchaseOrder,
    ReapprovalRule,
    SummaryRule,
    VoidedOrder,
)
from .rules.handing import lines_take_it
from .rules.locks import said
from .rules.reapproval import fields_known
from .terms import MAINTAIN_ORDER_SETUP, MAINTAIN_ORDERS, VIEW_ORDERS

MENU = menus.group("orders", _("Purchase orders"), area="purchasing", place=10)

CHARGES = Lines(
    OrderCharge, key="charges", label=_("Charges"),
    grid=("line_number", "charge_code", "text", "category", "value", "amount", "sales_tax"))  # fmt: skip

LINES = Lines(
    PurchaseLine, key="lines", label=_("Lines"),
    grid=(
        "line_number", "item", "product_name", "quantity", "unit", "unit_price", "discount", "discount_percent",
        "net_amount", "remaining", "status", "site", "warehouse", "receive_now",
    ),
    tabs=(
        Tab(_("General"), "line_type", "text", "ordered", "received", "invoiced", "remaining", "external_item",
            "customer_requisition", "customer_reference", "finalized", "status", "workflow_state", "stopped",
            "complete", "is_deleted"),
        Tab(_("Setup"), "lot_id", "matching_policy", "return_action", "scrap", "sales_tax_group", "sales_tax",
            "created_at"),
        Tab(_("Address"), "delivery_name", "delivery_address", "attention_information", "requester"),
        Tab(_("Product"), "site", "warehouse"),
        Tab(_("Delivery"), "delivery_date", "confirmed_delivery_date", "mode_of_delivery", "delivery_terms",
            "overdelivery_percent", "underdelivery_percent", "overdelivered", "canceled_order",
            "canceled_remainder", "canceled_short", "added", "parent"),
        Tab(_("Price and discount"), "unit_price", "price_unit", "discount", "discount_percent",
            "charges_on_purchases", "net_amount", "price_source"),
    ),
    struck="is_deleted", below="parent",
    marks={"line_type": {"multiple_deliveries": "calendar-time", "delivery": "truck-delivery"}},
    menus=(
        (_("Purchase order line"), (
            "delivery-schedule", "credit-note", "copy-from-all", "copy-from-journal", "copy-from-line", "attach")),
        (_("Update line"), ("renumber", "deliver-remainder", "finalize", "undelete")),
    ),
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
        "vendor", "order_date", "delivery_date", "site", "warehouse", "currency", "buyer_group", "vendor_reference",
        "purchase_type", "number", "rma_number", "change_management", "one_time_supplier", "name", "contact",
        "delivery_name", "delivery_address",
    )  # fmt: skip
    tabs = (
        Tab(_("General"), "number", "name", "purchase_type", "one_time_supplier", "vendor", "invoice_account",
            "contact", "internet_address", "email", "status", "document_status", "approval_status",
            "changed_since_confirmation", "change_request", "awaits_invoice", "site", "warehouse", "reason",
            "reason_comment", "vendor_reference", "rma_number", "order_date", "source"),
        Tab(_("Setup"), "sales_tax_group", "tax_exempt_number", "posting_profile", "settlement_type",
            "number_sequence_group", "buyer_group", "orderer", "orderer__user", "pool", "language",
            "change_management", "requires_reapproval", "requester", "vendor__hold",
            "summary_of_vendor", "summary_documents",
            "inquiries", "confirmations", "confirmed_on", "versions", "approved_version", "created_at"),
        Tab(_("Address"), "delivery_name", "delivery_address", "attention_information"),
        Tab(_("Delivery"), "delivery_date", "earliest_confirmed_delivery", "next_delivery", "mode_of_delivery",
            "delivery_terms"),
        Tab(_("Price and discount"), "currency", "terms_of_payment", "due_date", "subtotal", "charges", "sales_tax",
            "round_off", "total"),
    )  # fmt: skip
    lines = (LINES, CHARGES)
    panes = (
        Pane("purchase_order", _("Purchase order"),
             Group(_("New"), "create"), Group(_("Maintain"), "edit", "request-change", "delete", "cancel"),
             Group(_("Copy"), "copy-from-all", "copy-from-journal"),
             Group(_("View"), "totals", "price-details", "copy-sources"),
             Group(_("Attachments"), "attach", "attachments")),
        Pane("purchase", _("Purchase"),
             Group(_("Create"), "credit-note"),
             Group(_("Actions"), "purchase-inquiry", "confirm", "print-confirmation", "print-pro-forma", "finalize"),
             Group(_("Charges and tax"), "maintain-charges", "sales-tax"),
             Group(_("Journals"), "confirmations", "purchase-inquiries")),
        Pane("workflow", _("Workflow"),
             Group(_("Submission"), "submit", "recall"), Group(_("Answer"), "approve", "reject", "delegate"),
             Group(_("History"), "purchase-order-approvals")),
        Pane("manage", _("Manage"),
             Group(_("History"), "compare-versions", "view-versions", "version-content")),
        Pane("receive", _("Receive"),
             Group(_("Generate"), "post-product-receipt"), Group(_("Journals"), "product-receipts")),
        Pane("invoice", _("Invoice"),
             Group(_("Generate"), "invoice"), Group(_("Journals"), "invoices", "pending-invoices", "vouchers")),
        Pane("general", _("General"),
             Group(_("Set up"), "summary-update"),
             Group(_("Activities"), "new-action", "schedule-appointment", "record-event", "new-task", "activities"),
             Group(_("Cases"), "create-case", "cases"),
             Group(_("Related information"), "contact-details", "references", "postings",
                   "line-quantity"),
             Group(_("Prices"), "trade-agreements")),
    )  # fmt: skip
    locks = locks_of
    asks, answers = questions, told
    regimes = said()
    steps = ("approval_status", "document_status", "status")
    optional_steps = ("draft", "in_review", "rejected", "in_external_review")
    waiting = (
        "purchase-order-waiting", ("submit", "approve", "reject", "request-change", "delegate", "recall"),
    )  # fmt: skip
    figures = ("total",)
    reasons = {
        "subtotal": "price-details", "charges": "price-details", "sales_tax": "price-details",
        "total": "price-details", "lines.unit_price": "price-details", "lines.net_amount": "price-details",
    }  # fmt: skip
    badges = ("purchase_type", "status", "change_request", "changed_since_confirmation", "awaits_invoice")
    course = (
        ("submit", {"approval_status": "draft"}), ("approve", {"approval_status": "in_review"}),
        ("confirm", {"approval_status": "approved", "status": "open_order"}),
        ("confirm", {"approval_status": "in_external_review"}), ("invoice", {"awaits_invoice": "true"}),
        ("post-product-receipt", {"status": "open_order"}), ("finalize", {"status": "invoiced"}),
    )  # fmt: skip
    boxes = ("totals", "timeline")
    related = ("confirmations", "purchase-inquiries", "product-receipts", "invoices", "vouchers")
    views = (
        ("all", _("All purchase orders"), {}),
        ("mine", _("My orders"), {"orderer__user": "@me", "approval_status__ne": "finalized"}),
        ("draft", _("Drafts"), {"approval_status": "draft"}),
        ("in-review", _("In review"), {"approval_status": "in_review"}),
        ("in-external-review", _("In external review"), {"approval_status": "in_external_review"}),
        ("to-confirm", _("Needs confirmation"), {"approval_status": "approved", "status": "open_order"}),
        ("changed", _("Changed since confirmation"), {"changed_since_confirmation": "true"}),
        ("overdue", _("Overdue"), {"next_delivery__lt": "@today", "approval_status": "confirmed"}),
        ("not-invoiced", _("Received, not invoiced"), {"awaits_invoice": "true"}),
        ("to-finalize", _("Ready to finalize"), {"status": "invoiced", "approval_status__ne": "finalized"}),
    )
    tiles = ("mine", "to-confirm", "overdue", "not-invoiced")
    mass = (
        "confirm", "print-confirmation", "purchase-inquiry", "submit", "approve", "reject", "cancel", "finalize",
        "delete",
    )  # fmt: skip
    entries = ("mine", "draft", "in-external-review", "to-confirm", "changed", "overdue")


class Confirmations(Form):
    """What vendors were told, word for word."""

    of, key, title = Confirmation, "confirmations", _("Purchase order confirmations")
    menu, read_only = MENU, True
    duty = VIEW_ORDERS
    find = ("number", "vendor_name")
    order = ("-confirmed_on", "-id")
    grid = ("number", "order", "vendor", "vendor_name", "confirmed_on", "total", "currency")
    tabs = (
        Tab(_("General"), "number", "order", "sequence", "order_version", "document", "purchase_type", "confirmed_on",
            "vendor", "vendor_name", "vendor_address", "vendor_reference", "rma_number", "invoice_account",
            "invoice_name", "invoice_address", "contact", "email", "language"),
        Tab(_("Delivery"), "delivery_name", "delivery_address", "attention_information", "delivery_date",
            "earliest_confirmed_delivery", "mode_of_delivery", "delivery_terms"),
        Tab(_("Price and discount"), "currency", "terms_of_payment", "due_date", "lines", "quantity",
            "line_discount", "subtotal", "charges", "sales_tax", "round_off", "total"),
    )  # fmt: skip
    lines = (
        Lines(ConfirmationLine, key="lines", label=_("Lines"),
              grid=("line_number", "item", "product_name", "quantity", "unit", "unit_price", "discount",
                    "discount_percent", "net_amount", "delivery_date"),
              tabs=(Tab(_("General"), "external_item", "text", "site", "warehouse", "confirmed_delivery_date",
                        "return_action", "delivery_name", "delivery_address"),
                    Tab(_("Price and discount"), "price_unit", "charges_on_purchases", "sales_tax_group",
                        "sales_tax"))),
        Lines(ConfirmationCharge, key="charges", label=_("Charges"),
              grid=("line_number", "charge_code", "text", "category", "value", "amount", "sales_tax")),
        Lines(ConfirmationTax, key="taxes", label=_("Sales tax"), grid=("code", "percent", "base", "amount")),
    )  # fmt: skip
    figures = ("total",)


class PurchaseInquiries(Form):
    """What vendors were sent for checking, word for word (01 §11.1)."""

    of, key, title = PurchaseInquiry, "purchase-inquiries", _("Purchase inquiries")
    menu, read_only = MENU, True
    duty = VIEW_ORDERS
    find = ("number", "order_number", "vendor_name")
    order = ("-sent_on", "-id")
    grid = ("number", "order_number", "order_version", "vendor", "vendor_name", "sent_on", "total", "currency")
    tabs = (
        Tab(_("General"), "number", "order_number", "order_version", "sent_on", "vendor", "vendor_name", "currency",
            "total"),
    )  # fmt: skip
    links = {"order_number": "purchase-orders"}
    panes = (Pane("purchase_inquiry", _("Purchase inquiry"), Group(_("View"), "inquiry-lines")),)
    boxes = ("inquiry-lines",)
    figures = ("total",)


class VoidedOrders(Form):
    """Copies of deleted orders and lines (01 §12.1)."""

    of, key, title = VoidedOrder, "voided-orders", _("Voided orders")
    help = _("Deleted orders and lines, where the company keeps them.")
    menu, read_only = MENU, True
    duty = VIEW_ORDERS
    find = ("number", "name", "vendor")
    order = ("-voided_at", "-id")
    grid = ("number", "line_number", "name", "vendor", "voided_at", "voided_by")
    tabs = (Tab(_("General"), "number", "line_number", "name", "vendor", "voided_at", "voided_by"),)


class SummaryRules(Form):
    """Which orders share one document of a kind (01 §19)."""

    of, key, title = SummaryRule, "summary-updates", _("Summary updates")
    help = _("Whether orders of a vendor share confirmations and other documents, and what they must agree in.")
    menu, setup = "procurement", True
    duty, maintain = VIEW_ORDERS, MAINTAIN_ORDER_SETUP
    grid, order = ("document", "option", "parts"), ("document",)
    tabs = (Tab(_("General"), "document", "option", "parts"),)


class Ordering(Form):
    """How the company orders (01 §2.1, §7.1, §12, §15)."""

    of, key, title = OrderParameters, "order-parameters", _("Purchase order parameters")
    help = _("What a new order is, how it is approved, and what may be done to it afterwards.")
    menu, setup, single = "procurement", True, True
    duty, maintain = VIEW_ORDERS, MAINTAIN_ORDER_SETUP
    without = (actions.DELETE,)
    grid = ("code", "purchase_type", "change_management", "safety_level")
    tabs = (
        Tab(_("General"), "code", "purchase_type", "line_number_increment", "settlement_type"),
        Tab(_("Approval"), "change_management", "override_per_vendor"),
        Tab(_("Changes"), "safety_level", "cancel_needs_reason", "keep_voided"),
    )


class LineUpdates(Form):
    """Whether lines follow the header (01 §16)."""

    of, key, title = HeaderUpdate, "line-updates", _("Update of order lines")
    help = _("Whether lines follow a changed field of the header: always, never, or when somebody says so.")
    menu, setup = "procurement", True
    duty, maintain = VIEW_ORDERS, MAINTAIN_ORDER_SETUP
    find, grid, order = ("field",), ("field", "policy"), ("field",)
    guards = (lines_take_it,)
    tabs = (Tab(_("General"), "field", "policy"),)


class ReapprovalRules(Form):
    """Which changes of an order have to be approved again (01 §9)."""

    of, key, title = ReapprovalRule, "reapproval-rules", _("Re-approval rules")
    help = _("Changes of the fields named are approved again; without a valid rule every change is.")
    menu, setup = "procurement", True
    duty, maintain = VIEW_ORDERS, MAINTAIN_ORDER_SETUP
    find, grid, order = ("code", "name"), ("code", "name", "valid_from", "valid_to"), ("code",)
    guards = (fields_known,)
    tabs = (Tab(_("General"), "code", "name", "valid_from", "valid_to", "watched"),)
