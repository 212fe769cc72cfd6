"""Where each address leads: metrics here, everything else in the doors; health probes are answered before."""

from collections.abc import Callable
from importlib.util import find_spec

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from manciple.engine import health
from manciple.settings import defined

urlpatterns: list[URLPattern | URLResolver] = [
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


def failure_page(name: str) -> str | Callable[..., HttpResponse]:
    """Answer what shows a failure to a person: the web door's page, or Django's plain one while there is none."""
    own = defined(f"manciple.doors.web.failures.{name}")
    plain = {"bad_request": 400, "refused": 403, "not_found": 404, "broken": 500}
    return own[0] if own else lambda request, exception=None: HttpResponse(status=plain[name])


handler400 = failure_page("bad_request")
handler403 = failure_page("refused")
handler404 = failure_page("not_found")
handler500 = failure_page("broken")
