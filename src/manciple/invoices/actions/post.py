"""Post: what is owed for a bill, for good (04 §11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from manciple.kernel import sql
from manciple.kernel.actions import Batch, action
from manciple.kernel.args import NoArgs
from manciple.kernel.context import Context
from manciple.ledger import actions as ledger
from manciple.orders import actions as orders
from manciple.orders.terms import Moved

from .. import messages
from ..inquiries import standing
from ..models import VendorInvoice, VendorTransaction
from ..rules import checks
from ..terms import POST_INVOICES, Bill, InvoiceStatus
from . import writing


@action(
    VendorInvoice, "post", label=_("Post"), pane="invoice", duty=POST_INVOICES,
    when=[InvoiceStatus.PENDING], otherwise=messages.IMMUTABLE, to=InvoiceStatus.POSTED,
    facts=standing, needs=[(checks.vendor_not_held, checks.postable)], emits="vendor-invoice-posted",
)  # fmt: skip
def post(batch: Batch[Bill, NoArgs], ctx: Context) -> None:
    """Posts invoices: receipts are undone, the vendor is owed, the order lines are billed."""
    bills = [target.facts for target in batch]
    vouchers = journalized(bills, ctx)
    writing.update(bills, vouchers, ctx)
    owe(bills, [bill.head.id for bill in bills], vouchers, ctx)
    for target in batch:
        target.detail |= told(target.facts, vouchers)


def journalized(bills: Sequence[Bill], ctx: Context) -> dict[str, str]:
    """The vouchers of bills by the bill's number; a bill without amounts has none.

    The guards laid out what is posted and asked the books, whose periods they hold since.
    """
    documents = [replace(bill.document, number=bill.head.number) for bill in bills if bill.document]
    books = next((bill.books for bill in bills if bill.books), None)
    posted = ledger.post(documents, ctx, missing=messages.NO_ACCOUNT, closed=messages.CLOSED_PERIOD, books=books)
    return {document.number: voucher.number for document, voucher in zip(documents, posted, strict=True) if voucher}


def owe(bills: Sequence[Bill], ids: Sequence[int], vouchers: dict[str, str], ctx: Context) -> None:
    """Writes what is owed to the vendors, and tells the order lines what was billed."""
    sql.insert(
        VendorTransaction,
        [
            _transaction(bill, pk, vouchers[bill.head.number], ctx)
            for bill, pk in zip(bills, ids, strict=True)
            if bill.head.number in vouchers
        ],
    )
    moves = (
        Moved(line=line.order.line_id, invoiced=line.quantity, received=line.unmatched)
        for bill in bills
        for line in bill.lines
    )
    orders.invoiced(_summed(moves), ctx)


def _transaction(bill: Bill, invoice: int, voucher: str, ctx: Context) -> dict[str, Any]:
    """An invoice is credit and so negative, as in the ledger (04, conventions)."""
    head, amount = bill.head, -bill.figures.total
    return {
        "company_id": ctx.company, "act": ctx.act, "vendor_id": head.invoice_account_id, "invoice": head.invoice,
        "vendor_invoice_id": invoice, "voucher": voucher, "posted_on": head.posting_date,
        "due_date": head.due_date, "currency_id": head.currency_id, "amount": amount,
        "accounting_amount": amount,
    }  # fmt: skip


def _summed(moves: Iterable[Moved]) -> list[Moved]:
    """One move per order line, when several bills are posted together for it."""
    found: dict[int, Moved] = {}
    for move in moves:
        before = found.get(move.line, Moved(move.line))
        found[move.line] = Moved(
            move.line, received=before.received + move.received, invoiced=before.invoiced + move.invoiced)  # fmt: skip
    return list(found.values())


def told(bill: Bill, vouchers: dict[str, str]) -> dict[str, Any]:
    """What the timeline says of a posting."""
    return {"invoice": bill.head.invoice, "voucher": vouchers.get(bill.head.number, "")}
