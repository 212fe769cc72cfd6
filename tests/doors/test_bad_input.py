"""What may not be done is refused with code, record, line, field, rule and way out, and changes nothing.

The same through code and REST: each case of the table is asked at both doors of the same order.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from manciple.demo.company import found
from manciple.kernel import clock, scope
from manciple.kernel.actions import find
from manciple.kernel.args import read
from manciple.kernel.refusals import Refusal, Refused
from manciple.kernel.running import run
from manciple.orders.models import PurchaseOrder
from manciple.orders.tests.clerk import LINES, ORDERS, Answered, CodeDriver, Driver, line
from manciple.receipts.tests.buying import fingerprint

from .bad_input import BOSS, CASES, FILES, MALFORMED, OF_LINES, Case, Scene, confirmed, elsewhere, prepare
from .conftest import token
from .drivers import RestDriver


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """A company prepared for all cases, whose today is today, because doors read the clock; beside it another
    one with an order of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        company = found("US01", today=clock.now().date())
        other = elsewhere(company)
        with scope.companies(other.id):
            CodeDriver(other.ctx).create(ORDERS, {"vendor": "V001", "number": "ELSEWHERE", "lines": [line("A100", 1)]})
        with scope.companies(company.id):
            yield prepare(company)
        transaction.set_rollback(True)


@pytest.fixture
def scene(founded: Scene, django_db_blocker: DjangoDbBlocker, settings: Any) -> Iterator[Scene]:
    """The company as it was prepared; what a test does to it is taken back."""
    settings.API_REQUESTS_PER_SECOND = 100_000
    with django_db_blocker.unblock(), scope.companies(founded.company.id), transaction.atomic():
        yield founded
        transaction.set_rollback(True)


def door(scene: Scene, user: str) -> RestDriver:
    return RestDriver(token(scene.company, user or "tester"), scene.company.code)


def ask(at: Driver, case: Case, number: str, told: Any) -> Answered:
    """What a case asks, at a door."""
    if case.stand is None:
        return at.create(ORDERS, told)
    if case.line:
        return at.do_line(ORDERS, LINES, case.key, number, case.line, told)
    return at.do(ORDERS, case.key, number, told)


def written(refusals: tuple[Refusal, ...]) -> str:
    """Refusals as the table writes them: code, line, field."""
    return ", ".join(
        " ".join(str(part) for part in (each.code, each.line, each.field) if part not in (None, ""))
        for each in refusals
    )


def changed_by_people() -> dict[str, str]:
    """Everything that is stored, but for when a token was used last."""
    return {table: hashed for table, hashed in fingerprint().items() if table != "organization_apitoken"}


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_refused_and_changes_nothing(scene: Scene, name: str) -> None:
    case = CASES[name]
    if case.setting:
        case.setting(scene)
    order = case.stand(scene) if case.stand else None
    number = order.number if order else ""
    told = case.asks(scene, number)
    rest = door(scene, case.by)
    code = scene.boss(order).door if order and case.by == BOSS else CodeDriver(scene.company.ctx)
    before = changed_by_people()
    answers = [ask(at, case, number, told) for at in (code, rest)]
    assert changed_by_people() == before, "a refused act changes nothing"
    assert [written(each.refusals) for each in answers] == [case.refused] * 2
    for refusal in answers[0].refusals:
        assert refusal.message and refusal.way_out, refusal
        assert refusal.rule or refusal.code.startswith(("KRN", "WFL")), refusal
        assert refusal.record == number or not number, refusal


def send(at: RestDriver, path: str, body: bytes) -> tuple[int, Any]:
    """What REST answers to a body, whatever it is."""
    response = at.client.generic(
        "POST",
        f"/api/v1/{at.company}/{path}",
        body,
        "application/json",
        headers={"Authorization": f"Bearer {at.token}"},
    )
    return response.status_code, json.loads(response.content) if response.content else {}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_has_no_shape_is_refused_with_its_place(scene: Scene, name: str) -> None:
    key, told, place = MALFORMED[name]
    number = confirmed(scene).number
    path = ORDERS if key == "create" else f"{ORDERS}/{number}/{key}"
    path = f"{ORDERS}/{number}/{LINES}/1/{key}" if key in OF_LINES else path
    at = door(scene, "tester")
    before = changed_by_people()
    status, answer = send(at, path, json.dumps(told).encode())
    assert changed_by_people() == before, "a refused act changes nothing"
    assert status in (400, 422), answer
    assert answer["code"] and answer["detail"]
    if place:
        assert place in [each["place"] for each in answer["errors"]], answer


