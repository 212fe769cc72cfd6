"""What a load balancer and a metrics collector ask, answered without login and without business data."""

import hmac
import os
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from manciple.engine.disk import has_room

LOOPBACK = {"127.0.0.1", "::1", ""}


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Say that this process answers."""
    return JsonResponse({"status": "live"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether requests can be served: the database answers and the disk is not nearly full."""
    answers = {"database": database_answers(), "disk": has_room(settings.HOME.path)}
    right = all(answers.values())
    return JsonResponse({"status": "ready" if right else "not ready", **answers}, status=200 if right else 503)


class Probes:
    """Middleware that answers health probes before anything else.

    Probes come every few seconds and by whatever name a machine has: they are not logged, and need not
    know the names by which browsers reach the instance.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep what answers everything else."""
        self.get_response = get_response
        self.probes = {"/health/live": live, "/health/ready": ready}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a probe, or let the request pass."""
        return self.probes.get(request.path, self.get_response)(request)


def database_answers() -> bool:
    """Say whether the database answers within its limits."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def may_read_metrics(request: HttpRequest) -> bool:
    """Say whether the caller sits on this machine or shows the instance's metrics token.

    Behind a proxy every caller seems to sit on this machine, so that only the token counts.
    """
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if hmac.compare_digest(shown.encode(), settings.HOME.secret("metrics-token").encode()):
        return True
    return not settings.OPTIONS.behind_proxy and request.META.get("REMOTE_ADDR", "") in LOOPBACK


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer the counters of all processes of this instance in Prometheus' text format."""
    if not may_read_metrics(request):
        return HttpResponse(status=404)
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
