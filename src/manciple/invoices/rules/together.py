"""Invoices of the same order that are worked on together: each sees what the others take (04 §4).

What the database tells of other invoices leaves out those at hand, because a change starts from
what the changed invoice held itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from manciple.kernel.numbers import total

from ..terms import Bill, BillLine, OrderLine, Receipt
from .drafting import is_same_price

Receipts = Mapping[int, Sequence[Receipt]]
Build = Callable[[Bill, Receipts], Bill]


def one_by_one(bills: Mapping[int, Bill], receipts: Receipts, build: Build, *, posts: bool) -> dict[int, Bill]:
    """Builds every invoice in the order of keys; those of one order take turns, the rest is apart.

    With `posts`, what earlier ones bill counts as invoiced for the later ones.
    """
    holders = Counter(order for bill in bills.values() for order in bill.orders)
    found = dict(bills)
    for key in sorted(bills):
        if all(holders[order] == 1 for order in bills[key].orders):
            found[key] = build(bills[key], receipts)
            continue
        earlier = [line for other in sorted(bills) if other < key for line in found[other].lines]
        later = [line for other in sorted(bills) if other > key for line in found[other].lines]
        seen = _seen(bills[key], (earlier, later) if posts else ((), [*earlier, *later]))
        found[key] = build(seen, _left(receipts, [*earlier, *later]))
    return found


def _seen(bill: Bill, others: tuple[Iterable[BillLine], Iterable[BillLine]]) -> Bill:
    """The invoice with order lines as the others leave them: the first are posted, the second pending."""
    posted, pending = (_by_order_line(lines) for lines in others)
    lines = [
        replace(
            line, order=_order_line(line.order, posted.get(line.order.line_id, ()), pending.get(line.order.line_id, ()))
        )
        for line in bill.lines
    ]
    return replace(bill, lines=lines)


def _by_order_line(lines: Iterable[BillLine]) -> dict[int, list[BillLine]]:
    found: dict[int, list[BillLine]] = {}
    for line in lines:
        found.setdefault(line.order.line_id, []).append(line)
    return found


def _order_line(line: OrderLine, posted: Sequence[BillLine], pending: Sequence[BillLine]) -> OrderLine:
    every = [*posted, *pending]
    parts = [other for other in every if other.as_ordered and is_same_price(other)]
    return replace(
        line,
        invoiced=line.invoiced + total(other.quantity for other in posted),
        received=line.received + total(other.unmatched for other in posted),
        pending=line.pending + total(other.quantity for other in pending),
        part_quantity=line.part_quantity + total(other.quantity for other in parts),
        part_net=line.part_net + total(other.net_amount for other in parts),
        part_charges=line.part_charges + total(other.charges for other in parts),
        billed_charges=line.billed_charges + total(other.charges for other in every),
    )


def _left(receipts: Receipts, others: Iterable[BillLine]) -> Receipts:
    """What the others leave of the receipts."""
    taken: dict[int, Receipt] = {each.receipt_line_id: each for found in receipts.values() for each in found}
    for match in (match for line in others for match in line.matches):
        before = taken[match.receipt_line_id]
        taken[match.receipt_line_id] = replace(
            before,
            matched=before.matched + match.quantity,
            accrued_taken=before.accrued_taken + match.accrued,
            stock_taken=before.stock_taken + match.stock_value,
        )
    return {line: [taken[each.receipt_line_id] for each in found] for line, found in receipts.items()}
