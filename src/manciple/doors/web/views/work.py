"""Background work: what is going on, how far it is, how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from manciple.kernel import forms, jobs, reading
from manciple.kernel.context import Context
from manciple.kernel.models import Job, JobState
from manciple.kernel.refusals import Refusal

from .. import shown
from ..middleware import of_company
from ..shell import address, page

MOST_SHOWN = 50
STATES = {JobState.CANCELED: "cancelled"}


def shown_job(job: Job, ctx: Context) -> shown.Job:
    """A job as pages show it."""
    return shown.Job(
        key=str(job.pk), title=job.label, url=address("job", ctx, job=job.pk), done=job.done, total=job.total,
        state=STATES.get(JobState(job.status), job.status), note=_note(job),
        cancel_url=address("cancel-job", ctx, job=job.pk), refusals=_refusals(job.outcome),
        result_url=address("job-result", ctx, job=job.pk) if "done" in job.outcome else "")


def _note(job: Job) -> str:
    if job.outcome.get("error"):
        return str(job.outcome["error"])
    return _("{count} refused").format(count=job.refused) if job.refused else ""


def _refusals(outcome: dict[str, Any]) -> Sequence[Refusal]:
    return [Refusal(**each) for each in outcome.get("refusals", [])]


def own(job: int, ctx: Context) -> Job:
    """A job of the visitor; those of others do not exist for him."""
    found = Job.objects.filter(company=ctx.company, user_id=ctx.user, pk=job).first()
    if found is None:
        raise Http404(str(job))
    return found


@require_GET
@of_company
def jobs_page(request: HttpRequest, company: str) -> HttpResponse:
    """The visitor's jobs, newest first."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    found = Job.objects.filter(company=ctx.company, user_id=ctx.user).order_by("-pk")[:MOST_SHOWN]
    crumb = shown.Link(label=_("Background work"), url=address("jobs", ctx))
    return page(request, "web/jobs.html", [crumb], jobs=[shown_job(job, ctx) for job in found])


@require_GET
@of_company
def job_part(request: HttpRequest, company: str, job: int) -> HttpResponse:
    """One job, as it asks for itself while it runs."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    found = shown_job(own(job, ctx), ctx)
    answer = render(request, "web/parts/job.html", {"job": found})
    if found.is_over:
        answer["HX-Trigger"] = "record-changed"
    return answer


@require_POST
@of_company
def cancel_job(request: HttpRequest, company: str, job: int) -> HttpResponse:
    """Asks a job to stop."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    with reading.reading(ctx):
        own(job, ctx)
    jobs.ask_cancel(job, ctx)
    with reading.reading(ctx):
        return render(request, "web/parts/job.html", {"job": shown_job(own(job, ctx), ctx)})


@require_GET
@of_company
def job_result(request: HttpRequest, company: str, job: int) -> HttpResponse:
    """What a job did, record by record."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    found = own(job, ctx)
    form = next((each for each in forms.every() if each.key == found.wants.get("form")), None)
    refused = [_refused(number, each, form, ctx) for number, reasons in found.outcome.get("refused", {}).items() for each in reasons]
    done = [_done(number, form, ctx) for number in found.outcome.get("done", [])]
    columns = [shown.Column(key="number", label=_("Number"), main=True), shown.Column(key="result", label=_("Result")),
               shown.Column(key="why", label=_("Why"))]  # fmt: skip
    table = shown.Table(columns=columns, rows=[*refused, *done], label=found.label)
    report = shown.ReportPage(title=found.label, url=address("job-result", ctx, job=job), table=table)
    return page(request, "web/report.html", [shown.Link(label=_("Background work"), url=address("jobs", ctx))], page=report)


def _link(number: str, form: type[forms.Form] | None, ctx: Context) -> shown.Cell:
    return shown.Cell(text=number, url=address("record", ctx, key=form.key, number=number) if form else "")


def _refused(number: str, reason: dict[str, Any], form: type[forms.Form] | None, ctx: Context) -> shown.Row:
    cells = [_link(number, form, ctx), shown.Cell(text=_("Refused"), tone="danger"),
             shown.Cell(text=f"{reason['code']}: {reason['message']}")]  # fmt: skip
    return shown.Row(cells=cells, bad=True)


def _done(number: str, form: type[forms.Form] | None, ctx: Context) -> shown.Row:
    return shown.Row(cells=[_link(number, form, ctx), shown.Cell(text=_("Done"), tone="success"), shown.Cell()])
