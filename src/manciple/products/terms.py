"""The words of this package."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from manciple.kernel.authority import duty

VIEW_PRODUCTS = duty("view-products", "View products")
MAINTAIN_PRODUCTS = duty("maintain-products", "Maintain products")


class ProductType(TextChoices):
    """Goods or work."""

    ITEM = "item", _("Item")
    SERVICE = "service", _("Service")


class MatchingPolicy(TextChoices):
    """What an invoice line is compared with (04 §10.2), ranked lowest first."""

    COMPANY = "", _("Company policy")
    NOT_REQUIRED = "not_required", _("Not required")
    TWO_WAY = "two_way", _("Two-way matching")
    THREE_WAY = "three_way", _("Three-way matching")
