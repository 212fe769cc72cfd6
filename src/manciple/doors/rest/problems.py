"""What went wrong, in the shape of RFC 9457: a code, every reason, the request's number, never a trace."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from manciple.kernel import messages
from manciple.kernel.refusals import Invalid, NotFound, Refusal, Refused
from manciple.kernel.words import Label

log = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
LONGEST_REQUEST_ID = 64


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its name in addresses, status, code and title."""

    slug: str
    status: int
    code: str
    title: Label
    retry: bool = False


REFUSED = Kind("refused", 409, "", _("The action was refused; nothing was changed"))
STALE = Kind("stale", 412, "", _("The record was changed meanwhile"))
NOT_PERMITTED = Kind("not-permitted", 403, "", _("You may see this, but not do it"))
REUSED = Kind("token-reused", 422, "", _("The idempotency key belongs to another request"))
BUSY = Kind("busy", 409, "", _("Somebody else is at it; try again"), retry=True)
UNAUTHENTICATED = Kind("unauthenticated", 401, "API-01", _("Sign in, or send a token that is good"))
NOT_FOUND = Kind("not-found", 404, "API-02", _("There is nothing here, or you may not see it"))
INVALID = Kind("invalid", 422, "API-03", _("The request has the wrong shape"))
TOO_LARGE = Kind("too-large", 413, "API-04", _("The request is too large"))
TOO_MANY = Kind("too-many", 429, "API-05", _("Too many requests"), retry=True)
NOT_ALLOWED = Kind("not-allowed", 405, "API-06", _("That method is not possible here"))
MEDIA_TYPE = Kind("media-type", 415, "API-07", _("The body is in a format not read here"))
UNAVAILABLE = Kind("unavailable", 503, "API-08", _("Not possible at the moment"), retry=True)
BROKEN = Kind("broken", 500, "API-09", _("Something went wrong here; it has been logged"))
FORGED = Kind("forged", 403, "API-10", _("The request lacks its CSRF token"))

KINDS = (
    REFUSED, STALE, NOT_PERMITTED, REUSED, BUSY, UNAUTHENTICATED, NOT_FOUND, INVALID, TOO_LARGE,
    TOO_MANY, NOT_ALLOWED, MEDIA_TYPE, UNAVAILABLE, BROKEN, FORGED,
)  # fmt: skip


class TooLarge(Exception):
    """The body is larger than its place allows; carries the limit in bytes."""


class TooMany(Exception):
    """The caller has had his share of this second."""


class MediaType(Exception):
    """The body is not in the format that is read here; carries that format."""


class Forged(Exception):
    """A browser's request without its CSRF token."""


class NotAllowed(Exception):
    """The method does not exist for the address; carries those that do."""

    def __init__(self, *methods: str) -> None:
        self.methods = methods
        super().__init__(", ".join(methods))


def request_id() -> str:
    """The number under which the log knows this request."""
    known = str(structlog.contextvars.get_contextvars().get("request_id", ""))
    return "".join(letter for letter in known if letter.isascii() and letter.isprintable())[:LONGEST_REQUEST_ID]


def problem(kind: Kind, *, code: str = "", detail: str = "", **more: Any) -> HttpResponse:
    """The answer for one kind of problem."""
    told = {
        "type": f"/api/docs/problems#{kind.slug}", "title": str(kind.title), "status": kind.status,
        "detail": detail or str(kind.title), "code": code or kind.code,
        **{name: value for name, value in more.items() if value},
    }  # fmt: skip
    if kind is not NOT_FOUND:  # what is not there and what may not be seen answer with the same bytes
        told["request_id"] = request_id()
    headers = {"Retry-After": "1"} if kind.retry else {}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, status=kind.status, content_type=CONTENT_TYPE, headers=headers)


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """Every reason; the status follows the first that has one of its own."""
    kind = next((SPECIAL[each.code] for each in error.refusals if each.code in SPECIAL), REFUSED)
    return problem(
        kind, code=_code(error.refusals, kind), detail=_detail(error.refusals),
        refusals=[each.as_dict() for each in error.refusals])  # fmt: skip


