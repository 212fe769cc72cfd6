"""Work is neither lost nor done twice, whatever happens to the worker (reliability P10)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.db import connection

from manciple.demo.company import Company, found
from manciple.founding.making import make
from manciple.kernel import clock, jobs
from manciple.kernel.models import Event, Job, JobState
from manciple.organization.models import Site

SITES = 1500
SILENCE = "2"
PATIENCE = 60.0

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

Start = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def company() -> Company:
    return found("US01", today=clock.now().date())


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts workers on the database of this test; none outlives it."""
    told = connection.settings_dict
    named = {"host": told["HOST"], "port": told["PORT"]}
    url = f"postgresql://{quote(told['USER'])}:{quote(told['PASSWORD'])}@/{told['NAME']}?{urlencode(named)}"
    environment = {name: value for name, value in os.environ.items() if name != "MANCIPLE_TEST_CLUSTER"}
    environment |= {"MANCIPLE_HOME": str(tmp_path), "MANCIPLE_RUNTIME_DATABASE_URL": url, "MANCIPLE_WORKER": "1"}
    running: list[subprocess.Popen[bytes]] = []

    def worker() -> subprocess.Popen[bytes]:
        words = [sys.executable, "-m", "django", "work", "--concurrency", "1", "--silence", SILENCE]
        running.append(subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        return running[-1]

    yield worker
    for process in running:
        process.send_signal(signal.SIGCONT)
        process.kill()
        process.wait()


def queued(company: Company) -> Job:
    """A job that renames many sites, a hundred in each transaction."""
    numbers = [f"S{place:05}" for place in range(SITES)]
    for start in range(0, SITES, 500):
        make(Site, [{"code": number, "name": "before"} for number in numbers[start : start + 500]], company.ctx)
    return jobs.enqueue_run("sites", "edit", numbers, {"name": "after"}, company.ctx.fresh())


def seen(company: Company, job: Job, until: Callable[[Job], bool]) -> Job:
    """The job as soon as it is so; fails when it never is."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with company.reading():
            job = Job.objects.get(company=company.id, pk=job.pk)
        if until(job):
            return job
        time.sleep(0.02)
    raise AssertionError(f"still {job.status} with {job.done} of {job.total}")


def edits(company: Company) -> Counter[int]:
    """How often each site was changed."""
    with company.reading():
        rows = Event.objects.filter(company=company.id, record="organization.site", name="edit")
        return Counter(rows.values_list("row_id", flat=True))


def once_each(company: Company) -> bool:
    found = edits(company)
    return len(found) == SITES and set(found.values()) == {1}


def is_over(job: Job) -> bool:
    return job.status not in (JobState.WAITING, JobState.RUNNING)


def test_a_job_is_done_and_tells_what_it_did(company: Company, start: Start) -> None:
    job = queued(company)
    start()
    job = seen(company, job, is_over)
    assert (job.status, job.done, job.total) == (JobState.DONE, SITES, SITES)
    assert once_each(company)


def test_a_killed_worker_s_job_is_taken_again_and_nothing_is_done_twice(company: Company, start: Start) -> None:
    job = queued(company)
    first = start()
    seen(company, job, lambda job: job.done >= 200)
    first.kill()
    first.wait()
    start()
    job = seen(company, job, is_over)
    assert (job.status, job.attempt) == (JobState.DONE, 2)
    assert once_each(company)


@pytest.mark.slow
def test_a_frozen_worker_that_wakes_up_does_nothing_twice(company: Company, start: Start) -> None:
    job = queued(company)
    first = start()
    seen(company, job, lambda job: job.done >= 200)
    first.send_signal(signal.SIGSTOP)
    start()
    job = seen(company, job, is_over)
    first.send_signal(signal.SIGCONT)
    time.sleep(2)
    assert (job.status, job.attempt) == (JobState.DONE, 2)
    assert once_each(company)


def test_a_job_can_be_stopped_and_keeps_what_is_done(company: Company, start: Start) -> None:
    job = queued(company)
    start()
    seen(company, job, lambda job: job.done >= 200)
    assert jobs.ask_cancel(job.pk, company.ctx)
    job = seen(company, job, is_over)
    assert job.status == JobState.CANCELED
    assert set(edits(company).values()) == {1}
    assert len(edits(company)) < SITES


def test_a_worker_told_to_stop_ends_by_itself(company: Company, start: Start) -> None:
    job = queued(company)
    worker = start()
    seen(company, job, is_over)  # it works, so it listens
    worker.terminate()
    assert worker.wait(60) == 0
