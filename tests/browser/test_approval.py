"""Approval under change management, from the workflow that is built to the version that is compared."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .conftest import Desk, Sit, do, make

pytestmark = pytest.mark.browser

#: A step as a person types it: one cell after the other.
STEP = ("Approval step", "Two approvers", "total > 10000", "Named users", "manager, admin")


def two_approvers(desk: Desk) -> None:
    """Two approvers above an amount: a header and five cells."""
    page = desk.open("workflows/-/new/").page
    page.locator("#id_code").fill("TWO")
    page.locator("#id_name").fill("Two approvers above 10,000")
    page.locator("#id_kind").select_option(label="Purchase order")
    page.locator("#id_condition").fill("total > 10000")
    desk.button("Create").click()
    page.wait_for_url(re.compile("/workflows/TWO/"))
    expect(page.locator("[data-grid-table] .tabulator-row")).to_have_count(1)
    for place, text in enumerate(STEP):
        if place:
            page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Control+s")
    expect(page.locator("#fact-workflow-in-words")).to_contain_text("Invoice amount is above 10000")
    desk.shoot("workflow")
    desk.act("activate")
    desk.run()
    expect(page.locator(".head .badge")).to_contain_text("Active")


def answer(desk: Desk, number: str, key: str, comment: str) -> None:
    """Answers on the order's own page, from the bar that says what it waits for."""
    desk.open(f"purchase-orders/{number}/")
    desk.page.locator(f".waiting #do-bar-{key}").click()
    desk.dialog.locator("#id_comment").fill(comment)
    desk.run()


def test_an_order_is_approved_sent_back_changed_and_compared(sit: Sit) -> None:
    do("order-parameters", "edit", "orders", override_per_vendor=True)
    number = make("purchase-orders", "buyer", vendor="V-1003", change_management=True,
                  lines=[{"item": "H-3021", "quantity": "9000", "unit_price": "2"}])  # fmt: skip
    buyer, manager, admin = sit("buyer"), sit("manager"), sit()
    two_approvers(admin)
    steps = ".steps-line [aria-current]"

    buyer.open(f"purchase-orders/{number}/")
    buyer.page.locator(".waiting #do-bar-submit").click()
    buyer.dialog.locator("#id_comment").fill("Needed by May")
    buyer.run()
    expect(buyer.page.locator(steps)).to_have_text("In review")
    expect(buyer.page.locator(".waiting")).to_contain_text("manager")
    buyer.shoot("order-in-review")

    manager.open("work-items/?view=mine")
    manager.page.get_by_role("checkbox", name=re.compile("Choose all")).check()
    manager.shoot("approvals")
    manager.page.locator("#do-bulk-approve").click()
    manager.dialog.locator('button[value="run"]').click()
    expect(manager.dialog).to_contain_text("1 done")

    answer(admin, number, "request-change", "Half of it is enough")
    expect(admin.page.locator(steps)).to_have_text("Draft")
    buyer.open(f"purchase-orders/{number}/about/purchase-order-approvals/")
    expect(buyer.page.locator(".timeline-list")).to_contain_text("Half of it is enough")
    buyer.shoot("workflow-history")

    do("purchase-orders", "edit", number, "buyer", lines=[{"line_number": 1, "quantity": "6000"}])
    do("purchase-orders", "submit", number, "buyer")
    answer(manager, number, "approve", "")
    answer(admin, number, "approve", "")
    expect(admin.page.locator(steps)).to_have_text("Approved")

    do("purchase-orders", "confirm", number, "buyer")
    do("purchase-orders", "request-change", number, "buyer", comment="More after all")
    do("purchase-orders", "edit", number, "buyer", lines=[
        {"line_number": 1, "quantity": "6500"}, {"item": "H-3030", "quantity": "5", "unit_price": "1"}])  # fmt: skip
    buyer.open(f"purchase-orders/{number}/about/view-versions/")
    buyer.page.get_by_role("link", name="Compare with now").first.click()
    told = buyer.page.locator(".comparison")
    expect(told.locator(".difference", has_text="Quantity")).to_contain_text("6,500")
    expect(told.locator(".thing-success")).to_contain_text("Line 2")
    assert buyer.shoot("versions-compared").faults() == []
    buyer.page.get_by_role("link", name=number).click()
    buyer.open(f"purchase-orders/{number}/about/version-content/?version=1")
    expect(buyer.page.locator("table")).to_contain_text("6,000")
    assert buyer.shoot("version").faults() == []


def test_lines_follow_the_header_as_one_answers(sit: Sit) -> None:
    lines = [{"item": "W-2010", "quantity": "4"}, {"item": "H-3010", "quantity": "6", "delivery_date": "2027-02-01"}]
    number = make("purchase-orders", vendor="V-1002", delivery_date="2026-12-10", lines=lines)
    desk = sit().open(f"purchase-orders/{number}/")
    page = desk.page
    page.locator("#tab-header").click()
    page.locator("#fold-tab-3").evaluate("fold => fold.open = true")
    page.locator("#id_delivery_date").fill("2026-12-17")
    desk.button("Save").click()
    question = desk.dialog.locator("[data-question]")
    expect(question.locator("input:checked")).to_have_count(1)
    desk.shoot("header-to-lines")
    question.get_by_role("checkbox", name=re.compile("^2 ")).check()
    desk.dialog.get_by_role("button", name="Save").click()
    expect(page.locator("#toasts")).to_contain_text("Saved")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.locator("#tab-lines").click()
    page.locator("#line-tab-line-4").click()
    expect(page.locator("[data-line-details]")).to_contain_text("Delivery date")
    expect(page.locator('[data-line-field="delivery_date"]')).to_have_value("2026-12-17")
