"""The demo is there once, complete, and made by people who may do what they did."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.db.models import F, Q
from pytest_django.plugin import DjangoDbBlocker

from manciple.demo import catalog
from manciple.demo.data import load
from manciple.demo.stories import FATES, STORIES
from manciple.engine.home import Home
from manciple.invoices.models import VendorInvoice
from manciple.kernel import authority, scope, verify
from manciple.kernel.models import Act, Event
from manciple.kernel.records import ours
from manciple.orders.models import PurchaseLine, PurchaseOrder
from manciple.organization.models import LegalEntity, User
from manciple.parties.models import Vendor
from manciple.products.models import ReleasedProduct
from manciple.receipts.models import ProductReceipt

NOW = datetime(2026, 3, 18, 22, 0, tzinfo=UTC)
TODAY = date(2026, 3, 18)


@dataclass(frozen=True)
class Demo:
    """The demo, and where it left its passwords."""

    home: Home
    companies: dict[str, int]


@pytest.fixture(scope="module")
def loaded(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Demo]:
    """The demo, made once for all tests of this module."""
    home = Home(tmp_path_factory.mktemp("home"))
    with django_db_blocker.unblock(), transaction.atomic():
        load(NOW, home)
        yield Demo(home, dict(LegalEntity.objects.values_list("code", "pk")))
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded: Demo, django_db_blocker: DjangoDbBlocker) -> Iterator[Demo]:
    """The demo as it was made, both companies in scope."""
    with django_db_blocker.unblock(), scope.companies(*loaded.companies.values()), transaction.atomic():
        yield loaded
        transaction.set_rollback(True)


def counts() -> dict[str, int]:
    """How many rows every table has."""
    return {model.__name__: model._default_manager.count() for model in ours()}


def test_there_are_two_companies_a_dozen_vendors_and_some_fifty_products(demo: Demo) -> None:
    assert set(demo.companies) == {"US01", "DE01"}
    for pk in demo.companies.values():
        assert Vendor.objects.filter(company=pk).count() == 13
        assert ReleasedProduct.objects.filter(company=pk).count() == 52
    assert dict(LegalEntity.objects.values_list("code", "currency__code")) == {"US01": "USD", "DE01": "EUR"}


def test_prices_are_in_the_money_of_the_company(demo: Demo) -> None:
    prices = dict(ReleasedProduct.objects.filter(item="F-1010").values_list("company__code", "purchase_price"))
    assert {code: str(price.normalize()) for code, price in prices.items()} == {"US01": "6.85", "DE01": "6.3"}


@pytest.mark.parametrize("code", ["US01", "DE01"])
def test_orders_are_in_every_state(demo: Demo, code: str) -> None:
    found = PurchaseOrder.objects.filter(company=demo.companies[code])
    states = Counter(found.values_list("approval_status", "status", "document_status"))
    assert states == {
        ("approved", "open_order", "none"): 4,
        ("approved", "canceled", "purchase_order"): 2,
        ("confirmed", "open_order", "purchase_order"): 5,
        ("confirmed", "open_order", "product_receipt"): 3,
        ("confirmed", "open_order", "invoice"): 2,
        ("confirmed", "received", "product_receipt"): 8,
        ("confirmed", "invoiced", "invoice"): 14,
        ("finalized", "invoiced", "invoice"): 7,
    }
    assert found.count() == len(STORIES) + 2


@pytest.mark.parametrize("code", ["US01", "DE01"])
def test_some_of_it_gives_people_something_to_do(demo: Demo, code: str) -> None:
    company = demo.companies[code]
    disputed = VendorInvoice.objects.filter(company=company, status="pending")
    assert disputed.count() == sum(story.fate == "disputed" for story in STORIES) == 2
    returned = PurchaseOrder.objects.filter(company=company, total__lt=0)
    assert returned.count() == sum(bool(story.back) for story in STORIES) == 2
    short = PurchaseLine.objects.filter(company=company).exclude(canceled_short=0)
    assert short.count() == 10
    assert ProductReceipt.objects.filter(company=company).count() == 36


def test_every_fate_happens(demo: Demo) -> None:
    assert {story.fate for story in STORIES} == set(FATES)


def test_orders_are_spread_over_the_last_months_and_none_is_of_tomorrow(demo: Demo) -> None:
    days = sorted(set(PurchaseOrder.objects.values_list("order_date", flat=True)))
    assert (days[0], days[-1]) == (TODAY - timedelta(weeks=14), TODAY)
    assert all(day.weekday() < 5 for day in days)
    assert not Act.objects.filter(at__gt=NOW).exists()
    assert not ProductReceipt.objects.filter(posted_on__gt=TODAY).exists()


def test_each_did_what_his_role_lets_him_do(demo: Demo) -> None:
    names = dict(User.objects.values_list("pk", "username"))
    did = Act.objects.filter(company=demo.companies["US01"], record="orders.purchaseorder")
    assert {(names[user], action) for user, action in did.values_list("user_id", "action").distinct()} == {
        ("buyer", "create"), ("buyer", "confirm"), ("buyer", "cancel"), ("clerk", "post-product-receipt"),
        ("payables", "invoice"), ("manager", "finalize"),
    }  # fmt: skip


def test_the_timeline_of_an_order_tells_its_story(demo: Demo) -> None:
    first = PurchaseOrder.objects.filter(company=demo.companies["US01"]).order_by("id")[0]
    events = Event.objects.filter(record="orders.purchaseorder", row_id=first.pk).order_by("id")
    told = [(event.name, event.at.date() - TODAY) for event in events]
    assert [days for _, days in told] == [
        timedelta(weeks=-14), timedelta(weeks=-14), timedelta(weeks=-12), timedelta(weeks=-10), timedelta(weeks=-8),
    ]  # fmt: skip


def test_the_books_of_both_companies_prove_themselves(demo: Demo) -> None:
    for pk in demo.companies.values():
        assert verify.check(pk) == []


def test_everything_that_is_owed_was_received(demo: Demo) -> None:
    assert not PurchaseLine.objects.filter(~Q(invoiced=0), received=0).exists()
    assert not PurchaseLine.objects.filter(received__gt=0, invoiced__gt=F("received")).exists()


def test_the_passwords_lie_where_only_the_owner_reads(demo: Demo) -> None:
    users = json.loads(demo.home.demo_users.read_text())
    assert [(user["username"], user["role"]) for user in users] == [
        ("admin", "administrator"), ("buyer", "buyer"), ("clerk", "warehouse-clerk"), ("payables", "payables-clerk"),
        ("manager", "purchasing-manager"), ("auditor", "auditor"),
    ]  # fmt: skip
    for user in users:
        assert User.objects.get(username=user["username"]).check_password(user["password"])
    assert demo.home.demo_users.stat().st_mode & 0o777 == 0o600
    assert demo.home.demo_token.stat().st_mode & 0o777 == 0o600


def test_the_token_speaks_for_the_administrator_in_both_companies(demo: Demo) -> None:
    bearer = authority.user_of_token(demo.home.demo_token.read_text().strip(), NOW)
    assert bearer is not None
    assert bearer.user == User.objects.get(username="admin").pk
    assert [each.code for each in authority.companies_of(bearer.user)] == ["DE01", "US01"]
    assert bearer.may_enter("US01")
    assert bearer.may_enter("DE01")


def test_a_second_run_changes_nothing_even_days_later(demo: Demo) -> None:
    before, passwords = counts(), demo.home.demo_users.read_text()
    load(NOW + timedelta(days=9), demo.home)
    assert counts() == before
    assert demo.home.demo_users.read_text() == passwords


def test_lost_passwords_are_replaced(demo: Demo, tmp_path: Path) -> None:
    elsewhere = Home(tmp_path)
    load(NOW, elsewhere)
    (admin, *_) = json.loads(elsewhere.demo_users.read_text())
    assert User.objects.get(username="admin").check_password(admin["password"])
    assert elsewhere.demo_users.read_text() != demo.home.demo_users.read_text()


def test_every_item_has_a_vendor_and_every_vendor_of_a_story_sells_something() -> None:
    vendors = {vendor["account"] for vendor in [*catalog.VENDORS, *catalog.SUBSIDIARIES]}
    assert {item["vendor"] for item in catalog.ITEMS} <= vendors
    assert {story.vendor for story in STORIES} <= {item["vendor"] for item in catalog.ITEMS}
