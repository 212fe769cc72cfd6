"""Actions: of one record, of one line, of many records at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from manciple.kernel import actions, jobs, reading, scope, tokens
from manciple.kernel.actions import Action
from manciple.kernel.args import Args, read
from manciple.kernel.context import Context
from manciple.kernel.inquiries import every
from manciple.kernel.models import Job
from manciple.kernel.refusals import Invalid, NotFound
from manciple.kernel.running import Availability, available

from .entry import entered, visiting
from .problems import NotAllowed
from .records import READ, SWITCHES, FormType, carry_out, line_grid, line_number, new_line
from .wire import answer, asked, body_of, path_of, segment

MOST_AT_ONCE = 100
SUBJECTS = ("actions", "timeline")


def do(request: HttpRequest, company: str, form: str, number: str, what: str) -> HttpResponse:
    """Carries out an action on a record, or adds a line to it."""
    ctx = entered(request, company)
    found = reading.form_for(form, ctx)
    if any(each.key == what for each in found.lines):
        return new_line(request, ctx, found, segment(number), line_grid(found, what))
    action = _action(found, what)
    switches = asked(request, SWITCHES)
    args = read(action.args, body_of(request))
    done = carry_out(request, action, [segment(number)], args, ctx, switches)
    return answer(done.as_dict())


def _action(form: FormType, key: str) -> Action:
    action = next((each for each in form.actions() if each.key == key and not each.creates), None)
    if action is None and (key in SUBJECTS or _inquired(form, key)):
        raise NotAllowed(*READ)
    if action is None:
        raise NotFound(key)
    return action


def _inquired(form: FormType, key: str) -> bool:
    return any(each.key == key and each.about == form.key for each in every())


def do_line(request: HttpRequest, company: str, form: str, number: str, what: str, line: str, key: str) -> HttpResponse:
    """Carries out an action on one line."""
    ctx = entered(request, company)
    found = reading.form_for(form, ctx)
    lines = line_grid(found, what)
    action = next((each for each in actions.of(lines.of) if each.key == key and not each.creates), None)
    if action is None:
        raise NotAllowed(*READ) if key in SUBJECTS else NotFound(key)
    switches, place = asked(request, SWITCHES), line_number(line)
    args = read(action.args, body_of(request))
    name = (segment(number), place)
    done = carry_out(request, action, [name], args, ctx, switches, named=segment(number))
    return answer(done.as_dict())


def do_many(request: HttpRequest, company: str, form: str, number: str) -> HttpResponse:
    """Carries out an action on many records: at once up to a hundred, else as a job (202).

    Body: `numbers`, `args` (one set for all, or one per record), `each` (do those that are possible). With
    `filters` in place of numbers: a job for all records that match when it begins.
    """
    ctx = entered(request, company)
    found = reading.form_for(form, ctx)
    action = next((each for each in found.actions() if each.key == number), None)
    if action is None:
        raise NotFound(number)
    switches = asked(request, SWITCHES)
    wants = Wants(action, body_of(request))
    if wants.filters is not None or len(wants.numbers) > MOST_AT_ONCE:
        return _as_job(found, action, wants, ctx)
    done = carry_out(request, action, wants.numbers, wants.args, ctx, switches, each=wants.each)
    return answer(done.as_dict(), 201 if action.creates and not done.preview else 200)


class Wants:
    """What a caller wants done to many records."""

    def __init__(self, action: Action, told: Any) -> None:
        if not isinstance(told, Mapping) or set(told) - {"numbers", "filters", "args", "each"}:
            raise Invalid(("body", "has numbers or filters, args and each"))
        self.filters = _filters(action, told)
        self.numbers = _numbers(action, told.get("numbers", []))
        self.each = told.get("each", False)
        if not isinstance(self.each, bool):
            raise Invalid(("each", "is true or false"))
        self.told = told.get("args", {})
        self.args = self._args(action)

    def _args(self, action: Action) -> Args | list[Args]:
        if not isinstance(self.told, list):
            return read(action.args, self.told)
        most = MOST_AT_ONCE if action.creates else len(self.numbers)
        if len(self.told) > most or (not action.creates and len(self.told) != most):
            raise Invalid(("args", f"is one set of arguments for all, or {most} of them"))
        return [read(action.args, each) for each in self.told]


def _filters(action: Action, told: Mapping[str, Any]) -> dict[str, str] | None:
    """The filters that stand for numbers; None where there are none."""
    found = told.get("filters")
    if found is None:
        return None
    if "numbers" in told or action.creates:
        raise Invalid(("filters", "stand in place of numbers, for records that are there"))
    if not isinstance(found, Mapping) or not all(isinstance(each, str) for pair in found.items() for each in pair):
        raise Invalid(("filters", "are texts by column"))
    return dict(found)


def _numbers(action: Action, told: Any) -> list[str]:
    if not isinstance(told, list) or not all(isinstance(each, str) for each in told):
        raise Invalid(("numbers", "is a list of numbers as text"))
    if len(set(told)) != len(told):
        raise Invalid(("numbers", "names a record twice"))
    if action.creates and told:
        raise Invalid(("numbers", "is empty where new records are made"))
    return told


def _as_job(form: FormType, action: Action, wants: Wants, ctx: Context) -> HttpResponse:
    """Queues the work; a repeated Idempotency-Key gets the same job."""
    if not wants.each or isinstance(wants.args, list):
        raise Invalid(("each", f"more than {MOST_AT_ONCE} records are done one by one, with one set of args"))
    with scope.companies(ctx.company), transaction.atomic():
        mark = tokens.fingerprint("job", action.name, wants.numbers, wants.filters, wants.told)
        stored = tokens.claim(mark, ctx)
        if stored is None:
            told = wants.args.model_dump(mode="json", exclude_unset=True)
            job = _enqueued(form, action, wants, told, ctx)
            stored = {"job": job.pk}
            tokens.settle(stored, ctx)
        job = Job.objects.get(company=ctx.company, pk=stored["job"])
    return answer(as_told(job), 202, Location=path_of(ctx.company_code, "jobs", job.pk))


def _enqueued(form: FormType, action: Action, wants: Wants, args: dict[str, Any], ctx: Context) -> Job:
    if wants.filters is not None:
        return jobs.enqueue_query(form.key, action.key, wants.filters, args, ctx)
    return jobs.enqueue_run(form.key, action.key, wants.numbers, args, ctx)


def as_told(job: Job) -> dict[str, Any]:
    """A job as programs see it."""
    names = ("kind", "label", "status", "done", "total", "refused", "cancel_asked", "outcome")
    times = ("created_at", "started_at", "ended_at")
    return {"id": job.pk, **{name: getattr(job, name) for name in (*names, *times)}}


def possible(request: HttpRequest, ctx: Context, form: FormType, number: str) -> HttpResponse:
    """Every action of a record: available, or why not."""
    asked(request, ())
    offered = [each for each in form.actions() if not each.creates]
    found = available(form.of, number, ctx, offered)
    return answer({"actions": [_offered(each) for each in found]})


def possible_for_line(
    request: HttpRequest, company: str, form: str, number: str, what: str, line: str, key: str
) -> HttpResponse:
    """Every action of a line: available, or why not."""
    asked(request, ())
    if key != "actions":
        raise NotFound(key)
    with visiting(request, company) as ctx:
        found = reading.form_for(form, ctx)
        lines, place = line_grid(found, what), line_number(line)
        offered = available(lines.of, (segment(number), place), ctx, actions.of(lines.of))
    return answer({"actions": [_offered(each) for each in offered]})


def _offered(each: Availability) -> dict[str, Any]:
    return {
        "key": each.action.key, "label": str(each.action.label), "help": str(each.action.help),
        "pane": each.action.pane, "danger": each.action.danger, "available": each.available,
        "refusals": [reason.as_dict() for reason in each.refusals],
    }  # fmt: skip
