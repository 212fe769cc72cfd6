"""Lists as files for spreadsheets."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from manciple.kernel import exports, reading
from manciple.kernel.refusals import NotFound

from ..middleware import context_of, of_company
from . import kept
from .lists import asked, columns_of
from .wanted import Wanted

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(name: str, content: str | bytes, kind: str) -> HttpResponse:
    """A file to keep; never opened inside the browser."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def sheet(name: str, title: str, kind: str, headings: list[str], rows: Any) -> HttpResponse:
    """Rows as CSV or as a workbook."""
    if kind == "csv":
        return download(f"{name}.csv", "".join(exports.csv_lines(headings, rows)), CSV)
    if kind == "xlsx":
        return download(f"{name}.xlsx", exports.workbook([(title, headings, rows)]), XLSX)
    raise NotFound(kind)


@require_GET
@of_company
def export(request: HttpRequest, company: str, key: str, kind: str) -> HttpResponse:
    """The list as a file, with the filters and columns of the page, from its first row to its last."""
    ctx = context_of(request)
    form = reading.form_for(key, ctx)
    wanted = Wanted.of(request.GET)
    columns = columns_of(form, wanted, kept.of_visitor(form, ctx))
    found = exports.rows_of(form, asked(form, wanted, ctx), ctx, columns)
    rows = ([row[column.key] for column in columns] for row in found)
    return sheet(form.key, str(form.title), kind, [str(column.label) for column in columns], rows)
