"""Lays the ground of a company through the actions people use; what is there already is left as it is."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from manciple.invoices.models import InvoiceParameters
from manciple.kernel import numbering, scope
from manciple.kernel.context import Context
from manciple.kernel.models import NumberSequence
from manciple.ledger.models import (
    CodeAccount,
    InventoryPosting,
    LedgerParameters,
    MainAccount,
    Period,
    PostingProfile,
    PostingProfileRow,
)
from manciple.orders.models import OrderParameters
from manciple.organization.models import Role
from manciple.parties.models import VendorGroup, VendorParameters
from manciple.products.models import ItemGroup, ItemModelGroup
from manciple.receipts.models import ReceiptParameters
from manciple.terms.models import (
    ChargeCode,
    DeliveryTerms,
    ModeOfDelivery,
    PaymentTerms,
    SalesTaxCode,
    SalesTaxGroup,
    Unit,
)

from . import ground
from .making import act, make


def lay(ctx: Context) -> None:
    """What every company needs before it buys: roles, numbers, terms, books, groups, parameters."""
    make(Role, ground.ROLES, ctx)
    make(NumberSequence, sequences(), ctx)
    make(Unit, ground.UNITS, ctx)
    make(PaymentTerms, ground.TERMS_OF_PAYMENT, ctx)
    make(DeliveryTerms, ground.DELIVERY_TERMS, ctx)
    make(ModeOfDelivery, ground.MODES_OF_DELIVERY, ctx)
    make(SalesTaxCode, ground.SALES_TAX_CODES, ctx)
    make(SalesTaxGroup, ground.SALES_TAX_GROUPS, ctx)
    make(ChargeCode, ground.CHARGE_CODES, ctx)
    make(VendorGroup, ground.VENDOR_GROUPS, ctx)
    make(ItemGroup, ground.ITEM_GROUPS, ctx)
    make(ItemModelGroup, ground.ITEM_MODEL_GROUPS, ctx)
    open_books(ctx)
    make(VendorParameters, [{}], ctx)
    make(OrderParameters, [{}], ctx)
    make(ReceiptParameters, [{}], ctx)
    make(InvoiceParameters, [{}], ctx)


def sequences() -> list[dict[str, object]]:
    """A number sequence for everything in the house that draws numbers."""
    return [
        {"code": each.key, "reference": each.key, "format": each.form, "continuous": each.continuous}
        for each in numbering.references()
    ]


def open_books(ctx: Context) -> None:
    """Accounts, periods of last, this and next year, and what posts where."""
    make(MainAccount, ground.MAIN_ACCOUNTS, ctx)
    open_years(ctx)
    make(PostingProfile, ground.POSTING_PROFILES, ctx)
    make(PostingProfileRow, ground.POSTING_PROFILE_ROWS, ctx, by=("profile", "relation"))
    make(LedgerParameters, [{"posting_profile": "GEN"}], ctx, by=("posting_profile",))
    make(InventoryPosting, ground.INVENTORY_POSTING, ctx, by=("posting_type", "item_group"))
    make(CodeAccount, ground.ACCOUNTS_BY_CODE, ctx, by=("posting_type", "code"))


def open_years(ctx: Context) -> None:
    """Periods of last, this and next calendar year."""
    with scope.companies(ctx.company), transaction.atomic():
        known = set(Period.objects.filter(company=ctx.company).values_list("fiscal_year", flat=True))
    years = [year for year in range(ctx.today.year - 1, ctx.today.year + 2) if year not in known]
    act(Period, "create-year", [{"fiscal_year": year, "starts_on": date(year, 1, 1)} for year in years], ctx)
