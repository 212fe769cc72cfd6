"""What goes over the wire: JSON read exactly and within limits, answers written one way everywhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote, unquote

from django.http import HttpRequest, HttpResponse
from ninja.parser import Parser

from manciple.kernel.plain import told
from manciple.kernel.refusals import Invalid

from .problems import MediaType, TooLarge

MOST_BYTES = 2_500_000
MOST_DEPTH = 50
MOST_INTEGER_DIGITS = 18
JSON = "application/json"
PATCHES = (JSON, "application/merge-patch+json")
TRUE, FALSE = ("true", "1"), ("false", "0")


class Exact(Parser):
    """Reads a body as JSON without losing a digit (reliability §5)."""

    def parse_body(self, request: HttpRequest) -> Any:
        return body_of(request)


def body_of(request: HttpRequest) -> Any:
    """The JSON of a request; no body is an empty object. Raises Invalid, TooLarge, MediaType."""
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES or len(request.body) > MOST_BYTES:
        raise TooLarge(MOST_BYTES)
    if not request.body.strip():
        return {}
    if request.content_type not in PATCHES:
        raise MediaType(JSON)
    return read_json(request.body)


def read_json(body: bytes) -> Any:
    """JSON with exact numbers, at most 50 levels deep, no name twice, no NaN."""
    try:
        value = json.loads(
            body.decode("utf-8"), parse_float=Decimal, parse_int=_whole, parse_constant=_refuse,
            object_pairs_hook=_once)  # fmt: skip
    except UnicodeDecodeError as error:
        raise Invalid(("body", "must be JSON in UTF-8")) from error
    except RecursionError as error:
        raise Invalid(("body", f"is nested deeper than {MOST_DEPTH} levels")) from error
    except (ValueError, ArithmeticError) as error:
        raise Invalid(("body", f"is no JSON we accept: {_brief(error)}")) from error
    if depth(value) > MOST_DEPTH:
        raise Invalid(("body", f"is nested deeper than {MOST_DEPTH} levels"))
    return value


def _brief(error: Exception) -> str:
    """What is wrong, without repeating the input."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg.split(':')[0].lower()} at line {error.lineno}, column {error.colno}"
    return str(error) if isinstance(error, _Refused) else "a number is out of range"


class _Refused(ValueError):
    """Something JSON allows and we do not."""


def _whole(digits: str) -> int:
    if len(digits.lstrip("-")) > MOST_INTEGER_DIGITS:
        raise _Refused(f"whole numbers have at most {MOST_INTEGER_DIGITS} digits")
    return int(digits)


def _refuse(constant: str) -> Any:
    raise _Refused("numbers must be finite")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Refused("a name stands twice in one object")
    return found


def depth(value: Any) -> int:
    """How deep lists and objects are nested; told level by level, so that depth costs no stack."""
    level, deep = [value], 0
    while level := [each for each in level if isinstance(each, dict | list)]:
        deep += 1
        level = [inner for each in level for inner in (each.values() if isinstance(each, dict) else each)]
    return deep


def answer(value: Any, status: int = 200, **headers: str) -> HttpResponse:
    """An answer in JSON."""
    text = json.dumps(told(value), ensure_ascii=False, separators=(",", ":"))
    named = {name.replace("_", "-"): header for name, header in headers.items() if header}
    return HttpResponse(text, status=status, content_type=JSON, headers=named)


def asked(request: HttpRequest, known: Iterable[str], *, free: bool = False) -> dict[str, str]:
    """The query of a request, each name once. Unknown names are refused unless filters may follow."""
    names = set(known)
    faults = [(name, "stands twice") for name, values in request.GET.lists() if len(values) > 1]
    if not free:
        faults += [(name, "is no parameter here") for name in request.GET if name not in names]
    if faults:
        raise Invalid(*faults)
    return {name: str(value) for name, value in request.GET.items()}


def flag(query: Mapping[str, str], name: str) -> bool:
    """A parameter that is true or false; left out it is false."""
    text = query.get(name, "false").lower()
    if text not in TRUE + FALSE:
        raise Invalid((name, "is true or false"))
    return text in TRUE


def count(query: Mapping[str, str], name: str, default: int, most: int) -> int:
    """A parameter that is a whole number from 1."""
    text = query.get(name, str(default))
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not 1 <= int(text) <= most:
        raise Invalid((name, f"is a whole number from 1 to {most}"))
    return int(text)


def segment(text: str) -> str:
    """A number as it stands in a path: a slash in it arrives as %252F, because paths are split at %2F."""
    return unquote(text)


def path_of(*parts: str | int) -> str:
    """An address below the API, its parts written so that `segment` reads them back."""
    return "/api/v1/" + "/".join(
        quote(quote(str(part), safe=" ") if _awkward(str(part)) else str(part)) for part in parts
    )


def _awkward(text: str) -> bool:
    return "/" in text or "%" in text


def tag(version: int) -> str:
    """The entity tag of a version."""
    return f'"{version}"' if version else ""


def version_seen(request: HttpRequest) -> int | None:
    """The version the caller has seen, from If-Match; None when he names none or any will do."""
    text = request.headers.get("If-Match", "*").strip()
    if text == "*":
        return None
    number = text.removeprefix("W/").strip('"')
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise Invalid(("If-Match", 'is "*" or the ETag of the record, such as "3"'))
    return int(number)
