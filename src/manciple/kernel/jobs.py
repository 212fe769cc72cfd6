"""Work that outlives the request: queued in the same transaction, done by the worker.

A job shows real progress, can be canceled, and is safe against a killed worker: every chunk is an
action run under a token made of job and chunk, so a chunk done before the kill is not done again
(reliability P10).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from django.db import transaction
from procrastinate.contrib.django import app

from . import authority, clock, messages, points, reading, scope, sql
from .actions import find
from .args import read
from .context import Context
from .forms import find as form_find
from .inquiries import compiled
from .models import Job, JobState
from .refusals import Refusal, Refused
from .running import Answer, run
from .words import Label

CHUNK = 100
PASSING = {messages.BUSY.code, messages.IN_PROGRESS.code}
MOST_WAITS = 30

T = TypeVar("T")
Work = Callable[["Progress", Context], dict[str, Any]]

REPORT = """
    UPDATE kernel_job SET done = %(done)s, total = %(total)s, refused = %(refused)s
     WHERE company_id = %(company)s AND id = %(id)s AND attempt = %(attempt)s
 RETURNING cancel_asked"""

_kinds: dict[str, Work] = {}


def kind(key: str) -> Callable[[Work], Work]:
    """Declares a kind of job; the function gets its progress and returns the outcome."""

    def register(function: Work) -> Work:
        _kinds[key] = function
        return function

    return register


class JobCanceled(Exception):
    """Somebody asked to stop; what is done stays done."""


class JobTaken(Exception):
    """Another worker took the job over, so this one must not go on."""


class Progress:
    """How a job tells how far it is, and hears that it should stop."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.outcome: dict[str, Any] = {}

    @property
    def wants(self) -> dict[str, Any]:
        """What was asked for when the job was queued."""
        return dict(self.job.wants)

    def keep(self, **more: Any) -> None:
        """Keeps what was found out about the work, for whoever takes it over."""
        self.job.wants = {**self.job.wants, **more}
        self.job.save(update_fields=["wants"])

    def at(self, done: int, total: int, refused: int = 0) -> None:
        """Reports progress. Raises JobCanceled when asked to stop, JobTaken when another worker has it."""
        where = {"company": self.job.company_id, "id": self.job.pk, "attempt": self.job.attempt}
        with scope.companies(self.job.company_id), transaction.atomic():
            rows = sql.values(REPORT, {"done": done, "total": total, "refused": refused, **where})
        if not rows:
            raise JobTaken(str(self.job.pk))
        if rows[0][0]:
            raise JobCanceled(str(self.job.pk))
        points.point(points.W2)


def enqueue(what: str, label: Label, wants: dict[str, Any], ctx: Context, total: int = 0) -> Job:
    """Queues a job in the running transaction; it starts when that commits."""
    with scope.companies(ctx.company), transaction.atomic():
        job = Job.objects.create(
            company_id=ctx.company, kind=what, label=str(label), user_id=ctx.user, wants=wants, total=total
        )
        perform.defer(job=job.pk, company=ctx.company, code=ctx.company_code)
    return job


def enqueue_run(form: str, action: str, numbers: Sequence[str], args: dict[str, Any], ctx: Context) -> Job:
    """Queues an action for many records: one job, per-record results."""
    wanted = find(form_find(form).of, action)
    said = read(wanted.args, args).model_dump(mode="json", exclude_unset=True)
    label, wants = wanted.label, {"form": form, "action": action, "numbers": list(numbers), "args": said}
    return enqueue("action", label, wants, ctx, total=len(numbers))


def enqueue_query(
    form: str, action: str, filters: Mapping[str, str], args: dict[str, Any], ctx: Context, search: str = ""
) -> Job:
    """Queues an action for all records that match when the job begins (late selection, 01 §11.5)."""
    wanted = find(form_find(form).of, action)
    compiled(filters, form_find(form).all_columns())
    said = read(wanted.args, args).model_dump(mode="json", exclude_unset=True)
    wants = {"form": form, "action": action, "filters": dict(filters), "search": search, "args": said}
    return enqueue("query", wanted.label, wants, ctx)


@app.task(name="manciple.job", queue="jobs", pass_context=False)
def perform(job: int, company: int, code: str) -> None:
    """Does one job as the user who asked for it, with the duties he has now."""
    taken = _take(job, company)
    if taken is None:
        return
    points.point(points.W1)
    progress = Progress(taken)
    with _ending(progress):
        ctx = authority.context(user=taken.user_id, company=code, door="worker")
        if ctx is None:
            raise Refused(messages.NOT_PERMITTED(action=taken.label, duty="–"))
        progress.outcome |= _kinds[taken.kind](progress, ctx)
        points.point(points.W3)


