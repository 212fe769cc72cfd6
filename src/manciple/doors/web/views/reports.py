"""Inquiries and reports: parameters above, rows below, the same rows as a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from manciple.kernel import authority, exports, forms, inquiries, reading
from manciple.kernel.args import shown as declared
from manciple.kernel.context import Context
from manciple.kernel.inquiries import Inquiry
from manciple.kernel.refusals import Invalid, NotFound

from .. import written
from ..middleware import of_company
from ..shell import address, page
from ..shown import Cell, Column, Field, Link, ReportPage, Row, Table

MOST = 500
KINDS = {"date": "date", "Decimal": "number", "int": "number", "bool": "flag"}


def inquiry_for(key: str, ctx: Context) -> Inquiry:
    """The inquiry under a key, if the caller may see it."""
    try:
        found = inquiries.find(key)
    except KeyError as error:
        raise NotFound(key) from error
    if not authority.has(ctx.duties, found.duty):
        raise NotFound(key)
    return found


@require_GET
@of_company
def report(request: HttpRequest, company: str, key: str) -> HttpResponse:
    """An inquiry with its parameters."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    inquiry = inquiry_for(key, ctx)
    told = {name: value for name, value in request.GET.items() if value}
    rows, faults = rows_of(inquiry, told, ctx)
    url = address("report", ctx, key=key)
    shown = ReportPage(
        title=str(inquiry.label), url=url, table=table(inquiry, rows[:MOST], ctx),
        fields=fields(inquiry, told, faults, ctx), exports=_exports(url, told),
        note=_("The first {most} rows; the file has all of them.").format(most=MOST) if len(rows) > MOST else "")
    if request.GET.get("as") in ("csv", "xlsx"):
        return _file(inquiry, rows, request.GET["as"])
    return page(
        request, "web/report.html", [Link(label=str(inquiry.label), url=url)], page=shown,
        status=422 if faults else 200)


def rows_of(
    inquiry: Inquiry, told: Mapping[str, str], ctx: Context
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The rows, or what is wrong with the parameters."""
    asked = {name: value for name, value in told.items() if name != "as"}
    try:
        found = reading.answered(inquiry, asked, ctx)
    except Invalid as error:
        return [], dict(error.faults)
    if isinstance(found, QuerySet):
        paged = inquiries.page(found, inquiry.columns, inquiries.Asked(size=inquiries.MOST_ROWS), inquiry.order)
        return paged.rows, {}
    return [reading.plain_row(inquiry, row) for row in found], {}


def table(inquiry: Inquiry, rows: Iterable[Mapping[str, Any]], ctx: Context) -> Table:
    """Rows of an inquiry as a table; columns that name a form lead to its records."""
    columns = [column for column in inquiry.columns if not column.hidden]
    heads = [Column(key=c.key, label=str(c.label), kind=written.column_kind(c.kind), main=at == 0) for at, c in enumerate(columns)]
    body = [Row(cells=[_cell(column, row.get(column.key), ctx) for column in columns]) for row in rows]
    return Table(columns=heads, rows=body, label=str(inquiry.label), empty=_("Nothing to show."))


def _cell(column: inquiries.Column, value: Any, ctx: Context) -> Cell:
    if isinstance(value, bool):
        return Cell(flag=value)
    shown = written.text(value, column.kind)
    if column.ref and shown and any(form.key == column.ref for form in forms.every()):
        return Cell(text=shown, url=address("record", ctx, key=column.ref, number=value))
    return Cell(text=shown)


def fields(inquiry: Inquiry, told: Mapping[str, str], faults: Mapping[str, str], ctx: Context) -> list[Field]:
    """The parameters of an inquiry as controls."""
    shape = reading.asked_by(inquiry)
    found: list[Field] = []
    for name, field in shape.model_fields.items():
        label = declared(field).get("label") or name.replace("_", " ").capitalize()
        kind = next((kind for word, kind in KINDS.items() if word in str(field.annotation)), "text")
        found.append(Field(
            key=name, label=str(label), kind=kind, text=told.get(name, ""), required=field.is_required(),
            errors=[faults[name]] if name in faults else []))  # fmt: skip
    return found


def _exports(url: str, told: Mapping[str, str]) -> list[Link]:
    return [
        Link(label=label, icon=icon, url=f"{url}?{urlencode({**told, 'as': kind})}")
        for kind, label, icon in (("xlsx", "Excel", "file-spreadsheet"), ("csv", "CSV", "file-text"))
    ]


def _file(inquiry: Inquiry, rows: list[dict[str, Any]], kind: str) -> HttpResponse:
    columns = [column for column in inquiry.columns if not column.hidden]
    cells = [[row.get(column.key) for column in columns] for row in rows]
    headings = [str(column.label) for column in columns]
    if kind == "csv":
        answer = HttpResponse("".join(exports.csv_lines(headings, cells)), content_type="text/csv; charset=utf-8")
    else:
        answer = HttpResponse(
            exports.workbook([(str(inquiry.label), headings, cells)]),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    answer["Content-Disposition"] = f'attachment; filename="{inquiry.key}.{kind}"'
    return answer
