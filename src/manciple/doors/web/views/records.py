"""A record: its header form, its lines, its actions, what it is about; and a new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from manciple.kernel import clock, inquiries, reading, running
from manciple.kernel.actions import CREATE, EDIT, Action
from manciple.kernel.args import read
from manciple.kernel.authority import has
from manciple.kernel.context import Context
from manciple.kernel.forms import Form
from manciple.kernel.messages import CHANGED_MEANWHILE
from manciple.kernel.reading import Shown
from manciple.kernel.records import field_of
from manciple.kernel.refusals import Invalid, NotFound, Refusal, Refused

from .. import controls, shown, written
from ..middleware import of_company
from ..shell import address, list_link, page, shell
from ..shown import (
    Badge,
    Button,
    Buttons,
    FactBox,
    FastTab,
    Fields,
    How,
    Link,
    PaneTab,
    Passed,
    RecordPage,
    Step,
)
from . import grids
from .parts import action_button, figures

TIMELINE = "timeline"


@dataclass(slots=True)
class Open:
    """A record as a page has it open: what is stored, what may be done, what was typed and refused."""

    form: type[Form]
    record: Shown
    ctx: Context
    offered: Sequence[running.Availability] = ()
    typed: Mapping[str, str] = None  # type: ignore[assignment]
    errors: Mapping[str, Sequence[str]] = None  # type: ignore[assignment]
    new: bool = False

    def __post_init__(self) -> None:
        self.typed, self.errors = self.typed or {}, self.errors or {}

    @property
    def edit_refusals(self) -> list[Refusal]:
        """Why the record cannot be edited; empty when it can."""
        found = next((each for each in self.offered if each.action.key == EDIT), None)
        if found is None:
            return [] if self.new else [Refusal(code="", message="")]
        return found.refusals

    @property
    def editable(self) -> bool:
        return self.new or not self.edit_refusals


def opened(form: type[Form], number: str, ctx: Context, **more: Any) -> Open:
    """A record with what may be done to it now."""
    record = reading.record(form, number, ctx)
    offered = running.available(form.of, record.id, ctx, [each for each in form.actions() if not each.creates])
    return Open(form, record, ctx, offered, **more)


@require_http_methods(["GET", "POST"])
@of_company
def record_page(request: HttpRequest, company: str, key: str, number: str) -> HttpResponse:
    """A record; posting its form saves the fields that were changed."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    form = reading.form_for(key, ctx)
    if request.method == "POST":
        return _save(request, form, number, ctx)
    return _whole(request, opened(form, number, ctx))


def _whole(request: HttpRequest, record: Open, status: int = 200, **more: Any) -> HttpResponse:
    shown_page = page_of(record)
    crumbs = [list_link(record.form, record.ctx), Link(label=shown_page.title, url="")]
    details = grids.first_details(record.form, record.record, record.editable, record.ctx)
    return page(
        request, "web/record.html", crumbs, status, page=shown_page, details=details, token="",
        refresh_url=request.path if not record.new else "", **more)


def page_of(record: Open) -> RecordPage:
    """Everything the page of a record shows."""
    form, ctx = record.form, record.ctx
    name = record.record.fields.get(form.of.title) if form.of.title != form.of.key else ""
    url = _url(record)
    return RecordPage(
        title=_title(record), subtitle=written.text(name), badges=list(_badges(record)), figures=figures(form, record.record),
        steps=list(_steps(record)), pane=list(_pane(record)), tabs=list(_tabs(record)), header_label=_("Header"),
        lines=None if record.new else grids.grid_of(form, record.record, record.editable, _why_not(record), ctx),
        sections=[] if record.new else grids.sections(form, record.record, ctx),
        factboxes=[] if record.new else list(_boxes(record)), save_url=url, version=str(record.record.version),
        print_url="" if record.new else address("print", ctx, key=form.key, number=record.record.number),
        is_new=record.new, editable=record.editable)  # fmt: skip


