"""A hundred kinds of bad input: each gets a code, none of them gets through or brings the door down."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from manciple.doors.rest import wire

from .conftest import Api
from .test_records import order

SITE = b'{"code": "9", "name": %s}'
LINE = {"item": "A100", "quantity": "1"}


def a_line(**told: Any) -> dict[str, Any]:
    return {"vendor": "V001", "lines": [{**LINE, **told}]}


def cursor(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


# (what it is, body sent to POST sites)
BODIES: list[tuple[str, bytes, int]] = [
    ("no JSON", b"{", 422),
    ("half a string", b'{"code": "9', 422),
    ("two values", b"{} {}", 422),
    ("a list", b"[]", 422),
    ("a list of objects", b'[{"code": "9"}]', 422),
    ("a number", b"1", 422),
    ("a text", b'"9"', 422),
    ("null", b"null", 422),
    ("true", b"true", 422),
    ("single quotes", b"{'code': '9'}", 422),
    ("a trailing comma", b'{"code": "9",}', 422),
    ("a comment", b'{"code": "9" /* nine */}', 422),
    ("Latin-1", '{"code": "é"}'.encode("latin-1"), 422),
    ("UTF-16", '{"code": "9"}'.encode("utf-16"), 422),
    ("a byte order mark", b'\xef\xbb\xbf{"code": "9"}', 422),
    ("NaN", SITE % b"NaN", 422),
    ("infinity", SITE % b"Infinity", 422),
    ("minus infinity", SITE % b"-Infinity", 422),
    ("a huge exponent", SITE % b"1e999999999", 422),
    ("a tiny exponent", SITE % b"1e-999999999", 422),
    ("a whole number of 19 digits", SITE % b"1234567890123456789", 422),
    ("a whole number of 5,000 digits", SITE % (b"9" * 5000), 422),
    ("a name twice", b'{"code": "9", "code": "8"}', 422),
    ("51 levels", SITE % (b"[" * 51 + b"]" * 51), 422),
    ("200,000 levels", SITE % (b"[" * 200_000 + b"]" * 200_000), 422),
    ("200,000 open brackets", b"[" * 200_000, 422),
    ("NUL in a text", SITE % b'"a\\u0000b"', 422),
    ("half a surrogate pair", SITE % b'"\\ud800"', 422),
    ("a control character", SITE % b'"a\nb"', 422),
    ("a text that is too long", SITE % (b'"' + b"x" * 121 + b'"'), 422),
    ("a code that is too long", b'{"code": "12345678901"}', 422),
    ("a blank code", b'{"code": ""}', 422),
    ("a code of blanks", b'{"code": "   "}', 422),
    ("no code", b'{"name": "Nine"}', 422),
    ("a null code", b'{"code": null}', 422),
    ("a number for a code", b'{"code": 9}', 422),
    ("a list for a code", b'{"code": ["9"]}', 422),
    ("an object for a code", b'{"code": {"a": 1}}', 422),
    ("an unknown field", b'{"code": "9", "colour": "red"}', 422),
    ("the id", b'{"code": "9", "id": 1}', 422),
    ("the company", b'{"code": "9", "company": 2}', 422),
    ("the version", b'{"code": "9", "version": 7}', 422),
    ("a private name", b'{"code": "9", "__class__": "x"}', 422),
    ("a key that is there", b'{"code": "1"}', 409),
    ("more than 2.5 MB", SITE % (b'"' + b"x" * wire.MOST_BYTES + b'"'), 413),
]

# (what it is, arguments of a new order)
ORDERS: list[tuple[str, Any, int]] = [
    ("a quantity that is no number", a_line(quantity="ten"), 422),
    ("a quantity with a comma", a_line(quantity="1,5"), 422),
    ("a quantity with blanks inside", a_line(quantity="1 5"), 422),
    ("a quantity in other digits", a_line(quantity="١"), 422),
    ("a quantity of NaN", a_line(quantity="NaN"), 422),
    ("a quantity of infinity", a_line(quantity="Infinity"), 422),
    ("a quantity with an underscore", a_line(quantity="1_000"), 422),
    ("a quantity with 30 digits", a_line(quantity="9" * 30), 422),
    ("a quantity with a huge exponent", a_line(quantity="1e400"), 422),
    ("a quantity with nine decimals", a_line(quantity="0.123456789"), 422),
    ("a quantity of true", a_line(quantity=True), 422),
    ("a quantity of null", a_line(quantity=None), 409),
    ("a quantity in hexadecimal", a_line(quantity="0x10"), 422),
    ("a price with eleven decimals", a_line(unit_price="0.12345678901"), 422),
    ("a percentage that is no number", a_line(discount_percent="%"), 422),
    ("an item that is a number", a_line(item=100), 422),
    ("an item that does not exist", a_line(item="NOPE"), 409),
    ("an item that is stopped", a_line(item="X900"), 409),
    ("a unit that does not exist", a_line(unit="parsec"), 409),
    ("a line number of text", a_line(line_number="one"), 422),
    ("a line number beyond any integer", a_line(line_number=10**17), 422),
    ("a date that is none", a_line(delivery_date="2026-02-30"), 422),
    ("a date in words", a_line(delivery_date="tomorrow"), 422),
    ("a date of another calendar", a_line(delivery_date="31/12/2026"), 422),
    ("the year zero", a_line(delivery_date="0000-01-01"), 422),
    ("a derived field", a_line(remaining="1"), 422),
    ("a received quantity", a_line(received="1"), 422),
    ("lines that are no list", {"vendor": "V001", "lines": {"item": "A100"}}, 422),
    ("lines that are text", {"vendor": "V001", "lines": "A100"}, 422),
    ("a line that is no object", {"vendor": "V001", "lines": ["A100"]}, 422),
    ("a vendor that does not exist", {"vendor": "NOPE", "lines": [LINE]}, 409),
    ("no vendor", {"lines": [LINE]}, 409),
    ("a vendor on hold", {"vendor": "V009", "lines": [LINE]}, 409),
    ("a currency that does not exist", {"vendor": "V001", "currency": "XXX", "lines": [LINE]}, 409),
    ("a flag that is neither", {"vendor": "V001", "lines": [LINE], "prices_include_sales_tax": "perhaps"}, 422),
    ("a status", {"vendor": "V001", "lines": [LINE], "approval_status": "finalized"}, 422),
    ("a number longer than ten", {"vendor": "V001", "lines": [LINE], "number": "PO-000000001"}, 409),
]

# (address below the company)
QUERIES = [
    "sites?colour=red", "sites?code__like=1", "sites?code__regex=.*", "sites?company=1", "sites?id=1", "sites?pk=1",
    "sites?company__code=US01", "warehouses?site__company__code=US01", "users?password__starts=a",
    "vendors?contact__user__password=x", "sites?order=password", "sites?order=company__id", "sites?order=-",
    "sites?fields=id", "sites?fields=code,company", "sites?size=0", "sites?size=-1", "sites?size=1001", "sites?size=x",
    "sites?size=1e3", "sites?after=x", "sites?after=%00",
    f"sites?after={cursor('1')}", f"sites?after={cursor(1, 2, 3)}",
    f"sites?after={cursor({'n': 'NaN'}, 1)}", f"sites?after={cursor('a', 'b')}", f"sites?after={cursor({'x': 1}, 1)}",
    f"sites?after={cursor('a', 1.5)}", "sites?search=" + "x" * 101, "sites?search=%00", "sites?code=%00",
    "sites?code=1&code=2", "purchase-orders?total__gt=NaN", "purchase-orders?total__gt=1e99",
    "purchase-orders?total=%F0%9F%92%A9", "purchase-orders?created_at=yesterday",
    "purchase-orders?one_time_supplier=perhaps", "sites?code__empty=perhaps", "sites/1?fields=code",
    "sites/1/timeline?size=0", "inquiries/trial-balance?from_date=yesterday", "exports/sites?format=pdf",
    "&".join(["sites?" + "code__ne=0", *(f"code__ne{place}=1" for place in range(30))]),
]  # fmt: skip

MISSING = [
    "nothing", "sites/NOPE", "sites/%00", "sites/" + "9" * 300, "api-tokens/x%FF", "sites/1/nothing",
    "sites/1/lines", "purchase-orders/NOPE/lines", "purchase-orders/NOPE/lines/1", "jobs/x", "jobs/999999",
    "jobs/" + "9" * 30, "inquiries/nothing", "imports/nothing", "exports/nothing", "a/b/c/d/e/f/g/h", "..%2F..%2Fetc",
    "sites/..%252F..%252Fetc", "role-assignments/one", "role-assignments/99999999999999999999",
]  # fmt: skip


def refused(response: Any, status: int) -> None:
    """A problem with a code, with the answer's own number, and without a word about the inside."""
    assert response.status_code == status, response.content[:500]
    assert response["Content-Type"] == "application/problem+json"
    told = response.json()
    assert told["code"]
    assert told["status"] == status
    assert not any(word in response.content for word in (b"Traceback", b"psycopg", b"SELECT", b"site-packages"))


