"""Enter: a vendor's bill for an order becomes a pending invoice, or a posted one at once (04 §3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from manciple.kernel import numbering, outbox, sql
from manciple.kernel.actions import Batch, Target, action
from manciple.kernel.args import NoArgs
from manciple.kernel.context import Context, Made
from manciple.orders.models import PurchaseOrder

from ..inquiries import proposals, proposed_bill
from ..models import VendorInvoice
from ..rules import checks
from ..terms import MAINTAIN_INVOICES, VENDOR_INVOICE, Bill, InvoiceStatus, NewBill
from . import writing
from .post import journalized, owe, told


@action(
    PurchaseOrder, "invoice", label=_("Invoice"), pane="invoice", duty=MAINTAIN_INVOICES, args=NewBill,
    facts=proposals, needs=[(checks.order_invoiceable, checks.vendor_not_held)],
    guards=[checks.ENTERING, checks.permitted_to_post, checks.postable_when_asked],
    makes="vendor-invoices", emits="purchase-order-invoiced", proposes=proposed_bill, icon="file-invoice",
)  # fmt: skip
def invoice(batch: Batch[Bill, NewBill], ctx: Context) -> None:
    """Makes an invoice per order from what was received or ordered; posts it when asked."""
    groups = [target.facts.head.number_group for target in batch]
    numbers = numbering.draw(VENDOR_INVOICE, len(batch), ctx, groups)
    bills = [
        replace(target.facts, head=replace(target.facts.head, number=number))
        for target, number in zip(batch, numbers, strict=True)
    ]
    posted = [bill for target, bill in zip(batch, bills, strict=True) if target.args.post]
    vouchers = journalized(posted, ctx)
    ids = dict(zip(numbers, writing.insert(bills, vouchers, ctx), strict=True))
    _announce("vendor-invoice-entered", bills, ids, {}, ctx)
    if posted:
        owe(posted, [ids[bill.head.number] for bill in posted], vouchers, ctx)
        sql.update(VendorInvoice, [_posted(ids[bill.head.number], ctx) for bill in posted])
        _announce("vendor-invoice-posted", posted, ids, vouchers, ctx)
    for target, number in zip(batch, numbers, strict=True):
        ctx.made.append(Made("vendor-invoices", number, ids[number]))
        target.detail |= {"vendor_invoice": number, "invoice": target.args.invoice}


def _posted(invoice_id: int, ctx: Context) -> dict[str, object]:
    """The state comes last: nothing can be added to a posted invoice."""
    return {"company_id": ctx.company, "id": invoice_id, "status": InvoiceStatus.POSTED.value}


def _announce(event: str, bills: Sequence[Bill], ids: dict[str, int], vouchers: dict[str, str], ctx: Context) -> None:
    """The invoices' own timelines begin with this act."""
    posted = event == "vendor-invoice-posted"
    batch: Batch[Bill, NoArgs] = Batch(
        Target(ids[bill.head.number], bill.head.number, NoArgs(), InvoiceStatus.PENDING if posted else "", facts=bill,
               detail=told(bill, vouchers))
        for bill in bills
    )  # fmt: skip
    after = InvoiceStatus.POSTED if posted else InvoiceStatus.PENDING
    outbox.tell(VendorInvoice, event, batch, ctx, after=after)
