"""Mass work that is done again and again: declared by a package, set up by people, started by the worker.

The records are looked up when the work is done, not when it is set up (01 §11.5).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.db import transaction

from . import authority, jobs, messages, scope
from .actions import find as action_find
from .args import Args, read
from .chores import chore
from .context import Context
from .forms import find as form_find
from .inquiries import compiled
from .models import BatchJob, Every
from .refusals import Invalid, Refusal
from .setup import Known
from .words import Label

STEPS = {Every.HOUR: timedelta(hours=1), Every.DAY: timedelta(days=1), Every.WEEK: timedelta(weeks=1)}


@dataclass(frozen=True, slots=True)
class Work:
    """An action for all records of a form that match; `filters` are those it begins with."""

    key: str
    label: Label
    form: str
    action: str
    filters: Mapping[str, str] = field(default_factory=dict)


_works: dict[str, Work] = {}


def work(key: str, *, label: Label, form: str, action: str, filters: Mapping[str, str] | None = None) -> None:
    """Declares work that may be repeated."""
    assert key not in _works, f"work {key} is declared twice"
    _works[key] = Work(key, label, form, action, filters or {})


def every() -> Iterator[Work]:
    """All work that may be repeated."""
    return iter(_works.values())


def find(key: str) -> Work:
    """The work under a key. KeyError when there is none."""
    return _works[key]


def pairs(text: str) -> dict[str, str]:
    """What was written one a line, name=value. Raises Invalid."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    split = [line.partition("=") for line in lines]
    wrong = [name for name, equals, _ in split if not equals or not name.strip()]
    if wrong:
        raise Invalid(*((name, "is written name=value") for name in wrong))
    return {name.strip(): value.strip() for name, _, value in split}


def work_fits(known: Known, args: Args) -> Iterator[Refusal]:
    """The work exists, its filters name columns, its arguments can be read."""
    key = str(known.value("what", args))
    if key not in _works:
        yield messages.NO_SUCH_WORK(field="what", value=key, possible=", ".join(sorted(_works)))
        return
    for name, check in (("filters", _filters_fit), ("told", _told_fits)):
        try:
            check(_works[key], str(known.value(name, args) or ""))
        except Invalid as error:
            said = "; ".join(f"{place}: {message}" for place, message in error.faults)
            yield messages.BATCH_UNREADABLE(field=name, why=said)


def _filters_fit(work: Work, text: str) -> None:
    compiled({**work.filters, **pairs(text)}, form_find(work.form).all_columns())


def _told_fits(work: Work, text: str) -> None:
    read(action_find(form_find(work.form).of, work.action).args, pairs(text))


def owned(ids: Sequence[int], ctx: Context) -> None:
    """Whoever set a batch job up last is the one it acts for."""
    BatchJob.objects.filter(company=ctx.company, pk__in=ids).update(user_id=ctx.user)


@chore("batch-jobs", seconds=30.0)
def start_all(now: datetime) -> int:
    """Queues the batch jobs whose time has come, in every company; returns how many."""
    model = apps.get_model(settings.COMPANY_MODEL)
    known = list(model._default_manager.order_by("pk").values_list("pk", "code"))
    return sum(len(start_due(company, code, now)) for company, code in known)


def start_due(company: int, code: str, now: datetime) -> list[int]:
    """Queues the batch jobs of a company whose time has come; each once, however many workers ask."""
    with scope.companies(company), transaction.atomic():
        due = BatchJob.objects.select_for_update(skip_locked=True).filter(
            company=company, active=True, next_at__lte=now)  # fmt: skip
        return [started for each in due.order_by("pk") if (started := _start(each, code, now))]


def _start(due: BatchJob, code: str, now: datetime) -> int:
    """Queues one batch job as the user it acts for; 0 where he has nothing to do there any more."""
    due.next_at = following(due.next_at, Every(due.every), now)
    ctx = authority.context(user=due.user_id, company=code, door="worker")
    wanted = _works.get(due.what)
    if ctx is not None and wanted is not None:
        filters = {**wanted.filters, **pairs(due.filters)}
        due.last_job = jobs.enqueue_query(wanted.form, wanted.action, filters, dict(pairs(due.told)), ctx).pk
    due.save(update_fields=["next_at", "last_job"])
    return due.last_job or 0 if ctx is not None and wanted is not None else 0


def following(last: datetime, every_: Every, now: datetime) -> datetime:
    """The first time after now, counted in steps from the last one; a missed time is not made up for."""
    if last > now:
        return last
    if every_ is not Every.MONTH:
        return last + ((now - last) // STEPS[every_] + 1) * STEPS[every_]
    months = (now.year - last.year) * 12 + now.month - last.month
    this = _months_later(last, months)
    return this if this > now else _months_later(last, months + 1)


def _months_later(last: datetime, months: int) -> datetime:
    year, month = divmod(last.year * 12 + last.month - 1 + months, 12)
    return last.replace(year=year, month=month + 1, day=min(last.day, monthrange(year, month + 1)[1]))
