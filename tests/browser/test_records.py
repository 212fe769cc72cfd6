"""Records: forms with faults, the line grid by keyboard and clipboard, two people at one order."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from .conftest import Desk, Sit, make
from .test_story import SAVED, new_order

pytestmark = pytest.mark.browser


def cell(desk: Desk, row: int, field: str) -> Locator:
    """A cell of the line grid."""
    return desk.page.locator("[data-grid-table] .tabulator-row").nth(row).locator(f'[tabulator-field="{field}"]')


def status(desk: Desk) -> Locator:
    """What the grid says about saving."""
    return desk.page.locator("[data-grid-status]")


def test_a_vendor_is_made_and_faults_stand_at_their_fields(sit: Sit) -> None:
    desk = sit().open("vendors/-/new/")
    page = desk.page
    page.locator("#id_account").fill("V-9001")
    page.locator("#id_group").fill("nowhere")
    desk.button("Create").click()
    expect(page.locator("#id_name-error")).to_have_text("This must be filled in.")
    expect(page.locator("#id_account")).to_have_value("V-9001")
    page.locator("#id_name").fill("Harbour Rope Works")
    desk.button("Create").click()
    expect(page.locator("#id_group-error")).to_contain_text("nowhere does not exist")
    desk.shoot("vendor-faults")
    page.locator("#id_group").fill("10")
    desk.button("Create").click()
    page.wait_for_url(re.compile("/vendors/V-9001/"))
    page.locator("#id_phone").fill("+1 555 0100")
    desk.button("Save").click()
    expect(page.locator("#toasts")).to_contain_text("Saved")
    desk.open("vendors/V-9001/")
    expect(page.locator("#id_phone")).to_have_value("+1 555 0100")


def test_duties_of_a_role_are_found_and_ticked(sit: Sit) -> None:
    desk = sit().open("roles/-/new/")
    page = desk.page
    page.locator("#id_code").fill("reader")
    page.locator("#id_duties").fill("trial")
    expect(page.locator("[data-codes] label:visible")).to_have_count(1)
    page.get_by_role("checkbox", name="View accounts, vouchers and the trial balance").check()
    page.locator("#id_duties").fill("")
    page.get_by_role("checkbox", name="View vendors").check()
    expect(page.locator("[data-codes-count]")).to_have_text("2 chosen")
    desk.button("Create").click()
    page.wait_for_url(re.compile("/roles/reader/"))
    expect(page.locator("[data-codes-count]")).to_have_text("2 chosen")
    assert desk.shoot("role").faults() == []
    page.get_by_role("checkbox", name="View vendors").uncheck()
    expect(page.locator("[data-changed-count]")).to_have_text("1 unsaved change")
    desk.button("Discard").click()
    desk.dialog.get_by_role("button", name="Discard").click()
    expect(page.get_by_role("checkbox", name="View vendors")).to_be_checked()


def test_rows_are_pasted_from_a_spreadsheet(sit: Sit) -> None:
    desk = sit()
    new_order(desk)
    page = desk.page
    cell(desk, 2, "item").click()
    copied = "".join(f"T-50{row}\t\t{row}\r\n" for row in (10, 11, 12))
    page.evaluate("text => navigator.clipboard.writeText(text)", copied)
    page.keyboard.press("Control+v")
    desk.dialog.get_by_role("button", name="Add").click()
    expect(page.locator("[data-grid-table] .tabulator-row")).to_have_count(5)
    expect(status(desk)).to_contain_text(SAVED)
    expect(cell(desk, 4, "product_name")).to_contain_text("Bonded thread T90, coyote")


def test_a_bad_cell_keeps_what_was_typed_and_says_what_is_wrong(sit: Sit) -> None:
    desk = sit()
    new_order(desk)
    page = desk.page
    cell(desk, 0, "quantity").click()
    page.keyboard.type("lots")
    page.keyboard.press("Enter")
    faults = page.locator("[data-grid-faults]")
    expect(faults).to_contain_text("This is not a number.")
    expect(cell(desk, 0, "quantity")).to_contain_text("lots")
    desk.shoot("grid-fault")
    cell(desk, 0, "quantity").click()
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    expect(faults).to_be_hidden()
    expect(status(desk)).to_contain_text(SAVED)


def test_the_second_of_two_people_is_told_and_loses_nothing(sit: Sit) -> None:
    first, second = sit(), sit("buyer")
    number = new_order(first)
    second.open(f"purchase-orders/{number}/")
    for desk, quantity in ((first, "77"), (second, "88")):
        cell(desk, 0, "quantity").click()
        desk.page.keyboard.type(quantity)
        desk.page.keyboard.press("Enter")
        expect(status(desk)).not_to_contain_text("unsaved")
    expect(second.page.locator("[data-grid-conflict]")).to_contain_text("admin changed this")
    expect(cell(second, 0, "quantity")).to_contain_text("88")
    second.shoot("conflict")
    second.button("Keep mine").click()
    expect(status(second)).to_contain_text(SAVED)
    first.open(f"purchase-orders/{number}/")
    expect(cell(first, 0, "quantity")).to_contain_text("88")


def test_what_is_not_possible_is_grey_and_says_why(sit: Sit) -> None:
    desk = sit()
    new_order(desk)
    desk.page.locator("#pane-tab-receive").click()
    grey = desk.page.locator('#pane-receive [aria-disabled="true"]').first
    grey.hover(force=True)
    expect(desk.page.locator("#why-post-product-receipt")).to_be_visible()
    desk.shoot("refused-button")


def test_a_number_is_derived_on_demand(sit: Sit) -> None:
    desk = sit()
    new_order(desk)
    desk.page.locator(".head-figures .field-why").click()
    expect(desk.dialog).to_contain_text("Price details")
    desk.shoot("why")


def test_a_record_is_printed_as_a_plain_sheet(sit: Sit) -> None:
    desk = sit()
    number = new_order(desk)
    desk.open(f"purchase-orders/{number}/print/")
    expect(desk.page.locator("main")).to_contain_text("Webbing 25 mm, black")
    desk.shoot("print", whole=True)


def test_a_file_of_vendors_is_checked_before_it_is_loaded(sit: Sit) -> None:
    desk = sit().open("vendors/-/import/")
    page = desk.page
    text = "Vendor account,Name,Vendor group\nV-9101,Rope and Line,10\nV-9102,Lost Group,nowhere\n"
    file = {"name": "vendors.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    expect(page.locator("main")).to_contain_text("nothing has been loaded yet")
    expect(page.locator("main table").first).to_contain_text("nowhere")
    desk.shoot("import-dry-run")
    desk.button("Load the good rows").click()
    expect(page.locator("main")).to_contain_text("Loaded")
    desk.open("vendors/V-9101/")
    expect(page.locator("#page-title")).to_have_text("V-9101")


def test_a_file_is_attached_and_taken_home_again(sit: Sit) -> None:
    desk = sit().open("purchase-orders/PO-000037/")
    page = desk.page
    dialog = desk.act("attach", "purchase_order")
    file = {"name": "offer.txt", "mimeType": "text/plain", "buffer": b"12 % off"}
    dialog.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    expect(dialog.locator("[data-file-name]")).to_have_text("offer.txt")
    dialog.locator("#id_note").fill("What they offered")
    desk.shoot("attach")
    dialog.locator('button[value="run"]').click()
    page.wait_for_url(re.compile("/attachments/"))
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.suggested_filename == "offer.txt"
    assert download.value.path().read_bytes() == b"12 % off"


def test_lines_are_copied_from_another_document(sit: Sit) -> None:
    desk = sit()
    new_order(desk)
    page = desk.page
    dialog = desk.act("copy-from-all", "purchase_order")
    dialog.locator("[data-dialog-find]").fill("PO-000037")
    dialog.locator("[data-dialog-find]").press("Enter")
    expect(dialog.locator("[data-row-group]")).to_have_count(1)
    expect(dialog.locator("[data-row-group]")).to_contain_text("PO-000037")
    dialog.get_by_role("checkbox", name="All of it").first.check()
    dialog.get_by_role("checkbox", name="Delete purchase lines").uncheck()
    dialog.get_by_role("checkbox", name="Copy order header").uncheck()
    desk.shoot("copy-lines")
    before = page.locator("[data-line-count]").first.inner_text()
    desk.run()
    expect(page.locator("[data-line-count]").first).not_to_have_text(before)


def test_a_delivery_schedule_adds_up_and_stands_below_its_line(sit: Sit) -> None:
    desk = sit()
    new_order(desk)
    page = desk.page
    expect(page.locator("[data-grid-table] .tabulator-row").first).to_be_visible()
    page.wait_for_load_state("networkidle")  # the menus are drawn anew for the line that is chosen
    page.get_by_role("button", name="Purchase order line").click()
    page.locator("#do-line-delivery-schedule").click()
    sums = desk.dialog.locator("[data-row-sum]")
    expect(sums.locator("[data-sum-rest]")).to_have_text("0")
    desk.dialog.locator("#id_deliveries-0-quantity").fill("4")
    expect(sums.locator("[data-sum-rest]")).to_have_text("26")
    desk.dialog.get_by_role("button", name="Add a row").click()
    desk.dialog.locator("#id_deliveries-1-quantity").fill("26")
    expect(sums.locator("[data-sum-rest]")).to_have_text("0")
    desk.shoot("delivery-schedule")
    desk.run()
    rows = page.locator("[data-grid-table] .tabulator-row")
    expect(rows).to_have_count(5)
    expect(rows.nth(3)).to_have_class(re.compile("row-within"))
    desk.shoot("schedule-lines")


def test_a_printed_confirmation_is_a_sheet_of_paper(sit: Sit) -> None:
    desk = sit()
    new_order(desk)
    page = desk.page
    dialog = desk.act("print-confirmation", "purchase")
    dialog.get_by_label("Print", exact=True).select_option("current")
    dialog.locator('button[value="run"]').click()
    page.wait_for_url(re.compile("/paper/"))
    expect(page.locator(".paper-sheet")).to_contain_text("Webbing 25 mm, black")
    desk.shoot("paper", whole=True)
    page.get_by_role("link", name="Back").click()
    expect(page.locator("#page-title")).to_contain_text("PO-")


def test_a_long_order_stays_light(sit: Sit) -> None:
    """Of two thousand lines only those in sight are in the page, at both ends and while one types."""
    lines = [{"item": "H-3021", "quantity": "1", "unit_price": "2"}] * 2000
    number = make("purchase-orders", vendor="V-1003", lines=lines)
    desk = sit().open(f"purchase-orders/{number}/")
    page = desk.page
    rows = page.locator("[data-grid-table] .tabulator-row")
    expect(page.locator("[data-line-count]").first).to_have_text("2000")
    expect(rows.first).to_be_visible()
    cell(desk, 0, "quantity").click()
    page.keyboard.press("Control+End")
    expect(rows.last).to_contain_text("2000")
    assert rows.count() < 80
    page.keyboard.press("Home")
    for _column in ("item", "product name"):
        page.keyboard.press("ArrowRight")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(status(desk)).to_contain_text(SAVED)
    expect(page.locator("[data-totals]").first).to_contain_text("4,3")
    assert rows.count() < 80
