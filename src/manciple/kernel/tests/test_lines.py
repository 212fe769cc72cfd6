"""Lines are named, locked, versioned and told with their document."""

from __future__ import annotations

from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.kernel import actions, audit, running, sql
from manciple.kernel.actions import Batch
from manciple.kernel.args import Args, arg
from manciple.kernel.context import Context
from manciple.kernel.models import Event
from manciple.kernel.refusals import NotFound, Refused
from manciple.kernel.running import create, run
from manciple.kernel.testing.hashing import everything
from manciple.orders.models import PurchaseLine, PurchaseOrder

from .conftest import Declare


class Text(Args):
    """What a line says."""

    text: str = arg("Text")


def write(batch: Batch[Any, Text], ctx: Context) -> None:
    """Writes on lines."""
    sql.update(PurchaseLine, [{"id": t.id, "company_id": ctx.company, "text": t.args.text} for t in batch])


def order(company: Company, lines: int = 2) -> str:
    told = {"vendor": "V001", "lines": [{"item": "A100", "quantity": "5"}] * lines}
    return create(PurchaseOrder, actions.find(PurchaseOrder, "create").args(**told), company.ctx.fresh()).made[0].number


def version(company: Company, number: str) -> int:
    with company.reading():
        return int(PurchaseOrder.objects.values_list("version", flat=True).get(company=company.id, number=number))


def test_lines_are_named_by_document_and_number(company: Company, declare: Declare) -> None:
    first, second = order(company), order(company)
    seen: list[tuple[str, str, str]] = []
    declare(PurchaseLine, lambda batch, ctx: seen.extend((t.name, t.document, t.number) for t in batch))
    answer = run(PurchaseLine, "try", [(second, 1), (first, 2), (first, 1)], None, company.ctx.fresh())
    names = [f"{first} · 1", f"{first} · 2", f"{second} · 1"]
    assert answer.done == names
    assert [each[0] for each in seen] == names
    assert seen[0][1:] == (first, "1")


def test_a_line_that_does_not_exist_is_not_found(company: Company, declare: Declare) -> None:
    number = order(company)
    declare(PurchaseLine, write, Text)
    for name in [(number, 9), ("NOPE", 1), (number, 10**12), ("a\x00", 1)]:
        with pytest.raises(NotFound):
            run(PurchaseLine, "try", [name], Text(text="x"), company.ctx.fresh())
    answer = run(PurchaseLine, "try", [(number, 1), (number, 9)], Text(text="x"), company.ctx.fresh(), each=True)
    assert (answer.done, list(answer.refused)) == ([f"{number} · 1"], [f"{number} · 9"])


def test_the_documents_version_rises_once_however_many_lines(company: Company, declare: Declare) -> None:
    number = order(company, 3)
    declare(PurchaseLine, write, Text)
    before = version(company, number)
    names = [(number, place) for place in (1, 2, 3)]
    run(PurchaseLine, "try", names, Text(text="x"), company.ctx.fresh())
    assert version(company, number) == before + 1


def test_a_line_is_seen_in_the_version_of_its_document(company: Company, declare: Declare) -> None:
    number = order(company)
    declare(PurchaseLine, write, Text)
    seen = version(company, number)
    run(PurchaseLine, "try", [(number, 1)], Text(text="theirs"), company.ctx.fresh(), versions={number: seen})
    before = everything()
    with pytest.raises(Refused) as refused:
        run(PurchaseLine, "try", [(number, 2)], Text(text="mine"), company.ctx.fresh(), versions={number: seen})
    assert everything() == before
    (reason,) = refused.value.refusals
    assert (reason.code, reason.field, reason.values["new"]) == ("KRN-003", "text", "theirs")


def test_a_line_is_in_the_state_of_its_document(company: Company, declare: Declare) -> None:
    number = order(company)
    declare(PurchaseLine, write, Text, when=["finalized"])
    with pytest.raises(Refused) as refused:
        run(PurchaseLine, "try", [(number, 1)], Text(text="x"), company.ctx.fresh())
    (reason,) = refused.value.refusals
    assert (reason.code, reason.record, reason.line) == ("KRN-001", number, 1)
    assert reason.message == f"{number} · 1 is Approved; Try is not possible."
    assert reason.way_out == "Possible while it is: Finalized."


def test_what_happens_to_a_line_stands_in_the_documents_timeline(company: Company, declare: Declare) -> None:
    number = order(company)
    declare(PurchaseLine, write, Text, emits="written")
    answer = run(PurchaseLine, "try", [(number, 1), (number, 2)], Text(text="x"), company.ctx.fresh())
    with company.reading():
        row = PurchaseOrder.objects.get(company=company.id, number=number)
        latest, *_, first = audit.timeline(PurchaseOrder, row.pk, company.id)
        events = Event.objects.filter(company=company.id, act_id=answer.act, record="orders.purchaseorder")
        assert sorted(each.detail["line"] for each in events) == [1, 2]
    assert (latest.name, latest.act, latest.user_name, latest.label) == ("written", answer.act, "tester", "Try")
    assert [(each.number, each.field, each.after) for each in latest.lines] == [
        (f"{number} · 1", "Text", "x"),
        (f"{number} · 2", "Text", "x"),
    ]
    assert first.name == "purchase-order-created"


def test_buttons_of_a_line(company: Company) -> None:
    number = order(company)
    offered = running.available(PurchaseLine, (number, 1), company.ctx.fresh(), actions.of(PurchaseLine))
    assert {each.action.key for each in offered} == {each.key for each in actions.of(PurchaseLine)}
    with pytest.raises(NotFound):
        running.available(PurchaseLine, (number, 9), company.ctx.fresh(), actions.of(PurchaseLine))
