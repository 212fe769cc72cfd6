"""The hook for lines that go along with others (01 §15)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from manciple.kernel import actions
from manciple.kernel.args import NoArgs
from manciple.orders.actions.supplementary import KEY, supplied_by
from manciple.orders.inquiries.supplementary import suppliers
from manciple.orders.models import PurchaseLine, PurchaseOrder
from manciple.orders.tests.clerk import LINES, ORDERS, Clerk, line


def a_box_for_each(orders: Any, ctx: Any) -> Mapping[int, Sequence[Mapping[str, Any]]]:
    """One C300 for each A100."""
    return {
        sheet.header["id"]: [{"item": "C300", "quantity": each.row["ordered"]} for each in lines]
        for sheet, lines in orders
    }


@pytest.fixture
def supplied() -> Iterator[None]:
    """Somebody knows what goes along with what."""
    supplied_by(a_box_for_each)
    yield
    suppliers.clear()
    for record in (PurchaseOrder, PurchaseLine):
        actions._actions.pop((record, KEY))


@pytest.mark.parametrize("record", [PurchaseOrder, PurchaseLine])
def test_without_a_supplier_there_is_no_action(record: Any) -> None:
    assert KEY not in [each.key for each in actions.of(record)]


@pytest.mark.usefixtures("supplied")
def test_all_lines_of_an_order(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3), line("B200", 2))
    order.confirm()
    assert order.do(KEY).codes == []
    assert [(order.line(number)["item"], order.line(number)["quantity"]) for number in (3, 4)] == [
        ("C300", 3),
        ("C300", 2),
    ]
    assert order.heads(approval_status="approved")


@pytest.mark.usefixtures("supplied")
def test_one_line(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3), line("B200", 2))
    assert order.door.do_line(ORDERS, LINES, KEY, order.number, 2, {}).codes == []
    assert len(order.door.lines(ORDERS, LINES, order.number)) == 3
    assert order.shows(3, item="C300", quantity=2)


@pytest.mark.usefixtures("supplied")
def test_it_is_told_nothing() -> None:
    assert actions.find(PurchaseOrder, KEY).args is NoArgs
