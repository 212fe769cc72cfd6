"""Set-up pages of products, shared and as a company buys them."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel import menus
from manciple.kernel.forms import Form, Tab
from manciple.organization.inquiries import places
from manciple.organization.rules import warehouse_of_site

from . import rules
from .models import ItemGroup, ItemModelGroup, Product, ReleasedProduct
from .terms import MAINTAIN_PRODUCTS, VIEW_PRODUCTS

menus.area("products", _("Products"), icon="package", place=60)
menus.group("products", _("Products"), area="products")


class ReleasedProducts(Form):
    """Products as this company buys them (03 §1.1)."""

    of, key, title = ReleasedProduct, "released-products", _("Released products")
    help = _("Products as this company buys them: groups, units, price, tolerances.")
    menu, setup = "products", True
    duty, maintain = VIEW_PRODUCTS, MAINTAIN_PRODUCTS
    find = ("item", "name")
    grid = ("item", "name", "item_group", "purchase_unit", "purchase_price", "stopped")
    order = ("item",)
    badges = ("stopped",)
    facts = places
    guards = (rules.units_can_be_converted, rules.nothing_is_negative, warehouse_of_site)
    tabs = (
        Tab(_("General"), "item", "name", "product", "product__product_type", "item_group", "model_group"),
        Tab(
            _("Purchase"), "purchase_unit", "purchase_price", "price_unit", "lead_time_days",
            "overdelivery_percent", "underdelivery_percent", "matching_policy", "stopped",
        ),
        Tab(_("Inventory"), "inventory_unit", "standard_cost", "site", "warehouse"),
    )  # fmt: skip


class Products(Form):
    """What things are, for every company."""

    of, key, title = Product, "products", _("Products")
    help = _("What a thing is, for every company; a company releases it to buy it.")
    menu, setup = "products", True
    duty, maintain = VIEW_PRODUCTS, MAINTAIN_PRODUCTS
    find, grid, order = ("number", "name"), ("number", "name", "product_type"), ("number",)
    tabs = (Tab(_("General"), "number", "name", "product_type", "description"),)


class ItemGroups(Form):
    """Items that post to the same accounts."""

    of, key, title = ItemGroup, "item-groups", _("Item groups")
    help = _("Items that post to the same accounts.")
    menu, setup = "products", True
    duty, maintain = VIEW_PRODUCTS, MAINTAIN_PRODUCTS
    find, grid, order = ("code", "name"), ("code", "name"), ("code",)
    tabs = (Tab(_("General"), "code", "name"),)


class ItemModelGroups(Form):
    """How items are handled (03 §1.2)."""

    of, key, title = ItemModelGroup, "item-model-groups", _("Item model groups")
    help = _("How items are received and posted.")
    menu, setup = "products", True
    duty, maintain = VIEW_PRODUCTS, MAINTAIN_PRODUCTS
    find, order = ("code", "name"), ("code",)
    grid = ("code", "name", "stocked", "accrue_on_receipt", "post_physical", "receiving_required")
    tabs = (
        Tab(_("General"), "code", "name"),
        Tab(_("Receiving and posting"), "stocked", "accrue_on_receipt", "post_physical", "receiving_required"),
    )
