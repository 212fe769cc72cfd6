"""What has become of a line: canceled, received, remaining; by absolute value, with the sign put
back, so that returns mirror purchases (01 §5, §12; 03 §4)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from manciple.kernel.numbers import ZERO, sign

from ..terms import Quantities, Row, Status


def of(row: Row) -> Quantities:
    """The counters of a stored line."""
    return Quantities(
        row["ordered"], row["canceled_order"], row["canceled_remainder"], row["canceled_short"],
        row["added"], row["received"], row["invoiced"])  # fmt: skip


def put(row: Row, line: Quantities) -> None:
    """Puts counters back on a row."""
    row |= {
        "ordered": line.ordered, "canceled_order": line.canceled_order,
        "canceled_remainder": line.canceled_remainder, "canceled_short": line.canceled_short, "added": line.added,
    }  # fmt: skip


def quantity(line: Quantities) -> Decimal:
    """What people see as the quantity: ordered less canceled with the order."""
    return line.ordered - line.canceled_order


def canceled(line: Quantities) -> Decimal:
    """C: everything that was taken off, for whatever reason."""
    return line.canceled_order + line.canceled_remainder + line.canceled_short


def effective(line: Quantities) -> Decimal:
    """E: what is meant to come in all."""
    return line.ordered + line.added - canceled(line)


def remaining(line: Quantities) -> Decimal:
    """RP: what is still to come."""
    return sign(line.ordered) * max(abs(effective(line)) - abs(line.received), ZERO)


def overdelivered(line: Quantities) -> Decimal:
    """V: what came beyond what was meant to."""
    return sign(line.ordered) * max(abs(line.received) - abs(effective(line)), ZERO)


def adds_up(line: Quantities) -> bool:
    """The identity that holds at every step: Q + A + V = R + RP + C (01 §5)."""
    have = line.ordered + line.added + overdelivered(line)
    return have == line.received + remaining(line) + canceled(line)


def status(line: Quantities) -> Status:
    """The first status that holds (01 §6)."""
    if line.received == 0:
        gone = remaining(line) == 0 and canceled(line) != 0
        return Status.CANCELED if gone else Status.OPEN_ORDER
    if remaining(line) != 0:
        return Status.OPEN_ORDER
    return Status.INVOICED if line.invoiced == line.received else Status.RECEIVED


#: Nothing more happens to these by itself.
OVER = (Status.INVOICED, Status.CANCELED)
RANK = {Status.OPEN_ORDER: 1, Status.RECEIVED: 2, Status.INVOICED: 3, Status.CANCELED: 4}


def header_status(lines: list[Status]) -> Status:
    """The least advanced line; canceled ones count only when there is nothing else (01 §6)."""
    return min(lines, key=RANK.__getitem__, default=Status.OPEN_ORDER)


def cancelable(line: Quantities, matched: bool = False) -> Decimal:
    """How much *Cancel* takes off: what neither arrived nor was invoiced (01 §12.3)."""
    if matched:
        return ZERO
    open_ = abs(remaining(line))
    ordered = abs(quantity(line)) - max(abs(line.received), abs(line.invoiced))
    return sign(line.ordered) * max(min(open_, ordered), ZERO)


def cancel(line: Quantities, amount: Decimal) -> Quantities:
    """The line after *Cancel* took an amount off."""
    return replace(line, canceled_order=line.canceled_order + amount)


def with_remainder(line: Quantities, remainder: Decimal) -> Quantities:
    """The line after *Deliver remainder* set what is still to come (01 §12.4).

    Less first takes off what had been added, then cancels; more first takes back what had been
    canceled that way, then adds. Of an over-delivered line the excess is made up first.
    """
    side = sign(line.ordered)
    step = abs(remainder) - abs(remaining(line))
    if step < 0:
        added = min(abs(line.added), -step)
        return replace(
            line, added=line.added - side * added,
            canceled_remainder=line.canceled_remainder + side * (-step - added))  # fmt: skip
    if step > 0:
        step += abs(overdelivered(line))
    restored = min(abs(line.canceled_remainder), step)
    return replace(
        line, canceled_remainder=line.canceled_remainder - side * restored,
        added=line.added + side * (step - restored))  # fmt: skip


def ordered_anew(line: Quantities, amount: Decimal) -> Quantities:
    """The line after its quantity was typed: everything canceled or added is forgotten (01 §5)."""
    return Quantities(amount, received=line.received, invoiced=line.invoiced)


def least(line: Quantities) -> Decimal:
    """The smallest quantity that may be typed: what arrived or was invoiced (ORD-13)."""
    return sign(line.ordered) * max(abs(line.received), abs(line.invoiced))
