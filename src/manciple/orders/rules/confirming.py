"""What must hold before the vendor is told (01 §11.3)."""

from __future__ import annotations

from collections.abc import Iterator

from manciple.kernel.refusals import Refusal
from manciple.pricing.terms import PriceSource
from manciple.terms.terms import ChargeCategory, ChargeSide

from ..messages import (
    CHARGE_NOT_ALLOCATED,
    CONFIRMING,
    MISSING,
    NO_PRICE,
    NOT_IN_OPEN_PERIOD,
    NOTHING_TO_CONFIRM,
    UNCHANGED,
)
from ..terms import Approval, ChargeSheet, Standing
from .header import not_on_hold


def changed_since(order: Standing) -> Iterator[Refusal]:
    """There is something the vendor does not know yet."""
    header = order.sheet.header
    if header["approval_status"] == Approval.CONFIRMED:
        yield UNCHANGED(confirmation=f"{header['number']}-{header['confirmations']}")


def has_something(order: Standing) -> Iterator[Refusal]:
    """A line with a quantity, or an earlier confirmation: a cancellation is confirmed too."""
    wanted = any(line.row["ordered"] != line.row["canceled_order"] for line in order.sheet.lines)
    if not wanted and not order.sheet.header["confirmations"]:
        yield NOTHING_TO_CONFIRM()


def vendors_not_on_hold(order: Standing) -> Iterator[Refusal]:
    """Neither vendor nor invoice account is on hold for everything."""
    header, suppliers = order.sheet.header, order.known.suppliers
    roles = {name: suppliers.get(header[f"{name}_id"]) for name in ("vendor", "invoice_account")}
    yield from not_on_hold(roles, CONFIRMING)


def complete(order: Standing) -> Iterator[Refusal]:
    """Everything a vendor needs to deliver is there."""
    if not order.sheet.header["delivery_address"]:
        yield MISSING(field="delivery_address", label=order.known.labels["delivery_address"])


def priced(order: Standing) -> Iterator[Refusal]:
    """Every line has a price or a net amount; blank is not zero."""
    for line in order.sheet.lines:
        if line.row["unit_price"] is None and line.row["price_source"] != PriceSource.NET_MANUAL:
            yield NO_PRICE(line=line.number, field="unit_price")


def charges_allocated(order: Standing) -> Iterator[Refusal]:
    """The header holds no charge that belongs to the lines (02 §9.5)."""
    codes = sorted({each.code.code for each in order.sheet.charges if each.code and _blocks(each)})
    if codes:
        yield CHARGE_NOT_ALLOCATED(field="charges", codes=codes)


def _blocks(charge: ChargeSheet) -> bool:
    on_item = charge.code is not None and charge.code.debit == ChargeSide.ITEM
    return on_item or charge.row["category"] == ChargeCategory.FIXED


def today_is_open(order: Standing) -> Iterator[Refusal]:
    """The day of confirmation is in an open period (05 §4)."""
    if order.known.today not in order.open_days:
        yield NOT_IN_OPEN_PERIOD(date=order.known.today)


READY = (has_something, vendors_not_on_hold, complete, priced, charges_allocated, today_is_open)
