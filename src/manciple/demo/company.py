"""A small company that is complete: everything an order needs from its creation to its voucher.

Scenario tests of all packages start from it; the demo companies are grown from the same ground.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.db import transaction

from manciple.founding.laying import lay
from manciple.founding.making import make
from manciple.kernel import scope
from manciple.kernel.context import Context
from manciple.organization.models import Assignment, Currency, LegalEntity, Site, User, Warehouse, Worker
from manciple.parties.models import Vendor
from manciple.products.models import Product, ReleasedProduct

from . import ground

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
    make(Worker, ground.WORKERS, ctx)
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
    """What every company needs before it buys; what it has already is left alone."""
    lay(company.ctx)
