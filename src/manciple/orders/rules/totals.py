"""What an order comes to for a part of it: still to come, to be received now, not invoiced (01 §18)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from manciple.kernel.numbers import ZERO, total
from manciple.pricing import rules as pricing
from manciple.pricing.terms import Totals

from ..terms import Basis, Known, LineSheet, Row, Sheet
from . import money, quantities


@dataclass(frozen=True, slots=True)
class Counted:
    """The totals of a part of an order, with its quantity and its line discounts."""

    figures: Totals
    lines: int
    quantity: Decimal
    discount: Decimal


def of_basis(sheet: Sheet, basis: Basis, known: Known) -> Counted:
    """Totals of a part of the order. Amounts are shares by the part-quantity rule (02 §4)."""
    parts = [_part(line, basis, known) for line in sheet.counted]
    charges = [replace(each, row=dict(each.row)) for each in sheet.charges]
    counted = replace(sheet, header=dict(sheet.header), lines=parts, charges=charges)
    money.total_order(counted, known)
    header = counted.header
    figures = Totals(*(header[name] for name in ("subtotal", "charges", "sales_tax", "round_off", "total")))
    steps = [_counted(line.row, basis) for line in sheet.counted]
    return Counted(figures, sum(1 for each in steps if each), total(steps), _discounts(parts))


def together(found: Iterable[Counted]) -> Counted:
    """What several orders of one currency come to (01 §18)."""
    all_of = list(found)
    names = ("subtotal", "charges", "sales_tax", "round_off", "total")
    figures = Totals(*(total(getattr(each.figures, name) for each in all_of) for name in names))
    return Counted(
        figures, sum(each.lines for each in all_of), total(each.quantity for each in all_of),
        total(each.discount for each in all_of))  # fmt: skip


def _counted(row: Row, basis: Basis) -> Decimal:
    before, after = _step(row, basis)
    return after - before


def _part(line: LineSheet, basis: Basis, known: Known) -> LineSheet:
    row, general = dict(line.row), money.rounded(known.company)
    before, after = _step(row, basis)
    whole, discount = row["ordered"] - row["canceled_order"], _discount(row)
    row["net_amount"] = pricing.part_amount(row["net_amount"], before, after, whole, general)
    row["taken_off"] = pricing.part_amount(discount, before, after, whole, general)
    return replace(line, row=row)


def _discount(row: Row) -> Decimal:
    price = money.price_of(row)
    return ZERO if price is None else pricing.line_discount(price, row["net_amount"])


def _discounts(parts: Iterable[LineSheet]) -> Decimal:
    return total(part.row["taken_off"] for part in parts)


def _step(row: Row, basis: Basis) -> tuple[Decimal, Decimal]:
    """From which quantity to which, of the whole line, the part goes."""
    counted = quantities.of(row)
    match basis:
        case Basis.REMAINING:
            return counted.received, counted.received + quantities.remaining(counted)
        case Basis.RECEIVE_NOW:
            return counted.received, counted.received + row["receive_now"]
        case Basis.RECEIVED_NOT_INVOICED:
            return counted.invoiced, counted.received
        case Basis.INVOICED:
            return ZERO, counted.invoiced
        case _:
            return ZERO, quantities.quantity(counted)


def taxes(sheet: Sheet, known: Known) -> list[tuple[str, Decimal, Decimal, Decimal]]:
    """Code, percent, base and amount of the taxes of an order as they are stored."""
    found: dict[tuple[str, Decimal], list[tuple[Decimal, Decimal]]] = {}
    for line in sheet.counted:
        key = money.tax_of(line.row["sales_tax_group_id"], known)
        found.setdefault(key, []).append((line.row["net_amount"], line.row["sales_tax"]))
    for charge in sheet.charges:
        priced = money.charge_of(charge)
        if priced and pricing.owed(priced) and charge.code and charge.code.taxed:
            key = money.tax_of(sheet.header["sales_tax_group_id"], known)
            base = pricing.owed(priced) * charge.row["amount"]
            found.setdefault(key, []).append((base, charge.row["sales_tax"]))
    return [
        (code, percent, total(base for base, _ in parts), total(tax for _, tax in parts))
        for (code, percent), parts in found.items()
        if code
    ]
