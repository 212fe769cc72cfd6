"""Who visits, in which company: what every page is told before it is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation

from manciple.kernel import authority, reading
from manciple.kernel.context import Context as Circumstances
from manciple.kernel.refusals import Invalid, NotFound

from . import failures

READS = frozenset({"GET", "HEAD"})


class Context:
    """Gives each page of a company its `request.ctx`; pages that only read run in one transaction
    that cannot write."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with translation.override(_language(request)):
            return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:  # fmt: skip
        if "company" not in kwargs or not kwargs.get("company"):
            return None
        if not getattr(view, "of_company", False):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        ctx = circumstances(request, kwargs["company"])
        request.ctx = ctx  # type: ignore[attr-defined]
        with timezone.override(ZoneInfo(ctx.zone)):
            return _answer(request, view, ctx, args, kwargs)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What a view refuses to show is no fault of the program."""
        if isinstance(error, NotFound):
            return failures.not_found(request, error)
        if isinstance(error, Invalid):
            return failures.bad_request(request, error)
        return None


def _answer(
    request: HttpRequest, view: Callable[..., HttpResponse], ctx: Circumstances,
    args: tuple[Any, ...], kwargs: dict[str, Any],
) -> HttpResponse:  # fmt: skip
    try:
        if request.method not in READS:
            return view(request, *args, **kwargs)
        with reading.reading(ctx):
            return view(request, *args, **kwargs)
    except NotFound as error:
        return failures.not_found(request, error)
    except Invalid as error:
        return failures.bad_request(request, error)


def circumstances(request: HttpRequest, company: str) -> Circumstances:
    """Who the visitor is in a company. A company he has nothing to do in does not exist for him."""
    request_id = str(structlog.contextvars.get_contextvars().get("request_id", ""))[:64]
    ctx = authority.context(
        user=int(request.user.pk), company=company, door="web", request=request_id,
        token=request.POST.get("token", "")[:255] if request.method == "POST" else "")  # fmt: skip
    if ctx is None:
        raise Http404(company)
    return ctx


def _language(request: HttpRequest) -> str:
    """The visitor's language; his account's when he has signed in."""
    user = request.user if hasattr(request, "user") and request.user.is_authenticated else None
    chosen = getattr(user, "language", "") or ""
    return chosen if chosen in dict(settings.LANGUAGES) else translation.get_language() or "en"


def of_company(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Marks a view as a page of a company: it needs a visitor and gets `request.ctx`."""
    view.of_company = True  # type: ignore[attr-defined]
    return view
