"""Delivery schedules: one line ordered, several deliveries; the line itself becomes their total (01 §13)."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from manciple.kernel.messages import REQUIRED
from manciple.kernel.numbers import ZERO, Rounding, decimals, sign, split, total
from manciple.kernel.refusals import Refusal
from manciple.pricing.terms import PriceSource

from ..messages import (
    SCHEDULE_DIFFERS,
    SCHEDULE_IN_USE,
    SCHEDULE_SHORT,
    SCHEDULE_SIGNS,
    TOO_MANY_DELIVERIES,
    UNKNOWN_LINE,
)
from ..terms import (
    ChargesConversion,
    Known,
    LineSheet,
    LineStanding,
    LineType,
    Period,
    Quantities,
    Sheet,
)
from . import edits, line, locks, money, places, quantities, removing
from .deliveries import SEARCHED, deliveries_of, follow, head_of, is_head, quantity_of
from .typed import columns, is_blank, unknown

Told = Mapping[str, Any]

FEWEST, MOST = 2, 1000
#: What a delivery does not take of the line it is split from.
OWN = (
    "line_number", "ordered", "canceled_order", "canceled_remainder", "canceled_short", "added", "received",
    "invoiced", "receive_now", "lot_id", "line_type", "parent_id", "is_deleted", "finalized", "workflow_state",
    "schedule_status",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Distribution:
    """What is left of the line, in deliveries one period apart: so much each, or so many alike."""

    first: date | None
    every: int
    period: Period
    each: Decimal | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a schedule is to be: deliveries typed, how the rest is distributed, what becomes of charges."""

    deliveries: Sequence[Told] = ()
    rest: Distribution | None = None
    charges: ChargesConversion = ChargesConversion.ALLOCATE
    dissolve: bool = False


# --- Distribution ------------------------------------------------------------------------------------


def days(first: date, plan: Distribution, count: int) -> list[date]:
    """The days of deliveries one period apart. A month later is the same day, or the last of the month."""
    return [_later(first, plan.every * place, plan.period) for place in range(count)]


