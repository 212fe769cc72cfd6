"""The frame around every page: areas, companies, the visitor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from manciple import __version__
from manciple.kernel import authority, menus
from manciple.kernel.context import Context
from manciple.kernel.forms import Form
from manciple.kernel.models import Job, JobState

from .middleware import context_of
from .shown import Area, Company, Link, Links, Shell


def page(request: HttpRequest, template: str, crumbs: Sequence[Link], status: int = 200, **shown: Any) -> HttpResponse:
    """A whole page of a company."""
    ctx = context_of(request)
    home = Link(label=_("Workspace"), url=address("workspace", ctx))
    context = {"shell": shell(request, ctx), "crumbs": [home, *crumbs], **shown}
    return render(request, template, context, status=status)


def goes_to(request: HttpRequest, url: str) -> HttpResponse:
    """Goes to a page; a part of a page asked for by script is told where."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponse(status=303, headers={"Location": url})


def address(name: str, ctx: Context, **parts: Any) -> str:
    """The address of a page of the company."""
    return reverse(name, kwargs={"company": ctx.company_code, **parts})


def list_link(form: type[Form], ctx: Context) -> Link:
    """The way to a form's list."""
    return Link(label=str(form.title), url=address("list", ctx, key=form.key))


def shell(request: HttpRequest, ctx: Context) -> Shell:
    """The frame for a visitor in a company."""
    user: Any = request.user
    if request.session.get("company") != ctx.company_code:
        request.session["company"] = ctx.company_code
    companies = authority.companies_of(int(user.pk))
    name = user.get_full_name() or user.get_username()
    return Shell(
        areas=_areas(request.path, ctx), user_name=name, user_initials=_initials(name),
        home_url=address("workspace", ctx), search_url=address("search", ctx),
        palette_url=address("palette", ctx), jobs_url=address("jobs", ctx),
        jobs_running=_running(ctx), version=__version__,
        company=next((_company(each, ctx) for each in companies if each.id == ctx.company), None),
        companies=[_company(each, ctx) for each in companies], account_links=_account_links(),
    )  # fmt: skip


def _company(each: authority.Company, ctx: Context) -> Company:
    url = reverse("workspace", kwargs={"company": each.code})
    return Company(code=each.code, name=each.name, currency=each.currency, url=url, active=each.id == ctx.company)


def _initials(name: str) -> str:
    parts = name.replace(".", " ").split()
    return "".join(part[0] for part in parts[:2]).upper() or "?"


def _running(ctx: Context) -> int:
    states = [JobState.WAITING, JobState.RUNNING]
    return Job.objects.filter(company=ctx.company, user_id=ctx.user, status__in=states).count()


def _account_links() -> list[Link]:
    """The visitor's own pages; single sign-on where a provider is set up."""
    has_provider = any(each.get("APPS") for each in settings.SOCIALACCOUNT_PROVIDERS.values())
    single = [Link(label=_("Single sign-on"), url=reverse("socialaccount_connections"), icon="link")]
    return [
        Link(label=_("Password"), url=reverse("account_change_password"), icon="lock"),
        Link(label=_("Two-factor sign-in"), url=reverse("mfa_index"), icon="shield-check"),
        Link(label=_("Sessions"), url=reverse("usersessions_list"), icon="devices"),
        *(single if has_provider else ()),
    ]


def _areas(path: str, ctx: Context) -> list[Area]:
    home = address("workspace", ctx)
    found = [Area(key="work", label=_("Work"), icon="layout-dashboard", url=home, active=path == home)]
    for each in menus.areas():
        groups = [
            Links(label=str(group.label), links=links)
            for group in menus.groups_of(each.key)
            if (links := links_of(group, ctx, path))
        ]
        if groups:
            active = any(link.active for links in groups for link in links.links)
            found.append(Area(key=each.key, label=str(each.label), icon=each.icon, groups=groups, active=active))
    return found


def links_of(group: menus.Group, ctx: Context, path: str = "") -> list[Link]:
    """The lists and reports of a group that the visitor may see; views that stand in the menu follow their list."""
    found: list[Link] = []
    for form in menus.forms_in(group.key, ctx):
        url = address("list", ctx, key=form.key)
        found.append(Link(label=str(form.title), url=url, active=path.startswith(url)))
        views = [each for each in form.views if each[0] in form.entries]
        found += [Link(label=str(label), url=f"{url}?view={key}", within=True) for key, label, _filters in views]
    for each in menus.inquiries_in(group.key, ctx):
        url = address("report", ctx, key=each.key)
        found.append(Link(label=str(each.label), url=url, active=path.startswith(url)))
    return found
