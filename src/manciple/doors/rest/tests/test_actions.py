"""Actions of one record, of one line, of many; previews; once and only once."""

from __future__ import annotations

from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.founding.making import make
from manciple.kernel.jobs import perform
from manciple.organization.models import Site

from .conftest import Api
from .test_records import order


def test_an_action_answers_what_was_done(api: Api) -> None:
    number = order(api)
    told = api.post(f"purchase-orders/{number}/confirm").json()
    assert (told["done"], told["refused"], told["preview"]) == ([number], {}, False)
    assert api.get(f"purchase-orders/{number}").json()["approval_status"] == "confirmed"


def test_a_preview_tells_the_effects_and_changes_nothing(api: Api) -> None:
    number = order(api)
    told = api.post(f"purchase-orders/{number}/confirm?preview=true").json()
    assert told["preview"] is True
    assert ("approval_status", "Approved", "Confirmed") in [
        (each["name"], each["before"], each["after"]) for each in told["effects"]["changes"]]  # fmt: skip
    assert api.get(f"purchase-orders/{number}").json()["approval_status"] == "approved"


def test_the_effects_come_with_the_answer_when_asked_for(api: Api) -> None:
    number = order(api)
    assert "effects" not in api.post(f"purchase-orders/{number}/confirm").json()
    slip = {"product_receipt": "PS", "lines": [{"line_number": 1, "quantity": "1"}]}
    told = api.post(f"purchase-orders/{number}/post-product-receipt?effects=true", slip).json()
    assert [each["key"] for each in told["effects"]["tables"] if each["rows"]] == ["vouchers", "product-receipts"]


def test_a_refusal_has_every_reason(api: Api) -> None:
    refused = api.post("purchase-orders", {"vendor": "NOBODY", "lines": [{"item": "NOTHING", "quantity": "1"}]})
    assert (refused.status_code, refused["Content-Type"]) == (409, "application/problem+json")
    told = refused.json()
    assert (told["code"], told["type"]) == ("KRN-008", "/api/docs/problems#refused")
    assert [each["field"] for each in told["refusals"]] == ["vendor", "item"]


def test_what_can_be_done_and_why_the_rest_cannot(api: Api) -> None:
    number = order(api)
    found = {each["key"]: each for each in api.get(f"purchase-orders/{number}/actions").json()["actions"]}
    assert found["confirm"]["available"] is True
    assert found["post-product-receipt"]["available"] is False
    assert found["post-product-receipt"]["refusals"][0]["code"] == "RCV-01"


def test_the_timeline_tells_who_did_what_through_which_door(api: Api) -> None:
    number = order(api)
    api.post(f"purchase-orders/{number}/confirm")
    rows = api.get(f"purchase-orders/{number}/timeline").json()["rows"]
    assert [(row["event"], row["user"], row["door"]) for row in rows] == [
        ("purchase-order-confirmed", "tester", "rest"), ("purchase-order-created", "tester", "rest")]  # fmt: skip


def test_an_action_of_a_line(api: Api) -> None:
    number = order(api)
    api.post(f"purchase-orders/{number}/confirm")
    where = f"purchase-orders/{number}/lines/2"
    assert "deliver-remainder" in {each["key"] for each in api.get(f"{where}/actions").json()["actions"]}
    done = api.post(f"{where}/deliver-remainder", {"remainder": "1"})
    assert done.json()["done"] == [f"{number} · 2"]
    assert api.get(where).json()["remaining"] == "1"


def test_many_records_at_once_or_none(api: Api) -> None:
    first, second = order(api), order(api)
    api.post(f"purchase-orders/{first}/confirm")
    refused = api.post("purchase-orders/confirm", {"numbers": [first, second]})
    assert (refused.status_code, refused.json()["code"]) == (409, "ORD-35")
    assert api.get(f"purchase-orders/{second}").json()["approval_status"] == "approved"
    told = api.post("purchase-orders/confirm", {"numbers": [first, second, "PO-NONE"], "each": True}).json()
    assert told["done"] == [second]
    assert {number: reasons[0]["code"] for number, reasons in told["refused"].items()} == {
        first: "ORD-35", "PO-NONE": "KRN-008"}  # fmt: skip


def test_many_records_are_made_with_one_request(api: Api) -> None:
    made = api.post("sites/create", {"args": [{"code": "7"}, {"code": "8"}]})
    assert (made.status_code, [each["number"] for each in made.json()["made"]]) == (201, ["7", "8"])


def test_more_than_a_hundred_records_are_a_job(api: Api, company: Company) -> None:
    numbers = [f"S{place:03}" for place in range(150)]
    make(Site, [{"code": number, "name": "before"} for number in numbers], company.ctx)
    wants = {"numbers": numbers, "args": {"name": "after"}, "each": True}
    queued = api.post("sites/edit", wants, Idempotency_Key="k1")
    assert (queued.status_code, queued.json()["status"]) == (202, "waiting")
    again = api.post("sites/edit", wants, Idempotency_Key="k1")
    assert again.json()["id"] == queued.json()["id"]
    perform(job=queued.json()["id"], company=company.id, code=company.code)
    told = api.get(queued["Location"]).json()
    assert (told["status"], told["done"], len(told["outcome"]["done"])) == ("done", 150, 150)
    assert api.get("jobs").json()["rows"][0]["id"] == told["id"]


