"""Products, shared by all companies, and released products, as one company buys them (03 §1)."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from manciple.kernel import fields as f
from manciple.kernel.records import Record, Shared, check, unique, unique_everywhere
from manciple.kernel.tones import Tone

from . import messages
from .terms import MatchingPolicy, ProductType


class Product(Shared):
    """What a thing is, for every company (03 §1.1)."""

    key = "number"

    number = f.Code(_("Product number"), max_length=30, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Product name"), blank=False)
    product_type = f.Choice(ProductType, _("Product type"), default=ProductType.ITEM)
    description = f.Long(_("Description"))

    class Meta:
        verbose_name, verbose_name_plural = _("product"), _("products")
        constraints = [unique_everywhere("number", name="products_product_once")]


class ItemGroup(Record):
    """Items that post to the same accounts."""

    code = f.Code(_("Item group"), max_length=10, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"))

    class Meta:
        verbose_name, verbose_name_plural = _("item group"), _("item groups")
        constraints = [unique("code", name="products_group_once")]


class ItemModelGroup(Record):
    """How items are handled: the flags that drive receiving and posting (03 §1.2)."""

    code = f.Code(_("Item model group"), max_length=10, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"))
    stocked = f.Flag(_("Stocked product"), default=True)
    accrue_on_receipt = f.Flag(_("Accrue liability on product receipt"), default=True)
    post_physical = f.Flag(_("Post physical inventory"), default=True)
    receiving_required = f.Flag(_("Receiving requirements"), help=_("An invoice may use only received quantity."))

    class Meta:
        verbose_name, verbose_name_plural = _("item model group"), _("item model groups")
        constraints = [unique("code", name="products_model_once")]


class ReleasedProduct(Record):
    """A product as a company buys it: groups, units, price, tolerances."""

    key, title = "item", "name"

    item = f.Code(_("Item number"), max_length=30, open_in=f.Open.ON_CREATE)
    product = f.Ref(Product, _("Product number"))
    name = f.Text(_("Product name"), help=_("As this company calls it."))
    item_group = f.Ref(ItemGroup, _("Item group"))
    model_group = f.Ref(ItemModelGroup, _("Item model group"))
    inventory_unit = f.Ref("terms.Unit", _("Inventory unit"))
    purchase_unit = f.Ref("terms.Unit", _("Purchase unit"))
    purchase_price = f.Price(_("Purchase price"), help=_("In the company's currency, per price unit."))
    price_unit = f.Quantity(_("Price unit"), default=1)
    standard_cost = f.Price(_("Cost price"))
    site = f.Ref("organization.Site", _("Site"), null=True)
    warehouse = f.Ref("organization.Warehouse", _("Warehouse"), null=True)
    overdelivery_percent = f.Percent(_("Overdelivery"))
    underdelivery_percent = f.Percent(_("Underdelivery"))
    matching_policy = f.Choice(MatchingPolicy, _("Matching policy"), default=MatchingPolicy.COMPANY)
    lead_time_days = f.Whole(_("Lead time in days"))
    stopped = f.Flag(_("Stopped for purchase"), tone=Tone.BAD)

    says = {
        "products_item_price_unit": messages.PRICE_UNIT,
        "products_item_tolerance": messages.TOLERANCE,
    }

    class Meta:
        verbose_name, verbose_name_plural = _("released product"), _("released products")
        constraints = [
            unique("item", name="products_item_once"),
            check(Q(price_unit__gt=0), name="products_item_price_unit"),
            check(
                Q(overdelivery_percent__gte=0) & Q(underdelivery_percent__gte=0) & Q(underdelivery_percent__lte=100),
                name="products_item_tolerance",
            ),
        ]
