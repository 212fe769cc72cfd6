"""Lines that are taken off an order: undone, or gone for good (01 §12.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from manciple.kernel import sql
from manciple.kernel.actions import Batch, action
from manciple.kernel.args import NoArgs
from manciple.kernel.context import Context

from ..inquiries.standing import line_standing
from ..messages import FINALIZED
from ..models import PurchaseLine
from ..rules import money, removing, states
from ..terms import ALIVE, MAINTAIN_ORDERS, LineStanding
from .moves import follow
from .writing import remove_lines, write_sheets


@action(
    PurchaseLine, "undelete", label=_("Undelete"), pane="update_line", duty=MAINTAIN_ORDERS,
    when=ALIVE, otherwise=FINALIZED, facts=line_standing,
    needs=((states.line_editable, removing.is_taken_off),),
    emits="purchase-order-line-undeleted", icon="arrow-back-up",
)  # fmt: skip
def undelete(batch: Batch[LineStanding, NoArgs], ctx: Context) -> None:
    """Puts lines that were taken off back on their orders, as long as that is not agreed yet."""
    for target in batch:
        removing.put_back(target.facts.line, target.facts.sheet)
    known = {target.facts.sheet.header["id"]: target.facts for target in batch}
    for each in known.values():
        money.total_order(each.sheet, each.known)
        states.reopened(each.sheet)
    for target in batch:
        target.moved = target.facts.sheet.header["approval_status"]
    write_sheets([each.sheet for each in known.values()], ctx)
    follow(known, ctx)


def purge(orders: Sequence[int], ctx: Context) -> None:
    """Removes the lines that were taken off orders, once that is agreed: at the confirmation, at the
    approval of orders the vendor was never told of, and when orders are closed. Versions keep them."""
    if not orders:
        return
    gone = sql.rows("orders.deleted_lines", into=_Gone, company=ctx.company, orders=list(orders))
    remove_lines([each.line for each in gone], ctx)


@dataclass(frozen=True, slots=True)
class _Gone:
    line: int
