"""What people keep beside purchase orders: attachments, activities, cases (01 §25.1, 06 §12)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from manciple.collaboration.actions import on_document
from manciple.collaboration.terms import DocumentKind

from ..messages import FINALIZED
from ..models import PurchaseLine, PurchaseOrder
from ..terms import ALIVE, MAINTAIN_ORDERS, VIEW_ORDERS

on_document(DocumentKind(
    "purchase-orders", _("Purchase order"), PurchaseOrder, VIEW_ORDERS, MAINTAIN_ORDERS, line=PurchaseLine,
    attachments_pane="purchase_order", attach_when=ALIVE, attach_otherwise=FINALIZED))  # fmt: skip
