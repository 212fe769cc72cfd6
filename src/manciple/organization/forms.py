"""The organization's set-up pages."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel.forms import Form, Tab

from .models import Currency, LegalEntity, Site, Warehouse
from .terms import MAINTAIN_ORGANIZATION, VIEW_ORGANIZATION


class Currencies(Form):
    """Currencies and their rounding."""

    of, key, title = Currency, "currencies", _("Currencies")
    menu, setup = "organization", True
    duty, maintain = VIEW_ORGANIZATION, MAINTAIN_ORGANIZATION
    find, grid, order = ("code", "name"), ("code", "name", "general_rounding"), ("code",)
    tabs = (
        Tab(_("General"), "code", "name"),
        Tab(_("Rounding"), "general_rounding", "price_rounding", "purchase_rounding",
            "purchase_rounding_form"),
    )  # fmt: skip


class LegalEntities(Form):
    """The companies."""

    of, key, title = LegalEntity, "legal-entities", _("Legal entities")
    menu, setup = "organization", True
    duty, maintain = VIEW_ORGANIZATION, MAINTAIN_ORGANIZATION
    find, grid, order = ("code", "name"), ("code", "name", "country", "currency", "time_zone"), ("code",)
    tabs = (
        Tab(_("General"), "code", "name", "country", "currency", "time_zone", "language"),
        Tab(_("Address"), "address"),
    )


class Sites(Form):
    """Places of business."""

    of, key, title = Site, "sites", _("Sites")
    menu, setup = "organization", True
    duty, maintain = VIEW_ORGANIZATION, MAINTAIN_ORGANIZATION
    find, grid, order = ("code", "name"), ("code", "name"), ("code",)
    tabs = (Tab(_("General"), "code", "name"), Tab(_("Address"), "address"))


class Warehouses(Form):
    """Where goods arrive and lie."""

    of, key, title = Warehouse, "warehouses", _("Warehouses")
    menu, setup = "organization", True
    duty, maintain = VIEW_ORGANIZATION, MAINTAIN_ORGANIZATION
    find, grid, order = ("code", "name"), ("code", "name", "site"), ("code",)
    tabs = (Tab(_("General"), "code", "name", "site"), Tab(_("Address"), "address"))
