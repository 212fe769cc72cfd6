"""May it be billed, may it be posted: the guards, in the order of 04 §6."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from manciple.kernel import messages as kernel
from manciple.kernel.args import Args
from manciple.kernel.numbers import EXACT, ZERO, places, sign
from manciple.kernel.refusals import Refusal
from manciple.ledger import rules as ledger
from manciple.orders.rules.types import no_journal
from manciple.orders.terms import Approval, Status
from manciple.parties.terms import Hold
from manciple.pricing.rules import within_price
from manciple.receipts.rules import most
from manciple.receipts.terms import DuplicatePolicy
from manciple.terms.terms import ChargeCategory, ChargeSide

from .. import messages
from ..terms import POST_INVOICES, Bill, Discrepancy, MatchKind, MatchStatus, NewBill, Order, Result, Used
from .receipts import overdrawn

HELD = (Hold.INVOICE, Hold.ALL)


# --- Entering ---------------------------------------------------------------------------------------


def order_invoiceable(bill: Bill) -> Iterator[Refusal]:
    """The order was confirmed at least once and is neither canceled nor finalized (04 §3)."""
    for order in bill.orders.values():
        closed = _closed(order)
        if journal := list(no_journal(order.purchase_type, messages.INVOICING)):
            yield from journal
        elif closed:
            yield messages.ORDER_CLOSED(order=order.order, state=closed)
        elif not order.confirmations:
            yield messages.ORDER_NOT_CONFIRMED(order=order.order, state=Approval(order.approval).label)


def _closed(order: Order) -> str:
    if order.approval == Approval.FINALIZED:
        return str(Approval.FINALIZED.label)
    return str(Status.CANCELED.label) if order.status == Status.CANCELED else ""


def vendor_not_held(bill: Bill) -> Iterator[Refusal]:
    """Neither vendor nor invoice account is on hold for invoices or for everything (04 §6.2)."""
    holds = {bill.head.account: bill.head.account_hold}
    holds |= {order.vendor: order.hold for order in bill.orders.values()}
    for vendor, hold in holds.items():
        if hold in HELD:
            yield messages.VENDOR_ON_HOLD(vendor=vendor, kind=Hold(hold).label)


def references_known(bill: Bill, told: Args | None = None) -> Iterator[Refusal]:
    """Every line and every code that is named exists."""
    for field, value in bill.unknown:
        yield kernel.UNKNOWN_REFERENCE(field=field, label=messages.LABELS.get(field, field), value=value)


def something_billed(bill: Bill, told: Args | None = None) -> Iterator[Refusal]:
    """The invoice has at least one line."""
    if not bill.lines:
        yield messages.NO_LINES()


def quantities_fit(bill: Bill, told: Args | None = None) -> Iterator[Refusal]:
    """Quantities are not zero, have the sign of their line and the decimals of their unit (04 §2.2)."""
    for line in bill.lines:
        if line.quantity == 0:
            yield messages.NO_QUANTITY(line=line.line_number, field="lines.quantity")
        elif sign(line.quantity) != line.order.side or places(line.quantity) > line.order.decimals:
            yield messages.QUANTITY(
                line=line.line_number, field="lines.quantity", decimals=line.order.decimals, unit=line.order.unit,
                sign=messages.NEGATIVE if line.order.side < 0 else messages.POSITIVE)  # fmt: skip


def prices_fit(bill: Bill, told: Args | None = None) -> Iterator[Refusal]:
    """Discounts take off no more than the price, and the price covers something (02 §4)."""
    for line in bill.lines:
        if not line.as_ordered and line.unit_price is not None:
            price = replace(line.price, price_unit=line.price_unit)
            yield from within_price(price, line.line_number)


def lines_not_stopped(bill: Bill, told: Args | None = None) -> Iterator[Refusal]:
    """No line is stopped, finalized, or of an item stopped for purchase."""
    for line in bill.lines:
        if line.order.stopped or line.order.item_stopped or line.order.finalized:
            yield messages.STOPPED(line=line.line_number)


def number_not_pending(bill: Bill, told: Args | None = None) -> Iterator[Refusal]:
    """Warns when the number stands on another invoice that waits (04 §7)."""
    others = [used for used in bill.used if not used.posted]
    if others and bill.policy.duplicates != DuplicatePolicy.ACCEPT:
        yield messages.NUMBER_PENDING(field="invoice", number=bill.head.invoice, vendor=bill.head.account)


def dates_in_order(bill: Bill, told: Args | None = None) -> Iterator[Refusal]:
    """Warns when the vendor's date is after our own (04 §2.1)."""
    on = bill.head.invoice_date
    if on is not None and on > bill.head.posting_date:
        yield messages.LATER_INVOICE_DATE(
            field="invoice_date", invoice_date=on, posting_date=bill.head.posting_date)  # fmt: skip


