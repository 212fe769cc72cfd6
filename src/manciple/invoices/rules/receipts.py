"""Which receipts an invoice line takes, and the accrual that goes with them (04 §4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from manciple.kernel.explain import SILENT, Why
from manciple.kernel.numbers import EXACT, ZERO, Rounding, total

from ..terms import Match, Receipt


def available(receipts: Iterable[Receipt]) -> Decimal:
    """What of a line was received and is on no invoice yet, pending ones included."""
    return total(receipt.available for receipt in receipts)


def proposed(
    receipts: Sequence[Receipt], quantity: Decimal, rounded: Rounding, why: Why = SILENT
) -> list[Match]:  # fmt: skip
    """The matches of a quantity: oldest receipt first, never more than it has left."""
    found: list[Match] = []
    for receipt in receipts:
        left = abs(quantity) - abs(total(match.quantity for match in found))
        part = min(left, abs(receipt.available))
        if part > 0:
            found.append(taken(receipt, part if quantity > 0 else -part, rounded, why))
    return found


def taken(receipt: Receipt, quantity: Decimal, rounded: Rounding, why: Why = SILENT) -> Match:
    """A match of a quantity, with the accrual and stock value it takes of the receipt."""
    accrued = _share(receipt, quantity, receipt.accrued, receipt.accrued_taken, rounded)
    stock_value = _share(receipt, quantity, receipt.stock_value, receipt.stock_taken, rounded)
    why.step(
        f"match receipt {receipt.number}: accrual × cumulative matched ÷ received, less what was taken", accrued,
        chapter="04 §4", quantity=quantity, accrued=receipt.accrued, received=receipt.quantity,
        matched=receipt.matched, taken=receipt.accrued_taken)  # fmt: skip
    return Match(
        receipt.receipt_line_id, receipt.number, quantity, accrued, stock_value, receipt.available, receipt.accounts
    )


def _share(receipt: Receipt, quantity: Decimal, amount: Decimal, before: Decimal, rounded: Rounding) -> Decimal:
    """Cumulative, less what other matches took: so the last match clears the receipt exactly."""
    upto = receipt.matched + quantity
    return rounded(EXACT.divide(EXACT.multiply(amount, upto), receipt.quantity)) - before


def completed(
    matches: Sequence[Match], receipts: Sequence[Receipt], quantity: Decimal, rounded: Rounding
) -> list[Match]:
    """The matches a line holds, and what receipts that came since can add up to its quantity.

    What it holds stays as it was taken; only how much the receipt has left is told anew.
    """
    known = {receipt.receipt_line_id: receipt for receipt in receipts}
    held = {match.receipt_line_id: match.quantity for match in matches}
    kept = [_told_anew(match, known.get(match.receipt_line_id)) for match in matches]
    missing = quantity - total(held.values())
    if missing * quantity <= 0:
        return kept
    others = [receipt for receipt in receipts if receipt.receipt_line_id not in held]
    return [*kept, *proposed(others, missing, rounded)]


def _told_anew(match: Match, receipt: Receipt | None) -> Match:
    return replace(match, available=receipt.available if receipt else ZERO)


def overdrawn(matches: Iterable[Match]) -> Iterator[Match]:
    """The matches that take more than their receipt has left."""
    return (match for match in matches if abs(match.quantity) > abs(match.available))
