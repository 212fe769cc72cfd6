"""What is billed: default quantities, amounts of lines, totals, due date (04 §3, §9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from manciple.kernel.explain import SILENT, Why
from manciple.kernel.numbers import EXACT, ONE, ZERO, Rounding
from manciple.pricing import rules as pricing
from manciple.pricing import terms as prices
from manciple.terms.rules import due_date
from manciple.terms.terms import ChargeCategory, ChargeSide

from ..terms import (
    Asked,
    BilledLine,
    BillLine,
    BillOption,
    ChangedLine,
    Charge,
    Figures,
    Head,
    Order,
    OrderLine,
    Receipt,
)
from . import receipts as matching

Receipts = Mapping[int, Sequence[Receipt]]
PRICE_FIELDS = ("unit_price", "price_unit", "discount", "discount_percent")


# --- Quantities ------------------------------------------------------------------------------------


def default_quantity(line: OrderLine, receipts: Sequence[Receipt], option: str) -> Decimal:
    """What a line is billed with when nobody says otherwise; pending invoices count (04 §3)."""
    if option == BillOption.PRODUCT_RECEIPT:
        return matching.available(receipts)
    remainder = max(abs(line.effective), abs(line.received)) - abs(line.invoiced) - abs(line.pending)
    return max(remainder, ZERO) * line.side


def asked(
    lines: Mapping[int, OrderLine], receipts: Receipts, told: Sequence[BilledLine], option: str
) -> dict[int, Asked]:  # fmt: skip
    """What is billed by line number: the named lines and no others, else every line with a quantity."""
    if told:
        return {
            each.line_number: _asked(each, lines[each.line_number], receipts, option)
            for each in told
            if each.line_number in lines
        }
    proposals = {
        number: default_quantity(line, receipts.get(line.line_id, ()), option)
        for number, line in lines.items()
        if not (line.stopped or line.item_stopped or line.finalized)
    }
    return {number: Asked(quantity) for number, quantity in proposals.items() if quantity}


def _asked(told: BilledLine, line: OrderLine, receipts: Receipts, option: str) -> Asked:
    quantity = told.quantity
    if quantity is None:
        quantity = default_quantity(line, receipts.get(line.line_id, ()), option)
    return Asked(
        quantity,
        told.unit_price,
        told.price_unit,
        told.discount,
        told.discount_percent,
        told.charges_on_purchases,
        told.net_amount,
    )


def changed(line: BillLine, told: ChangedLine, rounded: Rounding) -> Asked:
    """A line as it stands, with the fields somebody changed (04 §9)."""
    quantity = line.quantity if told.quantity is None else told.quantity
    if line.as_ordered and is_same_price(line):
        base = Asked(quantity)
    else:
        typed_net = line.net_amount if line.unit_price is None else None
        base = Asked(
            quantity, line.unit_price, line.price_unit, line.discount, line.discount_percent,
            _kept(line, rounded), typed_net)  # fmt: skip
    told_fields = {name: getattr(told, name) for name in PRICE_FIELDS if getattr(told, name) is not None}
    if told.charges_on_purchases is not None:
        told_fields["charges"] = told.charges_on_purchases
    if told.net_amount is not None:
        told_fields["net_amount"] = told.net_amount
    elif told_fields:
        told_fields["net_amount"] = None
    return replace(base, **told_fields)


def _kept(line: BillLine, rounded: Rounding) -> Decimal | None:
    """Charges on purchases that somebody typed; None when they are the share of the order's."""
    return None if line.charges == _charges(line.order, Asked(line.quantity), rounded) else line.charges


def is_same_price(line: BillLine) -> bool:
    """Whether the order line still has the price it had when the line was billed."""
    here, then = line.order, line.order_net_amount
    return EXACT.multiply(here.net_amount, line.order_quantity) == EXACT.multiply(then, here.quantity)


# --- Amounts ---------------------------------------------------------------------------------------


class Priced(NamedTuple):
    """What a line is billed at: its own price fields, its net amount, and whether that is the order's."""

    unit_price: Decimal | None
    price_unit: Decimal
    discount: Decimal
    discount_percent: Decimal
    charges: Decimal
    net_amount: Decimal
    as_ordered: bool


def bill_line(
    line: OrderLine, told: Asked, receipts: Sequence[Receipt], rounded: Rounding, number: int, key: int = 0,
    why: Why = SILENT,
) -> BillLine:  # fmt: skip
    """Amounts and matches of one line: as ordered its share of the order's net, else by its own price."""
    return BillLine(
        line,
        number,
        told.quantity,
        *priced(line, told, rounded, why),
        matches=tuple(matching.proposed(receipts, told.quantity, rounded, why)),
        id=key,
        order_quantity=line.quantity,
        order_net_amount=line.net_amount,
    )


