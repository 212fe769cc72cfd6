"""What an invoice posts (04 §11.2): accrual and stock of the receipts undone, liability, cost, tax."""

from __future__ import annotations

from collections.abc import Iterator

from manciple.ledger.terms import Document, Posting, PostingType

from ..terms import VENDOR_INVOICE_KIND, Bill, BillLine


def document(bill: Bill) -> Document:
    """The voucher of an invoice. The liability is one amount, so that it is the invoice's total."""
    head = bill.head
    return Document(
        VENDOR_INVOICE_KIND, head.number, head.posting_date, head.currency, tuple(postings(bill)), text=head.invoice
    )


def postings(bill: Bill) -> Iterator[Posting]:
    """Every amount of the voucher; debit is positive. Debits equal credits by construction."""
    for line in bill.lines:
        vendor = bill.orders[line.order.order_id].vendor_id
        yield from _undone(line, vendor)
        yield from _cost(line, vendor)
        yield Posting(PostingType.TAX, line.sales_tax, code=line.order.tax_code, line=line.line_number)
    yield from _charges(bill)
    yield Posting(PostingType.ROUND, bill.figures.round_off)
    yield Posting(
        PostingType.AP, -bill.figures.total, vendor=bill.head.invoice_account_id, profile=bill.head.posting_profile_id
    )


def _undone(line: BillLine, vendor: int) -> Iterator[Posting]:
    """a and b: what the receipts posted is taken back with the amounts they were posted with."""
    entries = (
        (PostingType.ACCR, line.accrued),
        (PostingType.PEU, -line.accrued),
        (PostingType.PEU, line.stock_value),
        (PostingType.PHYS, -line.stock_value),
    )
    for role, amount in entries:
        yield Posting(role, amount, item=line.order.item_id, vendor=vendor, line=line.line_number)


def _cost(line: BillLine, vendor: int) -> Iterator[Posting]:
    """c and d: stock takes its actual cost through purchase expenditure; the rest is expense."""
    item, number, net = line.order.item_id, line.line_number, line.net_amount
    if not line.order.stocked:
        yield Posting(PostingType.PEE, net, item=item, vendor=vendor, line=number)
        return
    yield Posting(PostingType.PEP, net, item=item, vendor=vendor, line=number)
    yield Posting(PostingType.INV, net, item=item, vendor=vendor, line=number)
    yield Posting(PostingType.PEP, -net, item=item, vendor=vendor, line=number)


def _charges(bill: Bill) -> Iterator[Posting]:
    """What the vendor gets or bears beside the lines; a charge between ledger accounts nets to nothing."""
    order = next(iter(bill.orders.values()))
    for charge in bill.charges:
        yield Posting(PostingType.CHARGE, charge.owed * charge.amount, code=charge.code)
        yield Posting(PostingType.TAX, charge.sales_tax, code=order.tax_code)
