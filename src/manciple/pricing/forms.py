"""The set-up page of prices."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel import menus
from manciple.kernel.forms import Form, Tab

from .inquiries import neighbours
from .models import TradeAgreement
from .rules import agreement_in_order, overlaps_are_meant
from .terms import MAINTAIN_PRICES, VIEW_PRICES

menus.area("purchasing", _("Purchasing"), icon="file-text", place=10)
MENU = menus.group("procurement", _("Procurement"), area="purchasing", place=20)


class TradeAgreements(Form):
    """What vendors ask for items: from a quantity on, between two days."""

    of, key, title = TradeAgreement, "trade-agreements", _("Trade agreements")
    menu, setup = MENU, True
    duty, maintain = VIEW_PRICES, MAINTAIN_PRICES
    find = ("vendor__name", "item__name", "note")
    grid = (
        "vendor", "vendor__name", "item", "item__name", "unit", "currency", "from_quantity", "unit_price",
        "price_unit", "starts_on", "ends_on",
    )  # fmt: skip
    order = ("vendor__account", "item__item", "from_quantity")
    facts = neighbours
    guards = (agreement_in_order, overlaps_are_meant)
    tabs = (
        Tab(_("General"), "vendor", "item", "unit", "currency", "note"),
        Tab(_("Price"), "unit_price", "price_unit", "from_quantity"),
        Tab(_("Validity"), "starts_on", "ends_on"),
        Tab(_("Order limits"), "least_quantity", "most_quantity", "lead_time_days"),
    )
