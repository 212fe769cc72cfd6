"""What the guards of invoices look at, and what their actions write.

The number of statements does not depend on how many invoices, orders or lines there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from manciple.kernel import authority, shapes, sql
from manciple.kernel.args import Args
from manciple.kernel.context import Context
from manciple.ledger import inquiries as ledger
from manciple.ledger.models import PostingProfile
from manciple.ledger.terms import Books
from manciple.terms.inquiries import due_rules
from manciple.terms.models import PaymentTerms
from manciple.terms.terms import DueRule

from ..rules import building, drafting, posting, together
from ..terms import (
    POST_INVOICES,
    Bill,
    BillChange,
    BillLine,
    Charge,
    Figures,
    Head,
    Match,
    NewBill,
    Order,
    OrderLine,
    Policy,
    Receipt,
    Used,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Known:
    """Orders with their lines and receipts, as invoices see them."""

    policy: Policy
    orders: Mapping[int, Order]
    lines: Mapping[int, Mapping[int, OrderLine]]
    receipts: Mapping[int, Sequence[Receipt]]

    @property
    def by_id(self) -> dict[int, OrderLine]:
        """All order lines by their own id."""
        return {line.line_id: line for lines in self.lines.values() for line in lines.values()}


def _known(orders: Sequence[int], invoices: Sequence[int], ctx: Context) -> Known:
    """Four statements; what the invoices at hand hold themselves is left out."""
    both = {"orders": list(orders), "invoices": list(invoices)}
    (policy,) = sql.rows("invoices.policy", into=Policy, company=ctx.company)
    heads = _orders(orders, ctx)
    lines: dict[int, dict[int, OrderLine]] = {}
    for line in sql.rows("invoices.order_lines", into=OrderLine, company=ctx.company, **both):
        lines.setdefault(line.order_id, {})[line.line_number] = line
    receipts: dict[int, list[Receipt]] = {}
    for receipt in sql.rows("invoices.receipts", into=Receipt, company=ctx.company, **both):
        receipts.setdefault(receipt.order_line_id, []).append(receipt)
    return Known(policy, heads, lines, receipts)


def _orders(orders: Sequence[int], ctx: Context) -> dict[int, Order]:
    rows = sql.rows("invoices.orders", into=Order, company=ctx.company, orders=list(orders), today=ctx.today)
    return {order.order_id: order for order in rows}


# --- Entering ---------------------------------------------------------------------------------------


def proposals(orders: Sequence[int], ctx: Context, told: Sequence[NewBill] | None) -> Mapping[int, Bill]:
    """The invoice of each order as it is going to be; without bills, only what the buttons need."""
    if told is None:
        heads = _orders(orders, ctx)
        return {
            key: building.entered(order, {}, {}, (), Policy(), NewBill(), ctx.today) for key, order in heads.items()
        }
    known = _known(orders, (), ctx)
    charges = _charges("invoices.order_charges", ctx, orders=list(orders))
    bills = {
        key: building.entered(
            known.orders[key],
            known.lines.get(key, {}),
            known.receipts,
            charges.get(key, ()),
            known.policy,
            bill,
            ctx.today,
        )
        for key, bill in zip(orders, told, strict=True)
    }
    may_post = authority.has(ctx.duties, POST_INVOICES)
    posted = {key for key, bill in zip(orders, told, strict=True) if bill.post}
    return {key: replace(bill, may_post=may_post) for key, bill in _judged(bills, posted, ctx).items()}


def _charges(statement: str, ctx: Context, **asked: Any) -> dict[int, list[Charge]]:
    found: dict[int, list[Charge]] = {}
    for charge in sql.rows(statement, into=Charge, company=ctx.company, **asked):
        found.setdefault(charge.owner_id, []).append(charge)
    return found


# --- What is stored -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Invoice:
    id: int
    number: str
    invoice: str
    invoice_date: date | None
    posting_date: date | None
    due_date: date | None
    invoice_account_id: int
    account: str
    account_hold: str
    currency_id: int
    currency: str
    posting_profile_id: int | None
    terms_id: int | None
    terms: str
    due_from: str
    days: int
    months: int
    on_hold: bool
    note: str
    subtotal: Decimal
    charges: Decimal
    sales_tax: Decimal
    round_off: Decimal
    total: Decimal
    orders: list[int]


@dataclass(frozen=True, slots=True)
class _Line:
    id: int
    invoice_id: int
    order_line_id: int
    line_number: int
    quantity: Decimal
    unit_price: Decimal | None
    price_unit: Decimal
    discount: Decimal
    discount_percent: Decimal
    charges: Decimal
    net_amount: Decimal
    as_ordered: bool
    sales_tax: Decimal
    price_match: str
    quantity_match: str
    order_quantity: Decimal
    order_net_amount: Decimal


@dataclass(frozen=True, slots=True)
class _Matched:
    invoice_line_id: int
    receipt_line_id: int
    quantity: Decimal
    accrued: Decimal
    stock_value: Decimal


def standing(invoices: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, Bill]:
    """Pending invoices as they would post now: receipts that came since are matched, prices compared."""
    bills, known = _stored(invoices, ctx, locked=args is not None)
    whole = together.one_by_one(bills, known.receipts, building.completed, posts=True)
    return _judged(whole, set(whole), ctx, hold=args is not None)


def rematched(invoices: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, Bill]:
    """Pending invoices with their receipts proposed anew."""
    bills, known = _stored(invoices, ctx, locked=args is not None)
    return together.one_by_one(bills, known.receipts, building.rematched, posts=False)


def changes(invoices: Sequence[int], ctx: Context, told: Sequence[BillChange] | None) -> Mapping[int, Bill]:
    """Pending invoices with what somebody changes; without changes, as they stand."""
    bills, known = _stored(invoices, ctx, locked=told is not None)
    if told is None:
        return bills
    terms, profiles = _terms(told, ctx), _profiles(told, ctx)
    asked = dict(zip(invoices, told, strict=True))

    def build(bill: Bill, receipts: together.Receipts) -> Bill:
        return building.changed(bill, asked[bill.head.id], receipts, terms, profiles)

    return _judged(together.one_by_one(bills, known.receipts, build, posts=False), set(), ctx)


def _terms(told: Sequence[BillChange], ctx: Context) -> dict[str, tuple[int, DueRule]]:
    codes = {each.terms_of_payment for each in told if each.terms_of_payment}
    ids = shapes.ids_of(PaymentTerms, codes, ctx) if codes else {}
    rules = due_rules(ids.values(), ctx) if ids else {}
    return {code: (pk, rules[pk]) for code, pk in ids.items()}


def _profiles(told: Sequence[BillChange], ctx: Context) -> dict[str, int]:
    codes = {each.posting_profile for each in told if each.posting_profile}
    return shapes.ids_of(PostingProfile, codes, ctx) if codes else {}


def _stored(invoices: Sequence[int], ctx: Context, *, locked: bool) -> tuple[dict[int, Bill], Known]:
    """Invoices laid beside their orders; nine statements. Locked, their orders wait for nobody else."""
    asked = {"invoices": list(invoices)}
    if locked:
        sql.rows("invoices.lock_orders", into=dict, company=ctx.company, **asked)
    heads = sql.rows("invoices.invoices", into=_Invoice, company=ctx.company, today=ctx.today, **asked)
    known = _known(sorted({order for head in heads for order in head.orders}), invoices, ctx)
    lines = _grouped(sql.rows("invoices.invoice_lines", into=_Line, company=ctx.company, **asked), _of_invoice)
    matches = _grouped(sql.rows("invoices.matches", into=_Matched, company=ctx.company, **asked), _of_line)
    charges = _charges("invoices.invoice_charges", ctx, **asked)
    ordered = known.by_id
    found = {
        head.id: Bill(
            _head(head, known, ctx.today),
            known.policy,
            {order: known.orders[order] for order in head.orders},
            [_line(line, ordered, matches, known) for line in lines.get(head.id, ())],
            tuple(charges.get(head.id, ())),
            Figures(head.subtotal, head.charges, head.sales_tax, head.round_off, head.total),
        )
        for head in heads
    }
    return {key: replace(bill, stored=bill.lines) for key, bill in found.items()}, known


def _of_invoice(line: _Line) -> int:
    return line.invoice_id


def _of_line(match: _Matched) -> int:
    return match.invoice_line_id


def _grouped(rows: Iterable[T], key: Callable[[T], int]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def _head(row: _Invoice, known: Known, today: date) -> Head:
    """The header; a due date that is not what terms give was typed."""
    terms = building.due_rule(row.terms, row.due_from, row.months, row.days)
    head = Head(
        row.invoice, row.invoice_date, row.posting_date or today, row.due_date, False, row.invoice_account_id,
        row.account, row.account_hold, row.currency_id, row.currency, row.posting_profile_id, row.terms_id, terms,
        row.on_hold, row.note, row.id, row.number, known.orders[row.orders[0]].number_group)  # fmt: skip
    usual = drafting.due_on(head, known.orders[row.orders[0]].due_date)
    return replace(head, due_typed=row.due_date is not None and row.due_date != usual)


def _line(
    row: _Line, ordered: Mapping[int, OrderLine], matches: Mapping[int, Sequence[_Matched]], known: Known
) -> BillLine:
    held = {each.receipt_line_id: each for each in matches.get(row.id, ())}
    receipts = known.receipts.get(row.order_line_id, ()) if held else ()
    return BillLine(
        ordered[row.order_line_id], row.line_number, row.quantity, row.unit_price, row.price_unit, row.discount,
        row.discount_percent, row.charges, row.net_amount, row.as_ordered,
        tuple(_match(held[each.receipt_line_id], each) for each in receipts if each.receipt_line_id in held),
        row.sales_tax, row.price_match, row.quantity_match, row.id, row.order_quantity, row.order_net_amount,
    )  # fmt: skip


def _match(held: _Matched, receipt: Receipt) -> Match:
    """What a line holds of a receipt, and how much that has left."""
    taken = (held.quantity, held.accrued, held.stock_value)
    return Match(held.receipt_line_id, receipt.number, *taken, receipt.available, receipt.accounts)


# --- Numbers used before, and the books --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Used:
    place: int
    on: date
    voucher: str
    posted: bool
    same_year: bool


def _judged(bills: Mapping[int, Bill], posted: set[int], ctx: Context, *, hold: bool = True) -> dict[int, Bill]:
    """The bills with numbers used elsewhere; those to be posted with their voucher and the books too."""
    if hold and posted:
        _claim([bills[key] for key in sorted(posted)], ctx)
    used = _used(bills, ctx)
    found = {key: replace(bill, used=tuple(used.get(place, ()))) for place, (key, bill) in enumerate(bills.items())}
    if not posted:
        return found
    documents = {key: posting.document(found[key]) for key in posted}
    books = _books(list(documents.values()), ctx, hold=hold)
    ready = {key: replace(found[key], document=document, books=books) for key, document in documents.items()}
    return _apart({**found, **ready}, posted)


def _claim(bills: Sequence[Bill], ctx: Context) -> None:
    sql.run(
        "invoices.claim_numbers", company=ctx.company, accounts=[bill.head.invoice_account_id for bill in bills],
        numbers=[bill.head.invoice for bill in bills])  # fmt: skip


def _used(bills: Mapping[int, Bill], ctx: Context) -> dict[int, list[Used]]:
    asked = [
        (place, bill.head.invoice_account_id, bill.head.invoice, bill.head.posting_date, bill.head.id)
        for place, bill in enumerate(bills.values())
    ]
    arrays = sql.arrays(asked, "places", "accounts", "numbers", "dates", "invoices")
    found: dict[int, list[Used]] = {}
    for row in sql.rows("invoices.numbers_used", into=_Used, company=ctx.company, **arrays):
        found.setdefault(row.place, []).append(Used(row.on, row.voucher, row.same_year, row.posted))
    return found


def _books(documents: Sequence[Any], ctx: Context, *, hold: bool) -> Books:
    """What the books say; a page that only asks for its buttons holds no period."""
    if hold:
        return ledger.books(documents, ctx)
    postings = [each for document in documents for each in document.postings if each.amount]
    days = ledger.days(ctx.company, {document.posted_on for document in documents})
    return Books(ctx.company_code, days, ledger.accounts_for({each.wanted for each in postings}, ctx))


def _apart(bills: Mapping[int, Bill], posted: set[int]) -> dict[int, Bill]:
    """Of bills posted together under one number, all but the first find the number used."""
    first: dict[tuple[int, str], Head] = {}
    found = dict(bills)
    for key in sorted(posted):
        bill = bills[key]
        place = bill.head.invoice_account_id, bill.head.invoice.lower()
        other = first.setdefault(place, bill.head)
        if other is not bill.head and bill.head.invoice:
            again = Used(other.posting_date, "", _same_year(other, bill), True)
            found[key] = replace(bill, used=(again, *bill.used))
    return found


def _same_year(other: Head, bill: Bill) -> bool:
    years = (
        [bill.books.days[day].fiscal_year for day in (other.posting_date, bill.head.posting_date)] if bill.books else []
    )
    return len(set(years)) < 2
