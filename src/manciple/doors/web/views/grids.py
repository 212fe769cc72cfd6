"""The lines of a document: the grid, the details of a line, the line menus, tables of journals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from babel.numbers import get_decimal_symbol, get_group_symbol
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from manciple.kernel import actions, forms, reading, running, shapes
from manciple.kernel.actions import EDIT
from manciple.kernel.args import Args
from manciple.kernel.context import Context
from manciple.kernel.forms import Form, FormField, Lines
from manciple.kernel.inquiries import Column as Placed
from manciple.kernel.reading import Shown
from manciple.kernel.records import field_of

from .. import controls, written
from ..middleware import context_of, of_company
from ..shell import address
from ..shown import Button, Cell, Column, FastTab, Field, Fields, Grid, LineDetails, Menu, Row, Section, Table
from .lists import action_of, cell
from .parts import action_button, names_beside, why_url

ROWS_SHOWN = 10
IN_PAGE = 200  # more lines than these are fetched when the page stands
WIDTHS: Mapping[str, int] = {
    "quantity": 95, "price": 105, "amount": 120, "percent": 95, "flag": 80, "date": 115, "ref": 110, "long": 220,
}  # fmt: skip
WIDE = 170


# --- The grid -----------------------------------------------------------------------------------------

def grid_of(form: type[Form], record: Shown, *, editable: bool, why_not: str, ctx: Context) -> Grid | None:
    """The first lines of a document as a grid to work in; journals show tables instead."""
    if not form.lines or form.of.append_only:
        return None
    lines = form.lines[0]
    may_edit = editable and line_shape(form, lines) is not None
    rows = record.lines.get(lines.key, [])
    where = {"key": form.key, "number": record.number, "grid": lines.key}
    config = {
        "key": lines.key, "title": str(lines.label), "line_label": _("Line"),
        "decimal": get_decimal_symbol(written.locale()), "group": get_group_symbol(written.locale()),
        "editable": may_edit, "can_add": may_edit, "add_reason": why_not, "rows_shown": ROWS_SHOWN,
        "save_url": address("save-lines", ctx, **where),
        "columns": [_column(each, may_edit, record.state, ctx) for each in placed_in(form, lines)],
        **(_rows(lines, record) if len(rows) <= IN_PAGE else {"rows_url": address("lines", ctx, **where)}),
    }  # fmt: skip
    return Grid(
        key=lines.key, label=str(lines.label), config=config, count=len(rows), menus=list(_menus(lines, where, ctx)),
        details_url=address("line-details", ctx, **where), can_add=may_edit, can_remove=may_edit)


def _rows(lines: Lines, record: Shown) -> dict[str, Any]:
    kinds = kinds_of(lines)
    return {"version": str(record.version), "lines": [line_of(lines, row, kinds) for row in record.lines[lines.key]]}


@require_GET
@of_company
def all_lines(request: HttpRequest, company: str, key: str, number: str, grid: str) -> HttpResponse:
    """The lines of a long document, which the grid fetches by itself."""
    ctx = context_of(request)
    form = reading.form_for(key, ctx)
    return JsonResponse(_rows(reading.grid(form, grid), reading.record(form, number, ctx)))


def line_shape(form: type[Form], lines: Lines) -> type[Args] | None:
    """What the edit action takes for one line; None when lines cannot be edited."""
    edit = action_of(form, EDIT)
    info = edit.args.model_fields.get(lines.key) if edit else None
    return controls.row_shape(info.annotation) if info else None


def placed_in(form: type[Form], lines: Lines) -> list[FormField]:
    """The columns of the grid; the number of a line stands in its head."""
    return [each for each in form.line_fields(lines) if each.path != lines.of.key and each.path in lines.grid]


def _column(placed: FormField, may_edit: bool, state: str, ctx: Context) -> dict[str, Any]:
    target = placed.refers_to
    form = forms.form_of(target) if target else None
    kind = written.column_kind(placed.kind)
    label = shapes.state_label(placed.field.model, state)
    refusal = shapes.locked(placed, state, label, ctx, "")
    return {
        "field": placed.path, "title": placed.label, "kind": "text" if kind in ("long", "moment") else kind,
        "editable": may_edit and refusal is None, "required": placed.typed and placed.required, "help": placed.help,
        "reason": refusal.message if refusal and placed.typed else "",
        "width": WIDTHS.get(placed.kind, WIDE), "choices": [list(pair) for pair in placed.choices],
        "tones": {value: written.colour(placed.tone(value)) for value, _label in placed.choices},
        "lookup_url": address("lookup", ctx, key=form.key) if form else "", "max_length": controls.longest(placed),
    }  # fmt: skip


def kinds_of(lines: Lines) -> dict[str, str]:
    """The kinds of the fields of a line, by name."""
    return {column.key: column.kind for column in reading.line_columns(lines)}


def line_of(lines: Lines, row: Mapping[str, Any], kinds: Mapping[str, str]) -> dict[str, Any]:
    """One line as the grid takes it: text in the visitor's form."""
    shown: dict[str, Any] = {
        "line": row[lines.of.key], "version": "",
        "values": {name: _text(value, kinds[name]) for name, value in row.items()},
    }  # fmt: skip
    dates = {name: value.isoformat() for name, value in row.items() if kinds[name] == "date" and value}
    return {**shown, "sort": dates} if dates else shown


def _text(value: Any, kind: str) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else written.text(value, kind)


# --- Menus and details ----------------------------------------------------------------------------------

