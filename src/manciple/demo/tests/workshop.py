# ruff: noqa: E501
"""A folder like AdventureWorks' own, small enough to read: three vendors, four items, five orders."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from manciple.founding.making import table

CHECKOUT = Path(__file__).resolve().parents[4]
SHARED = "MANCIPLE_SHARED_DATA"

FILES = {
    "UnitMeasure": """
        UnitMeasureCode | Name
        EA              | Each
        CTN             | Carton
    """,
    "ShipMethod": """
        ShipMethodID | Name
        1            | XRQ - TRUCK GROUND
        2            | OVERSEAS - DELUXE
    """,
    "Employee": """
        BusinessEntityID | JobTitle
        250              | Purchasing Manager
        251              | Buyer
    """,
    "Vendor": """
        BusinessEntityID | AccountNumber | Name         | CreditRating | PreferredVendorStatus | ActiveFlag
        1                | ALPINE0001    | Alpine Ski   | 1            | 1                     | 1
        2                | BERG0001      | Berg & Tal   | 3            | 0                     | 1
        3                | CLOSED0001    | Closed Works | 5            | 0                     | 0
    """,
    "BusinessEntityAddress": """
        BusinessEntityID | AddressID
        1                | 10
    """,
    "Address": """
        AddressID | AddressLine1 | AddressLine2 | City   | StateProvinceID | PostalCode
        10        | 5 Lift Road  |              | Tacoma | 79              | 98401
    """,
    "StateProvince": """
        StateProvinceID | StateProvinceCode | CountryRegionCode
        79              | WA                | US
    """,
    "Product": """
        ProductID | Name     | ProductNumber | MakeFlag | StandardCost
        1         | Race     | AR-1          | 0        | 0.0000
        2         | Ball     | BB-2          | 0        | 1.2500
        3         | Nut      | NU-3          | 0        | 0.0000
        4         | Bicycle  | BI-4          | 1        | 900.0000
    """,
    "ProductVendor": """
        ProductID | BusinessEntityID | AverageLeadTime | StandardPrice | LastReceiptCost | LastReceiptDate | MinOrderQty | MaxOrderQty | UnitMeasureCode
        1         | 1                | 17              | 47.8700       | 50.2635         | 2022-08-28      | 1           | 5           | EA
        2         | 1                | 19              | 39.9200       | 41.9160         | 2022-08-25      | 1           | 5           | CTN
        2         | 2                | 9               | 38.0000       | 40.0000         | 2022-08-29      | 2           | 50          | CTN
        3         | 3                | 5               | 0.1250        | 0.1300          | 2022-08-01      | 1           | 5000        | EA
    """,
    "PurchaseOrderHeader": """
        PurchaseOrderID | Status | EmployeeID | VendorID | ShipMethodID | OrderDate  | ShipDate   | SubTotal | TaxAmt  | Freight | TotalDue
        1               | 4      | 250        | 1        | 1            | 2022-04-15 | 2022-04-24 | 201.0540 | 16.0843 | 5.0264  | 222.1647
        2               | 3      | 251        | 2        | 2            | 2022-04-16 | 2022-04-24 | 320.0000 | 25.6000 | 8.0000  | 353.6000
        3               | 1      | 251        | 3        | 1            | 2022-12-20 | 2022-12-30 | 65.0000  | 5.2000  | 1.3000  | 71.5000
        4               | 2      | 251        | 1        | 1            | 2023-01-02 | 2023-01-10 | 100.0000 | 8.0000  | 2.5000  | 110.5000
        5               | 1      | 251        | 1        | 1            | 2023-01-03 | 2023-01-10 | 100.0000 | 8.0000  | 2.5000  | 110.5000
    """,
    "PurchaseOrderDetail": """
        PurchaseOrderID | PurchaseOrderDetailID | DueDate    | OrderQty | ProductID | UnitPrice | LineTotal | ReceivedQty | RejectedQty | StockedQty
        1               | 1                     | 2022-04-29 | 4        | 1         | 50.2635   | 201.0540  | 3.00        | 0.00        | 3.00
        2               | 2                     | 2022-04-29 | 3        | 2         | 40.0000   | 120.0000  | 3.00        | 1.00        | 2.00
        2               | 3                     | 2022-05-06 | 5        | 2         | 40.0000   | 200.0000  | 5.00        | 5.00        | 0.00
        3               | 4                     | 2023-01-05 | 500      | 3         | 0.1300    | 65.0000   | 500.00      | 0.00        | 500.00
        4               | 5                     | 2023-01-12 | 2        | 1         | 50.0000   | 100.0000  | 0.00        | 0.00        | 0.00
        5               | 6                     | 2023-01-12 | 2        | 1         | 50.0000   | 100.0000  | 0.00        | 0.00        | 0.00
    """,
}


def rows(file: str) -> list[dict[str, str]]:
    """The rows of a file; blank cells are blank."""
    names = [name.strip() for name in FILES[file].strip().splitlines()[0].split("|")]
    return [{name: row.get(name, "") for name in names} for row in table(FILES[file])]


def write(folder: Path, **changed: Iterable[dict[str, str]]) -> Path:
    """Writes the files, some of them changed."""
    for file in FILES:
        found = list(changed.get(file, rows(file)))
        with (folder / f"{file}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(found[0]))
            writer.writeheader()
            writer.writerows(found)
    return folder


def changed(file: str, place: int, **values: str) -> list[dict[str, str]]:
    """The rows of a file, one of them with other values."""
    found = rows(file)
    found[place] |= values
    return found


def shared(name: str) -> Path:
    """A folder of the shared data; without it a test is skipped, in CI it fails."""
    place = Path(os.environ.get(SHARED, CHECKOUT.parent / "shared" / "data")) / name
    if not place.is_dir():
        says = f"no data at {place}; name its parent by {SHARED}"
        if os.environ.get("CI"):
            pytest.fail(says)
        pytest.skip(says)
    return place
