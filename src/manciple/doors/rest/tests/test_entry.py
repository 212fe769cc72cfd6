"""Who gets in: tokens, sessions, companies, duties, limits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from manciple.demo.company import Company, found
from manciple.founding.making import make
from manciple.kernel import clock, forms
from manciple.kernel.actions import find
from manciple.kernel.args import read
from manciple.kernel.running import run
from manciple.organization.models import ApiToken, Assignment, Role, User

from .conftest import Api, token_for
from .test_records import order

PASSWORD = "a long sentence nobody guesses"


@pytest.fixture
def other(company: Company) -> Company:
    """Another company, in which the tester of the first one has nothing to do."""
    made = found("EU01", currency="EUR", country="DE", today=company.today)
    Assignment.objects.filter(legal_entity__code="EU01", user__username="tester").delete()
    return made


@pytest.fixture
def reader(company: Company) -> str:
    """A user who may look at the organization's set-up and at nothing else."""
    make(Role, [{"code": "reader", "name": "Reader", "duties": ["view-organization"]}], company.ctx)
    user(company, "reader")
    make(Assignment, [{"user": "reader", "legal_entity": "US01", "role": "reader"}], company.ctx,
         by=("user", "legal_entity", "role"))  # fmt: skip
    return "reader"


def user(company: Company, name: str) -> None:
    told = {"username": name, "email": f"{name}@example.com", "password": PASSWORD}
    run(User, "create", (), read(find(User, "create").args, told), company.ctx.fresh())


@pytest.mark.parametrize(
    "token",
    ["", "mc_", "mc_" + "x" * 43, "x" * 5000, "Bearer", "mc_é", "' OR 1=1 --"],
    ids=["none", "short", "made up", "long", "a word", "not ASCII", "SQL"],
)
def test_without_a_good_token_nobody_gets_in(api: Api, token: str) -> None:
    stranger = Api(token)
    response = stranger.get("sites")
    assert (response.status_code, response.json()["code"]) == (401, "API-01")
    assert response["WWW-Authenticate"] == 'Bearer realm="manciple"'


@pytest.mark.parametrize("header", ["Basic dGVzdGVyOng=", "Bearer", "Bearer  ", "Token x", "bearer\tx"])
def test_another_scheme_is_no_token(api: Api, header: str) -> None:
    assert api.get("sites", Authorization=header).status_code == 401


def test_a_token_that_is_over_or_revoked_or_of_a_disabled_user_is_no_token(api: Api, company: Company) -> None:
    changes: list[Callable[[], object]] = [
        lambda: ApiToken.objects.update(expires_at=clock.now() - timedelta(seconds=1)),
        lambda: ApiToken.objects.update(revoked_at=clock.now()),
        lambda: User.objects.filter(username="tester").update(is_active=False),
    ]
    for change in changes:
        fresh = Api(token_for(company))
        assert fresh.get("sites").status_code == 200
        change()
        assert fresh.get("sites").status_code == 401
        ApiToken.objects.all().delete()


def test_a_foreign_company_answers_as_one_that_does_not_exist(api: Api, company: Company, other: Company) -> None:
    """Byte for byte, for every form, record, action and inquiry (P5)."""
    paths = ["sites", "sites/1", "sites/1/actions", "sites/1/timeline", "jobs", "inquiries", "inquiries/trial-balance",
             "exports/sites", "imports/sites", *(form.key for form in forms.every())]  # fmt: skip
    for path in paths:
        foreign, missing = api.get(f"/api/v1/EU01/{path}"), api.get(f"/api/v1/XX01/{path}")
        assert (foreign.status_code, foreign.content) == (404, missing.content), path
    for method, path in [("POST", "sites"), ("PATCH", "sites/1"), ("DELETE", "sites/1"), ("POST", "sites/1/edit"),
                         ("POST", "sites/edit"), ("POST", "imports/sites"), ("POST", "jobs/1/cancel")]:  # fmt: skip
        foreign, missing = api(method, f"/api/v1/EU01/{path}", {}), api(method, f"/api/v1/XX01/{path}", {})
        assert (foreign.status_code, foreign.content) == (404, missing.content), path


def test_a_foreign_record_answers_as_one_that_does_not_exist(company: Company, other: Company, settings: Any) -> None:
    settings.API_REQUESTS_PER_SECOND = 100_000
    make(Assignment, [{"user": "tester", "legal_entity": "EU01", "role": "administrator"}], company.ctx,
         by=("user", "legal_entity", "role"))  # fmt: skip
    here, there = Api(token_for(company)), Api(token_for(company), "EU01")
    number = order(here)
    api_paths = ["", "/lines", "/lines/1", "/actions", "/timeline", "/totals"]
    for path in api_paths:
        foreign, missing = there.get(f"purchase-orders/{number}{path}"), there.get(f"purchase-orders/PO-NONE{path}")
        assert (foreign.status_code, foreign.content) == (404, missing.content), path
    for key in ("confirm", "edit", "delete", "cancel"):
        foreign = there.post(f"purchase-orders/{number}/{key}")
        assert (foreign.status_code, foreign.content) == (404, there.post(f"purchase-orders/PO-NONE/{key}").content)


