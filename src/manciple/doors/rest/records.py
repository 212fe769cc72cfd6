"""Lists and records of every form: read, made, changed, removed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import HttpRequest, HttpResponse

from manciple.kernel import actions, reading
from manciple.kernel.actions import CREATE, DELETE, EDIT, Action
from manciple.kernel.args import Args, read
from manciple.kernel.context import Context
from manciple.kernel.forms import Form, Lines
from manciple.kernel.inquiries import DEFAULT_ROWS, MOST_ROWS, Asked
from manciple.kernel.refusals import Invalid, NotFound
from manciple.kernel.running import Answer, run

from .entry import entered, visiting
from .problems import NotAllowed
from .wire import answer, asked, body_of, count, flag, path_of, segment, tag, version_seen

PAGING = ("after", "size", "order", "search", "fields")
SWITCHES = ("preview", "effects")
READ, CHANGE = ("GET", "HEAD"), ("PATCH", "DELETE")

FormType = type[Form]


def wanted(request: HttpRequest, *more: str) -> tuple[Asked, str]:
    """What a caller wants of a list: every name that is no word of paging is a filter."""
    query = asked(request, PAGING, free=True)
    filters = {name: text for name, text in query.items() if name not in PAGING + more}
    size = count(query, "size", DEFAULT_ROWS, MOST_ROWS)
    page = Asked(filters, query.get("order", ""), query.get("after", ""), size, query.get("search", ""))
    return page, query.get("fields", "")


def listing(request: HttpRequest, company: str, form: str) -> HttpResponse:
    """A page of a list; the cursor of the next one is in it and in the Link header."""
    with visiting(request, company) as ctx:
        found = reading.form_for(form, ctx)
        page, names = wanted(request)
        rows = reading.listed(found, page, ctx, reading.chosen(found, names))
    return answer({"rows": rows.rows, "next": rows.next or None}, Link=_next_link(request, rows.next))


def _next_link(request: HttpRequest, cursor: str) -> str:
    if not cursor:
        return ""
    query = request.GET.copy()
    query["after"] = cursor
    return f'<{request.path}?{query.urlencode()}>; rel="next"'


def one(request: HttpRequest, company: str, form: str, number: str) -> HttpResponse:
    """A record with its lines; its version is the ETag."""
    asked(request, ())
    with visiting(request, company) as ctx:
        found = reading.form_for(form, ctx)
        with no_action(found, number):
            shown = reading.record(found, segment(number), ctx)
    return answer(as_told(shown), ETag=tag(shown.version))


@contextmanager
def no_action(form: FormType, number: str) -> Iterator[None]:
    """A record that is not there, but an action of its name: that one is posted to."""
    try:
        yield
    except NotFound as error:
        if any(each.key == number for each in form.actions()):
            raise NotAllowed("POST") from error
        raise


def as_told(shown: reading.Shown) -> dict[str, Any]:
    """A record flat: its fields, its version, and its lines under the key of their grid."""
    version = {"version": shown.version} if shown.version else {}
    return {**shown.fields, **version, **shown.lines}


def new(request: HttpRequest, company: str, form: str) -> HttpResponse:
    """A new record; a repeated Idempotency-Key gets the first one again."""
    switches = asked(request, SWITCHES)
    ctx = entered(request, company)
    found = reading.form_for(form, ctx)
    action = action_of(found, CREATE)
    args = read(action.args, body_of(request))
    done = carry_out(request, action, (), args, ctx, switches)
    if done.preview or done.secret:
        return answer(done.as_dict(), 200 if done.preview else 201)
    made = next((each for each in done.made if each.kind == found.key), None)
    return _made(found, made.number, done, ctx) if made else answer(done.as_dict(), 201)


def _made(form: FormType, number: str, done: Answer, ctx: Context) -> HttpResponse:
    with reading.reading(ctx):
        shown = reading.record(form, number, ctx)
    where = path_of(ctx.company_code, form.key, shown.number)
    return answer(as_told(shown) | warned(done), 201, Location=where, ETag=tag(shown.version))


def warned(done: Answer) -> dict[str, Any]:
    """What the caller should know although it is done."""
    return {"warnings": [each.as_dict() for each in done.warnings]}


def change(request: HttpRequest, company: str, form: str, number: str) -> HttpResponse:
    """Changes the given fields; If-Match refuses when somebody else changed the record meanwhile."""
    switches = asked(request, SWITCHES)
    ctx = entered(request, company)
    found = reading.form_for(form, ctx)
    action = action_of(found, EDIT, READ)
    return _edited(request, found, segment(number), read(action.args, body_of(request)), ctx, switches)


def _edited(
    request: HttpRequest, form: FormType, number: str, args: Args, ctx: Context, switches: dict[str, str]
) -> HttpResponse:
    action = action_of(form, EDIT)
    with no_action(form, number):
        done = carry_out(request, action, [number], args, ctx, switches)
    if done.preview:
        return answer(done.as_dict())
    with reading.reading(ctx):
        shown = reading.record(form, number, ctx)
    return answer(as_told(shown) | warned(done), ETag=tag(shown.version))


def remove(request: HttpRequest, company: str, form: str, number: str) -> HttpResponse:
    """Deletes a record that nothing uses."""
    switches = asked(request, SWITCHES)
    ctx = entered(request, company)
    found = reading.form_for(form, ctx)
    action = action_of(found, DELETE, READ)
    args = read(action.args, body_of(request))
    with no_action(found, number):
        done = carry_out(request, action, [segment(number)], args, ctx, switches)
    return answer(done.as_dict()) if done.preview else HttpResponse(status=204)


def action_of(form: FormType, key: str, otherwise: tuple[str, ...] = READ) -> Action:
    """An action of a form's record. A record that lacks it can only be read."""
    try:
        return actions.find(form.of, key)
    except KeyError as error:
        raise NotAllowed(*otherwise) from error


