"""Every answer tells the browser what it may do, and sessions end (reliability 6.1)."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from manciple.doors.web import security

Make = Callable[[HttpRequest], HttpResponse]


def answer(path: str = "/", method: str = "GET", make: Make | None = None) -> Any:
    request = RequestFactory().generic(method, path)
    return security.SecurityHeaders(make or (lambda _: HttpResponse("x")))(request)


def test_every_answer_carries_all_headers() -> None:
    response = answer()
    assert {name: response[name] for name in security.HEADERS} == security.HEADERS
    assert response["Cache-Control"] == "no-store"


def test_the_policy_allows_nothing_inline_and_nobody_else() -> None:
    parts = dict(part.split(" ", 1) for part in security.POLICY.split("; "))
    assert parts["default-src"] == "'none'"
    assert parts["script-src"] == parts["style-src"] == "'self'"
    assert parts["frame-ancestors"] == parts["base-uri"] == parts["object-src"] == "'none'"
    assert "unsafe" not in security.POLICY


def test_a_view_may_be_stricter() -> None:
    sandboxed = HttpResponse(headers={"Content-Security-Policy": "sandbox", "Cache-Control": "private"})
    response = answer(make=lambda _: sandboxed)
    assert response["Content-Security-Policy"] == "sandbox"
    assert response["Cache-Control"] == "private"


def test_assets_may_be_kept_by_the_browser() -> None:
    assert "Cache-Control" not in answer(f"{settings.STATIC_URL}app.css")


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "BREW"])
def test_methods_nobody_uses_are_refused(method: str) -> None:
    response = answer(method=method)
    assert response.status_code == 405
    assert "GET" in response["Allow"]


def visit(session: dict[str, int], at: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Answer whether the visitor is still signed in after a visit at this second."""
    ended: list[bool] = []
    monkeypatch.setattr(security, "logout", lambda request: ended.append(True))
    request: Any = SimpleNamespace(session=session, user=SimpleNamespace(is_authenticated=True))
    security.IdleSessions(lambda _: HttpResponse()).keep_or_end(request, at)
    return not ended


def test_an_idle_session_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    session: dict[str, int] = {}
    assert visit(session, 0, monkeypatch)
    assert visit(session, settings.SESSION_IDLE_SECONDS, monkeypatch)
    assert not visit(session, 2 * settings.SESSION_IDLE_SECONDS + 1, monkeypatch)


def test_a_busy_session_ends_when_it_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    session: dict[str, int] = {}
    assert all(visit(session, at, monkeypatch) for at in range(0, settings.SESSION_COOKIE_AGE + 1, 1800))
    assert not visit(session, settings.SESSION_COOKIE_AGE + 1, monkeypatch)


def test_a_visit_is_written_at_most_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    session: dict[str, int] = {}
    visit(session, 0, monkeypatch)
    visit(session, security.SEEN_EVERY - 1, monkeypatch)
    assert session[security.SEEN_AT] == 0
    visit(session, security.SEEN_EVERY, monkeypatch)
    assert session[security.SEEN_AT] == security.SEEN_EVERY


def report(body: bytes) -> int:
    request = RequestFactory().post("/csp-report", data=body, content_type="application/csp-report")
    return int(security.csp_report(request).status_code)


def test_a_report_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert report(json.dumps({"csp-report": {"violated-directive": "img-src"}}).encode()) == 204
    assert "refused content" in caplog.text


@pytest.mark.parametrize("body", [b"", b"[]", b"nothing", b'{"csp-report": 1}', b"[" * 10_000])
def test_a_report_that_is_none_is_refused(body: bytes) -> None:
    assert report(body) == 400


def test_a_huge_report_is_refused() -> None:
    assert report(b"x" * (security.CSP_REPORT_BYTES + 1)) == 413
