"""The pages of invoices: the invoices, what is owed for them, the parameters."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel import actions, menus
from manciple.kernel.forms import Form, Group, Lines, Pane, Tab

from .models import InvoiceCharge, InvoiceParameters, VendorInvoice, VendorInvoiceLine, VendorTransaction
from .terms import MAINTAIN_INVOICE_SETUP, MAINTAIN_INVOICES, MENU, VIEW_INVOICES

menus.area("payables", _("Payables"), icon="file-invoice", place=30)
menus.group(MENU, _("Vendor invoices"), area="payables")


class VendorInvoices(Form):
    """What vendors ask for, pending or posted."""

    of, key, title = VendorInvoice, "vendor-invoices", _("Vendor invoices")
    menu = MENU
    duty, maintain = VIEW_INVOICES, MAINTAIN_INVOICES
    find = ("number", "invoice", "invoice_account__account", "invoice_account__name")
    grid = (
        "number", "invoice", "invoice_account", "invoice_account__name", "posting_date", "due_date", "total",
        "currency", "match_status", "status", "on_hold",
    )  # fmt: skip
    order = ("-posting_date", "-id")
    views = (
        ("pending", _("Pending invoices"), {"status": "pending"}),
        ("failed", _("Matching failed"), {"status": "pending", "match_status": "failed"}),
        ("held", _("On hold"), {"status": "pending", "on_hold": "true"}),
        ("posted", _("Posted invoices"), {"status": "posted"}),
    )
    tiles = ("pending", "failed", "held")
    steps = ("status",)
    course = (("post", {"status": "pending"}),)
    reasons = {"lines.price_match": "match-details", "lines.quantity_match": "match-details"}
    figures = ("total",)
    badges = ("match_status", "on_hold")
    boxes = ("invoice-totals", "invoiced-orders", "timeline")
    tabs = (
        Tab(
            _("General"), "number", "invoice", "invoice_account", "status", "match_status", "on_hold", "voucher", "note"
        ),
        Tab(_("Dates and payment"), "invoice_date", "posting_date", "due_date", "terms_of_payment", "posting_profile"),
        Tab(_("Amounts"), "currency", "subtotal", "charges", "sales_tax", "round_off", "total"),
    )
    lines = (
        Lines(
            VendorInvoiceLine, key="lines", label=_("Lines"),
            grid=("line_number", "item", "product_name", "quantity", "unit", "unit_price", "net_amount",
                  "price_match", "quantity_match"),
            tabs=(
                Tab(_("General"), "line_number", "item", "product_name", "quantity", "unit"),
                Tab(_("Price and discount"), "unit_price", "price_unit", "discount", "discount_percent",
                    "charges_on_purchases", "net_amount", "price_as_ordered"),
                Tab(_("Matching"), "matching_policy", "price_match", "quantity_match", "order_quantity",
                    "order_net_amount"),
                Tab(_("Sales tax"), "sales_tax_group", "sales_tax"),
            ),
        ),
        Lines(
            InvoiceCharge, key="charges", label=_("Charges"),
            grid=("line_number", "charge_code", "category", "value", "amount", "sales_tax", "text"),
        ),
    )  # fmt: skip
    panes = (
        Pane(
            "invoice", _("Invoice"),
            Group(_("Maintain"), "edit", "delete"),
            Group(_("Matching"), "match-product-receipts"),
            Group(_("Hold"), "hold", "release"),
            Group(_("Posting"), "post"),
            Group(
                _("Related information"), "invoice-totals", "match-results", "match-details", "matched-receipts",
                "invoice-voucher"),
        ),
    )  # fmt: skip
    links = {"voucher": "vouchers"}
    related = ("match-results", "matched-receipts", "invoice-voucher")


class VendorTransactions(Form):
    """What is owed to vendors, posting by posting."""

    of, key, title = VendorTransaction, "vendor-transactions", _("Vendor transactions")
    menu, read_only = MENU, True
    duty = VIEW_INVOICES
    find = ("voucher", "invoice", "vendor__account", "vendor__name")
    grid = ("voucher", "posted_on", "vendor", "vendor__name", "invoice", "due_date", "amount", "currency")
    order = ("-posted_on", "-id")
    links = {"voucher": "vouchers"}
    tabs = (
        Tab(_("General"), "voucher", "posted_on", "vendor", "invoice", "vendor_invoice", "due_date"),
        Tab(_("Amounts"), "currency", "amount", "accounting_amount"),
    )


class Parameters(Form):
    """How the company checks invoices."""

    of, key, title = InvoiceParameters, "invoice-parameters", _("Invoice parameters")
    menu, setup, single = MENU, True, True
    duty, maintain = VIEW_INVOICES, MAINTAIN_INVOICE_SETUP
    without = (actions.DELETE,)
    grid = ("code", "duplicate_invoices", "matching", "discrepancies", "line_matching_policy")
    tabs = (
        Tab(_("General"), "code", "duplicate_invoices"),
        Tab(
            _("Matching"), "matching", "discrepancies", "line_matching_policy", "price_tolerance_percent",
            "price_tolerance_both_sides"),
    )  # fmt: skip
