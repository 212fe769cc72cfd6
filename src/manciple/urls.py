"""Where each address leads: health and metrics here, everything else in the doors."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from manciple.engine import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("metrics", health.metrics),
]


def door(name: str, prefix: str) -> list[URLPattern | URLResolver]:
    """Answer the addresses of a door, or none while it is not built."""
    if find_spec("manciple.doors") is None or find_spec(f"manciple.doors.{name}") is None:
        return []
    module = f"manciple.doors.{name}.urls"
    return [path(prefix, include(module))] if find_spec(module) else []


urlpatterns += door("rest", "")
urlpatterns += door("web", "")
