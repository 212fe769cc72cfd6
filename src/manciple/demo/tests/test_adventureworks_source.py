"""The files are looked through as a whole before anything is loaded (08 §24)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from manciple.demo.adventureworks import plan
from manciple.demo.adventureworks.source import freight_percent, read
from manciple.demo.tests.workshop import changed, rows, write
from manciple.kernel.refusals import Refused


def refused(folder: Path) -> list[tuple[str, str, str]]:
    """Code, file and field of everything that is wrong."""
    with pytest.raises(Refused) as found:
        read(folder)
    return [(each.code, each.record, each.field) for each in found.value.refusals]


def test_orders_carry_their_lines_in_order(tmp_path: Path) -> None:
    orders = read(write(tmp_path)).orders
    assert [(order.number, len(order.lines)) for order in orders] == [
        ("AW000001", 1), ("AW000002", 2), ("AW000003", 1), ("AW000004", 1), ("AW000005", 1),
    ]  # fmt: skip
    assert [len(order.rejected) for order in orders] == [0, 2, 0, 0, 0]


def test_freight_is_a_percentage_of_each_order(tmp_path: Path) -> None:
    orders = read(write(tmp_path)).orders
    assert [freight_percent(order) for order in orders] == [
        Decimal("2.50"), Decimal("2.50"), Decimal("2.00"), Decimal("2.50"), Decimal("2.50"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "place", "values", "code", "field"),
    [
        ("PurchaseOrderHeader", 0, {"SubTotal": "200"}, "IMP-05", "SubTotal"),
        ("PurchaseOrderHeader", 0, {"TaxAmt": "16.0844"}, "IMP-05", "TaxAmt"),
        ("PurchaseOrderHeader", 0, {"Freight": "5.0265", "TotalDue": "222.1648"}, "IMP-05", "Freight"),
        ("PurchaseOrderHeader", 0, {"TotalDue": "1"}, "IMP-05", "TotalDue"),
        ("PurchaseOrderHeader", 0, {"OrderDate": "15.04.2022"}, "IMP-05", "OrderDate"),
        ("PurchaseOrderHeader", 0, {"PurchaseOrderID": "one"}, "IMP-05", "PurchaseOrderID"),
        ("PurchaseOrderHeader", 0, {"VendorID": "9"}, "IMP-05", "VendorID"),
        ("PurchaseOrderDetail", 0, {"StockedQty": "4"}, "IMP-05", "StockedQty"),
        ("PurchaseOrderDetail", 0, {"OrderQty": "NaN"}, "IMP-05", "OrderQty"),
        ("PurchaseOrderDetail", 0, {"ProductID": "99"}, "IMP-05", "ProductID"),
        ("Vendor", 0, {"Name": ""}, "IMP-05", "Name"),
        ("ProductVendor", 0, {"UnitMeasureCode": "BOX"}, "IMP-05", "UnitMeasureCode"),
    ],
)
def test_a_wrong_value_is_named_by_file_row_and_column(
    tmp_path: Path, file: str, place: int, values: dict[str, str], code: str, field: str
) -> None:
    folder = write(tmp_path, **{file: changed(file, place, **values)})
    assert (code, f"{file}.csv", field) in refused(folder)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    bad = [row | {"CreditRating": "good", "ActiveFlag": "yes"} for row in rows("Vendor")]
    assert len(refused(write(tmp_path, Vendor=bad))) == 6


def test_a_missing_file_and_a_missing_column_are_named(tmp_path: Path) -> None:
    short = [{name: row[name] for name in row if name != "DueDate"} for row in rows("PurchaseOrderDetail")]
    write(tmp_path, PurchaseOrderDetail=short)
    (tmp_path / "Vendor.csv").unlink()
    with pytest.raises(Refused) as found:
        read(tmp_path)
    told = [(each.code, each.record, each.values) for each in found.value.refusals]
    assert told == [
        ("IMP-01", "Vendor.csv", {"why": "there is no Vendor.csv"}),
        ("IMP-03", "PurchaseOrderDetail.csv", {"column": "DueDate"}),
    ]


def test_08_25_an_order_of_which_something_came_is_agreed_whatever_its_status(tmp_path: Path) -> None:
    orders = plan.Orders(read(write(tmp_path)))
    assert orders.agreed() == ["AW000001", "AW000002", "AW000003", "AW000004"]
    assert orders.taken_back() == ["AW000002-R"]


def test_deliveries_of_one_order_on_several_days_come_in_several_rounds(tmp_path: Path) -> None:
    orders = plan.Orders(read(write(tmp_path)))
    told: list[list[tuple[str, str, Any]]] = [
        [(step.key, str(step.args["posted_on"]), step.original) for step in steps] for steps in orders.receipts()
    ]
    assert told == [
        [
            ("AW000001", "2022-04-29", {"1": "3.00"}),
            ("AW000002", "2022-04-29", {"2": "3.00"}),
            ("AW000003", "2023-01-05", {"4": "500.00"}),
        ],
        [("AW000002/2", "2022-05-06", {"3": "5.00"})],
    ]


def test_an_invoice_is_dated_by_the_last_delivery(tmp_path: Path) -> None:
    orders = plan.Orders(read(write(tmp_path)))
    assert [(step.key, str(step.args["posting_date"])) for step in orders.invoices()] == [
        ("AW000001", "2022-04-29"), ("AW000002", "2022-05-06"), ("AW000003", "2023-01-05"),
    ]  # fmt: skip
    assert [(step.key, str(step.args["posting_date"])) for step in orders.credits()] == [("AW000002-R", "2022-05-06")]
