"""What each row of the source becomes with us: arguments of the actions people use (08 §25)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .source import Line, Order, Row, Source, freight_percent

SITE, WAREHOUSE, GROUP = "1", "1", "PURCHASED"
TAX_GROUP, FREIGHT = "TAX", "FREIGHT"
STATUS = {"1": "pending", "2": "approved", "3": "rejected", "4": "complete"}
#: Orders in these states were agreed, whether or not anything arrived.
AGREED = frozenset({"2", "4"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A record to be: its key in the source, where it stands there, and what it is made from."""

    key: str
    row: Row
    args: dict[str, Any]
    parts: tuple[tuple[str, Row], ...] = ()

    @property
    def original(self) -> Mapping[str, str]:
        """The values as they stood in the source."""
        return self.row.values


@dataclass(frozen=True, slots=True)
class Step:
    """Something done to an order: a receipt or an invoice under a number that happens once."""

    key: str
    order: str
    row: Row
    args: dict[str, Any]
    original: dict[str, str]


# --- Codes, vendors, items -------------------------------------------------------------------------


def units(source: Source) -> Iterator[Entry]:
    """Units of measure; quantities in the source have two decimals."""
    for row in source.rows["UnitMeasure"]:
        code = row["UnitMeasureCode"]
        yield Entry(code, row, {"code": code, "name": row["Name"], "decimals": 2})


def modes(source: Source) -> Iterator[Entry]:
    """Ways of shipping; the first word of the name is the code."""
    for row in source.rows["ShipMethod"]:
        yield Entry(row["ShipMethodID"], row, {"code": mode(row), "name": row["Name"]})


def mode(row: Row) -> str:
    """The code of a way of shipping."""
    return row["Name"].split()[0][:10]


def workers(source: Source) -> Iterator[Entry]:
    """Who bought; of the people of the source no names are published with the orders."""
    buyers = {order.row["EmployeeID"] for order in source.orders}
    for row in source.rows["Employee"]:
        if row["BusinessEntityID"] in buyers:
            args = {"code": row["BusinessEntityID"], "name": row["JobTitle"]}
            yield Entry(row["BusinessEntityID"], row, args)


def vendors(source: Source) -> Iterator[Entry]:
    """Vendors with their addresses; none is on hold yet."""
    addresses = _addresses(source)
    for row in source.rows["Vendor"]:
        args = {
            "account": row["AccountNumber"], "name": row["Name"], "group": "10", "rating": row["CreditRating"],
            "preferred": row["PreferredVendorStatus"] == "1", "sales_tax_group": TAX_GROUP, "site": SITE,
            "warehouse": WAREHOUSE, "address": addresses.get(row["BusinessEntityID"], ""),
        }  # fmt: skip
        yield Entry(row["AccountNumber"], row, args)


def _addresses(source: Source) -> dict[str, str]:
    addresses, states = source.by("Address", "AddressID"), source.by("StateProvince", "StateProvinceID")
    return {
        link["BusinessEntityID"]: _address(addresses[link["AddressID"]], states)
        for link in source.rows["BusinessEntityAddress"]
        if link["AddressID"] in addresses
    }


def _address(row: Row, states: Mapping[str, Row]) -> str:
    state = states.get(row["StateProvinceID"])
    region = f"{state['StateProvinceCode']} {row['PostalCode']}" if state else row["PostalCode"]
    country = state["CountryRegionCode"] if state else ""
    return "\n".join(filter(None, (row["AddressLine1"], row["AddressLine2"], f"{row['City']}, {region}", country)))


def inactive(source: Source) -> list[str]:
    """Vendors that are put on hold once everything is loaded."""
    return sorted(row["AccountNumber"] for row in source.rows["Vendor"] if row["ActiveFlag"] == "0")


def products(source: Source) -> Iterator[Entry]:
    """What things are, made or bought."""
    for row in source.rows["Product"]:
        yield Entry(row["ProductNumber"], row, {"number": row["ProductNumber"], "name": row["Name"]})


