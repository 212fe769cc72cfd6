"""The document programs read, and the pages people read."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from manciple.doors.rest import openapi
from manciple.doors.rest.problems import KINDS
from manciple.kernel import actions, forms, inquiries

PATHS = openapi.document("en")["paths"]


@pytest.fixture
def browser(db: None) -> Client:
    return Client()


def refs(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(refs, value.values())) if value else own
    return set().union(*map(refs, value)) if isinstance(value, list) and value else set()


def test_the_document_is_told_to_everybody(browser: Client) -> None:
    told = browser.get("/api/v1/openapi.json").json()
    assert (told["openapi"], told["info"]["title"]) == ("3.1.0", "Manciple")


def test_every_reference_leads_somewhere() -> None:
    document = openapi.document("en")
    for ref in refs(document):
        found: Any = document
        for part in ref.removeprefix("#/").split("/"):
            found = found[part]


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [operation["operationId"] for methods in PATHS.values() for operation in methods.values()]
    assert len(names) == len(set(names))


def test_every_form_action_and_inquiry_has_its_address() -> None:
    at = "/api/v1/{company}"
    for form in forms.every():
        assert "get" in PATHS[f"{at}/{form.key}"]
        for action in form.actions():
            assert "post" in PATHS[f"{at}/{form.key}/{action.key}"]
        for lines in form.lines:
            for action in actions.of(lines.of):
                assert "post" in PATHS[f"{at}/{form.key}/{{number}}/{lines.key}/{{line}}/{action.key}"]
    for inquiry in inquiries.every():
        where = f"{at}/{inquiry.about}/{{number}}/{inquiry.key}" if inquiry.about else f"{at}/inquiries/{inquiry.key}"
        assert "get" in PATHS[where]


@pytest.mark.parametrize("part", ["", "/problems", *(f"/{form.key}" for form in forms.every()), "/inquiries", "/jobs"])
def test_every_part_has_its_page(browser: Client, part: str) -> None:
    page = browser.get(f"/api/docs{part}")
    assert page.status_code == 200
    assert b"http://" not in page.content
    assert b"https://" not in page.content
    assert b"<script" not in page.content
    assert b"style=" not in page.content


def test_the_type_of_every_problem_leads_to_its_place(browser: Client) -> None:
    page = browser.get("/api/docs/problems").content.decode()
    assert all(f'id="{kind.slug}"' in page for kind in KINDS)


def test_what_is_no_part_is_not_found(browser: Client) -> None:
    assert browser.get("/api/docs/nothing").status_code == 404
