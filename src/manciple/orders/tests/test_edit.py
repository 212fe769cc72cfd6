"""Edit: what follows from a change, what is locked when, and who is asked to confirm again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.kernel import sql
from manciple.kernel.models import Event
from manciple.kernel.refusals import Refused
from manciple.kernel.running import create, run
from manciple.orders.models import PurchaseOrder
from manciple.orders.terms import Pending
from manciple.orders.tests.around import agree, line_id, move
from manciple.orders.tests.clerk import Clerk, Order, args_of, line
from manciple.orders.tests.unchanged import fingerprint

# --- What follows from a change ---------------------------------------------------------------------


def test_c29_a_typed_net_amount_stays_until_a_price_is_typed(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 5, "20.00", discount_percent="10", charges_on_purchases="4.00"))
    assert order.shows(net_amount="93.60")
    order.edit({"line_number": 1, "net_amount": "95.00"})
    assert order.shows(net_amount=95, unit_price=None, discount_percent=0, charges_on_purchases=0,
                       price_source="net_manual")  # fmt: skip
    order.edit({"line_number": 1, "quantity": "6"})
    assert order.shows(net_amount=95, unit_price=None)
    order.edit({"line_number": 1, "unit_price": "16.00"})
    assert order.shows(net_amount=96, unit_price=16, price_source="manual")
    assert order.heads(subtotal=96, sales_tax="7.68", total="103.68")


def test_another_quantity_searches_the_price_again_unless_it_was_typed(clerk: Clerk, company: Company) -> None:
    agree(company, unit_price="9", from_quantity="10")
    order = clerk.order(line("A100", 5), line("A100", 5, "11"))
    order.edit({"line_number": 1, "quantity": "10"}, {"line_number": 2, "quantity": "10"})
    assert order.shows(1, unit_price=9, price_source="trade_agreement", net_amount=90)
    assert order.shows(2, unit_price=11, price_source="manual", net_amount=110)
    order.edit({"line_number": 2, "unit_price": None})
    assert order.shows(2, unit_price=9, price_source="trade_agreement", net_amount=90)


def test_blanking_a_typed_net_amount_searches_the_price_again(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3, net_amount="50"))
    order.edit({"line_number": 1, "net_amount": None})
    assert order.shows(unit_price=10, price_source="item_price", net_amount=30)


def test_another_item_brings_its_own_name_unit_price_and_tolerances(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3))
    order.edit({"line_number": 1, "item": "B200"})
    assert order.shows(item="B200", product_name="Bracket", text="Bracket", unit="ea", unit_price="55.40",
                       net_amount="166.20", overdelivery_percent=10, underdelivery_percent=5)  # fmt: skip


def test_a_text_of_ones_own_stays_with_another_item(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3, text="for the bridge"))
    order.edit({"line_number": 1, "item": "C300", "overdelivery_percent": "2"})
    assert order.shows(text="for the bridge", unit="kg", overdelivery_percent=2, unit_price="2.50")


def test_a_discount_changes_the_net_amount_and_leaves_the_source_of_the_price(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3))
    order.edit({"line_number": 1, "discount": "1", "discount_percent": "10"})
    assert order.shows(net_amount="24.30", price_source="item_price")
    order.edit({"line_number": 1, "price_unit": "2"})
    assert order.shows(net_amount="12.15", price_source="manual")


def test_lines_are_added_changed_and_removed_with_one_edit(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 1), line("A100", 2), line("A100", 3))
    order.edit({"line_number": 2, "remove": True}, {"line_number": 3, "quantity": "5"}, line("B200", 1))
    found = order.door.lines("purchase-orders", "lines", order.number)
    assert [(each["line_number"], each["item"], int(each["quantity"])) for each in found] == [
        (1, "A100", 1), (3, "A100", 5), (4, "B200", 1)]  # fmt: skip
    assert order.heads(subtotal="115.40")


def test_charges_are_added_changed_and_removed(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 10))
    order.edit(charges=[{"charge_code": "FREIGHT", "value": "2"}, {"charge_code": "FREIGHT", "value": "3"}])
    assert order.heads(charges=5, total=113)
    order.edit(charges=[{"line_number": 1, "remove": True}, {"line_number": 2, "value": "4"}])
    assert order.heads(charges=4, total=112)
    order.do("maintain-charges", charges=[{"line_number": 2, "value": "1"}])
    assert order.heads(charges=1, total=109)
    assert order.edit(charges=[{"line_number": 2, "charge_code": None}]).codes == ["KRN-009"]


def test_what_is_sent_unchanged_is_no_edit(clerk: Clerk) -> None:
    """Pages send whole rows; a locked field that stays as it is locks nothing."""
    order = clerk.order(line("A100", 3, net_amount="50"))
    order.confirm()
    row = order.line()
    names = ("line_number", "item", "quantity", "unit", "unit_price", "net_amount", "site", "delivery_date")
    assert order.edit({name: row[name] for name in names}, number=order.number, vendor="V001").codes == []
    assert order.heads(approval_status="confirmed")
    assert order.shows(net_amount=50, price_source="net_manual")


# --- Header and lines -------------------------------------------------------------------------------


def dates(order: Order) -> list[str]:
    return [str(each["delivery_date"]) for each in order.door.lines("purchase-orders", "lines", order.number)]


def test_w17_lines_with_the_old_date_follow_the_header(clerk: Clerk, company: Company) -> None:
    """A typed date stays, a line that has arrived stays; `all` takes the typed one along."""
    lines = line(), line(delivery_date="2026-06-05"), line()
    first, second, third = (clerk.order(*lines, delivery_date="2026-06-01") for _ in range(3))
    for order in (first, second, third):
        move(company, order, 3, received=1)
    first.edit(delivery_date="2026-06-08")
    assert dates(first) == ["2026-06-08", "2026-06-05", "2026-06-01"]
    second.edit(delivery_date="2026-06-08", propagate="all")
    assert dates(second) == ["2026-06-08", "2026-06-08", "2026-06-01"]
    third.edit(delivery_date="2026-06-08", propagate="none")
    assert dates(third) == ["2026-06-01", "2026-06-05", "2026-06-01"]
    assert third.heads(delivery_date="2026-06-08", next_delivery="2026-06-01")


def test_a_date_typed_on_a_line_in_the_same_edit_is_not_overwritten(clerk: Clerk) -> None:
    order = clerk.order(line(), line(), delivery_date="2026-06-01")
    order.edit({"line_number": 1, "delivery_date": "2026-07-01"}, delivery_date="2026-06-08")
    assert dates(order) == ["2026-07-01", "2026-06-08"]


def test_lines_follow_to_another_site_until_something_arrived(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 2), line("A100", 2), line("A100", 2, site="2", warehouse="21"))
    move(company, order, 2, received=1)
    order.edit(warehouse="12")
    assert [order.line(number)["warehouse"] for number in (1, 2, 3)] == ["12", "11", "21"]
    order.edit(site="2")
    assert order.heads(site="2", warehouse=None)
    assert [order.line(number)["warehouse"] for number in (1, 2, 3)] == [None, "11", "21"]


def test_another_tax_group_changes_the_tax_of_the_lines_that_had_the_old_one(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 10), line("A100", 10, sales_tax_group="EXEMPT"))
    order.edit(sales_tax_group="VAT")
    assert order.shows(1, sales_tax_group="VAT", sales_tax=19)
    assert order.shows(2, sales_tax_group="EXEMPT", sales_tax=0)
    assert order.heads(sales_tax=19, total=219)


def test_the_first_promise_of_an_open_line_stands_on_the_header(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 2), line("A100", 2))
    order.edit({"line_number": 1, "confirmed_delivery_date": "2026-02-01"},
               {"line_number": 2, "confirmed_delivery_date": "2026-02-10"})  # fmt: skip
    assert order.heads(earliest_confirmed_delivery="2026-02-01", next_delivery="2026-02-01")
    move(company, order, 1, received=2, invoiced=2)
    assert order.heads(earliest_confirmed_delivery="2026-02-10", next_delivery="2026-02-10")


# --- Confirmed orders -------------------------------------------------------------------------------


@pytest.mark.parametrize(("header", "lines"), [
    ({"vendor_reference": "X"}, []), ({}, [{"line_number": 1, "unit_price": "9"}]), ({}, [line()]),
    ({"charges": [{"charge_code": "FREIGHT", "value": "1"}]}, []),
], ids=["header", "line", "new line", "charge"])  # fmt: skip
def test_what_the_vendor_was_told_has_to_be_confirmed_again(
    clerk: Clerk, company: Company, header: dict[str, Any], lines: list[dict[str, Any]]
) -> None:  # fmt: skip
    order = clerk.order(line("A100", 3))
    order.confirm()
    order.edit(*lines, **header)
    assert order.heads(approval_status="approved", changed_since_confirmation=True, document_status="purchase_order")
    event = Event.objects.filter(company=company.id, number=order.number).latest("id")
    assert (event.name, event.before, event.after) == ("purchase-order-edited", "confirmed", "approved")
    order.confirm()
    assert order.heads(approval_status="confirmed", changed_since_confirmation=False, confirmations=2)


def test_operational_fields_leave_the_confirmation_alone(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3))
    order.confirm()
    order.edit({"line_number": 1, "receive_now": "2", "stopped": True})
    assert order.heads(approval_status="confirmed", changed_since_confirmation=False)
    assert order.shows(receive_now=2, stopped=True)


def test_more_to_receive_now_than_may_come_is_only_worth_a_look(clerk: Clerk) -> None:
    order = clerk.order(line("B200", 10))
    assert order.edit({"line_number": 1, "receive_now": "11"}).warnings == ()
    assert order.edit({"line_number": 1, "receive_now": "12"}).warnings == ("ORD-92",)
    assert order.edit({"line_number": 1, "receive_now": "-1"}).warnings == ("ORD-92",)
    assert order.edit({"line_number": 1, "receive_now": "1.5"}).codes == ["QTY_DECIMALS"]


def test_an_order_that_was_never_confirmed_stays_approved(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3))
    order.edit(vendor_reference="X")
    assert order.heads(approval_status="approved", changed_since_confirmation=False, vendor_reference="X")


# --- Locks ------------------------------------------------------------------------------------------


LOCKED_ON_CREATE = [("number", "OTHER"), ("order_date", "2026-01-01"), ("currency", "EUR"),
                    ("source", "other")]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), LOCKED_ON_CREATE)
def test_what_is_given_once_cannot_change(clerk: Clerk, name: str, value: str) -> None:
    order = clerk.order(line())
    before = fingerprint()
    order.edit(**{name: value})
    assert order.reasons == [("ORD-53", None, name)]
    assert fingerprint() == before


RECEIVED: list[tuple[dict[str, Any], str]] = [
    ({"item": "B200"}, "ORD-53"), ({"site": "2"}, "ORD-53"), ({"warehouse": "12"}, "ORD-53"),
    ({"quantity": "3"}, "ORD-13"), ({"quantity": "-10"}, "ORD-13"), ({"complete": True}, "ORD-53"),
    ({"remove": True}, "ORD-41"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "code"), RECEIVED, ids=[next(iter(case[0])) for case in RECEIVED])
def test_what_cannot_change_once_something_arrived(
    clerk: Clerk, company: Company, told: dict[str, Any], code: str
) -> None:  # fmt: skip
    order = clerk.order(line("A100", 10))
    move(company, order, received=4)
    before = fingerprint()
    order.edit({"line_number": 1, **told})
    assert [each[:2] for each in order.reasons] == [(code, 1)]
    assert fingerprint() == before


def test_the_quantity_may_shrink_to_what_arrived_and_reopens_a_canceled_line(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 10), line("A100", 5))
    move(company, order, received=4)
    order.edit({"line_number": 1, "quantity": "4"})
    assert order.shows(1, quantity=4, remaining=0, status="received")
    order.cancel()
    assert order.shows(2, quantity=0, status="canceled")
    order.edit({"line_number": 2, "quantity": "7"})
    assert order.shows(2, ordered=7, canceled_order=0, quantity=7, remaining=7, status="open_order", net_amount=70)


def test_the_unit_is_locked_by_transactions(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 10))
    move(company, order, received=4)
    assert order.edit({"line_number": 1, "unit": "box"}).codes == ["UNIT_LOCKED"]


def test_dates_are_locked_when_nothing_is_to_come(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 4))
    move(company, order, received=4)
    order.edit({"line_number": 1, "delivery_date": "2026-03-01", "confirmed_delivery_date": "2026-03-01"})
    assert order.reasons == [("ORD-53", 1, "delivery_date"), ("ORD-53", 1, "confirmed_delivery_date")]


def test_prices_are_locked_when_all_is_invoiced(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 4))
    move(company, order, received=4, invoiced=4)
    order.edit({"line_number": 1, "unit_price": "9", "quantity": "5", "text": "late"}, sales_tax_group="VAT")
    assert order.reasons == [
        ("ORD-53", 1, "sales_tax_group"), ("ORD-53", 1, "quantity"), ("ORD-53", 1, "unit_price")]  # fmt: skip


def test_account_and_profile_are_locked_by_documents(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 4))
    order.edit(invoice_account="V002")
    assert order.heads(invoice_account="V002")
    move(company, order, received=1)
    assert order.edit(invoice_account="V001").codes == ["ORD-53"]


def test_a_pending_invoice_locks_what_it_rests_on(
    clerk: Clerk, company: Company, pending: dict[int, Pending]
) -> None:  # fmt: skip
    order = clerk.order(line("A100", 4), line("A100", 4))
    pending[line_id(company, order)] = Pending("INV-7", Decimal(1))
    order.edit({"line_number": 1, "unit_price": "9"}, {"line_number": 2, "unit_price": "9"}, invoice_account="V002")
    assert order.reasons == [("ORD-53", None, "invoice_account"), ("ORD-52", 1, "unit_price")]
    order.edit({"line_number": 1, "remove": True})
    assert order.reasons == [("ORD-41", 1, "line_number")]


FAULTS: list[tuple[str, dict[str, Any], list[dict[str, Any]], list[tuple[str, int | None, str]]]] = [
    ("name blank", {"name": ""}, [], [("KRN-009", None, "name")]),
    ("invoice account blank", {"invoice_account": None}, [], [("KRN-009", None, "invoice_account")]),
    ("invoice account on hold", {"invoice_account": "V009"}, [], [("ORD-11", None, "invoice_account")]),
    ("unknown site", {"site": "9"}, [], [("KRN-008", None, "site")]),
    ("warehouse elsewhere", {"site": "2", "warehouse": "11"}, [], [("ORD-81", None, "site")]),
    ("due too early", {"due_date": "2026-01-01"}, [], [("ORD-91", None, "due_date")]),
    ("quantity blank", {}, [{"line_number": 1, "quantity": None}], [("KRN-009", 1, "quantity")]),
    ("quantity zero", {}, [{"line_number": 1, "quantity": "0"}], [("ORD-80", 1, "quantity")]),
    ("decimals", {}, [{"line_number": 1, "quantity": "1.5"}], [("QTY_DECIMALS", 1, "quantity")]),
    ("item blank", {}, [{"line_number": 1, "item": None}], [("KRN-009", 1, "item")]),
    ("unknown item", {}, [{"line_number": 1, "item": "NOPE"}], [("KRN-008", 1, "item")]),
    ("stopped item", {}, [{"line_number": 1, "item": "X900"}], [("ORD-82", 1, "item")]),
    ("unit", {}, [{"line_number": 1, "unit": "kg"}], [("UOM_NO_CONVERSION", 1, "unit")]),
    ("discounts", {}, [{"line_number": 1, "discount_percent": "101"}], [("DISC_OVER_100", 1, "discount_percent")]),
    ("net sign", {}, [{"line_number": 1, "net_amount": "-1"}], [("ORD-84", 1, "net_amount")]),
    ("tolerance", {}, [{"line_number": 1, "overdelivery_percent": "-1"}], [("ORD-86", 1, "overdelivery_percent")]),
    ("new line incomplete", {}, [{"quantity": "1"}], [("KRN-009", 2, "item")]),
    ("removed number anew", {}, [{"line_number": 1, "remove": True}, line(line_number=-3)],
     [("ORD-63", -3, "line_number")]),
    ("two lines at once", {"site": "9"}, [{"line_number": 1, "quantity": "0"}, line("NOPE")],
     [("KRN-008", None, "site"), ("ORD-80", 1, "quantity"), ("KRN-008", 2, "item")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "lines", "reasons"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])  # fmt: skip
def test_a_refused_edit_names_line_and_field_and_changes_nothing(
    clerk: Clerk, header: dict[str, Any], lines: list[dict[str, Any]], reasons: list[tuple[str, int | None, str]]
) -> None:  # fmt: skip
    order = clerk.order(line("A100", 3))
    before = fingerprint()
    order.edit(*lines, **header)
    assert order.reasons == reasons
    assert fingerprint() == before


def test_a_finalized_order_is_not_edited(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3))
    order.cancel()
    order.finalize()
    assert order.edit(vendor_reference="X").codes == ["ORD-16"]


def test_two_people_do_not_overwrite_each_other(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 3))
    order.edit(vendor_reference="first")
    args = args_of(PurchaseOrder, "edit", vendor_reference="second")
    with pytest.raises(Refused) as refused:
        run(PurchaseOrder, "edit", [order.number], args, company.ctx.fresh(), versions={order.number: 1})
    assert set(refused.value.codes) == {"KRN-003"}
    assert order.heads(vendor_reference="first")


def test_statements_do_not_grow_with_lines_or_orders(company: Company) -> None:
    def statements(orders: int, lines: int) -> int:
        told = args_of(PurchaseOrder, "create", vendor="V001", lines=[line("A100", 1)] * lines)
        made = create(PurchaseOrder, [told] * orders, company.ctx.fresh()).made
        changes = [{"line_number": number + 1, "quantity": "2"} for number in range(lines)]
        args = args_of(PurchaseOrder, "edit", lines=[*changes, *[line("B200")] * lines], delivery_date="2026-02-01")
        with sql.counted() as count:
            run(PurchaseOrder, "edit", [each.number for each in made], args, company.ctx.fresh())
        return count.number

    assert statements(1, 1) == statements(1, 100) == statements(50, 1)
