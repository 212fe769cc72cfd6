"""What is known about a record: inquiries, boxes beside it, its timeline, why its numbers are so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from manciple.kernel import audit, authority, inquiries, reading
from manciple.kernel.context import Context
from manciple.kernel.forms import Form
from manciple.kernel.inquiries import Inquiry
from manciple.kernel.refusals import NotFound

from .. import shown, written
from ..middleware import of_company
from ..shell import address, list_link, page
from .records import TIMELINE
from .reports import fields, table

MOST = 500
EVENTS_IN_BOX = 6


def about(form: type[Form], key: str, ctx: Context) -> Inquiry:
    """The inquiry about records of a form."""
    found = next((each for each in inquiries.every() if each.key == key and each.about == form.key), None)
    if found is None or not authority.has(ctx.duties, found.duty):
        raise NotFound(key)
    return found


def rows_of(inquiry: Inquiry, number: str, told: Mapping[str, str], ctx: Context) -> list[dict[str, Any]]:
    """The rows of an inquiry about one record."""
    found = reading.answered(inquiry, {**told, "number": number}, ctx)
    if isinstance(found, QuerySet):
        return inquiries.page(found, inquiry.columns, inquiries.Asked(size=MOST), inquiry.order).rows
    return [reading.plain_row(inquiry, row) for row in found]


@require_GET
@of_company
def about_page(request: HttpRequest, company: str, key: str, number: str, inquiry: str) -> HttpResponse:
    """An inquiry about a record, as a page."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    form = reading.form_for(key, ctx)
    found = about(form, inquiry, ctx)
    told = {name: value for name, value in request.GET.items() if value and name != "number"}
    url = address("about", ctx, key=key, number=number, inquiry=inquiry)
    rows = rows_of(found, number, told, ctx)
    asked = [field for field in fields(found, told, {}, ctx) if field.key != "number"]
    report = shown.ReportPage(title=f"{found.label} · {number}", url=url, table=table(found, rows, ctx), fields=asked)
    crumbs = [
        list_link(form, ctx), shown.Link(label=number, url=address("record", ctx, key=key, number=number)),
        shown.Link(label=str(found.label), url=url),
    ]
    return page(request, "web/report.html", crumbs, page=report)


@require_GET
@of_company
def box(request: HttpRequest, company: str, key: str, number: str, box: str) -> HttpResponse:
    """A box beside the record."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    form = reading.form_for(key, ctx)
    url = address("box", ctx, key=key, number=number, box=box)
    if box == TIMELINE:
        drawn = _timeline(form, number, url, ctx)
    else:
        found = about(form, box, ctx)
        drawn = shown.FactBox(
            key=box, title=str(found.label), url=url, facts=_facts(found, rows_of(found, number, {}, ctx)),
            more_url=address("about", ctx, key=key, number=number, inquiry=box))
    return render(request, "web/parts/factbox.html", {"box": drawn})


def _facts(inquiry: Inquiry, rows: Sequence[Mapping[str, Any]]) -> list[shown.Fact]:
    """One row is told column by column; several are told a row each."""
    columns = [column for column in inquiry.columns if not column.hidden]
    if len(rows) == 1:
        told = [(column, rows[0][column.key]) for column in columns]
        last = len(told) - 1
        return [
            shown.Fact(label=str(column.label), value=written.text(value, column.kind), sum=place == last)
            for place, (column, value) in enumerate(told) if value not in (None, "")
        ]
    return [
        shown.Fact(label=written.text(row[columns[0].key], columns[0].kind), value=written.text(row[columns[-1].key], columns[-1].kind))
        for row in rows[:12]
    ]


def _timeline(form: type[Form], number: str, url: str, ctx: Context) -> shown.FactBox:
    record = reading.record(form, number, ctx, lines=False)
    entries = audit.timeline(form.of, record.id, ctx.company, most=EVENTS_IN_BOX)
    return shown.FactBox(
        key=TIMELINE, title=_("Timeline"), url=url, events=[event(each) for each in entries],
        more_url=address("timeline", ctx, key=form.key, number=number))


def event(entry: audit.Entry) -> shown.Event:
    """One act in the life of a record."""
    changes = [
        (f"{each.number} {each.field}".strip() if each in entry.lines else each.field,
         written.text(each.before), written.text(each.after))
        for each in [*entry.differences, *entry.lines][:8]
    ]  # fmt: skip
    return shown.Event(title=str(entry.label or entry.name), who=entry.user_name, at=entry.at, changes=changes)


@require_GET
@of_company
def timeline_page(request: HttpRequest, company: str, key: str, number: str) -> HttpResponse:
    """Everything that happened to a record."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    form = reading.form_for(key, ctx)
    record = reading.record(form, number, ctx, lines=False)
    entries = audit.timeline(form.of, record.id, ctx.company, most=200)
    rows = [row for entry in entries for row in _rows(entry)]
    columns = [
        shown.Column(key=name, label=label, main=name == "at")
        for name, label in (("at", _("When")), ("who", _("Who")), ("door", _("Door")), ("what", _("What")), ("field", _("Field")), ("before", _("Before")), ("after", _("After")))
    ]
    url = address("timeline", ctx, key=key, number=number)
    report = shown.ReportPage(title=_("Timeline of {number}").format(number=number), url=url,
                              table=shown.Table(columns=columns, rows=rows, label=_("Timeline")))  # fmt: skip
    crumbs = [list_link(form, ctx), shown.Link(label=number, url=address("record", ctx, key=key, number=number)),
              shown.Link(label=_("Timeline"), url=url)]  # fmt: skip
    return page(request, "web/report.html", crumbs, page=report)


def _rows(entry: audit.Entry) -> list[shown.Row]:
    head = [written.text(entry.at), entry.user_name, entry.door, str(entry.label or entry.name)]
    told = [*entry.differences, *entry.lines] or [None]
    found = []
    for place, each in enumerate(told):
        first = head if place == 0 else ["", "", "", ""]
        rest = [each.field, written.text(each.before), written.text(each.after)] if each else ["", entry.before, entry.after]
        found.append(shown.Row(cells=[shown.Cell(text=text) for text in (*first, *rest)]))
    return found
