"""What arrives, whether it may, and what it is worth (chapter 03 §4, §7, §8).

No database, no clock, no settings. Quantities are judged by absolute value and carry the sign of
their line, so that returns mirror purchases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_DOWN, Decimal

from manciple.kernel import messages as kernel
from manciple.kernel.explain import SILENT, Why
from manciple.kernel.numbers import EXACT, HUNDRED, ONE, ZERO, Rounding, places, rounding, sign
from manciple.kernel.refusals import Refusal
from manciple.ledger import rules as ledger
from manciple.ledger.terms import Posting, PostingType
from manciple.orders.rules.types import no_journal
from manciple.orders.terms import Approval
from manciple.parties.terms import Hold
from manciple.pricing import rules as pricing
from manciple.pricing.terms import LinePrice

from . import messages
from .terms import (
    NOTHING,
    Arrival,
    Delivery,
    DuplicatePolicy,
    PackingSlip,
    QuantityOption,
    Receivable,
    Standing,
    Taken,
)

# --- What is proposed, and what is taken (03 §7.1) ------------------------------------------------


def proposal(lines: Iterable[Standing], option: str) -> dict[int, Taken]:
    """What a slip without lines stands for: every open line with a quantity, by line number."""
    quantities = ((line.line_number, proposed(line, option)) for line in lines if line.is_open)
    return {number: Taken(quantity) for number, quantity in quantities if quantity}


def proposed(line: Standing, option: str) -> Decimal:
    """The quantity a line is proposed with: all that remains, or what its Receive now says."""
    return line.receive_now if option == QuantityOption.RECEIVE_NOW else line.remaining


def taken(lines: Mapping[int, Standing], slip: PackingSlip) -> dict[int, Taken]:
    """What arrives by line number: the named lines and no others, lots of a line added up."""
    if not slip.lines:
        return proposal(lines.values(), slip.quantity_option)
    found: dict[int, Taken] = {}
    for lot in slip.lines:
        quantity, close = found.get(lot.line_number, NOTHING)
        line = lines.get(lot.line_number)
        asked = proposed(line, slip.quantity_option) if lot.quantity is None and line else lot.quantity
        found[lot.line_number] = Taken(quantity + (asked or ZERO), close or lot.close)
    return found


# --- What an arrival does (03 §7.4, §7.5, §8) -----------------------------------------------------


def arrival(line: Standing, lot: Taken, order: Receivable, rounded: Rounding, why: Why = SILENT) -> Arrival:
    """Quantities, value and postings of what arrives of one line."""
    quantity, close = lot
    received = line.received + quantity
    left = remaining(line.effective, received)
    worth = value(line, quantity, rounded, why)
    return Arrival(
        line=line,
        quantity=quantity,
        close=close,
        received=received,
        remaining=ZERO if close else left,
        short=left if close else ZERO,
        value=worth,
        accrued=worth if line.accrues else ZERO,
        stock_value=worth if line.stocked and line.posts_physical and order.posts_receipts else ZERO,
    )


def arrivals(
    order: Receivable, lines: Mapping[int, Standing], slip: PackingSlip, why: Why = SILENT
) -> tuple[list[Arrival], list[int]]:
    """What a slip does to the lines of its order, and the line numbers that do not exist."""
    lots = taken(lines, slip)
    rounded = rounding(order.rounding_unit)
    known = sorted(number for number in lots if number in lines)
    return (
        [arrival(lines[number], lots[number], order, rounded, why) for number in known],
        sorted(set(lots) - set(known)),
    )


def remaining(effective: Decimal, received: Decimal) -> Decimal:
    """What is still to come: never less than nothing, with the sign of the line (03 §4.1)."""
    return max(abs(effective) - abs(received), ZERO) * sign(effective)


def value(line: Standing, quantity: Decimal, rounded: Rounding, why: Why = SILENT) -> Decimal:
    """The share of the line's net amount that arrives: cumulative, less what was booked (03 §8.4).

    A changed price starts a new cumulation; over-delivered quantity continues the formula.
    """
    upto = line.booked_quantity + quantity
    if line.quantity:
        whole = rounded(EXACT.divide(EXACT.multiply(line.net_amount, upto), line.quantity))
    else:
        whole = _priced(line, upto, rounded)
    why.step(
        "net amount × cumulative received ÷ ordered, less what was booked before", whole - line.booked_value,
        chapter="03 §8.4", net_amount=line.net_amount, ordered=line.quantity, cumulative=upto,
        booked=line.booked_value)  # fmt: skip
    return whole - line.booked_value


def _priced(line: Standing, quantity: Decimal, rounded: Rounding) -> Decimal:
    """The value by the price fields, where the order keeps no quantity that its net amount is for."""
    price = LinePrice(
        quantity, line.unit_price or ZERO, line.price_unit, line.discount, line.discount_percent,
        line.charges_on_purchases)  # fmt: skip
    return pricing.net_amount(price, rounded)


def postings(arrived: Iterable[Arrival], vendor: int) -> Iterator[Posting]:
    """Entry A, the accrual, and entry B, stock at actual cost; un-invoiced nets to 0 (03 §8.2, §8.3).

    One posting per role, item and side; the first line stands for all.
    """
    sums: dict[tuple[PostingType, int, bool], Decimal] = {}
    lines: dict[tuple[PostingType, int, bool], int] = {}
    for each in arrived:
        for role, amount in _entries(each):
            key = role, each.line.item_id, amount > 0
            sums[key] = sums.get(key, ZERO) + amount
            lines.setdefault(key, each.line.line_number)
    for key, amount in sums.items():
        role, item, _ = key
        yield Posting(role, amount, item=item, vendor=vendor, line=lines[key])


def _entries(arrived: Arrival) -> Iterator[tuple[PostingType, Decimal]]:
    if arrived.accrued:
        yield PostingType.PEU, arrived.accrued
        yield PostingType.ACCR, -arrived.accrued
    if arrived.stock_value:
        yield PostingType.PHYS, arrived.stock_value
        yield PostingType.PEU, -arrived.stock_value


# --- Guards, in the order of 03 §7.2 --------------------------------------------------------------


def order_confirmed(delivery: Delivery) -> Iterator[Refusal]:
    """The order stands as the vendor was told."""
    order = delivery.order
    if journal := list(no_journal(order.purchase_type, messages.RECEIVING)):
        yield from journal
    elif order.approval == Approval.FINALIZED:
        yield messages.NOT_RECEIVABLE(order=order.order, state=Approval.FINALIZED.label)
    elif order.approval != Approval.CONFIRMED:
        yield messages.NOT_CONFIRMED(order=order.order)


def vendor_not_held(delivery: Delivery) -> Iterator[Refusal]:
    """The vendor is not on hold for everything."""
    if delivery.order.hold == Hold.ALL:
        yield messages.VENDOR_ON_HOLD(order=delivery.order.order, vendor=delivery.order.vendor)


def lines_known(delivery: Delivery, slip: PackingSlip) -> Iterator[Refusal]:
    """Every line that is named exists on the order."""
    for number in delivery.unknown:
        yield kernel.UNKNOWN_REFERENCE(field="lines", line=number, label=messages.LINE_NUMBER, value=number)


def number_given(delivery: Delivery, slip: PackingSlip) -> Iterator[Refusal]:
    """The vendor's number of the delivery is entered."""
    if not slip.product_receipt:
        yield messages.NUMBER_MISSING(field="product_receipt")


