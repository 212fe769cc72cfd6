"""The order as it would be with the delivery schedule that was asked for (01 §13)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Protocol

from manciple.kernel import sql
from manciple.kernel.args import Args
from manciple.kernel.context import Context
from manciple.kernel.numbers import plain

from ..models import PurchaseLine
from ..rules import schedules
from ..rules.deliveries import deliveries_of, head_of, is_head, quantity_of
from ..rules.schedules import Schedule
from ..terms import Known, LineSheet, LineStanding, Sheet
from .drafts import agreed_lines, finish
from .known import Wanted, known
from .standing import name_charges, note_stored, pending_invoices, sheets


class Request(Protocol):
    """What the schedule form was told."""

    def plan(self) -> Schedule:
        """The schedule that is wanted."""


def scheduled(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, LineStanding]:
    """Lines with their orders as they would be; without arguments, as a page asks for its buttons, as they are."""
    rows = sql.stored(PurchaseLine, ctx.company, ids, names=("id", "order_id"))
    owner = {row["id"]: row["order_id"] for row in rows}
    found = sheets(sorted(set(owner.values())), ctx)
    asked: Sequence[Any] = args or ()
    plans = {line: request.plan() for line, request in zip(ids, asked, strict=False)}
    have = _known(found, plans.values(), ctx)
    name_charges(found.values(), have)
    standing = {line: _standing(line, found[order], have) for line, order in owner.items()}
    for line, plan in plans.items():
        schedules.schedule(standing[line], plan)
    if plans:
        finish(list(found.values()), have, ctx)
    return standing


def _standing(line: int, sheet: Sheet, have: Known) -> LineStanding:
    mine = next(each for each in sheet.lines if each.row["id"] == line)
    return LineStanding(sheet, mine, have.articles.get(mine.row["item_id"]), have, have.pending)


def _known(found: Mapping[int, Sheet], plans: Iterable[Schedule], ctx: Context) -> Known:
    """What the orders and the deliveries typed point to, and what holds their lines."""
    wanted = Wanted()
    note_stored(wanted, found.values())
    wanted.stored([line.row for sheet in found.values() for line in sheet.lines], "item", "site", "warehouse")
    for plan in plans:
        wanted.told(plan.deliveries)
    return replace(known(wanted, ctx), pending=pending_invoices([*found], ctx), agreed_lines=agreed_lines(found, ctx))


def schedule_as_it_is(line: int, ctx: Context) -> dict[str, Any]:
    """The deliveries of the line's schedule; of a line without one, itself as the first delivery."""
    order = PurchaseLine.objects.filter(company=ctx.company, pk=line).values_list("order", flat=True).get()
    sheet = sheets([order], ctx)[order]
    mine = next(each for each in sheet.lines if each.row["id"] == line)
    head = head_of(mine, sheet)
    found = deliveries_of(head, sheet) if is_head(head) else [head]
    codes = _codes([each.row["id"] for each in found], ctx)
    rows = [_proposed(each, is_head(head), codes[each.row["id"]]) for each in found]
    return {"deliveries": rows, "_sum": ("quantity", quantity_of(head))}


def _codes(lines: Sequence[int], ctx: Context) -> dict[int, tuple[str, str, str]]:
    """Site, warehouse and mode of delivery of lines by their codes."""
    rows = PurchaseLine.objects.filter(company=ctx.company, pk__in=lines)
    told = rows.values_list("pk", "site__code", "warehouse__code", "mode_of_delivery__code")
    return {pk: (site or "", warehouse or "", mode or "") for pk, site, warehouse, mode in told}


def _proposed(each: LineSheet, known_already: bool, codes: tuple[str, str, str]) -> dict[str, Any]:
    site, warehouse, mode = codes
    quantity: Decimal = quantity_of(each)
    told = {
        "delivery_date": each.row["delivery_date"], "quantity": quantity, "site": site, "warehouse": warehouse,
        "mode_of_delivery": mode,
    }  # fmt: skip
    if not known_already:
        return told | {"_about": str(each.row["product_name"])}
    return told | {"line_number": each.number, "_about": f"{each.number} · {plain(quantity)}"}
