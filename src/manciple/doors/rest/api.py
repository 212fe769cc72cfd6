"""The addresses of the API. They are few and general; `openapi` spells them out form by form."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern
from ninja import NinjaAPI

from . import acting, asking, files, problems, records, work
from .entry import BearerToken, Session
from .problems import NotAllowed
from .wire import Exact

View = Callable[..., HttpResponseBase]

READ, POST, PATCH, DELETE = ["GET", "HEAD"], ["POST"], ["PATCH"], ["DELETE"]
LINE = "/{company}/{form}/{number}/{what}/{line}"

# The first address that fits is taken, so the fixed words come before the forms.
ROUTES: tuple[tuple[list[str], str, View], ...] = (
    (READ, "/me", asking.me),
    (READ, "/meta", asking.contracts),
    (READ, "/meta/{form}", asking.form_contract),
    (READ, "/{company}/jobs", work.job_list),
    (READ, "/{company}/jobs/{job}", work.one_job),
    (READ, "/{company}/jobs/{job}/report", work.faults),
    (POST, "/{company}/jobs/{job}/cancel", work.cancel),
    (READ, "/{company}/inquiries", asking.inquiry_list),
    (READ, "/{company}/inquiries/{key}", asking.inquire),
    (READ, "/{company}/imports/{form}", files.template),
    (POST, "/{company}/imports/{form}", files.take_in),
    (READ, "/{company}/exports/{form}", files.give_out),
    (POST, "/{company}/uploads", files.hand_in),
    (READ, "/{company}/files/{form}/{number}", files.file_of),
    (READ, "/{company}/{form}", records.listing),
    (POST, "/{company}/{form}", records.new),
    (READ, "/{company}/{form}/{number}", records.one),
    (PATCH, "/{company}/{form}/{number}", records.change),
    (DELETE, "/{company}/{form}/{number}", records.remove),
    (POST, "/{company}/{form}/{number}", acting.do_many),
    (READ, "/{company}/{form}/{number}/{what}", asking.about),
    (POST, "/{company}/{form}/{number}/{what}", acting.do),
    (READ, LINE, records.one_line),
    (PATCH, LINE, records.change_line),
    (DELETE, LINE, records.remove_line),
    (READ, LINE + "/{key}", acting.possible_for_line),
    (POST, LINE + "/{key}", acting.do_line),
)


def built() -> NinjaAPI:
    """The API: every address asks for a token or a session, every error has one shape."""
    api = NinjaAPI(
        title="Manciple", version="1", openapi_url=None, docs_url=None, urls_namespace="rest",
        parser=Exact(), auth=[BearerToken(), Session()])  # fmt: skip
    problems.install(api)
    for methods, path, view in ROUTES:
        api.api_operation(methods, path)(view)
    return api


def addresses() -> list[URLPattern]:
    """The API's addresses, each finished the same way."""
    patterns = [each for each in built().urls[0] if isinstance(each, URLPattern) and each.name != "api-root"]
    for pattern in patterns:
        pattern.callback = finished(pattern.callback)
    return patterns


def finished(view: View) -> View:
    """Answers carry the request's number and are kept by nobody; a wrong method is a problem too."""

    @wraps(view)
    def respond(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        response = view(request, *args, **named)
        if response.status_code == problems.NOT_ALLOWED.status:
            response = problems.not_allowed(request, NotAllowed(response["Allow"]))
        response["X-Request-ID"] = problems.request_id()
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return respond
