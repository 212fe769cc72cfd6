"""Files in and out: import with dry run and report, export of any list."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from manciple.kernel import exports, imports, reading, tables, uploads
from manciple.kernel.args import read
from manciple.kernel.context import Context
from manciple.kernel.imports import Options
from manciple.kernel.refusals import Invalid, NotFound

from .acting import as_told
from .entry import entered, visiting
from .problems import MediaType, TooLarge
from .records import FormType, wanted
from .wire import answer, asked, flag, path_of, read_json

CSV, XLSX = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {"csv": CSV, "xlsx": XLSX}
MOST_BYTES = tables.MOST_BYTES + 65_536
MOST_ROWS_AT_ONCE = 1000


def _format(query: dict[str, str]) -> str:
    name = query.get("format", "csv")
    if name not in FORMATS:
        raise Invalid(("format", "is csv or xlsx"))
    return name


def _attachment(form: FormType, name: str, suffix: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{form.key}{suffix}.{name}"', "Cache-Control": "no-store"}


def template(request: HttpRequest, company: str, form: str) -> HttpResponse:
    """An empty file with a column for each field a new record may be told."""
    name = _format(asked(request, ("format",)))
    with visiting(request, company) as ctx:
        found = reading.form_for(form, ctx)
    content = imports.template_csv(found) if name == "csv" else imports.template_xlsx(found)
    return HttpResponse(content, content_type=FORMATS[name], headers=_attachment(found, name, "-template"))


def take_in(request: HttpRequest, company: str, form: str) -> HttpResponse:
    """Checks a file, or loads it: `file`, and `options` as JSON. Larger files go to the worker (202)."""
    query = asked(request, ("dry_run", "report"))
    ctx = entered(request, company)
    found = reading.form_for(form, ctx)
    name, content, options = _sent(request)
    dry_run = flag({"dry_run": query.get("dry_run", "true")}, "dry_run")
    table = tables.read(name, content)
    if len(table.rows) > MOST_ROWS_AT_ONCE:
        job = imports.queue(found, name, content, options, ctx, dry_run=dry_run)
        return answer(as_told(job), 202, Location=path_of(ctx.company_code, "jobs", job.pk))
    report = (imports.check if dry_run else imports.load)(found, table, options, ctx)
    if query.get("report") == "csv":
        headers = _attachment(found, "csv", "-faults")
        return HttpResponse(imports.faults_csv(report.faults), content_type=CSV, headers=headers)
    return answer(report.as_dict())


def _sent(request: HttpRequest) -> tuple[str, bytes, Options]:
    """The file and how it is to be read."""
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        raise TooLarge(tables.MOST_BYTES)
    if request.content_type != "multipart/form-data":
        raise MediaType("multipart/form-data with a part named file")
    file = request.FILES.get("file")
    if file is None or set(request.FILES) != {"file"} or set(request.POST) - {"options"}:
        raise Invalid(("file", "is the one file of the request; options may stand beside it"))
    if (file.size or 0) > tables.MOST_BYTES:
        raise TooLarge(tables.MOST_BYTES)
    told = read_json(request.POST.get("options", "{}").encode())
    return str(file.name or ""), file.read(), read(Options, told)


def give_out(request: HttpRequest, company: str, form: str) -> HttpResponseBase:
    """A whole list as CSV or workbook, with the filters and the order of the list."""
    ctx = entered(request, company)
    found = reading.form_for(form, ctx)
    page, names = wanted(request, "format")
    name = _format({"format": request.GET.get("format", "csv")})
    columns = reading.chosen(found, names) or found.all_columns()
    with reading.reading(ctx):
        reading.listed(found, page, ctx, columns)  # refuses now what could not be refused while streaming
    if name == "csv":
        lines = exports.list_csv(found, page, ctx, columns)
        return StreamingHttpResponse(lines, content_type=CSV, headers=_attachment(found, name, ""))
    return StreamingHttpResponse(_workbook(found, page, ctx, columns), content_type=XLSX,
                                 headers=_attachment(found, name, ""))  # fmt: skip


def _workbook(form: FormType, page: Any, ctx: Any, columns: Any) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        exports.list_xlsx(form, page, ctx, columns, path)
        with path.open("rb") as file:
            while block := file.read(65_536):
                yield block


def hand_in(request: HttpRequest, company: str) -> HttpResponse:
    """Keeps a file for an action to come: `file` in the body, and in the answer the word the action is told."""
    asked(request, ())
    ctx = entered(request, company)
    if int(request.headers.get("Content-Length") or 0) > uploads.MOST_BYTES + 65_536:
        raise TooLarge(uploads.MOST_BYTES)
    if request.content_type != "multipart/form-data":
        raise MediaType("multipart/form-data with a part named file")
    file = request.FILES.get("file")
    if file is None or set(request.FILES) != {"file"} or request.POST:
        raise Invalid(("file", "is the one part of the request"))
    return answer({"file": uploads.keep(str(file.name or ""), file.read(), ctx)}, 201)


def file_of(request: HttpRequest, company: str, form: str, number: str) -> HttpResponse:
    """The file a record holds; to be kept, never to be opened in a browser."""
    asked(request, ())
    with visiting(request, company) as ctx:
        found = reading.form_for(form, ctx)
        file = found.file(_row(found, number, ctx), ctx) if found.file else None
    if file is None:
        raise NotFound(number)
    return HttpResponse(file.content, content_type="application/octet-stream", headers={
        "Content-Disposition": content_disposition_header(True, file.name) or "attachment",
        "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"})  # fmt: skip


def _row(form: FormType, number: str, ctx: Context) -> int:
    """The row of a record. Raises NotFound."""
    name = reading.name_of(form.of, number)
    pk = reading.rows_of(form.of, ctx).filter(**{form.of.key: name}).values_list("pk", flat=True).first()
    if pk is None:
        raise NotFound(number)
    return int(pk)
