"""What browsers are told about every page, and how long a session lasts (reliability 6.1)."""

import json
import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

Respond = Callable[[HttpRequest], HttpResponseBase]

log = logging.getLogger(__name__)

CSP_REPORT_PATH = "csp-report"
CSP_REPORT_BYTES = 16_384
POLICY = "; ".join((
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    f"report-uri /{CSP_REPORT_PATH}",
))  # fmt: skip
UNUSED_POWERS = ("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "fullscreen",
                 "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment",
                 "screen-wake-lock", "usb", "xr-spatial-tracking")  # fmt: skip
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{power}=()" for power in UNUSED_POWERS),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})

SIGNED_IN_AT, SEEN_AT = "signed-in-at", "seen-at"
SEEN_EVERY = 60


class SecurityHeaders:
    """Sets every header on every answer, unless the view has set a stricter one of its own."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            response: HttpResponseBase = HttpResponse(status=405, headers={"Allow": ", ".join(sorted(METHODS))})
        else:
            response = self.respond(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class IdleSessions:
    """Ends a session that was idle too long, or that is too old however busy it is."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            self.keep_or_end(request, int(time.time()))
        return self.respond(request)

    def keep_or_end(self, request: HttpRequest, now: int) -> None:
        """Look at the clock; the time of the last visit is written at most once a minute."""
        began = request.session.setdefault(SIGNED_IN_AT, now)
        seen = request.session.setdefault(SEEN_AT, now)
        if now - seen > settings.SESSION_IDLE_SECONDS or now - began > settings.SESSION_COOKIE_AGE:
            logout(request)
        elif now - seen >= SEEN_EVERY:
            request.session[SEEN_AT] = now


@csrf_exempt
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """Log what a browser refused to load. The report comes from outside, so it is cut and never trusted."""
    if int(request.headers.get("Content-Length") or 0) > CSP_REPORT_BYTES:
        return HttpResponse(status=413)
    try:
        report = json.loads(request.body).get("csp-report", {})
        shown = {key: str(report.get(key, ""))[:300] for key in ("violated-directive", "blocked-uri", "document-uri")}
    except (ValueError, AttributeError, RecursionError):
        return HttpResponse(status=400)
    log.warning("a browser refused content", extra={"csp": shown})
    return HttpResponse(status=204)