def _later(day: date, steps: int, period: Period) -> date:
    if period is not Period.MONTHS:
        return day + timedelta(days=steps * (7 if period is Period.WEEKS else 1))
    year, month = divmod(day.year * 12 + day.month - 1 + steps, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def shares(quantity: Decimal, plan: Distribution, rounded: Rounding) -> list[Decimal]:
    """The quantities of the deliveries: so much each, the last one the rest; or alike by running totals."""
    if plan.each:
        step = abs(plan.each) * sign(quantity)
        whole = int(quantity // step) if quantity else 0
        rest = quantity - step * whole
        return [step] * whole + ([rest] if rest else [])
    number = plan.number or 1
    return split([quantity / number] * number, rounded)


def _count(quantity: Decimal, plan: Distribution) -> Decimal:
    return abs(quantity / plan.each) if plan.each else Decimal(plan.number or 1)


def _too_many(quantity: Decimal, plan: Distribution | None, number: int) -> Iterator[Refusal]:
    """A schedule of thousands of deliveries is a mistake (ORD-141)."""
    if plan and _count(quantity, plan) > MOST:
        yield TOO_MANY_DELIVERIES(line=number, field="quantity_each", most=MOST)


def _distributed(quantity: Decimal, head: LineSheet, plan: Distribution | None, known: Known) -> list[Told]:
    """What is left of a line, as deliveries."""
    if plan is None or quantity == 0 or _count(quantity, plan) > MOST:
        return []
    article = known.articles.get(head.row["item_id"])
    found = shares(quantity, plan, decimals(article.decimals if article else 0))
    first = plan.first or head.row["delivery_date"] or known.today
    return [
        {"delivery_date": day, "quantity": share}
        for day, share in zip(days(first, plan, len(found)), found, strict=True)
    ]


# --- The schedule form -------------------------------------------------------------------------------


def may_be_split(standing: LineStanding) -> Iterator[Refusal]:
    """Nothing is registered, received or invoiced on a line that has no schedule yet (01 §13)."""
    head = head_of(standing.line, standing.sheet)
    assert head.stored is not None, "a schedule is made of a stored line"
    document = locks.document_of(head.stored, standing.pending)
    if document and head.stored["line_type"] == LineType.SINGLE_DELIVERY:
        yield SCHEDULE_IN_USE(line=head.number, what=document)


def schedule(standing: LineStanding, plan: Schedule) -> None:
    """Makes or changes the schedule of a line, or takes it apart."""
    sheet, known = standing.sheet, standing.known
    head = head_of(standing.line, sheet)
    if plan.dissolve:
        _dissolve(head, sheet, known)
        return
    before, was_single = quantity_of(head), not is_head(head)
    _put_deliveries(head, plan, sheet, known)
    found = deliveries_of(head, sheet)
    sheet.faults += [*_fits_together(head, found, before)]
    if found and was_single:
        _split(head, found, plan.charges, known)
    follow(sheet)


def _put_deliveries(head: LineSheet, plan: Schedule, sheet: Sheet, known: Known) -> None:
    """Changes, takes off and adds deliveries as they were typed, then those the rest is distributed to."""
    stored = {each.number: each for each in sheet.lines if each.row["parent_id"] == head.row["id"]}
    new: list[Told] = []
    for told in plan.deliveries:
        number = told.get("line_number")
        values = {name: value for name, value in told.items() if name not in edits.ADDRESS}
        if number is None:
            new.append(values)
        elif number not in stored:
            sheet.faults.append(UNKNOWN_LINE(line=number, field="line_number"))
        elif told.get("remove"):
            removing.take_off(stored[number], sheet, known)
        else:
            edits.change_line(stored[number], values, sheet, known, in_schedule=True)
    _add(head, new, plan, sheet, known)


def _add(head: LineSheet, told: Sequence[Told], plan: Schedule, sheet: Sheet, known: Known) -> None:
    """New deliveries behind the last line of the order."""
    standing = total(quantity_of(each) for each in deliveries_of(head, sheet)) if is_head(head) else ZERO
    typed = total(each.get("quantity") or ZERO for each in told)
    rest = quantity_of(head) - standing - typed
    sheet.faults += _too_many(rest, plan.rest, head.number)
    wanted = [*told, *_distributed(rest, head, plan.rest, known)]
    last, step = max(each.number for each in sheet.lines), known.company.line_number_increment
    for place, each in enumerate(wanted):
        sheet.lines.append(_delivery(head, each, last + step * (place + 1), sheet, known))


def _delivery(head: LineSheet, told: Told, number: int, sheet: Sheet, known: Known) -> LineSheet:
    """A new delivery: a copy of the line it belongs to, with what was typed for it."""
    typed = {name: value for name, value in told.items() if not is_blank(value)}
    row = known.blank_line | {name: head.row[name] for name in known.blank_line if name not in OWN}
    row |= {"line_type": LineType.DELIVERY.value, "parent_id": head.row["id"], "line_number": number}
    row |= {"ordered": typed.get("quantity", ZERO), "charges_on_purchases": ZERO}
    if head.row["price_source"] == PriceSource.NET_MANUAL:
        row["net_amount"] = ZERO
    added = LineSheet(row, typed, search=row["price_source"] in SEARCHED, recompute=True)
    _place(added, head, sheet, known)
    sheet.faults += [*unknown(typed, known, number), *line.check(added, known.articles.get(row["item_id"]), known)]
    if "quantity" not in typed:
        sheet.faults.append(REQUIRED(line=number, field="quantity", label=known.labels["quantity"]))
    return added


def _place(added: LineSheet, head: LineSheet, sheet: Sheet, known: Known) -> None:
    """Puts what was typed on a delivery; another warehouse is delivered to at its own address."""
    row, typed = added.row, added.told
    row |= columns({name: value for name, value in typed.items() if name != "quantity"}, known.blank_line, known)
    edits.move(row, typed, typed, known)
    if row["warehouse_id"] != head.row["warehouse_id"] and "delivery_address" not in typed:
        row["delivery_name"], row["delivery_address"] = places.line_address(row, sheet.header, known)


def _fits_together(head: LineSheet, found: Sequence[LineSheet], before: Decimal) -> Iterator[Refusal]:
    """At least two deliveries, all of one sign; a total that differs is worth a look."""
    if len(found) < FEWEST:
        yield SCHEDULE_SHORT(line=head.number, field="deliveries")
    if len({sign(quantity_of(each)) for each in found} - {0}) > 1:
        yield SCHEDULE_SIGNS(line=head.number, field="deliveries")
    sum_ = total(quantity_of(each) for each in found)
    if sum_ != before:
        yield SCHEDULE_DIFFERS(line=head.number, field="deliveries", total=sum_, quantity=before)


def _split(head: LineSheet, found: Sequence[LineSheet], charges: ChargesConversion, known: Known) -> None:
    """Makes a line the total of its first deliveries: charges, a typed net amount and the lot go to them."""
    rounded = money.rounded(known.company)
    amounts = [quantity_of(each) for each in found]
    for each, charge in zip(
        found, converted(head.row["charges_on_purchases"], amounts, charges, rounded), strict=True):  # fmt: skip
        each.row["charges_on_purchases"] = charge
    if head.row["price_source"] == PriceSource.NET_MANUAL:
        for each, net in zip(found, allocated(head.row["net_amount"], amounts, rounded), strict=True):
            each.row["net_amount"] = net
    found[0].row["lot_id"] = head.row["lot_id"]
    head.row |= {
        "line_type": LineType.MULTIPLE_DELIVERIES.value,
        "lot_id": "",
        "charges_on_purchases": ZERO,
        "receive_now": ZERO,
    }


def converted(
    charge: Decimal, amounts: Sequence[Decimal], how: ChargesConversion, rounded: Rounding
) -> list[Decimal]:  # fmt: skip
    """A fixed charge of a line on its deliveries: in full on each, or by quantity with running totals."""
    if how is ChargesConversion.COPY_GROSS:
        return [charge] * len(amounts)
    return allocated(charge, amounts, rounded)


def allocated(amount: Decimal, amounts: Sequence[Decimal], rounded: Rounding) -> list[Decimal]:
    """An amount in shares by quantity; the shares add up to it exactly."""
    whole = total(amounts)
    return split([amount * each / whole for each in amounts], rounded) if whole else [ZERO] * len(amounts)


def _dissolve(head: LineSheet, sheet: Sheet, known: Known) -> None:
    """Takes a schedule apart: the line is delivered at once again, with the total (01 §13)."""
    found = deliveries_of(head, sheet)
    if not is_head(head):
        sheet.faults.append(SCHEDULE_SHORT(line=head.number, field="dissolve"))
        return
    for each in found:
        if each.stored and (document := locks.document_of(each.stored, known.pending)):
            sheet.faults.append(SCHEDULE_IN_USE(line=each.number, what=document))
    quantity, net = total(quantity_of(each) for each in found), total(each.row["net_amount"] for each in found)
    charges = total(each.row["charges_on_purchases"] for each in found)
    for each in found:
        removing.take_off(each, sheet, known)
        each.row |= {"parent_id": None, "line_type": LineType.SINGLE_DELIVERY.value}
    quantities.put(head.row, Quantities(quantity))
    head.row |= {"line_type": LineType.SINGLE_DELIVERY.value, "net_amount": net, "charges_on_purchases": charges}
    head.row |= {"received": ZERO, "invoiced": ZERO, "receive_now": ZERO}
    head.recompute, head.search = True, head.row["price_source"] in SEARCHED
