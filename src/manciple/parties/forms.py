"""Set-up pages of vendors and their groups."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel import actions, menus
from manciple.kernel.forms import Form, Tab
from manciple.organization.rules import language_is_known, warehouse_of_site

from . import inquiries, rules
from .models import Vendor, VendorGroup, VendorParameters
from .terms import MAINTAIN_VENDORS, VIEW_VENDORS

menus.area("vendors", _("Vendors"), icon="users", place=50)
menus.group("vendors", _("Vendors"), area="vendors")


class Vendors(Form):
    """Who delivers and sends invoices (01 §2.2)."""

    of, key, title = Vendor, "vendors", _("Vendors")
    help = _("Whom we order from and whom we pay.")
    menu, setup = "vendors", True
    duty, maintain = VIEW_VENDORS, MAINTAIN_VENDORS
    find = ("account", "name")
    grid = ("account", "name", "group", "currency", "terms_of_payment", "hold", "preferred")
    order = ("account",)
    badges = ("hold", "preferred")
    facts = inquiries.vendor_setup
    guards = (
        rules.is_paid_once, rules.address_is_written_well, rules.site_is_written_well, rules.hold_has_a_reason,
        warehouse_of_site, language_is_known,
    )  # fmt: skip
    tabs = (
        Tab(_("General"), "account", "name", "group", "hold", "hold_until", "rating", "preferred", "one_time"),
        Tab(_("Address and contact"), "contact", "email", "internet_address", "phone", "language", "address"),
        Tab(_("Purchase order defaults"), "currency", "site", "warehouse", "delivery_terms", "mode_of_delivery",
            "buyer_group", "pool", "number_sequence_group", "change_management",
            "summary_documents"),
        Tab(
            _("Invoice and tax"), "invoice_account", "terms_of_payment", "sales_tax_group", "tax_exempt_number",
        ),
    )  # fmt: skip


class VendorGroups(Form):
    """Vendors that are treated alike."""

    of, key, title = VendorGroup, "vendor-groups", _("Vendor groups")
    help = _("Vendors that are treated alike; gives terms of payment and posting accounts.")
    menu, setup = "vendors", True
    duty, maintain = VIEW_VENDORS, MAINTAIN_VENDORS
    find, grid, order = ("code", "name"), ("code", "name", "terms_of_payment"), ("code",)
    tabs = (Tab(_("General"), "code", "name", "terms_of_payment"),)


class VendorSetup(Form):
    """How the company treats vendors it does not know yet."""

    of, key, title = VendorParameters, "vendor-parameters", _("Vendor parameters")
    help = _("The template of one-time suppliers.")
    menu, setup, single = "vendors", True, True
    duty, maintain = VIEW_VENDORS, MAINTAIN_VENDORS
    without = (actions.DELETE,)
    grid, order = ("code", "one_time_template"), ("code",)
    tabs = (Tab(_("General"), "code", "one_time_template"),)
