"""Delivery schedules (01 §13)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manciple.demo.company import Company
from manciple.kernel import sql, verify
from manciple.kernel.numbers import CENTS, total
from manciple.kernel.running import run
from manciple.orders.inquiries.locked import locks_of
from manciple.orders.inquiries.schedule import schedule_as_it_is
from manciple.orders.models import PurchaseLine
from manciple.orders.rules.schedules import Distribution, allocated, converted, days, shares
from manciple.orders.terms import ChargesConversion, Pending, Period
from manciple.orders.tests.around import agree, line_id, move
from manciple.orders.tests.clerk import LINES, ORDERS, Answered, Clerk, Order, args_of, line
from manciple.orders.tests.unchanged import fingerprint


def schedule(order: Order, *deliveries: Any, number: int = 1, **told: Any) -> Answered:
    """Splits a line; a plain quantity is a new delivery."""
    rows = [each if isinstance(each, dict) else {"quantity": str(each)} for each in deliveries]
    told = {"deliveries": rows, **told} if rows else told
    order.last = order.door.do_line(ORDERS, LINES, "delivery-schedule", order.number, number, told)
    return order.last


def quantities(order: Order) -> list[tuple[int, str, str]]:
    """Number, type and quantity of the lines."""
    return [
        (each["line_number"], each["line_type"], str(each["quantity"].normalize()))
        for each in order.door.lines(ORDERS, LINES, order.number)
    ]


HEAD, DELIVERY, SINGLE = "multiple_deliveries", "delivery", "single_delivery"

# --- Rules -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "shares"),
    [
        (ChargesConversion.COPY_GROSS, ["100.00", "100.00", "100.00"]),
        (ChargesConversion.ALLOCATE, ["33.33", "33.34", "33.33"]),
    ],
    ids=["W6 copy gross", "W6 allocate"],
)
def test_charges_conversion(how: ChargesConversion, shares: list[str]) -> None:
    assert converted(Decimal(100), [Decimal(2)] * 3, how, CENTS) == [Decimal(each) for each in shares]


@given(
    st.decimals(0, 10**6, places=2),
    st.lists(st.decimals("0.001", 10**6, places=3), min_size=1, max_size=20),
)
def test_invariant_8_allocated_charges_add_up(charge: Decimal, amounts: list[Decimal]) -> None:
    assert total(allocated(charge, amounts, CENTS)) == charge


@given(
    st.decimals("0.1", 10**3, places=1),
    st.one_of(st.decimals("0.1", 10**3, places=1).map(lambda each: {"each": each}),
              st.integers(1, 50).map(lambda number: {"number": number})),
    st.sampled_from([1, -1]),
)  # fmt: skip
def test_invariant_8_distributed_quantities_add_up(quantity: Decimal, how: Any, side: int) -> None:
    plan = Distribution(date(2026, 1, 31), 1, Period.WEEKS, **how)
    assert total(shares(side * quantity, plan, CENTS)) == side * quantity


@pytest.mark.parametrize(
    ("period", "every", "expected"),
    [
        (Period.DAYS, 3, ["2026-01-31", "2026-02-03", "2026-02-06"]),
        (Period.WEEKS, 2, ["2026-01-31", "2026-02-14", "2026-02-28"]),
        (Period.MONTHS, 1, ["2026-01-31", "2026-02-28", "2026-03-31"]),
        (Period.MONTHS, 11, ["2026-01-31", "2026-12-31", "2027-11-30"]),
    ],
)
def test_days_one_period_apart(period: Period, every: int, expected: list[str]) -> None:
    first = date(2026, 1, 31)
    found = days(first, Distribution(first, every, period), 3)
    assert [each.isoformat() for each in found] == expected


# --- Making a schedule --------------------------------------------------------------------------------


def test_w5_a_line_becomes_the_total_of_its_deliveries(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 10, "2"))
    assert schedule(order, 4, 6).warnings == ()
    assert quantities(order) == [(1, HEAD, "1E+1"), (2, DELIVERY, "4"), (3, DELIVERY, "6")]
    assert order.heads(subtotal=20)
    assert order.edit({"line_number": 2, "quantity": "5"}).codes == []
    assert quantities(order) == [(1, HEAD, "11"), (2, DELIVERY, "5"), (3, DELIVERY, "6")]
    assert order.heads(subtotal=22)
    assert order.shows(1, net_amount=22, status="open_order")


def test_another_total_is_worth_a_look(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 10, "2"))
    assert schedule(order, 4, 5).warnings == ("ORD-137",)
    assert order.shows(1, quantity=9)


def test_what_is_left_is_distributed(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 10, "2"))
    told: dict[str, Any] = {"quantity_each": "4", "first_delivery": "2026-03-02", "every": 1, "period": "weeks"}
    assert schedule(order, **told).codes == []
    rows = [(str(each["delivery_date"]), each["quantity"]) for each in order.door.lines(ORDERS, LINES, order.number)]
    assert rows[1:] == [("2026-03-02", 4), ("2026-03-09", 4), ("2026-03-16", 2)]


def test_equal_parts_have_no_more_decimals_than_the_unit(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 10, "2"))
    schedule(order, {"quantity": "3", "delivery_date": "2026-02-20"}, number_of_deliveries=2)
    assert [each[2] for each in quantities(order)] == ["1E+1", "3", "4", "3"]


def test_deliveries_differ_in_date_and_place_only(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 10, "2", external_item="X", confirmed_delivery_date="2026-02-20"))
    schedule(order, {"quantity": "4", "warehouse": "21", "delivery_date": "2026-04-01"},
             {"quantity": "6", "mode_of_delivery": "TRUCK"})  # fmt: skip
    assert order.shows(2, site="2", warehouse="21", delivery_date=date(2026, 4, 1), external_item="X", unit_price=2)
    assert order.shows(3, mode_of_delivery="TRUCK", external_item="X", unit="ea")


def test_price_breaks_are_found_by_the_total(clerk: Clerk, company: Company) -> None:
    agree(company, unit_price="9.00", from_quantity="1")
    agree(company, unit_price="7.00", from_quantity="10")
    order = clerk.order(line("A100", 10))
    assert order.shows(1, unit_price=7)
    schedule(order, 4, 6)
    assert [order.line(number)["unit_price"] for number in (1, 2, 3)] == [7, 7, 7]
    order.edit({"line_number": 2, "quantity": "3"})
    assert [order.line(number)["unit_price"] for number in (1, 2, 3)] == [9, 9, 9]
    assert order.heads(subtotal=81)


def test_a_typed_net_amount_is_allocated(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3, net_amount="100.00"))
    schedule(order, 1, 1, 1)
    assert [order.line(number)["net_amount"] for number in (1, 2, 3, 4)] == [
        100,
        Decimal("33.33"),
        Decimal("33.34"),
        Decimal("33.33"),
    ]
    assert order.heads(subtotal=100)


@pytest.mark.parametrize(("how", "subtotal"), [("allocate", "130.00"), ("copy_gross", "330.00")])
def test_w6_charges_of_the_line(clerk: Clerk, how: str, subtotal: str) -> None:
    order = clerk.order(line("A100", 3, "10", charges_on_purchases="100.00"))
    schedule(order, 1, 1, 1, charges=how)
    assert order.heads(subtotal=subtotal)
    assert order.shows(1, charges_on_purchases=0, net_amount=subtotal)


def test_the_lot_goes_to_the_first_delivery(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 10))
    lot = order.line()["lot_id"]
    schedule(order, 4, 6)
    lots = [order.line(number)["lot_id"] for number in (1, 2, 3)]
    assert lots[:2] == ["", lot]
    assert lots[2] not in ("", lot)


# --- Changing it --------------------------------------------------------------------------------------


@pytest.fixture
def split(clerk: Clerk) -> Order:
    """An order of one line in deliveries of 4 and 6, not confirmed."""
    order = clerk.order(line("A100", 10, "2"))
    schedule(order, 4, 6)
    return order


def test_deliveries_are_changed_added_and_taken_off(split: Order) -> None:
    assert schedule(split, {"line_number": 2, "quantity": "5"}, {"line_number": 3, "remove": True}, 7).codes == []
    assert quantities(split) == [(1, HEAD, "12"), (2, DELIVERY, "5"), (4, DELIVERY, "7")]
    assert split.heads(subtotal=24)


def test_the_schedule_is_reached_from_a_delivery_too(split: Order) -> None:
    schedule(split, 2, number=3)
    assert quantities(split)[0] == (1, HEAD, "12")


def test_the_total_is_taken_apart(split: Order) -> None:
    assert schedule(split, dissolve=True).codes == []
    assert quantities(split) == [(1, SINGLE, "1E+1")]
    assert split.shows(1, net_amount=20, unit_price=2)
    assert split.line(1)["lot_id"] != ""


def test_deliveries_the_vendor_knows_are_taken_off_with_the_next_confirmation(split: Order) -> None:
    split.confirm()
    schedule(split, dissolve=True)
    assert [each["is_deleted"] for each in split.door.lines(ORDERS, LINES, split.number)] == [False, True, True]
    assert split.heads(subtotal=20, approval_status="approved", changed_since_confirmation=True)


def test_prices_typed_on_the_total_go_to_the_deliveries(split: Order) -> None:
    assert split.edit({"line_number": 1, "unit_price": "3", "discount_percent": "10"}).codes == []
    assert [split.line(number)["unit_price"] for number in (2, 3)] == [3, 3]
    assert split.heads(subtotal=27)


def test_unless_somebody_says_no(split: Order) -> None:
    split.edit({"line_number": 1, "unit_price": "3"}, update_deliveries=False)
    assert [split.line(number)["unit_price"] for number in (2, 3)] == [2, 2]


def test_another_item_goes_to_the_deliveries(split: Order) -> None:
    assert split.edit({"line_number": 1, "item": "B200"}).codes == []
    assert [split.line(number)["item"] for number in (1, 2, 3)] == ["B200"] * 3


# --- Refusals -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"line_number": 1, "quantity": "12"}, ("ORD-50", 1, "quantity")),
        ({"line_number": 1, "net_amount": "12"}, ("ORD-50", 1, "net_amount")),
        ({"line_number": 1, "unit": "box"}, ("ORD-51", 1, "unit")),
        ({"line_number": 2, "unit": "box"}, ("ORD-51", 2, "unit")),
        ({"line_number": 2, "item": "B200"}, ("ORD-140", 2, "item")),
        ({"line_number": 2, "remove": True}, ("ORD-139", 2, "line_number")),
        ({"line_number": 1, "remove": True}, ("ORD-139", 1, "line_number")),
    ],
    ids=["ORD-50 quantity", "ORD-50 net amount", "ORD-51 total", "ORD-51 delivery", "item", "delivery", "total"],
)
def test_what_is_typed_somewhere_else(split: Order, told: Any, reason: Any) -> None:
    before = fingerprint()
    split.edit(told)
    assert split.reasons == [reason]
    assert fingerprint() == before


@pytest.mark.parametrize(
    ("deliveries", "told", "codes"),
    [
        ([10], {}, ["ORD-135"]),
        ([], {}, ["ORD-135"]),
        ([12, -2], {}, ["ORD-136"]),
        ([10, 0], {}, ["ORD-80"]),
        ([4, "5.5"], {}, ["QTY_DECIMALS"]),
        ([{"line_number": 7, "quantity": "4"}, 2, 4], {}, ["ORD-112"]),
        ([{"delivery_date": "2026-03-03"}, 6, 4], {}, ["KRN-009"]),
        ([], {"quantity_each": "0.001"}, ["ORD-141", "ORD-135"]),
        ([], {"dissolve": True}, ["ORD-135"]),
        ([{"quantity": "4", "warehouse": "99"}, 6], {}, ["KRN-008"]),
    ],
    ids=["one delivery", "none", "signs", "zero", "decimals", "unknown", "no quantity", "too many", "no schedule",
         "unknown warehouse"],
)  # fmt: skip
def test_what_is_no_schedule_changes_nothing(clerk: Clerk, deliveries: Any, told: Any, codes: list[str]) -> None:
    order = clerk.order(line("A100", 10, "2"))
    before = fingerprint()
    assert schedule(order, *deliveries, **told).codes == codes
    assert fingerprint() == before


def test_two_deliveries_stay(split: Order) -> None:
    assert schedule(split, {"line_number": 3, "remove": True}).codes == ["ORD-135"]


def test_what_arrived_is_neither_split_nor_taken_apart(clerk: Clerk, company: Company, split: Order) -> None:
    order = clerk.order(line("A100", 10))
    move(company, order, received=1)
    assert schedule(order, 4, 6).codes == ["ORD-138"]
    move(company, split, 2, received=1)
    assert schedule(split, dissolve=True).codes == ["ORD-138", "ORD-41"]
    assert schedule(split, {"line_number": 2, "remove": True}, 4).codes == ["ORD-41"]
    assert schedule(split, {"line_number": 3, "quantity": "7"}).codes == []


def test_a_pending_invoice_holds_the_line(clerk: Clerk, company: Company, pending: dict[int, Pending]) -> None:
    order = clerk.order(line("A100", 10))
    pending[line_id(company, order)] = Pending("I-1")
    assert schedule(order, 4, 6).codes == ["ORD-138"]


def test_a_finalized_order_is_split_no_more(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 1))
    order.confirm()
    move(company, order, received=1, invoiced=1)
    order.finalize()
    assert schedule(order, 1, 1).codes == ["ORD-16"]


# --- What follows -------------------------------------------------------------------------------------


def test_deliveries_are_confirmed_received_and_copied(clerk: Clerk, company: Company, split: Order) -> None:
    split.confirm()
    with company.reading():
        told = list(sql.rows("orders.copy_confirmation_lines", into=dict, company=company.id,
                             numbers=[f"{split.number}-1"], order=None, vendor=None, most=0))  # fmt: skip
    assert [each["line"] for each in told] == [2, 3]
    move(company, split, 2, received=4)
    assert split.shows(1, received=4, remaining=6, status="open_order")
    move(company, split, 3, received=6)
    assert split.shows(1, status="received")
    new = clerk.order(line("C300", 1, "1"))
    new.do("copy-from-all", lines=[{"source": f"order:{split.number}"}], delete_lines=False, copy_header=False)
    assert quantities(new)[1:] == [(2, SINGLE, "4"), (3, SINGLE, "6")]


def test_cancel_takes_off_the_deliveries(split: Order) -> None:
    split.confirm()
    split.cancel()
    assert [split.line(number)["quantity"] for number in (1, 2, 3)] == [0, 0, 0]
    assert split.heads(status="canceled", subtotal=0)


def test_a_schedule_is_numbered_before_its_deliveries(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 10), line("B200", 1))
    schedule(order, 4, 6)
    order.door.do_line(ORDERS, LINES, "renumber", order.number, 2, {"all_lines": True})
    assert [each[:2] for each in quantities(order)] == [(1, HEAD), (2, DELIVERY), (3, DELIVERY), (4, SINGLE)]


def test_the_dialog_starts_with_the_line_itself(clerk: Clerk, company: Company, split: Order) -> None:
    order = clerk.order(line("A100", 10))
    with company.reading():
        one = schedule_as_it_is(line_id(company, order), company.ctx)["deliveries"]
        two = schedule_as_it_is(line_id(company, split, 3), company.ctx)["deliveries"]
    assert [(each.get("line_number"), each["quantity"]) for each in one] == [(None, 10)]
    assert [(each["line_number"], each["quantity"]) for each in two] == [(2, 4), (3, 6)]


def test_statements_do_not_grow_with_deliveries(clerk: Clerk, company: Company) -> None:
    def count(number: int) -> int:
        order = clerk.order(line("A100", 1000, "2"))
        args = args_of(PurchaseLine, "delivery-schedule", number_of_deliveries=number)
        with sql.counted() as counted:
            run(PurchaseLine, "delivery-schedule", [(order.number, 1)], args, company.ctx.fresh())
        return counted.number

    assert count(2) == count(200)


def test_the_books_are_right_whatever_becomes_of_a_schedule(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 10, "2.35", discount_percent="3"), line("B200", 5))
    schedule(order, 4, 6)
    proven(company)
    order.edit({"line_number": 3, "quantity": "5"}, {"line_number": 4, "unit_price": "2.99"})
    proven(company)
    order.confirm()
    move(company, order, 3, received=2)
    proven(company)
    order.cancel()
    proven(company)
    order.edit({"line_number": 4, "quantity": "9"})
    order.confirm()
    proven(company)


def test_the_books_are_right_when_it_is_taken_apart(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 10, "2.35"))
    schedule(order, 4, 6)
    order.confirm()
    schedule(order, dissolve=True)
    proven(company)
    order.confirm()
    proven(company)
    assert quantities(order) == [(1, SINGLE, "1E+1")]


def proven(company: Company) -> None:
    """Everything that is stored of orders is what its sources say."""
    found = [each for each in verify.check(company.id) if each.invariant.startswith("orders-")]
    assert [(each.invariant, each.number, each.field, each.stored, each.computed) for each in found] == []


def test_pages_grey_what_is_typed_on_another_line(company: Company, split: Order) -> None:
    with company.reading():
        order = PurchaseLine.objects.filter(order__number=split.number).values_list("order", flat=True)[0]
        found = locks_of(order, company.ctx).lines["lines"]
    told = {line: {name: refusal.code for name, refusal in each.items()} for line, each in found.items()}
    total = {"quantity": "ORD-50", "net_amount": "ORD-50", "charges_on_purchases": "ORD-50", "receive_now": "ORD-50"}
    delivery = {"item": "ORD-140", "unit": "ORD-51", "sales_tax_group": "ORD-140"}
    assert told[1].items() >= {**total, "unit": "ORD-51"}.items()
    assert told[2].items() >= delivery.items()
