"""Saving what was typed into the line grid: one request with many cells.

Good cells are saved, each bad one comes back with its reason. The document's edit action decides; it
is asked again without what it refused until the rest is saved.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from manciple.kernel import clock, reading, running
from manciple.kernel.actions import EDIT, Action
from manciple.kernel.args import Args, read
from manciple.kernel.context import Context
from manciple.kernel.forms import Form, Lines
from manciple.kernel.messages import CHANGED_MEANWHILE, NOT_EDITABLE
from manciple.kernel.reading import Shown
from manciple.kernel.refusals import Invalid, NotFound, Refusal, Refused

from .. import controls
from ..middleware import context_of, of_company
from .grids import drawer, line_shape, locked_cells, looked_at
from .lists import action_of
from .parts import figures
from .records import conflict_of

MOST_CHANGES = 5000
MOST_BYTES = 10 * 1024 * 1024
LONGEST_TOKEN = 190
ROUNDS = 8
UNREADABLE = "422"

Who = dict[str, Any]
Told = list[tuple[Who, dict[str, Any]]]


class Batch:
    """One batch of changes, by the line each is about; faults take cells or lines out of it."""

    def __init__(self, posted: Mapping[str, Any], lines: Lines, shape: type[Args]) -> None:
        self.lines, self.shape = lines, shape
        self.version = str(posted.get("version", ""))
        self.errors: list[dict[str, Any]] = []
        self.removed = {int(each["line"]) for each in posted.get("deleted", [])}
        self.changed: dict[int, dict[str, Any]] = {}
        self.new: dict[str, dict[str, Any]] = {}
        for each in posted.get("changes", []):
            line = int(each["line"])
            self._take(self.changed.setdefault(line, {}), {"line": line}, str(each["field"]), str(each["value"]))
        for each in posted.get("new", []):
            temp = str(each["temp"])
            for name, value in each.get("values", {}).items():
                self._take(self.new.setdefault(temp, {}), {"temp": temp}, str(name), str(value))

    def _take(self, row: dict[str, Any], who: Who, name: str, text: str) -> None:
        """Reads one cell as the visitor writes it; a cell that cannot be read is an error of that cell."""
        info = self.shape.model_fields.get(name)
        if info is None:
            said = NOT_EDITABLE(field=name, label=name, record="")
            self._refuse(who, name, said.code, said.message)
            return
        kind = controls.kind_of(info)
        try:
            row[name] = controls.value_of(text.strip(), kind)
        except ValueError:
            self._refuse(who, name, UNREADABLE, controls.bad(kind))

    def _refuse(self, who: Who, name: str, code: str, message: str) -> None:
        self.errors.append({**who, "field": name, "code": code, "message": message})

    def told(self) -> Told:
        """(who, what) of every line of the batch that says something."""
        number = self.lines.of.key
        wrong = {error["temp"] for error in self.errors if "temp" in error}
        changed: Told = [
            ({"line": line}, {number: line, **row})
            for line, row in self.changed.items() if row and line not in self.removed
        ]  # fmt: skip
        new: Told = [({"temp": temp}, _without_blanks(row)) for temp, row in self.new.items() if temp not in wrong]
        removed: Told = [({"line": line}, {number: line, "remove": True}) for line in sorted(self.removed)]
        return [*changed, *(each for each in new if each[1]), *removed]

    def refuse(self, who: Who, name: str, code: str, message: str) -> None:
        """A cell, or the whole line when no typed field is named, is taken out with its reason."""
        self._refuse(who, name, code, message)
        if "temp" in who:
            self.new.pop(who["temp"], None)
        elif who["line"] in self.removed:
            self.removed.discard(who["line"])
        elif name in self.changed.get(who["line"], {}):
            del self.changed[who["line"]][name]
        else:
            self.changed.pop(who["line"], None)


def _without_blanks(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in (None, "")}


@require_POST
@of_company
def save_lines(request: HttpRequest, company: str, key: str, number: str, grid: str) -> HttpResponse:
    """Saves a batch of cells."""
    ctx = context_of(request)
    form = reading.form_for(key, ctx)
    lines = reading.grid(form, grid)
    shape, edit = line_shape(form, lines), action_of(form, EDIT)
    if shape is None or edit is None:
        raise NotFound(grid)
    try:
        batch = Batch(_posted(request), lines, shape)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return JsonResponse({"detail": _("The batch could not be read.")}, status=400)
    with reading.reading(ctx):
        before = _seen(form, lines, number, ctx)
    token = request.headers.get("Idempotency-Key", "")[:LONGEST_TOKEN]
    stale = _carry_out(form, edit, batch, before, token, ctx)
    return _saved(request, form, batch, before, stale, ctx)


def _seen(form: type[Form], lines: Lines, number: str, ctx: Context) -> Shown:
    """The document with its lines as the grid shows them."""
    record = reading.record(form, number, ctx, lines=False)
    return replace(record, lines={lines.key: reading.lines_of(lines, record.id, ctx, looked_at(lines))},
                   locks=reading.locks_of(form, record.id, ctx))  # fmt: skip


def _posted(request: HttpRequest) -> dict[str, Any]:
    if len(request.body) > MOST_BYTES:
        raise ValueError("too large")
    posted = json.loads(request.body)
    if sum(len(posted.get(name, [])) for name in ("changes", "new", "deleted")) > MOST_CHANGES:
        raise ValueError("too many")
    return dict(posted)


def _carry_out(
    form: type[Form], edit: Action, batch: Batch, before: Shown, token: str, ctx: Context
) -> Sequence[Refusal]:
    """Runs the edit, leaving out what is refused, until the rest is saved or nothing is left.

    Answers what somebody else changed, when the version seen is no longer the stored one: typed cells
    then wait for the visitor's word, and new lines, which nobody else can have changed, are saved.
    """
    versions = {before.number: int(batch.version)} if batch.version.isdecimal() else {}
    stale: Sequence[Refusal] = ()
    for turn in range(ROUNDS):
        told = batch.told()
        if not told:
            break
        fresh = ctx.fresh(token=f"{token}-{turn}" if token else "")
        try:
            asked = read(edit.args, {batch.lines.key: [row for _who, row in told]})
            running.run(form.of, EDIT, [before.id], asked, fresh, versions={} if stale else versions)
            break
        except Invalid as error:
            _take_out_invalid(batch, told, error)
        except Refused as error:
            found = [each for each in error.refusals if each.code == CHANGED_MEANWHILE.code]
            if found:
                stale = _take_out_stale(batch, told, found)
            else:
                _take_out_refused(batch, told, error.refusals, before)
    return stale


def _take_out_invalid(batch: Batch, told: Told, error: Invalid) -> None:
    """Faults name a line by its place in the list: lines.3.quantity."""
    for place, message in error.faults:
        parts = [*place.split("."), "", ""]
        at = int(parts[1]) if parts[1].isdecimal() else 0
        batch.refuse(told[min(at, len(told) - 1)][0], parts[2], UNREADABLE, controls.said(message))


def _take_out_refused(batch: Batch, told: Told, refusals: Sequence[Refusal], before: Shown) -> None:
    """Refusals name lines by number; new lines have the numbers they would get, in order."""
    known = {who["line"]: who for who, _row in told if "line" in who}
    numbers = [int(row[batch.lines.of.key]) for row in before.lines.get(batch.lines.key, [])]
    fresh = [who for who, _row in told if "temp" in who]
    known |= _expected(numbers, fresh, [each.line for each in refusals if each.line is not None])
    for each in refusals:
        message = f"{each.message} {each.way_out}".strip()
        if each.line in known:
            batch.refuse(known[each.line], each.field, each.code, message)
        else:  # about the document as a whole: nothing of the batch can be saved
            for who, _row in told:
                batch.refuse(who, "", each.code, message)


def _expected(numbers: Sequence[int], fresh: Sequence[Who], named: Sequence[int]) -> dict[int, Who]:
    """New lines by the number each would get: in steps of the last one, or of one."""
    if not fresh:
        return {}
    last = max(numbers, default=0)
    beyond = [number for number in named if number > last]
    step = 10 if beyond and all((number - last) % 10 == 0 for number in beyond) else 1
    return {last + step * (place + 1): who for place, who in enumerate(fresh)}


def _take_out_stale(batch: Batch, told: Told, refusals: Sequence[Refusal]) -> Sequence[Refusal]:
    """Somebody was quicker: what was typed stays typed."""
    for who, row in told:
        names = [name for name in row if name not in (batch.lines.of.key, "remove")] or [""]
        for name in names if "line" in who else ():
            batch.refuse(who, name, CHANGED_MEANWHILE.code, refusals[0].message)
    return refusals


def _saved(
    request: HttpRequest, form: type[Form], batch: Batch, before: Shown, stale: Sequence[Refusal], ctx: Context
) -> HttpResponse:
    """The lines that were changed or made, the errors, the totals, the new version."""
    fresh = ctx.fresh(now=clock.now())
    with reading.reading(fresh):
        record = _seen(form, batch.lines, before.number, fresh)
        html = render_to_string("web/parts/figures.html", {"figures": figures(form, record, fresh)}, request)
    lines = list(_lines(batch, before, record))
    errors = [_with_current(each, lines) for each in batch.errors]
    told: dict[str, Any] = {"version": str(record.version), "lines": lines, "errors": errors, "totals_html": html}
    conflict = conflict_of(stale)
    if conflict is not None:
        changes = [{"line": "", "label": label, "before": old, "after": new} for label, old, new in conflict.changes]
        told["conflict"] = {"user": conflict.user, "at": conflict.at, "changes": changes}
    return JsonResponse(told)


def _with_current(error: dict[str, Any], lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A stale cell is told what stands there now, so that one of the two values can be chosen."""
    row = next((each for each in lines if each["line"] == error.get("line")), None)
    if error["code"] != CHANGED_MEANWHILE.code or row is None or error["field"] not in row["values"]:
        return error
    return {**error, "current": row["values"][error["field"]]}


def _lines(batch: Batch, before: Shown, record: Shown) -> Iterator[dict[str, Any]]:
    """Every line that differs from what it was, or was refused; a new one with the name the grid gave it."""
    lines, drawn = batch.lines, drawer(batch.lines)
    old = {row[lines.of.key]: row for row in before.lines.get(lines.key, [])}
    refused = {error["line"] for error in batch.errors if "line" in error}
    asked = refused | set(batch.changed)
    wrong = {error["temp"] for error in batch.errors if "temp" in error}
    temps = iter([temp for temp, row in batch.new.items() if temp not in wrong and _without_blanks(row)])
    for row in record.lines.get(lines.key, []):
        number = row[lines.of.key]
        if number in old and old[number] == row and number not in asked:
            continue
        shown = {**drawn(row), **locked_cells(record.locks.lines.get(lines.key, {}).get(number, {}))}
        temp = next(temps, "") if number not in old else ""
        yield {**shown, "temp": temp} if temp else shown