SPECIAL = {
    messages.CHANGED_MEANWHILE.code: STALE,
    messages.NOT_PERMITTED.code: NOT_PERMITTED,
    messages.TOKEN_REUSED.code: REUSED,
    messages.IN_PROGRESS.code: BUSY,
    messages.BUSY.code: BUSY,
    messages.NO_ROOM.code: UNAVAILABLE,
}


def _code(refusals: Sequence[Refusal], kind: Kind) -> str:
    return next((each.code for each in refusals if SPECIAL.get(each.code, REFUSED) is kind), refusals[0].code)


def _detail(refusals: Sequence[Refusal]) -> str:
    return " ".join(each.message for each in refusals)


def invalid(request: HttpRequest, error: Invalid) -> HttpResponse:
    """Every fault of the input, by place."""
    errors = [{"place": place, "message": message} for place, message in error.faults]
    return problem(INVALID, detail="; ".join(f"{each['place']}: {each['message']}" for each in errors), errors=errors)


def not_found(request: HttpRequest, error: Exception | None = None) -> HttpResponse:
    """The same bytes for what does not exist and for what the caller may not see (reliability P5)."""
    return problem(NOT_FOUND)


def unauthenticated(request: HttpRequest, error: Exception) -> HttpResponse:
    """Nobody knows who is asking."""
    response = problem(UNAUTHENTICATED)
    response["WWW-Authenticate"] = 'Bearer realm="manciple"'
    return response


def not_allowed(request: HttpRequest, error: NotAllowed) -> HttpResponse:
    """Says which methods there are."""
    response = problem(NOT_ALLOWED)
    response["Allow"] = ", ".join(error.methods)
    return response


def too_large(request: HttpRequest, error: Exception) -> HttpResponse:
    """Says how large it may be, where one limit is known."""
    limit = error.args[0] if isinstance(error, TooLarge) else 0
    return problem(TOO_LARGE, detail=f"At most {limit} bytes are read here." if limit else "")


def media_type(request: HttpRequest, error: MediaType) -> HttpResponse:
    """Says which format is read."""
    return problem(MEDIA_TYPE, detail=f"Send {error}.")


def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """An error of the framework: what made it says more than it does."""
    cause = error.__cause__
    handler = next((HANDLERS[each] for each in type(cause).__mro__ if each in HANDLERS), None)
    return handler(request, cause) if cause and handler else problem(INVALID)


def wrong_parameters(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A path or header parameter of the wrong kind."""
    found = [(".".join(str(part) for part in each["loc"]), str(each["msg"])) for each in error.errors]
    return invalid(request, Invalid(*found))


def out_of_range(request: HttpRequest, error: DataError) -> HttpResponse:
    """A value the database cannot hold."""
    log.info("a value is out of range", exc_info=error)
    return problem(INVALID, detail="A value is out of range.")


def unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    """The database is restarting, out of reach or too busy; nothing was done."""
    log.warning("the database did not answer", exc_info=error)
    return problem(UNAVAILABLE)


def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """The last resort: a mistake of ours."""
    log.error("a request failed", exc_info=error)
    return problem(BROKEN)


Handler = Callable[[HttpRequest, Any], HttpResponse]
HANDLERS: dict[type[Exception], Handler] = {
    Refused: refused,
    Invalid: invalid,
    NotFound: not_found,
    Http404: not_found,
    AuthenticationError: unauthenticated,
    NotAllowed: not_allowed,
    TooLarge: too_large,
    RequestDataTooBig: too_large,
    TooMany: lambda request, error: problem(TOO_MANY),
    MediaType: media_type,
    MultiPartParserError: lambda request, error: problem(INVALID),
    SuspiciousOperation: lambda request, error: problem(INVALID),
    Forged: lambda request, error: problem(FORGED),
    ValidationError: wrong_parameters,
    HttpError: http_error,
    DataError: out_of_range,
    OperationalError: unavailable,
    InterfaceError: unavailable,
    Exception: broken,
}


def install(api: NinjaAPI) -> None:
    """Teaches the API to answer every error in one shape."""
    for error, handler in HANDLERS.items():
        api.add_exception_handler(error, handler)
