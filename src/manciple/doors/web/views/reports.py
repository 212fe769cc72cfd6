"""Inquiries and reports: parameters above, rows below, the same rows as a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from manciple.kernel import authority, inquiries, reading, tones
from manciple.kernel.context import Context
from manciple.kernel.forms import Form
from manciple.kernel.inquiries import Asked, Drawn, Inquiry, Parameter
from manciple.kernel.numbers import total
from manciple.kernel.refusals import Invalid, NotFound

from .. import controls, written
from ..middleware import context_of, of_company
from ..shell import address, page
from ..shown import Cell, Column, Event, Field, Link, ReportPage, Row, Table
from . import trees
from .files import sheet

MOST = 200
MOST_NAMED = 4
NOT_ASKED = frozenset({"as", "after", "order", "number"})


@dataclass(frozen=True, slots=True)
class Answered:
    """The rows of an inquiry, what is wrong with its parameters, and how it goes on."""

    rows: Sequence[Mapping[str, Any]] = ()
    faults: Mapping[str, str] = field(default_factory=dict)
    next: str = ""
    paged: bool = False


def inquiry_for(key: str, ctx: Context) -> Inquiry:
    """The inquiry under a key, if the caller may see it."""
    try:
        found = inquiries.find(key)
    except KeyError as error:
        raise NotFound(key) from error
    if found.about or not authority.has(ctx.duties, found.duty):
        raise NotFound(key)
    return found


@require_GET
@of_company
def report(request: HttpRequest, company: str, key: str) -> HttpResponseBase:
    """An inquiry with its parameters."""
    ctx = context_of(request)
    inquiry = inquiry_for(key, ctx)
    told = {name: str(value) for name, value in request.GET.items() if value}
    if "as" in told:
        return as_file(inquiry, told, {}, ctx)
    url = address("report", ctx, key=key)
    drawn, status = drawn_report(inquiry, url, told, {}, ctx)
    return page(request, "web/report.html", [Link(label=str(inquiry.label), url=url)], status, page=drawn)


def drawn_report(
    inquiry: Inquiry, url: str, told: Mapping[str, str], about: Mapping[str, str], ctx: Context,
    form: type[Form] | None = None,
) -> tuple[ReportPage, int]:  # fmt: skip
    """An inquiry as a page; `about` holds what is known from the address, `form` is that of its record."""
    answer = answered(inquiry, ordered(inquiry, told), about, MOST, ctx)
    plain = {name: value for name, value in told.items() if name not in ("after", "as")}
    fields = parameters(inquiry, told, answer.faults, about, ctx)
    drawn = ReportPage(
        title=str(inquiry.label),
        url=url,
        help=written.help_of(inquiry.help),
        **_drawn(inquiry, answer, url, plain, fields, form, about.get("number", ""), ctx),
        fields=fields,
        exports=_exports(url, plain),
        next_url=_with(url, plain, after=answer.next) if answer.next else "",
        previous_url=_with(url, plain) if "after" in told else "",
    )
    return drawn, 422 if answer.faults else 200


def ordered(inquiry: Inquiry, told: Mapping[str, str]) -> Mapping[str, str]:
    """A timeline is read from its end."""
    return {"order": f"-{AT}", **told} if inquiry.drawn is Drawn.TIMELINE else told


def _drawn(
    inquiry: Inquiry, answer: Answered, url: str, told: Mapping[str, str], fields: Sequence[Field],
    form: type[Form] | None, number: str, ctx: Context,
) -> dict[str, Any]:  # fmt: skip
    """The rows as their inquiry wants to be drawn."""
    match inquiry.drawn:
        case Drawn.COMPARISON:
            sides = [each.shown or each.placeholder for each in fields if each.kind == "choice"]
            return {"table": None, "comparison": trees.comparison(inquiry, answer.rows, *sides[:2])}
        case Drawn.CONTENT if form is not None:
            return {"table": None, "sections": trees.content(form, answer.rows)}
        case Drawn.TIMELINE:
            return {"table": None, "events": [event(inquiry, row, number) for row in answer.rows]}
        case _:
            return {"table": table(inquiry, answer, url, told, ctx, form)}


#: The columns of a timeline that have their own place; everything else is told behind them.
AT, WHAT, WHO, COMMENT = "at", "what", "user", "comment"


def event(inquiry: Inquiry, row: Mapping[str, Any], number: str) -> Event:
    """A row of a timeline: what, by whom, when; what else is known of it, and what was said. That it is
    about the record of that number needs no telling."""
    rest = [column for column in inquiry.columns if column.key not in (AT, WHAT, WHO, COMMENT) and not column.hidden]
    known = [column for column in rest if row[column.key] and row[column.key] != number]
    told = [f"{column.label}: {written.text(row[column.key], column.kind)}" for column in known]
    what = written.choices_in(inquiry).get(WHAT)
    title = dict(what.choices).get(row[WHAT], row[WHAT]) if what else row[WHAT]
    feeling = tones.of_choice(what).get(str(row[WHAT]), "")
    return Event(
        title=str(title), who=row[WHO] or "", at=row[AT], note=" · ".join(told), said=row[COMMENT] or "",
        tone=written.colour(feeling))  # fmt: skip


def _with(url: str, told: Mapping[str, str], **more: str) -> str:
    query = urlencode({**told, **more})
    return f"{url}?{query}" if query else url


def answered(inquiry: Inquiry, told: Mapping[str, str], about: Mapping[str, str], size: int, ctx: Context) -> Answered:
    """Asks the inquiry; one that can be paged by the database gives a page."""
    values, faults = _read(inquiry, told)
    if faults:
        return Answered(faults=faults)
    try:
        found = reading.answered(inquiry, {**values, **about}, ctx)
    except Invalid as error:
        return Answered(faults={place: controls.said(message) for place, message in error.faults})
    if not isinstance(found, QuerySet):
        return Answered([reading.plain_row(inquiry, row) for row in found])
    asked = Asked(order=told.get("order", ""), after=told.get("after", ""), size=size)
    paged = inquiries.page(found, inquiry.columns, asked, inquiry.order)
    return Answered(paged.rows, next=paged.next, paged=True)


def _read(inquiry: Inquiry, told: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The parameters as typed, and what cannot be read of them."""
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for name, info in reading.asked_by(inquiry).model_fields.items():
        if name in NOT_ASKED or name not in told:
            continue
        kind = controls.kind_of(info)
        try:
            values[name] = controls.value_of(told[name].strip(), kind)
        except ValueError:
            faults[name] = controls.bad(kind)
    return values, faults