def items(source: Source) -> Iterator[Entry]:
    """What is bought, with the latest price that was paid."""
    latest = _latest(source)
    for row in source.rows["Product"]:
        if row["MakeFlag"] == "0":
            yield Entry(row["ProductNumber"], row, _item(row, latest.get(row["ProductID"])))


def _latest(source: Source) -> dict[str, Row]:
    """The latest receipt of each product."""
    ordered = sorted(source.rows["ProductVendor"], key=lambda row: row["LastReceiptDate"])
    return {row["ProductID"]: row for row in ordered}


def _item(row: Row, latest: Row | None) -> dict[str, Any]:
    unit = latest["UnitMeasureCode"] if latest else "EA"
    return {
        "item": row["ProductNumber"], "product": row["ProductNumber"], "name": row["Name"], "item_group": GROUP,
        "model_group": "STOCK", "inventory_unit": unit, "purchase_unit": unit, "site": SITE, "warehouse": WAREHOUSE,
        "standard_cost": row["StandardCost"], "purchase_price": latest["LastReceiptCost"] if latest else None,
        "lead_time_days": int(latest.decimal("AverageLeadTime")) if latest else 0,
    }  # fmt: skip


def prices(source: Source) -> Iterator[Entry]:
    """What each vendor asks for each product."""
    vendors_, products_ = source.by("Vendor", "BusinessEntityID"), source.by("Product", "ProductID")
    for row in source.rows["ProductVendor"]:
        args = {
            "vendor": vendors_[row["BusinessEntityID"]]["AccountNumber"],
            "item": products_[row["ProductID"]]["ProductNumber"], "unit": row["UnitMeasureCode"], "currency": "USD",
            "unit_price": row["StandardPrice"], "lead_time_days": int(row.decimal("AverageLeadTime")),
            "least_quantity": row["MinOrderQty"], "most_quantity": row["MaxOrderQty"],
        }  # fmt: skip
        yield Entry(f"{row['ProductID']}/{row['BusinessEntityID']}", row, args)


# --- Orders ----------------------------------------------------------------------------------------


class Orders:
    """Orders of the source as ours; the names of vendors, items and buyers are looked up once."""

    def __init__(self, source: Source) -> None:
        self.orders = source.orders
        self._vendors = source.by("Vendor", "BusinessEntityID")
        self._products = source.by("Product", "ProductID")
        self._modes = source.by("ShipMethod", "ShipMethodID")
        self._buyers = source.by("Employee", "BusinessEntityID")

    def purchases(self) -> Iterator[Entry]:
        """The orders as they were given."""
        for order in self.orders:
            lines = [(line, line.row["OrderQty"]) for line in order.lines]
            charge = {"charge_code": FREIGHT, "category": "percent", "value": freight_percent(order)}
            args = self._header(order, order.number) | {
                "order_date": order.row.day("OrderDate"), "delivery_date": order.row.day("ShipDate"),
                "lines": [self._line(*line) for line in lines], "charges": [charge],
            }  # fmt: skip
            yield Entry(order.row["PurchaseOrderID"], order.row, args, _parts(order.lines))

    def returns(self) -> Iterator[Entry]:
        """What was refused on arrival, as an order of its own that takes it back."""
        for order in self.orders:
            if order.rejected:
                lines = [self._line(line, f"-{line.row['RejectedQty']}") for line in order.rejected]
                day = last_due(order.rejected)
                args = self._header(order, returned(order)) | {"order_date": day, "delivery_date": day, "lines": lines}
                yield Entry(f"{order.key}-R", order.row, args, _parts(order.rejected, "-R"))

    def _header(self, order: Order, number: str) -> dict[str, Any]:
        row = order.row
        buyer = self._buyers[row["EmployeeID"]]
        return {
            "number": number, "vendor": self._vendors[row["VendorID"]]["AccountNumber"],
            "orderer": buyer["BusinessEntityID"],
            "mode_of_delivery": mode(self._modes[row["ShipMethodID"]]),
            "source": f"AdventureWorks: {STATUS.get(row['Status'], row['Status'])}",
        }  # fmt: skip

    def _line(self, line: Line, quantity: str) -> dict[str, Any]:
        item = self._products[line.row["ProductID"]]["ProductNumber"]
        return {
            "item": item, "quantity": quantity, "unit_price": line.row["UnitPrice"], "delivery_date": line.due,
        }  # fmt: skip

    def agreed(self) -> list[str]:
        """The orders that were given to the vendor: all of which something arrived, and all agreed ones."""
        return [
            order.number
            for order in self.orders
            if order.row["Status"] in AGREED or any(line.received for line in order.lines)
        ]

    def taken_back(self) -> list[str]:
        """The orders that take something back."""
        return [returned(order) for order in self.orders if order.rejected]

    def receipts(self) -> list[list[Step]]:
        """Deliveries by order and day, in rounds in which no order comes twice."""
        rounds: list[list[Step]] = []
        for order in self.orders:
            for place, (day, lines) in enumerate(_by_day(order)):
                while len(rounds) <= place:
                    rounds.append([])
                rounds[place].append(_receipt(order, place, day, lines))
        return rounds

    def return_receipts(self) -> list[Step]:
        """What went back, on the last day something of it had come."""
        return [_return(order) for order in self.orders if order.rejected]

    def invoices(self) -> list[Step]:
        """One invoice for everything that came of an order, on the day of the last delivery."""
        return [
            _invoice(order, order.number, last_due(order.lines))
            for order in self.orders
            if any(line.received for line in order.lines)
        ]

    def credits(self) -> list[Step]:
        """One credit note for everything that went back."""
        return [_invoice(order, returned(order), last_due(order.rejected)) for order in self.orders if order.rejected]