def priced(line: OrderLine, told: Asked, rounded: Rounding, why: Why = SILENT) -> Priced:
    """The amounts of a line: as ordered, at a typed net amount, or at price fields of its own."""
    ordered = _as_ordered(line, told.quantity, rounded)
    if told.net_amount is not None:
        return _typed_net(ordered, told.net_amount, rounded, why)
    if _is_as_ordered(line, told, ordered):
        if why is not SILENT:
            _tell_share(line, told.quantity, ordered, why)
        return ordered
    typed = {name: getattr(told, name) for name in PRICE_FIELDS if getattr(told, name) is not None}
    own = ordered._replace(**typed, charges=_charges(line, told, rounded), as_ordered=False)
    return own._replace(net_amount=pricing.net_amount(_price(told.quantity, own), rounded, why))


def _is_as_ordered(line: OrderLine, told: Asked, ordered: Priced) -> bool:
    """Whether nothing differs from the order; an order line without a price gives nothing to differ from."""
    if line.unit_price is None and told.unit_price is None:
        return True
    same_price = all(getattr(told, name) in (None, getattr(line, name)) for name in PRICE_FIELDS)
    return same_price and told.charges in (None, ordered.charges)


def _price(quantity: Decimal, own: Priced) -> prices.LinePrice:
    return prices.LinePrice(
        quantity, own.unit_price or ZERO, own.price_unit or ONE, own.discount, own.discount_percent, own.charges
    )


def _as_ordered(line: OrderLine, quantity: Decimal, rounded: Rounding) -> Priced:
    """The line at the order's price: net amount and charges are what earlier parts have left of the share."""
    upto = line.part_quantity + quantity
    charges = line.charges_on_purchases
    bare = Priced(
        line.unit_price, line.price_unit, line.discount, line.discount_percent,
        _part(charges, upto, line.quantity, rounded) - line.part_charges if charges else ZERO, ZERO, True)  # fmt: skip
    if line.quantity == 0:
        return bare._replace(net_amount=pricing.net_amount(_price(quantity, bare), rounded))
    return bare._replace(net_amount=_part(line.net_amount, upto, line.quantity, rounded) - line.part_net)


def _part(whole: Decimal, quantity: Decimal, of: Decimal, rounded: Rounding) -> Decimal:
    return rounded(EXACT.divide(EXACT.multiply(whole, quantity), of)) if of else ZERO


def _charges(line: OrderLine, told: Asked, rounded: Rounding) -> Decimal:
    """Charges on purchases of a line with a price of its own: typed, or the share of the order's."""
    if told.charges is not None:
        return told.charges
    upto = line.invoiced + line.pending + told.quantity
    return _part(line.charges_on_purchases, upto, line.quantity, rounded) - line.billed_charges


def _typed_net(ordered: Priced, net: Decimal, rounded: Rounding, why: Why) -> Priced:
    """A typed net amount leaves the price blank; the order's own share typed again is as ordered."""
    typed = rounded(net)
    why.step("net amount typed, rounded by the general rule", typed, chapter="02 §4")
    if typed == ordered.net_amount:
        return ordered
    return Priced(None, ordered.price_unit, ZERO, ZERO, ZERO, typed, False)


def _tell_share(line: OrderLine, quantity: Decimal, billed: Priced, why: Why) -> None:
    why.step(
        "order net × cumulative billed ÷ ordered, less what earlier parts took", billed.net_amount,
        chapter="04 §9", net_amount=line.net_amount, ordered=line.quantity,
        cumulative=line.part_quantity + quantity, taken=line.part_net)  # fmt: skip


# --- The whole invoice -----------------------------------------------------------------------------


def totalled(
    lines: Sequence[BillLine], charges: Sequence[Charge], order: Order, why: Why = SILENT
) -> tuple[Sequence[Decimal], list[Charge], Figures]:
    """Tax of every line, amount and tax of every charge, and the totals, on the invoice's own lines."""
    money = order.money
    found = pricing.totals(
        [prices.Taxed(line.net_amount, line.order.tax_code, line.order.tax_percent) for line in lines],
        [_charge(charge, order) for charge in charges],
        money.rounded,
        money.totalled,
        why,
    )
    sums = found.totals
    return (
        found.line_taxes,
        [
            replace(charge, amount=amount, sales_tax=tax)
            for charge, amount, tax in zip(charges, found.charge_amounts, found.charge_taxes, strict=True)
        ],
        Figures(sums.subtotal, sums.charges, sums.sales_tax, sums.round_off, sums.total),
    )


def _charge(charge: Charge, order: Order) -> tuple[prices.Charge, str, Decimal]:
    shape = prices.Charge(
        ChargeCategory(charge.category), charge.value, ChargeSide(charge.debit), ChargeSide(charge.credit)
    )
    return shape, order.tax_code if charge.taxed else "", order.tax_percent


def due_on(head: Head, order_due: date | None, why: Why = SILENT) -> date | None:
    """When an invoice is due: the order's typed date wins, else the terms from the invoice date (02 §12)."""
    if order_due is not None:
        why.step("due date typed on the order", order_due, chapter="02 §12")
        return order_due
    on = head.invoice_date or head.posting_date
    return due_date(on, head.terms, why) if head.terms else on
