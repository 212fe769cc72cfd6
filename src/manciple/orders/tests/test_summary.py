"""Several orders in one document: the summary update (01 §19)."""

from __future__ import annotations

from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.kernel.running import create, run
from manciple.orders.models import Confirmation, PurchaseOrder, SummaryRule
from manciple.orders.rules import summary
from manciple.orders.terms import SummaryStanding
from manciple.orders.tests.around import change
from manciple.orders.tests.clerk import Clerk, Order, args_of, line
from manciple.parties.models import Vendor
from manciple.terms.models import BuyerGroup

#: Orders 1, 2, 3 of one vendor and currency, of the buyer groups A, B, A.
GROUPS = ((1, "A"), (2, "B"), (3, "A"))
WIDE = [SummaryStanding(each, f"PO-{each}", ("V001", "USD", group), True) for each, group in GROUPS]
SHORT = [SummaryStanding(each.order, each.number, each.key[:2], True) for each in WIDE]
PLAIN = [SummaryStanding(each.order, each.number, each.key, each.order == 2) for each in WIDE]
W16 = [
    ("automatic, all flagged", WIDE, "automatic", "", [{1, 3}, {2}]),
    ("none", WIDE, "none", "", [{1}, {2}, {3}]),
    ("invoice account with the shortest key", SHORT, "invoice_account", "", [{1, 2, 3}]),
    ("automatic, one flagged", PLAIN, "automatic", "", [{1}, {2}, {3}]),
    ("order", WIDE, "order", "PO-3", [{1, 3}, {2}]),
    ("order that shares with nobody", WIDE, "order", "PO-2", [{1}, {2}, {3}]),
]  # fmt: skip


@pytest.mark.parametrize(("orders", "option", "chosen", "expected"), [case[1:] for case in W16],
                         ids=[f"w16 {case[0]}" for case in W16])  # fmt: skip
def test_w16_which_orders_share_a_document(
    orders: list[SummaryStanding], option: str, chosen: str, expected: list[set[int]]
) -> None:  # fmt: skip
    heads = summary.heads(orders, option, chosen)
    groups: dict[int, set[int]] = {}
    for order, head in heads.items():
        groups.setdefault(head, set()).add(order)
    assert sorted(groups.values(), key=min) == expected


def test_the_lowest_number_heads_unless_one_was_chosen() -> None:
    assert summary.heads(WIDE, "automatic") == {1: 1, 3: 1, 2: 2}
    assert summary.heads(WIDE, "order", "PO-3") == {1: 3, 3: 3, 2: 2}


def documents(company: Company) -> list[tuple[str, str]]:
    """Confirmation and the document it stands in."""
    return list(Confirmation.objects.filter(company=company.id).order_by("id").values_list("number", "document"))


@pytest.fixture
def trio(clerk: Clerk, company: Company) -> list[Order]:
    """Orders of the buyer groups A, B, A; documents agree in the buyer group."""
    for group in "AB":
        create(BuyerGroup, args_of(BuyerGroup, "create", code=group, name=group), company.ctx.fresh())
    rule = args_of(SummaryRule, "create", document="purchase_order", option="automatic", parts=["buyer_group"])
    create(SummaryRule, rule, company.ctx.fresh())
    return [clerk.order(line(), buyer_group=group) for group in "ABA"]


def post(company: Company, orders: list[Order], each: bool = False, **told: Any) -> Any:
    """The posting form for several orders."""
    args = args_of(PurchaseOrder, "print-confirmation", **told)
    numbers = [order.number for order in orders]
    return run(PurchaseOrder, "print-confirmation", numbers, args, company.ctx.fresh(), each=each)


def test_w16_flagged_orders_share_a_confirmation(company: Company, trio: list[Order]) -> None:
    change(company, Vendor, "V001", summary_documents=["purchase_order"])
    post(company, trio)
    first, second, third = (f"{order.number}-1" for order in trio)
    assert documents(company) == [(first, first), (second, second), (third, first)]


def test_the_order_may_have_it_otherwise_than_its_vendor(company: Company, trio: list[Order]) -> None:
    change(company, Vendor, "V001", summary_documents=["purchase_order"])
    assert trio[2].do("summary-update", use_vendor_default=False, documents=[]).codes == []
    post(company, trio)
    assert [number == document for number, document in documents(company)] == [True, True, True]
    assert trio[2].heads(summary_of_vendor=False, approval_status="confirmed")


def test_what_the_form_says_goes_before_the_set_up(company: Company, trio: list[Order]) -> None:
    post(company, trio, summary="order", summary_order=trio[2].number)
    first, second, third = (f"{order.number}-1" for order in trio)
    assert documents(company) == [(first, third), (second, second), (third, third)]


def test_one_order_that_fails_fails_its_group_only(company: Company, trio: list[Order]) -> None:
    trio[2].edit(delivery_address="")
    answer = post(company, trio, each=True, summary="invoice_account")
    assert answer.done == [trio[1].number]
    codes = {number: [each.code for each in refusals] for number, refusals in answer.refused.items()}
    assert codes == {trio[0].number: ["ORD-124"], trio[2].number: ["ORD-32"]}


def test_a_finalized_order_has_no_summary(clerk: Clerk) -> None:
    order = clerk.order(line())
    order.cancel()
    order.finalize()
    assert order.do("summary-update", use_vendor_default=True).codes == ["ORD-16"]
