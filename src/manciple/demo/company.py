"""A small company that is complete: everything an order needs from its creation to its voucher.

Scenario tests of all packages start from it; the demo companies are grown from the same ground.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

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
from manciple.organization.models import Assignment, Currency, LegalEntity, Role, Site, User, Warehouse
from manciple.parties.models import Vendor, VendorGroup
from manciple.products.models import ItemGroup, ItemModelGroup, Product, ReleasedProduct
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

TESTER = "tester"


@dataclass(frozen=True, slots=True)
class Company:
    """A company that was founded, and somebody who may do everything in it."""

    code: str
    id: int
    ctx: Context

    @property
    def today(self) -> date:
        """The company's day, as given when it was founded."""
        return self.ctx.today

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Lets the block read the company's tables."""
        with scope.companies(self.id), transaction.atomic():
            yield


def found(
    code: str = "US01", *, name: str = "", currency: str = "USD", country: str = "US", zone: str = "UTC",
    today: date = date(2026, 1, 15),
) -> Company:  # fmt: skip
    """A company with the least that every document needs, vendors and items to order; for tests."""
    user = somebody(TESTER, today)
    company = incorporate(code, name or f"Company {code}", currency, country, zone, user)
    lay_ground(company)
    ctx = company.ctx
    make(Assignment, [{"user": TESTER, "legal_entity": code, "role": "administrator"}], ctx,
         by=("user", "legal_entity", "role"))  # fmt: skip
    make(Site, ground.SITES, ctx)
    make(Warehouse, ground.WAREHOUSES, ctx)
    make(Vendor, ground.VENDORS, ctx)
    make(Vendor, ground.VENDORS_PAID_THROUGH_OTHERS, ctx)
    make(Product, [{"number": row["item"], "name": row["name"]} for row in ground.ITEMS], ctx)
    make(ReleasedProduct, [row | {"product": row["item"]} for row in ground.ITEMS], ctx)
    return company


def somebody(username: str, today: date) -> Context:
    """The circumstances of a user outside any company; the user is made when he does not exist."""
    ctx = Context(0, "", 0, username, datetime.combine(today, time(12), UTC))
    make(User, [{"username": username, "is_service": True}], ctx)
    return ctx.fresh(user=User.objects.values_list("pk", flat=True).get(username=username))


def incorporate(
    code: str, name: str, currency: str, country: str, zone: str, ctx: Context, address: str = ""
) -> Company:
    """The legal entity with its currency, and the circumstances of the user in it."""
    make(Currency, ground.CURRENCIES, ctx)
    entity = {
        "code": code, "name": name, "currency": currency, "country": country, "time_zone": zone,
        "address": address or f"1 Main Street\n{name}",
    }  # fmt: skip
    make(LegalEntity, [entity], ctx)
    pk = LegalEntity.objects.values_list("pk", flat=True).get(code=code)
    return Company(code, pk, ctx.fresh(company=pk, company_code=code, zone=zone))


def lay_ground(company: Company) -> None:
    """What every company needs before it buys: roles, numbers, terms, books, groups."""
    ctx = company.ctx
    make(Role, ground.ROLES, ctx)
    make(NumberSequence, sequences(), ctx)
    make(Unit, ground.UNITS, ctx)
    make(PaymentTerms, ground.TERMS_OF_PAYMENT, ctx)
    make(DeliveryTerms, ground.DELIVERY_TERMS, ctx)
    make(ModeOfDelivery, ground.MODES_OF_DELIVERY, ctx)
    make(SalesTaxCode, ground.SALES_TAX_CODES, ctx)
    make(SalesTaxGroup, ground.SALES_TAX_GROUPS, ctx)
    make(ChargeCode, ground.CHARGES_CODES, ctx)
    make(VendorGroup, ground.VENDOR_GROUPS, ctx)
    make(ItemGroup, ground.ITEM_GROUPS, ctx)
    make(ItemModelGroup, ground.ITEM_MODEL_GROUPS, ctx)
    open_books(company)
    make(ReceiptParameters, [{}], ctx)
    make(InvoiceParameters, [{}], ctx)


def sequences() -> list[dict[str, object]]:
    """A number sequence for everything in the house that draws numbers."""
    return [
        {"reference": each.key, "format": each.form, "continuous": each.continuous} for each in numbering.references()
    ]


def open_books(company: Company) -> None:
    """Accounts, periods of last, this and next year, and what posts where."""
    ctx, year = company.ctx, company.today.year
    make(MainAccount, ground.MAIN_ACCOUNTS, ctx)
    with company.reading():
        known = set(Period.objects.filter(company=company.id).values_list("fiscal_year", flat=True))
    years = [each for each in (year - 1, year, year + 1) if each not in known]
    act(Period, "create-year", [{"fiscal_year": each, "starts_on": date(each, 1, 1)} for each in years], ctx)
    make(PostingProfile, ground.POSTING_PROFILES, ctx)
    make(PostingProfileRow, ground.POSTING_PROFILE_ROWS, ctx, by=("profile", "relation"))
    make(LedgerParameters, [{"posting_profile": "GEN"}], ctx, by=("posting_profile",))
    make(InventoryPosting, ground.INVENTORY_POSTING, ctx, by=("posting_type", "item_group"))
    make(CodeAccount, ground.ACCOUNTS_BY_CODE, ctx, by=("posting_type", "code"))
