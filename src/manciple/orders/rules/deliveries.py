"""A delivery schedule on an order: which lines belong together, and what follows when one changes (01 §13)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from manciple.kernel.numbers import total
from manciple.kernel.refusals import Refusal
from manciple.kernel.words import Label
from manciple.pricing.terms import PriceSource

from ..messages import FROM_SCHEDULE, ONLY_IN_SCHEDULE, TOTAL_OF_SCHEDULE, UNIT_OF_SCHEDULE
from ..terms import LineSheet, LineType, Row, Sheet
from . import quantities

Told = Mapping[str, Any]

#: Prices that were found, and are found again when what they rest on changes.
SEARCHED = (PriceSource.NONE, PriceSource.TRADE_AGREEMENT, PriceSource.ITEM_PRICE)
#: What deliveries have of the line they belong to, and never of their own.
INHERITED = ("item", "unit", "sales_tax_group")
#: What is copied to the deliveries when it is typed on the total, unless somebody says no.
COMMERCIAL = ("unit_price", "price_unit", "discount", "discount_percent")
#: What of a total follows from its deliveries, as it is typed and as it is stored.
SUMS = ("quantity", "net_amount", "charges_on_purchases", "receive_now")
SUMMED = (
    "ordered", "canceled_order", "canceled_remainder", "canceled_short", "added", "received", "invoiced",
    "receive_now", "net_amount",
)  # fmt: skip
#: What a total shows of its deliveries when they agree.
SHOWN = ("unit_price", "price_unit", "price_source")


def is_head(each: LineSheet) -> bool:
    """Whether a line is the total of a schedule."""
    return bool(each.row["line_type"] == LineType.MULTIPLE_DELIVERIES)


def head_of(each: LineSheet, sheet: Sheet) -> LineSheet:
    """The line a schedule is about: the total of a delivery, else the line itself."""
    parent = each.row["parent_id"]
    return next((line for line in sheet.lines if parent and line.row["id"] == parent), each) if parent else each


def heads_of(sheet: Sheet) -> list[LineSheet]:
    """The totals of schedules on an order."""
    return [each for each in sheet.kept if is_head(each) and not each.row["is_deleted"]]


def deliveries_of(head: LineSheet, sheet: Sheet) -> list[LineSheet]:
    """The deliveries that stay, in the order of their numbers."""
    found = [each for each in sheet.counted if each.row["parent_id"] == head.row.get("id", 0)]
    return sorted(found, key=lambda each: each.number)


def quantity_of(each: LineSheet) -> Decimal:
    """What people see as the quantity of a line."""
    return quantities.quantity(quantities.of(each.row))


def follow(sheet: Sheet) -> None:
    """Searches the prices of a schedule by its total, and again for all its deliveries when one changed."""
    for head in heads_of(sheet):
        found = deliveries_of(head, sheet)
        whole = total(quantity_of(each) for each in found)
        again = any(each.search for each in found)
        head.search = head.recompute = False
        for each in found:
            each.whole = whole
            if again and each.row["price_source"] in SEARCHED:
                each.search = each.recompute = True


def add_up(sheet: Sheet) -> None:
    """Puts on totals what their deliveries come to."""
    for head in heads_of(sheet):
        found = [each.row for each in deliveries_of(head, sheet)]
        if not found:
            continue
        head.row |= {name: total(row[name] for row in found) for name in SUMMED}
        prices = {tuple(row[name] for name in SHOWN) for row in found}
        if len(prices) == 1:
            head.row |= dict(zip(SHOWN, prices.pop(), strict=True))


def field_open(name: str, row: Row, label: Label) -> Iterator[Refusal]:
    """What of a schedule is typed somewhere else: sums on the deliveries, the rest on the total (ORD-50, 51)."""
    kind, number = row["line_type"], row["line_number"]
    if kind == LineType.SINGLE_DELIVERY:
        return
    if name == "unit":
        yield UNIT_OF_SCHEDULE(line=number, field=name)
    elif kind == LineType.MULTIPLE_DELIVERIES and name in SUMS:
        yield TOTAL_OF_SCHEDULE(line=number, field=name)
    elif kind == LineType.DELIVERY and name in INHERITED:
        yield FROM_SCHEDULE(line=number, field=name, label=label)


def removable(edited: LineSheet) -> Iterator[Refusal]:
    """Deliveries come and go in the schedule form only."""
    if edited.row["line_type"] != LineType.SINGLE_DELIVERY:
        yield ONLY_IN_SCHEDULE(line=edited.number, field="line_number")


def handed_on(typed: Told, *, commercial: bool) -> dict[str, Any]:
    """What deliveries take of what was typed on their total."""
    names = INHERITED + (COMMERCIAL if commercial else ())
    return {name: value for name, value in typed.items() if name in names}