def returned(order: Order) -> str:
    """The number of the order that takes something back."""
    return f"{order.number}-R"


def last_due(lines: Sequence[Line]) -> date:
    """The last day something was due, which is when it came."""
    return max(line.due for line in lines)


def _parts(lines: Sequence[Line], mark: str = "") -> tuple[tuple[str, Row], ...]:
    return tuple(
        (f"{line.row['PurchaseOrderID']}{mark}/{line.row['PurchaseOrderDetailID']}", line.row) for line in lines
    )


def _by_day(order: Order) -> list[tuple[date, list[tuple[int, Line]]]]:
    days: dict[date, list[tuple[int, Line]]] = {}
    for number, line in enumerate(order.lines, start=1):
        if line.received:
            days.setdefault(line.due, []).append((number, line))
    return sorted(days.items())


def _receipt(order: Order, place: int, day: date, lines: Sequence[tuple[int, Line]]) -> Step:
    key = order.number if place == 0 else f"{order.number}/{place + 1}"
    slip = {
        "product_receipt": key, "posted_on": day, "document_date": day,
        "lines": [{"line_number": number, "quantity": line.row["ReceivedQty"]} for number, line in lines],
    }  # fmt: skip
    original = {line.row["PurchaseOrderDetailID"]: line.row["ReceivedQty"] for _, line in lines}
    return Step(key, order.number, lines[0][1].row, slip, original)


def _return(order: Order) -> Step:
    day, number = last_due(order.rejected), returned(order)
    slip = {
        "product_receipt": number, "posted_on": day, "document_date": day,
        "lines": [
            {"line_number": place, "quantity": f"-{line.row['RejectedQty']}"}
            for place, line in enumerate(order.rejected, start=1)
        ],
    }  # fmt: skip
    original = {line.row["PurchaseOrderDetailID"]: line.row["RejectedQty"] for line in order.rejected}
    return Step(number, number, order.rejected[0].row, slip, original)


def _invoice(order: Order, number: str, day: date) -> Step:
    bill = {"invoice": number, "invoice_date": day, "posting_date": day, "post": True}
    return Step(number, number, order.row, bill, dict(order.row.values))
