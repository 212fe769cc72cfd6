"""What is known about a record: inquiries, boxes beside it, its timeline, why its numbers are so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from manciple.kernel import audit, reading
from manciple.kernel.changes import Difference
from manciple.kernel.context import Context
from manciple.kernel.forms import Form
from manciple.kernel.inquiries import Drawn, Inquiry
from manciple.kernel.numbers import NotANumber, exact
from manciple.kernel.refusals import NotFound

from .. import controls, shown, written
from ..middleware import context_of, of_company
from ..shell import address, list_link, page
from .opened import TIMELINE
from .parts import about_form, may_ask, why_url
from .reports import answered, as_file, drawn_report, event, ordered

MOST_FACTS = 12
EVENTS_IN_BOX, EVENTS_ON_PAGE = 6, 200
CHANGES_TOLD = 6


def about(form: type[Form], key: str, ctx: Context) -> Inquiry:
    """The inquiry about records of a form."""
    found = about_form(form, key)
    if found is None or not may_ask(found, ctx):
        raise NotFound(key)
    return found


@require_GET
@of_company
def about_page(request: HttpRequest, company: str, key: str, number: str, inquiry: str) -> HttpResponseBase:
    """An inquiry about a record, as a page."""
    ctx = context_of(request)
    form = reading.form_for(key, ctx)
    found = about(form, inquiry, ctx)
    told = {name: str(value) for name, value in request.GET.items() if value}
    if "as" in told:
        return as_file(found, told, {"number": number}, ctx)
    url = address("about", ctx, key=key, number=number, inquiry=inquiry)
    drawn, status = drawn_report(found, url, told, {"number": number}, ctx, form)
    crumbs = [*_crumbs(form, number, ctx), shown.Link(label=str(found.label), url=url)]
    return page(request, "web/report.html", crumbs, status, page=replace(drawn, title=f"{found.label} · {number}"))


def _crumbs(form: type[Form], number: str, ctx: Context) -> list[shown.Link]:
    record = shown.Link(label=number, url=address("record", ctx, key=form.key, number=number))
    return [list_link(form, ctx), record]


# --- Boxes ----------------------------------------------------------------------------------------------


@require_GET
@of_company
def box(request: HttpRequest, company: str, key: str, number: str, box: str) -> HttpResponse:
    """A box beside the record."""
    ctx = context_of(request)
    form = reading.form_for(key, ctx)
    drawn = _timeline(form, number, ctx) if box == TIMELINE else _facts_box(form, number, about(form, box, ctx), ctx)
    return render(request, "web/parts/factbox.html", {"box": drawn})


def _facts_box(form: type[Form], number: str, inquiry: Inquiry, ctx: Context) -> shown.FactBox:
    rows = answered(inquiry, ordered(inquiry, {}), {"number": number}, MOST_FACTS, ctx).rows
    is_timeline = inquiry.drawn is Drawn.TIMELINE
    return shown.FactBox(
        key=inquiry.key,
        title=str(inquiry.label),
        facts=[] if is_timeline else _facts(form, number, inquiry, rows, ctx),
        events=[event(inquiry, row, number) for row in rows[:EVENTS_IN_BOX]] if is_timeline else [],
        note="" if rows else _("Nothing yet."),
        url=address("box", ctx, key=form.key, number=number, box=inquiry.key),
        more_url=address("about", ctx, key=form.key, number=number, inquiry=inquiry.key),
    )


def _facts(
    form: type[Form], number: str, inquiry: Inquiry, rows: Sequence[Mapping[str, Any]], ctx: Context
) -> list[shown.Fact]:
    """One row is told column by column, the last one as the sum; several rows are told a line each."""
    columns = [column for column in inquiry.columns if not column.hidden]
    if len(rows) != 1:
        first, last = columns[0], columns[-1]
        return [
            shown.Fact(label=written.text(row[first.key], first.kind), value=written.text(row[last.key], last.kind),
                       label_url=controls.record_url(first.ref, row[first.key], ctx),
                       url=controls.record_url(last.ref, row[last.key], ctx))
            for row in rows[:MOST_FACTS]
        ]  # fmt: skip
    told = [column for column in columns if rows[0][column.key] or column is columns[-1]]
    return [
        shown.Fact(
            label=str(column.label), value=written.text(rows[0][column.key], column.kind),
            sum=column is columns[-1] and column.kind in written.NUMBERS,
            url=controls.record_url(column.ref, rows[0][column.key], ctx),
            why_url=why_url(form, number, column.key, ctx))
        for column in told
    ]  # fmt: skip


def _timeline(form: type[Form], number: str, ctx: Context) -> shown.FactBox:
    record = reading.record(form, number, ctx, lines=False)
    entries = audit.timeline(form.of, record.id, ctx.company, most=EVENTS_IN_BOX)
    return shown.FactBox(
        key=TIMELINE,
        title=_("Timeline"),
        events=[_event(each) for each in entries],
        note="" if entries else _("Nothing yet."),
        url=address("box", ctx, key=form.key, number=number, box=TIMELINE),
        more_url=address("timeline", ctx, key=form.key, number=number),
    )


def _event(entry: audit.Entry) -> shown.Event:
    """One act in the life of a record, with the first few of its changes; what came or went is counted."""
    updates = [each for each in [*entry.differences, *entry.lines] if each.event == "update"]
    changes = [(_where(each, entry), _side(each, "before"), _side(each, "after")) for each in updates[:CHANGES_TOLD]]
    rest = len(updates) - CHANGES_TOLD
    notes = [*_came_and_went(entry), *([_("and {count} more changes").format(count=rest)] if rest > 0 else [])]
    return shown.Event(
        title=str(entry.label or entry.name), who=entry.user_name, at=entry.at, changes=changes, note=" · ".join(notes)
    )


def _came_and_went(entry: audit.Entry) -> Iterator[str]:
    for way, said in (("insert", _("{count} × {what} added")), ("delete", _("{count} × {what} removed"))):
        lines = dict.fromkeys((each.record, each.number) for each in entry.lines if each.event == way)
        for record, count in Counter(record for record, _number in lines).items():
            yield said.format(count=count, what=record)


def _where(each: Difference, entry: audit.Entry) -> str:
    """A field; of a line with the number of the line."""
    line = each.number.rpartition(" · ")[2] if each in entry.lines else ""
    return f"{line} · {each.field}" if line else each.field


def _side(each: Difference, side: str) -> str:
    return written.plain(getattr(each, side), each.kind)


# --- The whole timeline ---------------------------------------------------------------------------------


@require_GET
@of_company
def timeline_page(request: HttpRequest, company: str, key: str, number: str) -> HttpResponse:
    """Everything that happened to a record."""
    ctx = context_of(request)
    form = reading.form_for(key, ctx)
    record = reading.record(form, number, ctx, lines=False)
    entries = audit.timeline(form.of, record.id, ctx.company, most=EVENTS_ON_PAGE)
    heads = (
        ("at", _("When")), ("who", _("Who")), ("door", _("Door")), ("what", _("What")), ("field", _("Field")),
        ("before", _("Before")), ("after", _("After")),
    )  # fmt: skip
    table = shown.Table(
        columns=[shown.Column(key=name, label=label, main=name == "at") for name, label in heads],
        rows=[row for entry in entries for row in _rows(entry)],
        label=_("Timeline"),
        empty=_("Nothing yet."),
    )
    url = address("timeline", ctx, key=key, number=number)
    report = shown.ReportPage(title=_("Timeline of {number}").format(number=number), url=url, table=table)
    crumbs = [*_crumbs(form, number, ctx), shown.Link(label=_("Timeline"), url=url)]
    return page(request, "web/report.html", crumbs, page=report)


def _rows(entry: audit.Entry) -> list[shown.Row]:
    """An act: when, who and what stand in its first row."""
    head = [written.text(entry.at), entry.user_name, entry.door, str(entry.label or entry.name)]
    changes = [
        [_where(each, entry), _side(each, "before"), _side(each, "after")]
        for each in [*entry.differences, *entry.lines]
    ] or [["", entry.before, entry.after]]  # fmt: skip
    return [
        shown.Row(cells=[shown.Cell(text=text) for text in (*(head if place == 0 else [""] * 4), *told)])
        for place, told in enumerate(changes)
    ]


# --- Why ------------------------------------------------------------------------------------------------


@require_GET
@of_company
def why(request: HttpRequest, company: str, key: str, number: str, inquiry: str) -> HttpResponse:
    """How a number came about, step by step."""
    ctx = context_of(request)
    form = reading.form_for(key, ctx)
    found = about(form, inquiry, ctx)
    if inquiry not in form.reasons.values():
        raise NotFound(inquiry)
    line = request.GET.get("line", "")
    rows = answered(found, {"line": line} if line else {}, {"number": number}, MOST_FACTS**2, ctx).rows
    title = f"{number} · {line}" if line else number
    steps = [_step(row) for row in rows]
    told = {"title": found.label, "subtitle": title, "steps": steps}
    return render(request, "web/dialog/why.html", told)


def _step(row: Mapping[str, Any]) -> shown.Reasoning:
    """A step as inquiries of reasons tell it: rule, inputs, result, chapter, note."""
    said = {name: written.text(row.get(name)) for name in ("rule", "inputs", "result", "chapter", "note")}
    label = said["rule"][:1].upper() + said["rule"][1:]
    return shown.Reasoning(
        label=label,
        value=_number(said["result"]),
        rule=said["chapter"],
        note=" · ".join(part for part in (said["inputs"], said["note"]) if part),
    )


def _number(text: str) -> str:
    """A result as it is written here, where it is a number."""
    try:
        return written.text(exact(text), "price")
    except NotANumber:
        return text
