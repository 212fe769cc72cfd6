"""The main job, as somebody does it who has read nothing: from a new order to its voucher."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .conftest import Desk, Sit

pytestmark = pytest.mark.browser

ITEMS = ("W-2010", "H-3010", "K-4010")
SAVED = "All changes are saved"


def new_order(desk: Desk, vendor: str = "V-1002") -> str:
    """Makes an order with three lines, typed into the grid by keyboard alone, and gives its number."""
    page = desk.page
    desk.open("")
    page.get_by_role("link", name="New purchase order").first.click()
    page.locator("#id_vendor").fill(vendor)
    page.get_by_role("option", name=re.compile(vendor)).click()
    page.locator("#id_site").fill("1")
    desk.shoot("new-order")
    desk.button("Create").click()
    page.wait_for_url(re.compile(r"/purchase-orders/PO-\d+/"))
    rows = page.locator("[data-grid-table] .tabulator-row")
    expect(rows).to_have_count(1)
    for place, item in enumerate(ITEMS):
        if place:
            page.keyboard.press("Insert")
        expect(rows).to_have_count(place + 1)
        type_line(desk, item, 10 * (place + 1))
    page.keyboard.press("Control+s")
    expect(page.locator("[data-grid-status]")).to_contain_text(SAVED)
    return page.locator("#page-title").inner_text().strip()


def type_line(desk: Desk, item: str, quantity: int) -> None:
    """Types item and quantity into the line the cursor stands in."""
    keyboard = desk.page.keyboard
    keyboard.type(item)
    for _column in ("product name", "quantity"):
        keyboard.press("Tab")
    keyboard.type(str(quantity))
    keyboard.press("Tab")


def receive(desk: Desk, slip: str, *quantities: str) -> None:
    """Posts a product receipt; without quantities everything that is still to come."""
    dialog = desk.act("post-product-receipt", "receive")
    dialog.get_by_label("Product receipt").fill(slip)
    for place, quantity in enumerate(quantities):
        dialog.locator(f"#id_lines-{place}-quantity").fill(quantity)


def test_from_a_new_order_to_its_voucher(sit: Sit) -> None:
    desk = sit()
    page = desk.page
    number = new_order(desk)
    desk.shoot("order-new")
    expect(page.locator("[data-line-count]").first).to_have_text("3")

    desk.act("confirm")
    expect(desk.preview()).to_contain_text("Confirmed")
    desk.shoot("confirm-preview").run()
    expect(page.locator(".steps-line [aria-current]")).to_have_text("Confirmed")

    receive(desk, "PS-1", "4", "", "")
    expect(desk.preview()).to_contain_text("Vouchers")
    desk.shoot("receipt-preview").run()
    receive(desk, "PS-2")
    desk.run()
    expect(page.locator(".head")).to_contain_text("Received")
    desk.shoot("order-received")

    dialog = desk.act("invoice", "invoice")
    dialog.get_by_label("Invoice", exact=True).fill("INV-77")
    desk.shoot("invoice-dialog")
    dialog.locator('button[value="run"]').click()
    page.wait_for_url(re.compile("/vendor-invoices/"))
    desk.shoot("invoice")

    desk.act("post")
    expect(desk.preview()).to_contain_text("Vouchers")
    desk.shoot("invoice-post-preview").run()
    expect(page.locator(".steps-line [aria-current]")).to_have_text("Posted")

    page.locator("#tab-header").click()
    page.locator("#view-header").get_by_role("link", name=re.compile("^V0")).click()
    expect(page.locator("#page-title")).to_contain_text("V0")
    desk.shoot("voucher")
    page.get_by_role("link", name=re.compile("^VI-")).click()
    expect(page.locator("#page-title")).to_contain_text("VI-")
    page.locator("#fact-invoiced-orders").get_by_role("link", name=number).click()
    expect(page.locator("#page-title")).to_contain_text(number)

    desk.open(f"purchase-orders/{number}/about/vouchers/").shoot("vouchers-of-order")
    page.locator("tbody a").first.click()
    expect(page.locator("#page-title")).to_contain_text("V0")
    page.get_by_role("link", name=re.compile("^PR-")).click()
    expect(page.get_by_role("link", name=number)).to_be_visible()
