"""Records from a file: first for show with everything that is wrong, then for real; long files as a job."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from manciple.kernel import exports, imports, reading, scope, tables
from manciple.kernel.args import read
from manciple.kernel.context import Context
from manciple.kernel.forms import Form
from manciple.kernel.imports.templates import fields
from manciple.kernel.models import Job, JobState, Upload
from manciple.kernel.refusals import Invalid, NotFound, Refused
from manciple.kernel.tables import Table

from .. import controls, shown
from ..middleware import context_of, of_company
from ..shell import address, goes_to, list_link, page
from ..shown import Cell, Column, Field, ImportPage, Link, Row
from .files import CSV, XLSX, download
from .lists import creates
from .work import own, shown_job

SALT = "manciple.import"
HOURS = 12
AT_ONCE = 2000  # more rows than these are a job
MOST_SHOWN = 200
ASKED = ("numbers", "dates", "existing")


@dataclass(frozen=True, slots=True)
class File:
    """A file that was handed in, and how it is to be read."""

    upload: int
    name: str
    content: bytes
    options: Mapping[str, Any]

    @property
    def token(self) -> str:
        """How the page names it in the next step."""
        return signing.dumps([self.upload, dict(self.options)], salt=SALT)


@require_http_methods(["GET", "POST"])
@of_company
def import_page(request: HttpRequest, company: str, key: str) -> HttpResponse:
    """Loads records from a file, in two steps."""
    ctx = context_of(request)
    form = _form(key, ctx)
    if request.method == "POST":
        return _step(request, form, ctx)
    job = request.GET.get("job", "")
    if job.isascii() and job.isdecimal():
        return _of_job(request, form, own(int(job), ctx), ctx)
    return _drawn(request, form, ctx, {})


def _form(key: str, ctx: Context) -> type[Form]:
    """A form whose records the visitor may make."""
    form = reading.form_for(key, ctx)
    if creates(form, ctx) is None:
        raise NotFound(key)
    return form


def _step(request: HttpRequest, form: type[Form], ctx: Context) -> HttpResponse:
    try:
        if request.POST.get("step") == "run":
            return _run(request, form, _known(request.POST.get("token", ""), ctx), ctx)
        return _preview(request, form, _handed_in(request, ctx), ctx)
    except Invalid as error:
        faults = [shown.Fault(message=message, label=place) for place, message in error.faults]
        refused = shown.Refused(title=_("The file was not read"), faults=faults)
    except Refused as error:
        refused = shown.Refused(title=_("The file was not read"), refusals=error.refusals)
    with reading.reading(ctx):
        return _drawn(request, form, ctx, {}, refused=refused, status=422)


# --- The file -------------------------------------------------------------------------------------------


def _handed_in(request: HttpRequest, ctx: Context) -> File:
    """Keeps the file for the second step; the worker's upkeep removes it after a week."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise Invalid((_("File"), _("Choose a file.")))
    if (file.size or 0) > tables.MOST_BYTES:
        raise tables.unreadable(f"it is larger than {tables.MOST_BYTES // 1024 // 1024} MB")
    name, content = str(file.name)[:120], file.read()
    options = {each: request.POST[each] for each in ASKED if request.POST.get(each)}
    read(imports.Options, options)
    with scope.companies(ctx.company), transaction.atomic():
        kept = Upload.objects.create(company_id=ctx.company, name=name, content=content)
    return File(kept.pk, name, content, options)


def _known(token: str, ctx: Context) -> File:
    """The file an earlier step kept."""
    try:
        upload, options = signing.loads(token, salt=SALT, max_age=HOURS * 3600)
    except signing.BadSignature as error:
        raise NotFound(token) from error
    with scope.companies(ctx.company), transaction.atomic():
        kept = Upload.objects.filter(company=ctx.company, pk=upload).first()
    if kept is None:
        raise NotFound(token)
    return File(kept.pk, kept.name, bytes(kept.content), options)


def _is_long(table: Table) -> bool:
    return len(table.rows) > AT_ONCE


def _preview(request: HttpRequest, form: type[Form], file: File, ctx: Context) -> HttpResponse:
    table, options = tables.read(file.name, file.content), read(imports.Options, file.options)
    if _is_long(table):
        return _queued(request, form, file, options, ctx, dry_run=True)
    report = imports.check(form, table, options, ctx)
    with reading.reading(ctx):
        return _drawn(request, form, ctx, report.as_dict(), file=file)


def _run(request: HttpRequest, form: type[Form], file: File, ctx: Context) -> HttpResponse:
    """Loads what the dry run found good."""
    table = tables.read(file.name, file.content)
    options = read(imports.Options, {**file.options, "good_rows_only": True})
    if _is_long(table):
        return _queued(request, form, file, options, ctx, dry_run=False)
    report = imports.load(form, table, options, ctx)
    with reading.reading(ctx):
        return _drawn(request, form, ctx, report.as_dict(), file=file)


def _queued(
    request: HttpRequest, form: type[Form], file: File, options: imports.Options, ctx: Context, *, dry_run: bool
) -> HttpResponse:
    job = imports.queue(form, file.name, file.content, options, ctx, dry_run=dry_run)
    return goes_to(request, f"{address('import', ctx, key=form.key)}?job={job.pk}")


