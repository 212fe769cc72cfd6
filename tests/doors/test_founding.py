"""A company that is founded through a door does the main job through it at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.kernel import verify
from manciple.organization.models import LegalEntity

from .conftest import token
from .drivers import CliDriver, RestDriver

ACME = {
    "code": "ACME", "name": "Acme Tools", "country": "DE", "currency": "EUR", "time_zone": "Europe/Berlin",
    "address": "1 Bolt Street\nBerlin",
}  # fmt: skip
BOLT = {
    "item": "B1", "product": "B1", "name": "Bolt", "item_group": "PARTS", "model_group": "STOCK",
    "inventory_unit": "ea", "purchase_unit": "ea", "purchase_price": "7", "site": "1", "warehouse": "1",
}  # fmt: skip
SLIP = {"product_receipt": "PS-1", "lines": [{"line_number": 1, "quantity": "10"}]}

Driver = RestDriver | CliDriver


@pytest.fixture(params=["rest", "cli"])
def driver(request: pytest.FixtureRequest, company: Company, settings: Any) -> Driver:
    settings.API_REQUESTS_PER_SECOND = 100_000
    if request.param == "rest":
        return RestDriver(token(company), company.code)
    return CliDriver("tester", company.code, request.getfixturevalue("capfd").readouterr)


def test_a_founded_company_buys_receives_and_is_invoiced(driver: Driver) -> None:
    """Founded, then vendor, item, order, confirmation, receipt, posted invoice (05 §1, 01 §2, 03 §8, 04 §7)."""
    assert driver.make("legal-entities", "found", ACME).made == ("ACME",)
    there = replace(driver, company="ACME")
    there.create("vendors", {"account": "V1", "name": "Bolts", "group": "10", "site": "1", "warehouse": "1"})
    there.create("products", {"number": "B1", "name": "Bolt"})
    there.create("released-products", BOLT)
    (number,) = there.create("purchase-orders", {"vendor": "V1", "lines": [{"item": "B1", "quantity": "10"}]}).made
    assert there.do("purchase-orders", "confirm", number, {}).refusals == ()
    assert there.do("purchase-orders", "post-product-receipt", number, SLIP).refusals == ()
    assert there.do("purchase-orders", "invoice", number, {"invoice": "I-1", "post": True}).refusals == ()
    shown = there.shown("purchase-orders", number)
    assert (shown["status"], shown["currency"]) == ("invoiced", "EUR")
    assert verify.check(LegalEntity.objects.get(code="ACME").pk) == []


def test_a_code_that_is_taken_is_refused(driver: Driver) -> None:
    answer = driver.make("legal-entities", "found", ACME | {"code": "US01"})
    assert [(each.code, each.field) for each in answer.refusals] == [("FND-01", "code")]
