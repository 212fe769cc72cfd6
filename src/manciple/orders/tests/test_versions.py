"""Versions: when they are made, what they hold, how they are compared (01 §10)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.kernel import sql, verify
from manciple.kernel.fields import Derived, Open, declared
from manciple.kernel.refusals import NotFound
from manciple.kernel.running import create, run
from manciple.orders.actions import keep
from manciple.orders.inquiries.versions import contents
from manciple.orders.models import OrderCharge, OrderVersion, PurchaseLine, PurchaseOrder, VersionStamp
from manciple.orders.terms import VERSIONED, Part, VersionEvent
from manciple.orders.tests.clerk import Clerk, Order, args_of, line

RECORDS = {Part.ORDER: PurchaseOrder, Part.LINE: PurchaseLine, Part.CHARGE: OrderCharge}
#: Fields people or actions set that are no part of what is agreed (01 §7.4).
APART = {
    Part.ORDER: {"number", "pool", "source"},
    Part.LINE: {"receive_now", "stopped"},
    Part.CHARGE: set(),
}


def versions(order: Order) -> list[tuple[int, str, str]]:
    return [(row["version"], row["event"], row["last_event"]) for row in order.asked("view-versions")]


def test_w10_without_change_management(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3))
    assert order.heads(approval_status="approved", versions=0)
    order.confirm()
    assert order.heads(versions=1, confirmations=1)
    assert order.do("print-confirmation").codes == []
    assert order.heads(versions=1, confirmations=2)
    order.edit({"line_number": 1, "unit_price": "9"})
    assert order.heads(approval_status="approved")
    order.do("purchase-inquiry")
    assert order.heads(approval_status="in_external_review", versions=2)
    order.confirm()
    assert order.heads(approval_status="confirmed", versions=2, confirmations=3)
    assert versions(order) == [(2, "inquiry", "confirmation"), (1, "confirmation", "confirmation")]


def test_an_order_that_was_edited_and_put_back_makes_no_version(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3, "9"))
    order.confirm()
    order.edit({"line_number": 1, "unit_price": "8"})
    order.edit({"line_number": 1, "unit_price": "9"})
    order.confirm()
    assert order.heads(versions=1, confirmations=2)


def test_finalizing_stamps_and_makes_none(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3))
    order.confirm()
    order.cancel()
    order.finalize()
    assert versions(order) == [(1, "confirmation", "finalize")]


def test_a_vendor_response_only_makes(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 3))
    with company.reading():
        pk = PurchaseOrder.objects.get(number=order.number).pk
        assert [each.made for each in keep(VersionEvent.VENDOR_RESPONSE, [pk], company.ctx)] == [True]
        assert keep(VersionEvent.VENDOR_RESPONSE, [pk], company.ctx) == []
        assert VersionStamp.objects.count() == 1


def test_what_a_version_holds(clerk: Clerk, company: Company) -> None:
    order = clerk.order(
        line("B200", 4, "55.40", charges_on_purchases="50.00", text="as drawn", delivery_date="2026-02-01"),
        charges=[{"charge_code": "FREIGHT", "value": "1"}], vendor_reference="YOURS")  # fmt: skip
    order.confirm()
    with company.reading():
        held: dict[str, Any] = OrderVersion.objects.get(order__number=order.number).content
    header = {"vendor": "V001", "invoice_account": "V001", "vendor_reference": "YOURS", "currency": "USD",
              "delivery_address": "1 Main Street, Springfield", "order_date": "2026-01-15"}  # fmt: skip
    assert {name: held["header"][name] for name in header} == header
    row = {"line_number": 1, "item": "B200", "quantity": "4", "unit_price": "55.4", "charges_on_purchases": "50",
           "net_amount": "271.6", "text": "as drawn", "delivery_date": "2026-02-01", "unit": "ea"}  # fmt: skip
    assert {name: held["lines"][0][name] for name in row} == row
    assert "discount" not in held["lines"][0]
    charge = {"line_number": 1, "charge_code": "FREIGHT", "category": "percent", "value": "1"}
    assert {name: held["charges"][0][name] for name in charge} == charge
    assert held["derived"]["header"] == {
        "subtotal": "271.6", "charges": "2.72", "sales_tax": "21.73", "round_off": "0", "total": "296.05"}  # fmt: skip


def test_a_price_that_is_blank_is_not_one_of_zero(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 1, "0"), line("A100", 1, net_amount="0"))
    with company.reading():
        pk = PurchaseOrder.objects.get(number=order.number).pk
        rows = contents([pk], company.ctx)[pk]["lines"]
    assert [row.get("unit_price") for row in rows] == ["0", None]


def test_two_versions_compared(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3), line("B200", 1, "5"), line("C300", 1, "7"))
    order.confirm()
    order.edit({"line_number": 1, "quantity": "5"}, {"line_number": 4, "item": "A100", "quantity": "1"},
               delivery_date="2026-03-01", propagate="none")  # fmt: skip
    found = [
        (row["depth"], row["part"], row["number"], row["change"], row["field"], row["old"], row["new"], row["derived"])
        for row in order.asked("compare-versions")
    ]
    assert found == [
        (0, "order", "", "modified", "", None, None, False),
        (1, "order", "", "modified", "delivery_date", "2026-01-15", "2026-03-01", False),
        (1, "order", "", "modified", "subtotal", "42", "72", True),
        (1, "order", "", "modified", "sales_tax", "3.36", "5.76", True),
        (1, "order", "", "modified", "total", "45.36", "77.76", True),
        (1, "line", "1", "modified", "", None, None, False),
        (2, "line", "1", "modified", "quantity", "3", "5", False),
        (2, "line", "1", "modified", "net_amount", "30", "50", False),
        (2, "line", "1", "modified", "sales_tax", "2.4", "4", True),
        (1, "line", "4", "added", "", None, None, False),
    ]
    order.confirm()
    same = order.asked("compare-versions", old=2, new=2, unchanged=True)
    assert {row["change"] for row in same} == {"unchanged"}
    assert len(same) == 5


def test_a_line_that_was_taken_off_shows_as_deleted_until_it_is_agreed(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3), line("B200", 1, "5"))
    order.confirm()
    order.edit({"line_number": 2, "remove": True})
    gone = [(row["number"], row["change"]) for row in order.asked("compare-versions") if row["part"] == "line"]
    assert gone == [("2", "deleted")]
    order.confirm()
    assert order.asked("compare-versions") == []


def test_an_order_without_a_version_has_nothing_to_compare(clerk: Clerk) -> None:
    order = clerk.order(line())
    with pytest.raises(NotFound):
        order.asked("compare-versions")
    with pytest.raises(NotFound):
        order.asked("version-content")


def test_an_order_as_it_was(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3, "9"), name="First, branch")
    order.confirm()
    order.edit({"line_number": 1, "unit_price": "8"}, name="other")
    order.confirm()
    told = {(row["part"], row["field"]): row["value"] for row in order.asked("version-content", version=1)}
    assert told["order", "name"] == "First, branch"
    assert told["line", "unit_price"] == "9"
    assert told["order", "purchase_type"] == "Purchase order"
    latest = {(row["part"], row["field"]): row["value"] for row in order.asked("version-content")}
    assert latest["line", "unit_price"] == "8"


# --- What counts as content ---------------------------------------------------------------------------------


@pytest.mark.parametrize("part", [*Part], ids=[each.value for each in Part])
def test_every_field_is_versioned_or_said_not_to_be(part: Part) -> None:
    """A new field belongs to what is agreed unless it is operational (01 §7.4)."""
    fields = [each for each in declared(RECORDS[part]) if not isinstance(each, Derived)]
    typed = {each.name for each in fields if each.open_in is not Open.NEVER}
    assert typed - set(VERSIONED[part]) == APART[part]


@pytest.mark.parametrize("part", [*Part], ids=[each.value for each in Part])
def test_the_statement_keeps_what_is_versioned(part: Part) -> None:
    text = sql.named("orders.contents").text
    said = text.split("\n           ) AS said")[list(Part).index(part)].rsplit("CROSS JOIN LATERAL (", 1)[1]
    kept = set(re.findall(r"(?:AS (\w+)|(?:asked|line|charge|item)\.(\w+))(?:,|\n|$)", said))
    names = {alias or column for alias, column in kept} - {"id", "named"}
    assert names == set(VERSIONED[part])


def test_the_books_prove_themselves(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 3))
    order.confirm()
    order.edit({"line_number": 1, "quantity": "4"})
    order.confirm()
    assert [each.invariant for each in verify.check(company.id)] == []
    with company.reading():
        PurchaseOrder.objects.filter(number=order.number).update(versions=3)
        broken = [(each.invariant, each.field, each.stored, each.computed) for each in verify.check(company.id)]
    assert broken == [("orders-versions", "versions", "3", "2")]


def test_an_order_in_a_state_it_cannot_have(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line())
    with company.reading():
        PurchaseOrder.objects.filter(number=order.number).update(approval_status="draft")
        broken = [(each.invariant, each.stored, each.computed) for each in verify.check(company.id)]
    assert broken == [("orders-states", "draft", "approved")]


def test_keeping_costs_one_statement(company: Company) -> None:
    def statements(orders: int, lines: int) -> int:
        told = args_of(PurchaseOrder, "create", vendor="V001", lines=[line("A100", 1)] * lines)
        made = create(PurchaseOrder, [told] * orders, company.ctx.fresh()).made
        with sql.counted() as count:
            run(PurchaseOrder, "confirm", [each.number for each in made], None, company.ctx.fresh())
        return sum("orders_orderversion" in text for text in count.texts)

    assert statements(1, 1) == statements(50, 1) == 1
