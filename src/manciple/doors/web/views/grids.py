"""The lines of a document: the grid and its saving, the details of a line, the line menus."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from babel.numbers import get_decimal_symbol, get_group_symbol
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from manciple.kernel import actions, clock, forms, reading, running, shapes
from manciple.kernel.actions import EDIT, Action
from manciple.kernel.args import Args, read
from manciple.kernel.args import shown as shown_argument
from manciple.kernel.context import Context
from manciple.kernel.forms import Form, FormField, Lines
from manciple.kernel.messages import CHANGED_MEANWHILE
from manciple.kernel.reading import Shown
from manciple.kernel.refusals import Invalid, NotFound, Refusal, Refused

from .. import controls, written
from ..middleware import of_company
from ..shell import address
from ..shown import Cell, Column, FastTab, Fields, Grid, LineDetails, Menu, Row, Section, Table
from .parts import action_button, figures

ROWS_SHOWN = 10
MOST_CHANGES = 5000
MOST_BYTES = 10 * 1024 * 1024
ROUNDS = 8
STALE = CHANGED_MEANWHILE.code


def grid_of(form: type[Form], record: Shown, editable: bool, why_not: str, ctx: Context) -> Grid | None:
    """The first lines of a document as a grid to work in; journals show tables instead."""
    if not form.lines or form.of.append_only:
        return None
    lines = form.lines[0]
    shape = line_shape(form, lines)
    may_edit = editable and shape is not None
    rows = record.lines.get(lines.key, [])
    where = {"key": form.key, "number": record.number, "grid": lines.key}
    config = {
        "key": lines.key, "title": str(lines.label), "line_label": _("Line"),
        "decimal": get_decimal_symbol(written.locale()), "group": get_group_symbol(written.locale()),
        "editable": may_edit, "can_add": may_edit, "add_reason": why_not, "rows_shown": ROWS_SHOWN,
        "save_url": address("save-lines", ctx, **where), "version": str(record.version),
        "columns": [_column(each, may_edit, record.state, ctx) for each in _placed(form, lines)],
        "lines": [line_of(lines, row) for row in rows],
    }  # fmt: skip
    return Grid(
        key=lines.key, label=str(lines.label), config=config, count=len(rows), menus=list(_menus(lines, where, ctx)),
        details_url=address("line-details", ctx, **where), can_add=may_edit, can_remove=may_edit)


def line_shape(form: type[Form], lines: Lines) -> type[Args] | None:
    """What the edit action takes for one line; None when lines cannot be edited."""
    edit = next((each for each in form.actions() if each.key == EDIT), None)
    info = edit.args.model_fields.get(lines.key) if edit else None
    return controls.row_shape(info.annotation) if info else None


def _placed(form: type[Form], lines: Lines) -> list[FormField]:
    return [each for each in form.line_fields(lines) if each.path != lines.of.key and each.path in lines.grid]


def _column(placed: FormField, may_edit: bool, state: str, ctx: Context) -> dict[str, Any]:
    target = placed.refers_to
    form = forms.form_of(target) if target else None
    open_now = may_edit and placed.typed and shapes.locked(placed, state, state, ctx, "") is None
    kind = written.column_kind(placed.kind)
    return {
        "field": placed.path, "title": placed.label, "kind": "text" if kind in ("long", "moment") else kind,
        "editable": open_now, "required": placed.typed and placed.required, "help": placed.help,
        "width": WIDTHS.get(placed.kind, 130), "choices": [list(pair) for pair in placed.choices],
        "lookup_url": address("lookup", ctx, key=form.key) if form else "",
        "max_length": getattr(placed.field, "max_length", None),
    }  # fmt: skip


WIDTHS = {"quantity": 95, "price": 105, "amount": 120, "percent": 95, "flag": 80, "date": 115, "ref": 120, "long": 220}


def line_of(lines: Lines, row: Mapping[str, Any]) -> dict[str, Any]:
    """One line as the grid takes it: text in the visitor's form."""
    kinds = {column.key: column.kind for column in reading.line_columns(lines)}
    shown: dict[str, Any] = {"line": row[lines.of.key], "version": "", "values": {}}
    for name, value in row.items():
        shown["values"][name] = _text(value, kinds.get(name, ""))
    dates = {name: value.isoformat() for name, value in row.items() if kinds.get(name) == "date" and value}
    return {**shown, "sort": dates} if dates else shown


def _text(value: Any, kind: str) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else written.text(value, kind)


# --- Menus and details --------------------------------------------------------------------------------

