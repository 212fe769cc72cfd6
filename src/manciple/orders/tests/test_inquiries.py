"""What people can ask of orders, and how many statements it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.kernel import forms, inquiries, reading, sql
from manciple.kernel.refusals import NotFound
from manciple.orders.inquiries import figures
from manciple.orders.inquiries.figures import PostedDocument, order_totals
from manciple.orders.tests.around import agree, move
from manciple.orders.tests.clerk import Clerk, Order, line


def rows(key: str, company: Company, **filters: str) -> list[dict[str, Any]]:
    """A page of a list."""
    wanted = inquiries.find(key)
    asked = inquiries.Asked(filters=filters)
    return inquiries.page(wanted.rows(company.ctx), wanted.columns, asked, wanted.order).rows


def picked(found: Sequence[dict[str, Any]], *names: str) -> list[tuple[str, ...]]:
    """The named columns as texts."""
    return [tuple(_text(row[name]) for name in names) for row in found]


def _text(value: Any) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


FIGURES = ("lines", "quantity", "gross", "line_discount", "subtotal", "charges", "sales_tax", "total")
BASES = [
    ("ordered", ("2", "16", "140", "14", "126", "1.26", "10.08", "137.34")),
    ("remaining", ("2", "11", "90", "9", "81", "0.81", "6.48", "88.29")),
    ("receive_now", ("1", "2", "20", "2", "18", "0.18", "1.44", "19.62")),
    ("received_not_invoiced", ("1", "2", "20", "2", "18", "0.18", "1.44", "19.62")),
    ("invoiced", ("1", "3", "30", "3", "27", "0.27", "2.16", "29.43")),
]


@pytest.mark.parametrize(("basis", "expected"), BASES, ids=[case[0] for case in BASES])
def test_totals_of_what_is_asked_for(
    clerk: Clerk, company: Company, basis: str, expected: tuple[str, ...]
) -> None:  # fmt: skip
    order = clerk.order(
        line("A100", 10, "10", discount_percent="10"), line("A100", 6, "40", price_unit="6", discount_percent="10"),
        charges=[{"charge_code": "FREIGHT", "value": "1"}])  # fmt: skip
    move(company, order, received=5, invoiced=3)
    order.edit({"line_number": 1, "receive_now": "2"})
    assert picked(order.asked("totals", basis=basis), *FIGURES) == [expected]


def test_totals_as_ordered_are_the_ones_stored(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 7, "3.333"), line("B200", 3, discount="0.05"))
    [row] = order.asked("totals")
    assert order.heads(**{name: row[name] for name in ("subtotal", "charges", "sales_tax", "round_off", "total")})


def test_line_quantity_counts_everything(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 10))
    move(company, order, received=6, invoiced=2)
    order.deliver_remainder(5)
    names = ("line", "item", "quantity", "added", "effective", "received", "remaining", "invoiced",
             "received_not_invoiced")  # fmt: skip
    assert picked(order.asked("line-quantity"), *names) == [("1", "A100", "10", "1", "11", "6", "5", "2", "4")]


def test_sales_tax_by_code(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 10), line("A100", 10, sales_tax_group="VAT"),
                        line("A100", 10, sales_tax_group="EXEMPT"))  # fmt: skip
    assert picked(order.asked("sales-tax"), "code", "percent", "base", "sales_tax") == [
        ("VAT8", "8", "100", "8"), ("VAT19", "19", "100", "19")]  # fmt: skip


def test_confirmations_newest_first(clerk: Clerk) -> None:
    order = clerk.order(line())
    order.confirm()
    order.edit({"line_number": 1, "quantity": "2"})
    order.confirm()
    assert picked(order.asked("confirmations"), "number", "total") == [
        (f"{order.number}-2", "21.6"), (f"{order.number}-1", "10.8")]  # fmt: skip


def test_postings_show_the_latest_of_each_kind(
    clerk: Clerk, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    order = clerk.order(line())
    order.confirm()
    received = PostedDocument("Product receipt", "R-1", company.today)
    monkeypatch.setattr(figures, "_posts", [figures.confirmations_posted, lambda pk, ctx: [received]])
    assert picked(order.asked("postings"), "document", "number") == [
        ("Purchase order", f"{order.number}-1"), ("Product receipt", "R-1")]  # fmt: skip


# --- Why this number --------------------------------------------------------------------------------


def steps(order: Order, **told: Any) -> list[tuple[str, ...]]:
    return picked(order.asked("price-details", **told), "rule", "result")


def test_a_found_price_says_where_it_comes_from(clerk: Clerk, company: Company) -> None:
    agree(company, unit_price="9")
    order = clerk.order(line("A100", 3, discount_percent="10"))
    assert steps(order, line=1) == [
        ("agreement considered", "candidate"),
        ("trade agreement: highest break reached, then lowest price per unit", "9"),
        ("quantity × (unit price − discount) ÷ price unit", "27"),
        ("less the discount percent", "24.3"),
        ("rounded once, by the currency's general rule", "24.3"),
        ("share of the sales tax VAT8 of the order", "1.94"),
    ]


def test_a_typed_price_and_a_typed_net_amount_say_so(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3, "7"), line("A100", 3, net_amount="5"))
    assert steps(order, line=1)[0] == ("unit price typed", "7")
    assert steps(order, line=2) == [("net amount typed", "5")]


def test_totals_say_how_they_come_about(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3), charges=[{"charge_code": "FREIGHT", "value": "1"}])
    assert steps(order) == [
        ("percent of the subtotal", "0.3"), ("sales tax VAT8", "2.4"), ("subtotal: sum of the net amounts", "30"),
        ("total before rounding", "32.7"), ("rounded by the rule for purchase orders", "32.7")]  # fmt: skip


def test_what_is_asked_of_nothing_is_not_found(clerk: Clerk, company: Company) -> None:
    with pytest.raises(NotFound):
        order_totals(company.ctx, number="NOPE")
    with pytest.raises(NotFound):
        clerk.order(line()).asked("price-details", line=9)


# --- Lists ------------------------------------------------------------------------------------------


def test_open_lines_are_what_vendors_still_owe_us(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 4, delivery_date="2026-02-02"), line("B200", 4), line("A100", 2))
    move(company, order, 3, received=2)
    found = rows("open-purchase-order-lines", company)
    assert picked(found, "order", "line", "remaining") == [(order.number, "2", "4"), (order.number, "1", "4")]


def test_received_lines_wait_for_their_invoice(clerk: Clerk, company: Company) -> None:
    order, other = clerk.order(line("A100", 4), line("A100", 4)), clerk.order(line("A100", 4))
    move(company, order, 1, received=4, invoiced=1)
    move(company, other, 1, received=4, invoiced=4)
    found = rows("received-not-invoiced", company)
    assert picked(found, "order", "line", "received_not_invoiced") == [(order.number, "1", "3")]


def test_changes_after_a_confirmation_show_both_versions(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 4))
    order.confirm()
    order.edit({"line_number": 1, "quantity": "5", "unit_price": "9"}, line("B200", 1))
    names = ("line", "told_quantity", "new_quantity", "told_price", "unit_price")
    assert picked(rows("confirmed-orders-with-changes", company), *names) == [
        ("1", "4", "5", "10", "9"), ("2", "None", "1", "None", "55.4")]  # fmt: skip


def test_lines_taken_off_are_changes_and_what_is_the_same_is_none(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 4), line("B200", 2, confirmed_delivery_date="2026-02-01"), line("C300", 1))
    order.confirm()
    order.edit({"line_number": 1, "remove": True}, {"line_number": 2, "confirmed_delivery_date": "2026-02-09"})
    names = ("line", "is_deleted", "told_quantity", "new_quantity", "told_confirmed", "confirmed_delivery_date")
    assert picked(rows("confirmed-orders-with-changes", company), *names) == [
        ("1", "True", "4", "0", "None", "None"), ("2", "False", "2", "2", "2026-02-01", "2026-02-09")]  # fmt: skip
    order.confirm()
    assert rows("confirmed-orders-with-changes", company) == []


def test_totals_of_several_orders_are_one_row_for_each_currency(clerk: Clerk, company: Company) -> None:
    orders = [clerk.order(line("A100", 4), line("B200", 2, "5")), clerk.order(line("A100", 1))]
    numbers = ", ".join(order.number for order in orders)
    found = reading.answered(inquiries.find("totals-of-orders"), {"numbers": numbers}, company.ctx)
    assert picked([asdict(each) for each in found], "currency", "orders", "lines", "quantity", "subtotal", "total") == [
        ("USD", "2", "3", "7", "60", "64.8")]  # fmt: skip


def test_statements_of_totals_do_not_grow_with_orders(clerk: Clerk, company: Company) -> None:
    def statements(orders: int, lines: int) -> int:
        numbers = ",".join(clerk.order(*[line("A100", 1)] * lines).number for _ in range(orders))
        with sql.counted() as count:
            reading.answered(inquiries.find("totals-of-orders"), {"numbers": numbers}, company.ctx)
        return count.number

    assert statements(1, 1) == statements(1, 200) == statements(20, 1)


def test_prices_kept_for_the_vendor_of_the_order(clerk: Clerk, company: Company) -> None:
    agree(company, unit_price="9")
    mine, other = clerk.order(line()), clerk.order(line(), vendor="V002")
    assert picked(mine.asked("trade-agreements"), "item", "unit_price") == [("A100", "9")]
    assert other.asked("trade-agreements") == []


VIEWS = {
    "all": 5, "mine": 4, "draft": 0, "in-review": 0, "in-external-review": 0, "to-confirm": 2,
    "changed": 1, "overdue": 1, "not-invoiced": 1, "to-finalize": 0,
}  # fmt: skip


def test_views_of_the_list_show_what_they_say(clerk: Clerk, company: Company) -> None:
    clerk.order(line())
    changed, late, received, closed = (clerk.order(line("A100", 2), delivery_date="2026-01-10") for _ in range(4))
    for order in (changed, late, received):
        order.confirm()
    changed.edit(vendor_reference="X")
    move(company, received, received=2)
    closed.cancel()
    closed.finalize()
    form = forms.find("purchase-orders")
    known = {"@me": "tester", "@today": company.today.isoformat()}
    counted = {}
    for key, _label, declared in form.views:
        asked = inquiries.Asked(filters={name: known.get(value, value) for name, value in declared.items()})
        counted[key] = len(reading.listed(form, asked, company.ctx).rows)
    assert counted == VIEWS


def test_statements_of_a_page_do_not_grow_with_lines(clerk: Clerk, company: Company) -> None:
    def statements(lines: int) -> list[int]:
        order, counts = clerk.order(*[line("A100", 2)] * lines), []
        for key in ("totals", "line-quantity", "sales-tax", "price-details"):
            with sql.counted() as count:
                order.asked(key)
            counts.append(count.number)
        return counts

    assert statements(1) == statements(100)
