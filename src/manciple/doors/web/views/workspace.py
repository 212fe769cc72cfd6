"""The first page of a company: what needs the visitor, and where everything is."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from manciple.kernel import actions, authority, forms, inquiries, menus, reading
from manciple.kernel.actions import CREATE
from manciple.kernel.context import Context
from manciple.kernel.forms import Form
from manciple.kernel.models import Act, Event
from manciple.kernel.records import Stored, model_named

from .. import shown
from ..middleware import of_company
from ..shell import address, page
from .lists import resolved

MOST_COUNTED = 999


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Signing in leads to the first company the visitor works in."""
    companies = authority.companies_of(int(request.user.pk or 0))
    if not companies:
        return render(request, "web/failure.html", {"failure": {
            "status": 403, "title": _("You have no role in any company yet"),
            "advice": _("Ask an administrator to give you one."), "request_id": ""}}, status=403)  # fmt: skip
    return redirect("workspace", company=companies[0].code)


@require_GET
@of_company
def workspace(request: HttpRequest, company: str) -> HttpResponse:
    """Tiles of what needs me, what I did last, and links to everything."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    shown_page = shown.Workspace(
        title=_("Good to see you, {name}").format(name=request.user.get_short_name() or ctx.user_name),  # type: ignore[union-attr]
        tiles=list(_tiles(ctx)), sections=_mine(ctx), links=_everything(ctx), buttons=list(_buttons(ctx)))
    return page(request, "web/workspace.html", [], page=shown_page)


def _tiles(ctx: Context) -> Iterator[shown.Tile]:
    for form in forms.every():
        if not authority.has(ctx.duties, form.duty):
            continue
        for key, label, filters in form.views:
            if key in form.tiles:
                url = f"{address('list', ctx, key=form.key)}?view={key}"
                yield shown.Tile(label=str(label), value=_count(form, resolved(filters, ctx), ctx), url=url, icon=_icon(form))


def _icon(form: type[Form]) -> str:
    return next((each.icon for each in menus.areas() if form.menu in {g.key for g in menus.groups_of(each.key)}), "list")


def _count(form: type[Form], filters: dict[str, str], ctx: Context) -> str:
    """How many records a view has; beyond a thousand nobody counts."""
    condition = inquiries.compiled(filters, form.all_columns())
    found = reading.rows_of(form.of, ctx).filter(condition)[: MOST_COUNTED + 1].count()
    return f"{MOST_COUNTED}+" if found > MOST_COUNTED else str(found)


def _mine(ctx: Context) -> list[shown.Section]:
    """What the visitor did last, each with the way back to it."""
    acts = list(Act.objects.filter(company=ctx.company, user_id=ctx.user).order_by("-id").values_list("pk", flat=True)[:30])
    events = Event.objects.filter(company=ctx.company, act_id__in=acts).order_by("-id")[:8]
    told = [_event(event, ctx) for event in events]
    if not told:
        return []
    return [shown.Section(key="mine", title=_("What you did last"), events=told)]


def _event(event: Event, ctx: Context) -> shown.Event:
    record = model_named(event.record)
    form = forms.form_of(record)
    url = address("record", ctx, key=form.key, number=event.number) if form else ""
    return shown.Event(title=f"{label_of_event(record, event.name)} · {event.number}", at=event.at, url=url)


def label_of_event(record: type[Stored], name: str) -> str:
    """What people call what happened: the label of the action that announces it."""
    found = next((each for each in actions.of(record) if name in (each.event, each.key)), None)
    return str(found.label) if found else name


def _everything(ctx: Context) -> list[shown.Links]:
    found: list[shown.Links] = []
    for area in menus.areas():
        links = [
            shown.Link(label=str(form.title), url=address("list", ctx, key=form.key))
            for group in menus.groups_of(area.key) for form in menus.forms_in(group.key, ctx)
        ]
        links += [
            shown.Link(label=str(each.label), url=address("report", ctx, key=each.key))
            for group in menus.groups_of(area.key) for each in menus.inquiries_in(group.key, ctx)
        ]
        if links:
            found.append(shown.Links(label=str(area.label), links=links))
    return found


def _buttons(ctx: Context) -> Iterator[shown.Button]:
    """New documents can be started from here; set-up records have their own pages."""
    for form in forms.every():
        create = next((each for each in form.actions() if each.key == CREATE), None)
        if create and not form.setup and authority.has(ctx.duties, create.duty):
            yield shown.Button(
                key=f"new-{form.key}", label=_("New {name}").format(name=form.label()), icon="plus",
                how=shown.How.LINK, primary=True, url=address("new", ctx, key=form.key))


@require_GET
@of_company
def area(request: HttpRequest, company: str, key: str) -> HttpResponse:
    """Everything of one area on one page."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    found = next((each for each in menus.areas() if each.key == key), None)
    if found is None:
        raise Http404(key)
    groups = [
        shown.Links(label=str(group.label), links=[
            *(shown.Link(label=str(form.title), url=address("list", ctx, key=form.key)) for form in menus.forms_in(group.key, ctx)),
            *(shown.Link(label=str(each.label), url=address("report", ctx, key=each.key)) for each in menus.inquiries_in(group.key, ctx)),
        ])
        for group in menus.groups_of(key)
    ]  # fmt: skip
    return page(request, "web/area.html", [shown.Link(label=str(found.label), url="")], title=str(found.label), groups=groups)
