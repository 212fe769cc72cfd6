"""Every kind of page in light and dark, at a desk and on a phone: readable for everybody, and no complaint
of the browser, which includes its content security policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import COLOURS, RULES, Sit

pytestmark = pytest.mark.browser

PAGES = {
    "workspace": "", "orders": "purchase-orders/", "order": "purchase-orders/PO-000003/",
    "vendors": "vendors/", "vendor": "vendors/V-1001/", "vendor-new": "vendors/-/new/",
    "invoices": "vendor-invoices/", "trial-balance": "-/report/trial-balance/", "jobs": "-/jobs/",
    "totals": "purchase-orders/PO-000003/about/totals/", "timeline": "purchase-orders/PO-000003/timeline/",
    "inbox": "work-items/", "workflow-ORDERS": "workflows/ORDERS/", "drafts": "purchase-orders/?view=draft",
    "versions": "purchase-orders/PO-000003/about/view-versions/", "order-new": "purchase-orders/-/new/",
    "parameters": "order-parameters/orders/", "activities": "activities/",
    "import": "vendors/-/import/", "users": "users/", "roles": "roles/", "tokens": "api-tokens/",
    "two-factor": "/2fa/", "sessions": "/sessions/", "missing": "purchase-orders/NO-SUCH/",
}  # fmt: skip
ON_A_PHONE = ("workspace", "orders", "order", "vendor", "inbox")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_page_can_be_read_by_everybody(sit: Sit, dark: bool) -> None:
    """In the dark the same markup has other colours, so only these are looked at again."""
    desk = sit(dark=dark)
    found: dict[str, list[str]] = {}
    for name, path in PAGES.items():
        desk.open(path)
        expect(desk.page.locator("h1").first).to_be_visible()
        desk.shoot(f"{name}-dark" if dark else name)
        if faults := desk.faults(COLOURS if dark else RULES):
            found[name] = faults
    assert found == {}


def test_the_page_of_signing_in_can_be_read_by_everybody(sit: Sit) -> None:
    desk = sit("").open("/login/")
    desk.shoot("login")
    assert desk.faults() == []


@pytest.mark.parametrize("name", ON_A_PHONE)
def test_pages_fit_a_phone(sit: Sit, name: str) -> None:
    desk = sit(phone=True).open(PAGES[name])
    desk.shoot(f"{name}-phone")
    wide = desk.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0
    assert desk.faults() == []


def test_a_session_that_ended_leads_to_the_page_of_signing_in(sit: Sit) -> None:
    desk = sit().open("purchase-orders/")
    desk.page.context.clear_cookies()
    desk.button("Filter").click()
    desk.page.wait_for_url("**/login/?next=**")