def _menus(lines: Lines, where: Mapping[str, Any], ctx: Context) -> Iterator[Menu]:
    known = {each.key for each in actions.of(lines.of)}
    for place, (label, keys) in enumerate(lines.menus):
        if known & set(keys):
            yield Menu(key=str(place), label=str(label), url=address("line-menu", ctx, **where, menu=place))


@require_GET
@of_company
def line_menu(request: HttpRequest, company: str, key: str, number: str, grid: str, menu: int) -> HttpResponse:
    """What may be done to the chosen line."""
    buttons = _buttons(request, key, number, grid, menu)
    return render(request, "web/record/line_menu.html", {"buttons": buttons})


def _buttons(request: HttpRequest, key: str, number: str, grid: str, menu: int) -> list[Any]:
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    form = reading.form_for(key, ctx)
    lines = reading.grid(form, grid)
    chosen = request.GET.get("line", "")
    if not chosen.isdecimal() or menu >= len(lines.menus):
        return []
    known = {each.key: each for each in actions.of(lines.of)}
    offered = running.available(lines.of, (number, int(chosen)), ctx, [known[k] for k in lines.menus[menu][1] if k in known])
    where = {"key": key, "number": number, "grid": grid, "line": int(chosen)}
    return [action_button(each, address("act-line", ctx, **where, action=each.action.key)) for each in offered]


