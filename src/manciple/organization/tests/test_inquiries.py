"""What the organization tells higher floors, and with how many queries."""

from __future__ import annotations

from decimal import Decimal

from manciple.demo.company import Company
from manciple.kernel import inquiries as kernel_inquiries
from manciple.kernel import sql
from manciple.kernel.numbers import Form
from manciple.organization import inquiries
from manciple.organization.models import Currency, User, Warehouse


def test_money_of_currencies_rounds_as_they_say(company: Company) -> None:
    with sql.counted() as count:
        found = inquiries.money({"USD", "JPY"})
    assert count.number == 1
    assert set(found) == {"USD", "JPY"}
    assert found["USD"].rounded(Decimal("1.005")) == Decimal("1.01")
    assert found["JPY"].rounded(Decimal("1.5")) == Decimal("2")
    assert found["USD"].priced(Decimal("1.00005")) == Decimal("1.0001")
    assert found["USD"].totalled(Decimal("1.004")) == Decimal("1.00")
    assert found["USD"].purchase_form is Form.NORMAL
    dollar = Currency.objects.get(code="USD")
    assert inquiries.money_by_id({dollar.pk}) == {dollar.pk: found["USD"]}


def test_the_company_is_told_with_one_query(company: Company) -> None:
    with sql.counted() as count:
        found = inquiries.company_facts(company.ctx)
    assert count.number == 1
    assert (found.code, found.currency, found.country, found.language) == ("US01", "USD", "US", "en")
    assert found.address == "1 Main Street\nCompany US01"


def test_a_warehouse_without_an_address_has_that_of_its_site(company: Company) -> None:
    ids = dict(Warehouse.objects.filter(company=company.id).values_list("code", "pk"))
    with sql.counted() as count:
        found = inquiries.warehouse_facts(set(ids.values()), company.ctx)
    assert count.number == 1
    assert {each.code: each.address for each in found.values()} == {
        "11": "1 Main Street, Springfield",
        "12": "1 Main Street, Springfield",
        "21": "2 North Street, Springfield",
    }
    assert inquiries.sites_of_warehouses(company.ctx) == {"11": "1", "12": "1", "21": "2"}


def test_the_roles_of_a_user_are_listed(company: Company) -> None:
    declared = kernel_inquiries.find("user-roles")
    rows = list(declared.rows(company.ctx, number="tester").values_list("role__code", "legal_entity__code"))
    assert rows == [("administrator", "US01")]


def test_every_duty_is_listed_for_those_who_make_roles(company: Company) -> None:
    rows = inquiries.duties(company.ctx)
    assert [each.key for each in rows] == sorted(each.key for each in rows)
    assert {"view-vendors", "maintain-users", "post-vendor-invoices"} <= {each.key for each in rows}


def test_users_are_called_by_their_names(company: Company) -> None:
    pk = User.objects.get(username="tester").pk
    assert inquiries.user_names({pk, -1}) == {pk: "tester"}