def number_unused(delivery: Delivery, slip: PackingSlip) -> Iterator[Refusal]:
    """The number is not one that the vendor's deliveries had before, as far as the policy minds."""
    order = delivery.order
    if order.used_on is None or order.duplicates == DuplicatePolicy.ACCEPT:
        return
    warns = order.duplicates == DuplicatePolicy.WARN
    message = messages.NUMBER_USED_WARNING if warns else messages.NUMBER_USED
    yield message(field="product_receipt", number=slip.product_receipt, vendor=order.vendor, date=order.used_on)


def period_open(delivery: Delivery, slip: PackingSlip) -> Iterator[Refusal]:
    """The date takes postings, when there is anything to post."""
    if delivery.books and delivery.document:
        yield from ledger.days_open([delivery.posted_on], delivery.books.days, messages.CLOSED_PERIOD)
        yield from ledger.in_accounting_currency([delivery.document], delivery.books.currency)


def something_arrives(delivery: Delivery, slip: PackingSlip) -> Iterator[Refusal]:
    """At least one line has a quantity, or is closed."""
    if not delivery.arrivals:
        yield messages.NOTHING_TO_RECEIVE()


def lines_open(delivery: Delivery, slip: PackingSlip) -> Iterator[Refusal]:
    """No line is stopped or finalized, no item is stopped for purchase."""
    for line in (each.line for each in delivery.arrivals):
        if line.finalized:
            yield messages.LINE_FINALIZED(line=line.line_number)
        if line.stopped:
            yield messages.STOPPED(line=line.line_number)
        if line.item_stopped:
            yield messages.ITEM_STOPPED(line=line.line_number, item=line.item)


