"""The API's reference for people, rendered from the same document programs read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from . import openapi
from .problems import KINDS

METHODS = ("get", "post", "patch", "delete")
DEEPEST = 4


@require_safe
def openapi_json(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document. It describes; it holds no data, so nobody need sign in for it."""
    text = json.dumps(openapi.current(), ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type="application/json", headers={"Cache-Control": "no-cache"})


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What is common to all addresses, and a way to each part."""
    return render(request, "rest/start.html", {"document": openapi.current(), "parts": _parts()})


@require_safe
def all_problems(request: HttpRequest) -> HttpResponse:
    """The kinds of problems, to which the type of each problem leads."""
    return render(request, "rest/problems.html", {"kinds": KINDS, "parts": _parts()})


@require_safe
def one_part(request: HttpRequest, part: str) -> HttpResponse:
    """All operations of one part."""
    found = [each for each in _operations() if part in each["tags"]]
    if not found:
        raise Http404(part)
    return render(request, "rest/part.html", {"part": part, "operations": found, "parts": _parts()})


def _parts() -> list[str]:
    return list(dict.fromkeys(tag for each in _operations() for tag in each["tags"]))


def _operations() -> Iterator[dict[str, Any]]:
    for path, methods in openapi.current()["paths"].items():
        for method in METHODS:
            if method in methods:
                yield _shown(path, method, methods[method])


def _shown(path: str, method: str, operation: Mapping[str, Any]) -> dict[str, Any]:
    """An operation as the page shows it."""
    body = operation.get("requestBody", {}).get("content", {})
    schema = next((each["schema"] for each in body.values()), None)
    return {
        "path": path, "method": method.upper(), "anchor": openapi.slug(operation["operationId"]),
        "summary": operation["summary"], "description": operation.get("description", ""), "tags": operation["tags"],
        "parameters": [_parameter(each) for each in operation["parameters"]],
        "body": list(_fields(schema)) if schema else [],
        "statuses": list(operation["responses"]),
    }  # fmt: skip


def _parameter(told: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": told["name"], "where": told["in"], "needed": told["required"],
            "kind": kind(told["schema"]), "help": told["description"]}  # fmt: skip


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema itself, where it stands by name or beside null."""
    if "$ref" in schema:
        found = openapi.current()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        assert isinstance(found, Mapping)
        return found
    options = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    return {**schema, **_resolved(options[0])} if options else schema


def _fields(schema: Mapping[str, Any], prefix: str = "", depth: int = 0) -> Iterator[dict[str, Any]]:
    """The fields of a body, those of lists and objects inside it below them."""
    found = _resolved(schema)
    needed = found.get("required", ())
    for name, told in found.get("properties", {}).items():
        inner = _resolved(told)
        yield {"name": prefix + name, "needed": name in needed, "kind": kind(told),
               "label": told.get("title", ""), "help": told.get("description", ""),
               "refers_to": inner.get("x-ref", "")}  # fmt: skip
        below = _resolved(inner.get("items", inner)) if depth < DEEPEST else {}
        if "properties" in below:
            yield from _fields(below, f"{prefix}{name}.", depth + 1)


def kind(schema: Mapping[str, Any]) -> str:
    """What a value may be, in a word or two."""
    found = _resolved(schema)
    if "enum" in found:
        return " | ".join(str(each) or "blank" for each in found["enum"])
    if "anyOf" in schema:
        kinds = [kind(each) for each in schema["anyOf"] if each.get("type") != "null"]
        return " | ".join(dict.fromkeys(kinds))
    told = found.get("type", "any")
    if told == "array":
        return f"list of {kind(found.get('items', {}))}"
    return str(found.get("format") or (" | ".join(told) if isinstance(told, list) else told))
