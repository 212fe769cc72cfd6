"""Mass work by query and batch jobs: looked up when it is done, started once, repeated on time (01 §11.5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manciple.demo.company import Company, found
from manciple.kernel import actions, batches, jobs
from manciple.kernel.args import read
from manciple.kernel.models import BatchJob, Every, Job
from manciple.kernel.records import Stored
from manciple.kernel.refusals import Invalid
from manciple.kernel.running import create, run
from manciple.orders.models import PurchaseOrder

NIGHT = datetime(2026, 1, 15, 2, tzinfo=UTC)


@pytest.fixture
def company(transactional_db: None) -> Company:
    return found("US01")


def new(company: Company, record: type[Stored], **told: Any) -> str:
    """A new record."""
    return create(record, read(actions.find(record, "create").args, told), company.ctx.fresh()).made[0].number


def order(company: Company) -> str:
    """A new order of one line."""
    return new(company, PurchaseOrder, vendor="V001", lines=[{"item": "A100", "quantity": "1"}])


def perform(company: Company, job: Job) -> Job:
    jobs.perform(job.pk, company.id, company.code)
    with company.reading():
        return Job.objects.get(company=company.id, pk=job.pk)


def test_a_query_is_asked_when_the_job_begins(company: Company) -> None:
    first = order(company)
    job = jobs.enqueue_query("purchase-orders", "confirm", {"approval_status": "approved"}, {}, company.ctx.fresh())
    second = order(company)
    empty = new(company, PurchaseOrder, vendor="V001")
    done = perform(company, job)
    assert done.outcome["done"] == [first, second]
    assert [each["code"] for each in done.outcome["refused"][empty]] == ["ORD-31"]
    assert (done.status, done.total, done.refused) == ("done", 3, 1)


def test_a_job_that_is_taken_over_keeps_to_what_it_found(company: Company) -> None:
    first = order(company)
    job = jobs.enqueue_query("purchase-orders", "confirm", {"approval_status": "approved"}, {}, company.ctx.fresh())
    with company.reading():
        found_job = Job.objects.get(company=company.id, pk=job.pk)
    assert found_job.wants["filters"] == {"approval_status": "approved"}
    perform(company, job)
    with company.reading():
        assert Job.objects.get(company=company.id, pk=job.pk).wants["numbers"] == [first]


def test_unknown_filters_are_refused_at_once(company: Company) -> None:
    with pytest.raises(Invalid):
        jobs.enqueue_query("purchase-orders", "confirm", {"colour": "red"}, {}, company.ctx.fresh())


def batch(company: Company, **told: Any) -> str:
    """A batch job that confirms orders every night."""
    values = {"code": "NIGHT", "what": "confirm-purchase-orders", "next_at": NIGHT.isoformat(), **told}
    return new(company, BatchJob, **values)


def test_a_batch_job_is_started_once_when_its_time_has_come(company: Company) -> None:
    number = order(company)
    batch(company)
    assert batches.start_due(company.id, company.code, NIGHT - timedelta(hours=1)) == []
    [job] = batches.start_due(company.id, company.code, NIGHT)
    assert batches.start_due(company.id, company.code, NIGHT) == []
    with company.reading():
        kept = BatchJob.objects.get(company=company.id)
        assert (kept.next_at, kept.last_job, kept.user_id) == (NIGHT + timedelta(days=1), job, company.ctx.user)
    done = perform(company, Job(pk=job))
    assert done.outcome["done"] == [number]


def test_finalize_purchase_orders_is_a_batch_job_too(company: Company) -> None:
    over, open_order = order(company), order(company)
    run(PurchaseOrder, "cancel", [over], None, company.ctx.fresh())
    batch(company, what="finalize-purchase-orders")
    [job] = batches.start_due(company.id, company.code, NIGHT)
    assert perform(company, Job(pk=job)).outcome["done"] == [over]
    assert open_order != over


def test_an_inactive_batch_job_rests(company: Company) -> None:
    batch(company, active=False)
    assert batches.start_due(company.id, company.code, NIGHT + timedelta(days=9)) == []


STEPS = [
    (Every.HOUR, NIGHT, NIGHT, NIGHT + timedelta(hours=1)),
    (Every.HOUR, datetime(1, 1, 1, 2, tzinfo=UTC), NIGHT, NIGHT + timedelta(hours=1)),
    (Every.DAY, NIGHT, NIGHT + timedelta(days=3, hours=1), NIGHT + timedelta(days=4)),
    (Every.WEEK, NIGHT, NIGHT, NIGHT + timedelta(weeks=1)),
    (Every.MONTH, datetime(2026, 1, 31, 2, tzinfo=UTC), datetime(2026, 1, 31, 3, tzinfo=UTC),
     datetime(2026, 2, 28, 2, tzinfo=UTC)),
    (Every.MONTH, datetime(2026, 1, 31, 2, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC),
     datetime(2026, 3, 31, 2, tzinfo=UTC)),
]  # fmt: skip


@pytest.mark.parametrize(("every", "last", "now", "expected"), STEPS)
def test_the_next_time(every: Every, last: datetime, now: datetime, expected: datetime) -> None:
    assert batches.following(last, every, now) == expected


@given(st.sampled_from(list(Every)), st.integers(0, 5000))
def test_the_next_time_lies_ahead_and_no_further_than_one_step(every: Every, hours: int) -> None:
    now = NIGHT + timedelta(hours=hours)
    found_ = batches.following(NIGHT, every, now)
    assert now < found_ <= now + timedelta(days=31)