def _title(record: Open) -> str:
    if record.new:
        return _("New {name}").format(name=record.form.label())
    number = record.record.number
    return number if record.form.of.key != "id" else f"{record.form.label()} {number}"


def _url(record: Open) -> str:
    if record.new:
        return address("new", record.ctx, key=record.form.key)
    return address("record", record.ctx, key=record.form.key, number=record.record.number)


def _why_not(record: Open) -> str:
    return record.edit_refusals[0].message if record.edit_refusals else ""


# --- The head -----------------------------------------------------------------------------------------

def _badges(record: Open) -> Iterator[Badge]:
    if record.new:
        return
    for name in record.form.badges:
        value = record.record.fields.get(name)
        label = str(field_of(record.form.of, name).verbose_name)
        words = written.choices_of(record.form, name)
        if isinstance(value, bool):
            if value:
                yield Badge(label=label, tone=shown.Tone.WARNING)
        elif value not in (None, ""):
            yield Badge(label=words.get(str(value), written.text(value)), title=label)


def _steps(record: Open) -> Iterator[Step]:
    if record.new:
        return
    for name in record.form.steps[:1]:
        choices = list(written.choices_of(record.form, name).items())
        values = [value for value, _label in choices]
        now = str(record.record.fields.get(name) or "")
        at = values.index(now) if now in values else 0
        for place, (_value, label) in enumerate(choices):
            passed = Passed.DONE if place < at else Passed.NOW if place == at else Passed.TO_COME
            yield Step(label=label, passed=passed)


# --- The action pane ----------------------------------------------------------------------------------

def _pane(record: Open) -> Iterator[PaneTab]:
    if record.new:
        return
    offered = {each.action.key: each for each in record.offered}
    if not record.form.panes:
        keys = [key for key in offered if key != EDIT]
        buttons = [button for key in keys if (button := _button(key, offered, record))]
        if buttons:
            yield PaneTab(key="actions", label=_("Actions"), active=True, groups=[Buttons(label=record.form.label(), buttons=buttons)])
        return
    yield from _declared_pane(record, offered)


def _declared_pane(record: Open, offered: Mapping[str, running.Availability]) -> Iterator[PaneTab]:
    first = True
    for pane in record.form.panes:
        groups = []
        for group in pane.groups:
            buttons = [button for key in group.keys if (button := _button(key, offered, record))]
            if buttons:
                groups.append(Buttons(label=str(group.label), buttons=buttons))
        if groups:
            yield PaneTab(key=pane.key, label=str(pane.label), groups=groups, active=first)
            first = False


def _button(key: str, offered: Mapping[str, running.Availability], record: Open) -> Button | None:
    """A button for an action or an inquiry; nothing for a key that has neither."""
    ctx, form = record.ctx, record.form
    if key in offered:
        return action_button(offered[key], address("act", ctx, key=form.key, number=record.record.number, action=key))
    if key == CREATE:
        return _create_button(form, ctx)
    inquiry = next((each for each in inquiries.every() if each.key == key and each.about == form.key), None)
    if inquiry is None or not has(ctx.duties, inquiry.duty):
        return None
    url = address("about", ctx, key=form.key, number=record.record.number, inquiry=key)
    return Button(key=key, label=str(inquiry.label), icon="list-details", how=How.LINK, url=url, hint=inquiry.help)


def _create_button(form: type[Form], ctx: Context) -> Button | None:
    create = next((each for each in form.actions() if each.key == CREATE), None)
    if create is None or not has(ctx.duties, create.duty):
        return None
    return Button(key=CREATE, label=str(create.label), icon="plus", how=How.LINK, url=address("new", ctx, key=form.key))


# --- The header ---------------------------------------------------------------------------------------

def _tabs(record: Open) -> Iterator[FastTab]:
    for place, tab in enumerate(record.form.tabs):
        fields = [_field(record, name) for name in tab.names]
        summary = [field for field in fields if field.text][:3]
        yield FastTab(
            key=f"tab-{place}", label=str(tab.label), open=record.new or place < 2 or not record.form.lines,
            groups=[Fields(fields=fields)], summary=summary)


