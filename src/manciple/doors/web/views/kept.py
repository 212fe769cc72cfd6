"""What a visitor keeps of a list: views under a name, and the columns he wants to see.

A view is a setting of the visitor, no business data, so it is kept without an action.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from manciple.kernel import reading, scope
from manciple.kernel.context import Context
from manciple.kernel.forms import Form
from manciple.kernel.models import SavedView
from manciple.kernel.refusals import NotFound

from ..middleware import context_of, of_company
from ..shell import address, goes_to
from ..shown import Link
from .wanted import Wanted, declared

LONGEST_NAME = 60
OWN = ""  # the nameless view: the visitor's columns, and which view his list opens with
OPENS = "opens"


def of_visitor(form: type[Form], ctx: Context) -> list[SavedView]:
    """The views of a list that the visitor sees: his own and those everybody has."""
    his = Q(user_id=ctx.user) | Q(user_id=None)
    return list(SavedView.objects.filter(his, company=ctx.company, list_key=form.key).order_by("name"))


def key_of(view: SavedView) -> str:
    """How addresses name a kept view."""
    return f"saved-{view.pk}"


def chosen(kept: Sequence[SavedView], key: str) -> SavedView | None:
    """The kept view an address names."""
    return next((view for view in kept if view.name and key_of(view) == key), None)


def own(kept: Sequence[SavedView]) -> SavedView | None:
    """The visitor's own settings of the list."""
    return next((view for view in kept if view.name == OWN), None)


def columns(kept: Sequence[SavedView], key: str) -> tuple[str, ...]:
    """The columns of the view an address names, else those the visitor wants everywhere."""
    view = chosen(kept, key)
    mine = own(kept)
    return tuple((view.columns if view else []) or (mine.columns if mine else []))


def opening(kept: Sequence[SavedView]) -> SavedView | None:
    """The view the visitor's list opens with."""
    mine = own(kept)
    return chosen(kept, str(mine.filters.get(OPENS, ""))) if mine else None


def url_of(view: SavedView, url: str) -> str:
    """The address of a kept view."""
    told = {**view.filters, "view": key_of(view), "order": view.order}
    return f"{url}?{urlencode({name: value for name, value in told.items() if value})}"


def links(kept: Sequence[SavedView], wanted: Wanted, url: str) -> Iterator[Link]:
    """The kept views as tabs of the list."""
    for view in kept:
        if view.name:
            shared = view.user_id is None
            yield Link(label=view.name, url=url_of(view, url), active=wanted.view == key_of(view),
                       icon="users" if shared else "", hint=_("Everyone sees this view") if shared else "")  # fmt: skip


def _keep(form: type[Form], name: str, user: int | None, ctx: Context, **told: Any) -> SavedView:
    with scope.companies(ctx.company), transaction.atomic():
        view, _made = SavedView.objects.update_or_create(
            company_id=ctx.company, list_key=form.key, name=name, user_id=user, defaults=told
        )
    return view


@require_http_methods(["GET", "POST"])
@of_company
def columns_drawer(request: HttpRequest, company: str, key: str) -> HttpResponse:
    """Which columns a list shows, kept for the visitor."""
    ctx = context_of(request)
    form = reading.form_for(key, ctx)
    known = {column.key: str(column.label) for column in form.all_columns()}
    wanted = Wanted.of(request.GET)
    if request.method == "POST":
        names = [] if request.POST.get("reset") else [name for name in request.POST.getlist("columns") if name in known]
        _keep(form, OWN, ctx.user, ctx, columns=names)
        return goes_to(request, Wanted.of({**request.GET.dict(), "columns": ""}).address(address("list", ctx, key=key)))
    kept = wanted.columns or columns(of_visitor(form, ctx), wanted.view)
    shown = [name for name in kept if name in known] or [column.key for column in form.columns()]
    rest = sorted((name for name in known if name not in shown), key=lambda name: known[name].lower())
    told = [(name, known[name], name in shown) for name in (*shown, *rest)]
    return render(request, "web/list/columns.html", {"save_url": request.get_full_path(), "columns": told})


@require_http_methods(["GET", "POST"])
@of_company
def save_view(request: HttpRequest, company: str, key: str) -> HttpResponse:
    """Keeps filters, order and columns of a list under a name."""
    ctx = context_of(request)
    form = reading.form_for(key, ctx)
    wanted = Wanted.of(request.GET)
    name = request.POST.get("name", "").strip()[:LONGEST_NAME]
    if request.method == "POST" and name:
        view = _kept(form, name, wanted, request.POST, ctx)
        return goes_to(request, url_of(view, address("list", ctx, key=key)))
    fault = _("Enter a name.") if request.method == "POST" else ""
    told = {"save_url": request.get_full_path(), "name": name, "may_share": True, "fault": fault}
    return render(request, "web/list/save_view.html", told, status=422 if fault else 200)


def _kept(form: type[Form], name: str, wanted: Wanted, posted: Mapping[str, str], ctx: Context) -> SavedView:
    """The view as the list stands: the filters of the declared view go along."""
    with reading.reading(ctx):
        before = of_visitor(form, ctx)
    based_on = chosen(before, wanted.view)
    base = based_on.filters if based_on else declared(form, wanted.view)
    user = None if posted.get("shared") == "true" else ctx.user
    names = list(wanted.columns or columns(before, wanted.view))
    view = _keep(form, name, user, ctx, columns=names, order=wanted.order, filters={**base, **wanted.filters})
    if posted.get("default") == "true":
        _keep(form, OWN, ctx.user, ctx, filters={OPENS: key_of(view)})
    return view


@require_POST
@of_company
def drop_view(request: HttpRequest, company: str, key: str, view: int) -> HttpResponse:
    """Drops a view of the visitor's own."""
    ctx = context_of(request)
    reading.form_for(key, ctx)
    with scope.companies(ctx.company), transaction.atomic():
        mine = SavedView.objects.filter(company=ctx.company, list_key=key, user_id=ctx.user, pk=view)
        dropped, _kinds = mine.exclude(name=OWN).delete()
    if not dropped:
        raise NotFound(str(view))
    return goes_to(request, address("list", ctx, key=key))
