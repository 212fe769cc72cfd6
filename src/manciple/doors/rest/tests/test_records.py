"""Lists and records: read, made, changed, removed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from manciple.demo.company import Company
from manciple.founding.making import make
from manciple.organization.models import Site

from .conftest import Api


def order(api: Api, lines: int = 2) -> str:
    """A purchase order; its number."""
    told = [{"item": "A100", "quantity": str(place), "unit_price": "1.00"} for place in range(1, lines + 1)]
    made = api.post("purchase-orders", {"vendor": "V001", "lines": told})
    assert made.status_code == 201, made.content
    return str(made.json()["number"])


def test_who_is_asking_and_where_he_may_work(api: Api) -> None:
    told = api.get("/api/v1/me").json()
    assert told == {"user": "tester", "by": "token", "companies": [{"code": "US01", "name": "Company US01"}]}


def test_a_list_is_paged_by_a_cursor(api: Api) -> None:
    first = api.get("warehouses?size=2&order=-code&fields=code,site")
    assert [row["code"] for row in first.json()["rows"]] == ["21", "12"]
    second = api.get(f"warehouses?size=2&order=-code&fields=code,site&after={first.json()['next']}")
    assert second.json() == {"rows": [{"code": "11", "site": "1"}], "next": None}


def test_the_link_header_leads_to_the_next_page(api: Api) -> None:
    link = api.get("warehouses?size=2")["Link"]
    address = link.removeprefix("<").split(">")[0]
    assert [row["code"] for row in api.get(address).json()["rows"]] == ["21"]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("site=1", ["11", "12"]),
        ("site__ne=1", ["21"]),
        ("code__in=11,21", ["11", "21"]),
        ("code__starts=1", ["11", "12"]),
        ("code__gt=11", ["12", "21"]),
        ("name__contains=MAIN", ["11"]),
        ("search=main", ["11"]),
        ("site__empty=false&code__le=11", ["11"]),
    ],
)
def test_a_list_is_filtered_by_its_own_fields(api: Api, query: str, codes: list[str]) -> None:
    assert [row["code"] for row in api.get(f"warehouses?{query}").json()["rows"]] == codes


def test_a_record_tells_its_fields_its_lines_and_its_version(api: Api) -> None:
    number = order(api)
    found = api.get(f"purchase-orders/{number}")
    told = found.json()
    assert (found["ETag"], told["version"], told["vendor"]) == ('"1"', 1, "V001")
    assert [(each["line_number"], each["item"], each["quantity"]) for each in told["lines"]] == [
        (1, "A100", "1"), (2, "A100", "2")]  # fmt: skip


def test_a_new_record_is_told_with_its_place(api: Api) -> None:
    made = api.post("sites", {"code": "A/1 %", "name": "Yard"})
    assert (made.status_code, made["Location"]) == (201, "/api/v1/US01/sites/A%252F1%20%2525")
    assert api.get(made["Location"]).json()["name"] == "Yard"


def test_a_stale_change_is_refused_with_what_changed(api: Api) -> None:
    api.post("sites", {"code": "9", "name": "Nine"})
    first = api.patch("sites/9", {"name": "Neun"}, If_Match='"1"')
    assert (first.status_code, first["ETag"]) == (200, '"2"')
    second = api.patch("sites/9", {"name": "Neuf"}, If_Match='"1"')
    assert (second.status_code, second.json()["code"]) == (412, "KRN-003")
    assert "Nine → Neun" in second.json()["detail"]
    assert api.get("sites/9").json()["name"] == "Neun"
    assert api.patch("sites/9", {"name": "Neuf"}, If_Match="*").status_code == 200


def test_a_record_that_is_used_cannot_be_removed(api: Api) -> None:
    refused = api.delete("sites/1")
    assert (refused.status_code, refused.json()["code"]) == (409, "KRN-011")
    api.post("sites", {"code": "9"})
    assert (api.delete("sites/9").status_code, api.get("sites/9").status_code) == (204, 404)


def test_lines_are_read_added_changed_and_removed(api: Api) -> None:
    number = order(api)
    where = f"purchase-orders/{number}/lines"
    made = api.post(where, {"item": "C300", "quantity": "2.5", "unit_price": "4"})
    assert (made.status_code, made["Location"]) == (201, f"/api/v1/US01/{where}/3")
    assert api.get(made["Location"]).json()["net_amount"] == "10"
    changed = api.patch(f"{where}/3", {"quantity": "3"}, If_Match='"2"')
    assert (changed.json()["net_amount"], changed["ETag"]) == ("12", '"3"')
    assert api.patch(f"{where}/3", {"quantity": "9"}, If_Match='"2"').json()["code"] == "KRN-003"
    assert api.delete(f"{where}/1").status_code == 204
    assert [each["line_number"] for each in api.get(where).json()["rows"]] == [2, 3]
    assert api.get(f"{where}/1").status_code == 404


def test_the_contract_of_a_form_is_found_by_its_key_and_by_its_record(api: Api) -> None:
    by_key, by_record = api.get("/api/v1/meta/purchase-orders"), api.get("/api/v1/meta/purchase-order")
    assert by_key.content == by_record.content
    told = by_key.json()
    assert {"key": "vendor", "label": "Vendor account", "refers_to": "vendors"}.items() <= next(
        each for each in told["fields"] if each["key"] == "vendor").items()  # fmt: skip
    assert {"confirm", "create", "edit", "delete"} <= {each["key"] for each in told["actions"]}
    assert told["lines"][0]["number"] == "line_number"


def statements(api: Api, path: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert api.get(path).status_code == 200
    return len(found)


def test_a_list_costs_the_same_for_one_row_and_for_two_hundred(api: Api, company: Company) -> None:
    api.get("sites")  # the first request of a token is noted, those of the same minute are not
    few = statements(api, "sites?size=1")
    make(Site, [{"code": f"S{place:03}", "name": "x"} for place in range(200)], company.ctx)
    assert statements(api, "sites?size=200") == few == 9


def test_a_record_costs_the_same_with_one_line_and_with_two_hundred(api: Api) -> None:
    small, large = order(api, 1), order(api, 200)
    assert statements(api, f"purchase-orders/{small}") == statements(api, f"purchase-orders/{large}") == 11
