"""Worked cases of chapter 02 §20 in scope, and what must hold for any numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manciple.kernel.explain import Told
from manciple.kernel.numbers import CENTS, ZERO, Form, rounding
from manciple.pricing.rules import (
    charge_amount,
    find_price,
    line_discount,
    net_amount,
    net_unit_price,
    owed,
    part_amount,
    sales_tax,
    scaled,
    totals,
    within_price,
)
from manciple.pricing.terms import Charge, FoundPrice, ItemPrice, LinePrice, Offer, PriceAsked, PriceSource, Taxed
from manciple.terms.terms import ChargeCategory, ChargeSide

D = Decimal
UP = rounding(D("0.01"), Form.UP)
FIVE_CENTS = rounding(D("0.05"))
DAY = date(2026, 1, 15)
BOX, EACH, EUR, USD = 1, 2, 3, 4


def price(quantity: str, unit_price: str, **more: str) -> LinePrice:
    """A line price from texts."""
    return LinePrice(D(quantity), D(unit_price), **{name: D(value) for name, value in more.items()})


NETS = [
    ("C3", price("4", "55.40", charges="50.00"), "271.60"),
    ("C3 without charges", price("4", "55.38"), "221.52"),
    ("C4", price("10", "116.38", price_unit="100"), "11.64"),
    ("C5", price("3", "20.20"), "60.60"),
    ("C6 Line", price("10", "100", discount="5", discount_percent="10"), "855.00"),
    ("C28 line 1", price("12", "25.00", discount_percent="10"), "270.00"),
    ("C28 line 2", price("1000", "116.38", price_unit="100", discount="1.38", charges="15.00"), "1165.00"),
    ("C29", price("5", "20.00", discount_percent="10", charges="4.00"), "93.60"),
    ("C29 typed price", price("6", "16.00"), "96.00"),
    ("a return mirrors", price("-4", "55.40", charges="50.00"), "-271.60"),
    ("rounded last", price("7", "10.00", price_unit="3"), "23.33"),
    ("half away from zero", price("1", "0.125"), "0.13"),
    ("half away from zero, below", price("-1", "0.125"), "-0.13"),
    ("percent acts on charges too",
     price("10", "20.00", discount="1.50", discount_percent="10", charges="5.00"), "171.00"),
    ("free", price("3", "0"), "0"),
    ("more than 28 digits on the way", price("99999999999999.99999999", "9999999999999.9999999999",
                                             price_unit="10000000000000"), "100000000000000.00"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "net"), [case[1:] for case in NETS], ids=[case[0] for case in NETS])
def test_net_amount(line: LinePrice, net: str) -> None:
    assert net_amount(line, CENTS) == D(net)


@pytest.mark.parametrize(("net", "quantity", "shown"), [
    ("271.60", "4", "67.90"), ("221.52", "4", "55.38"), ("100.00", "3", "33.3333"), ("-100.00", "-3", "33.3333"),
], ids=["C3", "C3 without charges", "four decimals", "a return"])  # fmt: skip
def test_net_unit_price(net: str, quantity: str, shown: str) -> None:
    assert net_unit_price(D(net), D(quantity)) == D(shown)


def test_nothing_has_no_unit_price() -> None:
    assert net_unit_price(D("5.00"), ZERO) is None


def test_parts_of_a_line_take_what_earlier_parts_left() -> None:
    """02 §4: invoicing 1 + 1 + 1 of 100.00."""
    steps = [part_amount(D(100), D(at), D(at + 1), D(3), CENTS) for at in range(3)]
    assert steps == [D("33.33"), D("33.34"), D("33.33")]


def test_a_typed_net_amount_shrinks_with_the_quantity() -> None:
    """01 W14: 100.00 on 8, five left."""
    assert scaled(D("100.00"), D(8), D(5), CENTS) == D("62.50")


@pytest.mark.parametrize(("line", "codes"), [
    (price("1", "10", discount_percent="100"), []),
    (price("1", "10", discount_percent="100.01"), ["DISC_OVER_100"]),
    (price("1", "10", discount="10"), []),
    (price("1", "10", discount="10.01"), ["DISC_OVER_PRICE"]),
    (price("1", "10", price_unit="0"), ["PRICE_UNIT_INVALID"]),
    (price("1", "10", price_unit="-1", discount="11", discount_percent="101"),
     ["PRICE_UNIT_INVALID", "DISC_OVER_100", "DISC_OVER_PRICE"]),
])  # fmt: skip
def test_discounts_take_off_no_more_than_the_price(line: LinePrice, codes: list[str]) -> None:
    assert [each.code for each in within_price(line, 7)] == codes
    assert {each.line for each in within_price(line, 7)} <= {7}


def test_line_discount_is_what_the_discounts_take_off() -> None:
    line = price("10", "20.00", discount="1.50", discount_percent="10", charges="5.00")
    assert line_discount(line, net_amount(line, CENTS)) == D("34.00")


# --- Price search -----------------------------------------------------------------------------------


def offer(id: int, unit_price: str, from_quantity: str = "0", **more: Any) -> Offer:
    """A trade agreement that is always in force, unless said otherwise."""
    dates = {"starts_on": None, "ends_on": None}
    return Offer(id=id, from_quantity=D(from_quantity), unit_price=D(unit_price), **dates | more)


def asked(quantity: str, unit: int = BOX, currency: int = EUR) -> PriceAsked:
    return PriceAsked(vendor=1, item=1, unit=unit, currency=currency, quantity=D(quantity), on=DAY)


ITEM = ItemPrice(D("22.00"), D(1), BOX, EUR)
A, B = offer(1, "25.00"), offer(2, "24.00", "10")
SEARCHES = [
    ("the break that is reached", "12", [A, B], "24.00"),
    ("below the break", "5", [A, B], "25.00"),
    ("the lower bound is in", "10", [A, B], "24.00"),
    ("a return looks at the size", "-12", [A, B], "24.00"),
    ("the highest break counts although it is dearer", "60", [A, offer(3, "26.00", "50")], "26.00"),
    ("of one break the lowest per unit", "5", [offer(4, "30.00", price_unit=D(2)), A], "30.00"),
    ("of equals the oldest", "5", [offer(6, "25.00"), offer(5, "25.00")], "25.00"),
    ("not before it starts", "5", [offer(7, "1", starts_on=date(2026, 1, 16)), A], "25.00"),
    ("from the day it starts", "5", [offer(8, "1", starts_on=DAY), A], "1"),
    ("until the day it ends", "5", [offer(9, "1", ends_on=DAY), A], "1"),
    ("not after it ended", "5", [offer(10, "1", ends_on=date(2026, 1, 14)), A], "25.00"),
    ("zero is a price", "5", [offer(11, "0")], "0"),
    ("else the item's price", "5", [B], "22.00"),
    ("no agreement at all", "5", [], "22.00"),
]


@pytest.mark.parametrize(
    ("quantity", "offers", "found"), [case[1:] for case in SEARCHES], ids=[case[0] for case in SEARCHES])  # fmt: skip
def test_find_price(quantity: str, offers: list[Offer], found: str) -> None:
    assert find_price(asked(quantity), offers, ITEM).unit_price == D(found)


def test_a_price_says_where_it_comes_from() -> None:
    assert find_price(asked("12"), [A, B], ITEM) == FoundPrice(D("24.00"), D(1), PriceSource.TRADE_AGREEMENT, B)
    assert find_price(asked("1"), [], ITEM) == FoundPrice(D("22.00"), D(1), PriceSource.ITEM_PRICE)
    assert find_price(asked("5"), [offer(6, "25.00"), offer(5, "25.00")], None).offer == offer(5, "25.00")


@pytest.mark.parametrize("missing", [
    None, replace(ITEM, unit_price=None), replace(ITEM, unit=EACH), replace(ITEM, currency=USD),
], ids=["no item", "no price", "another unit", "another currency"])  # fmt: skip
def test_no_price_is_blank_and_not_zero(missing: ItemPrice | None) -> None:
    assert find_price(asked("5"), [], missing) == FoundPrice(None, D(1), PriceSource.NONE)


def test_a_search_tells_what_it_looked_at_and_finds_the_same() -> None:
    told = Told()
    assert find_price(asked("5"), [A, B], ITEM, told) == find_price(asked("5"), [A, B], ITEM)
    assert [(step.rule, step.result) for step in told.steps] == [
        ("agreement considered", "candidate"),
        ("agreement considered", "left out"),
        ("trade agreement: highest break reached, then lowest price per unit", "25"),
    ]


def test_a_net_amount_tells_its_steps_and_stays_the_same() -> None:
    told, line = Told(), price("5", "20.00", discount_percent="10", charges="4.00")
    assert net_amount(line, CENTS, told) == net_amount(line, CENTS)
    assert [step.result for step in told.steps] == ["100", "104", "93.6", "93.6"]
    assert {step.chapter for step in told.steps} == {"02 §4", "02 §2"}


# --- Charges, tax, totals ---------------------------------------------------------------------------

ITEM_SIDE, LEDGER, VENDOR = ChargeSide.ITEM, ChargeSide.LEDGER, ChargeSide.VENDOR


def charge(category: ChargeCategory, value: str, debit: ChargeSide = LEDGER, credit: ChargeSide = VENDOR) -> Charge:
    return Charge(category, D(value), debit, credit)


@pytest.mark.parametrize(("debit", "credit", "effect"), [
    (ITEM_SIDE, VENDOR, 1), (LEDGER, VENDOR, 1), (ITEM_SIDE, LEDGER, 0), (LEDGER, LEDGER, 0),
    (VENDOR, LEDGER, -1), (VENDOR, ITEM_SIDE, -1),
])  # fmt: skip
def test_what_a_charge_means_for_the_vendor(debit: ChargeSide, credit: ChargeSide, effect: int) -> None:
    """The ±a column of 02 §9.1."""
    assert owed(charge(ChargeCategory.FIXED, "5", debit, credit)) == effect


@pytest.mark.parametrize(("made", "subtotal", "amount"), [
    (charge(ChargeCategory.PERCENT, "1"), "1505.69", "15.06"),
    (charge(ChargeCategory.PERCENT, "2.5"), "272.10", "6.80"),
    (charge(ChargeCategory.FIXED, "50.005"), "272.10", "50.01"),
], ids=["C28 handling", "a freight of 2.5 %", "fixed"])  # fmt: skip
def test_charge_amount(made: Charge, subtotal: str, amount: str) -> None:
    assert charge_amount(made, D(subtotal), CENTS) == D(amount)


def taxed(*rows: tuple[str, str, str]) -> list[Taxed]:
    return [Taxed(D(base), code, D(percent)) for base, code, percent in rows]


def test_tax_is_rounded_once_per_code_over_the_document() -> None:
    """C19, V1 and V2: four lines, rounded up."""
    bases = ("11.11", "22.22", "33.33", "44.44")
    assert sales_tax(taxed(*((base, "V1", "10") for base in bases)), UP) == [D("1.12"), D("2.22"), D("3.33"), D("4.44")]
    second = taxed(("22.22", "V2", "10"), ("44.44", "V2", "10"))
    assert sales_tax(second, UP) == [D("2.23"), D("4.44")]


def test_tax_by_code_as_of_an_invoice_balance() -> None:
    """C18, by code over the document: 8.49 shared as 4.25 and 4.24."""
    assert sales_tax(taxed(("42.42", "A", "10"), ("42.42", "A", "10")), UP) == [D("4.25"), D("4.24")]


def test_codes_do_not_mix_and_no_code_means_no_tax() -> None:
    sources = taxed(("10.05", "A", "10"), ("99.00", "", "0"), ("10.05", "B", "20"), ("10.05", "A", "10"))
    assert sales_tax(sources, CENTS) == [D("1.01"), ZERO, D("2.01"), D("1.00")]


def figures(lines: list[Taxed], charges: list[tuple[Charge, str, Decimal]], totalled: Any = CENTS) -> list[str]:
    found = totals(lines, charges, CENTS, totalled).totals
    return [str(each) for each in (found.subtotal, found.charges, found.sales_tax, found.round_off, found.total)]


def test_totals_of_a_document() -> None:
    """C11 without its total discount: charges are inside the tax base."""
    landed = charge(ChargeCategory.FIXED, "64.90", LEDGER, VENDOR)
    found = totals(taxed(("485.10", "V", "25")), [(landed, "V", D(25))], CENTS, CENTS)
    assert found.totals.sales_tax == D("137.50")
    assert found.totals.total == D("687.50")
    assert [*found.line_taxes, *found.charge_taxes] == [D("121.28"), D("16.22")]


def test_prices_exclude_tax() -> None:
    """C20, excluded: 10 × 10.00 at 25 %."""
    assert figures(taxed(("100.00", "V", "25")), []) == ["100.00", "0", "25.00", "0.00", "125.00"]


def test_the_total_is_rounded_by_the_rule_for_purchase_orders() -> None:
    """C28's last step: 1,849.58 becomes 1,849.60."""
    assert figures(taxed(("1849.58", "", "0")), [], FIVE_CENTS) == ["1849.58", "0", "0", "0.02", "1849.60"]


