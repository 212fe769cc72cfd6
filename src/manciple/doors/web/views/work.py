"""Background work: what is going on, how far it is, how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from manciple.kernel import jobs, reading
from manciple.kernel.context import Context
from manciple.kernel.models import Job, JobState
from manciple.kernel.refusals import Refusal

from .. import shown
from ..controls import record_url
from ..middleware import context_of, of_company
from ..shell import address, page

MOST_SHOWN = 50
STATES = {JobState.CANCELED: "cancelled"}


def shown_job(job: Job, ctx: Context) -> shown.Job:
    """A job as pages show it."""
    return shown.Job(
        key=str(job.pk),
        title=job.label,
        url=address("job", ctx, job=job.pk),
        done=job.done,
        total=job.total,
        state=STATES.get(JobState(job.status), job.status),
        note=_note(job),
        cancel_url=address("cancel-job", ctx, job=job.pk),
        refusals=_refusals(job.outcome),
        result_url=_result_url(job, ctx),
    )


def _result_url(job: Job, ctx: Context) -> str:
    """Where a job's outcome is told: record by record, or on the page of the import."""
    if job.kind == "import" and job.status == JobState.DONE:
        return f"{address('import', ctx, key=job.wants['form'])}?job={job.pk}"
    return address("job-result", ctx, job=job.pk) if "done" in job.outcome else ""


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
    ctx = context_of(request)
    found = Job.objects.filter(company=ctx.company, user_id=ctx.user).order_by("-pk")[:MOST_SHOWN]
    crumb = shown.Link(label=_("Background work"), url=address("jobs", ctx))
    return page(request, "web/jobs.html", [crumb], jobs=[shown_job(job, ctx) for job in found])


@require_GET
@of_company
def job_part(request: HttpRequest, company: str, job: int) -> HttpResponse:
    """One job, as it asks for itself while it runs."""
    ctx = context_of(request)
    found = shown_job(own(job, ctx), ctx)
    answer = render(request, "web/parts/job.html", {"job": found})
    if found.is_over:
        answer["HX-Trigger"] = "record-changed"
    return answer


@require_POST
@of_company
def cancel_job(request: HttpRequest, company: str, job: int) -> HttpResponse:
    """Asks a job to stop."""
    ctx = context_of(request)
    with reading.reading(ctx):
        own(job, ctx)
    jobs.ask_cancel(job, ctx)
    with reading.reading(ctx):
        return render(request, "web/parts/job.html", {"job": shown_job(own(job, ctx), ctx)})


@require_GET
@of_company
def job_result(request: HttpRequest, company: str, job: int) -> HttpResponse:
    """What a job did, record by record: what was refused comes first."""
    ctx = context_of(request)
    found = own(job, ctx)
    key = found.wants.get("form", "")
    refused = [
        _row(number, key, ctx, _("Refused"), "danger", f"{each['message']} ({each['code']})")
        for number, reasons in found.outcome.get("refused", {}).items() for each in reasons
    ]  # fmt: skip
    done = [_row(number, key, ctx, _("Done"), "success", "") for number in found.outcome.get("done", [])]
    heads = (("number", _("Number")), ("result", _("Result")), ("why", _("Why")))
    columns = [shown.Column(key=name, label=label, main=name == "number") for name, label in heads]
    table = shown.Table(columns=columns, rows=[*refused, *done], label=found.label)
    url = address("job-result", ctx, job=job)
    crumbs = [shown.Link(label=_("Background work"), url=address("jobs", ctx)), shown.Link(label=found.label, url=url)]
    return page(request, "web/report.html", crumbs, page=shown.ReportPage(title=found.label, url=url, table=table))


def _row(number: str, key: str, ctx: Context, result: str, tone: str, why: str) -> shown.Row:
    link = shown.Cell(text=number, url=record_url(key, number, ctx))
    return shown.Row(cells=[link, shown.Cell(text=result, tone=tone), shown.Cell(text=why)], bad=bool(why))
