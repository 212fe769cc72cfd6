"""Confirm: the vendor is told, and what he was told is kept word for word (01 §11)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from manciple.kernel import sql
from manciple.kernel.actions import Batch, action
from manciple.kernel.args import NoArgs
from manciple.kernel.context import Context, Made

from ..inquiries.standing import to_confirm
from ..messages import CANNOT_CONFIRM
from ..models import PurchaseOrder
from ..rules import confirming, money
from ..terms import CONFIRM_ORDERS, EDITABLE, Approval, Journaled, Standing
from .writing import write_sheets


@action(
    PurchaseOrder, "confirm", label=_("Confirm"), pane="purchase", duty=CONFIRM_ORDERS,
    when=EDITABLE, otherwise=CANNOT_CONFIRM, to=Approval.CONFIRMED, facts=to_confirm,
    needs=(confirming.changed_since, *confirming.READY),
    makes="confirmations", emits="purchase-order-confirmed", icon="circle-check",
)  # fmt: skip
def confirm(batch: Batch[Standing, NoArgs], ctx: Context) -> None:
    """Tells the vendor: computes the totals anew, keeps them in a journal, opens the way for receipts."""
    sheets = [target.facts.sheet for target in batch]
    for target in batch:
        money.total_order(target.facts.sheet, target.facts.known)
    write_sheets(sheets, ctx)
    made = sql.rows(
        "orders.journal_confirmations", into=Journaled, company=ctx.company, orders=batch.ids,
        confirmed_on=ctx.today, act=ctx.act)  # fmt: skip
    sql.run("orders.journal_confirmation_lines", company=ctx.company, act=ctx.act,
            confirmations=[each.id for each in made])  # fmt: skip
    ctx.made += [Made("confirmations", each.number, each.id) for each in made]
