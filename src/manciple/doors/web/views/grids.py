"""The lines of a document: the grid, the details of a line, the line menus, tables of journals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from babel.numbers import get_decimal_symbol, get_group_symbol
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from manciple.kernel import actions, forms, reading, running
from manciple.kernel.actions import CREATE, EDIT
from manciple.kernel.args import Args
from manciple.kernel.context import Context
from manciple.kernel.forms import Form, FormField, Lines
from manciple.kernel.inquiries import Column as Placed
from manciple.kernel.reading import Shown
from manciple.kernel.records import field_of
from manciple.kernel.refusals import Refusal

from .. import controls, written
from ..middleware import context_of, of_company
from ..shell import address
from ..shown import Button, Cell, Column, FastTab, Field, Fields, Grid, LineDetails, Menu, Row, Section, Table
from .lists import action_of, cell
from .parts import action_button, names_beside, why_url

ROWS_SHOWN = 10
IN_PAGE = 200  # more lines than these are fetched when the page stands
WIDTHS: Mapping[str, int] = {
    "quantity": 78, "price": 84, "amount": 96, "percent": 78, "flag": 70, "date": 100, "ref": 76, "long": 220,
}  # fmt: skip
WIDE, A_LETTER, BESIDE_A_TITLE, SHORT = 170, 7, 26, 10


# --- The grid -----------------------------------------------------------------------------------------


def with_lines(form: type[Form], record: Shown, ctx: Context) -> tuple[Shown, int]:
    """The record with the lines its page shows at once, and how many lines its grid has.

    Of a long document only the first line comes with the page, for the details below the grid; the grid
    fetches the others by itself.
    """
    count = 0
    shown: dict[str, list[dict[str, Any]]] = {}
    for place, lines in enumerate(form.lines):
        rows = reading.rows_of(lines.of, ctx).filter(**{lines.of.owner: record.id})
        in_grid = place == 0 and not form.of.append_only
        count = rows.count() if in_grid else count
        is_long = in_grid and count > IN_PAGE
        shown[lines.key] = reading.lines_of(lines, record.id, ctx, most=1 if is_long else None)
    return replace(record, lines=shown), count


def grid_of(form: type[Form], record: Shown, count: int, *, editable: bool, why_not: str, ctx: Context) -> Grid | None:
    """The first lines of a document as a grid to work in; journals show tables instead."""
    if not form.lines or form.of.append_only:
        return None
    lines = form.lines[0]
    shape = line_shape(form, lines)
    may_edit = editable and shape is not None
    may_add = may_edit and shape is not None and not shape.model_fields[lines.of.key].is_required()
    may_remove = may_edit and shape is not None and "remove" in shape.model_fields
    rows = record.lines.get(lines.key, [])
    where = {"key": form.key, "number": record.number, "grid": lines.key}
    told = {"rows_url": address("lines", ctx, **where)} if count > IN_PAGE else _rows(lines, record, rows)
    config = {
        "key": lines.key, "title": str(lines.label), "line_label": _("Line"),
        "decimal": get_decimal_symbol(written.locale()), "group": get_group_symbol(written.locale()),
        "editable": may_edit, "can_add": may_add, "add_reason": why_not, "rows_shown": ROWS_SHOWN,
        "save_url": address("save-lines", ctx, **where),
        "columns": [_column(each, form, lines, record, may_edit, ctx) for each in placed_in(form, lines)], **told,
    }  # fmt: skip
    return Grid(
        key=lines.key,
        label=str(lines.label),
        config=config,
        count=count,
        menus=list(_menus(lines, where, ctx)),
        details_url=address("line-details", ctx, **where),
        can_add=may_add,
        can_remove=may_remove,
    )


def _rows(lines: Lines, record: Shown, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    drawn, number = drawer(lines), lines.of.key
    locks = record.locks.lines.get(lines.key, {})
    told = ({**drawn(row), **locked_cells(locks.get(row[number], {}))} for row in arranged(lines, rows))
    return {"version": str(record.version), "lines": list(told)}


def arranged(lines: Lines, rows: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """Lines in their order, each directly below the one it belongs to."""
    if not lines.below:
        return rows
    number = lines.of.key
    return sorted(rows, key=lambda row: (row[lines.below] or row[number], row[lines.below] is not None, row[number]))


def looked_at(lines: Lines) -> list[str]:
    """The fields of lines the grid needs, also where it has no column for them."""
    told = [*lines.grid, lines.struck, lines.below, *lines.marks]
    return [name for name in dict.fromkeys(told) if name]


def locked_cells(locks: Mapping[str, Refusal]) -> dict[str, Any]:
    """The cells of a line that cannot be typed, each with the reason."""
    return {"locked": {name: each.message for name, each in locks.items()}} if locks else {}


@require_GET
@of_company
def all_lines(request: HttpRequest, company: str, key: str, number: str, grid: str) -> HttpResponse:
    """The lines of a long document, which the grid fetches by itself."""
    ctx = context_of(request)
    form = reading.form_for(key, ctx)
    lines = reading.grid(form, grid)
    record = reading.record(form, number, ctx, lines=False)
    record = replace(record, locks=reading.locks_of(form, record.id, ctx))
    return JsonResponse(_rows(lines, record, reading.lines_of(lines, record.id, ctx, looked_at(lines))))


def line_shape(form: type[Form], lines: Lines) -> type[Args] | None:
    """What the edit action takes for one line; None when lines cannot be edited."""
    edit = action_of(form, EDIT)
    info = edit.args.model_fields.get(lines.key) if edit else None
    return controls.row_shape(info.annotation) if info else None


def placed_in(form: type[Form], lines: Lines) -> list[FormField]:
    """The columns of the grid; the number of a line stands in its head."""
    return [each for each in form.line_fields(lines) if each.path != lines.of.key and each.path in lines.grid]


def _column(
    placed: FormField, form: type[Form], lines: Lines, record: Shown, may_edit: bool, ctx: Context
) -> dict[str, Any]:
    target = placed.refers_to
    refers_to = forms.form_of(target) if target else None
    kind = written.column_kind(placed.kind)
    reason = controls.locked_reason(placed, record.state, record.number, ctx)
    for_all = record.locks.fields.get(f"{lines.key}.{placed.path}")
    reason = for_all.message if reason is None and for_all else reason
    return {
        "field": placed.path, "title": placed.label, "kind": "text" if kind in ("long", "moment") else kind,
        "editable": may_edit and reason is None, "required": _is_needed(placed.path, form, lines),
        "help": written.help_of(placed.help), "reason": reason or "",
        "width": _width(placed), "choices": [list(pair) for pair in placed.choices],
        "tones": {value: written.colour(placed.tone(value)) for value, _label in placed.choices},
        "lookup_url": address("lookup", ctx, key=refers_to.key) if refers_to else "",
        "max_length": controls.longest(placed),
    }  # fmt: skip


def _width(placed: FormField) -> int:
    """Wide enough for what stands in it and for the words of its title; short texts are as wide as codes."""
    longest = controls.longest(placed)
    is_short = longest is not None and longest <= SHORT
    least = WIDTHS["ref"] if is_short else WIDTHS.get(placed.kind, WIDE)
    longest_word = max(map(len, placed.label.split()), default=0)  # a title may take two lines
    return max(least, A_LETTER * longest_word + BESIDE_A_TITLE)


def _is_needed(name: str, form: type[Form], lines: Lines) -> bool:
    """Whether a new line must be told a field: what the create action says of it."""
    create = action_of(form, CREATE)
    info = create.args.model_fields.get(lines.key) if create else None
    shape = controls.row_shape(info.annotation) if info else None
    return shape is not None and name in shape.model_fields and shape.model_fields[name].is_required()


def drawer(lines: Lines) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """Draws lines as the grid takes them: text in the visitor's form, days also as they sort."""
    columns = [column for column in reading.line_columns(lines) if column.key in lines.grid]
    writers = [(column.key, written.writer(column.kind)) for column in columns if column.kind != "flag"]
    flags = [column.key for column in columns if column.kind == "flag"]
    days = [column.key for column in columns if column.kind == "date"]
    number = lines.of.key
    looks = _looks(lines)

    def draw(row: Mapping[str, Any]) -> dict[str, Any]:
        values = {name: write(row[name]) for name, write in writers}
        values |= {name: "true" if row[name] else "false" for name in flags}
        shown = {"line": row[number], "version": "", "values": values, **looks(row)}
        sort = {name: row[name].isoformat() for name in days if row[name]}
        return {**shown, "sort": sort} if sort else shown

    return draw


