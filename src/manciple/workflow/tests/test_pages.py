"""What a person does on the pages: two approvers above 10,000, built and used there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from manciple.organization.models import User
from manciple.workflow.models import Workflow, WorkItem

from .office import KIND, Office, step, told


@pytest.fixture
def browser(office: Office) -> Client:
    """Somebody signed in who may do everything."""
    found = Client(raise_request_exception=True)
    found.force_login(User.objects.get(pk=office.company.ctx.user))
    return found


def saved(browser: Client, code: str, *rows: dict[str, Any]) -> Any:
    """What the grid of elements answers to new rows."""
    new = [{"temp": f"t{place}", "values": row} for place, row in enumerate(rows)]
    address = f"/US01/workflows/{code}/grid/elements/"
    return browser.post(address, json.dumps({"new": new}), content_type="application/json").json()


def test_two_approvers_above_ten_thousand_are_built_on_the_page(browser: Client, office: Office) -> None:
    assert KIND in browser.get("/US01/workflows/-/new/").content.decode()
    new = {"code": "BIG", "name": "Big ones", "kind": KIND, "process_owner": "eve"}
    assert browser.post("/US01/workflows/-/new/", new).status_code in (302, 303, 204)
    usual = {"kind": "step", "name": "Manager", "assignment": "users", "assignees": "ann"}
    second = {
        "kind": "step",
        "name": "Director",
        "assignment": "users",
        "assignees": "bob",
        "condition": "total > 10000",
    }
    assert saved(browser, "BIG", usual, second)["errors"] == []
    assert browser.get("/US01/workflows/BIG/").status_code == 200
    browser.post("/US01/workflows/BIG/do/activate/", {})
    assert Workflow.objects.get(code="BIG").status == "active"
    small, big = office.sites(2)
    told[big] = {"total": 20000}
    office.submit(small, big)
    office.do(WorkItem, "approve", office.waiting("ann"), "ann")
    assert office.states() == [("X2", "approved"), ("X3", "running")]


def test_a_condition_that_cannot_be_read_is_an_error_of_its_cell(browser: Client, office: Office) -> None:
    code = office.workflow(step("ann"), activate=False)
    answer = saved(browser, code, {"kind": "step", "condition": "total >>"})
    assert [(each["temp"], each["field"], each["code"]) for each in answer["errors"]] == [("t0", "condition", "WFL-02")]


@pytest.mark.parametrize(
    "page",
    ["work-items/", "work-items/?user=ann&status=open", "workflow-instances/", "workflow-history/", "delegations/"],
)
def test_lists_are_shown(browser: Client, office: Office, page: str) -> None:
    office.workflow(step("ann"))
    office.submit(*office.sites(2))
    assert browser.get(f"/US01/{page}").status_code == 200


def test_an_item_and_a_course_are_shown_and_answered(browser: Client, office: Office) -> None:
    office.workflow(step("tester"))
    office.submit(*office.sites(2))
    one, two = office.waiting()
    shown = browser.get(f"/US01/work-items/{one}/")
    assert shown.status_code == 200
    assert "Approve" in shown.content.decode()
    item = WorkItem.objects.get(pk=one)
    assert browser.get(f"/US01/workflow-instances/{item.instance_id}/").status_code == 200
    browser.post(f"/US01/work-items/{one}/do/approve/", {"comment": "fine"})
    assert office.waiting() == [two]
