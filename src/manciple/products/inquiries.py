"""Facts about items; each costs one query however many are asked."""

from __future__ import annotations

from collections.abc import Iterable

from manciple.kernel.context import Context

from .models import ReleasedProduct
from .terms import ItemFacts

COLUMNS = (
    "pk", "item", "name", "product__product_type", "item_group_id", "model_group__stocked",
    "model_group__accrue_on_receipt", "model_group__post_physical", "model_group__receiving_required",
    "inventory_unit_id", "purchase_unit_id", "purchase_unit__code", "purchase_unit__decimals",
    "purchase_price", "price_unit", "site_id", "warehouse_id", "overdelivery_percent",
    "underdelivery_percent", "matching_policy", "lead_time_days", "stopped",
)  # fmt: skip


def items(ids: Iterable[int], ctx: Context) -> dict[int, ItemFacts]:
    """Items by id."""
    found = ReleasedProduct.objects.filter(company=ctx.company, pk__in=set(ids))
    return {row[0]: ItemFacts(*row) for row in found.values_list(*COLUMNS)}


def items_by_number(numbers: Iterable[str], ctx: Context) -> dict[str, ItemFacts]:
    """Items by item number."""
    found = ReleasedProduct.objects.filter(company=ctx.company, item__in=set(numbers))
    return {row[1]: ItemFacts(*row) for row in found.values_list(*COLUMNS)}