def _of_job(request: HttpRequest, form: type[Form], job: Job, ctx: Context) -> HttpResponse:
    """How far a long file is, and what came of it."""
    if job.kind != "import" or job.wants.get("form") != form.key:
        raise NotFound(str(job.pk))
    if job.status != JobState.DONE:
        return _drawn(request, form, ctx, {}, job=shown_job(job, ctx))
    file = _known(signing.dumps([job.wants["upload"], job.wants["options"]], salt=SALT), ctx)
    return _drawn(request, form, ctx, job.outcome, file=file)


# --- The page -------------------------------------------------------------------------------------------


def _drawn(
    request: HttpRequest, form: type[Form], ctx: Context, report: Mapping[str, Any], *, file: File | None = None,
    job: shown.Job | None = None, refused: shown.Refused | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    url = address("import", ctx, key=form.key)
    title = _("Import {what}").format(what=str(form.title).lower())
    faults: Sequence[Mapping[str, Any]] = report.get("faults", ())
    fits = not faults or report.get("new") or report.get("changed")
    drawn = ImportPage(
        title=title,
        url=url,
        templates=_templates(form, ctx),
        columns=_columns(form),
        options=_options(ctx),
        job=job,
        file_name=file.name if file else "",
        accepted=report.get("new", 0),
        changed=report.get("changed", 0),
        unchanged=report.get("unchanged", 0),
        rejected=report.get("refused", 0),
        is_done=bool(report.get("loaded")),
        errors=_faults(faults) if faults else None,
        ignored=report.get("ignored", ()),
        notes=[str(each["message"]) for each in report.get("warnings", ())],
        errors_url=f"{address('rejected', ctx, key=form.key)}?token={file.token}" if file and faults else "",
        run_token=file.token if file and fits else "",
    )
    crumbs = [list_link(form, ctx), Link(label=_("Import"), url=url)]
    return page(request, "web/import.html", crumbs, status, page=drawn, refused=refused)


def _templates(form: type[Form], ctx: Context) -> list[Link]:
    return [
        Link(label=label, url=address("import-template", ctx, key=form.key, kind=kind))
        for kind, label in (("xlsx", "Excel"), ("csv", "CSV"))
    ]


def _options(ctx: Context) -> list[Field]:
    """How the file is written, and what happens to records that exist."""
    words = {
        "numbers": (), "dates": (("", _("Find out")), ("dmy", _("day/month/year")), ("mdy", _("month/day/year")),
                                 ("ymd", _("year-month-day"))),
        "existing": (("change", _("Change them")), ("keep", _("Leave them alone")), ("refuse", _("Reject the row"))),
    }  # fmt: skip
    found = []
    for name in ASKED:
        info = imports.Options.model_fields[name]
        drawn = controls.argument(name, imports.Options, controls.initial(info), ctx)
        values = words[name] or [(value, value) for value, _label in drawn.choices]
        found.append(Field(key=name, label=drawn.label, kind="choice", choices=values, text=drawn.text, required=True))
    return found


def _columns(form: type[Form]) -> list[Field]:
    return [
        Field(key=each.name, label=each.label, required=each.required, help=each.help,
              choices=[(value, value) for value in each.choices])
        for each in fields(form)
    ]  # fmt: skip


def _faults(faults: Sequence[Mapping[str, Any]]) -> shown.Table:
    heads = (
        ("row", _("Row")), ("column", _("Column")), ("value", _("Value")), ("message", _("What is wrong")),
        ("code", _("Code")),
    )  # fmt: skip
    columns = [Column(key=key, label=label, main=key == "row") for key, label in heads]
    rows = [Row(cells=[Cell(text=str(each.get(column.key, ""))) for column in columns]) for each in faults[:MOST_SHOWN]]
    return shown.Table(columns=columns, rows=rows, label=_("Rejected rows"))


# --- Files to take home -----------------------------------------------------------------------------------


@require_GET
@of_company
def template(request: HttpRequest, company: str, key: str, kind: str) -> HttpResponse:
    """An empty file with the headings."""
    form = _form(key, context_of(request))
    if kind == "csv":
        return download(f"{form.key}.csv", imports.template_csv(form), CSV)
    if kind == "xlsx":
        return download(f"{form.key}.xlsx", imports.template_xlsx(form), XLSX)
    raise NotFound(kind)


@require_GET
@of_company
def rejected(request: HttpRequest, company: str, key: str) -> HttpResponse:
    """The rejected rows as they were, each with what is wrong, to be corrected and loaded again."""
    ctx = context_of(request)
    form = _form(key, ctx)
    file = _known(request.GET.get("token", ""), ctx)
    table = tables.read(file.name, file.content)
    report = imports.check(form, table, read(imports.Options, file.options), ctx)
    return download(f"{form.key}-rejected.csv", _rejected_rows(table, report.faults), CSV)


def _rejected_rows(table: Table, faults: Sequence[imports.Fault]) -> str:
    wrong: dict[int, list[str]] = {}
    for each in faults:
        wrong.setdefault(each.row, []).append(each.message)
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow([*table.headings, _("What is wrong")])
    for row in table.rows:
        if row.number in wrong:
            cells = [exports.safe(tables.text_of(cell)) for cell in row.cells]
            writer.writerow([*cells, " ".join(wrong[row.number])])
    return "\ufeff" + text.getvalue()
