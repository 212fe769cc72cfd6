"""Who is asking, how often, and for which company."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from manciple.kernel import authority, clock, limits, reading
from manciple.kernel.authority import Bearer
from manciple.kernel.context import Context
from manciple.kernel.refusals import Invalid, NotFound

from .problems import Forged, TooMany, request_id

LONGEST_TOKEN = 255
DOOR = "rest"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking: a user, by a token or by the session of his browser."""

    user: int
    bearer: Bearer | None = None

    @property
    def key(self) -> str:
        """Under which name his requests are counted."""
        return f"token:{self.bearer.token}" if self.bearer else f"user:{self.user}"

    def may_enter(self, company: str) -> bool:
        """Whether his token is good for a company; a session is good for all of the user's."""
        return self.bearer is None or self.bearer.may_enter(company)


def _counted(caller: Caller) -> Caller:
    if not limits.take(caller.key, settings.API_REQUESTS_PER_SECOND):
        raise TooMany
    return caller


class BearerToken(HttpBearer):
    """A token of a program: `Authorization: Bearer mc_…`."""

    openapi_bearerFormat = "mc_ and 256 random bits"  # noqa: N815

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        if not token.isascii() or len(token) > LONGEST_TOKEN:
            return None
        bearer = authority.user_of_token(token, clock.now())
        return _counted(Caller(bearer.user, bearer)) if bearer else None


class Session(APIKeyCookie):
    """The session of a page; whatever changes something needs the page's CSRF token too."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Caller | None:
        if "Authorization" in request.headers or not request.user.is_authenticated:
            return None
        if check_csrf(request):
            raise Forged
        return self.authenticate(request, None)

    def authenticate(self, request: HttpRequest, key: str | None) -> Caller | None:
        return _counted(Caller(cast(int, request.user.pk)))


def caller_of(request: HttpRequest) -> Caller:
    """Who is asking; the API has made sure that somebody is."""
    caller = request.auth  # type: ignore[attr-defined]
    assert isinstance(caller, Caller)
    return caller


def entered(request: HttpRequest, company: str) -> Context:
    """The circumstances of the caller in a company. NotFound when he has nothing to do there."""
    caller = caller_of(request)
    ctx = None
    if caller.may_enter(company) and company.isprintable():
        ctx = authority.context(
            user=caller.user, company=company, door=DOOR, token=idempotency_key(request),
            request=request_id())  # fmt: skip
    if ctx is None:
        raise NotFound(company)
    return ctx


@contextmanager
def visiting(request: HttpRequest, company: str) -> Iterator[Context]:
    """A request that only reads: one transaction that cannot write."""
    ctx = entered(request, company)
    with reading.reading(ctx):
        yield ctx


def idempotency_key(request: HttpRequest) -> str:
    """The client token of a request: a repeated one gets the first answer."""
    key = request.headers.get("Idempotency-Key", "").strip().strip('"')
    if len(key) > LONGEST_TOKEN or not key.isprintable() or not key.isascii():
        raise Invalid(("Idempotency-Key", f"has at most {LONGEST_TOKEN} printable ASCII characters"))
    return key
