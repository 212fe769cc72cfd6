"""What receipts and invoices do to the lines of orders; the inlets the README names.

They are no actions of their own: a floor above calls them inside its own action, on orders it
holds locked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from manciple.kernel import sql
from manciple.kernel.context import Context

from ..terms import Moved


@dataclass(frozen=True, slots=True)
class _Raised:
    order: int


def received(moves: Sequence[Moved], ctx: Context) -> None:
    """Raises what arrived of lines; receive now is used up by it (03 §7)."""
    _raise(moves, ctx)


def invoiced(moves: Sequence[Moved], ctx: Context) -> None:
    """Raises what was invoiced of lines, and what an invoice took in without a receipt (04 §4)."""
    _raise(moves, ctx)


def _raise(moves: Sequence[Moved], ctx: Context) -> None:
    if not moves:
        return
    told = ((each.line, each.received, each.invoiced, each.short) for each in moves)
    raised = sql.rows(
        "orders.raise_lines", into=_Raised, company=ctx.company,
        **sql.arrays(told, "lines", "received", "invoiced", "short"))  # fmt: skip
    assert len(raised) == len(moves), "every move names a line of this company, and each line once"
    follow({each.order for each in raised}, ctx)


def follow(orders: Iterable[int], ctx: Context) -> None:
    """Lets headers follow their lines: status, document status, earliest delivery (01 §6, §17)."""
    sql.run("orders.follow_lines", company=ctx.company, orders=sorted(set(orders)))