@require_GET
@of_company
def line_details(request: HttpRequest, company: str, key: str, number: str, grid: str) -> HttpResponse:
    """The fields of the chosen line that the grid has no room for."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    form = reading.form_for(key, ctx)
    lines = reading.grid(form, grid)
    record = reading.record(form, number, ctx)
    chosen = request.GET.get("line", "")
    row = next((each for each in record.lines.get(grid, []) if str(each[lines.of.key]) == chosen), None)
    editable = _editable(form, record, ctx)
    details = _details(form, lines, row, record, editable, ctx) if row else None
    return render(request, "web/record/line_details.html", {"details": details})


def _editable(form: type[Form], record: Shown, ctx: Context) -> bool:
    edit = [each for each in form.actions() if each.key == EDIT]
    return bool(edit) and all(each.available for each in running.available(form.of, record.id, ctx, edit))


def first_details(form: type[Form], record: Shown, editable: bool, ctx: Context) -> LineDetails | None:
    """The details of the first line, so that the page is whole when it comes."""
    if not form.lines or form.of.append_only:
        return None
    lines = form.lines[0]
    rows = record.lines.get(lines.key, [])
    return _details(form, lines, rows[0], record, editable, ctx) if rows else None


def _details(
    form: type[Form], lines: Lines, row: Mapping[str, Any], record: Shown, editable: bool, ctx: Context
) -> LineDetails:
    number = str(row[lines.of.key])
    tabs = []
    for place, tab in enumerate(lines.tabs):
        placed = [FormField(name, forms.field_of(lines.of, name)) for name in tab.names]
        fields = [_detail(each, row.get(each.path), number, record, editable, ctx) for each in placed]
        tabs.append(FastTab(key=f"line-{place}", label=str(tab.label), groups=[Fields(fields=fields)]))
    return LineDetails(line=number, title=_("Line {number}").format(number=number), tabs=tabs)


def _detail(placed: FormField, value: Any, line: str, record: Shown, editable: bool, ctx: Context) -> Any:
    reason = controls.locked_reason(placed, record.state, ctx, new=False)
    drawn = controls.field(placed, value, ctx, editable=editable and reason is None, reason=(reason or "") if editable else "")
    return controls.of_line(drawn, line)


# --- Tables of journals ---------------------------------------------------------------------------------

def sections(form: type[Form], record: Shown, ctx: Context) -> list[Section]:
    """Lines that are only read, as tables below the header."""
    shown_as_grid = 0 if form.of.append_only else 1
    return [
        Section(key=lines.key, title=str(lines.label), table=table(form, lines, record, ctx),
                count=str(len(record.lines.get(lines.key, []))))
        for lines in form.lines[shown_as_grid:]
    ]  # fmt: skip


def table(form: type[Form], lines: Lines, record: Shown, ctx: Context) -> Table:
    """The lines of a document as a table to read."""
    columns = [column for column in reading.line_columns(lines) if column.key in (lines.of.key, *lines.grid)]
    words = {column.key: _words(lines, column.key) for column in columns}
    heads = [Column(key=c.key, label=str(c.label), kind=written.column_kind(c.kind), main=at == 0) for at, c in enumerate(columns)]
    body = [
        Row(cells=[_cell(column, row[column.key], words[column.key], ctx) for column in columns])
        for row in record.lines.get(lines.key, [])
    ]
    return Table(columns=heads, rows=body, label=str(lines.label), empty=_("No lines."))


def _words(lines: Lines, name: str) -> dict[str, str]:
    field = forms.field_of(lines.of, name)
    return {str(value): str(label) for value, label in getattr(field, "choices", None) or ()}


def _cell(column: Any, value: Any, words: Mapping[str, str], ctx: Context) -> Cell:
    if isinstance(value, bool):
        return Cell(flag=value)
    text = words.get(str(value), written.text(value, column.kind))
    return Cell(text=text, url=address("record", ctx, key=column.ref, number=value) if column.ref and value else "")


# --- Saving ---------------------------------------------------------------------------------------------

class Batch:
    """One batch of changes from the grid, by the line it is about; faults take lines out of it."""

    def __init__(self, posted: Mapping[str, Any], lines: Lines, shape: type[Args]) -> None:
        self.lines, self.shape = lines, shape
        self.version = str(posted.get("version", ""))
        self.errors: list[dict[str, Any]] = []
        self.changed: dict[int, dict[str, Any]] = {}
        self.new: dict[str, dict[str, Any]] = {}
        self.removed: set[int] = set()
        for each in posted.get("changes", []):
            self._take(self.changed.setdefault(int(each["line"]), {}), {"line": int(each["line"])}, each["field"], each["value"])
        for each in posted.get("new", []):
            row = self.new.setdefault(str(each["temp"]), {})
            for field, value in each.get("values", {}).items():
                self._take(row, {"temp": str(each["temp"])}, field, value)
        self.removed = {int(each["line"]) for each in posted.get("deleted", [])}

    def _take(self, row: dict[str, Any], who: dict[str, Any], field: str, text: str) -> None:
        """Reads one cell as the visitor writes it; a cell that cannot be read is an error of that cell."""
        info = self.shape.model_fields.get(str(field))
        if info is None:
            self.errors.append({**who, "field": field, "code": "KRN-007", "message": _("This value cannot be typed here.")})
            return
        kind = controls.kind_of(info.annotation, shown_argument(info))
        try:
            row[str(field)] = controls.value_of(str(text).strip(), kind)
        except ValueError:
            self.errors.append({**who, "field": field, "code": "422", "message": str(controls.BAD.get(kind, _("cannot be read")))})

    def told(self) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """(who, what) of every line of the batch that says something."""
        number = self.lines.of.key
        changed = [({"line": line}, {number: line, **row}) for line, row in self.changed.items() if row and line not in self.removed]
        new = [({"temp": temp}, _without_blanks(row)) for temp, row in self.new.items() if _without_blanks(row)]
        removed = [({"line": line}, {number: line, "remove": True}) for line in self.removed]
        return [*changed, *new, *removed]

    def refuse(self, who: Mapping[str, Any], field: str, code: str, message: str) -> None:
        """A cell, or the whole line when no field is named, is taken out with its reason."""
        row = self.changed.get(who["line"], {}) if "line" in who else self.new.get(who["temp"], {})
        self.errors.append({**who, "field": field, "code": code, "message": message})
        if "line" in who and who["line"] in self.removed:
            self.removed.discard(who["line"])
        elif "temp" in who or field not in row:
            self.new.pop(who.get("temp", ""), None)
            self.changed.pop(who.get("line", -1), None)
        else:
            row.pop(field)


def _without_blanks(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in (None, "")}


@require_POST
@of_company
def save_lines(request: HttpRequest, company: str, key: str, number: str, grid: str) -> HttpResponse:
    """Saves a batch of cells: good ones are saved, each bad one comes back with its reason."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    form = reading.form_for(key, ctx)
    lines = reading.grid(form, grid)
    shape = line_shape(form, lines)
    edit = next((each for each in form.actions() if each.key == EDIT), None)
    if shape is None or edit is None:
        raise NotFound(grid)
    try:
        batch = Batch(_posted(request), lines, shape)
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"detail": _("The batch could not be read.")}, status=400)
    with reading.reading(ctx):
        before = reading.record(form, number, ctx)
    token = request.headers.get("Idempotency-Key", "")[:200]
    conflict = _carry_out(form, edit, batch, before, ctx, token)
    return _saved(request, form, lines, batch, before, conflict, ctx)


def _posted(request: HttpRequest) -> dict[str, Any]:
    if len(request.body) > MOST_BYTES:
        raise ValueError("too large")
    posted = json.loads(request.body)
    if not isinstance(posted, dict) or sum(len(posted.get(k, [])) for k in ("changes", "new", "deleted")) > MOST_CHANGES:
        raise ValueError("not a batch")
    return posted


