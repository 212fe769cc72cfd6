"""What an invoice posts (04 §11.2): accrual and stock of the receipts undone, liability, cost, tax."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from manciple.kernel.numbers import ZERO
from manciple.ledger.terms import Document, Posting, PostingType

from ..terms import VENDOR_INVOICE_KIND, Bill, BillLine


class Part(NamedTuple):
    """One amount of one line, before those that go to the same account are added up."""

    role: PostingType
    amount: Decimal
    item: int | None = None
    vendor: int | None = None
    code: str = ""
    line: int | None = None
    account: int | None = None


Key = tuple[PostingType, int | None, int | None, str, int | None, bool]


def document(bill: Bill) -> Document:
    """The voucher of an invoice: one posting per role, item and side."""
    head = bill.head
    return Document(
        VENDOR_INVOICE_KIND, head.number, head.posting_date, head.currency, tuple(_postings(bill)), text=head.invoice,
        number_group=head.number_group)  # fmt: skip


def _postings(bill: Bill) -> Iterator[Posting]:
    """The parts, those of one account and side added up; the first line stands for all."""
    sums: dict[Key, Decimal] = {}
    lines: dict[Key, int | None] = {}
    for role, amount, item, vendor, code, line, account in parts(bill):
        if amount:
            key = role, item, vendor, code, account, amount > 0
            sums[key] = sums.get(key, ZERO) + amount
            lines.setdefault(key, line)
    for key, amount in sums.items():
        role, item, vendor, code, account, _ = key
        profile = bill.head.posting_profile_id if role == PostingType.AP else None
        yield Posting(
            role, amount, item=item, vendor=vendor, code=code, line=lines[key], profile=profile, account=account
        )


def parts(bill: Bill) -> Iterator[Part]:
    """Every amount of the voucher; debit is positive. Debits equal credits by construction.

    The liability is one amount, so that it is the invoice's total.
    """
    for line in bill.lines:
        vendor = bill.orders[line.order.order_id].vendor_id
        yield from _undone(line, vendor)
        yield from _cost(line, vendor)
        yield Part(PostingType.TAX, line.sales_tax, code=line.order.tax_code, line=line.line_number)
    yield from _charges(bill)
    yield Part(PostingType.ROUND, bill.figures.round_off)
    yield Part(PostingType.AP, -bill.figures.total, vendor=bill.head.invoice_account_id)


def _undone(line: BillLine, vendor: int) -> Iterator[Part]:
    """a and b: what the receipts posted is taken back, by the amounts and from the accounts they were posted with."""
    item, number = line.order.item_id, line.line_number
    for match in line.matches:
        accrued, stock_value, used = match.accrued, match.stock_value, match.accounts
        if accrued:
            yield Part(PostingType.ACCR, accrued, item, vendor, line=number, account=used.accrual)
            yield Part(PostingType.PEU, -accrued, item, vendor, line=number, account=used.expenditure)
        if stock_value:
            yield Part(PostingType.PEU, stock_value, item, vendor, line=number, account=used.expenditure)
            yield Part(PostingType.PHYS, -stock_value, item, vendor, line=number, account=used.stock)


def _cost(line: BillLine, vendor: int) -> Iterator[Part]:
    """c and d: stock takes its actual cost through purchase expenditure; the rest is expense."""
    item, number, net = line.order.item_id, line.line_number, line.net_amount
    if not line.order.stocked:
        yield Part(PostingType.PEE, net, item, vendor, line=number)
        return
    yield Part(PostingType.PEP, net, item, vendor, line=number)
    yield Part(PostingType.INV, net, item, vendor, line=number)
    yield Part(PostingType.PEP, -net, item, vendor, line=number)


def _charges(bill: Bill) -> Iterator[Part]:
    """What the vendor gets or bears beside the lines; a charge between ledger accounts nets to nothing."""
    order = next(iter(bill.orders.values()))
    for charge in bill.charges:
        yield Part(PostingType.CHARGE, charge.owed * charge.amount, code=charge.code)
        yield Part(PostingType.TAX, charge.sales_tax, code=order.tax_code)
