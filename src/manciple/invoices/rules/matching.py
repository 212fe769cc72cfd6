"""Whether price and quantity are what was ordered and received (04 §10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from manciple.kernel.explain import SILENT, Why
from manciple.kernel.numbers import EXACT, HUNDRED, ZERO, sign
from manciple.products.terms import MatchingPolicy

from ..terms import Bill, BillLine, MatchKind, MatchStatus, Policy, Result

#: What a variance shows when the order's price is zero and the invoice's is not (04 §10.3).
ALL_OF_IT = HUNDRED
MOST_SHOWN = Decimal("99999999")


def policy_of(line: BillLine, policy: Policy) -> str:
    """What a line is compared with: its own policy, else the company's (04 §10.2)."""
    return line.order.matching_policy or policy.line_policy


def matched(bill: Bill, taxes: Sequence[Decimal] | None = None, why: Why = SILENT) -> Bill:
    """The invoice after a run of matching: results, and the statuses of its lines.

    With `taxes`, the lines get their sales tax in the same go.
    """
    given = taxes if taxes is not None else [line.sales_tax for line in bill.lines]
    runs = bill.policy.matching
    found = [list(results(line, bill.policy, why)) if runs else [] for line in bill.lines]
    lines = [_marked(*each) for each in zip(bill.lines, given, found, strict=True)]
    return replace(bill, lines=lines, results=tuple(each for results_ in found for each in results_))


def _marked(line: BillLine, tax: Decimal, found: Sequence[Result]) -> BillLine:
    """The line with its tax and statuses; blank where a comparison does not apply (04 §10.9)."""
    price_match = quantity_match = ""
    for each in found:
        if each.kind is MatchKind.UNIT_PRICE:
            price_match = each.status.value
        else:
            quantity_match = each.status.value
    return replace(line, sales_tax=tax, price_match=price_match, quantity_match=quantity_match)


def results(line: BillLine, policy: Policy, why: Why = SILENT) -> Iterator[Result]:
    """Two-way compares the price, three-way the quantity too, not required neither."""
    kind = policy_of(line, policy)
    if kind in (MatchingPolicy.TWO_WAY, MatchingPolicy.THREE_WAY):
        yield price(line, policy, why)
    if kind == MatchingPolicy.THREE_WAY:
        yield quantity(line, why)


def price(line: BillLine, policy: Policy, why: Why = SILENT) -> Result:
    """Net unit prices unrounded, against one tolerance; exactly at the limit passes (04 §10.3).

    A part billed as ordered has the order's net unit price, whatever its share was rounded to.
    """
    order = line.order
    expected = _unit_price(order.net_amount, order.quantity)
    actual = expected if line.as_ordered else _unit_price(line.net_amount, line.quantity)
    status = MatchStatus.FAILED if _fails(line, policy) else MatchStatus.PASSED
    variance = ZERO if line.as_ordered else variance_percent(expected, actual)
    if why is not SILENT:
        why.step(
            "(invoice − order) ÷ order net unit price × 100", variance, chapter="04 §10.3", expected=expected,
            actual=actual, tolerance=policy.tolerance, both_sides=policy.both_sides, note=status.value)  # fmt: skip
    return Result(line.line_number, MatchKind.UNIT_PRICE, expected, actual, variance, policy.tolerance, status)


def _unit_price(net: Decimal, of: Decimal) -> Decimal:
    return EXACT.divide(net, of) if of else ZERO


def _fails(line: BillLine, policy: Policy) -> bool:
    """Compared without dividing, so that a variance exactly at the limit is exactly there."""
    if line.as_ordered:
        return False
    asked = EXACT.multiply(line.net_amount, line.order.quantity)
    ordered = EXACT.multiply(line.order.net_amount, line.quantity)
    if ordered == 0:
        return asked != 0
    above = EXACT.multiply((asked - ordered) * sign(ordered), HUNDRED)
    limit = EXACT.multiply(abs(ordered), policy.tolerance)
    return above > limit or (policy.both_sides and -above > limit)


def variance_percent(expected: Decimal, actual: Decimal) -> Decimal:
    """How far the invoice is off, in percent of the order's; what people are shown."""
    if expected == actual:
        return ZERO
    if expected == 0:
        return ALL_OF_IT
    found = EXACT.divide(EXACT.multiply(actual - expected, HUNDRED), expected)
    return max(min(found, MOST_SHOWN), -MOST_SHOWN)


def quantity(line: BillLine, why: Why = SILENT) -> Result:
    """What is matched equals what is billed; there is no tolerance (04 §10.7)."""
    matched_ = line.matched
    status = MatchStatus.PASSED if matched_ == line.quantity else MatchStatus.FAILED
    if why is not SILENT:
        why.step(
            "matched receipts = invoice quantity", status.value, chapter="04 §10.7", matched=matched_,
            invoiced=line.quantity)  # fmt: skip
    return Result(line.line_number, MatchKind.QUANTITY, matched_, line.quantity, None, None, status)