def quantities_fit(delivery: Delivery, slip: PackingSlip) -> Iterator[Refusal]:
    """Quantities are not zero, have the sign of their line and the decimals of their unit."""
    for each in delivery.arrivals:
        line, quantity = each.line, each.quantity
        if quantity == 0 and each.close and line.received == 0:
            yield messages.CLOSED_UNRECEIVED(line=line.line_number, field="lines.quantity")
        wrong_sign = sign(quantity) * sign(line.effective) < 0
        nothing = quantity == 0 and not each.close
        if nothing or wrong_sign or places(quantity) > line.decimals:
            yield messages.QUANTITY(
                line=line.line_number, field="lines.quantity", decimals=line.decimals, unit=line.unit,
                sign=messages.NEGATIVE if line.effective < 0 else messages.POSITIVE)  # fmt: skip


def places_given(delivery: Delivery, slip: PackingSlip) -> Iterator[Refusal]:
    """Stocked goods arrive at a site and in a warehouse (03 §1.3)."""
    for line in (each.line for each in delivery.arrivals if each.line.stocked and each.quantity):
        if line.site_id is None:
            yield messages.DIMENSION_MISSING(line=line.line_number, dimension="Site", item=line.item)
        if line.warehouse_id is None:
            yield messages.DIMENSION_MISSING(line=line.line_number, dimension="Warehouse", item=line.item)


def over_percent(line: Standing, order: Receivable) -> Decimal:
    """What may come above the ordered quantity, in percent; none when the company accepts none."""
    return line.overdelivery_percent if order.accept_overdelivery else ZERO


def under_percent(line: Standing, order: Receivable) -> Decimal:
    """What may be missing when a line is closed, in percent; none when the company accepts none."""
    return line.underdelivery_percent if order.accept_underdelivery else ZERO


def most(effective: Decimal, over: Decimal) -> Decimal:
    """The most that may have been received in all, compared exactly and not rounded up (03 §7.3)."""
    return EXACT.divide(EXACT.multiply(abs(effective), HUNDRED + over), HUNDRED)


def within_over_delivery(delivery: Delivery, slip: PackingSlip) -> Iterator[Refusal]:
    """Cumulative over all receipts, no more arrives than ordered and tolerated."""
    for each in delivery.arrivals:
        line, over = each.line, over_percent(each.line, delivery.order)
        if not each.quantity or abs(each.received) <= abs(line.effective):
            continue
        limit = most(line.effective, over)
        if abs(each.received) > limit:
            left = max(limit - abs(line.received), ZERO).quantize(
                ONE.scaleb(-line.decimals), rounding=ROUND_DOWN, context=EXACT
            )
            yield messages.OVER_DELIVERY(
                line=line.line_number, field="lines.quantity", received=abs(each.received),
                effective=abs(line.effective), over=over, most=limit, left=left)  # fmt: skip


def complete_when_asked(delivery: Delivery, slip: PackingSlip) -> Iterator[Refusal]:
    """A line marked Complete is received as a whole, or closed."""
    for each in delivery.arrivals:
        if each.line.complete and each.remaining:
            yield messages.NOT_COMPLETE(
                line=each.line.line_number, field="lines.quantity", remaining=abs(each.remaining)
            )


def closes_within_under_delivery(delivery: Delivery, slip: PackingSlip) -> Iterator[Refusal]:
    """A delivery is short only once somebody says it was the last one."""
    for each in delivery.arrivals:
        if not each.short:
            continue
        line, allowed = each.line, under_percent(each.line, delivery.order)
        missing, whole = abs(each.short), abs(line.effective)
        if EXACT.multiply(missing, HUNDRED) > EXACT.multiply(whole, allowed):
            yield messages.UNDER_DELIVERY(
                line=line.line_number, field="lines.close", under=allowed,
                short=rounding(Decimal("0.01"))(EXACT.divide(EXACT.multiply(missing, HUNDRED), whole)))  # fmt: skip


def accounts_set_up(delivery: Delivery, slip: PackingSlip) -> Iterator[Refusal]:
    """Every entry has an account."""
    if delivery.books and delivery.document:
        yield from ledger.accounts_exist(
            delivery.document.postings, delivery.books.accounts, messages.NO_ACCOUNT, delivery.books.company
        )