def _carry_out(form: type[Form], edit: Action, batch: Batch, before: Shown, ctx: Context, token: str) -> dict[str, Any] | None:
    """Runs the edit, leaving out what is refused, until the rest is saved or nothing is left."""
    versions = {before.number: int(batch.version)} if batch.version.isdecimal() else {}
    for turn in range(ROUNDS):
        told = batch.told()
        if not told:
            return None
        fresh = ctx.fresh(token=f"{token}-{turn}" if token else "")
        try:
            running.run(form.of, EDIT, [before.id], read(edit.args, {batch.lines.key: [row for _who, row in told]}), fresh, versions=versions)
            return None
        except Invalid as error:
            _take_out_invalid(batch, told, error)
        except Refused as error:
            if any(each.code == STALE for each in error.refusals):
                return _stale(batch, told, error.refusals)
            _take_out_refused(batch, told, error.refusals, before)
    return None


def _take_out_invalid(batch: Batch, told: Sequence[tuple[dict[str, Any], dict[str, Any]]], error: Invalid) -> None:
    """Faults name a line by its place in the list: lines.3.quantity."""
    for place, message in error.faults:
        parts = place.split(".")
        at = int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else 0
        batch.refuse(told[min(at, len(told) - 1)][0], parts[2] if len(parts) > 2 else "", "422", message)


def _take_out_refused(
    batch: Batch, told: Sequence[tuple[dict[str, Any], dict[str, Any]]], refusals: Sequence[Refusal], before: Shown
) -> None:
    """Refusals name lines by number; new lines have the numbers they would get, in order."""
    known = {who["line"]: who for who, _row in told if "line" in who}
    fresh = [who for who, _row in told if "temp" in who]
    numbers = [int(row[batch.lines.of.key]) for row in before.lines.get(batch.lines.key, [])]
    after = sorted(each.line for each in refusals if each.line is not None and each.line not in known and each.line not in numbers)
    guessed = dict(zip(dict.fromkeys(after), fresh, strict=False)) if len(set(after)) == len(fresh) else _following(numbers, fresh)
    for each in refusals:
        message = f"{each.message} {each.way_out}".strip()
        who = known.get(each.line or 0) or guessed.get(each.line or 0)
        if who is not None:
            batch.refuse(who, each.field, each.code, message)
        else:  # about the document as a whole: nothing of the batch can be saved
            for one, _row in told:
                batch.refuse(one, "", each.code, message)


def _following(numbers: Sequence[int], fresh: Sequence[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """The numbers new lines get: those after the last one."""
    last = max(numbers, default=0)
    return {last + place + 1: who for place, who in enumerate(fresh)}


def _stale(
    batch: Batch, told: Sequence[tuple[dict[str, Any], dict[str, Any]]], refusals: Sequence[Refusal]
) -> dict[str, Any]:
    """Somebody was quicker: what is typed stays, what he changed is told."""
    first = refusals[0]
    for who, row in told:
        fields = [name for name in row if name not in (batch.lines.of.key, "remove")] or [""]
        for field in fields:
            batch.refuse(who, field, STALE, first.message)
    changes = [
        {"line": each.line, "label": each.field, "before": str(each.values.get("old") or ""), "after": str(each.values.get("new") or "")}
        for each in refusals
    ]
    return {"user": str(first.values.get("user", "")), "at": str(first.values.get("at", "")), "changes": changes}


def _saved(
    request: HttpRequest, form: type[Form], lines: Lines, batch: Batch, before: Shown, conflict: dict[str, Any] | None,
    ctx: Context,
) -> HttpResponse:  # fmt: skip
    """The lines that were changed or made, the errors, the totals, the new version."""
    fresh = ctx.fresh(now=clock.now())
    with reading.reading(fresh):
        record = reading.record(form, before.number, fresh)
        old = {row[lines.of.key]: row for row in before.lines.get(lines.key, [])}
        rows = record.lines.get(lines.key, [])
        refused = {error["line"] for error in batch.errors if "line" in error}
        changed = [row for row in rows if old.get(row[lines.of.key]) != row or row[lines.of.key] in refused]
        temps = iter([temp for temp in batch.new])
        answer = [_with_temp(line_of(lines, row), row[lines.of.key] in old, temps) for row in changed]
        html = render_to_string("web/parts/figures.html", {"figures": figures(form, record)}, request)
    told = {"version": str(record.version), "lines": answer, "errors": batch.errors, "totals_html": html}
    return JsonResponse({**told, "conflict": conflict} if conflict else told)


def _with_temp(line: dict[str, Any], known: bool, temps: Iterator[str]) -> dict[str, Any]:
    temp = "" if known else next(temps, "")
    return {**line, "temp": temp} if temp else line
