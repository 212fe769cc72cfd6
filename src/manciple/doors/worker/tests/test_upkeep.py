"""What a worker does besides jobs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

import pytest

from manciple.demo.company import Company, found
from manciple.doors.worker import upkeep
from manciple.kernel import clock, limits, outbox
from manciple.kernel.models import AuditSeal, Claim, Limit, Upload
from manciple.kernel.outbox import Happened

NAME = "test-follower"


@pytest.fixture
def company(db: None) -> Company:
    return found("US01", today=clock.now().date())


@pytest.fixture
def heard() -> Iterator[list[Happened]]:
    """What a follower hears; it is gone afterwards."""
    events: list[Happened] = []

    @outbox.follow(NAME)
    def follow(told: Sequence[Happened]) -> None:
        events.extend(told)

    yield events
    outbox._followers.pop(NAME)


def in_time(chore: Callable[[], int]) -> int:
    """What a chore got done: it waits for transactions that are open anywhere on the server."""
    end = time.monotonic() + 30
    while not (count := chore()) and time.monotonic() < end:
        time.sleep(0.1)
    return count


@pytest.mark.django_db(transaction=True)
def test_followers_hear_every_event_once(heard: list[Happened]) -> None:
    found("US01", today=clock.now().date())
    told = in_time(upkeep.tell_followers)
    assert len(heard) == len({event.id for event in heard}) > 0
    assert told == len(heard) * len(list(outbox.followers())), "every follower of the house hears them"
    assert upkeep.tell_followers() == 0


def test_what_nobody_asks_for_any_more_is_forgotten(company: Company) -> None:
    old = clock.now() - timedelta(days=8)
    with company.reading():
        for at in (old, clock.now()):
            Upload.objects.create(company_id=company.id, name="x", content=b"x", created_at=at)
            Claim.objects.create(company_id=company.id, user_id=1, token=f"{at}", answer={}, at=at)
    limits.take("somebody", 20)
    Limit.objects.update(until=clock.now() - timedelta(days=2))
    assert upkeep.forget(clock.now()) == 3
    with company.reading():
        assert (Upload.objects.count(), Claim.objects.count(), Limit.objects.count()) == (1, 1, 0)


@pytest.mark.django_db(transaction=True)
def test_the_audit_log_is_sealed() -> None:
    company = found("US01", today=clock.now().date())
    assert in_time(upkeep.seal) > 0
    assert upkeep.seal() == 0
    with company.reading():
        assert AuditSeal.objects.filter(company=company.id).exists()
