"""The facts of AdventureWorks, read from our own database after a load of the whole source (08 §25)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Count, F, Q, Sum
from pytest_django.plugin import DjangoDbBlocker

from manciple import testing
from manciple.demo import adventureworks
from manciple.demo.company import Company, somebody
from manciple.demo.tests.workshop import shared
from manciple.invoices.models import VendorInvoice, VendorTransaction
from manciple.kernel import clock, verify
from manciple.kernel.context import Context
from manciple.kernel.models import Origin
from manciple.kernel.numbers import CENTS, total
from manciple.ledger.models import Entry
from manciple.orders.models import PurchaseLine, PurchaseOrder
from manciple.organization.models import LegalEntity
from manciple.parties.models import Vendor
from manciple.pricing.models import TradeAgreement
from manciple.products.models import Product, ReleasedProduct
from manciple.receipts.models import ProductReceipt

D = Decimal
MADE = {
    "units": 38, "modes_of_delivery": 5, "workers": 12, "vendors": 104, "products": 504, "items": 265, "prices": 460,
    "orders": 4012, "confirmed": 4012, "receipts": 4017, "invoices": 4012, "returns": 507, "credit_notes": 507,
    "vendors_on_hold": 4,
}  # fmt: skip


@pytest.fixture(scope="module")
def twice(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[Company, dict[str, Any], dict[str, Any]]]:
    """The company after two loads, and what each of them made. The database is thrown away afterwards."""
    folder = shared("adventureworks")
    with django_db_blocker.unblock():
        try:
            ctx = somebody("loader", clock.now().date())
            first, second = (_load(folder, ctx) for _ in range(2))
            pk = LegalEntity.objects.get(code="AW01").pk
            yield Company("AW01", pk, ctx.fresh(company=pk, company_code="AW01")), first, second
        finally:
            testing.renew()


def _load(folder: Path, ctx: Context) -> dict[str, Any]:
    return adventureworks.load(folder, ctx, lambda stage, done, total: None)


@pytest.fixture
def company(
    twice: tuple[Company, dict[str, Any], dict[str, Any]], django_db_blocker: DjangoDbBlocker
) -> Iterator[Company]:
    """The company, its tables open for reading."""
    with django_db_blocker.unblock(), twice[0].reading():
        yield twice[0]


def orders() -> Any:
    """The orders as they were given, without those that take something back."""
    return PurchaseOrder.objects.exclude(number__endswith="-R")


def lines() -> Any:
    """Their lines."""
    return PurchaseLine.objects.exclude(order__number__endswith="-R")


def originals(record: str) -> list[dict[str, str]]:
    """The original values of the orders or lines as they were given."""
    found = Origin.objects.filter(source="adventureworks", record=record).exclude(source_key__contains="-R")
    return list(found.values_list("original", flat=True))


def added(rows: list[dict[str, str]], name: str) -> Decimal:
    return total(D(row[name]) for row in rows)


def test_twice_in_a_row_makes_no_second_set_of_records(twice: tuple[Company, dict[str, Any], dict[str, Any]]) -> None:
    _, first, second = twice
    assert {name: first[name] for name in MADE} == MADE
    assert {name: second[name] for name in MADE} == dict.fromkeys(MADE, 0)


def test_orders_lines_vendors_used_items_used(company: Company) -> None:
    assert (orders().count(), lines().count()) == (4012, 8845)
    assert (orders().values("vendor").distinct().count(), Vendor.objects.count()) == (86, 104)
    assert (lines().values("item").distinct().count(), Product.objects.count()) == (265, 504)
    assert ReleasedProduct.objects.count() == 265


def test_status(company: Company) -> None:
    counts = Counter(orders().values_list("source", flat=True))
    assert counts == {
        "AdventureWorks: complete": 3689, "AdventureWorks: pending": 225, "AdventureWorks: rejected": 86,
        "AdventureWorks: approved": 12,
    }  # fmt: skip
    assert set(orders().values_list("approval_status", flat=True)) == {"confirmed"}


def test_first_and_last_order_date(company: Company) -> None:
    days = orders().order_by("order_date").values_list("order_date", flat=True)
    assert (str(days[0]), str(days.reverse()[0])) == ("2022-04-15", "2025-09-21")


def test_subtotal_and_total_due(company: Company) -> None:
    headers = originals("orders.purchaseorder")
    assert added(headers, "SubTotal") == D("63791994.8380")
    assert added(headers, "TotalDue") == D("70479332.6383")


def test_line_totals_equal_the_subtotal_in_every_order(company: Company) -> None:
    sums: dict[str, Decimal] = {}
    for row in originals("orders.purchaseline"):
        sums[row["PurchaseOrderID"]] = sums.get(row["PurchaseOrderID"], D(0)) + D(row["LineTotal"])
    differences = [
        row for row in originals("orders.purchaseorder") if D(row["SubTotal"]) != sums[row["PurchaseOrderID"]]
    ]
    assert (len(sums), differences) == (4012, [])


def test_quantity_ordered(company: Company) -> None:
    assert lines().aggregate(Sum("ordered"))["ordered__sum"] == D(2348637)


def test_lines_with_more_than_two_price_decimals(company: Company) -> None:
    assert sum(CENTS(price) != price for price in lines().values_list("unit_price", flat=True)) == 8646


def test_line_amounts_rounded_half_up(company: Company) -> None:
    assert lines().aggregate(Sum("net_amount"))["net_amount__sum"] == D("63792005.94")
    exact = [D(row["LineTotal"]) for row in originals("orders.purchaseline")]
    assert total(amount.quantize(D("0.01"), ROUND_HALF_EVEN) for amount in exact) == D("63791990.37")
    assert total(CENTS(D(row["SubTotal"])) for row in originals("orders.purchaseorder")) == D("63792002.21")


def test_lines_per_order(company: Company) -> None:
    found = lines().values("order").annotate(n=Count("id")).values_list("n", flat=True)
    counts = Counter(found)
    assert [counts[n] for n in (1, 2, 3, 4)] == [1650, 1227, 626, 219]
    assert max(counts) == 30


@pytest.mark.parametrize(
    ("status", "due"),
    [("1", "3873879.6844"), ("2", "2380772.8065"), ("3", "1438517.6426"), ("4", "62786162.5048")],
)
def test_total_due_by_status(company: Company, status: str, due: str) -> None:
    headers = [row for row in originals("orders.purchaseorder") if row["Status"] == status]
    assert added(headers, "TotalDue") == D(due)


@pytest.mark.parametrize(
    ("number", "source", "net", "figures"),
    [
        ("AW000002", "272.1015 / 300.6721", ["135.36", "136.74"], ["272.10", "21.77", "6.80", "300.67"]),
        (
            "AW000007", "58685.5500 / 64847.5328", ["14882.18", "18468.45", "25334.93"],
            ["58685.56", "4694.84", "1467.14", "64847.54"],
        ),
    ],
)  # fmt: skip
def test_single_orders(company: Company, number: str, source: str, net: list[str], figures: list[str]) -> None:
    (original,) = [row for row in originals("orders.purchaseorder") if f"AW{int(row['PurchaseOrderID']):06d}" == number]
    assert f"{original['SubTotal']} / {original['TotalDue']}" == source
    amounts = lines().filter(order__number=number).order_by("net_amount").values_list("net_amount", flat=True)
    assert sorted(amounts) == sorted(map(D, net))
    order = orders().get(number=number)
    assert [order.subtotal, order.sales_tax, order.charges, order.total] == list(map(D, figures))


def test_largest_order(company: Company) -> None:
    largest = orders().order_by("-total")[0]
    assert (largest.number, largest.total) == ("AW004012", D("1097448.00"))


def test_purchase_units_in_use(company: Company) -> None:
    units = Counter(TradeAgreement.objects.values_list("unit__code", flat=True))
    assert units == {"CTN": 178, "EA": 154, "CAN": 68, "CS": 38, "GAL": 10, "DZ": 7, "PAK": 5}


def test_what_came_is_received_and_what_was_refused_went_back(company: Company) -> None:
    rows = originals("orders.purchaseline")
    received = lines().aggregate(Sum("received"))["received__sum"]
    sent_back = PurchaseLine.objects.filter(order__number__endswith="-R").aggregate(Sum("received"))["received__sum"]
    assert received == added(rows, "ReceivedQty")
    assert sent_back == -added(rows, "RejectedQty")
    stock = PurchaseLine.objects.values_list("item__item").annotate(Sum("received"))
    assert total(quantity for _, quantity in stock) == added(rows, "StockedQty") == D(2254599)
    assert lines().filter(~Q(remaining=0)).count() == 380
    assert ProductReceipt.objects.count() == 4017 + 507


def test_everything_that_came_is_invoiced_and_owed(company: Company) -> None:
    assert not PurchaseLine.objects.exclude(invoiced=F("received")).exists()
    assert VendorInvoice.objects.filter(status="posted", match_status="passed").count() == 4012 + 507
    owed = VendorTransaction.objects.aggregate(Sum("amount"))["amount__sum"]
    assert owed == -VendorInvoice.objects.aggregate(Sum("total"))["total__sum"] == D("-67678851.82")


def test_vendors_that_are_not_active_are_on_hold(company: Company) -> None:
    held = Vendor.objects.exclude(hold="no").order_by("account").values_list("account", "hold")
    assert list(held) == [
        ("CIRCUIT0001", "all"), ("GARDNER0001", "all"), ("PROSE0001", "all"), ("RELIANCE0001", "all"),
    ]  # fmt: skip


def test_the_trial_balance_balances(company: Company) -> None:
    found = Entry.objects.values_list("main_account__number").annotate(Sum("amount"))
    balances = {account: amount for account, amount in found if amount}
    assert balances == {
        "140100": D("61211703.23"), "150100": D("4896936.73"), "200100": D("-67678851.82"), "605100": D("1570211.86"),
    }  # fmt: skip
    assert total(balances.values()) == 0


def test_the_books_prove_themselves(company: Company) -> None:
    assert verify.check(company.id) == []
