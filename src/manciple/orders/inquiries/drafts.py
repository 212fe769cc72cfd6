"""Orders as they would be after what was typed: what the guards of create and edit look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from manciple.kernel import shapes, sql
from manciple.kernel.args import Args
from manciple.kernel.context import Context
from manciple.pricing import inquiries as prices

from ..rules import charges, deliveries, edits, header, line, money, states, types
from ..terms import Known, Sheet, Typed
from .known import Wanted, known
from .standing import name_charges, note_stored, pending_invoices, sheets

#: Header fields whose change looks at the items of all lines: for lots, for prices.
ANEW = {"purchase_type", "vendor"}


def typed(args: Args) -> Typed:
    """What was typed, by what it is for."""
    given = shapes.given(args)
    lines, charged = (given.pop(part, None) or () for part in ("lines", "charges"))
    handed = {each.field: frozenset(each.lines) for each in given.pop("update_lines", None) or ()}
    return Typed(
        header=given, lines=[*map(shapes.given, lines)], charges=[*map(shapes.given, charged)],
        propagate=given.pop("propagate", None) or "", handed=handed,
        transfer_vendor=given.pop("transfer_vendor_data", True),
        transfer_account=given.pop("transfer_account_data", False),
        to_deliveries=given.pop("update_deliveries", True))  # fmt: skip


def new_orders(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, Sheet]:
    """The orders that are to be created, complete with defaults, prices, tax and totals."""
    asked, wanted = [typed(each) for each in args or ()], Wanted()
    for each in asked:
        wanted.told(each.everything)
    have = known(wanted, ctx, numbers=[each.header.get("number") or "" for each in asked])
    made = [_new(each, have) for each in asked]
    header.numbers_differ(made)
    finish(made, have, ctx)
    return {-place - 1: sheet for place, sheet in enumerate(made)}


def _new(told: Typed, have: Known) -> Sheet:
    sheet = header.new_sheet(told.header, have, told.transfer_vendor)
    line.add_lines(sheet, told.lines, have)
    charges.add_charges(sheet, told.charges, have)
    sheet.faults += types.returns_fit(sheet)
    return sheet


def edited_orders(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, Sheet]:
    """Orders as they would be after an edit, with prices, tax and totals computed again."""
    found = sheets(ids, ctx)
    asked = {pk: typed(each) for pk, each in zip(ids, args or (), strict=True)}
    have = _known_to_edit(found, asked, ctx)
    name_charges(found.values(), have)
    for pk, told in asked.items():
        edits.edit(found[pk], told, have)
    finish(list(found.values()), have, ctx)
    for sheet in found.values():
        sheet.versioned = edits.is_versioned(sheet)
        if sheet.versioned:
            sheet.faults[:0] = states.editable(sheet, have.company.safety_level)
    return found


def _known_to_edit(found: Mapping[int, Sheet], asked: Mapping[int, Typed], ctx: Context) -> Known:
    """What is known of the orders to edit: what they point to, what was typed, what holds their lines."""
    wanted = Wanted()
    note_stored(wanted, found.values())
    for pk, told in asked.items():
        wanted.told(told.everything)
        numbers = {each.get("line_number") for each in told.lines}
        all_lines = bool(ANEW & set(told.header))
        touched = [each.row for each in found[pk].lines if all_lines or each.number in numbers]
        wanted.stored(touched, "item", "site", "warehouse")
    removing = any(each.removes_lines for each in asked.values())
    agreed = agreed_lines(found, ctx) if removing else frozenset()
    return replace(known(wanted, ctx), pending=pending_invoices([*found], ctx), agreed_lines=agreed)


def agreed_lines(orders: Iterable[int], ctx: Context) -> frozenset[int]:
    """The lines of orders that stand in what was approved or confirmed last."""
    found = sql.rows("orders.agreed_lines", into=_Line, company=ctx.company, orders=list(orders))
    return frozenset(each.line for each in found)


@dataclass(frozen=True, slots=True)
class _Line:
    line: int


def finish(drafts: Sequence[Sheet], have: Known, ctx: Context) -> None:
    """Prices all lines with one query, then computes each order."""
    offers = prices.offers({each for sheet in drafts for each in money.wanted(sheet)}, ctx)
    for sheet in drafts:
        money.price_lines(sheet, offers, have)
        deliveries.add_up(sheet)
        money.total_order(sheet, have)
        types.want_lots(sheet, have)
