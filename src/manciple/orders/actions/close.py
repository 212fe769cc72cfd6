"""Delete and Finalize: an order that never was, order or line that is over for good (01 §12.1, §12.5)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from manciple.kernel import numbering, sql
from manciple.kernel.actions import DELETE, Batch, action
from manciple.kernel.args import Args, NoArgs, arg
from manciple.kernel.context import Context

from ..inquiries.proposals import today
from ..inquiries.standing import line_standing, standing
from ..messages import FINALIZED, FINALIZING
from ..models import PurchaseLine, PurchaseOrder
from ..rules import closing, states, types
from ..terms import ALIVE, FINALIZE_ORDERS, MAINTAIN_ORDERS, NUMBERS, Approval, LineStanding, Standing, VersionEvent
from .removing import purge
from .versions import keep


@action(
    PurchaseOrder, DELETE, label=_("Delete"), pane="purchase_order", duty=MAINTAIN_ORDERS,
    when=ALIVE, otherwise=FINALIZED, facts=standing, removes=True, danger=True,
    needs=((states.not_in_review, closing.never_confirmed, closing.nothing_happened),),
    emits="purchase-order-deleted", icon="trash",
)  # fmt: skip
def delete(batch: Batch[Standing, NoArgs], ctx: Context) -> None:
    """Removes orders the vendor was never told of, with lines and charges.

    A copy stays where the company keeps what was deleted, else a continuous number is free again.
    """
    keeps = any(target.facts.known.company.keep_voided for target in batch)
    if keeps:
        sql.run("orders.void_orders", company=ctx.company, act=ctx.act, orders=batch.ids, at=ctx.now,
                by=ctx.user_name)  # fmt: skip
    sql.delete(PurchaseOrder, ctx.company, batch.ids)
    if not keeps:
        numbering.give_back(NUMBERS, [target.number for target in batch], ctx)


class Finalizing(Args):
    """When order or line is closed in the books."""

    accounting_date: date | None = arg(_("Accounting date"), None, help=_("Today when left out."))


@action(
    PurchaseOrder, "finalize", label=_("Finalize"), pane="purchase", args=Finalizing, duty=FINALIZE_ORDERS,
    when=ALIVE, otherwise=FINALIZED, to=Approval.FINALIZED, facts=standing, danger=True,
    needs=(types.committed(FINALIZING), closing.agreed, closing.all_over), guards=(closing.day_is_open,),
    emits="purchase-order-finalized", proposes=today, icon="lock",
)  # fmt: skip
def finalize(batch: Batch[Standing, Finalizing], ctx: Context) -> None:
    """Closes orders for good; nothing changes them any more."""
    keep(VersionEvent.FINALIZE, batch.ids, ctx)
    purge([target.id for target in batch if target.facts.sheet.has_deleted], ctx)
    sql.run("orders.finalize_lines", company=ctx.company, orders=batch.ids)
    for target in batch:
        target.detail["accounting_date"] = str(target.args.accounting_date or ctx.today)


@action(
    PurchaseLine, "finalize", label=_("Finalize"), pane="update_line", args=Finalizing, duty=FINALIZE_ORDERS,
    when=ALIVE, otherwise=FINALIZED, facts=line_standing, danger=True,
    needs=((closing.line_not_in_review, closing.line_over),), guards=(closing.line_day_is_open,),
    emits="purchase-order-line-finalized", icon="lock",
)  # fmt: skip
def finalize_line(batch: Batch[LineStanding, Finalizing], ctx: Context) -> None:
    """Closes lines that are fully received and invoiced; their orders go on."""
    sql.run("orders.finalize_some_lines", company=ctx.company, lines=batch.ids)
    for target in batch:
        target.detail["accounting_date"] = str(target.args.accounting_date or ctx.today)
