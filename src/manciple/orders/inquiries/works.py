"""Mass work over orders that may be repeated by itself (01 §11.5, §12.5)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from manciple.kernel import batches

from .figures import ORDERS

#: Vendors on hold are left out from the start; each order is judged again when its turn comes.
TO_CONFIRM = {
    "approval_status__in": "approved,in_external_review", "purchase_type__ne": "journal", "vendor__hold__ne": "all",
}  # fmt: skip
TO_FINALIZE = {"approval_status__in": "approved,confirmed", "status__in": "invoiced,canceled"}

batches.work("confirm-purchase-orders", label=_("Confirm purchase orders"), form=ORDERS, action="print-confirmation",
             filters=TO_CONFIRM)  # fmt: skip
batches.work("finalize-purchase-orders", label=_("Finalize purchase orders"), form=ORDERS, action="finalize",
             filters=TO_FINALIZE)  # fmt: skip
