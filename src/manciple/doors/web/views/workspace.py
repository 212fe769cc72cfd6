"""The first page of a company: what needs the visitor, and where everything is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from manciple.kernel import actions, authority, forms, inquiries, menus, reading
from manciple.kernel.context import Context
from manciple.kernel.forms import Form
from manciple.kernel.models import Act, Event
from manciple.kernel.records import Stored, model_named

from .. import shown
from ..context import last_company
from ..middleware import context_of, of_company
from ..shell import address, links_of, page
from .lists import creates
from .wanted import resolved

MOST_COUNTED = 999
ACTS_SEEN, EVENTS_SHOWN = 30, 8


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Signing in leads to the company the visitor was in last, or else to his first one."""
    company = last_company(request)
    if not company:
        told = {
            "status": 403, "title": _("You have no role in any company yet"), "request_id": "",
            "advice": _("Ask an administrator to give you one."),
        }  # fmt: skip
        return render(request, "web/failure.html", {"failure": told}, status=403)
    return redirect("workspace", company=company)


@require_GET
@of_company
def workspace(request: HttpRequest, company: str) -> HttpResponse:
    """Tiles of what needs me, what I did last, and links to everything."""
    ctx = context_of(request)
    user: Any = request.user
    drawn = shown.Workspace(
        title=_("Good to see you, {name}").format(name=user.get_short_name() or ctx.user_name),
        tiles=list(_tiles(ctx)),
        sections=list(_mine(ctx)),
        links=list(_everything(ctx)),
        buttons=list(_buttons(ctx)),
    )
    return page(request, "web/workspace.html", [], page=drawn)


# --- Tiles ----------------------------------------------------------------------------------------------


def _tiles(ctx: Context) -> Iterator[shown.Tile]:
    """The views that forms want here, with the number of records in each."""
    for form in forms.every():
        if not authority.has(ctx.duties, form.duty):
            continue
        icon = _icon(form)
        for key, label, filters in form.views:
            if key in form.tiles:
                url = f"{address('list', ctx, key=form.key)}?view={key}"
                yield shown.Tile(label=str(label), value=_count(form, resolved(filters, ctx), ctx), url=url, icon=icon)


def _icon(form: type[Form]) -> str:
    """The icon of the area in which the form stands."""
    of_area = {group.key: area.icon for area in menus.areas() for group in menus.groups_of(area.key)}
    return of_area.get(form.menu, "list")


def _count(form: type[Form], filters: dict[str, str], ctx: Context) -> str:
    """How many records a view has; beyond a thousand nobody counts."""
    condition = inquiries.compiled(filters, form.all_columns())
    found = reading.rows_of(form.of, ctx).filter(condition)[: MOST_COUNTED + 1].count()
    return f"{MOST_COUNTED}+" if found > MOST_COUNTED else str(found)


# --- What I did last ------------------------------------------------------------------------------------


def _mine(ctx: Context) -> Iterator[shown.Section]:
    """What the visitor did last, each with the way back to it."""
    acts = Act.objects.filter(company=ctx.company, user_id=ctx.user).order_by("-id").values_list("pk", flat=True)
    events = Event.objects.filter(company=ctx.company, act_id__in=list(acts[:ACTS_SEEN])).order_by("-id")
    told = [event for event in (_event(each, ctx) for each in events[:EVENTS_SHOWN]) if event]
    note = "" if told else _("Nothing yet. What you do in this company is listed here.")
    yield shown.Section(key="mine", title=_("What you did last"), events=told, note=note)


def _event(event: Event, ctx: Context) -> shown.Event | None:
    """One thing that happened; of records whose kind the visitor may not see nothing is told."""
    record = model_named(event.record)
    form = forms.form_of(record)
    if form is None or not authority.has(ctx.duties, form.duty):
        return None
    number = f"{capfirst(form.label())} {event.number}"
    url = address("record", ctx, key=form.key, number=event.number)
    return shown.Event(title=f"{number} · {label_of_event(record, event.name)}", at=event.at, url=url)


def label_of_event(record: type[Stored], name: str) -> str:
    """What people call what happened: the label of the action that announces it."""
    found = next((each for each in actions.of(record) if name in (each.event, each.key)), None)
    return str(found.label) if found else name


# --- Everything else ------------------------------------------------------------------------------------


def _everything(ctx: Context) -> Iterator[shown.Links]:
    for area in menus.areas():
        links = [link for group in menus.groups_of(area.key) for link in links_of(group, ctx)]
        if links:
            yield shown.Links(label=str(area.label), links=links)


def _buttons(ctx: Context) -> Iterator[shown.Button]:
    """New documents can be started from here; set-up records have their own pages."""
    for form in forms.every():
        if not form.setup and creates(form, ctx):
            yield shown.Button(
                key=f"new-{form.key}",
                label=_("New {name}").format(name=form.label()),
                icon="plus",
                how=shown.How.LINK,
                primary=True,
                url=address("new", ctx, key=form.key),
            )


@require_GET
@of_company
def area(request: HttpRequest, company: str, key: str) -> HttpResponse:
    """Everything of one area on one page."""
    ctx = context_of(request)
    found = next((each for each in menus.areas() if each.key == key), None)
    if found is None:
        raise Http404(key)
    groups = [shown.Links(label=str(group.label), links=links_of(group, ctx)) for group in menus.groups_of(key)]
    crumb = shown.Link(label=str(found.label), url=address("area", ctx, key=key))
    filled = [group for group in groups if group.links]
    return page(request, "web/area.html", [crumb], title=str(found.label), groups=filled)
