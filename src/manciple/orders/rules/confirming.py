"""What must hold before the vendor is told (01 §11)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from manciple.kernel.args import Args
from manciple.kernel.numbers import ZERO, total
from manciple.kernel.refusals import Refusal
from manciple.kernel.words import Label
from manciple.pricing import rules as pricing
from manciple.pricing.terms import PriceSource
from manciple.terms.terms import ChargeCategory, ChargeSide

from ..messages import (
    CHARGE_NOT_ALLOCATED,
    CONFIRMING,
    INQUIRING,
    MISSING,
    NO_PRICE,
    NOT_IN_OPEN_PERIOD,
    NOTHING_TO_CONFIRM,
    NOTHING_TO_SEND,
    SCHEDULE_BROKEN,
    UNCHANGED,
)
from ..terms import Approval, ChargeSheet, LineType, Sheet, Standing
from . import money, types
from .header import not_on_hold


def changed_since(order: Standing) -> Iterator[Refusal]:
    """There is something the vendor does not know yet."""
    header = order.sheet.header
    if header["approval_status"] == Approval.CONFIRMED:
        yield UNCHANGED(confirmation=f"{header['number']}-{header['confirmations']}")


def has_something(order: Standing) -> Iterator[Refusal]:
    """A line with a quantity, or an earlier confirmation: a cancellation is confirmed too."""
    wanted = any(line.row["ordered"] != line.row["canceled_order"] for line in order.sheet.counted)
    if not wanted and not order.sheet.header["confirmations"]:
        yield NOTHING_TO_CONFIRM()


def has_lines(order: Standing) -> Iterator[Refusal]:
    """There is a line the vendor can look at (01 §11.1)."""
    if not order.sheet.counted:
        yield NOTHING_TO_SEND()


def vendors_not_on_hold(action: Label) -> Callable[[Standing], Iterator[Refusal]]:
    """The guard that neither vendor nor invoice account is on hold for everything (ORD-11)."""

    def nobody_on_hold(order: Standing) -> Iterator[Refusal]:
        header, suppliers = order.sheet.header, order.known.suppliers
        roles = {name: suppliers.get(header[f"{name}_id"]) for name in ("vendor", "invoice_account")}
        yield from not_on_hold(roles, action, order.known.today)

    return nobody_on_hold


def returned_right(order: Standing) -> Iterator[Refusal]:
    """A returned order has its RMA number and negative quantities (ORD-05, ORD-06)."""
    yield from types.returns_fit(order.sheet)


def complete(order: Standing) -> Iterator[Refusal]:
    """Everything a vendor needs to deliver is there."""
    if not order.sheet.header["delivery_address"]:
        yield MISSING(field="delivery_address", label=order.known.labels["delivery_address"])


def priced(order: Standing) -> Iterator[Refusal]:
    """Every line has a price or a net amount; blank is not zero."""
    for line in order.sheet.counted:
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


def schedules_agree(order: Standing) -> Iterator[Refusal]:
    """The total of each delivery schedule is the sum of its deliveries (ORD-34)."""
    for line in order.sheet.kept:
        if line.row["line_type"] == LineType.MULTIPLE_DELIVERIES and not line.row["is_deleted"]:
            deliveries = [each for each in order.sheet.counted if each.row["parent_id"] == line.row["id"]]
            sum_, parent = total(_quantity(each.row) for each in deliveries), _quantity(line.row)
            if sum_ != parent:
                yield SCHEDULE_BROKEN(line=line.number, total=sum_, parent=parent)


def _quantity(row: dict[str, Decimal]) -> Decimal:
    return row["ordered"] - row["canceled_order"]


def today_is_open(order: Standing) -> Iterator[Refusal]:
    """The day of confirmation is in an open period (05 §4)."""
    if order.known.today not in order.open_days:
        yield NOT_IN_OPEN_PERIOD(date=order.known.today)


def day_is_open(order: Standing, args: Args) -> Iterator[Refusal]:
    """The date of the document is in an open period (ORD-12)."""
    day = getattr(args, "confirmed_on", None) or order.known.today
    if day not in order.open_days:
        yield NOT_IN_OPEN_PERIOD(field="confirmed_on", date=day)


#: The groups of §11.3 in their order; all refusals of one group are told together.
READY = (
    (types.committed(CONFIRMING),), (has_something,), (vendors_not_on_hold(CONFIRMING),),
    (complete, returned_right, types.return_actions_given), (priced,), (charges_allocated,), (schedules_agree,),
)  # fmt: skip

#: What must hold before the order is sent for checking (01 §11.1).
TO_SEND = ((types.committed(INQUIRING),), (has_lines,), (vendors_not_on_hold(INQUIRING),))


def quantity_of(sheet: Sheet) -> Decimal:
    """The quantities of all lines, whatever their units."""
    return total(_quantity(line.row) for line in sheet.counted)


def line_discount_of(order: Standing) -> Decimal:
    """What the discounts of the lines take off (02 §17)."""
    rows = [line.row for line in order.sheet.counted if line.row["discount"] or line.row["discount_percent"]]
    return money.rounded(order.known.company)(total(_discount(row) for row in rows))


def _discount(row: dict[str, Decimal]) -> Decimal:
    price = money.price_of(row)
    return ZERO if price is None else pricing.line_discount(price, row["net_amount"])