def test_a_token_may_be_good_for_some_companies_only(company: Company, other: Company, settings: Any) -> None:
    settings.API_REQUESTS_PER_SECOND = 100_000
    make(Assignment, [{"user": "tester", "legal_entity": "EU01", "role": "administrator"}], company.ctx,
         by=("user", "legal_entity", "role"))  # fmt: skip
    api = Api(token_for(company, legal_entities=["EU01"]))
    assert [each["code"] for each in api.get("/api/v1/me").json()["companies"]] == ["EU01"]
    assert (api.get("/api/v1/EU01/sites").status_code, api.get("/api/v1/US01/sites").status_code) == (200, 404)


def test_without_the_duty_a_form_is_not_there(programs: Callable[..., Api], api: Api, reader: str) -> None:
    limited = programs(reader)
    assert limited.get("sites").status_code == 200
    number = order(api)
    for path in ("purchase-orders", f"purchase-orders/{number}", f"purchase-orders/{number}/lines", "vendors/V001",
                 f"purchase-orders/{number}/totals", "inquiries/trial-balance", "exports/vendors"):  # fmt: skip
        assert (limited.get(path).status_code, limited.get(path).content) == (404, limited.get("nothing").content), path
    assert limited.post(f"purchase-orders/{number}/confirm").status_code == 404


def test_without_the_duty_a_visible_record_is_not_changed(programs: Callable[..., Api], reader: str) -> None:
    limited = programs(reader)
    for refused in (limited.post("sites", {"code": "9"}), limited.patch("sites/1", {"name": "x"}),
                    limited.delete("sites/1"), limited.post("sites/1/edit", {"name": "x"}),
                    limited.post("sites/edit", {"numbers": ["1"], "args": {"name": "x"}})):  # fmt: skip
        assert (refused.status_code, refused.json()["code"]) == (403, "KRN-002")
    grey = {each["key"]: each for each in limited.get("sites/1/actions").json()["actions"]}
    assert grey["edit"]["refusals"][0]["code"] == "KRN-002"


def test_jobs_belong_to_whoever_asked_for_them(programs: Callable[..., Api], api: Api, reader: str) -> None:
    numbers = [str(place) for place in range(101)]
    job = api.post("sites/delete", {"numbers": numbers, "each": True}).json()["id"]
    limited = programs(reader)
    assert limited.get("jobs").json() == {"rows": []}
    assert limited.get(f"jobs/{job}").content == limited.get("jobs/999999").content
    assert limited.post(f"jobs/{job}/cancel").status_code == 404


def test_a_page_s_session_reads_and_with_its_csrf_token_writes(company: Company, settings: Any) -> None:
    settings.API_REQUESTS_PER_SECOND = 100_000
    user(company, "ann")
    make(Assignment, [{"user": "ann", "legal_entity": "US01", "role": "administrator"}], company.ctx,
         by=("user", "legal_entity", "role"))  # fmt: skip
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(User.objects.get(username="ann"))
    assert browser.get("/api/v1/me").json()["by"] == "session"
    forged = browser.post("/api/v1/US01/sites", {"code": "9"}, "application/json")
    assert (forged.status_code, forged.json()["code"]) == (403, "API-10")
    secret = "a" * 32
    browser.cookies[settings.CSRF_COOKIE_NAME] = secret
    made = browser.post("/api/v1/US01/sites", {"code": "9"}, "application/json", headers={"X-CSRFToken": secret})
    assert made.status_code == 201
    assert browser.get("/api/v1/US01/sites", headers={"Authorization": "Bearer x"}).status_code == 401


def test_who_asks_too_often_is_told_to_wait(programs: Callable[..., Api]) -> None:
    program, other = programs(), programs()
    answers = [program.get("/api/v1/me") for _ in range(60)]
    refused = [each for each in answers if each.status_code == 429]
    assert len(refused) > 10
    assert (refused[0].json()["code"], refused[0]["Retry-After"]) == ("API-05", "1")
    assert other.get("/api/v1/me").status_code == 200


def test_answers_are_not_kept_and_carry_the_request_s_number(api: Api) -> None:
    for response in (api.get("sites"), api.get("nothing"), api.post("sites", {}), api.get("exports/sites")):
        assert response["Cache-Control"] == "no-store"
        assert len(response["X-Request-ID"]) == 36


def test_a_mistake_of_ours_tells_nothing_about_the_inside(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **more: Any) -> Any:
        raise ZeroDivisionError("secret of the inside")

    monkeypatch.setattr("manciple.kernel.reading.listed", broken)
    response = api.get("sites")
    assert (response.status_code, response.json()["code"]) == (500, "API-09")
    assert b"secret" not in response.content
    assert b"Zero" not in response.content
