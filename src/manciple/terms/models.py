"""Units of measure, terms of payment and delivery, sales tax set-up, charge codes."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from manciple.kernel import fields as f
from manciple.kernel.records import Record, Shared, check, unique, unique_everywhere

from . import messages
from .terms import ChargeCategory, ChargeSide, DueFrom


class Unit(Shared):
    """A unit of measure; quantities in it have at most `decimals` decimals (03 Conventions)."""

    code = f.Code(_("Unit"), max_length=10, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"))
    decimals = f.Whole(_("Decimals"), help=_("How many decimals a quantity in this unit may have."))

    says = {"terms_unit_decimals": messages.UNIT_DECIMALS}

    class Meta:
        verbose_name, verbose_name_plural = _("unit"), _("units")
        constraints = [
            unique_everywhere("code", name="terms_unit_once"),
            check(Q(decimals__gte=0) & Q(decimals__lte=6), name="terms_unit_decimals"),
        ]


class PaymentTerms(Record):
    """When an invoice is due (02 §12)."""

    code = f.Code(_("Terms of payment"), max_length=10, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"))
    due_from = f.Choice(DueFrom, _("Method"), default=DueFrom.NET)
    days = f.Whole(_("Days"))
    months = f.Whole(_("Months"))

    says = {"terms_payment_days": messages.DAYS_NEGATIVE}

    class Meta:
        verbose_name, verbose_name_plural = _("terms of payment"), _("terms of payment")
        constraints = [
            unique("code", name="terms_payment_once"),
            check(Q(days__gte=0) & Q(months__gte=0), name="terms_payment_days"),
        ]


class DeliveryTerms(Record):
    """Who bears cost and risk of the transport."""

    code = f.Code(_("Delivery terms"), max_length=10, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"))

    class Meta:
        verbose_name, verbose_name_plural = _("delivery terms"), _("delivery terms")
        constraints = [unique("code", name="terms_delivery_once")]


class ModeOfDelivery(Record):
    """How goods come: truck, sea, air."""

    code = f.Code(_("Mode of delivery"), max_length=10, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"))

    class Meta:
        verbose_name, verbose_name_plural = _("mode of delivery"), _("modes of delivery")
        constraints = [unique("code", name="terms_mode_once")]


class SalesTaxCode(Record):
    """A tax on net amounts at one rate (02 §10.1, the simple part of it)."""

    code = f.Code(_("Sales tax code"), max_length=10, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"))
    percent = f.Percent(_("Percent"), help=_("Of the net amount."))

    says = {"terms_taxcode_percent": messages.PERCENT_NEGATIVE}

    class Meta:
        verbose_name, verbose_name_plural = _("sales tax code"), _("sales tax codes")
        constraints = [
            unique("code", name="terms_taxcode_once"),
            check(Q(percent__gte=0), name="terms_taxcode_percent"),
        ]


class SalesTaxGroup(Record):
    """The tax that applies to a vendor; blank code means no tax."""

    code = f.Code(_("Sales tax group"), max_length=10, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"))
    sales_tax_code = f.Ref(SalesTaxCode, _("Sales tax code"), null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("sales tax group"), _("sales tax groups")
        constraints = [unique("code", name="terms_taxgroup_once")]


class ChargeCode(Record):
    """An amount beside the lines: freight, packing. Its sides say who bears it (02 §9.1)."""

    code = f.Code(_("Charges code"), max_length=10, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"))
    debit_type = f.Choice(ChargeSide, _("Debit type"), default=ChargeSide.LEDGER)
    credit_type = f.Choice(ChargeSide, _("Credit type"), default=ChargeSide.VENDOR)
    category = f.Choice(ChargeCategory, _("Category"), default=ChargeCategory.PERCENT)
    taxed = f.Flag(_("Sales tax applies"), help=_("The order's sales tax is due on the charge too (02 §9.7)."))

    says = {"terms_charge_types": messages.CHARGE_TYPES}

    class Meta:
        verbose_name, verbose_name_plural = _("charges code"), _("charges codes")
        constraints = [
            unique("code", name="terms_charge_once"),
            check(
                ~Q(debit_type="item", credit_type="item") & ~Q(debit_type="vendor", credit_type="vendor"),
                name="terms_charge_types",
            ),
        ]


class BuyerGroup(Record):
    """Buyers who share their orders."""

    code = f.Code(_("Buyer group"), max_length=10, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"))

    class Meta:
        verbose_name, verbose_name_plural = _("buyer group"), _("buyer groups")
        constraints = [unique("code", name="terms_buyergroup_once")]


class Pool(Record):
    """Orders that are worked on together: a filter for lists and mass work (01 §19)."""

    code = f.Code(_("Pool"), max_length=10, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"))

    class Meta:
        verbose_name, verbose_name_plural = _("pool"), _("pools")
        constraints = [unique("code", name="terms_pool_once")]


class ReasonCode(Record):
    """Why something was done; its comment is what the document says unless somebody types more
    (01 §17)."""

    code = f.Code(_("Reason code"), max_length=10, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Default comment"), max_length=60)

    class Meta:
        verbose_name, verbose_name_plural = _("reason code"), _("reason codes")
        constraints = [unique("code", name="terms_reason_once")]


class ReturnAction(Record):
    """What is done with goods that go back to the vendor: credit, replacement, scrap (01 §2.1)."""

    code = f.Code(_("Return action"), max_length=10, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"))

    class Meta:
        verbose_name, verbose_name_plural = _("return action"), _("return actions")
        constraints = [unique("code", name="terms_returnaction_once")]
