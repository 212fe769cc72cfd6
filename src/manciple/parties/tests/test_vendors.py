"""Vendors: who is paid, and what documents are told of them."""

from __future__ import annotations

from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.kernel import sql
from manciple.kernel.actions import find
from manciple.kernel.refusals import Refused
from manciple.kernel.running import run
from manciple.parties import inquiries
from manciple.parties.models import Vendor


def edit(company: Company, account: str, **values: Any) -> None:
    run(Vendor, "edit", [account], find(Vendor, "edit").args(**values), company.ctx.fresh())


def refused(company: Company, account: str, **values: Any) -> list[str]:
    before = list(Vendor.objects.order_by("pk").values())
    with pytest.raises(Refused) as found:
        edit(company, account, **values)
    assert list(Vendor.objects.order_by("pk").values()) == before
    return found.value.codes


@pytest.mark.parametrize(
    ("account", "paid_through", "codes"),
    [
        pytest.param("V002", "V002", ["PAR-04"], id="not-through-itself"),
        pytest.param("V002", "V003", ["PAR-02"], id="not-through-one-who-is-redirected"),
        pytest.param("V001", "V002", ["PAR-03"], id="not-when-others-are-paid-through-it"),
        pytest.param("V002", "V404", ["KRN-008"], id="not-through-nobody"),
    ],
)
def test_01_2_2_the_way_to_who_is_paid_has_one_step(
    company: Company, account: str, paid_through: str, codes: list[str]
) -> None:
    assert refused(company, account, invoice_account=paid_through) == codes


def test_a_vendor_is_paid_itself_again(company: Company) -> None:
    edit(company, "V003", invoice_account=None)
    edit(company, "V001", invoice_account="V002")
    assert Vendor.objects.get(company=company.id, account="V001").invoice_account.account == "V002"


def test_03_1_3_a_changed_warehouse_must_fit_the_site_that_stays(company: Company) -> None:
    assert refused(company, "V001", warehouse="21") == ["ORG-08"]
    assert refused(company, "V001", site="2") == ["ORG-08"]
    edit(company, "V001", site="2", warehouse="21")


def test_documents_are_told_all_of_a_vendor_with_one_query(company: Company) -> None:
    ids = dict(Vendor.objects.filter(company=company.id).values_list("account", "pk"))
    with sql.counted() as count:
        found = inquiries.vendors(ids.values(), company.ctx)
    assert count.number == 1
    first, third, ninth = (found[ids[account]] for account in ("V001", "V003", "V009"))
    assert (first.account, first.name, first.hold, first.currency) == ("V001", "First Supplies", "no", "")
    assert first.invoice_account_id == first.id
    assert third.invoice_account_id == first.id
    assert ninth.hold == "all"


def test_terms_of_payment_come_from_the_group_when_the_vendor_has_none(company: Company) -> None:
    with sql.counted() as count:
        found = inquiries.vendors_by_account({"V001", "V002", "V009"}, company.ctx)
    assert count.number == 1
    assert found["V009"].terms_of_payment_id == found["V001"].terms_of_payment_id
    assert found["V002"].terms_of_payment_id != found["V001"].terms_of_payment_id
