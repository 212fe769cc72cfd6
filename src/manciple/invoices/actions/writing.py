"""How invoices, their lines and their matches are stored: each table with one statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from manciple.kernel import sql
from manciple.kernel.context import Context

from ..models import (
    InvoiceCharge,
    InvoiceOrder,
    MatchResult,
    ReceiptMatch,
    VendorInvoice,
    VendorInvoiceLine,
)
from ..rules.matching import policy_of
from ..terms import Bill, BillLine, Charge, InvoiceStatus, Result

Row = dict[str, Any]
Vouchers = Mapping[str, str]


# --- New invoices -------------------------------------------------------------------------------------


def insert(bills: Sequence[Bill], vouchers: Vouchers, ctx: Context) -> list[int]:
    """Stores new invoices whole; gives their ids in order. They are pending until they are posted."""
    ids = sql.insert(VendorInvoice, [_new_header(bill, vouchers, ctx) for bill in bills])
    owned = list(zip(ids, bills, strict=True))
    sql.insert(
        InvoiceOrder,
        [
            {"company_id": ctx.company, "invoice_id": pk, "order_id": order}
            for pk, bill in owned
            for order in bill.orders
        ],
    )
    lines = [(pk, line, bill) for pk, bill in owned for line in bill.lines]
    line_ids = sql.insert(VendorInvoiceLine, [_new_line(pk, line, bill, ctx) for pk, line, bill in lines])
    insert_matches(((pk, line) for pk, (_, line, _) in zip(line_ids, lines, strict=True)), ctx)
    sql.insert(InvoiceCharge, [_charge(pk, charge, ctx) for pk, bill in owned for charge in bill.charges])
    keep_results(owned, ctx)
    return ids


def _new_header(bill: Bill, vouchers: Vouchers, ctx: Context) -> Row:
    head = bill.head
    return {
        "company_id": ctx.company,
        "version": 1,
        "number": head.number,
        "status": InvoiceStatus.PENDING.value,
        "invoice_account_id": head.invoice_account_id,
        "currency_id": head.currency_id,
        **_header(bill, vouchers.get(head.number, "")),
    }


def _header(bill: Bill, voucher: str) -> Row:
    """The columns of a header that may change while it is pending."""
    head, figures = bill.head, bill.figures
    return {
        "invoice": head.invoice, "match_status": bill.match_status.value, "on_hold": head.on_hold,
        "invoice_date": head.invoice_date, "posting_date": head.posting_date, "due_date": head.due_date,
        "terms_of_payment_id": head.terms_id, "posting_profile_id": head.posting_profile_id,
        "subtotal": figures.subtotal, "charges": figures.charges, "sales_tax": figures.sales_tax,
        "round_off": figures.round_off, "total": figures.total, "voucher": voucher, "note": head.note,
    }  # fmt: skip


def _new_line(invoice: int, line: BillLine, bill: Bill, ctx: Context) -> Row:
    order = line.order
    return {
        "company_id": ctx.company, "invoice_id": invoice, "line_number": line.line_number,
        "order_line_id": order.line_id, "item_id": order.item_id, "product_name": order.product_name,
        "unit": order.unit, "sales_tax_group_id": order.sales_tax_group_id,
        "matching_policy": policy_of(line, bill.policy), **_line(line),
    }  # fmt: skip


def _line(line: BillLine) -> Row:
    """The columns of a line that may change while it is pending."""
    return {
        "quantity": line.quantity, "unit_price": line.unit_price, "price_unit": line.price_unit,
        "discount": line.discount, "discount_percent": line.discount_percent,
        "charges_on_purchases": line.charges, "net_amount": line.net_amount, "sales_tax": line.sales_tax,
        "price_as_ordered": line.as_ordered, "order_quantity": line.order_quantity,
        "order_net_amount": line.order_net_amount, "price_match": line.price_match,
        "quantity_match": line.quantity_match,
    }  # fmt: skip


def _charge(invoice: int, charge: Charge, ctx: Context) -> Row:
    return {
        "company_id": ctx.company, "invoice_id": invoice, "line_number": charge.line_number,
        "charge_code_id": charge.charge_code_id, "category": charge.category, "value": charge.value,
        "amount": charge.amount, "sales_tax": charge.sales_tax, "text": charge.text,
    }  # fmt: skip


# --- Matches and results ------------------------------------------------------------------------------


def insert_matches(lines: Iterable[tuple[int, BillLine]], ctx: Context) -> None:
    """Reserves the receipts that lines take."""
    sql.insert(
        ReceiptMatch,
        [
            {
                "company_id": ctx.company, "invoice_line_id": pk, "receipt_line_id": match.receipt_line_id,
                "quantity": match.quantity, "accrued": match.accrued, "stock_value": match.stock_value,
            }
            for pk, line in lines
            for match in line.matches
        ],
    )  # fmt: skip


def keep_results(owned: Iterable[tuple[int, Bill]], ctx: Context) -> None:
    """Adds a run of matching to the history."""
    sql.insert(
        MatchResult,
        [_result(pk, bill.head.number, result, ctx) for pk, bill in owned for result in bill.results],
    )


def _result(invoice: int, number: str, result: Result, ctx: Context) -> Row:
    return {
        "company_id": ctx.company, "act": ctx.act, "invoice": invoice, "number": number,
        "line_number": result.line_number, "kind": result.kind.value, "expected": result.expected,
        "actual": result.actual, "variance_percent": result.variance_percent,
        "tolerance_percent": result.tolerance_percent, "status": result.status.value, "at": ctx.now,
    }  # fmt: skip


# --- Stored invoices ----------------------------------------------------------------------------------


def update(bills: Sequence[Bill], vouchers: Vouchers, ctx: Context) -> None:
    """Stores pending invoices as they are now: headers, lines, charges, matches, a run of matching."""
    sql.update(VendorInvoice, [_changed_header(bill, vouchers, ctx) for bill in bills])
    stored = {line.id: line for bill in bills for line in bill.stored}
    lines = [line for bill in bills for line in bill.lines]
    changed = [line for line in lines if _line(line) != _line(stored[line.id])]
    sql.update(VendorInvoiceLine, [{"company_id": ctx.company, "id": line.id, **_line(line)} for line in changed])
    removed = [pk for bill in bills for pk in bill.removed]
    if removed:
        sql.delete(VendorInvoiceLine, ctx.company, removed)
    _update_charges(bills, ctx)
    _rematch([line for line in lines if _held(line) != _held(stored[line.id])], ctx)
    keep_results(((bill.head.id, bill) for bill in bills), ctx)


def _update_charges(bills: Sequence[Bill], ctx: Context) -> None:
    charges = [(bill.head.id, charge) for bill in bills for charge in bill.charges]
    rows = [
        {"company_id": ctx.company, "invoice_id": invoice, "line_number": charge.line_number, "amount": charge.amount,
         "sales_tax": charge.sales_tax}
        for invoice, charge in charges
    ]  # fmt: skip
    sql.update(InvoiceCharge, rows, key=("invoice_id", "line_number"))


def _held(line: BillLine) -> list[tuple[int, Decimal, Decimal, Decimal]]:
    """What a line takes of receipts, apart from how much those have left."""
    return [(each.receipt_line_id, each.quantity, each.accrued, each.stock_value) for each in line.matches]


def _rematch(lines: Sequence[BillLine], ctx: Context) -> None:
    if lines:
        sql.run("invoices.unmatch", company=ctx.company, lines=[line.id for line in lines])
        insert_matches(((line.id, line) for line in lines), ctx)


def _changed_header(bill: Bill, vouchers: Vouchers, ctx: Context) -> Row:
    return {"company_id": ctx.company, "id": bill.head.id, **_header(bill, vouchers.get(bill.head.number, ""))}
