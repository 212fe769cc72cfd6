"""The page of the first administrator, behind the link that the start of an instance prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from manciple.engine.first import FirstLink
from manciple.kernel import beginning, clock
from manciple.kernel.args import read, shown
from manciple.kernel.beginning import Beginning
from manciple.kernel.context import Context
from manciple.kernel.refusals import Invalid, Refused

Errors = Mapping[str, Sequence[str]]


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def first(request: HttpRequest, secret: str) -> HttpResponse:
    """Asks who begins and what company he founds. Without the link, or later, there is no such page."""
    link, how = FirstLink(settings.HOME), beginning.current()
    if not link.fits(secret) or not how.is_open():
        raise Http404(request.path)
    if request.method == "GET":
        return _drawn(request, how, {}, {})
    try:
        name = how.begin(read(how.args, _typed(request, how)), _nobody())
    except Invalid as error:
        return _drawn(request, how, request.POST, {place: [message] for place, message in error.faults})
    except Refused as error:
        return _drawn(request, how, request.POST, _by_field(error))
    link.spend()
    messages.success(request, _("{name} can sign in now.").format(name=name))
    return redirect("account_login")


def _typed(request: HttpRequest, how: Beginning) -> dict[str, str]:
    """What was filled in; a blank field is not said."""
    return {name: request.POST[name] for name in how.args.model_fields if request.POST.get(name)}


def _nobody() -> Context:
    """Nobody has signed in: whoever holds the link acts."""
    return Context(0, "", 0, "", clock.now(), door="web")


def _by_field(error: Refused) -> Errors:
    found: dict[str, list[str]] = {}
    for each in error.refusals:
        found.setdefault(each.field, []).append(str(each))
    return found


def _drawn(request: HttpRequest, how: Beginning, typed: Mapping[str, str], errors: Errors) -> HttpResponse:
    fields = [_field(name, info, typed, errors) for name, info in how.args.model_fields.items()]
    others = [text for place, texts in errors.items() if place not in how.args.model_fields for text in texts]
    status = 422 if errors else 200
    return render(request, "web/first.html", {"fields": fields, "others": others}, status=status)


def _field(name: str, info: Any, typed: Mapping[str, str], errors: Errors) -> dict[str, Any]:
    """What the page shows of one question; a password is never shown again."""
    told, is_secret = shown(info), shown(info).get("kind") == "secret"
    default = "" if info.is_required() else info.default
    return {
        "name": name, "label": told["label"], "help": told.get("help", ""), "required": info.is_required(),
        "type": "password" if is_secret else "email" if name == "email" else "text",
        "value": "" if is_secret else typed.get(name, default), "errors": errors.get(name, ()),
    }  # fmt: skip