def test_a_waiting_job_can_be_stopped(api: Api, company: Company) -> None:
    numbers = [f"S{place:03}" for place in range(101)]
    job = api.post("sites/delete", {"numbers": numbers, "each": True}).json()["id"]
    assert api.post(f"jobs/{job}/cancel").json()["cancel_asked"] is True
    perform(job=job, company=company.id, code=company.code)
    assert api.get(f"jobs/{job}").json()["status"] == "canceled"


def test_all_or_nothing_is_not_for_jobs(api: Api) -> None:
    refused = api.post("sites/delete", {"numbers": [str(place) for place in range(101)]})
    assert (refused.status_code, refused.json()["errors"][0]["place"]) == (422, "each")


def test_a_repeated_key_gets_the_first_answer(api: Api) -> None:
    told = {"vendor": "V001", "lines": [{"item": "A100", "quantity": "1"}]}
    first = api.post("purchase-orders", told, Idempotency_Key="one")
    second = api.post("purchase-orders", told, Idempotency_Key="one")
    assert first.json()["number"] == second.json()["number"]
    assert len(api.get("purchase-orders").json()["rows"]) == 1


def test_a_key_used_for_another_request_is_refused(api: Api) -> None:
    api.post("sites", {"code": "8"}, Idempotency_Key="one")
    other = api.post("sites", {"code": "9"}, Idempotency_Key="one")
    assert (other.status_code, other.json()["code"]) == (422, "KRN-004")


def test_a_refused_request_leaves_its_key_free(api: Api) -> None:
    assert api.post("sites", {"code": "1"}, Idempotency_Key="one").status_code == 409
    assert api.post("sites", {"code": "9"}, Idempotency_Key="one").status_code == 201


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "sites/1", "DELETE, GET, HEAD, PATCH, POST"),
        ("POST", "sites/1/actions", "GET, HEAD"),
        ("POST", "sites/1/timeline", "GET, HEAD"),
        ("GET", "sites/1/edit", "POST"),
        ("GET", "sites/delete", "POST"),
        ("PATCH", "product-receipts/X", "GET, HEAD"),
        ("POST", "product-receipts", "GET, HEAD"),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(api: Api, method: str, path: str, allowed: str) -> None:
    told = api(method, path, {})
    assert (told.status_code, told.json()["code"]) == (405, "API-06")
    assert ", ".join(sorted(told["Allow"].split(", "))) == allowed


def test_an_inquiry_about_a_record_and_one_about_all(api: Api) -> None:
    number = order(api)
    rows = api.get(f"purchase-orders/{number}/totals").json()["rows"]
    assert len(rows) == 1
    assert api.get("inquiries/trial-balance").json() == {"rows": [], "next": None}
    assert "trial-balance" in {each["key"] for each in api.get("inquiries").json()["rows"]}
    assert api.get("purchase-orders/PO-NONE/totals").status_code == 404


def test_a_job_for_all_that_match_looks_for_them_when_it_begins(api: Api, company: Company) -> None:
    api.post("sites", {"code": "Z1", "name": "late"})
    queued = api.post("sites/edit", {"filters": {"name": "late"}, "args": {"name": "found"}, "each": True})
    assert (queued.status_code, queued.json()["status"]) == (202, "waiting")
    api.post("sites", {"code": "Z2", "name": "late"})
    perform(queued.json()["id"], company.id, company.code)
    assert api.get(f"jobs/{queued.json()['id']}").json()["outcome"]["done"] == ["Z1", "Z2"]


@pytest.mark.parametrize("body", [
    {"filters": {"colour": "red"}, "each": True}, {"filters": ["name"], "each": True}, {"filters": {"name": "x"}},
    {"filters": {"name": "x"}, "numbers": ["1"], "each": True},
])  # fmt: skip
def test_filters_that_cannot_be_meant(api: Api, body: dict[str, Any]) -> None:
    assert api.post("sites/edit", {"args": {"name": "x"}, **body}).status_code in (400, 422)


@pytest.mark.parametrize("path", ["confirmations/1/taxes/7/actions", "workflow-instances/USD/visits/7/actions"])
def test_lines_whose_keys_are_no_such_numbers_are_not_found(api: Api, path: str) -> None:
    assert api.get(path).status_code == 404


@pytest.mark.parametrize("path", ["work-items?instance=maximum", "exports/workflow-instances?parent=x"])
def test_a_filter_by_a_record_that_goes_by_its_id_is_a_number(api: Api, path: str) -> None:
    assert api.get(path).status_code == 422
