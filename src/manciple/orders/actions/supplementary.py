"""Supplementary items: lines that go along with others. Who knows which, says so here; as long as nobody
does, there is no such action (01 §15, 02 §16)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from manciple.kernel.actions import Action, Batch, declare
from manciple.kernel.args import NoArgs
from manciple.kernel.context import Context

from ..inquiries.supplementary import Supplier, supplemented, supplemented_lines, suppliers
from ..messages import FINALIZED
from ..models import PurchaseLine, PurchaseOrder
from ..rules import guards, states
from ..terms import ALIVE, MAINTAIN_ORDERS, Standing
from .lots import issue_lots
from .moves import follow
from .writing import write_sheets

KEY = "supplementary-items"


def supplied_by(supplier: Supplier) -> Supplier:
    """The function below tells what goes along with lines; the first one brings the actions about."""
    if not suppliers:
        said: dict[str, Any] = {
            "key": KEY, "label": _("Supplementary items"), "function": supplement, "duty": MAINTAIN_ORDERS,
            "when": ALIVE, "otherwise": FINALIZED, "needs": (guards.order_editable,),
            "guards": (guards.standing_in_order,), "emits": "purchase-order-supplemented", "icon": "playlist-add",
            "help": _("Adds what goes along with the lines ordered, as far as it is missing."),
        }  # fmt: skip
        declare(Action(record=PurchaseOrder, pane="general", facts=supplemented, **said))
        declare(Action(record=PurchaseLine, pane="purchase_order_line", facts=supplemented_lines, **said))
    suppliers.append(supplier)
    return supplier


def supplement(batch: Batch[Standing, NoArgs], ctx: Context) -> None:
    """Adds what goes along with the lines ordered, as far as it is missing."""
    sheets = {target.facts.sheet.header["id"]: target.facts.sheet for target in batch}
    for target in batch:
        if any(line.stored is None for line in target.facts.sheet.lines):
            target.moved = states.reopened(target.facts.sheet)
    issue_lots(sheets.values(), ctx)
    write_sheets(list(sheets.values()), ctx)
    follow(sheets, ctx)
