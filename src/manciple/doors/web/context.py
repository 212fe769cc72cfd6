"""What templates know on pages outside any company, such as those of the account."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from manciple.kernel import authority, reading

from .middleware import circumstances
from .shell import address, shell
from .shown import Link, Shell


def page(request: HttpRequest) -> dict[str, Any]:
    """The frame and the way back, in the company the visitor was in last; made only when a page asks.

    A page of a company has a frame of its own, which wins.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or hasattr(request, "ctx"):
        return {}
    return {"shell": SimpleLazyObject(lambda: _frame(request)), "crumbs": SimpleLazyObject(lambda: _crumbs(request))}


def last_company(request: HttpRequest) -> str:
    """The company the visitor was in last, or else his first one; blank when he has none."""
    codes = [each.code for each in authority.companies_of(int(request.user.pk or 0))]
    last = str(request.session.get("company", ""))
    return last if last in codes else (codes or [""])[0]


def _frame(request: HttpRequest) -> Shell | None:
    company = last_company(request)
    if not company:
        return None
    ctx = circumstances(request, company)
    with reading.reading(ctx):
        return shell(request, ctx)


def _crumbs(request: HttpRequest) -> list[Link]:
    company = last_company(request)
    if not company:
        return []
    home = address("workspace", circumstances(request, company))
    return [Link(label=_("Workspace"), url=home), Link(label=_("Account"), url=request.path)]
