"""A small company with books, for tests of the ledger: written straight into the tables, so that
these tests stand on this floor and the ones below only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model

from manciple.kernel import scope
from manciple.kernel.actions import find
from manciple.kernel.args import Args
from manciple.kernel.context import Context
from manciple.kernel.models import NumberSequence
from manciple.kernel.records import Stored
from manciple.ledger import actions
from manciple.ledger.models import (
    CodeAccount,
    Entry,
    InventoryPosting,
    LedgerParameters,
    MainAccount,
    Period,
    PostingProfile,
    PostingProfileRow,
    Voucher,
)
from manciple.ledger.terms import Document, Posted, Posting, PostingType
from manciple.organization.models import Currency, LegalEntity
from manciple.parties.models import Vendor, VendorGroup
from manciple.products.models import ItemGroup, ItemModelGroup, Product, ReleasedProduct
from manciple.terms.models import Unit

T = TypeVar("T", bound=Model)
JANUARY = date(2026, 1, 15)
FEBRUARY = date(2026, 2, 15)
NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
ACCOUNTS = {
    "1300": "Stock", "1390": "Un-invoiced", "2000": "Vendors", "2010": "Accrual", "1600": "Tax", "6100": "Freight",
    "6300": "Expense",
}  # fmt: skip
ROLES = {
    PostingType.PEU: "1390", PostingType.ACCR: "2010", PostingType.PHYS: "1300", PostingType.INV: "1300",
    PostingType.PEP: "1390", PostingType.PEE: "6300",
}  # fmt: skip


@dataclass
class Books:
    """A company, its accounts by number, and the things it buys."""

    company: LegalEntity
    accounts: dict[str, MainAccount]
    items: dict[str, ReleasedProduct]
    vendors: dict[str, Vendor]
    profile: PostingProfile
    posted: list[Posted | None] = field(default_factory=list)

    @property
    def ctx(self) -> Context:
        """A user who may do everything."""
        return Context(self.company.pk, self.company.code, 1, "clerk", NOON)

    @contextmanager
    def open(self) -> Iterator[Books]:
        """A transaction in the scope of the company."""
        with scope.companies(self.company.pk), transaction.atomic():
            yield self

    def posting(self, role: PostingType, amount: str, **more: object) -> Posting:
        """One amount; item A1 of vendor V1 unless something else is said."""
        item, vendor = str(more.pop("item", "A1")), str(more.pop("vendor", "V1"))
        return Posting(
            role,
            Decimal(amount),
            self.items[item].pk,
            self.vendors[vendor].pk,
            **more,  # type: ignore[arg-type]
        )

    def receipt(self, number: str, amount: str, day: date = JANUARY, **more: object) -> Document:
        """A receipt that accrues and stocks what arrived (03 §8.3, entries A and B)."""
        return Document(
            "Product receipt", number, day, "USD",
            (
                self.posting(PostingType.PEU, amount, **more),
                self.posting(PostingType.ACCR, f"-{amount}", **more),
                self.posting(PostingType.PHYS, amount, **more),
                self.posting(PostingType.PEU, f"-{amount}", **more),
            ),
        )  # fmt: skip

    def post(self, *documents: Document) -> list[Posted | None]:
        """Posts documents in a transaction of its own."""
        with self.open():
            return actions.post(documents, self.ctx)

    def shows(self) -> list[str]:
        """All entries, voucher by voucher, as a clerk reads them."""
        rows = Entry.objects.filter(company=self.company).order_by("voucher__number", "id")
        return [
            f"{row.voucher.number} {row.main_account.number} {row.posting_type} {row.debit:.2f} {row.credit:.2f}"
            for row in rows.select_related("voucher", "main_account")
        ]


def company(code: str = "US01") -> Books:
    """Founds a company whose January is open, February on hold and March closed."""
    currency, _ = Currency.objects.get_or_create(code="USD", defaults={"name": "Dollar"})
    unit, _ = Unit.objects.get_or_create(code="ea")
    entity = LegalEntity.objects.create(code=code, name="Contoso", country="US", currency=currency)
    with scope.companies(entity.pk), transaction.atomic():
        accounts = {
            number: _made(MainAccount, entity, number=number, name=name, account_type="asset")
            for number, name in ACCOUNTS.items()
        }
        books = Books(
            entity, accounts, _items(entity, unit), _vendors(entity), _made(PostingProfile, entity, code="GEN")
        )
        _posting_set_up(books)
        _periods(entity)
        _made(NumberSequence, entity, code="voucher", reference="voucher", format="V#######", continuous=True)
    return books


def _made(model: type[T], entity: LegalEntity, **values: object) -> T:
    return model._default_manager.create(company=entity, **values)


def _items(entity: LegalEntity, unit: Unit) -> dict[str, ReleasedProduct]:
    groups = {code: _made(ItemGroup, entity, code=code) for code in ("PARTS", "TOOLS")}
    model = _made(ItemModelGroup, entity, code="STOCK")
    found = {}
    for number, group in {"A1": "PARTS", "A2": "PARTS", "B1": "TOOLS"}.items():
        product, _ = Product.objects.get_or_create(number=number, defaults={"name": number})
        found[number] = _made(
            ReleasedProduct, entity, item=number, product=product, item_group=groups[group], model_group=model,
            inventory_unit=unit, purchase_unit=unit,
        )  # fmt: skip
    return found


def _vendors(entity: LegalEntity) -> dict[str, Vendor]:
    groups = {code: _made(VendorGroup, entity, code=code) for code in ("HOME", "ABROAD")}
    return {
        account: _made(Vendor, entity, account=account, name=account, group=groups[group])
        for account, group in {"V1": "HOME", "V2": "ABROAD"}.items()
    }


def _posting_set_up(books: Books) -> None:
    entity, accounts = books.company, books.accounts
    for role, number in ROLES.items():
        _made(InventoryPosting, entity, posting_type=role, main_account=accounts[number])
    _made(PostingProfileRow, entity, profile=books.profile, relation="all", summary_account=accounts["2000"])
    _made(CodeAccount, entity, posting_type=PostingType.TAX, main_account=accounts["1600"])
    _made(CodeAccount, entity, posting_type=PostingType.CHARGE, code="FREIGHT", main_account=accounts["6100"])
    _made(LedgerParameters, entity, posting_profile=books.profile)


def _periods(entity: LegalEntity) -> None:
    for month, last, status in ((1, 31, "open"), (2, 28, "on_hold"), (3, 31, "closed")):
        _made(
            Period, entity, name=f"2026-{month:02}", fiscal_year=2026, starts_on=date(2026, month, 1),
            ends_on=date(2026, month, last), status=status,
        )  # fmt: skip


def told(record: type[Stored], key: str, **said: Any) -> Args:
    """The arguments of an action."""
    return find(record, key).args(**said)


def count(books: Books) -> tuple[int, int]:
    """How many vouchers and entries there are."""
    with books.open():
        return (
            Voucher.objects.filter(company=books.company).count(),
            Entry.objects.filter(company=books.company).count(),
        )
