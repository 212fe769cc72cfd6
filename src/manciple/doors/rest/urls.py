"""The addresses of the REST door."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt

from . import problems, reference
from .api import addresses, finished


@csrf_exempt
def nothing(request: HttpRequest, rest: str | None) -> HttpResponse:
    """Any other address below /api/."""
    return problems.not_found(request)


urlpatterns = [
    path("api/v1/openapi.json", reference.openapi_json),
    path("api/docs", reference.start),
    path("api/docs/problems", reference.all_problems),
    path("api/docs/<slug:part>", reference.one_part),
    path("api/v1/", include(addresses())),
    re_path(r"^api(/.*)?$", finished(nothing)),
]
