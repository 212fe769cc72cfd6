"""Vendors: whom we order from and whom we pay."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from manciple.kernel import fields as f
from manciple.kernel.records import Record, check, unique
from manciple.kernel.tones import Tone
from manciple.terms.terms import summary_documents

from . import messages
from .terms import ChangeManagement, Hold


class VendorGroup(Record):
    """Vendors that are treated alike; gives defaults and posting accounts."""

    code = f.Code(_("Vendor group"), max_length=10, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"))
    terms_of_payment = f.Ref("terms.PaymentTerms", _("Terms of payment"), null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("vendor group"), _("vendor groups")
        constraints = [unique("code", name="parties_group_once")]


class Vendor(Record):
    """Who delivers and sends invoices (01 §2.2)."""

    key = "account"

    account = f.Code(_("Vendor account"), max_length=20, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"), blank=False)
    group = f.Ref(VendorGroup, _("Vendor group"))
    currency = f.Ref("organization.Currency", _("Currency"), null=True, help=_("Blank: the company's currency."))
    invoice_account = f.Ref(
        "parties.Vendor", _("Invoice account"), null=True, help=_("Who is paid, when it is not the vendor itself.")
    )
    terms_of_payment = f.Ref("terms.PaymentTerms", _("Terms of payment"), null=True)
    sales_tax_group = f.Ref("terms.SalesTaxGroup", _("Sales tax group"), null=True)
    delivery_terms = f.Ref("terms.DeliveryTerms", _("Delivery terms"), null=True)
    mode_of_delivery = f.Ref("terms.ModeOfDelivery", _("Mode of delivery"), null=True)
    site = f.Ref("organization.Site", _("Site"), null=True)
    warehouse = f.Ref("organization.Warehouse", _("Warehouse"), null=True)
    buyer_group = f.Ref("terms.BuyerGroup", _("Buyer group"), null=True)
    pool = f.Ref("terms.Pool", _("Pool"), null=True)
    number_sequence_group = f.Ref("kernel.NumberSequenceGroup", _("Number sequence group"), null=True)
    summary_documents = f.Codes(
        _("Summarized documents"),
        offers=summary_documents,
        help=_("Documents that orders of this vendor may share; an order may have it otherwise."),
    )
    change_management = f.Choice(
        ChangeManagement,
        _("Change management"),
        default=ChangeManagement.COMPANY,
        help=_("Whether orders of this vendor are approved; counts where the company allows an override."),
    )
    hold = f.Choice(Hold, _("On hold"), default=Hold.NO)
    hold_until = f.Date(_("On hold until"), help=_("The last day of the hold; blank: until it is released."))
    one_time = f.Flag(
        _("One-time supplier"), open_in=f.Open.NEVER, help=_("Was made for one order, from the template."))  # fmt: skip
    contact = f.Text(_("Contact"))
    email = f.Text(_("E-mail"), max_length=255)
    internet_address = f.Text(_("Internet address"), max_length=255)
    phone = f.Text(_("Telephone"), max_length=40)
    language = f.Text(_("Language"), max_length=10)
    address = f.Long(_("Address"))
    tax_exempt_number = f.Text(_("Tax exempt number"), max_length=30)
    rating = f.Whole(_("Rating"), null=True, blank=True, help=_("1 is best, 5 is worst."))
    preferred = f.Flag(_("Preferred"), tone=Tone.GOOD)

    says = {"parties_vendor_rating": messages.RATING}

    class Meta:
        verbose_name, verbose_name_plural = _("vendor"), _("vendors")
        constraints = [
            unique("account", name="parties_vendor_once"),
            check(Q(rating__isnull=True) | Q(rating__range=(1, 5)), name="parties_vendor_rating"),
        ]


class VendorParameters(Record):
    """How a company treats vendors it does not know yet; one row (01 §2.2)."""

    key, title = "code", "code"

    code = f.Code(_("Parameters"), max_length=10, default="vendors", open_in=f.Open.NEVER)
    one_time_template = f.Ref(
        Vendor, _("One-time supplier template"), null=True,
        help=_("The vendor whose groups, terms and tax a one-time supplier gets."))  # fmt: skip

    class Meta:
        verbose_name, verbose_name_plural = _("vendor parameters"), _("vendor parameters")
        constraints = [unique("code", name="parties_parameters_once")]
