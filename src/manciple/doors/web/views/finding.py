"""Finding things: search over everything, look-ups of references, the palette of actions."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from manciple.kernel import authority, forms, menus, reading, running
from manciple.kernel.actions import EDIT, Action
from manciple.kernel.context import Context
from manciple.kernel.forms import Form
from manciple.kernel.refusals import Invalid, NotFound

from ..middleware import context_of, of_company
from ..shell import address, links_of
from ..shown import Link, Links
from .lists import creates
from .parts import icon_of

HITS_PER_FORM = 5
LOOKUP_HITS = 20
MOST_ENTRIES = 60
MIN_TEXT = 2


@require_GET
@of_company
def search(request: HttpRequest, company: str) -> HttpResponse:
    """What the typed text is found in, a few records of each kind."""
    ctx = context_of(request)
    text = request.GET.get("q", "").strip()
    groups = [_hits(form, text, ctx) for form in _searchable(ctx)] if len(text) >= MIN_TEXT else []
    groups = [group for group in groups if group.links]
    return render(request, "web/parts/search_results.html", {"groups": groups})


def _searchable(ctx: Context) -> Iterator[type[Form]]:
    """Documents first, then set-up records."""
    visible = [form for form in forms.every() if form.find and authority.has(ctx.duties, form.duty)]
    yield from sorted(visible, key=lambda form: form.setup)


def _hits(form: type[Form], text: str, ctx: Context) -> Links:
    found = _found(form, text, ctx, HITS_PER_FORM)
    links = [
        Link(label=number, hint=title, url=address("record", ctx, key=form.key, number=number))
        for number, title in found
    ]
    return Links(label=str(form.title), links=links)


def _found(form: type[Form], text: str, ctx: Context, most: int) -> list[tuple[str, str]]:
    """(number, title) of the records that contain the text; those that begin with it come first."""
    try:
        query = reading.searched(reading.rows_of(form.of, ctx), form.find, text)
    except Invalid:
        return []
    titled = form.of.title != form.of.key and any(each.name == form.of.title for each in form.of._meta.get_fields())
    names = [form.of.key, form.of.title if titled else form.of.key]
    order = form.order or (form.of.key,)
    if text and form.of.key in form.find:
        query = query.annotate(begins=Case(When(**{f"{form.of.key}__istartswith": text}, then=0), default=1))
        order = ("begins", *order)
    rows = query.order_by(*order).values_list(*names)[:most]
    return [(str(number), "" if number == title else str(title or "")) for number, title in rows]


@require_GET
@of_company
def lookup(request: HttpRequest, company: str, key: str) -> HttpResponse:
    """Records a reference may point to, as the combobox asks for them."""
    ctx = context_of(request)
    form = reading.form_named(key)
    found = _found(form, request.GET.get("q", "").strip(), ctx, LOOKUP_HITS)
    return JsonResponse({"results": [{"value": number, "label": title} for number, title in found]})


@require_GET
@of_company
def palette(request: HttpRequest, company: str) -> HttpResponse:
    """Everything one can do or go to, for Ctrl-K: this record's actions, new records, pages, records found."""
    ctx = context_of(request)
    wanted = request.GET.get("q", "").strip()
    entries = [*_here(request.GET.get("at", ""), ctx), *_new(ctx), *_pages(ctx)]
    words = wanted.lower().split()
    fitting = [each for each in entries if all(word in f"{each['label']} {each['group']}".lower() for word in words)]
    found = list(_records(wanted, ctx)) if len(wanted) >= MIN_TEXT else []
    return JsonResponse({"entries": [*fitting, *found][:MOST_ENTRIES]})


def _here(at: str, ctx: Context) -> Iterator[dict[str, str]]:
    """What can be done to the record the visitor is looking at."""
    parts = at.strip("/").split("/")
    form = next((each for each in forms.every() if len(parts) == 3 and each.key == parts[1]), None)
    if form is None or parts[0] != ctx.company_code or not reading.visible(form, ctx):
        return
    number = unquote(parts[2])
    try:
        offered = running.available(form.of, reading.name_of(form.of, number), ctx, _offered(form))
    except NotFound:
        return
    for each in offered:
        reason = each.refusals[0].message if each.refusals else ""
        url = address("act", ctx, key=form.key, number=number, action=each.action.key)
        yield {"label": str(each.action.label), "group": number, "dialog": url, "reason": reason,
               "icon": icon_of(each.action)}  # fmt: skip


def _offered(form: type[Form]) -> list[Action]:
    """The actions that have a dialog."""
    return [each for each in form.actions() if not each.creates and each.key != EDIT]


def _records(text: str, ctx: Context) -> Iterator[dict[str, str]]:
    """Records the text is found in."""
    for form in _searchable(ctx):
        for number, title in _found(form, text, ctx, HITS_PER_FORM):
            url = address("record", ctx, key=form.key, number=number)
            yield {"label": number, "hint": title, "group": str(form.title), "url": url, "icon": "file"}


def _pages(ctx: Context) -> Iterator[dict[str, str]]:
    for area in menus.areas():
        for group in menus.groups_of(area.key):
            for link in links_of(group, ctx):
                yield {"label": link.label, "group": str(area.label), "url": link.url, "icon": area.icon}


def _new(ctx: Context) -> Iterator[dict[str, str]]:
    for form in forms.every():
        if form.menu and not form.single and creates(form, ctx):
            label = _("New {name}").format(name=form.label())
            yield {"label": label, "group": _("New"), "url": address("new", ctx, key=form.key), "icon": "plus"}