@pytest.mark.parametrize(("body", "status"), [case[1:] for case in BODIES], ids=[case[0] for case in BODIES])
def test_a_bad_body_is_refused(api: Api, body: bytes, status: int) -> None:
    refused(api("POST", "sites", body), status)


@pytest.mark.parametrize(("told", "status"), [case[1:] for case in ORDERS], ids=[case[0] for case in ORDERS])
def test_a_bad_order_is_refused(api: Api, told: Any, status: int) -> None:
    refused(api.post("purchase-orders", told), status)
    assert api.get("purchase-orders").json()["rows"] == []


@pytest.mark.parametrize("path", QUERIES)
def test_a_bad_query_is_refused(api: Api, path: str) -> None:
    refused(api.get(path), 422)


@pytest.mark.parametrize("path", MISSING)
def test_what_is_not_there_is_not_found(api: Api, path: str) -> None:
    refused(api.get(path), 404)


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ([], 422), ({"numbers": "1"}, 422), ({"numbers": [1]}, 422), ({"numbers": ["1", "1"]}, 422),
        ({"numbers": ["1"], "each": "yes"}, 422), ({"numbers": ["1"], "args": [{}, {}]}, 422),
        ({"numbers": ["1"], "more": 1}, 422), ({"numbers": []}, 409), ({}, 409), ({"numbers": ["NOPE"]}, 404),
        ({"numbers": ["1"], "args": {"x": 1}}, 422), ({"numbers": ["1"], "args": {"name": None}}, 200),
    ],
)  # fmt: skip
def test_a_bad_run_on_many_is_refused(api: Api, told: Any, status: int) -> None:
    response = api.post("sites/edit", told)
    assert response.status_code == status, response.content[:300]


@pytest.mark.parametrize("tag", ['"x"', "x", '"-1"', '"1.5"', "W/1;2", '"' + "9" * 30 + '"', '"1", "2"'])
def test_a_bad_version_is_refused(api: Api, tag: str) -> None:
    refused(api.patch("sites/1", {"name": "x"}, If_Match=tag), 422)


def test_a_key_that_is_too_long_is_refused(api: Api) -> None:
    refused(api.post("sites", {"code": "9"}, Idempotency_Key="x" * 256), 422)


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "x"])
def test_another_format_is_not_read(api: Api, kind: str) -> None:
    refused(api("POST", "sites", b'{"code": "9"}', **{"Content-Type": kind}), 415)


def test_typed_text_is_kept_as_it_is(api: Api) -> None:
    """What looks like code stays text: no interpretation on the way in or out."""
    text = "'; DROP TABLE x; -- <script>alert(1)</script> ${7*7} {{7*7}} =1+1"
    api.post("sites", {"code": "9", "name": text})
    assert api.get("sites/9").json()["name"] == text
    number = order(api)
    assert api.patch(f"purchase-orders/{number}", {"name": text}).json()["name"] == text