@contextmanager
def _ending(progress: Progress) -> Iterator[None]:
    """Writes how a job ended, whatever ended it; what was done until then stays in its outcome.

    A fault of the program goes on to the worker's log. A worker that is stopped leaves the job as it
    is, for the next one to take over.
    """
    status, told = JobState.FAILED, _refusals(messages.BROKEN())
    try:
        yield
        status, told = JobState.DONE, {}
    except JobCanceled:
        status, told = JobState.CANCELED, {}
    except Refused as refused:
        told = _refusals(*refused.refusals)
    except JobTaken:
        return
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        status = JobState.RUNNING
        raise
    finally:
        if status != JobState.RUNNING:
            _end(progress.job, status, progress.outcome | told)


def _refusals(*found: Refusal) -> dict[str, Any]:
    return {"refusals": [each.as_dict() for each in found]}


def _take(job: int, company: int) -> Job | None:
    """Marks a job as running under a new attempt, unless it is over."""
    with scope.companies(company), transaction.atomic():
        found = (
            Job.objects.select_for_update()
            .filter(company=company, pk=job, status__in=[JobState.WAITING, JobState.RUNNING])
            .first()
        )
        if found is not None:
            found.attempt += 1
            found.status, found.started_at = JobState.RUNNING, clock.now()
            found.save(update_fields=["attempt", "status", "started_at"])
        return found


def _end(job: Job, status: JobState, outcome: dict[str, Any]) -> None:
    with scope.companies(job.company_id), transaction.atomic():
        Job.objects.filter(company=job.company_id, pk=job.pk, attempt=job.attempt).update(
            status=status, outcome=outcome, ended_at=clock.now()
        )


@kind("action")
def run_many(progress: Progress, ctx: Context) -> dict[str, Any]:
    """An action for many records, a chunk per transaction; refused ones are listed, not fatal."""
    return _run_each(progress, progress.wants["numbers"], ctx)


@kind("query")
def run_matching(progress: Progress, ctx: Context) -> dict[str, Any]:
    """The same for the records that match when the job begins; a worker that takes it over keeps to them."""
    wants = progress.wants
    if "numbers" not in wants:
        with scope.companies(ctx.company), transaction.atomic():
            found = reading.numbers(form_find(wants["form"]), wants["filters"], ctx, wants.get("search", ""))
            progress.keep(numbers=found)
    return _run_each(progress, progress.wants["numbers"], ctx)


def _run_each(progress: Progress, numbers: Sequence[str], ctx: Context) -> dict[str, Any]:
    wants = progress.wants
    record = form_find(wants["form"]).of
    args = find(record, wants["action"]).args(**wants["args"])
    outcome = progress.outcome
    outcome |= {"done": [], "refused": {}, "made": []}
    for start in range(0, len(numbers), CHUNK):
        progress.at(start, len(numbers), len(outcome["refused"]))
        chunk, token = numbers[start : start + CHUNK], f"job-{progress.job.pk}-{start}"
        act = partial(run, record, wants["action"], chunk, args, ctx.fresh(token=token), each=True)
        _collect(outcome, patiently(act))
    progress.at(len(numbers), len(numbers), len(outcome["refused"]))
    return outcome


def patiently(act: Callable[[], T]) -> T:
    """Does it again while somebody else holds the records: a worker that was frozen in the middle of
    a chunk holds them until the database ends its session."""
    for _ in range(MOST_WAITS):
        try:
            return act()
        except Refused as refused:
            if set(refused.codes) - PASSING:
                raise
        time.sleep(1)
    return act()


def _collect(outcome: dict[str, Any], answer: Answer) -> None:
    told = answer.as_dict()
    outcome["done"] += told["done"]
    outcome["made"] += told["made"]
    outcome["refused"] |= told["refused"]


def ask_cancel(job: int, ctx: Context) -> bool:
    """Asks a job to stop after its present chunk. False when it is over already."""
    with scope.companies(ctx.company), transaction.atomic():
        return bool(
            Job.objects.filter(company=ctx.company, pk=job, status__in=[JobState.WAITING, JobState.RUNNING]).update(
                cancel_asked=True
            )
        )
