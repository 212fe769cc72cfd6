"""Facts about vendors; each costs one query however many are asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import NOT_PROVIDED, F, Value
from django.db.models.functions import Coalesce

from manciple.kernel.args import Args
from manciple.kernel.context import Context
from manciple.organization.inquiries import sites_of_warehouses

from .models import Vendor, VendorParameters
from .terms import VendorFacts, VendorSetup

FACTS = {
    "invoice_account_": Coalesce(F("invoice_account_id"), F("pk")),
    "currency_": Coalesce(F("currency__code"), Value("")),
    "terms_": Coalesce(F("terms_of_payment_id"), F("group__terms_of_payment_id")),
}
COLUMNS = (
    "pk", "account", "name", "hold", "group_id", "invoice_account_", "currency_id", "currency_", "terms_",
    "sales_tax_group_id", "delivery_terms_id", "mode_of_delivery_id", "site_id", "warehouse_id", "contact",
    "email", "language", "address",
)  # fmt: skip


def vendors(ids: Iterable[int], ctx: Context) -> dict[int, VendorFacts]:
    """Vendors by id."""
    found = Vendor.objects.filter(company=ctx.company, pk__in=set(ids))
    return {row[0]: VendorFacts(*row) for row in found.annotate(**FACTS).values_list(*COLUMNS)}


def vendors_by_account(accounts: Iterable[str], ctx: Context) -> dict[str, VendorFacts]:
    """Vendors by account."""
    found = Vendor.objects.filter(company=ctx.company, account__in=set(accounts))
    return {row[1]: VendorFacts(*row) for row in found.annotate(**FACTS).values_list(*COLUMNS)}


def vendor_setup(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, VendorSetup]:
    """What the guards of the vendor form look at: three queries for any number of vendors."""
    sites = sites_of_warehouses(ctx)
    named = {paid for each in args or () if (paid := getattr(each, "invoice_account", None))}
    redirected = dict(
        Vendor.objects.filter(company=ctx.company, account__in=named, invoice_account__isnull=False).values_list(
            "account", "invoice_account__account"
        )
    )
    paid_for = set(
        Vendor.objects.filter(company=ctx.company, invoice_account__in=[pk for pk in ids if pk]).values_list(
            "invoice_account_id", flat=True
        )
    )
    return {pk or -place - 1: VendorSetup(sites, redirected, pk in paid_for) for place, pk in enumerate(ids)}


def template(ctx: Context) -> dict[str, Any]:
    """The columns of the vendor one-time suppliers are made from; a guard has seen that there is one."""
    columns = [
        each.attname
        for each in Vendor._meta.local_concrete_fields
        if not (each.primary_key or each.generated or each.db_default is not NOT_PROVIDED)
    ]
    found = Vendor.objects.filter(company=ctx.company, pk__in=VendorParameters.objects.filter(
        company=ctx.company).values("one_time_template"))  # fmt: skip
    return dict(found.values(*columns).get())