def parameters(
    inquiry: Inquiry, told: Mapping[str, str], faults: Mapping[str, str], about: Mapping[str, str], ctx: Context
) -> list[Field]:
    """The parameters of an inquiry as controls."""
    shape = reading.asked_by(inquiry)
    found = []
    for name, info in shape.model_fields.items():
        if name in about:
            continue
        drawn = controls.argument(name, shape, controls.initial(info), ctx, fault=faults.get(name, ""))
        drawn = replace(drawn, text=told.get(name, drawn.text), name=name)
        declared = inquiry.parameters.get(name)
        found.append(_declared(drawn, declared, about, ctx) if declared else drawn)
    return found


def _declared(drawn: Field, declared: Parameter, about: Mapping[str, str], ctx: Context) -> Field:
    """A parameter as its inquiry wants it asked for: by its label, chosen from the rows of another inquiry."""
    drawn = replace(drawn, label=str(declared.label), placeholder=str(declared.blank))
    if not declared.of:
        return drawn
    offering = inquiries.find(declared.of)
    rows = answered(offering, {}, about, MOST, ctx).rows
    columns = [column for column in offering.columns if not column.hidden][:MOST_NAMED]
    choices = [(str(row[columns[0].key]), _named(offering, columns, row)) for row in rows]
    return replace(drawn, kind="choice", choices=choices)


def _named(offering: Inquiry, columns: Sequence[inquiries.Column], row: Mapping[str, Any]) -> str:
    words = written.choices_in(offering)
    told = (
        dict(words[each.key].choices).get(row[each.key], "") if each.key in words else written.text(row[each.key])
        for each in columns
    )
    return " · ".join(str(part) for part in told if part)


# --- Rows -----------------------------------------------------------------------------------------------


def table(
    inquiry: Inquiry, answer: Answered, url: str, told: Mapping[str, str], ctx: Context, form: type[Form] | None = None
) -> Table:
    """Rows of an inquiry as a table; columns that name a form lead to its records, rows to other inquiries."""
    columns = [column for column in inquiry.columns if not column.hidden]
    heads = [_head(column, url, told, main=at == 0, sortable=answer.paged) for at, column in enumerate(columns)]
    body = [Row(cells=cells(inquiry, columns, row, ctx)) for row in answer.rows]
    is_whole = not answer.next and "after" not in told
    totals = _totals(columns, answer.rows) if is_whole and len(answer.rows) > 1 else ()
    if inquiry.opens and form is not None:
        base = url.removesuffix(f"{inquiry.key}/")
        heads += [Column(key=key, label="") for key in list(inquiry.opens)[1:]]
        body = [_opened(each, row, inquiry, base) for each, row in zip(body, answer.rows, strict=True)]
    return Table(columns=heads, rows=body, totals=totals, label=str(inquiry.label), empty=_("Nothing to show."))


