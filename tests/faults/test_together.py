"""Many at once on the documents of the trade: each is done once, and the books stay right.

Reliability P2, P6, P8. Every writer has a connection of its own.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from itertools import combinations_with_replacement

import pytest

from manciple.demo.company import Company
from manciple.demo.requests import CONFIRMED, HALF, WHOLE, asks, in_review, names, ordered, source_of
from manciple.invoices.models import VendorInvoice
from manciple.kernel import verify
from manciple.kernel.models import Claim
from manciple.kernel.refusals import Refused
from manciple.kernel.running import run
from manciple.kernel.testing.acting import Asked, Told
from manciple.orders.models import Confirmation, PurchaseOrder
from manciple.receipts.models import ProductReceipt
from manciple.workflow.models import WorkItem

from .hands import CONNECTIONS, at_once, company, unhurried

pytestmark = pytest.mark.faults

__all__ = ["company", "unhurried"]

BUYERS, ORDERS = 10, 20
Step = tuple[str, Told]


def do(company: Company, order: str, key: str, told: Told, token: str = "") -> list[str]:
    """One act on an order; the numbers of the orders it was done to."""
    return request(order, key, told).do(company, token=token).done


def press(company: Company, clicks: Sequence[tuple[str, str]]) -> list[tuple[tuple[str, str], object]]:
    """Clicks on Confirm, one after the other: what each was answered."""
    answers: list[tuple[tuple[str, str], object]] = []
    for order, token in clicks:
        try:
            answers.append(((order, token), do(company, order, "confirm", {}, token)))
        except Refused as refused:
            answers.append(((order, token), tuple(refused.codes)))
    return answers


def test_ten_buyers_who_click_twice_confirm_each_order_once(company: Company) -> None:
    orders = [ordered(company) for _ in range(ORDERS)]
    clicks = [(order, f"{order}-{buyer}") for order in orders for buyer in range(BUYERS)] * 2
    random.Random(7).shuffle(clicks)
    found_ = at_once([partial(press, company, clicks[n::CONNECTIONS]) for n in range(CONNECTIONS)])
    answers = [answer for each in found_ for answer in each]  # type: ignore[attr-defined]
    done = {click for click, answer in answers if answer == [click[0]]}
    assert sorted(order for order, _ in done) == sorted(orders)
    assert Counter(click for click, answer in answers if click in done and answer == [click[0]]) == dict.fromkeys(
        done, 2
    )
    assert {answer for click, answer in answers if click not in done} == {("ORD-35",)}
    with company.reading():
        confirmed = Confirmation.objects.filter(company=company.id, order__number__in=orders)
        assert Counter(confirmed.values_list("order__number", flat=True)) == dict.fromkeys(orders, 1)
        tokens = [token for _, token in done]
        assert Claim.objects.filter(company=company.id, token__in=tokens).count() == ORDERS


@pytest.mark.parametrize("turn", range(5))
def test_the_same_delivery_is_received_once(company: Company, turn: int) -> None:
    order = ordered(company, CONFIRMED)
    slip = {"product_receipt": f"SAME-{names()}", "lines": WHOLE}
    answers = at_once([partial(do, company, order, "post-product-receipt", slip)] * 2)
    assert answers.count([order]) == 1, answers
    with company.reading():
        assert ProductReceipt.objects.filter(company=company.id, order__number=order).count() == 1
    assert verify.check(company.id) == []


@pytest.mark.parametrize("turn", range(5))
def test_a_vendor_s_invoice_number_is_posted_once(company: Company, turn: int) -> None:
    """Two clerks enter the same paper against two orders of the vendor."""
    slips = [("post-product-receipt", {"product_receipt": f"PS-{names()}", "lines": WHOLE}) for _ in range(2)]
    orders = [ordered(company, CONFIRMED, slip) for slip in slips]
    bill = {"invoice": f"SAME-{names()}", "post": True}
    answers = at_once([partial(do, company, order, "invoice", bill) for order in orders])
    assert sum(answer == [order] for order, answer in zip(orders, answers, strict=True)) == 1, answers
    with company.reading():
        assert VendorInvoice.objects.filter(company=company.id, invoice=bill["invoice"], status="posted").count() == 1
    assert verify.check(company.id) == []


def test_what_was_received_is_billed_once(company: Company) -> None:
    slip = ("post-product-receipt", {"product_receipt": f"PS-{names()}", "lines": WHOLE})
    order = ordered(company, CONFIRMED, slip)
    bills = [{"invoice": f"INV-{names()}", "post": True} for _ in range(4)]
    answers = at_once([partial(do, company, order, "invoice", bill) for bill in bills])
    assert answers.count([order]) == 1, answers
    assert verify.check(company.id) == []


def test_an_invoice_line_is_credited_no_further_than_it_was_invoiced(company: Company) -> None:
    """Four clerks credit 4 of 10 on orders of their own."""
    _, invoice = source_of(company, "invoice")
    notes = [ordered(company) for _ in range(4)]
    told = {"lines": [{"source": f"{invoice}:1", "quantity": "4"}]}
    answers = at_once([partial(do, company, note, "credit-note", told) for note in notes])
    assert sum(answer == [note] for note, answer in zip(notes, answers, strict=True)) == 2, answers
    assert answers.count(("ORD-62",)) == 2, answers
    assert verify.check(company.id) == []


# --- Any two acts on one order ------------------------------------------------------------------------

ACTS: dict[str, Callable[[], Told]] = {
    "confirm": dict,
    "edit": lambda: {"vendor_reference": f"R{names()}", "lines": [{"line_number": 1, "quantity": "11"}]},
    "post-product-receipt": lambda: {"product_receipt": f"PS-{names()}", "lines": HALF},
    "invoice": lambda: {"invoice": f"INV-{names()}", "post": True},
    "cancel": dict,
    "delete": dict,
    "finalize": dict,
    "maintain-charges": lambda: {"charges": [{"charge_code": "FREIGHT", "value": "1"}]},
}
STAGES: dict[str, Callable[[], list[Step]]] = {
    "new": list,
    "confirmed": lambda: [CONFIRMED],
    "part received": lambda: [CONFIRMED, ("post-product-receipt", ACTS["post-product-receipt"]())],
}
PAIRS = list(combinations_with_replacement(ACTS, 2))


@pytest.mark.parametrize("stage", STAGES)
def test_any_two_acts_on_an_order_leave_the_books_right(company: Company, stage: str) -> None:
    """Each is done or refused with a code; a deadlock or a fault of the program would come out here."""
    done: Counter[str] = Counter()
    for first, second in PAIRS:
        order = ordered(company, *STAGES[stage]())
        for key, answer in zip(
            (first, second),
            at_once([partial(do, company, order, key, ACTS[key]()) for key in (first, second)]),
            strict=True,
        ):
            done[key] += answer == [order]
        assert verify.check(company.id) == [], (first, second)
    assert done.total() > len(PAIRS) // 2, "hardly anything was done"


def test_an_edit_of_what_somebody_else_has_changed_is_refused(company: Company) -> None:
    """Two tabs with the same version: one edit is made, the other told who changed what (P6)."""
    order = ordered(company)
    with company.reading():
        seen = PurchaseOrder.objects.get(company=company.id, number=order).version

    def edit(reference: str) -> list[str]:
        asked = request(order, "edit", {"vendor_reference": reference})
        ctx = company.ctx.fresh()
        return run(PurchaseOrder, "edit", [order], asked.args, ctx, versions={order: seen}).done

    answers = at_once([partial(edit, "one"), partial(edit, "two")])
    assert sorted(answers, key=str) == [("KRN-003",), [order]]


def request(order: str, key: str, told: Told) -> Asked:
    """An act on an order."""
    return Asked(PurchaseOrder, key, [order], told)


def test_an_approval_from_both_doors_counts_once(company: Company) -> None:
    """The inbox and the order lock the same things in the same order (01 §20)."""
    items = [in_review(company, asks(), WorkItem) for _order in range(6)]
    with company.reading():
        orders = dict(WorkItem.objects.filter(pk__in=items).values_list("pk", "document"))
    works: list[Callable[[], object]] = []
    for item in items:
        works.append(partial(Asked(WorkItem, "approve", [item]).do, company))
        works.append(partial(Asked(PurchaseOrder, "approve", [orders[item]]).do, company))
    told = at_once(works)
    for place in range(0, len(told), 2):
        refused = [each for each in told[place : place + 2] if isinstance(each, tuple)]
        assert len(refused) == 1, told[place : place + 2]
    with company.reading():
        found = PurchaseOrder.objects.filter(number__in=orders.values())
        assert set(found.values_list("approval_status", flat=True)) == {"approved"}
    assert verify.check(company.id) == []
