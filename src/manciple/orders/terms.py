"""The words of the purchase order: its three axes of state, its types, the shapes of its facts."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from manciple.kernel.authority import duty

VIEW_ORDERS = duty("view-purchase-orders", "View purchase orders")
MAINTAIN_ORDERS = duty("maintain-purchase-orders", "Create, edit and cancel purchase orders")
CONFIRM_ORDERS = duty("confirm-purchase-orders", "Confirm purchase orders")
FINALIZE_ORDERS = duty("finalize-purchase-orders", "Finalize purchase orders")


class PurchaseType(TextChoices):
    """What kind of order it is (01 §2.1)."""

    PURCHASE_ORDER = "purchase_order", _("Purchase order")


class Approval(TextChoices):
    """How far the order is agreed (01 §7). Moved by actions only."""

    APPROVED = "approved", _("Approved")
    CONFIRMED = "confirmed", _("Confirmed")
    FINALIZED = "finalized", _("Finalized")


class Status(TextChoices):
    """How far goods and invoices are (01 §6). Derived from the quantities, never set."""

    OPEN_ORDER = "open_order", _("Open order")
    RECEIVED = "received", _("Received")
    INVOICED = "invoiced", _("Invoiced")
    CANCELED = "canceled", _("Canceled")


class DocumentStatus(TextChoices):
    """The furthest document reached (01 §6)."""

    NONE = "none", _("None")
    PURCHASE_ORDER = "purchase_order", _("Purchase order")
    PRODUCT_RECEIPT = "product_receipt", _("Product receipt")
    INVOICE = "invoice", _("Invoice")


#: Without change management an order is edited until it is finalized (01 §16, regime E).
EDITABLE = (Approval.APPROVED, Approval.CONFIRMED)