def test_a_charge_that_is_not_owed_changes_no_total() -> None:
    inside = charge(ChargeCategory.FIXED, "50", ITEM_SIDE, LEDGER)
    rebate = charge(ChargeCategory.PERCENT, "10", VENDOR, LEDGER)
    found = totals(taxed(("100.00", "V", "25")), [(inside, "V", D(25)), (rebate, "", ZERO)], CENTS, CENTS)
    assert found.totals.charges == D("-10.00")
    assert found.charge_amounts == [D("50.00"), D("10.00")]
    assert found.charge_taxes == [ZERO, ZERO]
    assert found.totals.total == D("115.00")


def test_totals_tell_their_steps() -> None:
    told = Told()
    totals(taxed(("100.00", "V", "25")), [(charge(ChargeCategory.PERCENT, "2"), "V", D(25))], CENTS, CENTS, told)
    assert [step.result for step in told.steps] == ["2", "25.5", "100", "127.5", "127.5"]


# --- What holds for any numbers ---------------------------------------------------------------------

money = st.decimals(-(10**6), 10**6, places=2)
amounts = st.decimals(0, 10**6, places=4)
percents = st.decimals(0, 100, places=3)
prices = st.builds(
    LinePrice, quantity=st.decimals(-10**4, 10**4, places=3), unit_price=amounts,
    price_unit=st.decimals(1, 1000, places=2), discount=amounts, discount_percent=percents,
    charges=amounts)  # fmt: skip


