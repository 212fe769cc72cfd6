"""Edit: header fields, lines and charges of orders, with everything that follows (01 §12.1, §16)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from manciple.kernel.actions import EDIT, Batch, action
from manciple.kernel.args import Args
from manciple.kernel.context import Context

from ..inquiries.drafts import edited_orders
from ..inquiries.proposals import charges_as_they_are
from ..messages import FINALIZED
from ..models import PurchaseOrder
from ..rules import states
from ..rules.guards import sheet_in_order
from ..terms import ALIVE, MAINTAIN_ORDERS, Sheet
from .lots import issue_lots
from .moves import follow
from .told import ChargesChange, OrderChange
from .writing import write_sheets


@action(
    PurchaseOrder, EDIT, label=_("Edit"), pane="purchase_order", args=OrderChange, duty=MAINTAIN_ORDERS,
    when=ALIVE, otherwise=FINALIZED, facts=edited_orders, guards=(sheet_in_order,),
    emits="purchase-order-edited", icon="pencil",
)  # fmt: skip
def edit(batch: Batch[Sheet, Args], ctx: Context) -> None:
    """Changes orders; what was agreed before has to be agreed again (01 §7.2, §7.3)."""
    for target in batch:
        if target.facts.versioned:
            target.moved = states.reopened(target.facts)
    sheets = [target.facts for target in batch]
    issue_lots(sheets, ctx)
    write_sheets(sheets, ctx)
    follow(batch.ids, ctx)


@action(
    PurchaseOrder, "maintain-charges", label=_("Maintain charges"), pane="purchase", args=ChargesChange,
    duty=MAINTAIN_ORDERS, when=ALIVE, otherwise=FINALIZED, facts=edited_orders, guards=(sheet_in_order,),
    proposes=charges_as_they_are, emits="purchase-order-edited", icon="coins",
)  # fmt: skip
def maintain_charges(batch: Batch[Sheet, Args], ctx: Context) -> None:
    """Changes, adds and removes charges on the header."""
    edit(batch, ctx)
