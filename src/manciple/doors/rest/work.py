"""Jobs: work that goes on after its answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from manciple.kernel import imports, jobs
from manciple.kernel.context import Context
from manciple.kernel.models import Job
from manciple.kernel.refusals import NotFound

from .acting import as_told
from .entry import entered, visiting
from .wire import answer, asked, count

MOST_JOBS = 200


def job_list(request: HttpRequest, company: str) -> HttpResponse:
    """The caller's jobs in a company, newest first."""
    most = count(asked(request, ("size",)), "size", 50, MOST_JOBS)
    with visiting(request, company) as ctx:
        found = list(Job.objects.filter(company=ctx.company, user_id=ctx.user).order_by("-id")[:most])
    return answer({"rows": [as_told(each) for each in found]})


def job_of(ctx: Context, text: str) -> Job:
    """A job of the caller."""
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise NotFound(text)
    job = Job.objects.filter(company=ctx.company, user_id=ctx.user, pk=int(text)).first()
    if job is None:
        raise NotFound(text)
    return job


def one_job(request: HttpRequest, company: str, job: str) -> HttpResponse:
    """How far a job is, and what came of it."""
    asked(request, ())
    with visiting(request, company) as ctx:
        found = job_of(ctx, job)
    return answer(as_told(found))


def cancel(request: HttpRequest, company: str, job: str) -> HttpResponse:
    """Asks a job to stop after its present chunk; what is done stays done."""
    asked(request, ())
    ctx = entered(request, company)
    with visiting(request, company):
        found = job_of(ctx, job)
    jobs.ask_cancel(found.pk, ctx)
    with visiting(request, company):
        return answer(as_told(job_of(ctx, job)))


def faults(request: HttpRequest, company: str, job: str) -> HttpResponse:
    """The bad rows of an import as a file."""
    asked(request, ())
    with visiting(request, company) as ctx:
        outcome = job_of(ctx, job).outcome
    if "faults" not in outcome:
        raise NotFound(job)
    found = [imports.Fault(**each) for each in outcome["faults"]]
    headers = {"Content-Disposition": f'attachment; filename="faults-{int(job)}.csv"'}
    return HttpResponse(imports.faults_csv(found), content_type="text/csv; charset=utf-8", headers=headers)
