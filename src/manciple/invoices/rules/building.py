"""The whole invoice: as it is entered, as it is changed, as its receipts are looked at again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from manciple.kernel.explain import SILENT, Why
from manciple.kernel.numbers import Rounding
from manciple.terms.terms import DueRule

from ..terms import Bill, BillChange, BillLine, Charge, Head, NewBill, Order, OrderLine, Policy, Receipt
from . import drafting, matching, receipts

Receipts = Mapping[int, Sequence[Receipt]]


def entered(
    order: Order,
    lines: Mapping[int, OrderLine],
    receipts_: Receipts,
    charges: Sequence[Charge],
    policy: Policy,
    told: NewBill,
    today: date,
    why: Why = SILENT,
) -> Bill:
    """An order's invoice with the values of the order, and what the vendor's bill says (04 §2, §3)."""
    rounded = order.money.rounded
    asked = drafting.asked(lines, receipts_, told.lines, told.quantity_option)
    billed = [
        drafting.bill_line(
            lines[number], asked[number], receipts_.get(lines[number].line_id, ()), rounded, number, why=why
        )
        for number in sorted(asked)
    ]
    missing = [("lines", str(each.line_number)) for each in told.lines if each.line_number not in lines]
    bill = Bill(_head(order, told, today), policy, {order.order_id: order}, unknown=missing)
    return figured(replace(bill, lines=billed, charges=charges), why)


def _head(order: Order, told: NewBill, today: date) -> Head:
    """The header: from the order, except for what stands on the bill."""
    posting_date = told.posting_date or today
    head = Head(
        invoice=told.invoice,
        invoice_date=told.invoice_date or posting_date,
        posting_date=posting_date,
        due_date=told.due_date,
        due_typed=told.due_date is not None,
        invoice_account_id=order.invoice_account_id,
        account=order.invoice_account,
        account_hold=order.account_hold,
        currency_id=order.currency_id,
        currency=order.currency,
        posting_profile_id=order.posting_profile_id,
        terms_id=order.terms_id,
        terms=due_rule(order.terms, order.due_from, order.months, order.days),
        note=told.note,
        number_group=order.number_group,
    )
    return head if head.due_typed else replace(head, due_date=drafting.due_on(head, order.due_date))


def due_rule(code: str, due_from: str, months: int, days: int) -> DueRule | None:
    """Terms of payment as a rule; None when there are none."""
    return DueRule(code, due_from, months, days) if code else None


def changed(
    bill: Bill,
    told: BillChange,
    receipts_: Receipts,
    terms: Mapping[str, tuple[int, DueRule]],
    profiles: Mapping[str, int],
) -> Bill:
    """A pending invoice with what somebody changed; lines that nobody touched stay to the cent."""
    order = next(iter(bill.orders.values()))
    known = {line.line_number for line in bill.lines}
    changes = {each.line_number: each for each in told.lines}
    lines = [
        _line(line, changes, receipts_, order.money.rounded)
        for line in bill.lines
        if not (line.line_number in changes and changes[line.line_number].remove)
    ]
    kept = {line.line_number for line in lines}
    unknown = [("lines", str(number)) for number in changes if number not in known]
    return figured(
        replace(
            bill,
            head=_changed_head(bill.head, told, order, terms, profiles),
            lines=lines,
            removed=tuple(line.id for line in bill.lines if line.line_number not in kept),
            unknown=(*unknown, *_unknown_codes(told, terms, profiles)),
        )
    )


def figured(bill: Bill, why: Why = SILENT) -> Bill:
    """The invoice with its lines taxed, its charges and totals computed, and a run of matching."""
    order = next(iter(bill.orders.values()))
    taxes, charges, figures = drafting.totalled(bill.lines, bill.charges, order, why)
    return matching.matched(replace(bill, charges=charges, figures=figures), taxes, why)


def _line(line: BillLine, changes: Mapping[int, object], receipts_: Receipts, rounded: Rounding) -> BillLine:
    change = changes.get(line.line_number)
    if change is None:
        return line
    found = receipts_.get(line.order.line_id, ())
    asked = drafting.changed(line, change, rounded)  # type: ignore[arg-type]
    return drafting.bill_line(line.order, asked, found, rounded, line.line_number, line.id)


def _changed_head(
    head: Head, told: BillChange, order: Order, terms: Mapping[str, tuple[int, DueRule]], profiles: Mapping[str, int]
) -> Head:
    given = {
        name: getattr(told, name) for name in told.model_fields_set & {"invoice", "invoice_date", "note", "on_hold"}
    }
    if told.posting_date is not None:
        given["posting_date"] = told.posting_date
    if "terms_of_payment" in told.model_fields_set:
        given["terms_id"], given["terms"] = terms.get(told.terms_of_payment or "", (None, None))
    if "posting_profile" in told.model_fields_set:
        given["posting_profile_id"] = profiles.get(told.posting_profile or "")
    if "due_date" in told.model_fields_set:
        given["due_date"], given["due_typed"] = told.due_date, told.due_date is not None
    made = replace(head, **given)
    return made if made.due_typed else replace(made, due_date=drafting.due_on(made, order.due_date))


def _unknown_codes(
    told: BillChange, terms: Mapping[str, object], profiles: Mapping[str, object]
) -> list[tuple[str, str]]:
    asked = (
        ("terms_of_payment", told.terms_of_payment, terms),
        ("posting_profile", told.posting_profile, profiles),
    )
    return [(field, code) for field, code, known in asked if code and code not in known]


def rematched(bill: Bill, receipts_: Receipts) -> Bill:
    """The invoice with its receipts proposed anew, oldest first (04 §4)."""
    rounded = next(iter(bill.orders.values())).money.rounded
    lines = [
        replace(line, matches=tuple(receipts.proposed(receipts_.get(line.order.line_id, ()), line.quantity, rounded)))
        for line in bill.lines
    ]
    return matching.matched(replace(bill, lines=lines))


def completed(bill: Bill, receipts_: Receipts) -> Bill:
    """The invoice as it is going to be posted: what it holds, and receipts that came since."""
    rounded = next(iter(bill.orders.values())).money.rounded
    lines = [
        replace(
            line,
            matches=tuple(
                receipts.completed(line.matches, receipts_.get(line.order.line_id, ()), line.quantity, rounded)
            ),
        )
        for line in bill.lines
    ]
    return matching.matched(replace(bill, lines=lines))
