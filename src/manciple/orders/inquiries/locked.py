"""Which fields of an order are locked, and by what: what forms and grids grey (01 §16)."""

from __future__ import annotations

from dataclasses import replace

from manciple.kernel.context import Context
from manciple.kernel.fields import declared
from manciple.kernel.forms import FormField, Locks
from manciple.kernel.records import Stored

from ..models import PurchaseLine, PurchaseOrder
from ..rules import locks
from .known import company, labels
from .standing import pending_invoices, sheets

#: What the regimes look at of a line.
LOOKED_AT = (
    "id", "company_id", "order_id", "line_number", "ordered", "canceled_order", "canceled_remainder", "canceled_short",
    "added", "received", "invoiced", "finalized", "is_deleted", "line_type",
)  # fmt: skip


def _typed(record: type[Stored], grid: str = "") -> list[str]:
    """The fields people may type that are told to the vendor, as pages name them."""
    placed = (FormField(each.name, each) for each in declared(record))
    return [f"{grid}{each.path}" for each in placed if each.typed and each.path not in locks.OPERATIONAL]


#: What review and change management close: all that may be typed but what is operational (01 §7.4).
VERSIONED = (*_typed(PurchaseOrder), *_typed(PurchaseLine, "lines."))


def locks_of(order: int, ctx: Context) -> Locks:
    """The locks of one order and its lines, read with a fixed number of queries."""
    sheet = sheets([order], ctx, *LOOKED_AT)[order]
    held = locks.Held(sheet.header, [line.row for line in sheet.lines], pending_invoices([order], ctx))
    ours = company(ctx)
    fields, lines = locks.locked(held, ours, labels())
    closed = locks.closed_to_change(sheet.header, ours)
    whole = {name: replace(closed, field=name) for name in VERSIONED} if closed else {}
    return Locks(fields | whole, {"lines": lines})
