"""The demo companies' own set-up: places, accounts, vendors, products, agreements."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from manciple.founding.making import make
from manciple.kernel.context import Context
from manciple.ledger.models import InventoryPosting, MainAccount
from manciple.organization.models import Site, Warehouse
from manciple.parties.models import Vendor, VendorGroup
from manciple.pricing.models import TradeAgreement
from manciple.products.models import ItemGroup, ItemModelGroup, Product, ReleasedProduct

from . import catalog
from .company import Company, incorporate, lay_ground

#: From so many on the price is lower; the first row is the usual price.
BREAKS = (("0", "1"), ("100", "0.95"), ("500", "0.90"))


def build(row: dict[str, str], ctx: Context) -> Company:
    """One demo company, complete but for its orders."""
    address = f"{catalog.SITES[0]['address']}\n{row['city']}"
    company = incorporate(row["code"], row["name"], row["currency"], row["country"], row["zone"], ctx, address)
    lay_ground(company)
    make(MainAccount, catalog.MAIN_ACCOUNTS, company.ctx)
    make(ItemGroup, catalog.ITEM_GROUPS, company.ctx)
    make(ItemModelGroup, catalog.ITEM_MODEL_GROUPS, company.ctx)
    make(InventoryPosting, catalog.INVENTORY_POSTING, company.ctx, by=("posting_type", "item_group"))
    make(Site, [site | {"address": f"{site['address']}\n{row['city']}"} for site in catalog.SITES], company.ctx)
    make(Warehouse, catalog.WAREHOUSES, company.ctx)
    _vendors(company.ctx, row)
    _products(company.ctx, row)
    return company


def _vendors(ctx: Context, row: dict[str, str]) -> None:
    usual = {
        "sales_tax_group": row["tax"], "site": "1", "warehouse": "11", "mode_of_delivery": "TRUCK", "language": "en",
        "address": f"Vendor Park\n{row['city']}",
    }  # fmt: skip
    make(VendorGroup, catalog.VENDOR_GROUPS, ctx)
    make(Vendor, [usual | vendor for vendor in catalog.VENDORS], ctx)
    make(Vendor, [usual | vendor for vendor in catalog.SUBSIDIARIES], ctx)


def _products(ctx: Context, row: dict[str, str]) -> None:
    make(Product, [_product(item) for item in catalog.ITEMS], ctx)
    make(ReleasedProduct, [_released(item, row["factor"]) for item in catalog.ITEMS], ctx)
    agreements = [agreement for item in catalog.ITEMS for agreement in _agreements(item, row)]
    make(TradeAgreement, agreements, ctx, by=("vendor", "item", "from_quantity"))


def _product(item: dict[str, str]) -> dict[str, Any]:
    kind = "service" if item.get("model") == "SERVICE" else "item"
    return {"number": item["item"], "name": item["name"], "product_type": kind}


def _released(item: dict[str, str], factor: str) -> dict[str, Any]:
    stored = item.get("model", "STOCK") == "STOCK"
    return {
        "item": item["item"],
        "product": item["item"],
        "name": item["name"],
        "item_group": item["item_group"],
        "model_group": item.get("model", "STOCK"),
        "inventory_unit": item["unit"],
        "purchase_unit": item["unit"],
        "purchase_price": catalog.converted(item["price"], factor),
        "overdelivery_percent": item.get("over", "0"),
        "underdelivery_percent": item.get("under", "0"),
        "lead_time_days": item.get("lead", "0"),
        "stopped": item["item"] in catalog.STOPPED,
        **({"site": "1", "warehouse": "12" if item["item_group"] == "TOOLS" else "11"} if stored else {}),
    }


def _agreements(item: dict[str, str], row: dict[str, str]) -> list[dict[str, Any]]:
    if item.get("model") == "SERVICE":
        return []
    price = catalog.converted(item["price"], row["factor"])
    return [
        {
            "vendor": item["vendor"], "item": item["item"], "unit": item["unit"], "currency": row["currency"],
            "from_quantity": quantity, "unit_price": price * Decimal(share),
            "lead_time_days": item.get("lead", "0"), "note": "Yearly price list",
        }
        for quantity, share in BREAKS
    ]  # fmt: skip