def _looks(lines: Lines) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """What sets a line apart from others: that it is gone, that it belongs to another one, its icons."""
    words = {name: dict(FormField(name, field_of(lines.of, name)).choices) for name in lines.marks}

    def look(row: Mapping[str, Any]) -> dict[str, Any]:
        icons = ((name, str(row[name]), of.get(str(row[name]))) for name, of in lines.marks.items())
        marks = [
            {"icon": icon, "tone": "secondary", "label": words[name][value]} for name, value, icon in icons if icon
        ]
        told: dict[str, Any] = {"marks": marks} if marks else {}
        if lines.below and row[lines.below]:
            told["within"] = True
        if lines.struck and row[lines.struck]:
            told |= {"struck": True, "locked_line": field_of(lines.of, lines.struck).verbose_name}
        return told

    return look


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
    record = reading.record(form, number, ctx, lines=False)
    record = replace(record, locks=reading.locks_of(form, record.id, ctx))
    chosen = request.GET.get("line", "")
    rows = reading.lines_of(lines, record.id, ctx, line=int(chosen)) if chosen.isascii() and chosen.isdecimal() else []
    row = rows[0] if rows else None
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
    locks = record.locks.lines.get(lines.key, {}).get(row[lines.of.key], {})

    def reason(placed: FormField) -> str | None:
        fixed = controls.locked_reason(placed, record.state, record.number, ctx)
        lock = locks.get(placed.path) or record.locks.fields.get(f"{lines.key}.{placed.path}")
        return lock.message if fixed is None and lock else fixed

    tabs = []
    for place, tab in enumerate(lines.tabs):
        placed = [FormField(name, field_of(lines.of, name)) for name in tab.names]
        fields = [
            replace(
                _detail(
                    each, row.get(each.path), number, reason(each), each.path in typed, names.get(each.path, ""), ctx),
                why_url=why_url(form, record.number, each.path, ctx, line=number))
            for each in placed
        ]  # fmt: skip
        tabs.append(FastTab(key=f"line-{place}", label=str(tab.label), groups=[Fields(fields=fields)]))
    return LineDetails(line=number, title=_("Line {number}").format(number=number), tabs=tabs)


def _detail(
    placed: FormField, value: Any, line: str, reason: str | None, may_type: bool, beside: str, ctx: Context
) -> Field:
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
