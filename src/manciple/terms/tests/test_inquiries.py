"""Facts about terms: right, and one query each."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from manciple.demo.company import Company
from manciple.kernel import sql
from manciple.terms import inquiries
from manciple.terms.models import ChargeCode, PaymentTerms, SalesTaxGroup, Unit
from manciple.terms.terms import DueRule, TaxFacts


def asked_once(ask: Callable[[], Any]) -> Any:
    with sql.counted() as count:
        found = ask()
    assert count.number == 1
    return found


def test_units_are_known_by_id_and_by_code(company: Company) -> None:
    ids = dict(Unit.objects.values_list("code", "pk"))
    found = asked_once(lambda: inquiries.units([ids["kg"], ids["ea"]]))
    assert {each.code: each.decimals for each in found.values()} == {"kg": 3, "ea": 0}
    assert asked_once(lambda: inquiries.units_by_code({"hr"}))["hr"].id == ids["hr"]
    assert set(asked_once(inquiries.units_by_code)) == set(ids)


def test_terms_say_when_invoices_are_due(company: Company) -> None:
    ids = dict(PaymentTerms.objects.filter(company=company.id).values_list("code", "pk"))
    found = asked_once(lambda: inquiries.due_rules([ids["N030"], ids["CM30"], None], company.ctx))
    assert found == {
        ids["N030"]: DueRule("N030", "net", 0, 30),
        ids["CM30"]: DueRule("CM30", "current_month", 0, 30),
    }


def test_a_group_without_a_code_has_no_tax(company: Company) -> None:
    ids = dict(SalesTaxGroup.objects.filter(company=company.id).values_list("code", "pk"))
    found = asked_once(lambda: inquiries.taxes([*ids.values(), None], company.ctx))
    assert found[ids["TAX"]] == TaxFacts("TAX", "VAT8", Decimal(8))
    assert found[ids["EXEMPT"]] == TaxFacts("EXEMPT", "", Decimal(0))


def test_charges_say_who_bears_them(company: Company) -> None:
    pk = ChargeCode.objects.get(company=company.id, code="FREIGHT").pk
    found = asked_once(lambda: inquiries.charges([pk], company.ctx))[pk]
    assert (found.code, found.debit_type, found.credit_type, found.category, found.taxed) == (
        "FREIGHT", "ledger", "vendor", "percent", False,
    )  # fmt: skip
