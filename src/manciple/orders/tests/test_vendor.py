"""Another vendor, another invoice account, one-time suppliers, holds (01 §2.2)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from manciple.demo.company import Company
from manciple.kernel.running import create
from manciple.orders.models import PurchaseOrder
from manciple.orders.tests.around import agree, change, move, parameters
from manciple.orders.tests.clerk import Clerk, args_of, line
from manciple.orders.tests.unchanged import fingerprint
from manciple.parties.models import Vendor, VendorParameters
from manciple.terms.models import BuyerGroup, Pool


def test_another_vendor_brings_everything_of_his(clerk: Clerk, company: Company) -> None:
    agree(company, vendor="V002", unit_price="8.00")
    order = clerk.order(line("A100", 10), line("B200", 1, "50"), contact="Ann")
    assert order.heads(vendor="V001", sales_tax_group="TAX", terms_of_payment="N030")
    order.edit(vendor="V002")
    assert order.heads(vendor="V002", invoice_account="V002", name="Second Supplies", sales_tax_group="EXEMPT",
                       terms_of_payment="N060", contact="", subtotal=130, sales_tax=0)  # fmt: skip
    assert order.shows(1, unit_price=8, price_source="trade_agreement", net_amount=80, sales_tax_group="EXEMPT")
    assert order.shows(2, unit_price=50, price_source="manual", net_amount=50)


def test_without_his_data_only_what_an_order_cannot_do_without(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 1), contact="Ann", delivery_terms="FOB")
    order.edit(vendor="V002", transfer_vendor_data=False)
    assert order.heads(vendor="V002", name="Second Supplies", sales_tax_group="EXEMPT", invoice_account="V002",
                       terms_of_payment="N030", contact="Ann", delivery_terms="FOB")  # fmt: skip


def test_a_new_order_may_do_without_the_vendor_s_data_too(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 1), transfer_vendor_data=False, site="1", warehouse="11")
    assert order.heads(name="First Supplies", sales_tax_group="TAX", terms_of_payment=None, delivery_terms=None)


def test_what_is_typed_beside_the_vendor_wins(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 1))
    order.edit(vendor="V002", terms_of_payment="COD", name="Branch")
    assert order.heads(vendor="V002", terms_of_payment="COD", name="Branch")


def test_the_vendor_is_fixed_by_the_first_confirmation(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 1))
    order.confirm()
    before = fingerprint()
    order.edit(vendor="V002")
    assert order.reasons == [("ORD-09", None, "vendor")]
    assert fingerprint() == before


@pytest.mark.parametrize(
    ("told", "reasons"),
    [
        ({"vendor": "V009"}, [("ORD-11", None, "vendor")]),
        ({"vendor": "NOBODY"}, [("KRN-008", None, "vendor")]),
        ({"vendor": None}, [("KRN-009", None, "vendor")]),
        ({"invoice_account": "V009"}, [("ORD-11", None, "invoice_account")]),
    ],
)
def test_the_other_vendor_must_be_one_we_may_order_from(
    clerk: Clerk, told: dict[str, str | None], reasons: list[tuple[str, int | None, str]]
) -> None:  # fmt: skip
    order = clerk.order(line("A100", 1))
    before = fingerprint()
    order.edit(**told)
    assert order.reasons == reasons
    assert fingerprint() == before


def test_another_invoice_account_brings_terms_and_tax_when_asked(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 1))
    order.edit(invoice_account="V002")
    assert order.heads(invoice_account="V002", terms_of_payment="N030", sales_tax_group="TAX")
    other = clerk.order(line("A100", 1))
    other.edit(invoice_account="V002", transfer_account_data=True)
    assert other.heads(invoice_account="V002", terms_of_payment="N060", sales_tax_group="EXEMPT", sales_tax=0)


def test_the_invoice_account_is_fixed_by_the_first_document(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 5))
    order.confirm()
    move(company, order, received="2")
    order.edit(invoice_account="V002")
    assert order.reasons == [("ORD-53", None, "invoice_account")]


# --- One-time suppliers ------------------------------------------------------------------------------


@pytest.fixture
def template(company: Company) -> str:
    """The vendor from whom one-time suppliers take terms and groups."""
    told = {"account": "TEMPLATE", "name": "Template", "group": "10", "terms_of_payment": "COD",
            "sales_tax_group": "EXEMPT", "email": "nobody@example.com", "site": "1", "warehouse": "12"}  # fmt: skip
    create(Vendor, args_of(Vendor, "create", **told), company.ctx.fresh())
    parameters(company, VendorParameters, one_time_template="TEMPLATE")
    return "TEMPLATE"


def test_a_one_time_supplier_becomes_a_vendor_with_the_order(clerk: Clerk, company: Company, template: str) -> None:
    order = clerk.order(line("A100", 2), vendor=None, one_time_supplier=True, name="Corner Shop",
                        email="shop@example.com")  # fmt: skip
    vendor = Vendor.objects.get(company=company.id, name="Corner Shop")
    assert (vendor.one_time, vendor.account, vendor.email, vendor.group.code) == (
        True, "ONE-000001", "shop@example.com", "10")  # fmt: skip
    assert order.heads(vendor="ONE-000001", invoice_account="ONE-000001", name="Corner Shop", one_time_supplier=True,
                       email="shop@example.com", terms_of_payment="COD", sales_tax_group="EXEMPT", warehouse="12",
                       subtotal=20, sales_tax=0)  # fmt: skip
    order.edit(one_time_supplier=False)
    assert order.reasons == [("ORD-53", None, "one_time_supplier")]
    order.confirm()
    assert order.refused == []


def test_many_one_time_suppliers_come_with_one_run(company: Company, template: str) -> None:
    told = [
        args_of(PurchaseOrder, "create", one_time_supplier=True, name=f"Shop {place}", lines=[line()])
        for place in range(3)
    ]
    create(PurchaseOrder, told, company.ctx.fresh())
    orders = PurchaseOrder.objects.filter(company=company.id).order_by("id")
    assert list(orders.values_list("vendor__name", "name")) == [(f"Shop {place}",) * 2 for place in range(3)]


def test_a_one_time_supplier_needs_a_template_and_a_name(clerk: Clerk, company: Company) -> None:
    before = fingerprint()
    assert clerk.order(line(), vendor=None, one_time_supplier=True).reasons == [
        ("ORD-10", None, "one_time_supplier"), ("KRN-009", None, "name")]  # fmt: skip
    assert clerk.order(line(), one_time_supplier=True, name="Shop").reasons == [
        ("ORD-117", None, "vendor"), ("ORD-10", None, "one_time_supplier")]  # fmt: skip
    assert fingerprint() == before
    assert Vendor.objects.filter(company=company.id, one_time=True).count() == 0


# --- Holds -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hold", "until", "codes"),
    [
        ("all", None, ["ORD-11"]),
        ("all", "2026-01-15", ["ORD-11"]),
        ("all", "2026-01-14", []),
        ("invoice", None, []),
        ("payment", None, []),
        ("requisition", None, []),
        ("never", None, []),
        ("no", None, []),
    ],
)
def test_only_a_hold_for_everything_that_has_not_ended_stops_orders(
    clerk: Clerk, company: Company, hold: str, until: str | None, codes: list[str]
) -> None:  # fmt: skip
    order = clerk.order(line())
    change(company, Vendor, "V001", hold=hold, hold_until=until)
    assert clerk.order(line()).refused == codes
    order.confirm()
    assert order.refused == codes


def test_a_hold_says_until_when(clerk: Clerk, company: Company) -> None:
    change(company, Vendor, "V001", hold="all", hold_until="2026-02-01")
    clerk.order(line())
    assert clerk.refusals[0].message == "Vendor V001 is on hold (All) until 2026-02-01; Create is not allowed."


def test_a_hold_never_stops_cancel_and_delete(clerk: Clerk, company: Company) -> None:
    confirmed, new = clerk.order(line()), clerk.order(line())
    confirmed.confirm()
    change(company, Vendor, "V001", hold="all")
    confirmed.cancel()
    new.delete()
    assert (confirmed.refused, new.refused) == ([], [])


# --- The rest of the chain ----------------------------------------------------------------------------


def test_the_vendor_gives_groups_pool_and_address(clerk: Clerk, company: Company) -> None:
    create(BuyerGroup, args_of(BuyerGroup, "create", code="B1", name="Buyers"), company.ctx.fresh())
    create(Pool, args_of(Pool, "create", code="WEEKLY", name="Weekly"), company.ctx.fresh())
    change(company, Vendor, "V001", buyer_group="B1", pool="WEEKLY", internet_address="https://first.example",
           tax_exempt_number="US-77", contact="Ann", email="ann@first.example", language="de")  # fmt: skip
    order = clerk.order(line())
    assert order.heads(buyer_group="B1", pool="WEEKLY", internet_address="https://first.example",
                       tax_exempt_number="US-77", contact="Ann", email="ann@first.example", language="de")  # fmt: skip
    assert Decimal(str(order.header("total")[0])) == Decimal("10.80")