def is_free(held: bool) -> Iterator[Refusal]:
    """The invoice is not on hold already."""
    if held:
        yield messages.ALREADY_ON_HOLD()


def is_held(held: bool) -> Iterator[Refusal]:
    """The invoice is on hold."""
    if not held:
        yield messages.NOT_ON_HOLD()


# --- Posting ----------------------------------------------------------------------------------------


def not_on_hold(bill: Bill, told: Args | None = None) -> Iterator[Refusal]:
    """The invoice itself is not on hold."""
    if bill.head.on_hold:
        yield messages.ON_HOLD(invoice=bill.head.number)


def number_given(bill: Bill, told: Args | None = None) -> Iterator[Refusal]:
    """The vendor's number is entered."""
    if not bill.head.invoice:
        yield messages.NUMBER_MISSING(field="invoice")


def number_unused(bill: Bill, told: Args | None = None) -> Iterator[Refusal]:
    """No posted invoice of the account has the number, as far as the policy minds (04 §7)."""
    policy = bill.policy.duplicates
    found = next((used for used in bill.used if used.posted and _counts(used, policy)), None)
    if found is None or policy == DuplicatePolicy.ACCEPT:
        return
    message = messages.NUMBER_USED_WARNING if policy == DuplicatePolicy.WARN else messages.NUMBER_USED
    yield message(
        field="invoice", number=bill.head.invoice, vendor=bill.head.account, date=found.on,
        voucher=found.voucher or "–")  # fmt: skip


def _counts(used: Used, policy: str) -> bool:
    return used.same_year or policy != DuplicatePolicy.REJECT_IN_YEAR


def period_open(bill: Bill, told: Args | None = None) -> Iterator[Refusal]:
    """The posting date takes postings, in the currency of the books."""
    if bill.books and bill.document:
        yield from ledger.days_open([bill.head.posting_date], bill.books.days, messages.CLOSED_PERIOD)
        yield from ledger.in_accounting_currency([bill.document], bill.books.currency)


def complete_when_asked(bill: Bill, told: Args | None = None) -> Iterator[Refusal]:
    """A line marked Complete is billed as a whole (04 §12)."""
    for line in bill.lines:
        whole = max(abs(line.order.effective), abs(line.order.received))
        if line.order.complete and abs(line.order.invoiced + line.quantity) < whole:
            yield messages.NOT_COMPLETE(line=line.line_number, field="lines.quantity", whole=whole)


def orders_unchanged(bill: Bill, told: Args | None = None) -> Iterator[Refusal]:
    """Every order still stands confirmed, for the same account and currency (04 §6.6)."""
    for order in bill.orders.values():
        if _closed(order):
            yield messages.ORDER_CLOSED(order=order.order, state=_closed(order))
        elif order.approval != Approval.CONFIRMED:
            yield messages.ORDER_NOT_CONFIRMED(order=order.order, state=Approval(order.approval).label)
        if order.invoice_account_id != bill.head.invoice_account_id:
            yield messages.ORDER_CHANGED(order=order.order, what=messages.INVOICE_ACCOUNT)
        if order.currency_id != bill.head.currency_id:
            yield messages.ORDER_CHANGED(order=order.order, what=messages.CURRENCY)


def within_over_delivery(bill: Bill, told: Args | None = None) -> Iterator[Refusal]:
    """Cumulative, no more is billed than ordered and tolerated; nor received by the invoice (04 §12)."""
    for line in bill.lines:
        over = line.order.overdelivery_percent if bill.policy.accept_overdelivery else ZERO
        limit = most(line.order.effective, over)
        billed = abs(line.order.invoiced + line.quantity)
        received = abs(line.order.received + line.unmatched) if line.unmatched else ZERO
        if max(billed, received) > limit:
            yield messages.OVER_BILLED(
                line=line.line_number, field="lines.quantity", quantity=max(billed, received), most=limit,
                over=over)  # fmt: skip


