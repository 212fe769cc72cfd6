"""Cancel and Deliver remainder: two ways of wanting less, with different results (01 §12.3, §12.4)."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from manciple.kernel.actions import Batch, action
from manciple.kernel.args import Args, arg
from manciple.kernel.context import Context

from ..inquiries import proposals
from ..inquiries.standing import line_standing, standing
from ..messages import CANCELING, FINALIZED
from ..models import PurchaseLine, PurchaseOrder
from ..rules import canceling, money, quantities, states, types
from ..terms import ALIVE, MAINTAIN_ORDERS, LineStanding, Standing
from .moves import follow
from .writing import write_sheets


class Canceling(Args):
    """Why it is canceled."""

    reason: str | None = arg(_("Reason"), None, ref="reason-codes", help=_("The company may ask for it."))
    comment: str | None = arg(_("Comment"), None, max_length=60, help=_("The text of the reason when left out."))


@action(
    PurchaseOrder, "cancel", label=_("Cancel"), pane="purchase_order", args=Canceling, duty=MAINTAIN_ORDERS,
    when=ALIVE, otherwise=FINALIZED, facts=standing, danger=True,
    needs=((types.committed(CANCELING), states.not_in_review), canceling.something_left),
    guards=(canceling.reason_given,), proposes=proposals.canceling, emits="purchase-order-canceled",
    icon="circle-x",
)  # fmt: skip
def cancel(batch: Batch[Standing, Canceling], ctx: Context) -> None:
    """Takes what neither arrived nor was invoiced off the ordered quantities; prices stay."""
    for target in batch:
        order = target.facts
        canceling.cancel(order)
        target.detail |= canceling.explain(order, target.args)
        money.total_order(order.sheet, order.known)
        target.moved = states.reopened(order.sheet)
        ctx.warn(*(each.about(target.number) for each in canceling.skipped(order)))
    write_sheets([target.facts.sheet for target in batch], ctx)
    follow(batch.ids, ctx)


class Remainder(Args):
    """What is still to come of a line."""

    remainder: Decimal = arg(
        _("Deliver remainder"), kind="quantity", max_digits=26, decimal_places=8,
        help=_("In the purchase unit; 0 cancels what is still to come."))  # fmt: skip


@action(
    PurchaseLine, "deliver-remainder", label=_("Deliver remainder"), pane="update_line", args=Remainder,
    duty=MAINTAIN_ORDERS, when=ALIVE, otherwise=FINALIZED, facts=line_standing,
    needs=(states.line_editable, canceling.line_open),
    guards=((canceling.remainder_fits, canceling.remainder_remarks),),
    proposes=proposals.remainder_as_it_is, emits="purchase-order-line-remainder-changed", icon="truck",
)  # fmt: skip
def deliver_remainder(batch: Batch[LineStanding, Remainder], ctx: Context) -> None:
    """Sets what is still to come; the ordered quantity and the net amount do not change."""
    for target in batch:
        line = target.facts.line
        quantities.put(line.row, quantities.with_remainder(quantities.of(line.row), target.args.remainder))
        target.moved = states.reopened(target.facts.sheet)
    sheets = {target.facts.sheet.header["id"]: target.facts.sheet for target in batch}
    write_sheets(list(sheets.values()), ctx)
    follow(sheets, ctx)
