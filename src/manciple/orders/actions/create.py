"""Create: one or many new orders, with lines and charges (01 §2)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from manciple.kernel import numbering, sql
from manciple.kernel.actions import CREATE, Batch, action
from manciple.kernel.args import Args
from manciple.kernel.context import Context, Made
from manciple.parties.actions import introduce
from manciple.parties.terms import Newcomer

from ..inquiries import drafts, proposals
from ..inquiries.known import numbers_used
from ..models import OrderCharge, PurchaseLine, PurchaseOrder
from ..rules.guards import sheet_in_order
from ..rules.header import follow_lines
from ..terms import MAINTAIN_ORDERS, NUMBERS, Sheet
from .lots import issue_lots
from .told import OrderNew

FORM = "purchase-orders"
#: What a one-time supplier has of his own, and not from the template.
NEWCOMER = ("name", "contact", "email", "internet_address", "language", "tax_exempt_number")


@action(
    PurchaseOrder, CREATE, label=_("New purchase order"), pane="purchase_order", args=OrderNew,
    duty=MAINTAIN_ORDERS, creates=True, makes=FORM, emits="purchase-order-created",
    facts=drafts.new_orders, guards=(sheet_in_order,),
    proposes=proposals.new_order, icon="file-plus",
)  # fmt: skip
def create(batch: Batch[Sheet, Args], ctx: Context) -> None:
    """Makes orders that may be confirmed: header, lines, charges, totals."""
    sheets = [target.facts for target in batch]
    for sheet in sheets:
        follow_lines(sheet)
    _introduce(sheets, ctx)
    issue_lots(sheets, ctx)
    _number(sheets, ctx)
    ids = sql.insert(PurchaseOrder, [sheet.header for sheet in sheets])
    for sheet, pk in zip(sheets, ids, strict=True):
        _own(sheet, pk)
        ctx.made.append(Made(FORM, sheet.header["number"], pk))
    sql.insert(PurchaseLine, [line.row for sheet in sheets for line in sheet.lines])
    sql.insert(OrderCharge, [charge.row for sheet in sheets for charge in sheet.charges])


def _introduce(sheets: Sequence[Sheet], ctx: Context) -> None:
    """Makes the vendors of orders from one-time suppliers, each from the template (01 §2.2)."""
    waiting = [sheet for sheet in sheets if sheet.header["one_time_supplier"]]
    newcomers = [Newcomer(**{name: sheet.header[name] for name in NEWCOMER}) for sheet in waiting]
    for sheet, vendor in zip(waiting, introduce(newcomers, ctx), strict=True):
        if sheet.header["invoice_account_id"] == sheet.header["vendor_id"]:
            sheet.header["invoice_account_id"] = vendor
        sheet.header["vendor_id"] = vendor


def _own(sheet: Sheet, order: int) -> None:
    for row in (*(line.row for line in sheet.lines), *(charge.row for charge in sheet.charges)):
        row["order_id"] = order


def _number(sheets: Sequence[Sheet], ctx: Context) -> None:
    """Gives the next numbers to orders without one, passing over those somebody typed before."""
    typed = [sheet.header["number"] for sheet in sheets if sheet.header["number"]]
    numbering.use(NUMBERS, typed, ctx)
    waiting = [sheet for sheet in sheets if not sheet.header["number"]]
    while waiting:
        drawn = numbering.draw(NUMBERS, len(waiting), ctx)
        used = numbers_used(drawn, ctx) | {sheet.header["number"].upper() for sheet in sheets}
        free = [number for number in drawn if number.upper() not in used]
        for sheet, number in zip(waiting, free, strict=False):
            sheet.header["number"] = number
        waiting = waiting[len(free) :]