def receipts_available(bill: Bill, told: Args | None = None) -> Iterator[Refusal]:
    """No match takes more than its receipt has left (04 §4)."""
    for line in bill.lines:
        for match in overdrawn(line.matches):
            yield messages.RECEIPT_TAKEN(line=line.line_number, receipt=match.number, left=abs(match.available))


def receipts_where_required(bill: Bill, told: Args | None = None) -> Iterator[Refusal]:
    """Items with receiving requirements are billed only as received; nothing lifts this (04 §10.9)."""
    for line in bill.lines:
        if line.order.receiving_required and abs(line.matched) < abs(line.quantity):
            yield messages.RECEIPT_REQUIRED(
                line=line.line_number, field="lines.quantity", matched=abs(line.matched),
                quantity=abs(line.quantity))  # fmt: skip


def charges_allocated(bill: Bill, told: Args | None = None) -> Iterator[Refusal]:
    """Charges that fall on items, and fixed ones, stand on lines (02 §9.5)."""
    for charge in bill.charges:
        if charge.debit == ChargeSide.ITEM or charge.category == ChargeCategory.FIXED:
            yield messages.CHARGE_NOT_ALLOCATED(code=charge.code)


def accounts_set_up(bill: Bill, told: Args | None = None) -> Iterator[Refusal]:
    """Every entry has an account."""
    if bill.books and bill.document:
        yield from ledger.accounts_exist(
            bill.document.postings, bill.books.accounts, messages.NO_ACCOUNT, bill.books.company)  # fmt: skip


def no_discrepancy(bill: Bill, told: Args | None = None) -> Iterator[Refusal]:
    """Price and quantity match, or the company lets them pass with a warning (04 §10.9)."""
    warns = bill.policy.discrepancies == Discrepancy.WARN
    for result in bill.results:
        if result.status == MatchStatus.FAILED:
            yield _discrepancy(result, warns)


def _discrepancy(result: Result, warns: bool) -> Refusal:
    if result.kind == MatchKind.QUANTITY:
        message = messages.QUANTITY_DIFFERS_WARNING if warns else messages.QUANTITY_DIFFERS
        return message(line=result.line_number, expected=result.expected, actual=result.actual)
    message = messages.PRICE_DIFFERS_WARNING if warns else messages.PRICE_DIFFERS
    return message(
        line=result.line_number, expected=_shown(result.expected, 4), actual=_shown(result.actual, 4),
        variance=_shown(result.variance_percent or ZERO, 2), tolerance=result.tolerance_percent or ZERO)  # fmt: skip


def _shown(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), context=EXACT)


#: What every bill must hold to be kept.
ENTERING = (
    references_known, something_billed, quantities_fit, prices_fit, lines_not_stopped, number_not_pending,
    dates_in_order)  # fmt: skip
#: What it must hold besides to be posted; all faults are told together (04 §6).
POSTING = (
    not_on_hold, number_given, number_unused, period_open, complete_when_asked, orders_unchanged,
    within_over_delivery, receipts_available, receipts_where_required, charges_allocated, accounts_set_up,
    no_discrepancy)  # fmt: skip


def postable(bill: Bill, told: Args | None = None) -> Iterator[Refusal]:
    """Every check of posting, in order; all faults together (04 §6)."""
    for guard in (something_billed, quantities_fit, lines_not_stopped, *POSTING):
        yield from guard(bill, told)


def permitted_to_post(bill: Bill, told: NewBill) -> Iterator[Refusal]:
    """Who enters a bill may post it at once only with the duty to post."""
    if told.post and not bill.may_post:
        yield kernel.NOT_PERMITTED(action=messages.POST, duty=POST_INVOICES)


def postable_when_asked(bill: Bill, told: NewBill) -> Iterator[Refusal]:
    """A bill that is to be posted at once stands every check of posting."""
    if told.post:
        for guard in POSTING:
            yield from guard(bill, told)
