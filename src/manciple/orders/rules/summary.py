"""Which orders share one document: the summary update (01 §19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..terms import Summary, SummaryStanding

Key = tuple[str, ...]


def heads(orders: Sequence[SummaryStanding], option: str, chosen: str = "") -> Mapping[int, int]:
    """For each order the one that heads its document; itself where it stands alone.

    Orders share a document when their keys are equal: all of them, those that agree with the chosen
    summary order, or those flagged for summaries. Without a chosen one the lowest number heads.
    """
    groups: dict[Key, list[SummaryStanding]] = {}
    for each in sorted(orders, key=lambda order: order.number):
        groups.setdefault(_shared(each, orders, option, chosen), []).append(each)
    return {each.order: _head(group, chosen) for group in groups.values() for each in group}


def _shared(order: SummaryStanding, orders: Sequence[SummaryStanding], option: str, chosen: str) -> Key:
    """The key under which an order finds others; its own number where it shares nothing."""
    alone = ("", order.number)
    match option:
        case Summary.INVOICE_ACCOUNT:
            return order.key
        case Summary.ORDER:
            wanted = {each.key for each in orders if each.number == chosen}
            return order.key if order.key in wanted else alone
        case Summary.AUTOMATIC:
            return order.key if order.flagged else alone
        case _:
            return alone


def _head(group: Sequence[SummaryStanding], chosen: str) -> int:
    """The chosen summary order, else the lowest number."""
    return next((each.order for each in group if each.number == chosen), group[0].order)
