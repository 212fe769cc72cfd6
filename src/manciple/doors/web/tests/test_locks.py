"""Fields that a record locks besides its state are grey, with the reason (01 §16)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from manciple.demo.company import Company
from manciple.kernel import forms
from manciple.kernel.refusals import Message

from .test_pages import DOCUMENT, order

CELLS = ("quantity", "text")
HELD = Message("TST-01", "{field} is held by somebody.")


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the form says is locked."""
    locks = forms.Locks({"name": HELD(field="name")}, {"lines": {2: {name: HELD(field=name) for name in CELLS}}})
    monkeypatch.setattr(forms.find(DOCUMENT), "locks", lambda pk, ctx: locks)
    return {}


def grid(client: Client, company: Company, number: str) -> Any:
    page = client.get(f"/{company.code}/{DOCUMENT}/{number}/").content.decode()
    return page, json.loads(page.partition('id="grid-lines" type="application/json">')[2].partition("</script>")[0])


def test_a_locked_field_of_the_header_says_why(client: Client, company: Company, held: dict[str, Any]) -> None:
    (number,) = order(company, 1, 2)
    page, _ = grid(client, company, number)
    assert "name is held by somebody." in page
    assert 'name="name"' not in page


def test_a_locked_cell_says_why(client: Client, company: Company, held: dict[str, Any]) -> None:
    (number,) = order(company, 1, 2)
    _, config = grid(client, company, number)
    assert [each.get("locked") for each in config["lines"]] == [
        None, {name: f"{name} is held by somebody." for name in CELLS}]  # fmt: skip


def test_the_cells_of_a_long_document_too(client: Client, company: Company, held: dict[str, Any]) -> None:
    (number,) = order(company, 1, 201)
    _, config = grid(client, company, number)
    lines = client.get(config["rows_url"]).json()["lines"]
    assert [each["line"] for each in lines if "locked" in each] == [2]


def details(client: Client, company: Company, number: str, line: int) -> str:
    address = f"/{company.code}/{DOCUMENT}/{number}/grid/lines/details/"
    return client.get(address, {"line": line}).content.decode()


def test_the_details_of_a_line_show_the_lock(client: Client, company: Company, held: dict[str, Any]) -> None:
    (number,) = order(company, 1, 2)
    assert "text is held by somebody." not in details(client, company, number, 1)
    assert "text is held by somebody." in details(client, company, number, 2)
