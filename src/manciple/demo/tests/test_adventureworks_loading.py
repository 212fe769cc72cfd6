"""A load makes everything once: at a go, in pieces, or twice (08 §24)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F, Sum
from pytest_django.plugin import DjangoDbBlocker

from manciple.demo import adventureworks
from manciple.demo.adventureworks import loading
from manciple.demo.company import Company, somebody
from manciple.demo.tests.workshop import changed, write
from manciple.founding.making import told
from manciple.invoices.models import VendorInvoice
from manciple.kernel import imports, scope, verify
from manciple.kernel.context import Context
from manciple.kernel.models import Origin
from manciple.kernel.refusals import Refused
from manciple.kernel.running import run
from manciple.ledger.models import Entry, Voucher
from manciple.orders.models import PurchaseLine, PurchaseOrder
from manciple.organization.models import Assignment, LegalEntity
from manciple.parties.models import Vendor
from manciple.pricing.models import TradeAgreement
from manciple.products.models import ReleasedProduct
from manciple.receipts.models import ProductReceipt

D = Decimal
MADE = {
    "units": 2, "modes_of_delivery": 2, "workers": 2, "vendors": 3, "products": 4, "items": 3, "prices": 4, "orders": 5,
    "confirmed": 4, "receipts": 4, "invoices": 3, "returns": 1, "credit_notes": 1, "vendors_on_hold": 1,
}  # fmt: skip
READ = {"rows_read": 31}
CONTROL = {
    "control_orders": D(5), "control_lines": D(6), "control_quantity_ordered": D(516),
    "control_net_amount": D("786.05"), "control_quantity_received": D(505),
}  # fmt: skip


class Stopped(Exception):
    """The load was killed between two chunks."""


@dataclass(frozen=True)
class Loaded:
    """A load that was done: from where, by whom, into which company."""

    folder: Path
    ctx: Context
    company: Company


@pytest.fixture(scope="module")
def base(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Loaded]:
    """One load for all tests of this module."""
    folder = write(tmp_path_factory.mktemp("adventureworks"))
    with django_db_blocker.unblock(), transaction.atomic():
        ctx = somebody("loader", date(2026, 1, 15))
        assert load(folder, ctx) == READ | MADE | CONTROL
        yield Loaded(folder, ctx, company_of(ctx))
        transaction.set_rollback(True)


@pytest.fixture
def loaded(base: Loaded, django_db_blocker: DjangoDbBlocker) -> Iterator[Loaded]:
    """The company as it was loaded, its tables in scope; what a test does to it is taken back."""
    with django_db_blocker.unblock(), scope.companies(base.company.id), transaction.atomic():
        yield base
        transaction.set_rollback(True)


def company_of(ctx: Context) -> Company:
    """The company that was founded by a load."""
    pk = LegalEntity.objects.get(code="AW01").pk
    return Company("AW01", pk, ctx.fresh(company=pk, company_code="AW01"))


def load(folder: Path, ctx: Context, chunks: int = 1000) -> dict[str, Any]:
    """Loads; after so many chunks the load is killed."""
    begun: list[str] = []

    def tell(stage: str, done: int, total: int) -> None:
        if done < total:
            begun.append(stage)
        if len(begun) > chunks:
            raise Stopped

    return adventureworks.load(folder, ctx, tell)


def test_the_orders_are_what_the_source_says(loaded: Loaded) -> None:
    names = (
        "number", "vendor__account", "orderer__code", "mode_of_delivery__code", "source", "approval_status", "status",
    )  # fmt: skip
    manager = "250"
    assert list(PurchaseOrder.objects.order_by("number").values_list(*names)) == [
        ("AW000001", "ALPINE0001", manager, "XRQ", "AdventureWorks: complete", "confirmed", "open_order"),
        ("AW000002", "BERG0001", "251", "OVERSEAS", "AdventureWorks: rejected", "confirmed", "invoiced"),
        ("AW000002-R", "BERG0001", "251", "OVERSEAS", "AdventureWorks: rejected", "confirmed", "invoiced"),
        ("AW000003", "CLOSED0001", "251", "XRQ", "AdventureWorks: pending", "confirmed", "invoiced"),
        ("AW000004", "ALPINE0001", "251", "XRQ", "AdventureWorks: approved", "confirmed", "open_order"),
        ("AW000005", "ALPINE0001", "251", "XRQ", "AdventureWorks: pending", "approved", "open_order"),
    ]  # fmt: skip


def test_amounts_are_rounded_by_line_and_freight_follows_the_order(loaded: Loaded) -> None:
    names = ("number", "subtotal", "sales_tax", "charges", "total")
    assert list(PurchaseOrder.objects.order_by("number").values_list(*names)) == [
        ("AW000001", D("201.05"), D("16.08"), D("5.03"), D("222.16")),
        ("AW000002", D("320.00"), D("25.60"), D("8.00"), D("353.60")),
        ("AW000002-R", D("-240.00"), D("-19.20"), D("0.00"), D("-259.20")),
        ("AW000003", D("65.00"), D("5.20"), D("1.30"), D("71.50")),
        ("AW000004", D("100.00"), D("8.00"), D("2.50"), D("110.50")),
        ("AW000005", D("100.00"), D("8.00"), D("2.50"), D("110.50")),
    ]


def test_what_came_and_went_back_is_on_record_with_its_own_days(loaded: Loaded) -> None:
    receipts = ProductReceipt.objects.order_by("product_receipt").values_list("product_receipt", "posted_on", "value")
    assert [(slip, str(day), value) for slip, day, value in receipts] == [
        ("AW000001", "2022-04-29", D("150.79")),
        ("AW000002", "2022-04-29", D("120.00")),
        ("AW000002-R", "2022-05-06", D("-240.00")),
        ("AW000002/2", "2022-05-06", D("200.00")),
        ("AW000003", "2023-01-05", D("65.00")),
    ]
    stocked = PurchaseLine.objects.values("item__item").annotate(stock=Sum("received")).order_by("item__item")
    assert {row["item__item"]: row["stock"] for row in stocked} == {"AR-1": D(3), "BB-2": D(2), "NU-3": D(500)}


def test_everything_received_is_invoiced_and_what_went_back_is_credited(loaded: Loaded) -> None:
    names = ("invoice", "status", "match_status", "total")
    assert list(VendorInvoice.objects.order_by("invoice").values_list(*names)) == [
        ("AW000001", "posted", "passed", D("166.62")),
        ("AW000002", "posted", "passed", D("353.60")),
        ("AW000002-R", "posted", "passed", D("-259.20")),
        ("AW000003", "posted", "passed", D("71.50")),
    ]
    assert not PurchaseLine.objects.exclude(invoiced=F("received")).exists()


def test_the_books_balance_and_prove_themselves(loaded: Loaded) -> None:
    assert Entry.objects.aggregate(Sum("amount"))["amount__sum"] == 0
    owed = Entry.objects.filter(main_account__number="200100").aggregate(Sum("amount"))["amount__sum"]
    assert owed == -VendorInvoice.objects.aggregate(Sum("total"))["total__sum"] == D("-332.52")
    assert verify.check(loaded.company.id) == []


def test_vendors_items_and_prices_are_what_the_source_says(loaded: Loaded) -> None:
    vendor = Vendor.objects.get(account="ALPINE0001")
    assert (vendor.name, vendor.rating, vendor.preferred, vendor.hold) == ("Alpine Ski", 1, True, "no")
    assert vendor.address == "5 Lift Road\nTacoma, WA 98401\nUS"
    assert Vendor.objects.get(account="CLOSED0001").hold == "all"
    items = ReleasedProduct.objects.order_by("item").values_list("item", "purchase_unit__code", "purchase_price")
    assert list(items) == [("AR-1", "EA", D("50.2635")), ("BB-2", "CTN", D("40.0000")), ("NU-3", "EA", D("0.1300"))]
    agreement = TradeAgreement.objects.get(item__item="BB-2", vendor__account="BERG0001")
    assert (agreement.unit_price, agreement.lead_time_days) == (D("38"), 9)
    assert (agreement.least_quantity, agreement.most_quantity) == (D(2), D(50))


def test_every_record_knows_its_file_row_and_original_values(loaded: Loaded) -> None:
    line = Origin.objects.get(record="orders.purchaseline", source_key="2/3")
    assert (line.source, line.row, line.number, len(line.file_hash)) == ("adventureworks", 4, "AW000002 · 2", 64)
    assert line.original["UnitPrice"] == "40.0000"
    counts = {
        record: Origin.objects.filter(record=record).count()
        for record in Origin.objects.order_by().values_list("record", flat=True).distinct()
    }
    assert counts == {
        "terms.unit": 2, "terms.modeofdelivery": 2, "organization.worker": 2, "parties.vendor": 4,
        "products.product": 4,
        "products.releasedproduct": 3, "pricing.tradeagreement": 4, "orders.purchaseorder": 6, "orders.purchaseline": 8,
        "receipts.productreceipt": 5, "invoices.vendorinvoice": 4,
    }  # fmt: skip


def test_whoever_loads_may_look_at_it(loaded: Loaded) -> None:
    assert list(Assignment.objects.filter(user=loaded.ctx.user).values_list("legal_entity__code", "role__code")) == [
        ("AW01", "administrator")
    ]


def traces() -> dict[str, int]:
    """How many there are of everything a load makes."""
    records = (
        Origin,
        PurchaseOrder,
        PurchaseLine,
        ProductReceipt,
        VendorInvoice,
        Voucher,
        Entry,
        TradeAgreement,
        Vendor,
    )
    return {record.__name__: record.objects.count() for record in records}


def test_a_second_load_makes_nothing(loaded: Loaded) -> None:
    before = traces()
    assert load(loaded.folder, loaded.ctx) == READ | dict.fromkeys(MADE, 0) | CONTROL
    assert traces() == before


def test_a_vendor_that_was_released_since_is_not_held_again(loaded: Loaded) -> None:
    run(Vendor, "edit", ["CLOSED0001"], told(Vendor, "edit", hold="no"), loaded.company.ctx.fresh())
    load(loaded.folder, loaded.ctx)
    assert Vendor.objects.get(account="CLOSED0001").hold == "no"


@pytest.mark.django_db
def test_a_load_that_is_killed_anywhere_is_taken_up_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "CHUNK", 2)
    folder, ctx, stops = write(tmp_path), somebody("loader", date(2026, 1, 15)), 0
    while _killed(folder, ctx):
        stops += 1
    company = company_of(ctx)
    with company.reading():
        assert traces() == {
            "Origin": 44, "PurchaseOrder": 6, "PurchaseLine": 8, "ProductReceipt": 5, "VendorInvoice": 4,
            "Voucher": 9, "Entry": 59, "TradeAgreement": 4, "Vendor": 3,
        }  # fmt: skip
        assert verify.check(company.id) == []
    assert stops == 24


def _killed(folder: Path, ctx: Context) -> bool:
    """Loads one chunk more; whether the load was killed after it."""
    try:
        load(folder, ctx, chunks=1)
    except Stopped:
        return True
    return False


def test_a_source_that_changed_is_refused_by_row_and_nothing_changes(loaded: Loaded, tmp_path: Path) -> None:
    before = traces()
    write(tmp_path, Vendor=changed("Vendor", 1, Name="Berg and Valley"))
    with pytest.raises(Refused) as refused:
        load(tmp_path, loaded.ctx)
    assert refused.value.codes == ["IMP-07"]
    assert refused.value.refusals[0].values["fields"] == "Name"
    assert traces() == before


def test_what_was_changed_by_hand_is_noticed(loaded: Loaded) -> None:
    change = told(PurchaseOrder, "edit", lines=[{"line_number": 1, "quantity": "5"}])
    run(PurchaseOrder, "edit", ["AW000005"], change, loaded.company.ctx.fresh())
    with pytest.raises(Refused) as refused:
        load(loaded.folder, loaded.ctx)
    assert [(each.code, each.values["name"]) for each in refused.value.refusals] == [
        ("IMP-08", "quantity ordered"), ("IMP-08", "net amount"),
    ]  # fmt: skip


def test_it_is_known_to_the_doors_by_its_key(loaded: Loaded) -> None:
    stages: list[str] = []
    loader = imports.loaders()["adventureworks"]
    made = loader.load(
        loaded.folder, loaded.ctx.fresh(company_code="AW02"), lambda stage, done, total: stages.append(stage)
    )
    assert made["orders"] == 5
    assert LegalEntity.objects.filter(code="AW02").exists()
    assert list(dict.fromkeys(stages)) == [
        "units", "modes of delivery", "workers", "vendors", "products", "items", "prices", "orders", "confirmations",
        "receipts", "invoices", "returns", "return confirmations", "return receipts", "credit notes",
    ]  # fmt: skip
