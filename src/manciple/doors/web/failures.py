"""Pages for what went wrong: they say what happened, what to do, and the number to quote; never a trace."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _


def _page(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    shown = {"status": status, "title": title, "advice": advice, "request_id": _request_id(request)}
    template = "web/parts/failure.html" if request.headers.get("HX-Request") == "true" else "web/failure.html"
    return render(request, template, {"failure": shown}, status=status)


def _request_id(request: HttpRequest) -> str:
    return str(request.headers.get("X-Request-ID") or getattr(request, "id", ""))[:64]


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request makes no sense."""
    return _page(request, 400, _("This request can't be understood"), _("Go back and try again."))


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the record may be seen, the act is not allowed."""
    return _page(
        request, 403, _("You may not do this"), _("Your roles do not include it. Ask whoever gives out roles.")
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: there is no such page, or nobody may know that there is."""
    return _page(
        request,
        404,
        _("There is nothing here"),
        _("The address may be mistyped, or the record belongs to another company."),
    )


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was opened before signing in, or cookies are off."""
    return _page(
        request,
        403,
        _("This form is too old"),
        _("Reload the page and try again; cookies must be allowed for this site."),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. The page needs neither database nor template context, for either may be what broke."""
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body><main>'
        "<h1>{title}</h1><p>{advice}</p><p><code>{request_id}</code></p></main></body></html>"
    )
    body = format_html(
        page,
        title=_("Something went wrong here"),
        advice=_("It has been logged. Nothing was half done: try again, and quote this number if it stays broken."),
        request_id=_request_id(request),
    )
    return HttpResponse(body, status=500)
