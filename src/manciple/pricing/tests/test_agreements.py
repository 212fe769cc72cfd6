"""Trade agreements: kept by their form, found for any number of lines with one query."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.kernel import sql
from manciple.kernel.actions import find
from manciple.kernel.args import Args
from manciple.kernel.refusals import Refused
from manciple.kernel.running import create, run
from manciple.pricing.inquiries import offers, prices
from manciple.pricing.models import TradeAgreement
from manciple.pricing.terms import ItemPrice, PriceAsked, PriceSource

BASE = {"vendor": "V001", "item": "A100", "unit": "ea", "currency": "USD", "unit_price": "9.50"}


def agree(company: Company, **told: Any) -> int:
    """A trade agreement; tells its id."""
    args = find(TradeAgreement, "create").args(**{**BASE, **told})
    return create(TradeAgreement, args, company.ctx.fresh()).made[0].id


def _changed(**told: Any) -> Args:
    return find(TradeAgreement, "edit").args(**told)


def stored(company: Company, pk: int) -> TradeAgreement:
    return TradeAgreement.objects.get(company=company.id, pk=pk)


def asked(company: Company, pk: int, quantity: str) -> PriceAsked:
    row = stored(company, pk)
    return PriceAsked(row.vendor_id, row.item_id, row.unit_id, row.currency_id, Decimal(quantity), company.today)


def test_an_agreement_is_made_changed_and_removed(company: Company) -> None:
    pk = agree(company, from_quantity="10", starts_on="2026-01-01")
    run(TradeAgreement, "edit", [pk], _changed(unit_price="9.25"), company.ctx.fresh())
    row = stored(company, pk)
    assert (row.unit_price, row.from_quantity, str(row.starts_on)) == (Decimal("9.25"), 10, "2026-01-01")
    run(TradeAgreement, "delete", [pk], None, company.ctx.fresh())
    assert not TradeAgreement.objects.filter(company=company.id).exists()


@pytest.mark.parametrize(("told", "code", "field"), [
    ({"unit_price": "-1"}, "PRC-02", "unit_price"),
    ({"from_quantity": "-1"}, "PRC-02", "from_quantity"),
    ({"lead_time_days": -1}, "PRC-02", "lead_time_days"),
    ({"price_unit": "0"}, "PRICE_UNIT_INVALID", "price_unit"),
    ({"starts_on": "2026-02-01", "ends_on": "2026-01-31"}, "PRC-01", "ends_on"),
    ({"vendor": "NOBODY"}, "KRN-008", "vendor"),
])  # fmt: skip
def test_what_an_agreement_must_not_be(company: Company, told: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        agree(company, **told)
    assert [(each.code, each.field) for each in refused.value.refusals] == [(code, field)]
    assert not TradeAgreement.objects.filter(company=company.id).exists()


def test_prices_of_many_lines_take_one_statement(company: Company) -> None:
    first, second = agree(company), agree(company, from_quantity="10", unit_price="9.00")
    few = [asked(company, first, "5")]
    many = [asked(company, first, str(quantity)) for quantity in range(1, 201)]
    with sql.counted() as one:
        found = prices(few, {}, company.ctx)
    with sql.counted() as two_hundred:
        found += prices(many, {}, company.ctx)
    assert one.number == two_hundred.number == 1
    assert [each.unit_price for each in found[:1]] == [Decimal("9.50")]
    assert [each.offer.id for each in found[1:] if each.offer] == [first] * 9 + [second] * 191


def test_without_an_agreement_the_item_has_a_price(company: Company) -> None:
    pk = agree(company, from_quantity="10")
    line = asked(company, pk, "5")
    item = ItemPrice(Decimal("10.00"), Decimal(1), line.unit, line.currency)
    found = prices([line], {line.item: item}, company.ctx)[0]
    assert (found.unit_price, found.source) == (Decimal("10.00"), PriceSource.ITEM_PRICE)


def test_nothing_asked_takes_no_statement(company: Company) -> None:
    with sql.counted() as count:
        assert offers((), company.ctx) == {}
    assert count.number == 0


JANUARY = {"starts_on": "2026-01-01", "ends_on": "2026-01-31"}


@pytest.mark.parametrize(
    ("told", "warned"),
    [
        pytest.param({"starts_on": "2026-01-31"}, ["PRC-03"], id="the last day is shared"),
        pytest.param({"starts_on": None, "ends_on": "2026-01-01"}, ["PRC-03"], id="the first day is shared"),
        pytest.param({"starts_on": None, "ends_on": None}, ["PRC-03"], id="always"),
        pytest.param({"starts_on": "2026-02-01"}, [], id="afterwards"),
        pytest.param({"ends_on": "2025-12-31"}, [], id="before"),
        pytest.param({"starts_on": None, "from_quantity": "10"}, [], id="another quantity"),
        pytest.param({"starts_on": None, "currency": "EUR"}, [], id="another currency"),
        pytest.param({"starts_on": None, "item": "B200"}, [], id="another item"),
        pytest.param({"starts_on": None, "vendor": "V002"}, [], id="another vendor"),
    ],
)
def test_agreements_that_overlap_are_made_with_a_warning(
    company: Company, told: dict[str, Any], warned: list[str]
) -> None:
    """02 §6.2: the search takes the lower price, so that it is no fault, but seldom meant."""
    agree(company, **JANUARY)
    args = find(TradeAgreement, "create").args(**{**BASE, "unit_price": "9.00", **told})
    answer = create(TradeAgreement, args, company.ctx.fresh())
    assert [each.code for each in answer.warnings] == warned
    assert TradeAgreement.objects.filter(company=company.id).count() == 2


def test_an_agreement_does_not_overlap_with_itself(company: Company) -> None:
    first, second = agree(company, **JANUARY), agree(company, starts_on="2026-02-01")
    changed = run(TradeAgreement, "edit", [first], _changed(unit_price="8.00"), company.ctx.fresh())
    assert changed.warnings == []
    longer = run(TradeAgreement, "edit", [first], _changed(ends_on="2026-02-01"), company.ctx.fresh())
    assert [each.message for each in longer.warnings] == [
        "Another agreement asks 9.5 from the same quantity on, from 2026-02-01 to –."
    ]
    assert stored(company, second).starts_on is not None
