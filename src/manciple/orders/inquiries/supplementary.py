"""What goes along with what is ordered: the lines a package above or beside knows of (01 §15, 02 §16)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from manciple.kernel import sql
from manciple.kernel.args import Args
from manciple.kernel.context import Context

from ..models import PurchaseLine
from ..rules.line import add_lines
from ..terms import LineSheet, Sheet, Standing
from .drafts import finish
from .known import Wanted, known
from .standing import name_charges, note_stored, sheets

#: Gets orders and the lines it is asked about, and tells what is still to be added for each order, as if
#: somebody had typed it. Asked once for all orders of a run.
Supplier = Callable[[Sequence[tuple[Sheet, Sequence[LineSheet]]], Context], Mapping[int, Sequence[Mapping[str, Any]]]]

suppliers: list[Supplier] = []


def supplemented(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, Standing]:
    """Orders with what goes along with all their lines."""
    return _supplemented({order: order for order in ids}, {}, ctx, asked=args is not None)


def supplemented_lines(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, Standing]:
    """Orders with what goes along with the lines named."""
    rows = sql.stored(PurchaseLine, ctx.company, ids, names=("id", "order_id"))
    owner = {row["id"]: row["order_id"] for row in rows}
    return _supplemented({line: owner[line] for line in ids}, owner, ctx, asked=args is not None)


def _supplemented(
    owner: Mapping[int, int], lines: Mapping[int, int], ctx: Context, *, asked: bool
) -> Mapping[int, Standing]:  # fmt: skip
    found = sheets(sorted(set(owner.values())), ctx)
    wishes = _wishes([(sheet, _asked_about(sheet, lines)) for sheet in found.values()], ctx) if asked else {}
    wanted = Wanted()
    note_stored(wanted, found.values())
    wanted.told(each for told in wishes.values() for each in told)
    have = known(wanted, ctx)
    name_charges(found.values(), have)
    for order, told in wishes.items():
        add_lines(found[order], told, have)
    if asked:
        finish(list(found.values()), have, ctx)
    return {target: Standing(found[order], have, {}, frozenset()) for target, order in owner.items()}


def _asked_about(sheet: Sheet, lines: Mapping[int, int]) -> list[LineSheet]:
    return [line for line in sheet.counted if not lines or line.row["id"] in lines]


def _wishes(
    orders: Sequence[tuple[Sheet, Sequence[LineSheet]]], ctx: Context
) -> dict[int, list[Mapping[str, Any]]]:  # fmt: skip
    found: dict[int, list[Mapping[str, Any]]] = {}
    for supplier in suppliers:
        for order, told in supplier(orders, ctx).items():
            found.setdefault(order, []).extend(told)
    return found
