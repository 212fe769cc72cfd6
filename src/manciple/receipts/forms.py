"""The pages of receiving: the journal of product receipts, and the parameters."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel import actions, menus
from manciple.kernel.forms import Form, Group, Lines, Pane, Tab

from .models import ProductReceipt, ReceiptLine, ReceiptParameters
from .terms import MAINTAIN_RECEIPT_SETUP, MENU, VIEW_RECEIPTS

menus.area("receiving", _("Receiving"), icon="truck", place=20)
menus.group(MENU, _("Receiving"), area="receiving")


class ProductReceipts(Form):
    """What arrived, delivery by delivery."""

    of, key, title = ProductReceipt, "product-receipts", _("Product receipts")
    menu, read_only = MENU, True
    duty = VIEW_RECEIPTS
    find = ("number", "product_receipt", "order__number", "vendor__account")
    grid = ("number", "product_receipt", "order", "vendor", "vendor__name", "posted_on", "value", "voucher")
    order = ("-posted_on", "-id")
    figures = ("value",)
    links = {"voucher": "vouchers"}
    related = ("receipt-voucher",)
    panes = (Pane("receipt", _("Product receipt"), Group(_("Related information"), "receipt-voucher")),)
    tabs = (
        Tab(_("General"), "number", "product_receipt", "order", "vendor", "posted_on", "document_date"),
        Tab(
            _("Delivery"), "delivery_name", "delivery_address", "delivery_terms", "mode_of_delivery"),
        Tab(_("Amounts"), "currency", "value", "voucher"),
    )  # fmt: skip
    lines = (
        Lines(
            ReceiptLine, key="lines", label=_("Lines"),
            grid=("line_number", "item", "product_name", "ordered", "quantity", "remaining", "unit", "value"),
            tabs=(
                Tab(_("General"), "line_number", "item", "product_name", "site", "warehouse"),
                Tab(_("Quantity"), "ordered", "quantity", "remaining", "short", "close", "unit"),
                Tab(_("Amounts"), "net_amount", "value", "accrued", "stock_value"),
                Tab(_("Ledger"), "accrual_account", "expenditure_account", "stock_account"),
            ),
        ),
    )  # fmt: skip


class Parameters(Form):
    """How the company receives."""

    of, key, title = ReceiptParameters, "receipt-parameters", _("Receipt parameters")
    menu, setup, single = MENU, True, True
    duty, maintain = VIEW_RECEIPTS, MAINTAIN_RECEIPT_SETUP
    without = (actions.DELETE,)
    grid = ("code", "accept_overdelivery", "accept_underdelivery", "duplicate_receipts")
    tabs = (
        Tab(_("General"), "code", "duplicate_receipts"),
        Tab(_("Delivery"), "accept_overdelivery", "accept_underdelivery"),
    )
