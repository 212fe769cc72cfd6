"""The words of this package."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

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


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What documents need to know of a released product, with its group's flags (03 §1)."""

    id: int
    item: str
    name: str
    product_type: str
    item_group_id: int
    stocked: bool
    accrue_on_receipt: bool
    post_physical: bool
    receiving_required: bool
    inventory_unit_id: int
    purchase_unit_id: int
    purchase_unit: str
    unit_decimals: int
    purchase_price: Decimal | None
    price_unit: Decimal
    site_id: int | None
    warehouse_id: int | None
    overdelivery_percent: Decimal
    underdelivery_percent: Decimal
    matching_policy: str
    lead_time_days: int
    stopped: bool
