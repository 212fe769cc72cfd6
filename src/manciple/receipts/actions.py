"""Writes of receiving: what arrived is posted, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from manciple.kernel import numbering, sql
from manciple.kernel.actions import Batch, action
from manciple.kernel.context import Context, Made
from manciple.ledger import actions as ledger
from manciple.ledger.terms import PostingType
from manciple.orders import actions as orders
from manciple.orders.models import PurchaseOrder
from manciple.orders.terms import Moved

from . import inquiries, messages, rules
from .models import ProductReceipt, ReceiptLine
from .terms import POST_RECEIPTS, PRODUCT_RECEIPT, Arrival, Delivery, PackingSlip


@action(
    PurchaseOrder, "post-product-receipt", label=_("Product receipt"), pane="receive",
    duty=POST_RECEIPTS, args=PackingSlip, facts=inquiries.deliveries,
    needs=[(rules.order_confirmed, rules.vendor_not_held)],
    guards=[
        rules.lines_known,
        (rules.number_given, rules.number_unused),
        rules.period_open,
        (rules.something_arrives, rules.lines_open, rules.quantities_fit),
        rules.places_given,
        (rules.within_over_delivery, rules.complete_when_asked, rules.closes_within_under_delivery),
        rules.accounts_set_up,
    ],
    emits="product-receipt-posted", proposes=inquiries.proposed_slip, icon="truck-delivery",
)  # fmt: skip
def post_product_receipt(batch: Batch[Delivery, PackingSlip], ctx: Context) -> None:
    """Books what arrived: journal, line quantities, accrual and stock (03 §7.5)."""
    groups = [target.facts.order.number_group for target in batch]
    numbers = numbering.draw(PRODUCT_RECEIPT, len(batch), ctx, groups)
    vouchers = _post(batch, numbers, ctx)
    receipts = sql.insert(
        ProductReceipt,
        [
            _receipt(target.facts, target.args, number, voucher, ctx)
            for target, number, voucher in zip(batch, numbers, vouchers, strict=True)
        ],
    )
    sql.insert(ReceiptLine, list(_lines(batch, receipts, ctx)))
    orders.received(list(_moves(batch)), ctx)
    for target, number, receipt in zip(batch, numbers, receipts, strict=True):
        ctx.made.append(Made("product-receipts", number, receipt))
        target.detail |= {"receipt": number, "product_receipt": target.args.product_receipt}


def _post(batch: Batch[Delivery, PackingSlip], numbers: Sequence[str], ctx: Context) -> list[str]:
    """The vouchers of the receipts, by number; blank where nothing is posted."""
    documents = [
        replace(target.facts.document, number=number)
        for target, number in zip(batch, numbers, strict=True)
        if target.facts.document
    ]
    books = next((target.facts.books for target in batch if target.facts.books), None)
    posted = ledger.post(documents, ctx, missing=messages.NO_ACCOUNT, closed=messages.CLOSED_PERIOD, books=books)
    vouchers = {document.number: voucher.number for document, voucher in zip(documents, posted, strict=True) if voucher}
    return [vouchers.get(number, "") for number in numbers]


def _receipt(delivery: Delivery, slip: PackingSlip, number: str, voucher: str, ctx: Context) -> dict[str, Any]:
    """The header of the journal: names and addresses as they are now."""
    order = delivery.order
    return {
        "company_id": ctx.company, "act": ctx.act, "number": number,
        "product_receipt": slip.product_receipt, "order_id": order.order_id,
        "vendor_id": order.vendor_id, "posted_on": delivery.posted_on,
        "document_date": slip.document_date, "delivery_name": order.delivery_name,
        "delivery_address": order.delivery_address, "delivery_terms": order.delivery_terms,
        "mode_of_delivery": order.mode_of_delivery, "currency_id": order.currency_id,
        "value": delivery.value, "voucher": voucher,
    }  # fmt: skip


def _lines(batch: Batch[Delivery, PackingSlip], receipts: Sequence[int], ctx: Context) -> Iterator[dict[str, Any]]:
    """The lines of the journal, of all receipts."""
    for target, receipt in zip(batch, receipts, strict=True):
        for each in target.facts.arrivals:
            line = each.line
            yield {
                "company_id": ctx.company, "act": ctx.act, "receipt_id": receipt,
                "order_line_id": line.line_id, "line_number": line.line_number,
                "item_id": line.item_id, "product_name": line.product_name,
                "site_id": line.site_id, "warehouse_id": line.warehouse_id, "unit": line.unit,
                "ordered": line.quantity, "net_amount": line.net_amount, "quantity": each.quantity,
                "remaining": each.remaining, "short": each.short, "close": each.close,
                "value": each.value, "accrued": each.accrued, "stock_value": each.stock_value,
                **_accounts(target.facts, each),
            }  # fmt: skip


def _accounts(delivery: Delivery, arrived: Arrival) -> dict[str, int | None]:
    """The accounts the line is posted to, which its invoice takes it back from."""
    item, accrued, stock_value = arrived.line.item_id, arrived.accrued, arrived.stock_value
    return {
        "accrual_account_id": delivery.account(PostingType.ACCR, item) if accrued else None,
        "expenditure_account_id": delivery.account(PostingType.PEU, item) if accrued or stock_value else None,
        "stock_account_id": delivery.account(PostingType.PHYS, item) if stock_value else None,
    }


def _moves(batch: Batch[Delivery, PackingSlip]) -> Iterator[Moved]:
    """What the order lines are told: received, and closed short."""
    for target in batch:
        for each in target.facts.arrivals:
            yield Moved(line=each.line.line_id, received=each.quantity, short=each.short)
