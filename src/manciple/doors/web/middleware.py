"""Who visits, in which company: what every page is told before it is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from manciple.kernel import authority, reading
from manciple.kernel.context import Context as Circumstances
from manciple.kernel.refusals import Invalid, NotFound

from . import failures

LONGEST_TOKEN = 200
READS = frozenset({"GET", "HEAD"})
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Context:
    """Gives each page of a company its `request.ctx`; pages that only read run in one transaction
    that cannot write."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with translation.override(_language(request)):
            return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:  # fmt: skip
        if not getattr(view, "of_company", False):
            return None
        if not request.user.is_authenticated:
            return _to_login(request)
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


def _to_login(request: HttpRequest) -> HttpResponse:
    """Signing in leads back to the page; a part of a page asked for by script leads the whole page there."""
    if request.headers.get("HX-Request") == "true":
        page = urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"
        answer = redirect_to_login(page, settings.LOGIN_URL)
        return HttpResponse(status=204, headers={"HX-Redirect": answer.url})
    if "json" in request.headers.get("Accept", "") and "html" not in request.headers.get("Accept", ""):
        said = _("You are no longer signed in. Sign in in another tab, then try again.")
        return JsonResponse({"detail": said}, status=401)
    return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)


def _answer(
    request: HttpRequest, view: Callable[..., HttpResponseBase], ctx: Circumstances,
    args: tuple[Any, ...], kwargs: dict[str, Any],
) -> HttpResponseBase:  # fmt: skip
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
    token = request.POST.get("token", "")[:LONGEST_TOKEN] if request.method == "POST" and _is_form(request) else ""
    ctx = authority.context(
        user=int(request.user.pk or 0), company=company, door="web", request=request_id, token=token)  # fmt: skip
    if ctx is None:
        raise Http404(company)
    return ctx


def _is_form(request: HttpRequest) -> bool:
    """Whether the body is a form; that of the grid is not, and is read by its view alone."""
    return request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data")


def context_of(request: HttpRequest) -> Circumstances:
    """The circumstances of a page of a company."""
    ctx: Circumstances = request.ctx  # type: ignore[attr-defined]
    return ctx


def _language(request: HttpRequest) -> str:
    """The visitor's language; his account's when he has signed in."""
    user = request.user if hasattr(request, "user") and request.user.is_authenticated else None
    chosen = getattr(user, "language", "") or ""
    return chosen if chosen in dict(settings.LANGUAGES) else translation.get_language() or "en"


def of_company(view: View) -> View:
    """Marks a view as a page of a company: it needs a visitor and gets `request.ctx`."""
    view.of_company = True  # type: ignore[attr-defined]
    return view
