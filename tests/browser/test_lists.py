"""Lists: searching, filtering, views, columns, many records at once, files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from manciple.kernel import tables

from .conftest import Desk, Sit, make

pytestmark = pytest.mark.browser

ROWS = "#list tbody tr"


def numbers(desk: Desk) -> list[str]:
    """The numbers of the rows on the page."""
    return desk.page.locator("#list a[data-open]").all_inner_texts()


def test_words_typed_into_the_search_narrow_the_list(sit: Sit) -> None:
    desk = sit().open("vendors/")
    everything = numbers(desk)
    desk.page.locator("#list-search").fill("webbing")
    expect(desk.page.locator(ROWS)).to_have_count(1)
    assert numbers(desk) == ["V-1002"]
    desk.page.locator("#list-search").fill("")
    expect(desk.page.locator(ROWS)).to_have_count(len(everything))


def test_a_filter_is_kept_as_a_view_and_dropped_again(sit: Sit) -> None:
    desk = sit().open("purchase-orders/")
    page = desk.page
    desk.button("Filter").click()
    page.locator("#filter-approval_status").select_option("confirmed")
    page.locator("#filter-total__ge").fill("1,000.5")
    desk.shoot("list-filters")
    desk.dialog.get_by_role("button", name="Show").click()
    expect(page.locator(".chip")).to_have_count(2)
    expect(page.locator(".chips")).to_contain_text("Invoice amount ≥ 1,000.50")
    confirmed = numbers(desk)
    page.get_by_role("button", name="Save this view").click()
    page.locator("#view-name").fill("Large and confirmed")
    desk.dialog.get_by_role("button", name="Save").click()
    expect(page.locator(".list-views .active")).to_have_text("Large and confirmed")
    assert numbers(desk) == confirmed
    page.get_by_role("button", name="Drop this view").click()
    desk.dialog.get_by_role("button", name="Yes").click()
    expect(page.get_by_role("link", name="Large and confirmed")).to_have_count(0)


def test_a_filter_that_is_no_number_says_so_where_it_stands(sit: Sit) -> None:
    desk = sit().open("purchase-orders/")
    desk.button("Filter").click()
    desk.page.locator("#filter-total__ge").fill("many")
    desk.dialog.get_by_role("button", name="Show").click()
    expect(desk.page.locator("#filter-total__ge-error")).to_have_text("This is not a number.")


def test_columns_are_chosen_for_good_and_taken_back(sit: Sit) -> None:
    desk = sit().open("vendors/")
    page = desk.page
    desk.button("Columns").click()
    page.get_by_role("checkbox", name="Telephone").check()
    desk.dialog.get_by_role("button", name="Save").click()
    expect(page.locator("thead")).to_contain_text("Telephone")
    desk.button("Columns").click()
    desk.dialog.get_by_role("button", name="As delivered").click()
    expect(page.locator("thead")).not_to_contain_text("Telephone")


def test_many_orders_are_confirmed_at_once_and_the_refused_say_why(sit: Sit) -> None:
    desk = sit().open("purchase-orders/?view=to-confirm")
    page = desk.page
    page.locator("[data-select-all]").check()
    page.locator("#do-bulk-confirm").click()
    desk.dialog.locator('button[value="run"]').click()
    expect(desk.dialog).to_contain_text(re.compile(r"\d+ done"))
    desk.shoot("mass-confirm")
    desk.dialog.get_by_role("button", name="Close").last.click()
    desk.open("purchase-orders/?view=to-confirm")
    expect(page.locator(".empty-note, #list a[data-open]").first).to_be_visible()


def test_everything_a_list_finds_is_one_job(sit: Sit) -> None:
    for _place in range(12):
        make("purchase-orders", vendor="V-1003", lines=[{"item": "H-3021", "quantity": "1", "unit_price": "2"}])
    desk = sit().open("purchase-orders/?view=all&order=number")
    page = desk.page
    page.locator("[data-select-all]").check()
    desk.button("Choose everything the list finds").click()
    expect(page.locator("[data-bulk] [data-count]")).to_contain_text("on all its pages")
    page.locator("#do-bulk-finalize").click()
    expect(desk.dialog).to_contain_text("Everything the list finds")
    desk.dialog.locator('button[value="run"]').click()
    # It may be over before anybody could cancel it; canceling is tested where the worker can be held.
    expect(desk.dialog).to_contain_text("Finalize")
    desk.shoot("mass-job")
    desk.open("-/jobs/")
    expect(page.locator("main")).to_contain_text("Finalize")


@pytest.mark.parametrize(("kind", "name"), [("Excel", "vendors.xlsx"), ("CSV", "vendors.csv")])
def test_a_list_is_taken_home_as_a_file(sit: Sit, kind: str, name: str, tmp_path: Path) -> None:
    desk = sit().open("vendors/")
    wanted = numbers(desk)
    desk.button("Files").click()
    with desk.page.expect_download() as download:
        desk.page.get_by_role("link", name=kind, exact=True).click()
    path = tmp_path / name
    download.value.save_as(path)
    assert download.value.suggested_filename == name
    table = tables.read(name, path.read_bytes())
    assert [row.cells[0] for row in table.rows] == wanted


def test_the_search_above_finds_records_of_every_kind(sit: Sit) -> None:
    desk = sit().open("")
    desk.page.locator("[data-search]").fill("webbing")
    results = desk.page.locator("#search-results")
    expect(results).to_contain_text("V-1002")
    expect(results).to_contain_text("W-2010")
    desk.shoot("search")


def test_the_palette_leads_to_pages_and_acts_on_the_record(sit: Sit) -> None:
    desk = sit().open("purchase-orders/")
    page = desk.page
    page.locator("#list a[data-open]").first.click()
    page.wait_for_url(re.compile("/PO-"))
    page.keyboard.press("Control+k")
    page.keyboard.type("trial")
    expect(page.locator("#palette [role=option]").first).to_contain_text("Trial balance")
    desk.shoot("palette")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/trial-balance/"))