def _field(record: Open, name: str) -> shown.Field:
    placed = record.form.field(name)
    value = record.record.fields.get(name)
    reason = controls.locked_reason(placed, record.record.state, record.ctx, new=record.new)
    editable = record.editable and reason is None
    shown_reason = reason or "" if record.editable else ""
    drawn = controls.field(placed, value, record.ctx, editable=editable, reason=shown_reason, errors=record.errors.get(name, ()))
    if name in record.typed and editable:
        return shown.replace_text(drawn, record.typed[name])
    return drawn


# --- Boxes beside the record --------------------------------------------------------------------------

def _boxes(record: Open) -> Iterator[FactBox]:
    keys = list(record.form.boxes)
    if TIMELINE not in keys and not record.form.of.append_only:
        keys.append(TIMELINE)
    for key in keys:
        title = _("Timeline") if key == TIMELINE else _label(key)
        url = address("box", record.ctx, key=record.form.key, number=record.record.number, box=key)
        yield FactBox(key=key, title=title, url=url)


def _label(key: str) -> str:
    found = next((each for each in inquiries.every() if each.key == key), None)
    return str(found.label) if found else key


# --- Saving and creating ------------------------------------------------------------------------------

def action_of(form: type[Form], key: str, ctx: Context) -> Action:
    """An action the visitor may know of."""
    found = next((each for each in form.actions() if each.key == key), None)
    if found is None:
        raise NotFound(key)
    return found


def _save(request: HttpRequest, form: type[Form], number: str, ctx: Context) -> HttpResponse:
    """Saves the changed fields; what cannot be saved comes back as typed, with its reasons."""
    action = action_of(form, EDIT, ctx)
    values, unread = controls.header_values(form, request.POST, action.args)
    typed = {name: request.POST[name] for name in action.args.model_fields if name in request.POST}
    errors: dict[str, list[str]] = {name: [message] for name, message in unread.items()}
    refused: list[Refusal] = []
    if not errors:
        try:
            name = reading.name_of(form.of, number)
            seen = {str(name): int(request.POST["version"])} if request.POST.get("version", "").isdecimal() else {}
            running.run(form.of, EDIT, [name], read(action.args, values), ctx, versions=seen)
            typed = {}
        except Invalid as error:
            errors = {place.split(".")[0]: [message] for place, message in error.faults}
        except Refused as error:
            refused = error.refusals
            errors = by_field(error.refusals, set(action.args.model_fields))
    return _answer(request, form, number, ctx, typed, errors, refused)


def by_field(refusals: Sequence[Refusal], names: set[str]) -> dict[str, list[str]]:
    """Refusals at the fields they name."""
    found: dict[str, list[str]] = {}
    for each in refusals:
        if each.field in names and each.line is None:
            found.setdefault(each.field, []).append(f"{each.message} {each.way_out}".strip())
    return found


def _answer(
    request: HttpRequest, form: type[Form], number: str, ctx: Context, typed: Mapping[str, str],
    errors: Mapping[str, Sequence[str]], refused: Sequence[Refusal],
) -> HttpResponse:  # fmt: skip
    fresh = ctx.fresh(now=clock.now())
    with reading.reading(fresh):
        record = opened(form, number, fresh, typed=typed, errors=errors)
        failed = bool(errors or refused)
        more: dict[str, Any] = {"conflict": _conflict(refused), "refused": _rest(refused, errors)}
        status = 409 if any(each.code == CHANGED_MEANWHILE.code for each in refused) else 422 if failed else 200
        if request.headers.get("HX-Request") != "true":
            return _whole(request, record, status, **more)
        answer = render(request, "web/record/header.html", {"page": page_of(record), "token": "", **more}, status=status)
    if not failed:
        answer["HX-Trigger"] = shown.trigger(toast=_("Saved"), record_changed=True)
    return answer


