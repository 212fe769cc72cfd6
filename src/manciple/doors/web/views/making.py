"""A new record: the fields that may be typed, then the record itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from manciple.kernel import reading, running
from manciple.kernel.actions import Action
from manciple.kernel.args import read
from manciple.kernel.context import Context
from manciple.kernel.forms import Form
from manciple.kernel.refusals import Invalid, NotFound, Refusal, Refused

from .. import controls, shown, written
from ..middleware import context_of, of_company
from ..shell import address, goes_to, list_link, page
from ..shown import FastTab, Field, Fields, Link, RecordPage
from .lists import creates
from .opened import by_field

Errors = Mapping[str, Sequence[str]]


@require_http_methods(["GET", "POST"])
@of_company
def new_page(request: HttpRequest, company: str, key: str) -> HttpResponse:
    """A new record. Values may stand in the address: `?name=value`."""
    ctx = context_of(request)
    form = reading.form_for(key, ctx)
    action = creates(form, ctx)
    if action is None:
        raise NotFound(key)
    if request.method == "POST":
        return _create(request, form, action, ctx)
    known = {name: str(value) for name, value in request.GET.items() if name in action.args.model_fields}
    return _drawn(request, form, action, ctx, known, {}, ())


def _create(request: HttpRequest, form: type[Form], action: Action, ctx: Context) -> HttpResponse:
    values, unread = controls.changed_fields(action.args, request.POST)
    typed = {name: str(request.POST[name]) for name in action.args.model_fields if name in request.POST}
    errors: Errors = {name: [message] for name, message in unread.items()}
    refused: Sequence[Refusal] = ()
    if not errors:
        try:
            given = {name: value for name, value in values.items() if value not in (None, "")}
            return _made(request, form, running.create(form.of, read(action.args, given), ctx), ctx)
        except Invalid as error:
            errors = {place.split(".")[0]: [controls.said(message)] for place, message in error.faults}
        except Refused as error:
            refused, errors = error.refusals, by_field(error.refusals, action.args.model_fields)
    with reading.reading(ctx):
        return _drawn(request, form, action, ctx, typed, errors, refused)


def _made(request: HttpRequest, form: type[Form], done: running.Answer, ctx: Context) -> HttpResponse:
    """The way to the new record; a secret is shown first, because it is shown once."""
    made = next((each for each in done.made if each.kind == form.key), None)
    if made is None:
        return goes_to(request, address("list", ctx, key=form.key))
    url = address("record", ctx, key=form.key, number=made.number)
    return goes_to(request, f"{url}#new" if form.lines else url)


def _drawn(
    request: HttpRequest, form: type[Form], action: Action, ctx: Context, typed: Mapping[str, str], errors: Errors,
    refused: Sequence[Refusal],
) -> HttpResponse:  # fmt: skip
    rest = [each for each in refused if each.field not in errors]
    label = _("New {name}").format(name=form.label())
    drawn = RecordPage(
        title=label,
        tabs=list(_tabs(form, action, ctx, typed, errors)),
        is_new=True,
        editable=True,
        save_url=address("new", ctx, key=form.key),
    )
    told: dict[str, Any] = {
        "page": drawn,
        "token": "",
        "conflict": None,
        "details": None,
        "refused": shown.Refused(title=_("Not created"), refusals=rest) if rest else None,
    }
    status = 422 if errors or refused else 200
    if request.headers.get("HX-Request") == "true":
        return render(request, "web/record/header.html", told, status=status)
    return page(request, "web/record.html", [list_link(form, ctx), Link(label=label, url="")], status, **told)


# --- The fields -----------------------------------------------------------------------------------------


def _tabs(
    form: type[Form], action: Action, ctx: Context, typed: Mapping[str, str], errors: Errors
) -> Iterator[FastTab]:
    """First what a new record usually needs, then everything else it may be told, folded."""
    proposed = dict(action.proposes(0, ctx)) if action.proposes else {}
    for place, (label, names) in enumerate(_arranged(form, action)):
        fields = [_field(form, name, action, ctx, proposed, typed, errors) for name in names]
        if place == 0:
            fields = list(_first_focused(fields))
        is_open = place == 0 or not form.create_fields or any(field.errors for field in fields)
        yield FastTab(key=f"tab-{place}", label=label, open=is_open, groups=[Fields(fields=fields)])


def _arranged(form: type[Form], action: Action) -> Iterator[tuple[str, list[str]]]:
    """Headings and names of arguments: the form's own order, and what it does not place at the end."""
    known = [name for name, info in action.args.model_fields.items() if controls.row_shape(info.annotation) is None]
    first = [name for name in form.create_fields if name in known]
    seen = set(first)
    if first:
        yield _("What is needed first"), first
    for tab in form.tabs:
        names = [name for name in tab.names if name in known and name not in seen]
        seen |= set(names)
        if names:
            yield str(tab.label), names
    rest = [name for name in known if name not in seen]
    if rest:
        yield _("More"), rest


def _field(
    form: type[Form], name: str, action: Action, ctx: Context, proposed: Mapping[str, Any], typed: Mapping[str, str],
    errors: Errors,
) -> Field:  # fmt: skip
    """An argument of the create action; label and kind are the field's own where it is one."""
    placed = written.placed(form, name)
    info = action.args.model_fields[name]
    if placed is None or not getattr(placed.field, "declared", False):
        drawn = controls.argument(name, action.args, proposed.get(name, controls.initial(info)), ctx)
    else:
        default = placed.field.get_default() if placed.field.has_default() else None
        drawn = controls.field(placed, proposed.get(name, default), ctx, editable=True)
    drawn = replace(drawn, required=info.is_required(), errors=errors.get(name, ()))
    return shown.replace_text(drawn, typed[name]) if name in typed else drawn


def _first_focused(fields: Iterable[Field]) -> Iterator[Field]:
    """The first field to fill in has the focus when the page stands."""
    waiting = True
    for field in fields:
        yield replace(field, autofocus=waiting)
        waiting = False
