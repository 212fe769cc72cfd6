"""Argument shapes from declarations: what is typed, how large, and what null and silence mean."""

from __future__ import annotations

from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.kernel import actions, forms, shapes
from manciple.kernel.args import read
from manciple.kernel.forms import FormField
from manciple.kernel.records import field_of
from manciple.kernel.refusals import Invalid, Refused
from manciple.kernel.running import create, run
from manciple.orders.models import PurchaseLine
from manciple.organization.models import Currency, Role, Site, Warehouse


def typed(record: Any, *names: str, partial: bool = False) -> Any:
    return shapes.shape("Told", [FormField(name, field_of(record, name)) for name in names], partial=partial)


def faults(shape: Any, **told: Any) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as invalid:
        read(shape, told)
    return invalid.value.faults


def test_what_a_record_needs_is_asked_for() -> None:
    assert faults(typed(Site, "code", "name")) == [("code", "Field required")]
    assert [place for place, _ in faults(typed(Site, "code"), code="  ")] == ["code"]


def test_too_many_digits_are_told_in_words() -> None:
    shape = typed(Currency, "general_rounding")
    assert faults(shape, general_rounding="0.12345678901") == [
        ("general_rounding", "Decimal input should have no more than 10 decimal places")
    ]
    assert faults(shape, general_rounding="1" * 20) == [
        ("general_rounding", "Decimal input should have no more than 18 digits before the decimal point")
    ]
    assert read(shape, {"general_rounding": "0.1000000000000"}).general_rounding


def test_only_choices_are_taken() -> None:
    ((place, message),) = faults(typed(Currency, "purchase_rounding_form"), purchase_rounding_form="sideways")
    assert (place, message) == ("purchase_rounding_form", "Input should be 'normal', 'down', 'up' or ''")


def test_text_has_its_length() -> None:
    ((place, message),) = faults(typed(Site, "name"), name="x" * 121)
    assert (place, message) == ("name", "String should have at most 120 characters")


def test_whole_numbers_fit_their_column() -> None:
    shape = typed(PurchaseLine, "line_number", partial=True)
    assert faults(shape, line_number=2**31) == [("line_number", "Input should be less than or equal to 2147483647")]
    assert read(shape, {"line_number": 2**31 - 1}).line_number == 2**31 - 1


def test_what_is_never_typed_is_no_argument() -> None:
    assert typed(Warehouse, "version", "site__name").model_fields == {}


def test_a_derived_field_that_may_be_typed_has_the_limits_of_what_it_shows() -> None:
    shape = typed(PurchaseLine, "quantity", "remaining", partial=True)
    assert list(shape.model_fields) == ["quantity"]
    assert faults(shape, quantity="0.123456789")[0][1] == "Decimal input should have no more than 8 decimal places"
    assert read(shape, {"quantity": None}).quantity is None


def test_what_the_database_computes_is_no_column_to_write() -> None:
    assert shapes.columns_of(PurchaseLine, {"quantity": 5, "text": "x"}, {}) == {"text": "x"}


def test_null_empties_and_silence_leaves(company: Company) -> None:
    shape = actions.find(Site, "edit").args
    run(Site, "edit", ["1"], read(shape, {"name": "kept", "address": "here"}), company.ctx.fresh())
    run(Site, "edit", ["1"], read(shape, {"address": None}), company.ctx.fresh())
    with company.reading():
        assert Site.objects.values_list("name", "address").get(company=company.id, code="1") == ("kept", "")


def test_what_a_record_needs_is_not_emptied(company: Company) -> None:
    shape = actions.find(Warehouse, "edit").args
    for told in ({"site": None}, {"site": ""}):
        with pytest.raises(Refused) as refused:
            run(Warehouse, "edit", ["11"], read(shape, told), company.ctx.fresh())
        assert [(each.code, each.field) for each in refused.value.refusals] == [("KRN-009", "site")]


def test_references_go_by_business_key_and_are_all_checked(company: Company) -> None:
    shape = actions.find(Warehouse, "create").args
    told = [read(shape, {"code": code, "site": site}) for code, site in (("W1", "1"), ("W2", "NOPE"))]
    answer = create(Warehouse, told, company.ctx.fresh(), each=True)
    assert [made.number for made in answer.made] == ["W1"]
    assert [(each.code, each.field) for each in answer.refused["2"]] == [("KRN-008", "site")]
    with company.reading():
        assert shapes.ids_of(Site, ["1", "a\x00b", "\ud800"], company.ctx).keys() == {"1"}


def test_a_field_fixed_at_creation_may_be_told_as_it_is(company: Company) -> None:
    shape = actions.find(Site, "edit").args
    run(Site, "edit", ["1"], read(shape, {"code": "1", "name": "x"}), company.ctx.fresh())
    with pytest.raises(Refused) as refused:
        run(Site, "edit", ["1"], read(shape, {"code": "other"}), company.ctx.fresh())
    assert [each.message for each in refused.value.refusals] == ["Site of 1 was fixed when it was made."]


def test_several_codes_are_a_list_or_text_with_commas() -> None:
    shape = typed(Role, "duties")
    assert read(shape, {"duties": "a, b"}).duties == read(shape, {"duties": ["a", "b"]}).duties == ["a", "b"]


def test_the_form_a_reference_leads_to_is_known_when_it_is_asked() -> None:
    shape = actions.find(Warehouse, "create").args
    assert shape.model_json_schema()["properties"]["site"]["x-ref"] == "sites"
    assert forms.find("sites").of is Site


def test_a_locked_field_tells_when_it_is_open() -> None:
    placed = FormField("text", field_of(PurchaseLine, "text"))
    refusal = shapes.locked(placed, "finalized", "Finalized", None, "PO-1 · 1")
    assert refusal is not None
    assert (refusal.code, refusal.way_out) == (
        "KRN-006",
        "Open for change while it is: Draft, Rejected, Approved, In external review, Confirmed.",
    )
    assert shapes.locked(placed, "approved", "Approved", None, "PO-1") is None