def _menus(lines: Lines, where: Mapping[str, Any], ctx: Context) -> Iterator[Menu]:
    known = {each.key for each in actions.of(lines.of)}
    for place, (label, keys) in enumerate(lines.menus):
        if known & set(keys):
            yield Menu(key=str(place), label=str(label), url=address("line-menu", ctx, **where, menu=place))


@require_GET
@of_company
def line_menu(request: HttpRequest, company: str, key: str, number: str, grid: str, menu: int) -> HttpResponse:
    """What may be done to the chosen line."""
    ctx = context_of(request)
    lines = reading.grid(reading.form_for(key, ctx), grid)
    chosen = request.GET.get("line", "")
    buttons: list[Button] = []
    if chosen.isascii() and chosen.isdecimal() and menu < len(lines.menus):
        known = [each for each in actions.of(lines.of) if each.key in lines.menus[menu][1]]
        where = {"key": key, "number": number, "grid": grid, "line": int(chosen)}
        buttons = [
            action_button(each, address("act-line", ctx, **where, action=each.action.key))
            for each in running.available(lines.of, (number, int(chosen)), ctx, known)
        ]
    return render(request, "web/record/line_menu.html", {"buttons": buttons})


@require_GET
@of_company
def line_details(request: HttpRequest, company: str, key: str, number: str, grid: str) -> HttpResponse:
    """The fields of the chosen line that the grid has no room for."""
    ctx = context_of(request)
    form = reading.form_for(key, ctx)
    lines = reading.grid(form, grid)
    record = reading.record(form, number, ctx)
    chosen = request.GET.get("line", "")
    row = next((each for each in record.lines.get(grid, []) if str(each[lines.of.key]) == chosen), None)
    details = _details(form, lines, row, record, _editable(form, record, ctx), ctx) if row else None
    return render(request, "web/record/line_details.html", {"details": details})


def _editable(form: type[Form], record: Shown, ctx: Context) -> bool:
    edit = action_of(form, EDIT)
    return edit is not None and running.available(form.of, record.id, ctx, [edit])[0].available


def first_details(form: type[Form], record: Shown, *, editable: bool, ctx: Context) -> LineDetails | None:
    """The details of the first line, so that the page is whole when it comes."""
    if not form.lines or form.of.append_only:
        return None
    rows = record.lines.get(form.lines[0].key, [])
    return _details(form, form.lines[0], rows[0], record, editable, ctx) if rows else None


def _details(
    form: type[Form], lines: Lines, row: Mapping[str, Any], record: Shown, editable: bool, ctx: Context
) -> LineDetails:
    number = str(row[lines.of.key])
    shape = line_shape(form, lines)
    typed = set(shape.model_fields) if shape and editable else set()
    which = {lines.of.owner: record.id, lines.of.key: row[lines.of.key]}
    names = names_beside(lines.of, which, form.line_fields(lines), ctx)
    tabs = []
    for place, tab in enumerate(lines.tabs):
        placed = [FormField(name, field_of(lines.of, name)) for name in tab.names]
        fields = [
            replace(
                _detail(each, row.get(each.path), number, record, each.path in typed, names.get(each.path, ""), ctx),
                why_url=why_url(form, record.number, each.path, ctx, line=number))
            for each in placed
        ]  # fmt: skip
        tabs.append(FastTab(key=f"line-{place}", label=str(tab.label), groups=[Fields(fields=fields)]))
    return LineDetails(line=number, title=_("Line {number}").format(number=number), tabs=tabs)


def _detail(
    placed: FormField, value: Any, line: str, record: Shown, may_type: bool, beside: str, ctx: Context
) -> Field:
    reason = controls.locked_reason(placed, record.state, ctx, new=False)
    editable, said = may_type and reason is None, (reason or "") if may_type else ""
    drawn = controls.field(placed, value, ctx, editable=editable, reason=said, beside=beside)
    return controls.of_line(drawn, line)


# --- Tables of journals -----------------------------------------------------------------------------------

def sections(form: type[Form], record: Shown, ctx: Context, *, beyond: int) -> list[Section]:
    """Lines that are only read, as tables below the header; the first ones may be a grid already."""
    return [
        Section(key=lines.key, title=str(lines.label), table=table(form, lines, record, ctx),
                count=str(len(record.lines.get(lines.key, []))))
        for lines in form.lines[beyond:] if beyond == 0 or record.lines.get(lines.key)
    ]  # fmt: skip


def table(form: type[Form], lines: Lines, record: Shown, ctx: Context) -> Table:
    """The lines of a document as a table to read; a column without any value is left out."""
    rows = record.lines.get(lines.key, [])
    columns = [column for column in reading.line_columns(lines) if _worth_showing(column, lines, rows)]
    fields = {column.key: FormField(column.key, field_of(lines.of, column.key)) for column in columns}
    heads = [
        Column(key=each.key, label=str(each.label), kind=written.column_kind(each.kind), main=at == 0)
        for at, each in enumerate(columns)
    ]  # fmt: skip
    body = [Row(cells=[_cell(each, fields[each.key], row, ctx) for each in columns]) for row in rows]
    return Table(columns=heads, rows=body, label=str(lines.label), empty=_("No lines."))


def _worth_showing(column: Placed, lines: Lines, rows: Sequence[Mapping[str, Any]]) -> bool:
    return column.key in lines.grid and (not rows or any(row[column.key] not in (None, "") for row in rows))


def _cell(column: Placed, field: FormField, row: Mapping[str, Any], ctx: Context) -> Cell:
    return cell(column, field, row[column.key], ctx)
