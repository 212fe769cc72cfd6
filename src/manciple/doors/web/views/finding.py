"""Finding things: search over everything, look-ups of references, the palette of actions."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from manciple.kernel import authority, forms, menus, reading, running
from manciple.kernel.actions import CREATE, EDIT
from manciple.kernel.context import Context
from manciple.kernel.forms import Form
from manciple.kernel.refusals import Invalid

from ..middleware import of_company
from ..shell import address
from ..shown import Link, Links

HITS_PER_FORM = 5
LOOKUP_HITS = 20
MOST_ENTRIES = 60
MIN_TEXT = 2


@require_GET
@of_company
def search(request: HttpRequest, company: str) -> HttpResponse:
    """What the typed text is found in, a few records of each kind."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    text = request.GET.get("q", "").strip()
    groups = [group for group in (_hits(form, text, ctx) for form in _searchable(ctx)) if group.links] if len(text) >= MIN_TEXT else []
    return render(request, "web/parts/search_results.html", {"groups": groups})


def _searchable(ctx: Context) -> Iterator[type[Form]]:
    """Documents first, then set-up records."""
    visible = [form for form in forms.every() if form.find and authority.has(ctx.duties, form.duty)]
    yield from sorted(visible, key=lambda form: form.setup)


def _hits(form: type[Form], text: str, ctx: Context) -> Links:
    return Links(label=str(form.title), links=[
        Link(label=str(number), hint=title if title != str(number) else "", url=address("record", ctx, key=form.key, number=number))
        for number, title in _found(form, text, ctx, HITS_PER_FORM)
    ])  # fmt: skip


def _found(form: type[Form], text: str, ctx: Context, most: int) -> list[tuple[str, str]]:
    """(number, title) of the records that contain the text."""
    try:
        query = reading.searched(reading.rows_of(form.of, ctx), form.find, text)
    except Invalid:
        return []
    names = [form.of.key, form.of.title if _has(form, form.of.title) else form.of.key]
    return [(str(row[0]), str(row[1] or "")) for row in query.order_by(*(form.order or (form.of.key,))).values_list(*names)[:most]]


def _has(form: type[Form], name: str) -> bool:
    return any(field.name == name for field in form.of._meta.get_fields())


@require_GET
@of_company
def lookup(request: HttpRequest, company: str, key: str) -> HttpResponse:
    """Records a reference may point to, as the combobox asks for them."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    form = reading.form_named(key)
    text = request.GET.get("q", "").strip()
    return JsonResponse({"results": [
        {"value": number, "label": title if title != number else ""}
        for number, title in _found(form, text, ctx, LOOKUP_HITS)
    ]})  # fmt: skip


@require_GET
@of_company
def palette(request: HttpRequest, company: str) -> HttpResponse:
    """Every page and every new document, for Ctrl-K."""
    ctx: Context = request.ctx  # type: ignore[attr-defined]
    wanted = request.GET.get("q", "").strip().lower()
    entries = [*_here(request.GET.get("at", ""), ctx), *_new(ctx), *_pages(ctx), *_records(wanted, ctx)]
    fitting = [each for each in entries if wanted in each["label"].lower() or each.get("always")]
    return JsonResponse({"entries": fitting[:MOST_ENTRIES]})


def _here(at: str, ctx: Context) -> Iterator[dict[str, str]]:
    """What can be done to the record the visitor is looking at."""
    parts = at.strip("/").split("/")
    if len(parts) != 3 or parts[0] != ctx.company_code or parts[2] == "new":
        return
    form = next((each for each in forms.every() if each.key == parts[1]), None)
    if form is None or not reading.visible(form, ctx):
        return
    offered = [each for each in form.actions() if not each.creates and each.key != EDIT]
    for each in running.available(form.of, reading.name_of(form.of, unquote(parts[2])), ctx, offered):
        reason = each.refusals[0].message if each.refusals else ""
        url = address("act", ctx, key=form.key, number=unquote(parts[2]), action=each.action.key)
        yield {"label": str(each.action.label), "group": _("This record"), "dialog": url, "reason": reason}


def _records(text: str, ctx: Context) -> Iterator[dict[str, str]]:
    """Records the text is found in."""
    if len(text) < MIN_TEXT:
        return
    for form in _searchable(ctx):
        for number, title in _found(form, text, ctx, HITS_PER_FORM):
            url = address("record", ctx, key=form.key, number=number)
            yield {"label": number, "hint": title, "group": str(form.title), "url": url, "always": "yes"}


def _pages(ctx: Context) -> Iterator[dict[str, str]]:
    for area in menus.areas():
        for group in menus.groups_of(area.key):
            for form in menus.forms_in(group.key, ctx):
                yield {"label": str(form.title), "group": str(area.label), "url": address("list", ctx, key=form.key)}
            for each in menus.inquiries_in(group.key, ctx):
                yield {"label": str(each.label), "group": str(area.label), "url": address("report", ctx, key=each.key)}


def _new(ctx: Context) -> Iterator[dict[str, str]]:
    for form in forms.every():
        create = next((each for each in form.actions() if each.key == CREATE), None)
        if create and form.menu and authority.has(ctx.duties, create.duty):
            label = _("New {name}").format(name=form.label())
            yield {"label": label, "group": _("New"), "url": address("new", ctx, key=form.key)}
