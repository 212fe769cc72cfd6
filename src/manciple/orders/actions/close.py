"""Delete and Finalize: an order that never was, and one that is over for good (01 §12.1, §12.5)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from manciple.kernel import sql
from manciple.kernel.actions import DELETE, Batch, action
from manciple.kernel.args import Args, NoArgs, arg
from manciple.kernel.context import Context

from ..inquiries.proposals import today
from ..inquiries.standing import standing
from ..messages import FINALIZED
from ..models import PurchaseOrder
from ..rules import closing
from ..terms import EDITABLE, FINALIZE_ORDERS, MAINTAIN_ORDERS, Approval, Standing


@action(
    PurchaseOrder, DELETE, label=_("Delete"), pane="purchase_order", duty=MAINTAIN_ORDERS,
    when=EDITABLE, otherwise=FINALIZED, facts=standing, removes=True, danger=True,
    needs=((closing.never_confirmed, closing.nothing_happened),), emits="purchase-order-deleted",
    icon="trash",
)  # fmt: skip
def delete(batch: Batch[Standing, NoArgs], ctx: Context) -> None:
    """Removes orders the vendor was never told of, with lines and charges."""
    sql.delete(PurchaseOrder, ctx.company, batch.ids)


class Finalizing(Args):
    """When the order is closed in the books."""

    accounting_date: date | None = arg(_("Accounting date"), None, help=_("Today when left out."))


@action(
    PurchaseOrder, "finalize", label=_("Finalize"), pane="purchase", args=Finalizing, duty=FINALIZE_ORDERS,
    when=EDITABLE, otherwise=FINALIZED, to=Approval.FINALIZED, facts=standing, danger=True,
    needs=(closing.all_over,), guards=(closing.day_is_open,), emits="purchase-order-finalized",
    proposes=today, icon="lock",
)  # fmt: skip
def finalize(batch: Batch[Standing, Finalizing], ctx: Context) -> None:
    """Closes orders for good; nothing changes them any more."""
    sql.run("orders.finalize_lines", company=ctx.company, orders=batch.ids)
