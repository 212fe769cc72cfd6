"""Reads of prices: what vendors ask for items, for any number of lines with one query."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from manciple.kernel import sql
from manciple.kernel.args import Args
from manciple.kernel.context import Context
from manciple.kernel.shapes import given

from .rules import find_price
from .terms import FoundPrice, ItemPrice, Neighbour, Offer, PriceAsked

#: Vendor, item, unit and currency: what a price is kept for.
Wanted = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Row:
    vendor: int
    item: int
    unit: int
    currency: int
    id: int
    from_quantity: Decimal
    starts_on: date | None
    ends_on: date | None
    unit_price: Decimal
    price_unit: Decimal
    lead_time_days: int
    least_quantity: Decimal
    most_quantity: Decimal


def offers(wanted: Collection[Wanted], ctx: Context) -> Mapping[Wanted, Sequence[Offer]]:
    """The trade agreements kept for each vendor, item, unit and currency, by one query."""
    if not wanted:
        return {}
    arrays = sql.arrays(wanted, "vendors", "items", "units", "currencies")
    found: dict[Wanted, list[Offer]] = {}
    for row in sql.rows("pricing.offers", into=_Row, company=ctx.company, **arrays):
        found.setdefault((row.vendor, row.item, row.unit, row.currency), []).append(
            Offer(row.id, row.from_quantity, row.starts_on, row.ends_on, row.unit_price, row.price_unit,
                  row.lead_time_days, row.least_quantity, row.most_quantity))  # fmt: skip
    return found


def prices(
    asked: Sequence[PriceAsked], items: Mapping[int, ItemPrice], ctx: Context
) -> list[FoundPrice]:  # fmt: skip
    """The price of each thing asked, in order; `items` holds the items' own purchase prices."""
    known = offers({(each.vendor, each.item, each.unit, each.currency) for each in asked}, ctx)
    return [
        find_price(each, known.get((each.vendor, each.item, each.unit, each.currency), ()), items.get(each.item))
        for each in asked
    ]


def neighbours(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, Sequence[Neighbour]]:
    """For each agreement that is made or changed, those it may overlap with; one query for all."""
    told = [given(each) for each in args or ()]
    found = sql.rows(
        "pricing.neighbours", into=Neighbour, company=ctx.company, ids=[pk for pk in ids if pk],
        vendors=sorted({each["vendor"] for each in told if each.get("vendor")}),
        items=sorted({each["item"] for each in told if each.get("item")}),
    )  # fmt: skip
    return {pk or -place - 1: found for place, pk in enumerate(ids)}
