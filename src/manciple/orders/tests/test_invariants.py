"""`manciple verify` finds nothing after anything the actions do, and every planted damage (01 §21)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from manciple.demo.company import Company
from manciple.kernel import verify
from manciple.orders import actions
from manciple.orders.models import PurchaseLine
from manciple.orders.rules import quantities
from manciple.orders.terms import Moved
from manciple.orders.tests.clerk import Clerk, Order, line

OURS = [each.key for each in verify.every() if each.key.startswith("orders-")]


def broken(company: Company) -> list[tuple[str, str]]:
    """Invariant and field of everything that is wrong with orders."""
    return [(each.invariant, each.field) for each in verify.check(company.id) if each.invariant in OURS]


def story(clerk: Clerk) -> Order:
    """An order with something of everything."""
    order = clerk.order(
        line("A100", 10), line("B200", 3, "55.405", discount_percent="3.3", charges_on_purchases="2"),
        line("C300", "1.234", net_amount="99.99"), line("A100", -2),
        charges=[{"charge_code": "FREIGHT", "value": "2.5"}])  # fmt: skip
    order.confirm()
    order.edit({"line_number": 2, "quantity": "4", "confirmed_delivery_date": "2026-03-01"}, delivery_date="2026-02-02")
    order.deliver_remainder(12)
    order.confirm()
    order.cancel()
    return order


def test_nothing_is_broken_after_a_story(clerk: Clerk, company: Company) -> None:
    story(clerk)
    clerk.order()
    assert broken(company) == []


def test_the_formula_in_sql_is_the_rule(clerk: Clerk, company: Company) -> None:
    """02 §4 stands in a rule and in the query that proves it; awkward numbers, both ways."""
    prices = ("0.005", "1.115", "3.3333333333", "0.015", "7")
    lines = [
        line("A100", quantity, price, price_unit=unit, discount_percent=percent, charges_on_purchases="0.005")
        for price in prices for quantity, unit, percent in ((1, "3", "98.5"), (-7, "7", "0"), (3, "9", "33.3"))
    ]  # fmt: skip
    clerk.order(*lines)
    assert broken(company) == []


PLANTED = [
    ("orders_purchaseline", "net_amount = net_amount + 1", [
        ("orders-net-amounts", "net_amount"), ("orders-totals", "subtotal")]),
    ("orders_purchaseline", "sales_tax = sales_tax + 1", [("orders-totals", "sales_tax")]),
    ("orders_ordercharge", "amount = amount + 1", [("orders-totals", "charges")]),
    ("orders_purchaseorder", "total = total + 1", [("orders-totals", "total")]),
    ("orders_purchaseorder", "status = 'received'", [("orders-header-follows", "status")]),
    ("orders_purchaseorder", "document_status = 'none'", [("orders-header-follows", "document_status")]),
    ("orders_purchaseorder", "next_delivery = '2000-01-01'", [("orders-header-follows", "next_delivery")]),
    ("orders_purchaseorder", "earliest_confirmed_delivery = '2000-01-01'", [
        ("orders-header-follows", "earliest_confirmed_delivery")]),
    ("orders_purchaseorder", "awaits_invoice = true", [("orders-header-follows", "awaits_invoice")]),
    ("orders_purchaseorder", "confirmations = 5", [("orders-confirmations", "confirmations")]),
    ("orders_purchaseorder", "inquiries = 3", [("orders-inquiries", "inquiries")]),
    ("orders_purchaseline", "is_deleted = true", [
        ("orders-header-follows", "next_delivery"), ("orders-totals", "subtotal"), ("orders-totals", "sales_tax"),
        ("orders-deletions", "is_deleted")]),
]  # fmt: skip


@pytest.mark.parametrize(("table", "damage", "found"), PLANTED, ids=[case[1] for case in PLANTED])
def test_planted_damage_is_found(
    clerk: Clerk, company: Company, table: str, damage: str, found: list[tuple[str, str]]
) -> None:  # fmt: skip
    order = clerk.order(line("A100", 10), charges=[{"charge_code": "FREIGHT", "value": "2.5"}])
    order.confirm()
    assert broken(company) == []
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {damage} WHERE company_id = %s", [company.id])  # noqa: S608
    assert broken(company) == found


def test_the_database_refuses_quantities_that_contradict_each_other(clerk: Clerk, company: Company) -> None:
    clerk.order(line("A100", 10))
    for damage in ("received = -1", "invoiced = 1", "canceled_order = 11", "added = -1", "price_unit = 0"):
        with _refused() as codes, connection.cursor() as cursor:
            cursor.execute(f"UPDATE orders_purchaseline SET {damage} WHERE company_id = %s", [company.id])  # noqa: S608
        assert codes == ["23514"], damage


@contextmanager
def _refused() -> Iterator[list[str]]:
    """The state of the error the block ends in; the transaction goes on."""
    codes: list[str] = []
    try:
        with transaction.atomic():
            yield codes
    except IntegrityError as error:
        codes.append(str(getattr(error.__cause__, "sqlstate", "")))


def test_status_in_the_database_is_the_rule(clerk: Clerk, company: Company) -> None:
    """Generated columns and the rules agree after every kind of act."""
    order = clerk.order(*[line("A100", quantity) for quantity in (10, 10, 10, -10, -10, 10)])
    ids = list(PurchaseLine.objects.filter(company=company.id).order_by("line_number").values_list("pk", flat=True))
    steps = [(4, 0, 0), (12, 12, 0), (8, 8, 2), (-10, -4, 0), (-4, -4, -6), (0, 0, 10)]
    moves = [
        Moved(pk, Decimal(received), Decimal(invoiced), Decimal(short))
        for pk, (received, invoiced, short) in zip(ids, steps, strict=True)
    ]
    actions.invoiced(moves, company.ctx)
    columns = [field.attname for field in PurchaseLine._meta.local_concrete_fields]
    for row in PurchaseLine.objects.filter(company=company.id).values(*columns):
        counted = quantities.of(row)
        assert quantities.adds_up(counted)
        assert row["status"] == quantities.status(counted)
        assert row["remaining"] == quantities.remaining(counted)
        assert row["overdelivered"] == quantities.overdelivered(counted)
    assert order.heads(status="open_order")


acts = st.lists(st.tuples(st.sampled_from(["edit", "remainder", "cancel", "confirm", "receive", "invoice"]),
                          st.integers(1, 2), st.integers(0, 12)), max_size=8)  # fmt: skip


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts)
def test_whatever_is_done_nothing_breaks(clerk: Clerk, company: Company, told: list[tuple[str, int, int]]) -> None:
    order = clerk.order(line("A100", 10), line("B200", 5), charges=[{"charge_code": "FREIGHT", "value": "2.5"}])
    for name, number, size in told:
        _act(order, company, name, number, size)
        assert broken(company) == []


def _act(order: Order, company: Company, name: str, number: int, size: int) -> None:
    match name:
        case "edit":
            order.edit({"line_number": number, "quantity": str(size)})
        case "remainder":
            order.deliver_remainder(size, number)
        case "receive" | "invoice":
            found = PurchaseLine.objects.get(company=company.id, order__number=order.number, line_number=number)
            arrived = Moved(found.pk, received=Decimal(size))
            billed = Moved(found.pk, invoiced=found.received - found.invoiced)
            actions.invoiced([arrived if name == "receive" else billed], company.ctx)
        case _:
            order.do(name)
