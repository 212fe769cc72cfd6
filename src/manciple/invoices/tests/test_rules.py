"""Amounts, matching and postings of invoices: worked cases of chapter 04 §27, invariants of §26."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from manciple.invoices.rules import building, checks, drafting, matching, posting, receipts
from manciple.invoices.terms import (
    Asked,
    Bill,
    BillChange,
    BilledLine,
    BillLine,
    ChangedLine,
    Charge,
    Head,
    MatchKind,
    MatchStatus,
    NewBill,
    Order,
    OrderLine,
    Policy,
    Receipt,
    Used,
)
from manciple.kernel.explain import Told
from manciple.kernel.numbers import CENTS, ZERO, total
from manciple.ledger.terms import PostingType
from manciple.terms.terms import DueRule

TODAY = date(2026, 1, 15)

ORDER = Order(
    order_id=1, order="PO-1", approval="confirmed", status="open_order", confirmations=1, vendor_id=7, vendor="V001",
    hold="no", invoice_account_id=8, invoice_account="V008", account_hold="no", currency_id=1, currency="USD",
    general_rounding=Decimal("0.01"), price_rounding=Decimal("0.0001"), purchase_rounding=Decimal("0.01"),
    purchase_form="normal", posting_profile_id=5, terms_id=2, terms="N030", due_from="net", days=30, months=0,
    due_date=None, tax_code="VAT20", tax_percent=Decimal(20),
)  # fmt: skip
LINE = OrderLine(
    order_id=1, line_id=10, line_number=10, item_id=3, item="A100", product_name="Bolt", unit="ea", decimals=0,
    quantity=Decimal(100), effective=Decimal(100), received=ZERO, invoiced=ZERO, net_amount=Decimal(1200),
    unit_price=Decimal(12), price_unit=Decimal(1), discount=ZERO, discount_percent=ZERO, charges_on_purchases=ZERO,
    sales_tax_group_id=4, tax_code="VAT20", tax_percent=Decimal(20), overdelivery_percent=ZERO,
    matching_policy="three_way", stopped=False, item_stopped=False, complete=False, finalized=False, stocked=True,
    receiving_required=False,
)  # fmt: skip


def amount(text: str | int) -> Decimal:
    return Decimal(text)


def ordered(quantity: str | int = 100, price: str = "12", **more: Any) -> OrderLine:
    """An order line; its net amount follows from price and charges on purchases."""
    many, each = Decimal(quantity), Decimal(price)
    charges = Decimal(more.pop("charges", 0))
    net = more.pop("net_amount", many * each + charges)
    priced = replace(LINE, unit_price=each, net_amount=Decimal(net), charges_on_purchases=charges, **more)
    return replace(priced, quantity=many, effective=many)


def receipt(quantity: str | int, value: str, number: str = "PR-1", key: int = 1, **more: Any) -> Receipt:
    """An open receipt line, accrued and in stock at its value."""
    each = Decimal(value)
    blank = Receipt(key, 10, number, Decimal(quantity), ZERO, each, each, ZERO, ZERO)
    return replace(blank, **more)


def billed(line: OrderLine, quantity: str | int, found: Sequence[Receipt] = (), **asked: Any) -> BillLine:
    told = {name: Decimal(value) for name, value in asked.items()}
    return drafting.bill_line(line, Asked(Decimal(quantity), **told), found, CENTS, line.line_number)


def bill(
    lines: Iterable[BillLine],
    policy: Policy | None = None,
    order: Order = ORDER,
    charges: Sequence[Charge] = (),
    **head: Any,
) -> Bill:
    """An invoice over these lines, totalled and matched."""
    header = Head(
        invoice="INV-1", invoice_date=TODAY, posting_date=TODAY, due_date=None, due_typed=False,
        invoice_account_id=order.invoice_account_id, account=order.invoice_account, account_hold=order.account_hold,
        currency_id=order.currency_id, currency=order.currency, posting_profile_id=order.posting_profile_id,
        terms_id=order.terms_id, terms=DueRule("N030", "net", 0, 30), number="VI-1")  # fmt: skip
    bare = Bill(replace(header, **head), policy or Policy(), {order.order_id: order})
    return building.figured(replace(bare, lines=list(lines), charges=charges))


def codes(found: Iterable[Any]) -> list[str]:
    return [refusal.code for refusal in found]


def sums(found: Bill) -> dict[str, Decimal]:
    """The balance of each role of the voucher; roles without any entry are left out."""
    postings = list(posting.parts(found))
    named = {each.role.name for each in postings if each.amount}
    return {name: total(each.amount for each in postings if each.role.name == name) for name in sorted(named)}


# --- Price matching (04 §10.1, §10.3) ---------------------------------------------------------------

PRICES = [
    pytest.param(("1000", "1.00"), "1.05", "5", False, "passed", id="W1 exactly 5 %"),
    pytest.param(("1000", "1.00"), "1.10", "5", False, "failed", id="W1 10 %"),
    pytest.param(("10", "10.00"), "10.50", "5", False, "passed", id="10.50 is at the limit"),
    pytest.param(("10", "10.00"), "10.51", "5", False, "failed", id="10.51 is beyond"),
    pytest.param(("10", "10.00"), "9.49", "5", False, "passed", id="cheaper passes on one side"),
    pytest.param(("10", "10.00"), "9.50", "5", True, "passed", id="9.50 at the lower limit"),
    pytest.param(("10", "10.00"), "9.49", "5", True, "failed", id="9.49 fails on both sides"),
    pytest.param(("5", "8000"), "8100", "8", False, "passed", id="W3 1.25 %"),
    pytest.param(("10", "0"), "0.01", "1000", False, "failed", id="free, but billed"),
    pytest.param(("10", "3"), "3.00", "0", True, "passed", id="as ordered"),
    pytest.param(("-10", "10.00"), "10.50", "5", False, "passed", id="a return at the limit"),
    pytest.param(("-10", "10.00"), "10.51", "5", False, "failed", id="a return beyond"),
]


@pytest.mark.parametrize(("order", "price", "tolerance", "both", "status"), PRICES)
def test_price_matching(order: Any, price: Any, tolerance: Any, both: Any, status: Any) -> None:
    line = ordered(*order)
    policy = Policy(tolerance=Decimal(tolerance), both_sides=both)
    found = matching.price(billed(line, order[0], unit_price=price), policy)
    assert found.status == status


def test_w2_charges_count_in_the_net_unit_price() -> None:
    """4 × 55.38 ordered; 4 × 55.40 and 50.00 charges billed: 67.90 against 55.38."""
    line = billed(ordered(4, "55.38"), 4, unit_price="55.40", charges="50.00")
    assert line.net_amount == amount("271.60")
    found = matching.price(line, Policy(tolerance=Decimal(10)))
    assert (found.expected, found.actual, found.status) == (amount("55.38"), amount("67.90"), MatchStatus.FAILED)
    assert found.variance_percent
    assert found.variance_percent.quantize(Decimal("0.01")) == amount("22.61")


def test_a_part_billed_as_ordered_matches_whatever_its_share_was_rounded_to() -> None:
    """33.34 of 100.00 for one of three is not "0.02 % too dear"."""
    line = replace(ordered(3, net_amount="100.00"), part_quantity=amount(1), part_net=amount("33.33"))
    part = billed(line, 1)
    assert part.net_amount == amount("33.34")
    assert matching.price(part, Policy()).status == MatchStatus.PASSED


def test_a_match_tells_how_it_came_about() -> None:
    why = Told()
    matching.price(billed(ordered(), 40, unit_price="12.30"), Policy(tolerance=Decimal(2)), why)
    assert [(step.result, step.inputs["expected"], step.inputs["actual"], step.note) for step in why.steps] == [
        ("2.5", "12", "12.3", "failed")
    ]


@pytest.mark.parametrize(
    ("policy", "kinds"),
    [
        ("three_way", [MatchKind.UNIT_PRICE, MatchKind.QUANTITY]),
        ("two_way", [MatchKind.UNIT_PRICE]),
        ("not_required", []),
        ("", [MatchKind.UNIT_PRICE]),
    ],
)
def test_what_is_compared(policy: str, kinds: list[MatchKind]) -> None:
    line = billed(ordered(matching_policy=policy), 40)
    assert [each.kind for each in matching.results(line, Policy(line_policy="two_way"))] == kinds


def test_statuses_of_lines_and_header() -> None:
    passed = billed(ordered(), 40, [receipt(40, "480")])
    failed = billed(ordered(), 40, [receipt(30, "360")])
    expense = billed(ordered(matching_policy="two_way"), 40)
    found = bill([passed, failed, expense])
    assert [(line.price_match, line.quantity_match) for line in found.lines] == [
        ("passed", "passed"),
        ("passed", "failed"),
        ("passed", ""),
    ]
    assert found.match_status == MatchStatus.FAILED
    assert bill([passed]).match_status == MatchStatus.PASSED
    assert bill([failed], Policy(matching=False)).match_status == MatchStatus.NOT_PERFORMED


# --- Receipts (04 §3, §4) ----------------------------------------------------------------------------


def test_w7_uneven_cents() -> None:
    """A receipt of 3 accrued 10.00; three invoices match 1 each."""
    open_, taken = receipt(3, "10.00"), []
    for _ in range(3):
        (match,) = receipts.proposed([open_], amount(1), CENTS)
        taken.append(match.accrued)
        open_ = replace(
            open_, matched=open_.matched + 1, accrued_taken=open_.accrued_taken + match.accrued,
            stock_taken=open_.stock_taken + match.stock_value)  # fmt: skip
    assert taken == [amount("3.33"), amount("3.34"), amount("3.33")]


def test_the_oldest_receipt_comes_first() -> None:
    found = [
        receipt(10, "100", "PR-1", 1, matched=amount(4)),
        receipt(20, "200", "PR-2", 2),
        receipt(5, "50", "PR-3", 3),
    ]
    assert [(each.number, each.quantity) for each in receipts.proposed(found, amount(15), CENTS)] == [
        ("PR-1", amount(6)),
        ("PR-2", amount(9)),
    ]


def test_no_more_is_matched_than_was_received() -> None:
    assert total(each.quantity for each in receipts.proposed([receipt(10, "100")], amount(15), CENTS)) == 10


def test_returns_match_returns() -> None:
    (match,) = receipts.proposed([receipt(-10, "-100")], amount(-4), CENTS)
    assert (match.quantity, match.accrued) == (amount(-4), amount(-40))


def test_receipts_that_came_since_complete_a_line() -> None:
    line = billed(ordered(), 15, [receipt(10, "120", "PR-1", 1)])
    found = receipts.completed(
        line.matches, [receipt(10, "120", "PR-1", 1), receipt(8, "96", "PR-2", 2)], amount(15), CENTS
    )
    assert [(each.number, each.quantity, each.accrued) for each in found] == [
        ("PR-1", amount(10), amount(120)),
        ("PR-2", amount(5), amount(60)),
    ]


OPTIONS = [
    pytest.param({"received": 60, "invoiced": 40}, [20], "product_receipt", 20, id="what was received"),
    pytest.param({"received": 60, "invoiced": 40}, [20], "ordered", 60, id="what is left of the order"),
    pytest.param({"pending": 25}, [], "ordered", 75, id="pending invoices count"),
    pytest.param({"pending": 200}, [], "ordered", 0, id="never less than nothing"),
    pytest.param({"received": 110}, [], "ordered", 110, id="over-delivered"),
    pytest.param({}, [], "product_receipt", 0, id="nothing received"),
]


@pytest.mark.parametrize(("counted", "open_", "option", "quantity"), OPTIONS)
def test_default_quantities(counted: Any, open_: Any, option: Any, quantity: Any) -> None:
    changes: Any = {name: Decimal(value) for name, value in counted.items()}
    line = replace(LINE, **changes)
    found = [receipt(each, "1", key=place) for place, each in enumerate(open_)]
    assert drafting.default_quantity(line, found, option) == quantity
    mirrored = replace(
        line, quantity=-line.quantity, effective=-line.effective, received=-line.received, invoiced=-line.invoiced,
        pending=-line.pending)  # fmt: skip
    returned = [replace(each, quantity=-each.quantity) for each in found]
    assert drafting.default_quantity(mirrored, returned, option) == -quantity


# --- Amounts (04 §9) ---------------------------------------------------------------------------------


def test_a_part_takes_its_share_of_the_order() -> None:
    """02 §4: 1 + 1 + 1 of 100.00."""
    line, nets = ordered(3, net_amount="100.00", charges="10.00"), []
    for _ in range(3):
        part = billed(line, 1)
        nets.append((part.net_amount, part.charges))
        line = replace(
            line, part_quantity=line.part_quantity + 1, part_net=line.part_net + part.net_amount,
            part_charges=line.part_charges + part.charges)  # fmt: skip
    assert nets == [
        (amount("33.33"), amount("3.33")),
        (amount("33.34"), amount("3.34")),
        (amount("33.33"), amount("3.33")),
    ]


PRICED = [
    pytest.param({}, "480.00", True, "12", id="as ordered"),
    pytest.param({"unit_price": "12"}, "480.00", True, "12", id="the order's price typed again"),
    pytest.param({"unit_price": "12.30"}, "492.00", False, "12.30", id="W6 another price"),
    pytest.param({"discount": "0.30"}, "468.00", False, "12", id="a discount"),
    pytest.param({"discount_percent": "10"}, "432.00", False, "12", id="a percent"),
    pytest.param({"price_unit": "100"}, "4.80", False, "12", id="another price unit"),
    pytest.param({"charges": "5"}, "485.00", False, "12", id="charges on purchases"),
    pytest.param({"net_amount": "480"}, "480.00", True, "12", id="the order's share typed again"),
    pytest.param({"net_amount": "479.995"}, "480.00", True, "12", id="and rounded"),
    pytest.param({"net_amount": "490"}, "490.00", False, None, id="a net amount leaves the price blank"),
]


@pytest.mark.parametrize(("asked", "net", "as_ordered", "price"), PRICED)
def test_amounts_of_a_line(asked: Any, net: Any, as_ordered: Any, price: Any) -> None:
    line = billed(ordered(), 40, **asked)
    assert (line.net_amount, line.as_ordered) == (amount(net), as_ordered)
    assert line.unit_price == (None if price is None else amount(price))


def test_an_order_line_without_a_price_gives_its_share() -> None:
    line = replace(ordered(net_amount="1000.00"), unit_price=None)
    part = billed(line, 40)
    assert (part.unit_price, part.net_amount, part.as_ordered) == (None, amount("400.00"), True)
    assert billed(line, 40, unit_price="9").net_amount == amount("360.00")


def test_a_line_with_a_price_of_its_own_takes_its_share_of_the_charges() -> None:
    line = replace(ordered(10, "5", charges="10"), invoiced=amount(2), pending=amount(3), billed_charges=amount("4.50"))
    part = billed(line, 5, unit_price="6")
    assert (part.charges, part.net_amount) == (amount("5.50"), amount("35.50"))


CHANGES = [
    pytest.param({}, {"quantity": "20"}, "240.00", True, id="half of it"),
    pytest.param({}, {"unit_price": "13"}, "520.00", False, id="a price"),
    pytest.param({"unit_price": "13"}, {"quantity": "20"}, "260.00", False, id="a price stays with the quantity"),
    pytest.param({"unit_price": "13"}, {"unit_price": "12"}, "480.00", True, id="back to the order's price"),
    pytest.param({"net_amount": "490"}, {"quantity": "20"}, "490.00", False, id="a typed net amount stays"),
    pytest.param({"net_amount": "490"}, {"unit_price": "13"}, "520.00", False, id="a price ends it"),
    pytest.param({"unit_price": "13"}, {"net_amount": "490"}, "490.00", False, id="a net amount ends a price"),
    pytest.param({"charges": "5"}, {"quantity": "20"}, "245.00", False, id="typed charges stay"),
]


@pytest.mark.parametrize(("asked", "told", "net", "as_ordered"), CHANGES)
def test_changed_lines(asked: Any, told: Any, net: Any, as_ordered: Any) -> None:
    line = billed(ordered(), 40, **asked)
    change = ChangedLine(line_number=10, **told)
    again = drafting.bill_line(line.order, drafting.changed(line, change, CENTS), (), CENTS, 10)
    assert (again.net_amount, again.as_ordered) == (amount(net), as_ordered)


def test_what_was_billed_as_ordered_keeps_its_price_when_the_order_changes() -> None:
    line = billed(ordered(), 40)
    dearer = replace(line, order=ordered(price="15"))
    again = drafting.changed(dearer, ChangedLine(line_number=10, quantity=amount(20)), CENTS)
    assert drafting.bill_line(dearer.order, again, (), CENTS, 10).net_amount == amount("240.00")


def test_a_line_number_is_named_once() -> None:
    twice = (BilledLine(line_number=1), BilledLine(line_number=1))
    with pytest.raises(ValidationError):
        NewBill(lines=twice)
    with pytest.raises(ValidationError):
        BillChange(lines=tuple(ChangedLine(line_number=1) for _ in range(2)))


DUE = [
    pytest.param("net", 0, 30, "2025-02-19", id="W14 net 30"),
    pytest.param("current_month", 0, 15, "2025-02-15", id="W14 current month and 15"),
    pytest.param("cash", 0, 0, "2025-01-20", id="W14 cash"),
]


@pytest.mark.parametrize(("due_from", "months", "days", "due"), DUE)
def test_due_dates(due_from: Any, months: Any, days: Any, due: Any) -> None:
    head = replace(bill([]).head, invoice_date=date(2025, 1, 20), terms=DueRule("X", due_from, months, days))
    assert drafting.due_on(head, None) == date.fromisoformat(due)


def test_a_date_typed_on_the_order_wins() -> None:
    assert drafting.due_on(bill([]).head, date(2026, 9, 9)) == date(2026, 9, 9)


def test_entered_from_an_order() -> None:
    order = replace(ORDER, due_date=None)
    told = NewBill(
        invoice="INV-1", invoice_date=date(2026, 1, 10), lines=(BilledLine(line_number=10), BilledLine(line_number=99))
    )
    found = building.entered(order, {10: LINE}, {10: [receipt(60, "720")]}, (), Policy(), told, TODAY)
    assert (found.head.invoice_date, found.head.posting_date, found.head.due_date) == (
        date(2026, 1, 10), TODAY, date(2026, 2, 9))  # fmt: skip
    assert [(line.quantity, line.net_amount) for line in found.lines] == [(amount(60), amount("720.00"))]
    figures: tuple[Any, ...] = (found.figures.subtotal, found.figures.sales_tax, found.figures.total)
    assert figures == (720, 144, 864)
    assert found.unknown == [("lines", "99")]


# --- Postings (04 §11.2) -----------------------------------------------------------------------------


def test_w6_stocked_with_a_changed_price_in_part() -> None:
    """Order 100 × 12.00; received 60; invoice 40 × 12.30, tax 20 %."""
    found = bill([billed(ordered(), 40, [receipt(60, "720.00")], unit_price="12.30")])
    assert [(each.role.name, each.amount) for each in posting.parts(found) if each.amount] == [
        ("ACCR", amount("480.00")),
        ("PEU", amount("-480.00")),
        ("PEU", amount("480.00")),
        ("PHYS", amount("-480.00")),
        ("PEP", amount("492.00")),
        ("INV", amount("492.00")),
        ("PEP", amount("-492.00")),
        ("TAX", amount("98.40")),
        ("AP", amount("-590.40")),
    ]


def test_stocked_without_a_receipt() -> None:
    found = bill([billed(ordered(matching_policy="two_way"), 40)])
    assert sums(found) == {"AP": amount("-576.00"), "INV": amount("480.00"), "PEP": ZERO, "TAX": amount("96.00")}


def test_expense_accrued_on_receipt() -> None:
    service = ordered(stocked=False)
    accrued = replace(receipt(40, "480"), stock_value=ZERO)
    found = bill(
        [billed(service, 40, [accrued], unit_price="12.30")], order=replace(ORDER, tax_percent=ZERO, tax_code="")
    )
    untaxed = replace(found.lines[0], order=replace(service, tax_code=""))
    assert sums(bill([untaxed])) == {
        "ACCR": amount(480), "AP": amount(-492), "PEE": amount(492), "PEU": amount(-480)}  # fmt: skip


def test_expense_not_accrued() -> None:
    found = bill([billed(ordered(stocked=False, matching_policy="two_way", tax_code=""), 40)])
    assert sums(found) == {"AP": amount("-480.00"), "PEE": amount("480.00")}


def _charge(value: str, debit: str = "ledger", credit: str = "vendor", taxed: bool = False) -> Charge:
    return Charge(1, 1, 1, "FREIGHT", debit, credit, "percent", Decimal(value), taxed, "")


CHARGES = [
    pytest.param(_charge("2.5"), {"AP": -492, "CHARGE": 12}, id="W10 ledger and vendor"),
    pytest.param(_charge("2.5", "vendor", "ledger"), {"AP": -468, "CHARGE": -12}, id="the vendor bears it"),
    pytest.param(_charge("2.5", "ledger", "ledger"), {"AP": -480}, id="between accounts"),
    pytest.param(_charge("2.5", taxed=True), {"AP": "-494.40", "CHARGE": 12, "TAX": "2.40"}, id="taxed"),
]


@pytest.mark.parametrize(("charge", "expected"), CHARGES)
def test_charges(charge: Charge, expected: Any) -> None:
    found = bill([billed(ordered(matching_policy="two_way", tax_code=""), 40)], charges=[charge])
    stock = {"INV": amount(480), "PEP": ZERO}
    assert sums(found) == {name: amount(value) for name, value in expected.items()} | stock


def test_a_round_off_is_posted() -> None:
    order = replace(ORDER, purchase_rounding=Decimal("0.05"))
    found = bill([billed(ordered(1, "9.98", matching_policy="two_way", tax_code=""), 1)], order=order)
    assert sums(found) == {"AP": amount("-10.00"), "INV": amount("9.98"), "PEP": ZERO, "ROUND": amount("0.02")}


# --- Guards of posting -------------------------------------------------------------------------------

READY = bill([billed(ordered(), 40, [receipt(60, "720")])])


def lined(**changes: Any) -> Bill:
    """The ready invoice with other facts about its order line."""
    (line,) = READY.lines
    return replace(READY, lines=[replace(line, order=replace(line.order, **changes))])


def ordered_as(**changes: Any) -> Bill:
    return replace(READY, orders={1: replace(ORDER, **changes)})


def headed(**changes: Any) -> Bill:
    return replace(READY, head=replace(READY.head, **changes))


GUARDS = [
    pytest.param(READY, [], id="ready"),
    pytest.param(headed(on_hold=True), ["INV-010"], id="INV-010 on hold"),
    pytest.param(headed(invoice=""), ["INV-001"], id="INV-001 no number"),
    pytest.param(replace(READY, lines=[]), ["INV-016"], id="INV-016 no lines"),
    pytest.param(lined(stopped=True), ["INV-017"], id="INV-017 stopped"),
    pytest.param(lined(item_stopped=True), ["INV-017"], id="INV-017 item stopped"),
    pytest.param(lined(complete=True), ["INV-018"], id="INV-018 complete"),
    pytest.param(ordered_as(approval="approved"), ["INV-019"], id="INV-019 not confirmed again"),
    pytest.param(ordered_as(approval="finalized"), ["INV-019"], id="INV-019 finalized"),
    pytest.param(ordered_as(status="canceled"), ["INV-019"], id="INV-019 canceled"),
    pytest.param(ordered_as(invoice_account_id=9), ["INV-019"], id="INV-019 another invoice account"),
    pytest.param(ordered_as(currency_id=9), ["INV-019"], id="INV-019 another currency"),
    pytest.param(lined(invoiced=amount(61), received=amount(100)), ["INV-020"], id="INV-020 over-billed"),
    pytest.param(lined(invoiced=amount(60), received=amount(100)), [], id="just all of it"),
    pytest.param(lined(invoiced=amount(65), received=amount(105), overdelivery_percent=amount(5)), [], id="tolerated"),
]  # fmt: skip


@pytest.mark.parametrize(("found", "expected"), GUARDS)
def test_guards_of_posting(found: Bill, expected: list[str]) -> None:
    assert codes(checks.postable(found)) == expected


def test_all_faults_are_told_together() -> None:
    found = replace(headed(on_hold=True, invoice=""), orders={1: replace(ORDER, approval="approved")})
    assert codes(checks.postable(found)) == ["INV-010", "INV-001", "INV-019"]


def test_quantities_of_lines() -> None:
    zero, half, wrong = (billed(ordered(), each) for each in ("0", "0.5", "-1"))
    assert codes(checks.quantities_fit(bill([zero, half, wrong]))) == ["INV-016", "INV-016", "INV-016"]


def test_prices_of_lines() -> None:
    over = billed(ordered(), 1, discount_percent="101")
    under = billed(ordered(), 1, discount="13")
    unit = billed(ordered(), 1, price_unit="0")
    assert codes(checks.prices_fit(bill([over, under, unit]))) == [
        "DISC_OVER_100", "DISC_OVER_PRICE", "PRICE_UNIT_INVALID"]  # fmt: skip


def test_an_invoice_receives_within_the_same_limits() -> None:
    (line,) = READY.lines
    found = replace(READY, lines=[replace(line, matches=(), order=replace(line.order, received=amount(61)))])
    assert codes(checks.within_over_delivery(found)) == ["INV-020"]


def test_a_match_beyond_its_receipt() -> None:
    (line,) = READY.lines
    (match,) = line.matches
    found = replace(READY, lines=[replace(line, matches=(replace(match, available=amount(39)),))])
    (refusal,) = checks.receipts_available(found)
    assert (refusal.code, refusal.values["left"]) == ("INV-021", "39")


def test_items_that_must_be_received() -> None:
    (line,) = READY.lines
    needed = replace(line.order, receiving_required=True)
    part = replace(line, order=needed, matches=(replace(line.matches[0], quantity=amount(30)),))
    assert codes(checks.receipts_where_required(replace(READY, lines=[part]))) == ["INV-022"]
    assert codes(checks.receipts_where_required(replace(READY, lines=[replace(line, order=needed)]))) == []


@pytest.mark.parametrize(
    ("debit", "category", "expected"),
    [("item", "percent", ["INV-023"]), ("ledger", "fixed", ["INV-023"]), ("ledger", "percent", [])],
)
def test_charges_are_allocated(debit: str, category: str, expected: list[str]) -> None:
    charge = replace(_charge("1", debit), category=category)
    assert codes(checks.charges_allocated(replace(READY, charges=[charge]))) == expected


def _used(**changes: Any) -> Used:
    return replace(Used(TODAY, "V-1", True, True), **changes)


DUPLICATES = [
    pytest.param("accept", _used(), [], id="accept"),
    pytest.param("warn", _used(), [("INV-002", "warning")], id="warn, same year"),
    pytest.param("warn", _used(same_year=False), [("INV-002", "warning")], id="warn, other year"),
    pytest.param("reject", _used(), [("INV-002", "error")], id="reject, same year"),
    pytest.param("reject", _used(same_year=False), [("INV-002", "error")], id="reject, other year"),
    pytest.param("reject_in_year", _used(), [("INV-002", "error")], id="reject in year, same year"),
    pytest.param("reject_in_year", _used(same_year=False), [], id="reject in year, other year"),
    pytest.param("reject", _used(posted=False), [], id="reject, only pending"),
]


@pytest.mark.parametrize(("policy", "used", "expected"), DUPLICATES)
def test_a_number_used_before(policy: str, used: Used, expected: Any) -> None:
    found = replace(READY, used=[used], policy=Policy(duplicates=policy))
    assert [(each.code, each.severity) for each in checks.number_unused(found)] == expected


@pytest.mark.parametrize(("policy", "expected"), [("accept", []), ("warn", ["INV-002"]), ("reject", ["INV-002"])])
def test_a_number_on_another_pending_invoice_is_a_warning(policy: str, expected: list[str]) -> None:
    found = replace(READY, used=[_used(posted=False)], policy=Policy(duplicates=policy))
    told = list(checks.number_not_pending(found))
    assert codes(told) == expected
    assert {each.severity for each in told} <= {"warning"}


@pytest.mark.parametrize(("discrepancies", "severity"), [("refuse", "error"), ("warn", "warning")])
def test_discrepancies(discrepancies: str, severity: str) -> None:
    dear = billed(ordered(), 40, [receipt(30, "360")], unit_price="12.30")
    found = bill([dear], Policy(discrepancies=discrepancies))
    assert [(each.code, each.severity) for each in checks.no_discrepancy(found)] == [("INV-030", severity)] * 2


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"confirmations": 0, "approval": "approved"}, ["INV-019"]),
        ({"confirmations": 1, "approval": "approved"}, []),
        ({"approval": "finalized"}, ["INV-019"]),
        ({"status": "canceled"}, ["INV-019"]),
    ],
)
def test_which_orders_can_be_invoiced(changes: Any, expected: list[str]) -> None:
    assert codes(checks.order_invoiceable(ordered_as(**changes))) == expected


@pytest.mark.parametrize(
    ("vendor", "account", "expected"),
    [("no", "no", []), ("all", "no", ["INV-013"]), ("no", "invoice", ["INV-013"]), ("payment", "payment", [])],
)
def test_vendors_on_hold(vendor: str, account: str, expected: list[str]) -> None:
    found = replace(ordered_as(hold=vendor), head=replace(READY.head, account_hold=account))
    assert codes(checks.vendor_not_held(found)) == expected


def test_an_invoice_date_after_the_posting_date_is_a_warning() -> None:
    (refusal,) = checks.dates_in_order(headed(invoice_date=date(2026, 1, 16)))
    assert refusal.severity == "warning"


# --- Properties (04 §26) -----------------------------------------------------------------------------

quantities = st.integers(1, 200)
cents = st.integers(1, 1_000_000).map(lambda each: Decimal(each) / 100)
signs = st.sampled_from([1, -1])


@given(st.lists(quantities, min_size=1, max_size=8), cents, signs)
def test_property_6_partial_invoices_change_nothing(parts: list[int], net: Decimal, side: int) -> None:
    """Σ of the parts' nets is the order's net, whatever the split."""
    line, taken = ordered(side * sum(parts), net_amount=side * net), ZERO
    for part in parts:
        share = billed(line, side * part).net_amount
        taken += share
        line = replace(line, part_quantity=line.part_quantity + side * part, part_net=line.part_net + share)
    assert taken == side * net


@given(quantities, cents, st.lists(quantities, min_size=1, max_size=8))
def test_property_5_the_accrual_of_a_receipt_is_taken_to_the_cent(
    quantity: int, value: Decimal, parts: list[int]
) -> None:
    open_, left = receipt(quantity, str(value)), quantity
    taken = ZERO
    for part in [*parts, quantity]:
        asked = min(part, left)
        left -= asked
        for match in receipts.proposed([open_], amount(asked), CENTS):
            taken += match.accrued
            open_ = replace(
                open_, matched=open_.matched + match.quantity, accrued_taken=open_.accrued_taken + match.accrued
            )
    assert (open_.available, taken) == (ZERO, value)


@given(quantities, cents, cents, st.integers(0, 20), st.booleans())
def test_property_14_tightening_never_passes(
    quantity: int, price: Decimal, asked: Decimal, percent: int, both: bool
) -> None:
    line = billed(ordered(quantity, str(price)), quantity, unit_price=asked)
    loose = matching.price(line, Policy(tolerance=Decimal(percent) + 1, both_sides=both)).status
    tight = matching.price(line, Policy(tolerance=Decimal(percent), both_sides=both)).status
    assert not (loose == MatchStatus.FAILED and tight == MatchStatus.PASSED)


@given(quantities, cents, cents, st.integers(0, 100))
def test_the_shown_variance_agrees_with_the_judgment(
    quantity: int, price: Decimal, asked: Decimal, percent: int
) -> None:
    line = billed(ordered(quantity, str(price)), quantity, unit_price=asked)
    found = matching.price(line, Policy(tolerance=Decimal(percent)))
    assert found.variance_percent is not None
    assert (found.status == MatchStatus.FAILED) == (found.variance_percent > percent)


@given(
    st.lists(st.tuples(quantities, cents, quantities, st.booleans()), min_size=1, max_size=6),
    st.integers(0, 10),
    st.sampled_from(["0.01", "0.05", "1"]),
)
def test_property_1_vouchers_balance(lines: Any, percent: int, unit: str) -> None:
    found = bill(
        [billed(ordered(many, str(price), stocked=stocked), part, [receipt(many, str(price * many))])
         for many, price, part, stocked in lines],
        order=replace(ORDER, purchase_rounding=Decimal(unit)), charges=[_charge(str(percent), taxed=True)])  # fmt: skip
    assert total(each.amount for each in posting.parts(found)) == 0
    assert sums(found).get("AP", ZERO) == -found.figures.total


@given(st.lists(st.tuples(quantities, cents, quantities), min_size=1, max_size=4))
def test_property_20_mirrored_invoices_mirror_every_entry(lines: Any) -> None:
    def posted(side: int) -> list[Decimal]:
        found = bill([
            billed(ordered(side * many, str(price)), side * part, [receipt(side * many, str(side * price * many))])
            for many, price, part in lines
        ])  # fmt: skip
        return [each.amount for each in posting.parts(found)]

    assert posted(-1) == [-each for each in posted(1)]


def test_every_posting_names_what_its_account_depends_on() -> None:
    found = bill([billed(ordered(), 40, [receipt(60, "720")])])
    posted = posting.document(found).postings
    stock = [each for each in posted if each.role in (PostingType.ACCR, PostingType.INV, PostingType.PEP)]
    assert {(each.item, each.vendor, each.line) for each in stock} == {(3, 7, 10)}
    (owed,) = [each for each in posted if each.role == PostingType.AP]
    assert (owed.vendor, owed.profile, owed.amount) == (8, 5, -found.figures.total)


def test_amounts_of_one_account_and_side_are_posted_once() -> None:
    found = bill([billed(ordered(), each, [receipt(each, str(each * 12), key=each)]) for each in (40, 60)])
    document = posting.document(found)
    assert (document.number, document.text, document.currency) == ("VI-1", "INV-1", "USD")
    assert [(each.role.name, int(each.amount)) for each in document.postings] == [
        ("ACCR", 1200), ("PEU", -1200), ("PEU", 1200), ("PHYS", -1200), ("PEP", 1200), ("INV", 1200), ("PEP", -1200),
        ("TAX", 240), ("AP", -1440)]  # fmt: skip
