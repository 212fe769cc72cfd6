"""Where orders stand: facts for the guards of confirm, cancel, finalize and delete."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from manciple.kernel import sql
from manciple.kernel.args import Args
from manciple.kernel.context import Context
from manciple.ledger import inquiries as ledger

from ..models import OrderCharge, PurchaseLine, PurchaseOrder
from ..terms import ChargeSheet, Known, LineSheet, LineStanding, Pending, Sheet, Standing
from .known import Wanted, known

Matched = Callable[[Sequence[int], Context], Mapping[int, Pending]]

_matched: list[Matched] = []


def matches_lines(function: Matched) -> Matched:
    """The function below tells which pending invoices are matched to the lines of orders.

    It gets the ids of orders and answers by the id of the line.
    Invoices stand a floor above; what they hold may not be canceled or changed (01 §12.3, §16).
    """
    _matched.append(function)
    return function


def pending_invoices(orders: Sequence[int], ctx: Context) -> dict[int, Pending]:
    """The pending invoices that lines of orders are matched to; none for most."""
    found: dict[int, Pending] = {}
    for function in _matched:
        found |= function(orders, ctx)
    return found


#: What the guards of *Confirm* and the totals need of a line; a thousand lines are read for it.
TO_CONFIRM = (
    "id", "company_id", "order_id", "line_number", "ordered", "canceled_order", "unit_price", "price_source",
    "net_amount", "sales_tax_group_id", "sales_tax", "is_deleted", "line_type", "parent_id", "return_action_id",
    "price_unit", "discount", "discount_percent", "charges_on_purchases",
)  # fmt: skip
BY_LINE = ("order_id", "line_number")


def sheets(ids: Sequence[int], ctx: Context, *names: str) -> dict[int, Sheet]:
    """Orders with their lines and charges as they are stored, three queries for any number.

    `names` are the columns of lines that are needed; all when none is named.
    """
    headers = sql.stored(PurchaseOrder, ctx.company, ids)
    found = {row["id"]: Sheet(row, {}, stored=dict(row)) for row in headers}
    for row in sql.stored(PurchaseLine, ctx.company, ids, by="order_id", names=names, order=BY_LINE):
        found[row["order_id"]].lines.append(LineSheet(row, {}, stored=dict(row)))
    for row in sql.stored(OrderCharge, ctx.company, ids, by="order_id", order=BY_LINE):
        found[row["order_id"]].charges.append(ChargeSheet(row, None, stored=dict(row)))
    return found


def note_stored(wanted: Wanted, found: Iterable[Sheet]) -> None:
    """Notes what stored orders point to, as far as totals, guards and price searches need it."""
    for sheet in found:
        wanted.stored([sheet.header], "vendor", "invoice_account", "sales_tax_group", "site", "warehouse", "currency")
        wanted.stored([line.row for line in sheet.lines], "sales_tax_group")
        wanted.stored([charge.row for charge in sheet.charges], "charge_code")


def name_charges(found: Iterable[Sheet], have: Known) -> None:
    """Gives stored charges their codes."""
    for sheet in found:
        for charge in sheet.charges:
            charge.code = have.named.get(("charge_code", charge.row["charge_code_id"]))


def standing(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, Standing]:
    """Where orders stand, with all their guards look at."""
    return _standing(ids, ctx, args, pending_invoices(ids, ctx))


def to_confirm(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, Standing]:
    """Where orders stand that the vendor is to be told of."""
    return _standing(ids, ctx, args, {}, *TO_CONFIRM)


def _standing(
    ids: Sequence[int], ctx: Context, args: Sequence[Args] | None, pending: Mapping[int, Pending], *names: str
) -> Mapping[int, Standing]:  # fmt: skip
    found = sheets(ids, ctx, *names)
    wanted = Wanted()
    wanted.told({"reason": getattr(each, "reason", None)} for each in args or ())
    note_stored(wanted, found.values())
    have = known(wanted, ctx)
    name_charges(found.values(), have)
    open_days = ledger.open_days(ctx.company, [ctx.today, *_days(args)])
    return {key: Standing(sheet, have, pending, open_days) for key, sheet in found.items()}


def line_standing(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, LineStanding]:
    """Where lines stand, each with its order."""
    orders = sorted(set(PurchaseLine.objects.filter(company=ctx.company, id__in=ids).values_list("order", flat=True)))
    found, wanted = sheets(orders, ctx), Wanted()
    note_stored(wanted, found.values())
    lines = [(sheet, line) for sheet in found.values() for line in sheet.lines if line.row["id"] in set(ids)]
    wanted.stored([line.row for _, line in lines], "item")
    have, pending = known(wanted, ctx), pending_invoices(orders, ctx)
    name_charges(found.values(), have)
    open_days = ledger.open_days(ctx.company, [ctx.today, *_days(args)])
    return {
        line.row["id"]: LineStanding(sheet, line, have.articles.get(line.row["item_id"]), have, pending, open_days)
        for sheet, line in lines
    }


def _days(args: Sequence[Args] | None) -> list[Any]:
    """The days that were typed for the books: accounting dates, dates of confirmations."""
    names = ("accounting_date", "confirmed_on")
    return [day for each in args or () for name in names if (day := getattr(each, name, None))]
