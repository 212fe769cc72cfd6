"""Set-up pages of units, terms of payment and delivery, sales tax and charges."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel import menus
from manciple.kernel.forms import Form, Tab

from . import rules
from .models import (
    BuyerGroup,
    ChargeCode,
    DeliveryTerms,
    ModeOfDelivery,
    PaymentTerms,
    Pool,
    ReasonCode,
    ReturnAction,
    SalesTaxCode,
    SalesTaxGroup,
    Unit,
)
from .terms import MAINTAIN_TERMS, VIEW_TERMS

menus.group("terms", _("Units, terms and tax"), area="setup", place=20)


class Units(Form):
    """Units of measure."""

    of, key, title = Unit, "units", _("Units")
    help = _("What is counted or measured; the decimals a quantity in it may have.")
    menu, setup = "terms", True
    duty, maintain = VIEW_TERMS, MAINTAIN_TERMS
    find, grid, order = ("code", "name"), ("code", "name", "decimals"), ("code",)
    tabs = (Tab(_("General"), "code", "name", "decimals"),)


class TermsOfPayment(Form):
    """When invoices are due (02 §12)."""

    of, key, title = PaymentTerms, "terms-of-payment", _("Terms of payment")
    help = _("When an invoice is due: a number of months and days after a day.")
    menu, setup = "terms", True
    duty, maintain = VIEW_TERMS, MAINTAIN_TERMS
    find, grid, order = ("code", "name"), ("code", "name", "due_from", "months", "days"), ("code",)
    guards = (rules.nothing_is_added_to_cash,)
    tabs = (Tab(_("General"), "code", "name"), Tab(_("Due date"), "due_from", "months", "days"))


class TermsOfDelivery(Form):
    """Who bears cost and risk of the transport."""

    of, key, title = DeliveryTerms, "delivery-terms", _("Delivery terms")
    help = _("Who bears cost and risk of the transport, and up to where.")
    menu, setup = "terms", True
    duty, maintain = VIEW_TERMS, MAINTAIN_TERMS
    find, grid, order = ("code", "name"), ("code", "name"), ("code",)
    tabs = (Tab(_("General"), "code", "name"),)


class ModesOfDelivery(Form):
    """How goods come."""

    of, key, title = ModeOfDelivery, "modes-of-delivery", _("Modes of delivery")
    help = _("How goods come: by truck, by sea, by air.")
    menu, setup = "terms", True
    duty, maintain = VIEW_TERMS, MAINTAIN_TERMS
    find, grid, order = ("code", "name"), ("code", "name"), ("code",)
    tabs = (Tab(_("General"), "code", "name"),)


class SalesTaxCodes(Form):
    """Taxes and their rates (02 §10.1)."""

    of, key, title = SalesTaxCode, "sales-tax-codes", _("Sales tax codes")
    help = _("A tax and its rate.")
    menu, setup = "terms", True
    duty, maintain = VIEW_TERMS, MAINTAIN_TERMS
    find, grid, order = ("code", "name"), ("code", "name", "percent"), ("code",)
    tabs = (Tab(_("General"), "code", "name", "percent"),)


class SalesTaxGroups(Form):
    """Which tax applies to a vendor."""

    of, key, title = SalesTaxGroup, "sales-tax-groups", _("Sales tax groups")
    help = _("The tax that applies to a vendor; without a code there is none.")
    menu, setup = "terms", True
    duty, maintain = VIEW_TERMS, MAINTAIN_TERMS
    find, grid = ("code", "name"), ("code", "name", "sales_tax_code", "sales_tax_code__percent")
    order = ("code",)
    tabs = (Tab(_("General"), "code", "name", "sales_tax_code"),)


class ChargesCodes(Form):
    """Amounts beside the lines, and who bears them (02 §9.1)."""

    of, key, title = ChargeCode, "charges-codes", _("Charges codes")
    help = _("Freight, packing and the like: what is debited, what is credited, how the amount is calculated.")
    menu, setup = "terms", True
    duty, maintain = VIEW_TERMS, MAINTAIN_TERMS
    find, grid = ("code", "name"), ("code", "name", "debit_type", "credit_type", "category", "taxed")
    order = ("code",)
    tabs = (Tab(_("General"), "code", "name", "category", "taxed"), Tab(_("Posting"), "debit_type", "credit_type"))


class BuyerGroups(Form):
    """Buyers who share their orders."""

    of, key, title = BuyerGroup, "buyer-groups", _("Buyer groups")
    menu, setup = "terms", True
    duty, maintain = VIEW_TERMS, MAINTAIN_TERMS
    find, grid, order = ("code", "name"), ("code", "name"), ("code",)
    tabs = (Tab(_("General"), "code", "name"),)


class Pools(Form):
    """Orders that are worked on together."""

    of, key, title = Pool, "pools", _("Pools")
    help = _("Orders that are worked on together; a filter for lists and mass work.")
    menu, setup = "terms", True
    duty, maintain = VIEW_TERMS, MAINTAIN_TERMS
    find, grid, order = ("code", "name"), ("code", "name"), ("code",)
    tabs = (Tab(_("General"), "code", "name"),)


class ReasonCodes(Form):
    """Why something was done."""

    of, key, title = ReasonCode, "reason-codes", _("Reason codes")
    help = _("Why something was done: a cancellation, a return.")
    menu, setup = "terms", True
    duty, maintain = VIEW_TERMS, MAINTAIN_TERMS
    find, grid, order = ("code", "name"), ("code", "name"), ("code",)
    tabs = (Tab(_("General"), "code", "name"),)


class ReturnActions(Form):
    """What is done with goods that go back."""

    of, key, title = ReturnAction, "return-actions", _("Return actions")
    help = _("What is done with goods that go back to the vendor: credit, replacement, scrap.")
    menu, setup = "terms", True
    duty, maintain = VIEW_TERMS, MAINTAIN_TERMS
    find, grid, order = ("code", "name"), ("code", "name"), ("code",)
    tabs = (Tab(_("General"), "code", "name"),)
