"""Who else must know: in step, and through the feed without losing or repeating one (reliability §2.5)."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db import connection, transaction

from manciple.demo.company import Company, found
from manciple.kernel import actions, outbox, scope
from manciple.kernel.actions import Batch
from manciple.kernel.args import read
from manciple.kernel.context import Context
from manciple.kernel.models import Event
from manciple.kernel.outbox import Happened
from manciple.kernel.refusals import Message, Refused
from manciple.kernel.running import create, run
from manciple.organization.models import Site

NO = Message("TST-1", "No.")


@pytest.fixture
def following() -> Iterator[None]:
    """Forgets followers and subscribers of a test."""
    followers, in_step = dict(outbox._followers), {name: list(each) for name, each in outbox._in_step.items()}
    yield
    outbox._followers.clear()
    outbox._followers.update(followers)
    outbox._in_step.clear()
    outbox._in_step.update(in_step)


def new_site(company: Company, code: str) -> None:
    create(Site, read(actions.find(Site, "create").args, {"code": code}), company.ctx.fresh())


def test_who_listens_in_step_is_told_in_the_same_transaction(company: Company, following: None) -> None:
    told: list[tuple[list[str], str]] = []

    @outbox.subscribe("edit")
    def listen(batch: Batch[Any, Any], ctx: Context) -> None:
        told.append(([target.number for target in batch], ctx.company_code))

    run(Site, "edit", ["1", "2"], read(actions.find(Site, "edit").args, {"name": "x"}), company.ctx.fresh())
    assert told == [(["1", "2"], "US01")]


def test_who_listens_in_step_can_refuse_it_all(company: Company, following: None) -> None:
    @outbox.subscribe("create")
    def refuse(batch: Batch[Any, Any], ctx: Context) -> None:
        raise Refused(NO())

    with pytest.raises(Refused):
        new_site(company, "99")
    with company.reading():
        assert not Site.objects.filter(company=company.id, code="99").exists()


def test_an_event_tells_what_happened_to_what(company: Company) -> None:
    new_site(company, "33")
    with company.reading():
        site = Site.objects.get(company=company.id, code="33")
        (event,) = outbox.known(Site, site.pk, company.id)
        assert (event.name, event.number, event.record, event.at) == (
            "create",
            "33",
            "organization.site",
            company.ctx.now,
        )


@pytest.fixture
def shared(transactional_db: None) -> Company:
    """A company other connections see."""
    return found("US01")


def codes(happened: Sequence[Happened]) -> list[str]:
    return [each.number for each in happened if each.record == "organization.site"]


def test_every_follower_gets_every_event_once_and_in_order(shared: Company, following: None) -> None:
    heard: dict[str, list[str]] = {"a": [], "b": []}
    outbox.follow("a")(lambda happened: heard["a"].extend(codes(happened)))
    outbox.follow("b")(lambda happened: heard["b"].extend(codes(happened)))
    assert {"a", "b"} <= set(outbox.followers())
    while outbox.drain("a", (shared.id,), most=7):
        pass
    first = list(heard["a"])
    for code in ("x1", "x2", "x3"):
        new_site(shared, code)
    for name in heard:
        while outbox.drain(name, (shared.id,), most=2):
            pass
    assert heard == {"a": [*first, "x1", "x2", "x3"], "b": [*first, "x1", "x2", "x3"]}
    assert outbox.drain("a", (shared.id,)) == 0


def test_details_are_read_as_values(shared: Company, following: None) -> None:
    seen: list[Happened] = []
    outbox.follow("a")(seen.extend)
    outbox.drain("a", (shared.id,), most=1)
    assert isinstance(seen[0].detail, dict)


def test_an_event_of_an_open_transaction_is_neither_lost_nor_early(shared: Company, following: None) -> None:
    """Ids are given before commit: a reader by `id > last` would lose the row of the slower writer."""
    heard: list[str] = []
    outbox.follow("a")(lambda happened: heard.extend(codes(happened)))
    while outbox.drain("a", (shared.id,)):
        pass
    heard.clear()
    written, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with scope.companies(shared.id), transaction.atomic():
            new_site(shared, "slow")
            written.set()
            go_on.wait(5)
        connection.close()

    writer = threading.Thread(target=slow)
    writer.start()
    written.wait(5)
    new_site(shared, "fast")
    outbox.drain("a", (shared.id,))
    assert heard == []  # what comes behind an open transaction waits for it
    go_on.set()
    writer.join()
    outbox.drain("a", (shared.id,))
    assert sorted(heard) == ["fast", "slow"]


def test_a_follower_that_fails_gets_the_same_events_again(shared: Company, following: None) -> None:
    heard: list[list[str]] = []

    @outbox.follow("a")
    def fail_once(happened: Sequence[Happened]) -> None:
        heard.append(codes(happened))
        if len(heard) == 1:
            raise OSError("not reachable")

    with pytest.raises(OSError, match="not reachable"):
        outbox.drain("a", (shared.id,))
    outbox.drain("a", (shared.id,))
    assert heard[0] == heard[1]


def test_one_worker_at_a_time_serves_a_follower(shared: Company, following: None) -> None:
    inside, go_on = threading.Event(), threading.Event()
    counts: list[int] = []

    @outbox.follow("a")
    def slow(happened: Sequence[Happened]) -> None:
        inside.set()
        go_on.wait(5)

    def other() -> None:
        counts.append(outbox.drain("a", (shared.id,)))
        connection.close()

    worker = threading.Thread(target=other)
    worker.start()
    inside.wait(5)
    assert outbox.drain("a", (shared.id,)) == 0
    go_on.set()
    worker.join()
    assert counts[0] > 0


def test_a_scope_that_leaves_a_company_out_hears_nothing_of_it(shared: Company, following: None) -> None:
    heard: list[int] = []
    outbox.follow("a")(lambda happened: heard.extend(each.company for each in happened if each.company))
    while outbox.drain("a", ()):
        pass
    assert heard == []


def test_events_stay(company: Company) -> None:
    with company.reading(), pytest.raises(Exception, match=r"permission denied|journal"), transaction.atomic():
        Event.objects.filter(company=company.id).update(name="other")
