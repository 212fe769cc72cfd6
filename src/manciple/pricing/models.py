"""Trade agreements: what a vendor asks for an item (02 §6, the price part of it)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from manciple.kernel import fields as f
from manciple.kernel.records import Record, check, unique

from . import messages


class TradeAgreement(Record):
    """A purchase price of an item at a vendor, from a quantity on, between two days."""

    key, title = "id", "note"

    vendor = f.Ref("parties.Vendor", _("Vendor account"))
    item = f.Ref("products.ReleasedProduct", _("Item number"))
    unit = f.Ref("terms.Unit", _("Unit"))
    currency = f.Ref("organization.Currency", _("Currency"))
    from_quantity = f.Quantity(_("From quantity"))
    starts_on = f.Date(_("From date"))
    ends_on = f.Date(_("To date"))
    unit_price = f.Price(_("Unit price"), null=False, blank=False)
    price_unit = f.Quantity(_("Price unit"), default=1)
    lead_time_days = f.Whole(_("Lead time in days"))
    least_quantity = f.Quantity(_("Least order quantity"))
    most_quantity = f.Quantity(_("Most order quantity"), help=_("0: no limit."))
    note = f.Text(_("Note"))

    says = {
        "pricing_agreement_unit": messages.PRICE_UNIT_INVALID,
        "pricing_agreement_dates": messages.AGREEMENT_DATES,
    }

    class Meta:
        verbose_name, verbose_name_plural = _("trade agreement"), _("trade agreements")
        constraints = [
            unique("vendor", "item", "unit", "currency", "from_quantity", "starts_on",
                   name="pricing_agreement_once", nulls_distinct=False),
            check(Q(price_unit__gt=0), name="pricing_agreement_unit"),
            check(
                Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="pricing_agreement_dates"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["company", "vendor", "item"], name="pricing_agreement_find")]
