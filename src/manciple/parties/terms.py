"""The words of this package."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from manciple.kernel.authority import duty

VIEW_VENDORS = duty("view-vendors", "View vendors")
MAINTAIN_VENDORS = duty("maintain-vendors", "Maintain vendors")


class Hold(TextChoices):
    """What a vendor is on hold for (01 §2.2)."""

    NO = "no", _("No")
    INVOICE = "invoice", _("Invoice")
    ALL = "all", _("All")
    PAYMENT = "payment", _("Payment")
    REQUISITION = "requisition", _("Requisition")
    NEVER = "never", _("Never")
