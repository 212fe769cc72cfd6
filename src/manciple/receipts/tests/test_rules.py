"""The judgments and amounts of receiving: worked cases of chapter 03 §22, invariants of §20."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manciple.kernel.explain import Told
from manciple.kernel.numbers import CENTS, ZERO, sign, total
from manciple.ledger.terms import PostingType
from manciple.orders.terms import Approval
from manciple.receipts import rules
from manciple.receipts.terms import Delivery, Lot, PackingSlip, QuantityOption, Receivable, Standing, Taken

TODAY = date(2026, 1, 15)
ORDER = Receivable(
    order_id=1,
    order="PO-1",
    approval=Approval.CONFIRMED,
    vendor_id=7,
    vendor="V001",
    hold="no",
    currency_id=1,
    currency="USD",
    rounding_unit=Decimal("0.01"),
)


def amount(text: str | int) -> Decimal:
    return Decimal(text)


def line(number: int = 10, ordered: str | int = 100, **changes: object) -> Standing:
    """An open stocked line at 1.00 apiece, nothing received."""
    quantity = Decimal(ordered)
    standing = Standing(
        order_id=1,
        line_id=number,
        line_number=number,
        item_id=3,
        item="A100",
        product_name="Bolt",
        site_id=1,
        warehouse_id=11,
        unit="ea",
        decimals=0,
        quantity=quantity,
        effective=quantity,
        received=ZERO,
        remaining=quantity,
        receive_now=ZERO,
        overdelivery_percent=Decimal(5),
        underdelivery_percent=Decimal(5),
        net_amount=quantity,
        unit_price=Decimal(1),
    )
    return replace(standing, **changes)  # type: ignore[arg-type]


def received(standing: Standing, quantity: str | int) -> Standing:
    """The line after a quantity has arrived and was booked."""
    arrived = rules.arrival(standing, Taken(Decimal(quantity)), ORDER, CENTS)
    return replace(
        standing,
        received=arrived.received,
        remaining=arrived.remaining,
        booked_quantity=standing.booked_quantity + arrived.quantity,
        booked_value=standing.booked_value + arrived.value,
    )


def delivered(*lines: Standing, slip: PackingSlip | None = None, order: Receivable = ORDER) -> Delivery:
    """A slip laid beside its order."""
    told = slip or PackingSlip(product_receipt="PS-1")
    arrivals, unknown = rules.arrivals(order, {each.line_number: each for each in lines}, told)
    return Delivery(order, TODAY, arrivals, unknown)


def slip(*lots: tuple[int, str | int] | tuple[int, str | int, bool], **more: object) -> PackingSlip:
    return PackingSlip(
        product_receipt="PS-1",
        lines=tuple(
            Lot(line_number=lot[0], quantity=Decimal(lot[1]), close=bool(lot[2]) if len(lot) > 2 else False)
            for lot in lots
        ),
        **more,  # type: ignore[arg-type]
    )


def judged(delivery: Delivery, told: PackingSlip) -> list[str]:
    """The codes of the tolerance step."""
    guards = (rules.within_over_delivery, rules.complete_when_asked, rules.closes_within_under_delivery)
    return [refusal.code for guard in guards for refusal in guard(delivery, told)]


# --- Tolerances (03 §7.3, §7.4) -------------------------------------------------------------------

TOLERANCES = [
    pytest.param(100, 60, 45, False, True, True, [], "105", "0", "0", id="W1 5 % over is allowed"),
    pytest.param(100, 60, 46, False, True, True, ["RCV-12"], "106", "0", "0", id="W1 one more is not"),
    pytest.param(100, 60, 45, False, False, True, ["RCV-12"], "105", "0", "0", id="W1 nothing over accepted"),
    pytest.param(100, 0, 90, True, True, True, ["RCV-14"], "90", "0", "10", id="W2 10 % short is refused"),
    pytest.param(100, 0, 95, True, True, True, [], "95", "0", "5", id="W2 5 % short is allowed"),
    pytest.param(100, 0, 90, False, True, True, [], "90", "10", "0", id="W2 short without Close"),
    pytest.param(100, 0, 95, True, True, False, ["RCV-14"], "95", "0", "5", id="W2 nothing short accepted"),
    pytest.param(33, 0, 34, False, True, True, [], "34", "0", "0", id="W3 34 is within 34.65"),
    pytest.param(33, 0, 35, False, True, True, ["RCV-12"], "35", "0", "0", id="W3 35 is not"),
    pytest.param(-100, -60, -45, False, True, True, [], "-105", "0", "0", id="W1 mirrored"),
    pytest.param(-100, -60, -46, False, True, True, ["RCV-12"], "-106", "0", "0", id="W1 mirrored, one more"),
    pytest.param(-100, 0, -90, True, True, True, ["RCV-14"], "-90", "0", "-10", id="W2 mirrored"),
    pytest.param(100, 95, 0, True, True, True, [], "95", "0", "5", id="Close without a quantity"),
    pytest.param(100, 100, 0, True, True, True, [], "100", "0", "0", id="Close of a line received whole"),
]


@pytest.mark.parametrize(
    ("ordered", "before", "quantity", "close", "over", "under", "codes", "received_", "remaining", "short"), TOLERANCES
)
def test_tolerances(
    ordered: Any,
    before: Any,
    quantity: Any,
    close: Any,
    over: Any,
    under: Any,
    codes: Any,
    received_: Any,
    remaining: Any,
    short: Any,
) -> None:
    order = replace(ORDER, accept_overdelivery=over, accept_underdelivery=under)
    told = slip((10, quantity, close))
    delivery = delivered(received(line(ordered=ordered), before), slip=told, order=order)
    (arrived,) = delivery.arrivals
    assert judged(delivery, told) == codes
    assert (arrived.received, arrived.remaining, arrived.short) == (
        amount(received_),
        amount(remaining),
        amount(short),
    )


def test_an_over_delivery_is_told_with_what_may_still_come() -> None:
    """W1: "at most 45"."""
    told = slip((10, 46))
    (refusal,) = rules.within_over_delivery(delivered(received(line(), 60), slip=told), told)
    assert refusal.values == {"received": "106", "effective": "100", "over": "5", "most": "105", "left": "45"}
    assert refusal.line == 10


def test_what_may_still_come_is_told_in_whole_units() -> None:
    """W3: 34.65 pieces cannot come, 34 can."""
    told = slip((10, 35))
    (refusal,) = rules.within_over_delivery(delivered(line(ordered=33), slip=told), told)
    assert (refusal.values["most"], refusal.values["left"]) == ("34.65", "34")


def test_an_under_delivery_is_told_in_percent() -> None:
    told = slip((10, 90, True))
    (refusal,) = rules.closes_within_under_delivery(delivered(line(), slip=told), told)
    assert refusal.values == {"short": "10", "under": "5"}


COMPLETE = [
    pytest.param(100, False, [], id="whole"),
    pytest.param(60, False, ["RCV-13"], id="part"),
    pytest.param(95, True, [], id="closed within tolerance"),
    pytest.param(60, True, ["RCV-14"], id="closed outside"),
]


@pytest.mark.parametrize(("quantity", "close", "codes"), COMPLETE)
def test_a_complete_line_arrives_whole_or_is_closed(quantity: Any, close: Any, codes: Any) -> None:
    told = slip((10, quantity, close))
    assert judged(delivered(line(complete=True), slip=told), told) == codes


def test_the_base_of_a_tolerance_is_what_is_still_wanted() -> None:
    """03 §7.3: quantity canceled earlier widens nothing."""
    standing = line(effective=Decimal(50), remaining=Decimal(50))
    told = slip((10, 53))
    assert judged(delivered(standing, slip=told), told) == ["RCV-12"]


# --- What is proposed (03 §7.1) -------------------------------------------------------------------

W6 = (
    line(10, 100, receive_now=Decimal(25)),
    line(20, 1, stocked=False),
    line(30, 5, stocked=False, receive_now=Decimal(2)),
    line(40, 20),
)


@pytest.mark.parametrize(
    ("option", "proposed"),
    [
        pytest.param(QuantityOption.ALL, {10: 100, 20: 1, 30: 5, 40: 20}, id="W6 ordered"),
        pytest.param(QuantityOption.RECEIVE_NOW, {10: 25, 30: 2}, id="W6 receive now"),
    ],
)
def test_proposals(option: Any, proposed: Any) -> None:
    found = rules.proposal(W6, option.value)
    assert {number: lot.quantity for number, lot in found.items()} == proposed


@pytest.mark.parametrize("flag", ["stopped", "item_stopped", "finalized"])
def test_stopped_lines_are_never_proposed(flag: Any) -> None:
    assert rules.proposal([line(**{flag: True})], QuantityOption.ALL) == {}


def test_named_lines_replace_the_proposal() -> None:
    told = slip((40, 5))
    delivery = delivered(*W6, slip=told)
    assert [(each.line.line_number, each.quantity) for each in delivery.arrivals] == [(40, amount(5))]


def test_a_named_line_without_a_quantity_takes_what_is_proposed() -> None:
    told = PackingSlip(product_receipt="PS-1", lines=(Lot(line_number=40), Lot(line_number=10, close=True)))
    delivery = delivered(*W6, slip=told)
    assert [(each.line.line_number, each.quantity, each.close) for each in delivery.arrivals] == [
        (10, amount(100), True),
        (40, amount(20), False),
    ]


def test_lots_of_a_line_are_added_up() -> None:
    told = slip((10, 60), (10, 20, True), (10, 15))
    (arrived,) = delivered(line(), slip=told).arrivals
    assert (arrived.quantity, arrived.close, arrived.short) == (amount(95), True, amount(5))


def test_a_line_that_does_not_exist_is_named() -> None:
    told = slip((99, 1))
    (refusal,) = rules.lines_known(delivered(line(), slip=told), told)
    assert (refusal.code, refusal.line) == ("KRN-008", 99)


# --- Single guards ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"approval": Approval.CONFIRMED}, []),
        ({"approval": Approval.APPROVED}, ["RCV-01"]),
        ({"approval": Approval.FINALIZED}, ["RCV-02"]),
        ({"hold": "all"}, ["RCV-02"]),
        ({"hold": "invoice"}, []),
    ],
)
def test_which_orders_can_be_received(changes: Any, codes: Any) -> None:
    delivery = Delivery(replace(ORDER, **changes), TODAY)
    guards = (rules.order_confirmed, rules.vendor_not_held)
    assert [refusal.code for guard in guards for refusal in guard(delivery)] == codes


@pytest.mark.parametrize(
    ("policy", "used", "found"),
    [
        ("reject", None, []),
        ("reject", TODAY, [("RCV-04", "error")]),
        ("reject_in_year", TODAY, [("RCV-04", "error")]),
        ("warn", TODAY, [("RCV-04", "warning")]),
        ("accept", TODAY, []),
    ],
)
def test_a_number_used_before(policy: Any, used: Any, found: Any) -> None:
    delivery = Delivery(replace(ORDER, duplicates=policy, used_on=used), TODAY)
    told = PackingSlip(product_receipt="PS-1")
    assert [(each.code, each.severity) for each in rules.number_unused(delivery, told)] == found


def test_a_number_is_needed() -> None:
    assert [each.code for each in rules.number_given(Delivery(ORDER, TODAY), PackingSlip())] == ["RCV-03"]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"stopped": True}, ["RCV-08"]),
        ({"item_stopped": True}, ["RCV-08"]),
        ({"finalized": True}, ["RCV-02"]),
    ],
)
def test_stopped_lines_take_nothing(changes: Any, codes: Any) -> None:
    told = slip((10, 1))
    found = rules.lines_open(delivered(line(**changes), slip=told), told)
    assert [refusal.code for refusal in found] == codes


@pytest.mark.parametrize(
    ("ordered", "before", "lot", "codes"),
    [
        pytest.param(100, 0, (10, "1"), [], id="whole units"),
        pytest.param(100, 0, (10, "1.5"), ["RCV-09"], id="more decimals than the unit has"),
        pytest.param(100, 0, (10, "1.0"), [], id="zeros behind the point are none"),
        pytest.param(100, 0, (10, "-1"), ["RCV-09"], id="against the sign of the line"),
        pytest.param(-100, 0, (10, "1"), ["RCV-09"], id="against the sign of a return"),
        pytest.param(100, 0, (10, "0"), ["RCV-09"], id="nothing"),
        pytest.param(100, 95, (10, "0", True), [], id="nothing, but closed"),
        pytest.param(100, 0, (10, "0", True), ["RCV-09"], id="closed before anything came"),
    ],
)
def test_quantities(ordered: Any, before: Any, lot: Any, codes: Any) -> None:
    told = slip(lot)
    delivery = delivered(received(line(ordered=ordered), before), slip=told)
    assert [refusal.code for refusal in rules.quantities_fit(delivery, told)] == codes


def test_a_slip_without_anything_is_refused() -> None:
    told = PackingSlip(product_receipt="PS-1")
    delivery = delivered(received(line(), 100), slip=told)
    assert [refusal.code for refusal in rules.something_arrives(delivery, told)] == ["RCV-10"]


def test_stocked_goods_need_a_place() -> None:
    told = slip((10, 1), (20, 1))
    lines = (line(10, site_id=None, warehouse_id=None), line(20, site_id=None, warehouse_id=None, stocked=False))
    found = list(rules.places_given(delivered(*lines, slip=told), told))
    assert [(each.code, each.line, each.values["dimension"]) for each in found] == [
        ("RCV-05", 10, "Site"),
        ("RCV-05", 10, "Warehouse"),
    ]


# --- Amounts (03 §8) -------------------------------------------------------------------------------


def test_every_part_takes_its_share_of_the_amount() -> None:
    """W12: 100.00 in three receipts of 1."""
    standing, values = line(ordered=3, net_amount=amount("100.00")), []
    for _ in range(3):
        values.append(rules.value(standing, Decimal(1), CENTS))
        standing = received(standing, 1)
    assert values == [amount("33.33"), amount("33.34"), amount("33.33")]


def test_a_value_tells_how_it_came_about() -> None:
    why = Told()
    assert rules.value(line(ordered=3, net_amount=amount("100.00")), Decimal(1), CENTS, why) == amount("33.33")
    assert why.steps[0].inputs == {"net_amount": "100", "ordered": "3", "cumulative": "1", "booked": "0"}


def test_without_an_ordered_quantity_the_price_fields_decide() -> None:
    standing = line(quantity=ZERO, net_amount=ZERO, unit_price=amount("2.50"), discount_percent=Decimal(10))
    assert rules.value(standing, Decimal(4), CENTS) == amount("9.00")


@pytest.mark.parametrize(
    ("accrues", "physical", "posts", "stocked", "entries"),
    [
        pytest.param(False, False, True, True, {}, id="W10 both gates off"),
        pytest.param(True, False, True, True, {"PEU": 100, "ACCR": -100}, id="W10 accrual alone"),
        pytest.param(False, True, True, True, {"PEU": -100, "PHYS": 100}, id="W10 stock alone"),
        pytest.param(True, True, True, True, {"PEU": 0, "ACCR": -100, "PHYS": 100}, id="W10 both"),
        pytest.param(True, True, False, True, {"PEU": 100, "ACCR": -100}, id="receipts are not posted"),
        pytest.param(True, True, True, False, {"PEU": 100, "ACCR": -100}, id="a service has no stock"),
    ],
)
def test_gates(accrues: Any, physical: Any, posts: Any, stocked: Any, entries: Any) -> None:
    standing = line(accrues=accrues, posts_physical=physical, stocked=stocked)
    order = replace(ORDER, posts_receipts=posts)
    told = slip((10, 100))
    postings = list(rules.postings(delivered(standing, slip=told, order=order).arrivals, order.vendor_id))
    sums = {
        role.name: total(each.amount for each in postings if each.role == role)
        for role in PostingType
        if any(each.role == role for each in postings)
    }
    assert sums == entries
    assert {each.item for each in postings} <= {3}


# --- Properties (03 §20) ---------------------------------------------------------------------------

quantities = st.integers(1, 500)
nets = st.integers(0, 10_000_000).map(lambda cents: Decimal(cents) / 100)
signs = st.sampled_from([1, -1])


@given(st.lists(quantities, min_size=1, max_size=12), nets, signs)
def test_property_10_full_receipt_in_any_partition_posts_exactly_the_net_amount(
    parts: Any, net: Any, side: Any
) -> None:
    standing, booked = line(ordered=side * sum(parts), net_amount=side * net), ZERO
    for part in parts:
        booked += rules.value(standing, Decimal(side * part), CENTS)
        standing = received(standing, side * part)
    assert booked == side * net
    assert standing.remaining == 0


@given(quantities, nets, quantities, st.booleans())
def test_a_return_is_the_exact_mirror_of_the_purchase(ordered: Any, net: Any, part: Any, close: Any) -> None:
    bought = rules.arrival(line(ordered=ordered, net_amount=net), Taken(Decimal(part), close), ORDER, CENTS)
    returned = rules.arrival(line(ordered=-ordered, net_amount=-net), Taken(Decimal(-part), close), ORDER, CENTS)
    assert returned.value == -bought.value
    assert (returned.received, returned.remaining, returned.short) == (
        -bought.received,
        -bought.remaining,
        -bought.short,
    )


@given(quantities, st.lists(st.tuples(quantities, st.booleans()), min_size=1, max_size=6), signs)
def test_property_1_quantities_add_up(ordered: Any, lots: Any, side: Any) -> None:
    """Q + V = R + RP + C, and nothing remains of what is over-delivered."""
    standing, canceled = line(ordered=side * ordered), ZERO
    for part, close in lots:
        arrived = rules.arrival(standing, Taken(Decimal(side * part), close), ORDER, CENTS)
        canceled += arrived.short
        standing = replace(received(standing, side * part), effective=side * Decimal(ordered) - canceled)
        remaining = rules.remaining(standing.effective, standing.received)
        over = max(abs(standing.received) - abs(standing.effective), ZERO) * side
        assert remaining == arrived.remaining
        assert standing.quantity + over == standing.received + remaining + canceled
        assert remaining * over == 0
        assert sign(remaining) in (0, side)


@given(quantities, nets, quantities, st.booleans(), st.booleans())
def test_property_8_postings_balance_and_the_uninvoiced_pair_nets(
    ordered: Any, net: Any, part: Any, accrues: Any, physical: Any
) -> None:
    standing = line(ordered=ordered, net_amount=net, accrues=accrues, posts_physical=physical)
    arrived = [rules.arrival(standing, Taken(Decimal(part)), ORDER, CENTS)]
    postings = list(rules.postings(arrived, 7))
    assert total(each.amount for each in postings) == 0
    if accrues and physical:
        assert total(each.amount for each in postings if each.role == PostingType.PEU) == 0
