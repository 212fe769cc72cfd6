"""Work that outlives the request: progress, cancel, and no chunk done twice (reliability P10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction

from manciple.demo.company import Company, found
from manciple.kernel import actions, authority, jobs, points
from manciple.kernel.args import read
from manciple.kernel.context import Context
from manciple.kernel.jobs import Progress
from manciple.kernel.models import Job
from manciple.kernel.refusals import Invalid, Message, Refused
from manciple.kernel.running import create
from manciple.organization.models import Site

NO = Message("TST-1", "No.", "Wait.")
SITES = [f"J{place:03}" for place in range(250)]


@pytest.fixture
def company(transactional_db: None) -> Company:
    """A company with sites enough for three chunks."""
    company = found("US01")
    create(Site, [read(actions.find(Site, "create").args, {"code": code}) for code in SITES], company.ctx.fresh())
    return company


@pytest.fixture
def kind() -> Iterator[Callable[[jobs.Work], None]]:
    """Declares a kind of job for this test."""
    kept = dict(jobs._kinds)
    yield lambda work: jobs._kinds.update(test=work)
    jobs._kinds.clear()
    jobs._kinds.update(kept)


def stored(company: Company, job: Job) -> Job:
    with company.reading():
        return Job.objects.get(company=company.id, pk=job.pk)


def perform(company: Company, job: Job) -> Job:
    jobs.perform(job.pk, company.id, company.code)
    return stored(company, job)


def renaming(company: Company, numbers: list[str] | None = None) -> Job:
    return jobs.enqueue_run("sites", "edit", numbers or SITES, {"name": "done"}, company.ctx.fresh())


def names(company: Company) -> set[str]:
    with company.reading():
        return set(Site.objects.filter(company=company.id, code__in=SITES).values_list("name", flat=True))


def test_a_job_does_its_records_in_chunks_and_lists_the_refused(company: Company) -> None:
    job = perform(company, renaming(company, [*SITES, "NOPE"]))
    assert (job.status, job.done, job.total, job.refused) == ("done", 251, 251, 1)
    assert job.outcome["done"] == SITES
    assert [each["code"] for each in job.outcome["refused"]["NOPE"]] == ["KRN-008"]
    assert names(company) == {"done"}
    assert job.ended_at is not None


def test_a_job_is_queued_in_the_transaction_that_asks_for_it(company: Company) -> None:
    with transaction.atomic():
        job = renaming(company)
        transaction.set_rollback(True)
    with company.reading():
        assert not Job.objects.filter(company=company.id, pk=job.pk).exists()


def test_what_is_malformed_is_never_queued(company: Company) -> None:
    with pytest.raises(Invalid):
        jobs.enqueue_run("sites", "edit", SITES, {"nothing": "x"}, company.ctx.fresh())


def test_a_canceled_job_keeps_what_is_done(company: Company) -> None:
    job = renaming(company)

    def cancel(name: str) -> None:
        if name == points.W2:
            assert jobs.ask_cancel(job.pk, company.ctx)

    points.install(cancel)
    after = perform(company, job)
    assert (after.status, after.done) == ("canceled", 100)
    assert after.outcome["done"] == SITES[:100]
    assert names(company) == {"done", ""}
    assert not jobs.ask_cancel(job.pk, company.ctx)


def test_a_job_canceled_before_it_begins_does_nothing(company: Company) -> None:
    job = renaming(company)
    assert jobs.ask_cancel(job.pk, company.ctx)
    assert perform(company, job).status == "canceled"
    assert names(company) == {""}


@pytest.mark.parametrize("place", [points.W1, points.W2, points.W3, points.A8, points.A9])
def test_a_killed_job_is_taken_over_and_no_chunk_is_done_twice(company: Company, place: str) -> None:
    job, seen = renaming(company), [0]

    def kill(name: str) -> None:
        seen[0] += name == place
        if name == place and seen[0] == (1 if place in (points.W1, points.W3) else 2):
            raise SystemExit

    points.install(kill)
    with pytest.raises(SystemExit):
        jobs.perform(job.pk, company.id, company.code)
    points.install(None)
    assert stored(company, job).status == "running"
    after = perform(company, job)
    assert (after.status, after.attempt, after.outcome["done"]) == ("done", 2, SITES)
    with company.reading():
        versions = set(Site.objects.filter(company=company.id, code__in=SITES).values_list("version", flat=True))
    assert versions == {2}


def test_a_worker_that_wakes_up_late_changes_nothing(company: Company, kind: Callable[[jobs.Work], None]) -> None:
    def frozen(progress: Progress, ctx: Context) -> dict[str, Any]:
        if progress.job.attempt == 1:
            assert perform(company, job).outcome == {"by": 2}  # another worker takes it over meanwhile
            progress.at(1, 2)
        return {"by": progress.job.attempt}

    kind(frozen)
    job = jobs.enqueue("test", "Test", {}, company.ctx.fresh())
    after = perform(company, job)
    assert (after.status, after.outcome, after.attempt) == ("done", {"by": 2}, 2)


def test_a_refused_job_says_why_and_keeps_what_was_done(company: Company, kind: Callable[[jobs.Work], None]) -> None:
    def refuses(progress: Progress, ctx: Context) -> dict[str, Any]:
        progress.outcome["made"] = 3
        raise Refused(NO())

    kind(refuses)
    job = perform(company, jobs.enqueue("test", "Test", {}, company.ctx.fresh()))
    assert (job.status, job.outcome["made"]) == ("failed", 3)
    assert [each["code"] for each in job.outcome["refusals"]] == ["TST-1"]


def test_a_fault_of_the_program_is_told_without_its_details(
    company: Company, kind: Callable[[jobs.Work], None]
) -> None:
    def breaks(progress: Progress, ctx: Context) -> dict[str, Any]:
        raise ZeroDivisionError("secret detail")

    kind(breaks)
    job = jobs.enqueue("test", "Test", {}, company.ctx.fresh())
    with pytest.raises(ZeroDivisionError):
        jobs.perform(job.pk, company.id, company.code)
    after = stored(company, job)
    assert (after.status, [each["code"] for each in after.outcome["refusals"]]) == ("failed", ["KRN-022"])
    assert "secret" not in str(after.outcome)


def test_a_job_of_somebody_who_left_is_refused(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    job = renaming(company)
    monkeypatch.setattr(authority, "context", lambda **asked: None)
    after = perform(company, job)
    assert (after.status, after.outcome["refusals"][0]["code"]) == ("failed", "KRN-002")
    assert names(company) == {""}


def test_a_job_that_is_over_is_not_done_again(company: Company) -> None:
    job = renaming(company, SITES[:1])
    perform(company, job)
    assert perform(company, job).attempt == 1
