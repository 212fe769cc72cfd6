"""Create: where values come from, what is refused, and that one refusal leaves nothing behind."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.kernel import sql
from manciple.kernel.models import NumberSequence
from manciple.kernel.refusals import Refused
from manciple.kernel.running import create
from manciple.orders.models import PurchaseLine, PurchaseOrder
from manciple.orders.tests.around import agree, change
from manciple.orders.tests.clerk import Clerk, args_of, line
from manciple.orders.tests.unchanged import fingerprint
from manciple.products.models import ReleasedProduct


def test_an_order_of_one_line_has_everything_a_vendor_needs(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3))
    assert order.heads(
        number=order.number, name="First Supplies", vendor="V001", invoice_account="V001", currency="USD",
        terms_of_payment="N030", sales_tax_group="TAX", posting_profile="GEN", site="1", warehouse="11",
        delivery_address="1 Main Street, Springfield", delivery_date="2026-01-15", order_date="2026-01-15",
        orderer="000100", language="en", purchase_type="purchase_order", approval_status="approved",
        status="open_order", document_status="none", next_delivery="2026-01-15", awaits_invoice=False,
        subtotal=30, charges=0, sales_tax="2.40", round_off=0, total="32.40", confirmations=0,
    )  # fmt: skip
    assert order.shows(
        line_number=1, item="A100", product_name="Bolt", text="Bolt", site="1", warehouse="11", quantity=3,
        ordered=3, remaining=3, received=0, status="open_order", unit="ea", unit_price=10, price_unit=1,
        net_amount=30, price_source="item_price", sales_tax_group="TAX", sales_tax="2.40",
        delivery_date="2026-01-15", matching_policy="", stopped=False,
    )  # fmt: skip


def test_a_number_is_drawn_and_never_one_that_was_typed(clerk: Clerk, company: Company) -> None:
    first = clerk.order(line())
    following = f"PO-{int(first.number[3:]) + 1:06}"
    assert clerk.order(line(), number=following.lower()).number == following.lower()
    assert clerk.order(line()).number == f"PO-{int(first.number[3:]) + 2:06}"


@pytest.mark.parametrize("number", ["A", "po_1-2/3.4", "0123456789"])
def test_a_typed_number_is_kept_as_it_was_typed(clerk: Clerk, number: str) -> None:
    assert clerk.order(line(), number=f" {number} ").number == number


@pytest.mark.parametrize("number", ["12345678901", "a b", "PO#1", "Ä"])
def test_a_number_has_at_most_ten_plain_characters(clerk: Clerk, number: str) -> None:
    assert clerk.order(line(), number=number).reasons == [("ORD-03", None, "number")]


def test_a_number_is_used_once_in_whatever_case(clerk: Clerk) -> None:
    clerk.order(line(), number="Rush-1")
    assert clerk.order(line(), number="RUSH-1").reasons == [("ORD-03", None, "number")]


def test_two_orders_of_one_request_do_not_share_a_number(company: Company) -> None:
    args = args_of(PurchaseOrder, "create", vendor="V001", number="TWIN", lines=[line()])
    with pytest.raises(Refused) as refused:
        create(PurchaseOrder, [args, args], company.ctx.fresh())
    assert refused.value.codes == ["ORD-03"]


def test_a_manual_sequence_asks_for_a_number(clerk: Clerk, company: Company) -> None:
    change(company, NumberSequence, "purchase-order", manual=True)
    assert clerk.order(line()).reasons == [("ORD-03", None, "number")]
    assert clerk.order(line(), number="TYPED").number == "TYPED"


def test_what_is_typed_wins_over_what_vendor_and_item_give(clerk: Clerk) -> None:
    order = clerk.order(
        line("A100", 2, site="2", warehouse="21", text="Bolts, long", overdelivery_percent="3",
             delivery_date="2026-03-01", sales_tax_group="EXEMPT", matching_policy="two_way"),
        name="First Supplies, branch", terms_of_payment="N060", delivery_terms="DAP", mode_of_delivery="AIR",
        delivery_address="Gate 4", contact="Ann", orderer="000101", warehouse="12",
    )  # fmt: skip
    assert order.heads(name="First Supplies, branch", terms_of_payment="N060", delivery_terms="DAP",
                       mode_of_delivery="AIR", delivery_address="Gate 4", contact="Ann", orderer="000101",
                       site="1", warehouse="12", sales_tax=0, next_delivery="2026-03-01")  # fmt: skip
    assert order.shows(site="2", warehouse="21", text="Bolts, long", overdelivery_percent=3,
                       delivery_date="2026-03-01", sales_tax_group="EXEMPT", sales_tax=0,
                       matching_policy="two_way")  # fmt: skip


def test_money_matters_come_from_the_invoice_account(clerk: Clerk) -> None:
    order = clerk.order(line(), vendor="V003")
    assert order.heads(vendor="V003", invoice_account="V001", terms_of_payment="N030", sales_tax_group="TAX")
    assert clerk.order(line(), invoice_account="V002").heads(
        vendor="V001", invoice_account="V002", terms_of_payment="N060", sales_tax_group="EXEMPT")  # fmt: skip


def test_the_item_gives_its_tolerances(clerk: Clerk) -> None:
    assert clerk.order(line("B200")).shows(overdelivery_percent=10, underdelivery_percent=5, unit_price="55.40")


def test_a_line_follows_the_site_of_the_order_as_far_as_its_warehouse_fits(clerk: Clerk) -> None:
    order = clerk.order(line(), line(site="2"), line(warehouse="21"), site="1", warehouse="12")
    assert order.shows(1, site="1", warehouse="12")
    assert order.shows(2, site="2", warehouse=None)
    assert order.shows(3, site="2", warehouse="21")


def test_a_price_typed_beside_discounts_and_charges(clerk: Clerk) -> None:
    """02 C3 and C28 line 2."""
    order = clerk.order(
        line("B200", 4, "55.40", charges_on_purchases="50.00"),
        line("A100", 1000, "116.38", price_unit="100", discount="1.38", charges_on_purchases="15.00"))  # fmt: skip
    assert order.shows(1, net_amount="271.60", price_source="manual")
    assert order.shows(2, net_amount="1165.00", price_unit=100)
    assert order.heads(subtotal="1436.60")


def test_an_agreement_with_the_vendor_beats_the_price_of_the_item(clerk: Clerk, company: Company) -> None:
    agree(company, unit_price="9.50", lead_time_days=17)
    agree(company, unit_price="18.00", price_unit="2", from_quantity="10")
    order = clerk.order(line("A100", 9), line("A100", 10))
    assert order.shows(1, unit_price="9.50", price_source="trade_agreement", delivery_date="2026-02-01")
    assert order.shows(2, unit_price="18.00", price_unit=2, net_amount="90.00", delivery_date="2026-01-15")
    assert clerk.order(line("A100", 9), vendor="V002").shows(unit_price=10, price_source="item_price")


def test_the_agreement_in_force_on_the_order_date_counts(clerk: Clerk, company: Company) -> None:
    agree(company, unit_price="8.00", ends_on="2026-01-31")
    assert clerk.order(line(), order_date="2026-01-31").shows(unit_price=8)
    assert clerk.order(line(), order_date="2026-02-01").shows(unit_price=10)


def test_no_price_is_a_blank_price_and_a_warning(clerk: Clerk, company: Company) -> None:
    change(company, ReleasedProduct, "A100", purchase_price=None)
    order = clerk.order(line("A100", 2))
    assert [*clerk.warnings] == ["ORD-87"]
    assert order.shows(unit_price=None, net_amount=0, price_source="")


def test_free_is_a_price(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 2, "0"))
    assert [*clerk.warnings] == []
    assert order.shows(unit_price=0, net_amount=0, price_source="manual")


def test_a_typed_net_amount_leaves_the_price_blank(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3, net_amount="99.985", discount_percent="10"))
    assert order.shows(net_amount="99.99", unit_price=None, price_source="net_manual", discount_percent=0)


def test_net_amount_and_price_may_both_be_given_when_they_agree(clerk: Clerk) -> None:
    assert clerk.order(line("A100", 3, "10", net_amount="30.00")).shows(price_source="manual", net_amount=30)
    assert clerk.order(line("A100", 3, "10", net_amount="31.00")).reasons == [("ORD-85", 1, "net_amount")]


def test_tax_is_rounded_over_the_document_and_shared_by_running_totals(clerk: Clerk) -> None:
    order = clerk.order(*(line("A100", 1, "0.07") for _ in range(3)))
    assert order.shows(1, sales_tax="0.01") and order.shows(2, sales_tax="0.00") and order.shows(3, sales_tax="0.01")
    assert order.heads(sales_tax="0.02", total="0.23")


def test_header_charges_are_calculated_and_added(clerk: Clerk) -> None:
    order = clerk.order(
        line("A100", 10), charges=[{"charge_code": "FREIGHT", "value": "2.5"}, {"charge_code": "LANDED", "value": "7"}]
    )
    assert order.heads(subtotal=100, charges="9.50", sales_tax=8, total="117.50")
    charges = order.door.lines("purchase-orders", "charges", order.number)
    assert [(each["charge_code"], each["category"], each["text"], each["amount"]) for each in charges] == [
        ("FREIGHT", "percent", "Freight", Decimal("2.5")),
        ("LANDED", "fixed", "Freight into stock value", Decimal(7))]  # fmt: skip


def test_line_numbers_are_typed_or_follow_the_highest(clerk: Clerk) -> None:
    order = clerk.order(line(line_number=10), line(), line(line_number=5), line())
    found = order.door.lines("purchase-orders", "lines", order.number)
    assert [each["line_number"] for each in found] == [5, 10, 11, 12]


def test_a_returned_quantity_is_negative_in_everything(clerk: Clerk) -> None:
    assert clerk.order(line("B200", -4, "55.40", charges_on_purchases="50")).shows(
        quantity=-4, net_amount="-271.60", sales_tax="-21.73", remaining=-4, status="open_order")  # fmt: skip


REFUSED: list[tuple[str, dict[str, Any], list[dict[str, Any]], list[tuple[str, int | None, str]]]] = [
    ("no vendor", {"vendor": None}, [line()], [("KRN-009", None, "vendor")]),
    ("unknown vendor", {"vendor": "NOBODY"}, [line()], [("KRN-008", None, "vendor")]),
    ("vendor on hold", {"vendor": "V009"}, [line()], [("ORD-11", None, "vendor")]),
    ("invoice account on hold", {"invoice_account": "V009"}, [line()], [("ORD-11", None, "invoice_account")]),
    ("another currency", {"currency": "EUR"}, [line()], [("NO_EXCHANGE_RATE", None, "currency")]),
    ("unknown currency", {"currency": "XXX"}, [line()], [("KRN-008", None, "currency")]),
    ("warehouse of another site", {"site": "2", "warehouse": "11"}, [line()], [("ORD-81", None, "warehouse")]),
    ("due before ordered", {"due_date": "2026-01-14"}, [line()], [("ORD-91", None, "due_date")]),
    ("no item", {}, [{"quantity": "1"}], [("KRN-009", 1, "item")]),
    ("unknown item", {}, [line(), line("NOPE")], [("KRN-008", 2, "item")]),
    ("stopped item", {}, [line("X900")], [("ORD-82", 1, "item")]),
    ("no quantity", {}, [{"item": "A100"}], [("KRN-009", 1, "quantity")]),
    ("quantity zero", {}, [line("A100", 0)], [("ORD-80", 1, "quantity")]),
    ("too many decimals", {}, [line("A100", "1.5")], [("QTY_DECIMALS", 1, "quantity")]),
    ("too many decimals of a kilogram", {}, [line("C300", "1.2345")], [("QTY_DECIMALS", 1, "quantity")]),
    ("another unit", {}, [line(unit="kg")], [("UOM_NO_CONVERSION", 1, "unit")]),
    ("unknown unit", {}, [line(unit="xx")], [("KRN-008", 1, "unit")]),
    ("negative price", {}, [line(price="-1")], [("ORD-83", 1, "unit_price"), ("DISC_OVER_PRICE", 1, "discount")]),
    ("negative charges", {}, [line(charges_on_purchases="-1")], [("ORD-83", 1, "charges_on_purchases")]),
    ("price unit zero", {}, [line(price="1", price_unit="0")], [("PRICE_UNIT_INVALID", 1, "price_unit")]),
    ("discounts over 100", {}, [line(discount_percent="101")], [("DISC_OVER_100", 1, "discount_percent")]),
    ("discount over the price", {}, [line(discount="10.01")], [("DISC_OVER_PRICE", 1, "discount")]),
    ("net amount with the wrong sign", {}, [line(net_amount="-5")], [("ORD-84", 1, "net_amount")]),
    ("negative overdelivery", {}, [line(overdelivery_percent="-1")], [("ORD-86", 1, "overdelivery_percent")]),
    ("underdelivery over 100", {}, [line(underdelivery_percent="101")], [("ORD-86", 1, "underdelivery_percent")]),
    ("line warehouse of another site", {}, [line(site="2", warehouse="11")], [("ORD-81", 1, "warehouse")]),
    ("line number twice", {}, [line(line_number=3), line(line_number=3)], [("ORD-63", 3, "line_number")]),
    ("line number below 1", {}, [line(line_number=-1)], [("ORD-63", -1, "line_number")]),
    ("charge without a code", {"charges": [{"value": "1"}]}, [line()], [("KRN-009", 1, "charge_code")]),
    ("unknown charge", {"charges": [{"charge_code": "NO", "value": "1"}]}, [line()], [("KRN-008", 1, "charge_code")]),
    ("everything at once", {"vendor": "V009", "number": "a b"}, [line("X900"), line("NOPE", 0)], [
        ("ORD-03", None, "number"), ("ORD-11", None, "vendor"), ("ORD-82", 1, "item"), ("KRN-008", 2, "item"),
        ("ORD-80", 2, "quantity")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "lines", "reasons"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])  # fmt: skip
def test_a_refused_order_says_why_and_leaves_nothing(
    clerk: Clerk, header: dict[str, Any], lines: list[dict[str, Any]], reasons: list[tuple[str, int | None, str]]
) -> None:  # fmt: skip
    before = fingerprint()
    assert clerk.order(*lines, **header).reasons == reasons
    assert fingerprint() == before


def test_some_things_are_only_worth_a_look(clerk: Clerk, company: Company) -> None:
    agree(company, unit_price="9", lead_time_days=10, least_quantity="5", most_quantity="50")
    clerk.order(line("A100", 4, delivery_date="2026-01-20"), line("A100", 5, delivery_date="2026-01-14"),
                line("A100", 51, delivery_date="2026-01-25"), delivery_date="2026-01-01")  # fmt: skip
    assert clerk.warnings == ("ORD-88", "ORD-88", "ORD-89", "ORD-90", "ORD-90")


def test_many_orders_come_with_one_run(company: Company) -> None:
    vendors, lines = ("V001", "V002", "V003"), [line("A100", 2)] * 2
    told = [args_of(PurchaseOrder, "create", vendor=vendor, lines=lines) for vendor in vendors]
    made = create(PurchaseOrder, told, company.ctx.fresh()).made
    assert len({each.number for each in made}) == 3
    orders = PurchaseOrder.objects.filter(company=company.id).order_by("id")
    assert list(orders.values_list("vendor__account", "total")) == [
        ("V001", Decimal("43.20")), ("V002", Decimal("40.00")), ("V003", Decimal("43.20"))]  # fmt: skip
    assert PurchaseLine.objects.filter(company=company.id).count() == 6


def test_of_many_orders_the_good_ones_are_done_when_each_stands_alone(company: Company) -> None:
    told = [args_of(PurchaseOrder, "create", vendor=vendor, lines=[line()]) for vendor in ("V001", "V009", "V002")]
    answer = create(PurchaseOrder, told, company.ctx.fresh(), each=True)
    assert len(answer.made) == 2
    assert {number: [each.code for each in found] for number, found in answer.refused.items()} == {"2": ["ORD-11"]}


def test_statements_do_not_grow_with_lines_or_orders(company: Company) -> None:
    charges = [{"charge_code": "FREIGHT", "value": "1"}]

    def statements(orders: int, lines: int) -> int:
        one = args_of(PurchaseOrder, "create", vendor="V001", lines=[line("A100", 1)] * lines, charges=charges)
        with sql.counted() as count:
            create(PurchaseOrder, [one] * orders, company.ctx.fresh())
        return count.number

    assert statements(1, 1) == statements(1, 200) == statements(50, 1)


def test_a_preview_tells_and_changes_nothing(company: Company) -> None:
    args = args_of(PurchaseOrder, "create", vendor="V001", lines=[line("A100", 3)])
    before = fingerprint()
    answer = create(PurchaseOrder, args, company.ctx.fresh(), preview=True)
    assert fingerprint() == before
    assert answer.effects is not None
    made = {(each["record"], each["field"]): each["after"] for each in answer.effects["changes"]}
    assert made["purchase order", "Invoice amount"] == "32.4"


def test_a_repeated_token_makes_no_second_order(company: Company) -> None:
    args = args_of(PurchaseOrder, "create", vendor="V001", lines=[line()])
    first = create(PurchaseOrder, args, company.ctx.fresh(token="t-1"))
    again = create(PurchaseOrder, args, company.ctx.fresh(token="t-1"))
    assert first.made == again.made
    assert PurchaseOrder.objects.filter(company=company.id).count() == 1


def test_who_may_not_create_is_told(company: Company) -> None:
    args = args_of(PurchaseOrder, "create", vendor="V001", lines=[line()])
    with pytest.raises(Refused) as refused:
        create(PurchaseOrder, args, company.ctx.fresh(duties=frozenset({"view-purchase-orders"})))
    assert refused.value.codes == ["KRN-002"]


def test_the_database_keeps_numbers_apart_whatever_the_case(company: Company) -> None:
    """The guard's second line: two writers at once."""
    name = "orders_order_any_case"
    assert name in {each.name for each in PurchaseOrder._meta.constraints}
    assert PurchaseOrder.says[name].code == "ORD-03"
