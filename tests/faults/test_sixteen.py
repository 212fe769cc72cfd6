"""Sixteen writers at once on the same orders: nothing is done twice, no edit is lost, no number given twice
(01 §20, §21). Every writer has a connection of its own.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.demo.requests import CONFIRMED, HALF, WHOLE, names, ordered
from manciple.kernel import verify
from manciple.kernel.actions import CREATE
from manciple.kernel.models import NumberSequence, SpareNumber
from manciple.kernel.records import Stored
from manciple.kernel.refusals import NotFound, Refused
from manciple.kernel.running import run
from manciple.kernel.testing.acting import Asked, Told
from manciple.orders.models import (
    Confirmation,
    OrderParameters,
    OrderVersion,
    PurchaseInquiry,
    PurchaseLine,
    PurchaseOrder,
)
from manciple.orders.terms import NUMBERS
from manciple.orders.tests.approving import People, asks, step
from manciple.orders.tests.around import change

from .hands import CONNECTIONS, at_once, company, unhurried

__all__ = ["company", "unhurried"]

pytestmark = pytest.mark.faults

BOSS = "boss"


def do(company: Company, key: str, told: Told, number: Any, record: type[Stored] = PurchaseOrder) -> Any:
    """One act on an order or a line: what was done."""
    return Asked(record, key, [number], told).do(company).done


def all_at_once(company: Company, key: str, told: Callable[[], Told], number: Any, **more: Any) -> list[object]:
    """The same act by all writers."""
    return at_once([partial(do, company, key, told(), number, **more) for _ in range(CONNECTIONS)])


def done(answers: Sequence[object]) -> int:
    """How many were done; a refusal is a tuple of codes."""
    return sum(isinstance(each, list) for each in answers)


def refused(answers: Sequence[object]) -> set[object]:
    return {each for each in answers if not isinstance(each, list)}


def stored(company: Company, number: str) -> dict[str, Any]:
    with company.reading():
        return dict(PurchaseOrder.objects.filter(company=company.id, number=number).values().get())


def lines_of(company: Company, number: str, *fields: str) -> list[Any]:
    with company.reading():
        found = PurchaseLine.objects.filter(company=company.id, order__number=number).order_by("line_number")
        return list(found.values_list(*fields, flat=len(fields) == 1))


@pytest.fixture(scope="module")
def managed(company: Company) -> Company:
    """The company, where orders may be under change management and one person is asked."""
    with company.reading():
        prepared = OrderParameters.objects.filter(company=company.id, override_per_vendor=True).exists()
    if not prepared:
        change(company, OrderParameters, "orders", override_per_vendor=True)
        People(company).named(BOSS)
        asks(company, step(BOSS))
    return company


def boss(company: Company) -> Company:
    return replace(company, ctx=People(company).named(BOSS).ctx)


def submitted(company: Company, *steps: tuple[str, Told]) -> str:
    """An order under change management, to which something was done."""
    new = {"vendor": "V001", "change_management": True, "lines": [{"item": "A100", "quantity": "10"}]}
    number = Asked(PurchaseOrder, CREATE, (), new).do(company).made[0].number
    for key, told in steps:
        do(company, key, told, number)
    return number


# --- Once -----------------------------------------------------------------------------------------------


def test_an_order_is_confirmed_once(company: Company) -> None:
    order = ordered(company)
    answers = all_at_once(company, "confirm", dict, order)
    assert (done(answers), refused(answers)) == (1, {("ORD-35",)})
    with company.reading():
        assert list(Confirmation.objects.filter(order__number=order).values_list("number", flat=True)) == [f"{order}-1"]
        assert OrderVersion.objects.filter(order__number=order).count() == 1


def test_every_reissue_has_a_number_of_its_own(company: Company) -> None:
    """Half of the writers confirm, half issue the document by the posting form."""
    order = ordered(company)
    keys = ["confirm", "print-confirmation"] * (CONNECTIONS // 2)
    answers = at_once([partial(do, company, key, {}, order) for key in keys])
    with company.reading():
        numbers = list(Confirmation.objects.filter(order__number=order).values_list("sequence", flat=True))
    assert sorted(numbers) == list(range(1, done(answers) + 1))
    assert stored(company, order)["confirmations"] == done(answers)
    assert done(answers) >= CONNECTIONS // 2 and refused(answers) <= {("ORD-35",)}
    assert verify.check(company.id) == []


def test_an_order_is_submitted_and_approved_once(managed: Company) -> None:
    order = submitted(managed)
    answers = all_at_once(managed, "submit", dict, order)
    assert (done(answers), refused(answers)) == (1, {("ORD-104",)})
    answers = all_at_once(boss(managed), "approve", dict, order)
    assert (done(answers), refused(answers)) == (1, {("ORD-103",)})
    assert (stored(managed, order)["approval_status"], stored(managed, order)["versions"]) == ("approved", 1)


def test_one_answer_decides_whoever_gives_which(managed: Company) -> None:
    """Half approve, half reject: the first one counts, and nobody is asked any more."""
    order = submitted(managed, ("submit", {}))
    told = {"comment": "because"}
    keys = ["approve", "reject"] * (CONNECTIONS // 2)
    answers = at_once([partial(do, boss(managed), key, told, order) for key in keys])
    assert (done(answers), refused(answers)) == (1, {("ORD-103",)})
    key = keys[next(at for at, each in enumerate(answers) if isinstance(each, list))]
    assert stored(managed, order)["approval_status"] == {"approve": "approved", "reject": "rejected"}[key]
    assert verify.check(managed.id) == []


def test_an_order_is_finalized_once(company: Company) -> None:
    order = ordered(company, CONFIRMED, ("cancel", {}))
    answers = all_at_once(company, "finalize", dict, order)
    assert (done(answers), refused(answers)) == (1, {("ORD-16",)})


def test_an_order_is_deleted_once(company: Company) -> None:
    answers = all_at_once(company, "delete", dict, ordered(company))
    assert (done(answers), refused(answers)) == (1, {("not found",)})


def test_an_invoice_line_is_credited_once(company: Company) -> None:
    """Sixteen orders take back the same invoice."""
    order = ordered(company, CONFIRMED, ("post-product-receipt", {"product_receipt": f"PS-{names()}", "lines": WHOLE}))
    made = Asked(PurchaseOrder, "invoice", [order], {"invoice": f"INV-{names()}", "post": True}).do(company).made
    invoice = next(each.number for each in made if each.kind == "vendor-invoices")
    told = {"lines": [{"source": f"invoice:{invoice}"}]}
    targets = [ordered(company) for _ in range(CONNECTIONS)]
    answers = at_once([partial(do, company, "credit-note", told, each) for each in targets])
    assert (done(answers), refused(answers)) == (1, {("ORD-62", "ORD-62")})
    assert verify.check(company.id) == []


# --- No edit is lost ------------------------------------------------------------------------------------


def raised(company: Company, order: str, turns: int) -> int:
    """Reads the quantity, raises it by one under the version that was read; how often that was done."""
    count, codes = 0, {"KRN-003"}
    for _ in range(turns):
        seen = stored(company, order)["version"]
        (quantity,) = lines_of(company, order, "quantity")[:1]
        told = {"lines": [{"line_number": 1, "quantity": str(quantity + 1)}]}
        asked = Asked(PurchaseOrder, "edit", [order], told)
        try:
            run(PurchaseOrder, "edit", [order], asked.args, company.ctx.fresh(), versions={order: seen})
            count += 1
        except Refused as answer:
            codes |= set(answer.codes)
    return count if codes == {"KRN-003"} else -1


def test_no_edit_is_lost(company: Company) -> None:
    """Each either took effect or was refused because somebody else was faster (01 §20)."""
    order = ordered(company)
    (before, _) = lines_of(company, order, "quantity")
    answers = at_once([partial(raised, company, order, 4) for _ in range(CONNECTIONS)])
    counts = [each for each in answers if isinstance(each, int)]
    assert len(counts) == CONNECTIONS and min(counts) >= 0, answers
    assert lines_of(company, order, "quantity")[0] == before + sum(counts)
    assert sum(counts) > 0
    assert verify.check(company.id) == []


def test_the_control_edits_without_a_version_are_lost(company: Company) -> None:
    """Who does not say what he saw overwrites what others typed."""
    order = ordered(company)
    told = [{"lines": [{"line_number": 1, "quantity": str(11 + at)}]} for at in range(CONNECTIONS)]
    answers = at_once([partial(do, company, "edit", each, order) for each in told])
    assert done(answers) == CONNECTIONS
    assert lines_of(company, order, "quantity")[0] < 10 + CONNECTIONS + 1


# --- No number is given twice ---------------------------------------------------------------------------


def test_lines_added_by_sixteen_buyers_have_numbers_of_their_own(company: Company) -> None:
    order = ordered(company)
    new = {"lines": [{"item": "C300", "quantity": "1"}]}
    assert done(all_at_once(company, "edit", lambda: new, order)) == CONNECTIONS
    assert lines_of(company, order, "line_number") == list(range(1, CONNECTIONS + 3))
    assert verify.check(company.id) == []


def test_a_line_number_is_taken_by_one_line(company: Company) -> None:
    order = ordered(company)
    do(company, "edit", {"lines": [{"item": "C300", "quantity": "1"}] * (CONNECTIONS - 2)}, order)
    told = {"line_number": 100}
    answers = at_once(
        [partial(do, company, "renumber", told, (order, at + 1), PurchaseLine) for at in range(CONNECTIONS)]
    )
    assert (done(answers), refused(answers)) == (1, {("ORD-63",)})
    assert lines_of(company, order, "line_number").count(100) == 1


def test_all_lines_are_numbered_while_others_are_added(company: Company) -> None:
    order = ordered(company)
    line_ = {"lines": [{"item": "C300", "quantity": "1"}]}
    works: list[Callable[[], object]] = [
        partial(do, company, "edit", line_, order) if at % 2 else partial(
            do, company, "renumber", {"all_lines": True}, (order, 1), PurchaseLine)
        for at in range(CONNECTIONS)
    ]  # fmt: skip
    answers = at_once(works)
    assert done(answers) == CONNECTIONS
    numbers = lines_of(company, order, "line_number")
    assert len(set(numbers)) == len(numbers) == CONNECTIONS // 2 + 2


def test_every_inquiry_has_a_number_of_its_own(company: Company) -> None:
    order = ordered(company)
    answers = all_at_once(company, "purchase-inquiry", dict, order)
    assert done(answers) == CONNECTIONS
    with company.reading():
        numbers = list(PurchaseInquiry.objects.filter(company=company.id).values_list("number", flat=True))
    assert len(set(numbers)) == len(numbers)
    assert (stored(company, order)["inquiries"], stored(company, order)["versions"]) == (CONNECTIONS, 1)


def test_a_continuous_sequence_of_orders_has_neither_gap_nor_duplicate(company: Company) -> None:
    """Writers make orders; every third one deletes what it made, and one in four is refused."""
    with company.reading():
        sequence = NumberSequence.objects.filter(company=company.id, reference=NUMBERS)
        code = sequence.values_list("code", flat=True).get()
        first = sequence.values_list("next", flat=True).get()
    change(company, NumberSequence, code, continuous=True)
    answers = at_once([partial(make_some, company, seed) for seed in range(CONNECTIONS)])
    assert answers == [None] * CONNECTIONS
    with company.reading():
        following = sequence.values_list("next", flat=True).get()
        numbers = PurchaseOrder.objects.filter(company=company.id).values_list("number", flat=True)
        used = [int(re.sub(r"\D", "", each)) for each in numbers]
        spare = list(SpareNumber.objects.filter(company=company.id).values_list("number", flat=True))
    drawn = [each for each in used if each >= first]
    assert sorted([*drawn, *spare]) == list(range(first, following))


def make_some(company: Company, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(6):
        wrong = chance.random() < 0.25
        new = {"vendor": "V001", "lines": [{"item": "A100", "quantity": "0" if wrong else "1"}]}
        try:  # only what is wrong is refused, else numbers would be missing in the end
            number = Asked(PurchaseOrder, CREATE, (), new).do(company).made[0].number
        except Refused:
            continue
        if chance.random() < 0.33:
            do(company, "delete", {}, number)


# --- Two acts at once -----------------------------------------------------------------------------------

PAIRS: dict[str, tuple[tuple[str, Told], tuple[str, Told]]] = {
    "cancel and receive": (("cancel", {}), ("post-product-receipt", {"product_receipt": "PS", "lines": HALF})),
    "edit and receive": (
        ("edit", {"lines": [{"line_number": 1, "quantity": "3"}]}),
        ("post-product-receipt", {"product_receipt": "PS", "lines": HALF}),
    ),
    "take off and receive": (
        ("edit", {"lines": [{"line_number": 1, "remove": True}]}),
        ("post-product-receipt", {"product_receipt": "PS", "lines": HALF}),
    ),
    "finalize and invoice": (("finalize", {}), ("invoice", {"invoice": "INV", "post": True})),
}


@pytest.mark.parametrize("name", PAIRS)
def test_two_acts_leave_what_one_after_the_other_leaves(company: Company, name: str) -> None:
    """Eight orders, two writers on each."""
    orders = [ordered(company, CONFIRMED) for _ in range(CONNECTIONS // 2)]
    works: list[Callable[[], object]] = []
    for order in orders:
        for key, told in PAIRS[name]:
            unique = {
                word: f"{value}-{names()}" for word, value in told.items() if word in ("product_receipt", "invoice")
            }
            works.append(partial(do, company, key, {**told, **unique}, order))
    answers = at_once(works)
    assert all(isinstance(each, list | tuple) for each in answers)
    for order in orders:
        for ordered_, received, quantity in lines_of(company, order, "ordered", "received", "quantity"):
            assert abs(received) <= abs(ordered_) and abs(quantity) >= abs(received)
    assert verify.check(company.id) == []


def test_what_is_copied_while_it_is_confirmed_is_confirmed_or_not(company: Company) -> None:
    """A journal holds the lines before the copy or after it, and the order knows whether it is told."""
    source = ordered(company)
    told = {"lines": [{"source": f"order:{source}"}], "delete_lines": False, "copy_header": False}
    orders = [ordered(company) for _ in range(CONNECTIONS // 2)]
    works: list[Callable[[], object]] = []
    for order in orders:
        works += [partial(do, company, "copy-from-all", told, order), partial(do, company, "confirm", {}, order)]
    answers = at_once(works)
    assert done(answers) == CONNECTIONS
    for order in orders:
        with company.reading():
            (journal,) = Confirmation.objects.filter(company=company.id, order__number=order)
            lines = journal.lines
        state = stored(company, order)["approval_status"]
        assert (lines, state) in ((4, "confirmed"), (2, "approved"))
    assert verify.check(company.id) == []


# --- A crowd ----------------------------------------------------------------------------------------------

SPLIT: Told = {"deliveries": [{"quantity": "4"}, {"quantity": "6"}]}
CROWD: dict[str, Callable[[str], tuple[str, Told, Any, type[Stored]]]] = {
    "confirm": lambda order: ("confirm", {}, order, PurchaseOrder),
    "again": lambda order: ("print-confirmation", {}, order, PurchaseOrder),
    "inquire": lambda order: ("purchase-inquiry", {}, order, PurchaseOrder),
    "edit": lambda order: ("edit", {"lines": [{"line_number": 1, "quantity": "12"}]}, order, PurchaseOrder),
    "add": lambda order: ("edit", {"lines": [{"item": "C300", "quantity": "1"}]}, order, PurchaseOrder),
    "take off": lambda order: ("edit", {"lines": [{"line_number": 2, "remove": True}]}, order, PurchaseOrder),
    "undelete": lambda order: ("undelete", {}, (order, 2), PurchaseLine),
    "cancel": lambda order: ("cancel", {}, order, PurchaseOrder),
    "remainder": lambda order: ("deliver-remainder", {"remainder": "5"}, (order, 1), PurchaseLine),
    "renumber": lambda order: ("renumber", {"all_lines": True}, (order, 1), PurchaseLine),
    "schedule": lambda order: ("delivery-schedule", SPLIT, (order, 1), PurchaseLine),
    "apart": lambda order: ("delivery-schedule", {"dissolve": True}, (order, 1), PurchaseLine),
    "copy": lambda order: ("copy-from-line", {"lines": [{"source": f"order:{order}:2"}]}, (order, 1), PurchaseLine),
    "receive": lambda order: ("post-product-receipt", {"product_receipt": f"PS-{names()}"}, order, PurchaseOrder),
    "invoice": lambda order: ("invoice", {"invoice": f"INV-{names()}", "post": True}, order, PurchaseOrder),
    "finalize line": lambda order: ("finalize", {}, (order, 1), PurchaseLine),
}  # fmt: skip


def busy(company: Company, orders: Sequence[str], seed: int, turns: int) -> Counter[str]:
    """A writer who does whatever comes to his mind to whatever order; how often which was done."""
    chance, count = random.Random(seed), Counter[str]()
    for _ in range(turns):
        name = chance.choice(list(CROWD))
        key, told, number, record = CROWD[name](chance.choice(list(orders)))
        try:
            do(company, key, told, number, record)
            count[name] += 1
        except (NotFound, Refused):  # lines come and go, and numbers with them
            count["refused"] += 1
    return count


@pytest.mark.parametrize("turns", [6, pytest.param(60, marks=pytest.mark.slow)])
def test_whatever_sixteen_writers_do_the_books_stay_right(company: Company, turns: int) -> None:
    orders = [ordered(company) for _ in range(4)]
    answers = at_once([partial(busy, company, orders, seed, turns) for seed in range(CONNECTIONS)])
    assert all(isinstance(each, Counter) for each in answers), [
        each for each in answers if not isinstance(each, Counter)
    ]
    assert verify.check(company.id) == []
    for order in orders:
        row = stored(company, order)
        with company.reading():
            journals = Confirmation.objects.filter(company=company.id, order__number=order)
            numbers = sorted(journals.values_list("sequence", flat=True))
            versions = list(OrderVersion.objects.filter(company=company.id, order=row["id"]).order_by("number")
                            .values_list("number", "content_hash"))  # fmt: skip
        assert numbers == list(range(1, row["confirmations"] + 1))
        assert [number for number, _ in versions] == list(range(1, row["versions"] + 1))
        assert all(before != after for (_, before), (_, after) in pairwise(versions))
        line_numbers = lines_of(company, order, "line_number")
        assert len(set(line_numbers)) == len(line_numbers)
