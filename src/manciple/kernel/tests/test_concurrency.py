"""Two at once (reliability P2, P6, P7): real transactions, each writer on a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from django.db import connection, transaction

from manciple.demo.company import Company, found
from manciple.kernel import actions, numbering, points, scope, sql
from manciple.kernel.actions import Batch
from manciple.kernel.args import Args, arg, read
from manciple.kernel.context import Context
from manciple.kernel.models import NumberSequence
from manciple.kernel.refusals import Refused
from manciple.kernel.running import Answer, create, run
from manciple.organization.models import Site

from .conftest import Declare

T = TypeVar("T")
WRITERS = 8


@pytest.fixture
def company(transactional_db: None) -> Iterator[Company]:
    """A company that other connections see."""
    numbering.forget_blocks()
    yield found("US01")
    numbering.forget_blocks()


def at_once(works: Sequence[Callable[[], T]]) -> list[Future[T]]:
    """Does all works at the same moment, each in a thread with a connection of its own."""
    start = threading.Barrier(len(works))

    def alone(work: Callable[[], T]) -> T:
        start.wait()
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [pool.submit(alone, work) for work in works]


def new_site(code: str) -> Args:
    return read(actions.find(Site, "create").args, {"code": code})


def test_a_double_click_is_one_click(company: Company) -> None:
    ctx = company.ctx.fresh(token="click")
    answers = [each.result() for each in at_once([lambda: create(Site, new_site("77"), ctx.fresh(token="click"))] * 4)]
    assert len({answer.act for answer in answers}) == 1
    assert all(answer == answers[0] for answer in answers)
    with company.reading():
        assert Site.objects.filter(company=company.id, code="77").count() == 1


def test_two_buyers_with_two_tokens_are_still_refused_once(company: Company) -> None:
    works = [lambda token=token: create(Site, new_site("78"), company.ctx.fresh(token=token)) for token in "ab"]
    found_: list[Answer | Refused] = []
    for each in at_once(works):
        error = each.exception()
        found_.append(error if isinstance(error, Refused) else each.result())
    (refused,) = [each for each in found_ if isinstance(each, Refused)]
    assert [each.message for each in refused.refusals] == ["site 78 exists already."]


class Step(Args):
    """How much."""

    by: int = arg("By")


def raise_by(batch: Batch[Any, Step], ctx: Context) -> None:
    """Reads, computes and writes: loses an update when two do it without a lock."""
    for site in Site.objects.filter(pk__in=batch.ids):
        site.name = str(int(site.name or 0) + batch[0].args.by)
        sql.update(Site, [{"id": site.pk, "company_id": ctx.company, "name": site.name}])


def test_no_update_is_lost(company: Company, declare: Declare) -> None:
    declare(Site, raise_by, Step)
    run(Site, "edit", ["1", "2"], read(actions.find(Site, "edit").args, {"name": "0"}), company.ctx.fresh())
    for each in at_once([lambda: run(Site, "try", ["2", "1"], Step(by=1), company.ctx.fresh())] * WRITERS):
        each.result()
    with company.reading():
        rows = Site.objects.filter(company=company.id).values_list("name", "version")
        assert set(rows) == {(str(WRITERS), WRITERS + 2)}


def test_who_waits_too_long_is_told_that_it_is_busy(company: Company, declare: Declare) -> None:
    declare(Site, raise_by, Step)
    with scope.companies(company.id), transaction.atomic():
        Site.objects.select_for_update().get(company=company.id, code="1")

        def impatient() -> Answer:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '50ms'")
            return run(Site, "try", ["1"], Step(by=1), company.ctx.fresh())

        (busy,) = at_once([impatient])
        error = busy.exception()
    assert isinstance(error, Refused)
    assert [(each.code, each.message) for each in error.refusals] == [
        ("KRN-017", "1 is being worked on by someone else.")
    ]


def test_a_repeat_that_waits_too_long_is_told_that_it_is_in_progress(company: Company, declare: Declare) -> None:
    inside, done = threading.Event(), threading.Event()

    def slow(batch: Batch[Any, Any], ctx: Context) -> None:
        inside.set()
        done.wait(5)

    declare(Site, slow)

    def second() -> Answer:
        inside.wait(5)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
        try:
            return run(Site, "try", ["1"], None, company.ctx.fresh(token="same"))
        finally:
            done.set()

    first, repeat = at_once([lambda: run(Site, "try", ["1"], None, company.ctx.fresh(token="same")), second])
    error = repeat.exception()
    assert isinstance(error, Refused)
    assert error.codes == ["KRN-005"]
    assert first.result().done == ["1"]


def test_a_deadlock_is_repeated_without_the_caller_noticing(company: Company, declare: Declare) -> None:
    """Two actions take the same two rows in opposite order behind the back of `run`."""
    meeting = threading.Barrier(2)
    tries: list[str] = []

    def crossing(batch: Batch[Any, Any], ctx: Context) -> None:
        tries.append(batch[0].number)
        first, second = batch[0].number, {"1": "2", "2": "1"}[batch[0].number]
        if len(tries) <= 2:
            meeting.wait(5)
        for code in (first, second):
            sql.values(
                "UPDATE organization_warehouse SET name = name WHERE company_id = %s AND code = %s",
                [ctx.company, f"{code}1"],
            )
            if code == first and len(tries) <= 2:
                meeting.wait(5)

    declare(Site, crossing)
    works = [lambda number=number: run(Site, "try", [number], None, company.ctx.fresh()) for number in "12"]
    assert [each.result().done for each in at_once(works)] == [["1"], ["2"]]
    assert len(tries) == 3


def test_inside_another_transaction_a_deadlock_is_not_repeated(company: Company, declare: Declare) -> None:
    calls: list[int] = []

    def deadlocks(batch: Batch[Any, Any], ctx: Context) -> None:
        calls.append(1)
        sql.values("DO $$ BEGIN RAISE EXCEPTION 'made up' USING ERRCODE = 'deadlock_detected'; END $$")

    declare(Site, deadlocks)
    with pytest.raises(Exception, match="made up"), transaction.atomic():
        run(Site, "try", ["1"], None, company.ctx.fresh())
    assert len(calls) == 1
    with pytest.raises(Exception, match="made up"):
        run(Site, "try", ["1"], None, company.ctx.fresh())
    assert len(calls) == 4


# --- Numbers ---------------------------------------------------------------------------------------


def sequence(company: Company, reference: str, **told: Any) -> None:
    create(
        NumberSequence,
        read(actions.find(NumberSequence, "create").args, {"code": reference, "reference": reference, **told}),
        company.ctx.fresh(),
    )


def drawing(company: Company, reference: str, count: int, fails: bool = False) -> list[str]:
    with scope.companies(company.id), transaction.atomic():
        drawn = numbering.draw(reference, count, company.ctx.fresh())
        if fails:
            transaction.set_rollback(True)
        return [] if fails else drawn


@pytest.mark.parametrize("continuous", [True, False])
def test_numbers_drawn_at_once_are_all_different(company: Company, continuous: bool) -> None:
    sequence(company, "test", format="T#####", continuous=continuous)
    works = [
        lambda fails=fails: [n for _ in range(20) for n in drawing(company, "test", 3, fails)]
        for fails in [False] * (WRITERS - 2) + [True] * 2
    ]
    numbers = [number for each in at_once(works) for number in each.result()]
    assert len(set(numbers)) == len(numbers) == 3 * 20 * (WRITERS - 2)
    if continuous:
        assert sorted(numbers) == [f"T{place:05}" for place in range(1, len(numbers) + 1)]


def test_a_number_that_may_have_gaps_makes_no_other_writer_wait(company: Company) -> None:
    sequence(company, "test", format="T####")
    drawing(company, "test", 1)
    with scope.companies(company.id), transaction.atomic():
        assert numbering.draw("test", 1, company.ctx.fresh()) == ["T0002"]
        (other,) = at_once([lambda: drawing(company, "test", 1)])
        assert other.result() == ["T0003"]


def test_an_edited_sequence_is_followed_at_once(company: Company) -> None:
    sequence(company, "test", format="T####")
    assert drawing(company, "test", 1) == ["T0001"]
    told = read(actions.find(NumberSequence, "edit").args, {"format": "NEW-####", "next": 500})
    run(NumberSequence, "edit", ["test"], told, company.ctx.fresh())
    assert drawing(company, "test", 2) == ["NEW-0500", "NEW-0501"]


def test_a_preview_burns_no_number(company: Company, declare: Declare) -> None:
    sequence(company, "gaps", format="G####")
    sequence(company, "none", format="N####", continuous=True)
    seen: list[list[str]] = []

    def draw(batch: Batch[Any, Any], ctx: Context) -> None:
        seen.append([*numbering.draw("gaps", 2, ctx), *numbering.draw("gaps", 1, ctx), *numbering.draw("none", 1, ctx)])

    declare(Site, draw)
    for preview in (True, True, False, True):
        run(Site, "try", ["1"], None, company.ctx.fresh(), preview=preview)
    first = ["G0001", "G0002", "G0003", "N0001"]
    assert seen == [first, first, first, ["G0004", "G0005", "G0006", "N0002"]]


# --- Kills -----------------------------------------------------------------------------------------


class Killed(BaseException):
    """Stands for a process that is gone."""


def test_killed_anywhere_and_repeated_a_request_takes_effect_once(company: Company) -> None:
    for place, name in enumerate(points.ACTION_POINTS):
        ctx, code = company.ctx.fresh(token=name), f"9{place}"
        points.install(_killing(name))
        if name != points.A6:  # no number is drawn here
            with pytest.raises(Killed):
                create(Site, new_site(code), ctx)
        points.install(None)
        answer = create(Site, new_site(code), ctx)
        assert [made.number for made in answer.made] == [code]
        with company.reading():
            assert Site.objects.filter(company=company.id, code=code).count() == 1


def _killing(place: str) -> Callable[[str], None]:
    def kill(name: str) -> None:
        if name == place:
            raise Killed

    return kill
