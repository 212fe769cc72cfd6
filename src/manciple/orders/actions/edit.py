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
from ..rules.guards import sheet_in_order
from ..terms import EDITABLE, MAINTAIN_ORDERS, Approval, Sheet
from .moves import follow
from .told import ChargesChange, OrderChange
from .writing import write_sheets


@action(
    PurchaseOrder, EDIT, label=_("Edit"), pane="purchase_order", args=OrderChange, duty=MAINTAIN_ORDERS,
    when=EDITABLE, otherwise=FINALIZED, facts=edited_orders, guards=(sheet_in_order,),
    emits="purchase-order-edited", icon="pencil",
)  # fmt: skip
def edit(batch: Batch[Sheet, Args], ctx: Context) -> None:
    """Changes orders; what the vendor was told before has to be confirmed to him again (01 §7.2)."""
    for target in batch:
        if target.facts.versioned:
            unconfirm(target.facts)
            target.moved = Approval.APPROVED
    write_sheets([target.facts for target in batch], ctx)
    follow(batch.ids, ctx)


@action(
    PurchaseOrder, "maintain-charges", label=_("Maintain charges"), pane="purchase", args=ChargesChange,
    duty=MAINTAIN_ORDERS, when=EDITABLE, otherwise=FINALIZED, facts=edited_orders, guards=(sheet_in_order,),
    proposes=charges_as_they_are, emits="purchase-order-edited", icon="coins",
)  # fmt: skip
def maintain_charges(batch: Batch[Sheet, Args], ctx: Context) -> None:
    """Changes, adds and removes charges on the header."""
    edit(batch, ctx)


def unconfirm(sheet: Sheet) -> None:
    """The order is not what the vendor confirmed any more."""
    sheet.header["approval_status"] = Approval.APPROVED.value
    sheet.header["changed_since_confirmation"] = sheet.header["confirmations"] > 0
