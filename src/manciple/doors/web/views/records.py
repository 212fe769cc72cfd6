"""The page of a record, the saving of its form, its printed sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from manciple.kernel import clock, reading, running
from manciple.kernel.actions import EDIT
from manciple.kernel.args import Args, read
from manciple.kernel.context import Context
from manciple.kernel.forms import Form
from manciple.kernel.messages import CHANGED_MEANWHILE
from manciple.kernel.refusals import Invalid, NotFound, Refusal, Refused
from manciple.kernel.shapes import given

from .. import controls, shown, written
from ..middleware import context_of, of_company
from ..shell import list_link, page, shell
from ..shown import Link
from . import grids
from .lists import action_of
from .opened import Open, by_field, opened, page_of, sheet_of, top_of

MOST_TOLD = 6


@require_http_methods(["GET", "POST"])
@of_company
def record_page(request: HttpRequest, company: str, key: str, number: str) -> HttpResponse:
    """A record; posting its form saves the fields that were changed."""
    ctx = context_of(request)
    form = reading.form_for(key, ctx)
    if request.method == "POST":
        return _save(request, form, number, ctx)
    return _whole(request, opened(form, number, ctx))


def _whole(request: HttpRequest, record: Open, status: int = 200, **more: Any) -> HttpResponse:
    drawn = page_of(record)
    details = grids.first_details(record.form, record.record, editable=record.editable, ctx=record.ctx)
    crumbs = [list_link(record.form, record.ctx), Link(label=drawn.title, url="")]
    return page(request, "web/record.html", crumbs, status, page=drawn, details=details, token="",
                refresh_url=request.path, **more)  # fmt: skip


@require_GET
@of_company
def top(request: HttpRequest, company: str, key: str, number: str) -> HttpResponse:
    """Action pane and head anew: a change of lines may open and close actions, and move states."""
    ctx = context_of(request)
    return render(request, "web/record/top.html", {"page": top_of(reading.form_for(key, ctx), number, ctx)})


# --- Saving -------------------------------------------------------------------------------------------


def _save(request: HttpRequest, form: type[Form], number: str, ctx: Context) -> HttpResponse:
    """Saves the changed fields; what cannot be saved comes back as typed, with its reasons."""
    edit = action_of(form, EDIT)
    if edit is None:
        raise NotFound(number)
    values, unread = controls.changed_fields(edit.args, request.POST)
    errors: dict[str, list[str]] = {name: [message] for name, message in unread.items()}
    refused: Sequence[Refusal] = ()
    if not errors:
        asked = request.POST.get("asked") == "true"
        try:
            if not asked and (asking := _questions(request, form, number, read(edit.args, values), ctx)):
                return asking
            _edit(request, form, number, {**values, **(_answers(request, form) if asked else {})}, ctx)
        except Invalid as error:
            errors = {place.split(".")[0]: [controls.said(message)] for place, message in error.faults}
        except Refused as error:
            refused, errors = error.refusals, by_field(error.refusals, edit.args.model_fields)
    failed = bool(errors or refused)
    typed = {name: str(request.POST[name]) for name in edit.args.model_fields if name in request.POST} if failed else {}
    return _answer(request, form, number, ctx, typed, errors, refused)


def _questions(request: HttpRequest, form: type[Form], number: str, args: Args, ctx: Context) -> HttpResponse | None:
    """The dialog with what has to be decided first; nothing where there is none, or no script to show it."""
    if form.asks is None or request.headers.get("HX-Request") != "true":
        return None
    with reading.reading(ctx):
        found = form.asks(reading.record(form, number, ctx, lines=False).id, given(args), ctx)
        if not found:
            return None
        typed = [(name, str(value)) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"]
        asking = shown.Asking(url=request.path, questions=found, typed=typed)
        answer = render(request, "web/dialog/asking.html", {"asking": asking})
    answer["HX-Retarget"], answer["HX-Reswap"] = "#dialog", "innerHTML"
    return answer


def _answers(request: HttpRequest, form: type[Form]) -> Mapping[str, Any]:
    """What was answered, as arguments of the edit."""
    assert form.answers is not None, "a form that asks takes the answers"
    return form.answers({key: request.POST.getlist(f"ask-{key}") for key in request.POST.getlist("ask")})


def _edit(request: HttpRequest, form: type[Form], number: str, values: Mapping[str, Any], ctx: Context) -> None:
    edit = action_of(form, EDIT)
    assert edit is not None
    name, version = reading.name_of(form.of, number), str(request.POST.get("version", ""))
    seen = {str(name): int(version)} if version.isascii() and version.isdecimal() else {}
    running.run(form.of, EDIT, [name], read(edit.args, values), ctx, versions=seen)


def _answer(
    request: HttpRequest, form: type[Form], number: str, ctx: Context, typed: Mapping[str, str],
    errors: Mapping[str, Sequence[str]], refused: Sequence[Refusal],
) -> HttpResponse:  # fmt: skip
    """The form again: as stored when all was well, else as typed."""
    fresh = ctx.fresh(now=clock.now())
    stale = [each for each in refused if each.code == CHANGED_MEANWHILE.code]
    rest = [each for each in refused if each not in stale and each.field not in errors]
    status = 409 if stale else 422 if errors or refused else 200
    told: dict[str, Any] = {
        "conflict": conflict_of(stale),
        "refused": shown.Refused(title=_("Not saved"), refusals=rest) if rest else None,
    }
    with reading.reading(fresh):
        record = opened(form, number, fresh, typed=typed, errors=errors)
        if request.headers.get("HX-Request") != "true":
            return _whole(request, record, status, **told)
        drawn = page_of(record)
        answer = render(request, "web/record/header.html", {"page": drawn, "token": "", **told}, status=status)
    if status == 200:
        answer["HX-Trigger"] = shown.trigger(toast=_("Saved"), close=True, record_changed=True)
    elif "asked" in request.POST:
        answer["HX-Trigger"] = shown.trigger(close=True)
    return answer


def conflict_of(stale: Sequence[Refusal]) -> shown.Conflict | None:
    """What somebody else changed meanwhile, its first few fields."""
    if not stale:
        return None
    told = stale[0].values
    changes = [(_label(each), _said(each, "old"), _said(each, "new")) for each in stale[:MOST_TOLD]]
    at = written.plain(str(told.get("at", "")), "moment") if told.get("at", "–") != "–" else ""
    return shown.Conflict(user=str(told.get("user", "")), at=at, changes=changes)


def _label(refusal: Refusal) -> str:
    """What people call the field that was changed."""
    return str(refusal.values.get("changes", refusal.field)).partition(":")[0]


def _said(refusal: Refusal, name: str) -> str:
    value = refusal.values.get(name)
    return "" if value is None else str(value)


# --- Print ----------------------------------------------------------------------------------------------


@require_GET
@of_company
def print_page(request: HttpRequest, company: str, key: str, number: str) -> HttpResponse:
    """A plain sheet of the record."""
    ctx = context_of(request)
    form = reading.form_for(key, ctx)
    record = Open(form, reading.record(form, number, ctx), ctx)
    tables = [grids.table(form, lines, record.record, ctx) for lines in form.lines]
    return page(
        request,
        "web/print.html",
        [],
        page=sheet_of(record),
        tables=[each for each in tables if each.rows],
        printed_at=ctx.now,
        company=shell(request, ctx).company,
    )
