"""Orders as they would be after what was typed: what the guards of create and edit look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from manciple.kernel import shapes
from manciple.kernel.args import Args
from manciple.kernel.context import Context
from manciple.pricing import inquiries as prices

from ..models import ConfirmationLine
from ..rules import charges, edits, header, line, money
from ..terms import Known, Propagate, Sheet
from .known import Wanted, known
from .standing import name_charges, note_stored, pending_invoices, sheets

PARTS = ("lines", "charges")
Told = Mapping[str, Any]


def told(args: Args) -> tuple[dict[str, Any], list[Told], list[Told]]:
    """What was typed: for the header, for each line, for each charge."""
    given = shapes.given(args)
    given.pop("propagate", None)
    lines, charged = (given.pop(part, None) or () for part in PARTS)
    return given, [shapes.given(each) for each in lines], [shapes.given(each) for each in charged]


def new_orders(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, Sheet]:
    """The orders that are to be created, complete with defaults, prices, tax and totals."""
    asked = [told(each) for each in args or ()]
    wanted = Wanted()
    for head, lines, charged in asked:
        wanted.told([head, *lines, *charged])
    have = known(wanted, ctx, numbers=[head.get("number") or "" for head, _, _ in asked])
    made = [_new(head, lines, charged, have) for head, lines, charged in asked]
    header.numbers_differ(made)
    finish(made, have, ctx)
    return {-place - 1: sheet for place, sheet in enumerate(made)}


def _new(head: Told, lines: list[Told], charged: list[Told], have: Known) -> Sheet:
    sheet = header.new_sheet(head, have)
    line.add_lines(sheet, lines, have)
    charges.add_charges(sheet, charged, have)
    return sheet


def edited_orders(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, Sheet]:
    """Orders as they would be after an edit, with prices, tax and totals computed again."""
    found = sheets(ids, ctx)
    asked = {pk: (told(each), each) for pk, each in zip(ids, args or (), strict=True)}
    wanted = Wanted()
    note_stored(wanted, found.values())
    for (head, lines, charged), _ in asked.values():
        wanted.told([head, *lines, *charged])
    _note_items(wanted, found, asked)
    have = known(wanted, ctx)
    have = replace(
        have, pending=pending_invoices(ids, ctx),
        confirmed_lines=_confirmed_lines(ids, ctx) if _removes(asked) else frozenset())  # fmt: skip
    name_charges(found.values(), have)
    for pk, ((head, lines, charged), args_) in asked.items():
        edits.edit_header(found[pk], head, have)
        edits.edit_lines(found[pk], lines, have)
        edits.propagate(found[pk], getattr(args_, "propagate", Propagate.MATCHING), have)
        edits.edit_charges(found[pk], charged, have)
    finish(list(found.values()), have, ctx)
    for sheet in found.values():
        sheet.versioned = edits.is_versioned(sheet)
    return found


def _note_items(wanted: Wanted, found: Mapping[int, Sheet], asked: Mapping[int, Any]) -> None:
    """The items and places of the lines that are touched have to be known too."""
    for pk, ((_, lines, _), _) in asked.items():
        numbers = {each.get("line_number") for each in lines}
        rows = [each.row for each in found[pk].lines if each.number in numbers]
        wanted.stored(rows, "item", "site", "warehouse")


def _removes(asked: Mapping[int, Any]) -> bool:
    return any(each.get("remove") for (_, lines, _), _ in asked.values() for each in lines)


def _confirmed_lines(orders: Iterable[int], ctx: Context) -> frozenset[int]:
    """The lines of orders that stand in a confirmation."""
    rows = ConfirmationLine.objects.filter(company=ctx.company, confirmation__order__in=list(orders))
    return frozenset(rows.values_list("order_line", flat=True).distinct())


def finish(drafts: Sequence[Sheet], have: Known, ctx: Context) -> None:
    """Prices all lines with one query, then computes each order."""
    offers = prices.offers({each for sheet in drafts for each in money.wanted(sheet)}, ctx)
    for sheet in drafts:
        money.price_lines(sheet, offers, have)
        money.total_order(sheet, have)
