"""Lists as files for spreadsheets, streamed: a long list needs no more memory than a short one."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from manciple.kernel import exports, reading
from manciple.kernel.refusals import NotFound

from ..middleware import context_of, of_company
from . import kept
from .lists import asked, columns_of
from .wanted import Wanted

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BLOCK = 65_536

OCTETS = "application/octet-stream"

Rows = Iterable[Sequence[Any]]


def download(name: str, content: str | bytes, kind: str) -> HttpResponse:
    """A file to keep; never opened inside the browser."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def sheet(name: str, title: str, kind: str, headings: Sequence[str], rows: Callable[[], Rows]) -> HttpResponseBase:
    """Rows as CSV or as a workbook; they are read while they are sent."""
    if kind == "csv":
        lines = (line for made in (rows,) for line in exports.csv_lines(headings, made()))
        answer = StreamingHttpResponse(lines, content_type=CSV)
    elif kind == "xlsx":
        answer = StreamingHttpResponse(_workbook(title, headings, rows), content_type=XLSX)
    else:
        raise NotFound(kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def _workbook(title: str, headings: Sequence[str], rows: Callable[[], Rows]) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        exports.write_workbook(path, [(title, headings, rows())])
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                yield block


@require_GET
@of_company
def export(request: HttpRequest, company: str, key: str, kind: str) -> HttpResponseBase:
    """The list as a file, with the filters and columns of the page, from its first row to its last."""
    ctx = context_of(request)
    form = reading.form_for(key, ctx)
    wanted = Wanted.of(request.GET)
    columns = columns_of(form, wanted, kept.of_visitor(form, ctx))
    told = asked(form, wanted, ctx)
    reading.listed(form, told, ctx, columns)  # refuses now what could not be refused while it is sent

    def rows() -> Rows:
        with reading.reading(ctx):
            for row in exports.rows_of(form, told, ctx, columns):
                yield [row[column.key] for column in columns]

    return sheet(form.key, str(form.title), kind, [str(column.label) for column in columns], rows)


@require_GET
@of_company
def given_out(request: HttpRequest, company: str, key: str, number: str) -> HttpResponse:
    """The file a record holds; to be kept, never to be opened in a browser."""
    ctx = context_of(request)
    form = reading.form_for(key, ctx)
    record = reading.record(form, number, ctx, lines=False)
    file = form.file(record.id, ctx) if form.file else None
    if file is None:
        raise NotFound(number)
    answer = download(file.name, file.content, OCTETS)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
