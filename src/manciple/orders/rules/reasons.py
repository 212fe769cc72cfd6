"""The derivation of the numbers of an order: the rules that computed them, asked to tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from manciple.kernel.explain import Why
from manciple.pricing import rules as pricing
from manciple.pricing.terms import Offer, PriceAsked, PriceSource

from ..terms import Known, LineSheet, Sheet
from . import money, quantities


def wanted(line: LineSheet, sheet: Sheet) -> money.Wanted:
    """What the price of a line is looked up for."""
    return sheet.header["vendor_id"], line.row["item_id"], line.row["unit_id"], sheet.header["currency_id"]


def price(line: LineSheet, sheet: Sheet, offers: Sequence[Offer], known: Known, why: Why) -> None:
    """Where the price of a line came from, and what the line costs by it."""
    row, source = line.row, line.row["price_source"]
    if source == PriceSource.NET_MANUAL:
        why.step("net amount typed", row["net_amount"], chapter="02 §4", note="the unit price is blank")
        return
    if source == PriceSource.MANUAL:
        why.step("unit price typed", row["unit_price"], chapter="02 §4", price_unit=row["price_unit"])
    else:
        article = known.articles.get(row["item_id"])
        quantity = quantities.quantity(quantities.of(row))
        asked = PriceAsked(*wanted(line, sheet), quantity, sheet.header["order_date"])
        pricing.find_price(asked, offers, money.item_price(article, known), why)
    cost = money.price_of(row)
    if cost is not None:
        pricing.net_amount(cost, money.rounded(known.company), why)
    tax, percent = money.tax_of(row["sales_tax_group_id"], known)
    why.step(
        f"share of the sales tax {tax or '–'} of the order", row["sales_tax"], chapter="02 §10.3",
        base=row["net_amount"], percent=percent)  # fmt: skip


def totals(sheet: Sheet, known: Known, why: Why) -> None:
    """How the totals of an order come about."""
    lines = [replace(line, row=dict(line.row)) for line in sheet.lines]
    charges = [replace(charge, row=dict(charge.row)) for charge in sheet.charges]
    money.total_order(replace(sheet, header=dict(sheet.header), lines=lines, charges=charges), known, why)