def _opened(drawn: Row, row: Mapping[str, Any], inquiry: Inquiry, base: str) -> Row:
    """A row that leads to other inquiries about the same record: its first cell to the first of them."""
    ways = []
    for key, fills in inquiry.opens.items():
        url = _with(f"{base}{key}/", {name: str(row[of]) for name, of in fills.items()})
        found = inquiries.find(key)
        ways.append(Cell(text=str(WAYS.get(found.drawn, found.label)), url=url))
    first = replace(drawn.cells[0], url=ways[0].url, opens=True)
    return replace(drawn, cells=[first, *drawn.cells[1:], *ways[1:]])


#: What a way to an inquiry is called where its label says too much.
WAYS = {Drawn.COMPARISON: gettext_lazy("Compare with now")}


def _totals(columns: Sequence[inquiries.Column], rows: Sequence[Mapping[str, Any]]) -> list[Cell]:
    """What the amounts of a whole answer come to; nothing where none of its columns holds amounts."""
    found = [
        written.text(total(row[column.key] for row in rows if row[column.key] is not None), column.kind)
        if column.kind == "amount"
        else ""
        for column in columns
    ]
    if not any(found):
        return []
    return [Cell(text=text or (_("Total") if place == 0 else "")) for place, text in enumerate(found)]


def _head(column: inquiries.Column, url: str, told: Mapping[str, str], *, main: bool, sortable: bool) -> Column:
    drawn = Column(key=column.key, label=str(column.label), kind=written.column_kind(column.kind), main=main)
    if not sortable:
        return drawn
    order = told.get("order", "")
    sorted_ = {column.key: "ascending", f"-{column.key}": "descending"}.get(order, "")
    turned = f"-{column.key}" if order == column.key else column.key
    return replace(drawn, sorted=sorted_, sort_url=_with(url, told, order=turned))


def cells(inquiry: Inquiry, columns: Iterable[inquiries.Column], row: Mapping[str, Any], ctx: Context) -> list[Cell]:
    """One row of an inquiry."""
    choices = written.choices_in(inquiry)
    return [_cell(column, row.get(column.key), choices, ctx) for column in columns]


def _cell(column: inquiries.Column, value: Any, choices: Mapping[str, Any], ctx: Context) -> Cell:
    if isinstance(value, bool):
        return Cell(flag=value)
    if column.key in choices and value:
        return Cell(text=str(dict(choices[column.key].choices).get(value, value)))
    return Cell(text=written.text(value, column.kind), url=controls.record_url(column.ref, value, ctx))


def _exports(url: str, told: Mapping[str, str]) -> list[Link]:
    kinds = (("xlsx", "Excel", "file-spreadsheet"), ("csv", "CSV", "file-text"))
    return [Link(label=label, icon=icon, url=_with(url, told, **{"as": kind})) for kind, label, icon in kinds]


def as_file(inquiry: Inquiry, told: Mapping[str, str], about: Mapping[str, str], ctx: Context) -> HttpResponseBase:
    """All rows of an inquiry as a file."""
    columns = [column for column in inquiry.columns if not column.hidden]
    first = answered(inquiry, told, about, 1, ctx)
    if first.faults:
        raise Invalid(*first.faults.items())

    def rows() -> Iterator[list[Any]]:
        with reading.reading(ctx):
            for row in _all_rows(inquiry, told, about, ctx):
                yield [row.get(column.key) for column in columns]

    return sheet(inquiry.key, str(inquiry.label), told["as"], [str(column.label) for column in columns], rows)


def _all_rows(
    inquiry: Inquiry, told: Mapping[str, str], about: Mapping[str, str], ctx: Context
) -> Iterator[Mapping[str, Any]]:
    """The rows of all pages, one after the other."""
    after = ""
    while True:
        answer = answered(inquiry, {**told, "after": after}, about, inquiries.MOST_ROWS, ctx)
        yield from answer.rows
        after = answer.next
        if not after:
            return
