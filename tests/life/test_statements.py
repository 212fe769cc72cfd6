"""How many statements an act takes grows neither with the lines of an order nor with the orders (01 §11.5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.kernel import numbering, sql
from manciple.kernel.actions import find
from manciple.kernel.args import read
from manciple.kernel.records import Stored
from manciple.kernel.running import Answer, create, run
from manciple.orders.models import OrderParameters, PurchaseLine, PurchaseOrder
from manciple.orders.tests.approving import People, asks, step
from manciple.orders.tests.around import change

MANY_LINES, MANY_ORDERS = 200, 50
BOSS = "boss"
Told = dict[str, Any]
Step = tuple[str, Told]


@dataclass(frozen=True)
class Case:
    """An act, what it is told, and what happened to the orders before."""

    key: str
    told: Callable[[str], Told] = field(default=lambda source: {})
    before: Sequence[Step] = ()
    record: type[Stored] = PurchaseOrder
    managed: bool = False
    by: str = ""


CONFIRMED: Step = ("confirm", {})
CASES = {
    "create": Case("create"),
    "confirm": Case("confirm"),
    "confirm again": Case("confirm", before=[CONFIRMED, ("edit", {"vendor_reference": "more"})]),
    "print-confirmation": Case("print-confirmation", before=[CONFIRMED]),
    "purchase-inquiry": Case("purchase-inquiry"),
    "edit": Case("edit", lambda source: {"vendor_reference": "R-1", "delivery_date": "2026-03-01", "propagate": "all"}),
    "cancel": Case("cancel", before=[CONFIRMED]),
    "finalize": Case("finalize", before=[CONFIRMED, ("cancel", {})]),
    "delete": Case("delete"),
    "copy-from-all": Case("copy-from-all", lambda source: _from(source) | {"copy_header": True, "copy_charges": True}),
    "copy-from-all precisely": Case("copy-from-all", lambda source: _from(source) | {"copy_precisely": True}),
    "copy-from-line": Case("copy-from-line", lambda source: _from(source), record=PurchaseLine),
    "submit": Case("submit", managed=True),
    "approve": Case("approve", managed=True, before=[("submit", {})], by=BOSS),
    "reject": Case("reject", lambda source: {"comment": "no"}, managed=True, before=[("submit", {})], by=BOSS),
    "recall": Case("recall", lambda source: {"comment": "wait"}, managed=True, before=[("submit", {})]),
    "delivery-schedule": Case(
        "delivery-schedule", lambda source: {"deliveries": [{"quantity": "4"}, {"quantity": "6"}]},
        record=PurchaseLine),
    "renumber": Case("renumber", lambda source: {"line_number": 1000}, record=PurchaseLine),
    "renumber all": Case("renumber", lambda source: {"all_lines": True}, record=PurchaseLine),
    "deliver-remainder": Case("deliver-remainder", lambda source: {"remainder": "3"}, record=PurchaseLine),
}  # fmt: skip


def _from(source: str) -> Told:
    return {"lines": [{"source": f"order:{source}"}], "delete_lines": False, "copy_header": False}


def act(company: Company, record: type[Stored], key: str, numbers: Sequence[Any], told: Told) -> Answer:
    args = read(find(record, key).args, told)
    return run(record, key, list(numbers), args, company.ctx.fresh())


def ordered(company: Company, orders: int, lines: int, *, managed: bool = False) -> tuple[int, list[str]]:
    """Orders alike, made by one act: how many statements that took, and their numbers."""
    rows = [{"item": ("A100", "C300")[at % 2], "quantity": "10", "unit_price": "2"} for at in range(lines)]
    told = {"vendor": "V001", "lines": rows, "change_management": managed,
            "charges": [{"charge_code": "FREIGHT", "value": "2.5"}]}  # fmt: skip
    args = read(find(PurchaseOrder, "create").args, told)
    with sql.counted() as counted:
        made = create(PurchaseOrder, [args] * orders, company.ctx.fresh()).made
    return counted.number, [each.number for each in made]


def statements(company: Company, case: Case, orders: int, lines: int) -> int:
    """How many statements the act takes on so many orders with so many lines each."""
    taken, numbers = ordered(company, orders, lines, managed=case.managed)
    if case.key == "create":
        return taken
    _, (source,) = ordered(company, 1, lines)
    for key, told in case.before:
        act(company, PurchaseOrder, key, numbers, told)
    targets: list[Any] = [(number, 1) for number in numbers] if case.record is PurchaseLine else list(numbers)
    whose = replace(company, ctx=People(company).named(case.by).ctx) if case.by else company
    with sql.counted() as counted:
        answer = act(whose, case.record, case.key, targets, case.told(source))
    assert len(answer.done) == orders
    return counted.number


@pytest.fixture
def prepared(company: Company) -> Company:
    """The company, where orders may be under change management and somebody is asked about those; its
    blocks of numbers are drawn, so that no act has to."""
    change(company, OrderParameters, "orders", override_per_vendor=True)
    People(company).named(BOSS)
    asks(company, step(BOSS))
    numbering.forget_blocks()
    return company


@pytest.mark.parametrize("name", CASES)
def test_statements_grow_neither_with_lines_nor_with_orders(prepared: Company, name: str) -> None:
    case = CASES[name]
    statements(prepared, case, 1, 1)
    one = statements(prepared, case, 1, 1)
    assert {
        f"1 order of {MANY_LINES} lines": statements(prepared, case, 1, MANY_LINES),
        f"{MANY_ORDERS} orders of 1 line": statements(prepared, case, MANY_ORDERS, 1),
    } == {f"1 order of {MANY_LINES} lines": one, f"{MANY_ORDERS} orders of 1 line": one}


def test_a_schedule_of_many_deliveries_takes_as_many_statements_as_one_of_two(prepared: Company) -> None:
    def taken(deliveries: int) -> int:
        _, numbers = ordered(prepared, 1, 1)
        told = {"deliveries": [{"quantity": "1"}] * deliveries}
        with sql.counted() as counted:
            act(prepared, PurchaseLine, "delivery-schedule", [(numbers[0], 1)], told)
        return counted.number

    assert taken(2) == taken(2) == taken(MANY_LINES)
