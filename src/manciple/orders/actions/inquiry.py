"""Purchase inquiry: the order goes to the vendor for checking before it is confirmed (01 §11.1)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from manciple.kernel import numbering, sql
from manciple.kernel.actions import Batch, action
from manciple.kernel.args import Args, arg
from manciple.kernel.context import Context, Made

from ..inquiries.proposals import sent_today
from ..inquiries.standing import to_confirm
from ..messages import NOT_TO_SEND
from ..models import PurchaseOrder
from ..rules import confirming, money
from ..terms import (
    CONFIRM_ORDERS,
    CONFIRMABLE,
    INQUIRIES,
    Approval,
    Journaled,
    Printing,
    Standing,
    VersionEvent,
)
from .versions import keep
from .writing import write_sheets


class Sending(Args):
    """When the order is sent for checking, and whether it is printed."""

    sent_on: date | None = arg(_("Date"), None, help=_("Today when left out."))
    print: Printing = arg(_("Print"), Printing.NONE, choices=Printing.choices)


@action(
    PurchaseOrder, "purchase-inquiry", label=_("Purchase inquiry"), pane="purchase", args=Sending,
    duty=CONFIRM_ORDERS, when=CONFIRMABLE, otherwise=NOT_TO_SEND, to=Approval.IN_EXTERNAL_REVIEW, facts=to_confirm,
    needs=confirming.TO_SEND, makes="purchase-inquiries", emits="purchase-inquiry-sent", proposes=sent_today,
    icon="mail-question", prints=lambda args: args.print != Printing.NONE,
)  # fmt: skip
def purchase_inquiry(batch: Batch[Standing, Sending], ctx: Context) -> None:
    """Sends orders to their vendors for checking, kept word for word; nothing is committed by it."""
    for target in batch:
        money.total_order(target.facts.sheet, target.facts.known)
    write_sheets([target.facts.sheet for target in batch], ctx)
    keep(VersionEvent.INQUIRY, batch.ids, ctx)
    groups = [target.facts.sheet.header["number_sequence_group_id"] for target in batch]
    numbers = dict(zip(batch.ids, numbering.draw(INQUIRIES, len(batch), ctx, groups), strict=True))
    for day in sorted({target.args.sent_on or ctx.today for target in batch}):
        sent = [target.id for target in batch if (target.args.sent_on or ctx.today) == day]
        made = sql.rows(
            "orders.journal_inquiries", into=Journaled, company=ctx.company, act=ctx.act, sent_on=day,
            orders=sent, numbers=[numbers[each] for each in sent])  # fmt: skip
        ctx.made += [Made("purchase-inquiries", each.number, each.id) for each in made]
    for target in batch:
        target.detail |= {"print": target.args.print}