def _conflict(refused: Sequence[Refusal]) -> shown.Conflict | None:
    found = [each for each in refused if each.code == CHANGED_MEANWHILE.code]
    if not found:
        return None
    told = found[0].values
    return shown.Conflict(
        user=str(told.get("user", "")), at=str(told.get("at", "")),
        changes=[(each.field, str(each.values.get("old", "")), str(each.values.get("new", ""))) for each in found])


def _rest(refused: Sequence[Refusal], errors: Mapping[str, Sequence[str]]) -> shown.Refused | None:
    """Refusals that stand at no field."""
    rest = [each for each in refused if each.field not in errors and each.code != CHANGED_MEANWHILE.code]
    return shown.Refused(title=_("Not saved"), refusals=rest) if rest else None


@require_http_methods(["GET", "POST"])
@of_company
def new_page(request: HttpRequest, company: str, key: str) -> HttpResponse:
    """A new record: the fields that may be typed, then the record itself."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    form = reading.form_for(key, ctx)
    action = action_of(form, CREATE, ctx)
    if not has(ctx.duties, action.duty):
        raise NotFound(key)
    if request.method == "POST":
        return _create(request, form, action, ctx)
    return _whole(request, Open(form, blank(form), ctx, new=True))


def blank(form: type[Form]) -> Shown:
    """A record before it exists: the defaults of its fields."""
    fields = {each.path: each.field.get_default() if each.field.has_default() else None for each in form.fields()}
    return Shown(0, "", 0, "", fields)


def _create(request: HttpRequest, form: type[Form], action: Action, ctx: Context) -> HttpResponse:
    values, unread = controls.header_values(form, request.POST, action.args)
    typed = {name: request.POST[name] for name in action.args.model_fields if name in request.POST}
    errors: dict[str, list[str]] = {name: [message] for name, message in unread.items()}
    refused: list[Refusal] = []
    if not errors:
        try:
            given = {name: value for name, value in values.items() if value not in (None, "")}
            done = running.create(form.of, read(action.args, given), ctx)
            return _made(request, form, done, ctx)
        except Invalid as error:
            errors = {place.split(".")[0]: [message] for place, message in error.faults}
        except Refused as error:
            refused = error.refusals
            errors = by_field(error.refusals, set(action.args.model_fields))
    with reading.reading(ctx):
        record = Open(form, blank(form), ctx, new=True, typed=typed, errors=errors)
        more = {"conflict": None, "refused": _rest(refused, errors), "token": ""}
        if request.headers.get("HX-Request") != "true":
            return _whole(request, record, 422, **{k: v for k, v in more.items() if k != "token"})
        return render(request, "web/record/header.html", {"page": page_of(record), **more}, status=422)


def _made(request: HttpRequest, form: type[Form], done: running.Answer, ctx: Context) -> HttpResponse:
    made = next((each for each in done.made if each.kind == form.key), None)
    url = address("record", ctx, key=form.key, number=made.number) if made else address("list", ctx, key=form.key)
    if done.secret:
        return page(request, "web/failure.html", [list_link(form, ctx)], failure={
            "status": 201, "title": _("Made. Copy this secret now; it is not shown again."), "advice": done.secret,
            "request_id": ""})  # fmt: skip
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponse(status=303, headers={"Location": url})


# --- Boxes, print -------------------------------------------------------------------------------------

@require_GET
@of_company
def print_page(request: HttpRequest, company: str, key: str, number: str) -> HttpResponse:
    """A plain sheet of the record."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    form = reading.form_for(key, ctx)
    record = opened(form, number, ctx)
    record.offered = ()
    tables = [grids.table(form, lines, record.record, ctx) for lines in form.lines]
    return page(
        request, "web/print.html", [], page=page_of(record), tables=tables, printed_at=ctx.now,
        company=shell(request, ctx).company)
