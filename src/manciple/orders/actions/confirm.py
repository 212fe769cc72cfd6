"""Confirm: the vendor is told, and what he was told is kept word for word (01 §11)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from manciple.kernel import sql
from manciple.kernel.actions import Batch, action
from manciple.kernel.args import Args, NoArgs, arg
from manciple.kernel.context import Context, Made

from ..inquiries.posting import proposed_posting, to_post
from ..inquiries.standing import to_confirm
from ..messages import CANNOT_CONFIRM
from ..models import ConfirmationTax, PurchaseOrder
from ..rules import confirming, money, posting, totals
from ..terms import (
    CONFIRM_ORDERS,
    CONFIRMABLE,
    Approval,
    Journaled,
    Printing,
    Standing,
    Summary,
    ToPost,
    VersionEvent,
)
from .removing import purge
from .versions import keep
from .writing import write_sheets

#: An unchanged order is refused by its own guard, which names the confirmation (ORD-35).
POSSIBLE = (*CONFIRMABLE, Approval.CONFIRMED)


@action(
    PurchaseOrder, "confirm", label=_("Confirm"), pane="purchase", duty=CONFIRM_ORDERS,
    when=POSSIBLE, otherwise=CANNOT_CONFIRM, to=Approval.CONFIRMED, facts=to_confirm,
    needs=(confirming.changed_since, *confirming.READY, confirming.today_is_open),
    makes="confirmations", emits="purchase-order-confirmed", icon="circle-check",
)  # fmt: skip
def confirm(batch: Batch[Standing, NoArgs], ctx: Context) -> None:
    """Tells the vendor: computes the totals anew, keeps them in a journal, opens the way for receipts."""
    tell({target.id: target.facts for target in batch}, {each: each for each in batch.ids}, ctx.today, ctx)


class Posting(Args):
    """How the vendor is told: on which day, on paper of its own or together with other orders."""

    confirmed_on: date | None = arg(_("Date"), None, help=_("Of the document; today when left out."))
    print: Printing = arg(
        _("Print"), Printing.NONE, choices=Printing.choices,
        help=_("Each document as its order is done, or all once every order is done."))  # fmt: skip
    summary: Summary | None = arg(
        _("Summary update for"), None, choices=Summary.choices,
        help=_("Which orders share one document; as the summary set-up says when left out."))  # fmt: skip
    summary_order: str | None = arg(
        _("Summary order"), None, ref="purchase-orders",
        help=_("Heads the document that orders share with it."))  # fmt: skip


@action(
    PurchaseOrder, "print-confirmation", label=_("Purchase order"), pane="purchase", args=Posting,
    duty=CONFIRM_ORDERS, when=POSSIBLE, otherwise=CANNOT_CONFIRM, to=Approval.CONFIRMED, facts=to_post,
    needs=posting.READY, guards=((posting.day_is_open, posting.has_head), posting.mates_ready),
    makes="confirmations", emits="purchase-order-confirmed", proposes=proposed_posting, icon="printer",
    prints=lambda args: args.print != Printing.NONE,
)  # fmt: skip
def print_confirmation(batch: Batch[ToPost, Posting], ctx: Context) -> None:
    """Tells the vendor as Confirm does, with date, print and summary; an unchanged order is issued again."""
    together = {target.id: target.facts.head for target in batch}
    for day in sorted({target.args.confirmed_on or ctx.today for target in batch}):
        told = [target for target in batch if (target.args.confirmed_on or ctx.today) == day]
        orders = {target.id: target.facts.order for target in told}
        tell(orders, {each: together[each] for each in orders}, day, ctx)
    for target in batch:
        target.detail |= {"print": target.args.print}


def tell(orders: Mapping[int, Standing], heads: Mapping[int, int], day: date, ctx: Context) -> None:
    """Tells vendors what orders say: totals, version, journal; lines that were taken off are gone for good.

    `heads` names for each order the one that heads the document they share.
    """
    for order in orders.values():
        money.total_order(order.sheet, order.known)
    write_sheets([order.sheet for order in orders.values()], ctx)
    ids = list(orders)
    keep(VersionEvent.CONFIRMATION, ids, ctx)
    _journal(orders, heads, day, ctx)
    purge([key for key, order in orders.items() if order.sheet.has_deleted], ctx)


def _journal(orders: Mapping[int, Standing], heads: Mapping[int, int], day: date, ctx: Context) -> None:
    """Writes the snapshots: heads, lines, charges, taxes; one statement each."""
    counted = (
        (key, heads[key], confirming.quantity_of(order.sheet), confirming.line_discount_of(order))
        for key, order in orders.items()
    )
    made = sql.rows(
        "orders.journal_confirmations", into=Journaled, company=ctx.company, confirmed_on=day, act=ctx.act,
        **sql.arrays(counted, "orders", "heads", "quantities", "discounts"))  # fmt: skip
    written: dict[str, Any] = {"company": ctx.company, "act": ctx.act, "confirmations": [each.id for each in made]}
    sql.run("orders.journal_confirmation_lines", **written)
    sql.run("orders.journal_confirmation_charges", **written)
    sql.insert(ConfirmationTax, [
        {"company_id": ctx.company, "act": ctx.act, "confirmation_id": each.id, "code": code, "percent": percent,
         "base": base, "amount": amount}
        for each in made
        for code, percent, base, amount in totals.taxes(orders[each.order].sheet, orders[each.order].known)
    ])  # fmt: skip
    ctx.made += [Made("confirmations", each.number, each.id) for each in made]