def carry_out(
    request: HttpRequest, action: Action, numbers: Any, args: Any, ctx: Context, switches: dict[str, str],
    *, each: bool = False, named: str = "",
) -> Answer:  # fmt: skip
    """Runs an action as the request says: for show, with its effects, under the version seen."""
    seen = version_seen(request)
    versions = {named or numbers[0]: seen} if seen is not None and len(numbers) == 1 else None
    return run(
        action.record, action.key, numbers, args, ctx, each=each, versions=versions,
        preview=flag(switches, "preview"), show_effects=flag(switches, "effects"))  # fmt: skip


def line_grid(form: FormType, key: str) -> Lines:
    """The lines of a form under a key."""
    return reading.grid(form, key)


def line_list(ctx: Context, form: FormType, number: str, lines: Lines) -> list[dict[str, Any]]:
    """All lines of a record; its header is looked up first, so that a missing one is found out."""
    header = reading.record(form, number, ctx, lines=False)
    return reading.lines_of(lines, header.id, ctx)


def line_number(text: str) -> int:
    """The number of a line as it stands in a path."""
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise NotFound(text)
    return int(text)


def one_line(request: HttpRequest, company: str, form: str, number: str, what: str, line: str) -> HttpResponse:
    """One line of a record; its ETag is the record's."""
    asked(request, ())
    with visiting(request, company) as ctx:
        found = reading.form_for(form, ctx)
        row, version = _line(ctx, found, segment(number), line_grid(found, what), line_number(line))
    return answer(row, ETag=tag(version))


def _line(ctx: Context, form: FormType, number: str, lines: Lines, line: int) -> tuple[dict[str, Any], int]:
    header = reading.record(form, number, ctx, lines=False)
    rows = reading.lines_of(lines, header.id, ctx)
    row = next((each for each in rows if each[lines.of.key] == line), None)
    if row is None:
        raise NotFound(str(line))
    return row, header.version


def new_line(request: HttpRequest, ctx: Context, form: FormType, number: str, lines: Lines) -> HttpResponse:
    """Adds a line to a record, through the edit action of the record."""
    switches = asked(request, SWITCHES)
    with reading.reading(ctx):
        before = {row[lines.of.key] for row in line_list(ctx, form, number, lines)}
    done = _change_lines(request, ctx, form, number, lines, body_of(request), switches)
    if done.preview:
        return answer(done.as_dict())
    with reading.reading(ctx):
        header = reading.record(form, number, ctx)
    row = next(each for each in header.lines[lines.key] if each[lines.of.key] not in before)
    where = path_of(ctx.company_code, form.key, header.number, lines.key, row[lines.of.key])
    return answer(row | warned(done), 201, Location=where, ETag=tag(header.version))


def change_line(request: HttpRequest, company: str, form: str, number: str, what: str, line: str) -> HttpResponse:
    """Changes the given fields of a line."""
    switches = asked(request, SWITCHES)
    ctx = entered(request, company)
    found = reading.form_for(form, ctx)
    lines, place = line_grid(found, what), line_number(line)
    with reading.reading(ctx):
        _line(ctx, found, segment(number), lines, place)
    told = {**_object(body_of(request)), lines.of.key: place}
    done = _change_lines(request, ctx, found, segment(number), lines, told, switches)
    if done.preview:
        return answer(done.as_dict())
    with reading.reading(ctx):
        row, version = _line(ctx, found, segment(number), lines, place)
    return answer(row | warned(done), ETag=tag(version))


def remove_line(request: HttpRequest, company: str, form: str, number: str, what: str, line: str) -> HttpResponse:
    """Takes a line out of a record."""
    switches = asked(request, SWITCHES)
    ctx = entered(request, company)
    found = reading.form_for(form, ctx)
    lines, place = line_grid(found, what), line_number(line)
    with reading.reading(ctx):
        _line(ctx, found, segment(number), lines, place)
    told = {lines.of.key: place, "remove": True}
    done = _change_lines(request, ctx, found, segment(number), lines, told, switches)
    return answer(done.as_dict()) if done.preview else HttpResponse(status=204)


def _change_lines(
    request: HttpRequest, ctx: Context, form: FormType, number: str, lines: Lines, told: Any,
    switches: dict[str, str],
) -> Answer:  # fmt: skip
    """Lines are changed with their record: one edit, one version, one entry in its timeline."""
    action = action_of(form, EDIT)
    if lines.key not in action.args.model_fields:
        raise NotAllowed(*READ)
    args = read(action.args, {lines.key: [_object(told)]})
    return carry_out(request, action, [number], args, ctx, switches)


def _object(told: Any) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise Invalid(("body", "must be an object"))
    return told
