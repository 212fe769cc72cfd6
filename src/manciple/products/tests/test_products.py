"""Released products: what documents are told of them, and what cannot be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.kernel import sql
from manciple.kernel.actions import find
from manciple.kernel.refusals import Refused
from manciple.kernel.running import run
from manciple.products import inquiries
from manciple.products.models import Product, ReleasedProduct


def edit(company: Company, item: str, **values: Any) -> None:
    run(ReleasedProduct, "edit", [item], find(ReleasedProduct, "edit").args(**values), company.ctx.fresh())


def test_documents_are_told_all_of_an_item_with_one_query(company: Company) -> None:
    with sql.counted() as count:
        found = inquiries.items_by_number({"B200", "S400"}, company.ctx)
    assert count.number == 1
    bracket, repair = found["B200"], found["S400"]
    assert (bracket.purchase_price, bracket.price_unit, bracket.purchase_unit) == (Decimal("55.40"), Decimal(1), "ea")
    assert (bracket.overdelivery_percent, bracket.underdelivery_percent) == (Decimal(10), Decimal(5))
    assert (bracket.stocked, bracket.accrue_on_receipt, bracket.post_physical) == (True, True, True)
    assert (repair.stocked, repair.accrue_on_receipt, repair.post_physical) == (False, True, False)
    assert (repair.unit_decimals, repair.stopped) == (2, False)
    assert inquiries.items([bracket.id], company.ctx) == {bracket.id: bracket}


def test_03_1_4_units_that_cannot_be_converted_are_refused_when_one_is_changed(company: Company) -> None:
    with pytest.raises(Refused) as refused:
        edit(company, "A100", purchase_unit="box")
    assert refused.value.codes == ["PRD-02"]
    edit(company, "A100", purchase_unit="box", inventory_unit="box")
    assert inquiries.items_by_number(["A100"], company.ctx)["A100"].purchase_unit == "box"


def test_a_released_product_keeps_its_product(company: Company) -> None:
    with pytest.raises(Refused) as refused:
        run(Product, "delete", ["A100"], None, company.ctx.fresh())
    assert refused.value.codes == ["KRN-011"]
    assert ReleasedProduct.objects.filter(company=company.id, product__number="A100").exists()
