"""What may be done to a pending invoice: edit, match again, hold, release, delete (04 §5)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from manciple.kernel import outbox, sql
from manciple.kernel.actions import DELETE, EDIT, Batch, action
from manciple.kernel.args import NoArgs
from manciple.kernel.context import Context

from .. import messages
from ..inquiries import changes, holds, rematched
from ..models import VendorInvoice
from ..rules import checks
from ..terms import MAINTAIN_INVOICES, Bill, BillChange, InvoiceStatus
from . import writing

PENDING = [InvoiceStatus.PENDING]


@action(
    VendorInvoice, EDIT, label=_("Edit"), pane="invoice", duty=MAINTAIN_INVOICES, args=BillChange,
    when=PENDING, otherwise=messages.IMMUTABLE, facts=changes, guards=[checks.ENTERING],
    emits="vendor-invoice-edited",
)  # fmt: skip
def edit(batch: Batch[Bill, BillChange], ctx: Context) -> None:
    """Changes a pending invoice; amounts, receipts and matching follow."""
    writing.update([target.facts for target in batch], {}, ctx)


@action(
    VendorInvoice, "match-product-receipts", label=_("Match product receipts"), pane="invoice",
    duty=MAINTAIN_INVOICES, when=PENDING, otherwise=messages.IMMUTABLE, facts=rematched,
    emits="vendor-invoice-matched", icon="git-compare",
)  # fmt: skip
def match_product_receipts(batch: Batch[Bill, NoArgs], ctx: Context) -> None:
    """Proposes the receipts anew, oldest first, and runs the matching (04 §4, §10)."""
    writing.update([target.facts for target in batch], {}, ctx)


@action(
    VendorInvoice, "hold", label=_("Hold"), pane="invoice", duty=MAINTAIN_INVOICES, when=PENDING,
    otherwise=messages.IMMUTABLE, facts=holds, needs=[checks.is_free], emits="vendor-invoice-held", icon="lock",
)  # fmt: skip
def hold(batch: Batch[bool, NoArgs], ctx: Context) -> None:
    """Puts invoices on hold: they cannot be posted until they are released."""
    sql.update(VendorInvoice, [{"company_id": ctx.company, "id": pk, "on_hold": True} for pk in batch.ids])


@action(
    VendorInvoice, "release", label=_("Release"), pane="invoice", duty=MAINTAIN_INVOICES, when=PENDING,
    otherwise=messages.IMMUTABLE, facts=holds, needs=[checks.is_held], emits="vendor-invoice-released",
    icon="lock-open",
)  # fmt: skip
def release(batch: Batch[bool, NoArgs], ctx: Context) -> None:
    """Ends the hold of invoices."""
    sql.update(VendorInvoice, [{"company_id": ctx.company, "id": pk, "on_hold": False} for pk in batch.ids])


@action(
    VendorInvoice, DELETE, label=_("Delete"), pane="invoice", duty=MAINTAIN_INVOICES, when=PENDING,
    otherwise=messages.IMMUTABLE, removes=True, danger=True, emits="vendor-invoice-deleted",
)  # fmt: skip
def delete(batch: Batch[None, NoArgs], ctx: Context) -> None:
    """Removes pending invoices; what they held of receipts is free again."""
    sql.delete(VendorInvoice, ctx.company, batch.ids)


# --- What makes a matching out of date (04 §10.9) ------------------------------------------------------


@outbox.subscribe("product-receipt-posted")
@outbox.subscribe("purchase-order-edited")
@outbox.subscribe("purchase-order-canceled")
@outbox.subscribe("purchase-order-line-remainder-changed")
def forget_matching(batch: Batch[object, NoArgs], ctx: Context) -> None:
    """Pending invoices of changed orders count as not matched until somebody looks at them again."""
    orders = sorted({target.owner or target.id for target in batch})
    sql.run("invoices.forget_matching", company=ctx.company, orders=orders)
