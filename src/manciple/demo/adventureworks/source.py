"""The files of AdventureWorks' purchasing, read and looked through before anything is loaded (08 §24)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from manciple.kernel import messages, tables
from manciple.kernel.numbers import NotANumber, decimals, exact
from manciple.kernel.refusals import Refusal, Refused
from manciple.kernel.tables import text_of

MOST_FAULTS = 100
TAX = Decimal("0.08")
CENTS = Decimal("0.01")
rounded = decimals(4)
MARKS = "!#@+"

#: The files, and what is needed of each; a mark says what a value must be:
#: # a number, + a whole number, @ a day, ! something.
FILES = {
    "UnitMeasure": ("!UnitMeasureCode", "Name"),
    "ShipMethod": ("!ShipMethodID", "!Name"),
    "Employee": ("!BusinessEntityID", "JobTitle"),
    "Vendor": (
        "!BusinessEntityID", "!AccountNumber", "!Name", "#CreditRating", "#PreferredVendorStatus", "#ActiveFlag",
    ),
    "BusinessEntityAddress": ("!BusinessEntityID", "!AddressID"),
    "Address": ("!AddressID", "AddressLine1", "AddressLine2", "City", "StateProvinceID", "PostalCode"),
    "StateProvince": ("!StateProvinceID", "StateProvinceCode", "CountryRegionCode"),
    "Product": ("!ProductID", "!Name", "!ProductNumber", "#MakeFlag", "#StandardCost"),
    "ProductVendor": (
        "!ProductID", "!BusinessEntityID", "#AverageLeadTime", "#StandardPrice", "#LastReceiptCost", "@LastReceiptDate",
        "#MinOrderQty", "#MaxOrderQty", "!UnitMeasureCode",
    ),
    "PurchaseOrderHeader": (
        "+PurchaseOrderID", "!Status", "!EmployeeID", "!VendorID", "!ShipMethodID", "@OrderDate", "@ShipDate",
        "#SubTotal", "#TaxAmt", "#Freight", "#TotalDue",
    ),
    "PurchaseOrderDetail": (
        "+PurchaseOrderID", "+PurchaseOrderDetailID", "@DueDate", "#OrderQty", "!ProductID", "#UnitPrice",
        "#LineTotal", "#ReceivedQty", "#RejectedQty", "#StockedQty",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: where it stands, and its values as they were written."""

    file: str
    digest: str
    number: int
    values: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    def decimal(self, name: str) -> Decimal:
        """A value as a number, exactly as it was written."""
        return exact(self.values[name])

    def day(self, name: str) -> date:
        """A value as a day."""
        return date.fromisoformat(self.values[name])


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an order, and what became of it."""

    row: Row
    due: date
    quantity: Decimal
    price: Decimal
    received: Decimal
    rejected: Decimal


@dataclass(frozen=True, slots=True)
class Order:
    """An order with its lines."""

    row: Row
    key: int
    lines: tuple[Line, ...]

    @property
    def number(self) -> str:
        """What the order is called with us."""
        return f"AW{self.key:06d}"

    @property
    def rejected(self) -> list[Line]:
        """The lines of which something goes back."""
        return [line for line in self.lines if line.rejected]


@dataclass(frozen=True, slots=True)
class Source:
    """Everything that is to be loaded."""

    rows: dict[str, list[Row]]
    orders: list[Order]

    def by(self, file: str, name: str) -> dict[str, Row]:
        """The rows of a file by one of their values."""
        return {row[name]: row for row in self.rows[file]}


def read(folder: Path) -> Source:
    """Reads all files. Raises Refused with every fault that was found, so that nothing is loaded by halves."""
    faults: list[Refusal] = []
    rows = {file: _rows(folder, file, columns, faults) for file, columns in FILES.items()}
    faults += [] if faults else _dangling(rows)
    orders = [] if faults else _orders(rows)
    faults += [fault for order in orders for fault in disagreements(order)]
    if faults:
        raise Refused(*faults[:MOST_FAULTS])
    return Source(rows, orders)


def _rows(folder: Path, file: str, columns: Sequence[str], faults: list[Refusal]) -> list[Row]:
    path = folder / f"{file}.csv"
    if not path.is_file():
        faults.append(messages.FILE_UNREADABLE(why=f"there is no {path.name}", record=path.name))
        return []
    table = tables.read(path.name, path.read_bytes())
    names = [column.lstrip(MARKS) for column in columns]
    missing = [name for name in names if name not in table.headings]
    faults.extend(messages.COLUMN_MISSING(column=name, record=path.name) for name in missing)
    if missing:
        return []
    found = [
        Row(path.name, table.digest, row.number, dict(zip(table.headings, map(text_of, row.cells), strict=True)))
        for row in table.rows
    ]
    faults.extend(fault for row in found for fault in _wrong(row, columns))
    return found


def _wrong(row: Row, columns: Sequence[str]) -> Iterator[Refusal]:
    """What is wrong with the values of a row."""
    for column in columns:
        kind, name = (column[0], column[1:]) if column[0] in MARKS else ("", column)
        why = _why_wrong(kind, row.values[name])
        if why:
            yield messages.WRONG_VALUE(
                row=row.number, column=name, value=row.values[name], why=why, record=row.file, field=name
    )  # fmt: skip


def _why_wrong(kind: str, text: str) -> str:
    try:
        match kind:
            case "!":
                return "" if text else "is missing"
            case "+":
                return "" if text.isascii() and text.isdigit() else "is no whole number"
            case "#":
                exact(text)
            case "@":
                date.fromisoformat(text)
    except NotANumber:
        return "is not a number"
    except ValueError:
        return "is not a day"
    return ""


REFERENCES = (
    ("ProductVendor", "ProductID", "Product", "ProductID"),
    ("ProductVendor", "BusinessEntityID", "Vendor", "BusinessEntityID"),
    ("ProductVendor", "UnitMeasureCode", "UnitMeasure", "UnitMeasureCode"),
    ("PurchaseOrderHeader", "VendorID", "Vendor", "BusinessEntityID"),
    ("PurchaseOrderHeader", "ShipMethodID", "ShipMethod", "ShipMethodID"),
    ("PurchaseOrderHeader", "EmployeeID", "Employee", "BusinessEntityID"),
    ("PurchaseOrderDetail", "PurchaseOrderID", "PurchaseOrderHeader", "PurchaseOrderID"),
    ("PurchaseOrderDetail", "ProductID", "Product", "ProductID"),
)


def _dangling(rows: dict[str, list[Row]]) -> Iterator[Refusal]:
    """References between the files that lead nowhere."""
    for file, name, target, key in REFERENCES:
        known = {row[key] for row in rows[target]}
        for row in rows[file]:
            if row[name] not in known:
                yield messages.WRONG_VALUE(
                    row=row.number, column=name, value=row[name], why=f"is not in {target}", record=row.file,
                    field=name
    )  # fmt: skip


def _orders(rows: dict[str, list[Row]]) -> list[Order]:
    lines: dict[str, list[Line]] = {}
    for row in rows["PurchaseOrderDetail"]:
        lines.setdefault(row["PurchaseOrderID"], []).append(_line(row))
    orders = [
        Order(row, int(row["PurchaseOrderID"]), tuple(lines.get(row["PurchaseOrderID"], ())))
        for row in rows["PurchaseOrderHeader"]
    ]
    return sorted(orders, key=lambda order: order.key)


def _line(row: Row) -> Line:
    return Line(
        row, row.day("DueDate"), row.decimal("OrderQty"), row.decimal("UnitPrice"), row.decimal("ReceivedQty"),
        row.decimal("RejectedQty"),
    )  # fmt: skip


def freight_percent(order: Order) -> Decimal:
    """What the freight is of the subtotal, per hundred: 2.5, or 2 in the last orders of the source."""
    subtotal = order.row.decimal("SubTotal")
    return (order.row.decimal("Freight") * 100 / subtotal).quantize(CENTS) if subtotal else Decimal(0)


def disagreements(order: Order) -> Iterator[Refusal]:
    """Where an order does not add up, or is not taxed and charged as we are going to tax and charge it."""
    row, lines = order.row, order.lines
    subtotal = sum((line.row.decimal("LineTotal") for line in lines), Decimal(0))
    freight = freight_percent(order) / 100
    expected = {
        "SubTotal": subtotal,
        "TaxAmt": rounded(subtotal * TAX),
        "Freight": rounded(subtotal * freight),
        "TotalDue": subtotal + row.decimal("TaxAmt") + row.decimal("Freight"),
    }
    for name, value in expected.items():
        if row.decimal(name) != value:
            yield _wrong_sum(row, name, value)
    for line in lines:
        yield from _line_disagreements(line)


def _line_disagreements(line: Line) -> Iterator[Refusal]:
    expected = {"LineTotal": line.quantity * line.price, "StockedQty": line.received - line.rejected}
    for name, value in expected.items():
        if line.row.decimal(name) != value:
            yield _wrong_sum(line.row, name, value)


def _wrong_sum(row: Row, name: str, value: Decimal) -> Refusal:
    return messages.WRONG_VALUE(
        row=row.number, column=name, value=row[name], why=f"should be {value}", record=row.file, field=name
    )  # fmt: skip