@given(prices)
def test_a_return_is_the_exact_mirror_of_the_purchase(line: LinePrice) -> None:
    assert net_amount(replace(line, quantity=-line.quantity), CENTS) == -net_amount(line, CENTS)


@given(money, st.lists(st.decimals(1, 100, places=2), min_size=1, max_size=20))
def test_parts_add_up_to_the_line(net: Decimal, steps: list[Decimal]) -> None:
    whole, before, taken = sum(steps, ZERO), ZERO, ZERO
    for step in steps:
        taken += part_amount(net, before, before + step, whole, CENTS)
        before += step
    assert taken == CENTS(net)


@given(st.lists(st.builds(Taxed, base=money, code=st.sampled_from(["", "A", "B"]), percent=st.just(D("7.7")))))
def test_shares_of_tax_add_up_to_the_tax_of_their_code(sources: list[Taxed]) -> None:
    taxes = sales_tax(sources, CENTS)
    for code in ("A", "B"):
        base = sum((each.base for each in sources if each.code == code), ZERO)
        share = sum((tax for tax, each in zip(taxes, sources, strict=True) if each.code == code), ZERO)
        assert share == CENTS(base * D("0.077"))


@given(
    st.lists(st.builds(Taxed, base=money, code=st.sampled_from(["", "A"]), percent=st.just(D(19)))),
    st.lists(st.builds(Charge, st.sampled_from(ChargeCategory), amounts, st.sampled_from(ChargeSide), st.just(VENDOR))),
)  # fmt: skip
def test_totals_are_the_sum_of_their_parts(lines: list[Taxed], charges: list[Charge]) -> None:
    found = totals(lines, [(each, "A", D(19)) for each in charges], CENTS, FIVE_CENTS)
    whole = found.totals
    assert whole.total == whole.subtotal + whole.charges + whole.sales_tax + whole.round_off
    assert whole.sales_tax == sum([*found.line_taxes, *found.charge_taxes], ZERO)
    assert whole.total % D("0.05") == 0
    assert abs(whole.round_off) <= D("0.025")