BODIES = [
    b"",
    b"{",
    b"null",
    b'"create"',
    b'{"vendor": "V001", "vendor": "V002"}',
    b"\xff\xfe",
    b"[" * 100,
    b'{"a":' * 60,
]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_a_body_that_is_no_json_changes_nothing(scene: Scene, body: bytes) -> None:
    at = door(scene, "tester")
    before = changed_by_people()
    status, answer = send(at, ORDERS, body)
    assert status in (400, 409, 422) and answer["code"], (status, answer)
    assert changed_by_people() == before


@pytest.mark.parametrize("name", FILES)
def test_a_malformed_file_is_refused_and_loads_nothing(scene: Scene, name: str) -> None:
    file, content = FILES[name]
    at = door(scene, "tester")
    before = changed_by_people()
    response = at.client.post(
        f"/api/v1/{at.company}/imports/{ORDERS}", {"file": SimpleUploadedFile(file, content)},
        headers={"Authorization": f"Bearer {at.token}"})  # fmt: skip
    answer = json.loads(response.content)
    assert response.status_code < 500, answer
    assert response.status_code >= 400 or answer["faults"], answer
    assert changed_by_people() == before, "nothing is loaded"


def test_an_order_of_another_company_is_not_there(scene: Scene) -> None:
    """Neither its lines: what is elsewhere looks like what does not exist (reliability P5)."""
    at = door(scene, "tester")
    before = changed_by_people()
    for path in (f"{ORDERS}/ELSEWHERE/confirm", f"{ORDERS}/ELSEWHERE/{LINES}/1/renumber"):
        assert send(at, path, b'{"line_number": 2}' if "renumber" in path else b"{}")[0] == 404
    assert changed_by_people() == before


#: What the chapter lists and this program says in other words, or under the code of the ground floor.
SAID_OTHERWISE = {"ORD-01": "refused when the sequence is set up", "ORD-44": "a warning", "ORD-70": "KRN-003"}


def test_every_code_of_the_chapter_is_refused_by_some_case() -> None:
    """01 §22."""
    chapter = [*range(1, 4), *range(5, 17), *range(20, 24), *range(30, 36), *range(40, 48), *range(50, 54),
               *range(60, 64), 70]  # fmt: skip
    told = {code for case in CASES.values() for code in case.refused.replace(",", "").split()}
    assert {f"ORD-{number:02}" for number in chapter} - told == set(SAID_OTHERWISE)
    assert len(CASES) + len(MALFORMED) + len(FILES) > 200


def test_ord_44_lines_with_a_pending_invoice_are_named_when_others_are_canceled(scene: Scene) -> None:
    order = scene.order(line("A100", 10, 2), line("B200", 4, 5))
    pending = {"invoice": "INV-1", "post": False, "lines": [{"line_number": 1, "quantity": "2"}]}
    scene.done(order, "confirm", ("invoice", pending))
    answer = order.do("cancel")
    assert (answer.codes, answer.warnings) == ([], ("ORD-44",))
    assert order.shows(1, quantity=10) and order.shows(2, quantity=0)


def test_ord_70_an_edit_of_what_changed_meanwhile_says_who_and_what(scene: Scene) -> None:
    order = scene.order(line("A100", 10, 2))
    seen = PurchaseOrder.objects.get(company=scene.company.id, number=order.number).version
    scene.done(order, ("edit", {"vendor_reference": "first"}))
    before = fingerprint()
    args = read(find(PurchaseOrder, "edit").args, {"vendor_reference": "second"})
    with pytest.raises(Refused) as refused:
        run(PurchaseOrder, "edit", [order.number], args, scene.company.ctx.fresh(), versions={order.number: seen})
    (refusal,) = refused.value.refusals
    assert (refusal.code, refusal.record) == ("KRN-003", order.number)
    assert "tester" in refusal.message and refusal.way_out
    assert fingerprint() == before
