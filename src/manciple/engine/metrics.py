"""Counts requests and measures how long they take."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

Answer = Callable[[HttpRequest], HttpResponse]

REQUESTS = Counter("manciple_requests", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram("manciple_request_seconds", "Time to answer, in seconds", ["route"])
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def route(request: HttpRequest) -> str:
    """Answer the pattern a request matched; never its path, of which there are endlessly many."""
    match = request.resolver_match
    return match.route if match else "unmatched"


class Measured:
    """Middleware that counts every request by what it asked for and how it was answered."""

    def __init__(self, get_response: Answer) -> None:
        """Keep what answers."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and count."""
        begun = time.perf_counter()
        response = self.get_response(request)
        name = route(request)
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(method, name, str(response.status_code)).inc()
        SECONDS.labels(name).observe(time.perf_counter() - begun)
        return response
