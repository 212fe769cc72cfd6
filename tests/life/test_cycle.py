"""Any sequence of the acts of an order's life keeps what chapter 01 §21 says, and is refused as a clerk would.

After every step orders stand as the clerk's paper does, which he works out without the program; quantities,
statuses, totals, schedules, versions, journals and numbers are computed again from what is stored; every
preview told what the act did; a refused act changed nothing; `verify` finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from manciple.demo.company import Company
from manciple.founding.making import make
from manciple.kernel import inquiries, reading
from manciple.kernel.actions import CREATE
from manciple.kernel.models import NumberSequence, SpareNumber
from manciple.kernel.records import Stored
from manciple.kernel.running import Answer, run
from manciple.kernel.sql import values
from manciple.orders.models import (
    Confirmation,
    ConfirmationCharge,
    ConfirmationLine,
    ConfirmationTax,
    OrderParameters,
    OrderVersion,
    PurchaseInquiry,
    PurchaseLine,
    PurchaseOrder,
    VersionStamp,
)
from manciple.orders.terms import NUMBERS
from manciple.orders.tests.approving import People, asks, step
from manciple.orders.tests.around import change
from manciple.orders.tests.clerk import args_of
from manciple.receipts.tests.buying import Buyer, fingerprint, line
from manciple.terms.models import Pool, ReturnAction

from .agreement import AGREED, BOSS, CHIEF, DEPUTY, DOCUMENTS, OPEN, RANK, Copied, Item, Order
from .test_life import AUDITED, done, retold, standing, told_of

#: What is written once and never changes.
KEPT = (
    Confirmation, ConfirmationLine, ConfirmationCharge, ConfirmationTax, OrderVersion, VersionStamp,
    PurchaseInquiry)  # fmt: skip
MOST = 4

Expected = list[str] | set[str]
kinds = st.sampled_from(["purchase_order"] * 4 + ["returned_order", "journal"])
quantities = st.integers(1, 9)
prices = st.sampled_from([1000, 333, 7, 1250])
new_lines = st.lists(st.tuples(quantities, prices), min_size=0, max_size=2)
places = st.integers(0, 5)
whose = st.sampled_from([BOSS, BOSS, CHIEF, CHIEF, DEPUTY])
of_order: dict[str, tuple[str, Callable[[Order], Expected]]] = {
    "confirm": ("confirm", Order.confirm),
    "again": ("print-confirmation", Order.issue),
    "inquire": ("purchase-inquiry", Order.inquire),
    "submit": ("submit", Order.submit),
    "cancel": ("cancel", Order.cancel),
    "finalize": ("finalize", Order.finalize),
}
acts_of_order = st.sampled_from(
    ["confirm", "confirm", "confirm", "again", "inquire", "submit", "submit", "submit", "cancel", "finalize"]
)


class OrderCycle(RuleBasedStateMachine):
    """Orders of a company from the first draft to the last day."""

    company: Company

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.buyer = Buyer(self.company)
        self.people = {each: People(self.company).named(each).ctx for each in (BOSS, CHIEF, DEPUTY)}
        self.orders: list[Order] = []
        self.fresh = 0
        self.kept: dict[str, dict[int, str]] = {}

    def teardown(self) -> None:
        """Takes back all that happened."""
        try:
            for model in AUDITED:
                assert retold(model, self.company.id) == standing(model, self.company.id), model
        finally:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    # --- Doing --------------------------------------------------------------------------------------

    def act(
        self, record: type[Stored], key: str, number: Any, told: dict[str, Any], expected: Expected, by: str = ""
    ) -> Answer | None:
        """Previews an act, does it, and compares: the effects of both, and the codes with the clerk's."""
        ctx = self.people[by] if by else self.company.ctx
        numbers = [] if number is None else [number]
        before, drawn = fingerprint(), self.drawn()
        preview, _ = done(record, key, numbers, told, ctx, preview=True)
        assert fingerprint() == before, "a preview changes nothing"
        answer, codes = done(record, key, numbers, told, ctx, show_effects=True)
        same = set(codes) == expected if isinstance(expected, set) else sorted(codes) == sorted(expected)
        assert same, f"{key} {number} {told} was answered {codes}, expected {expected}"
        assert (preview is None) == (answer is None), "a preview is refused when the act is"
        if preview and answer:
            assert told_of(preview) == told_of(answer), "a preview tells what the act does"
        else:
            assert (fingerprint(), self.drawn()) == (before, drawn), "a refused act changes nothing"
        return answer

    def on(self, order: Order, key: str, expected: Expected, by: str = "", **told: Any) -> Answer | None:
        return self.act(PurchaseOrder, key, order.number, told, expected, by)

    def line(self, order: Order, number: int, key: str, expected: Expected, **told: Any) -> Answer | None:
        return self.act(PurchaseLine, key, (order.number, number), told, expected)

    def drawn(self) -> Any:
        """How the continuous sequence of order numbers stands."""
        return NumberSequence.objects.filter(company=self.company.id, reference=NUMBERS).values("next", "spare").get()

    def some(self, place: int) -> Order:
        return self.orders[place % len(self.orders)]

    def any_item(self, order: Order, place: int) -> Item | None:
        return order.items[place % len(order.items)] if order.items else None

    def name(self) -> str:
        self.fresh += 1
        return f"N{self.fresh}"

    def day(self, place: int) -> str:
        return f"2026-0{2 + place % 7}-1{place % 9}"

    # --- The acts -----------------------------------------------------------------------------------

    @initialize(lines=new_lines, managed=st.booleans())
    def first(self, lines: list[Copied], managed: bool) -> None:
        self.create([(4, 1000), *lines], "purchase_order", managed)
        self.on(self.orders[0], *(("submit", self.orders[0].submit()) if managed else self.confirmed()))
        if managed:
            for who in (BOSS, CHIEF):
                self.on(self.orders[0], "approve", self.orders[0].approve(who), by=who)
            self.on(self.orders[0], *self.confirmed())

    def confirmed(self) -> tuple[str, Expected]:
        return "confirm", self.orders[0].confirm()

    @precondition(lambda self: len(self.orders) < MOST)
    @rule(lines=new_lines, kind=kinds, managed=st.booleans())
    def create(self, lines: list[Copied], kind: str, managed: bool) -> None:
        returned = kind == "returned_order"
        side = -1 if returned else 1
        paper = Order("", kind, managed, [], rma=returned)
        told = []
        for quantity, price in lines:
            paper.items.append(paper._new(side * quantity, price, has_action=returned))
            action = {"return_action": "CREDIT"} if returned else {}
            told.append(line("A100", side * quantity, str(Decimal(price) / 100), **action))
        header = {"rma_number": "RMA-1"} if returned else {}
        header |= {"vendor": "V001", "purchase_type": kind}
        answer = self.act(PurchaseOrder, CREATE, None, {**header, "change_management": managed, "lines": told}, [])
        assert answer
        paper.number = answer.made[0].number
        self.orders.append(paper)

    @precondition(lambda self: self.orders)
    @rule(place=places, act=acts_of_order)
    def whole_order(self, place: int, act: str) -> None:
        order = self.some(place)
        key, paper = of_order[act]
        self.on(order, key, paper(order))

    @precondition(lambda self: self.orders)
    @rule(place=places, answer=st.sampled_from(["approve"] * 5 + ["reject", "delegate", "request-change"]), who=whose)
    def judge(self, place: int, answer: str, who: str) -> None:
        order = self.some(place)
        if answer == "delegate":
            codes = order.delegate(BOSS)
            self.on(order, answer, codes, by=BOSS, to=DEPUTY, comment="away")
            return
        paper: dict[str, Callable[[str], list[str]]] = {
            "approve": order.approve, "reject": order.reject, "request-change": order.request_change}  # fmt: skip
        self.on(order, answer, paper[answer](who), by=who, comment="because")

    @precondition(lambda self: self.orders)
    @rule(place=places, at=places)
    def go_on(self, place: int, at: int) -> None:
        """What usually comes next, so that some orders come to their end."""
        order = self.some(place)
        if order.waiting:
            who = order.waiting[0]
            self.on(order, "approve", order.approve(who), by=who)
        elif order.state in OPEN:
            self.on(order, "submit", order.submit())
        elif order.state != "confirmed":
            self.on(order, "confirm", order.confirm())
        elif any(each.line.remaining for each in order.counted):
            self.receive(place, at, 100)
        elif any(each.line.received > each.line.invoiced for each in order.counted):
            self.bill_order(order)
        else:
            self.on(order, "finalize", order.finalize())

    @precondition(lambda self: any(order.waiting for order in self.orders))
    @rule(place=places)
    def recall(self, place: int) -> None:
        order = self.some(place)
        self.on(order, "recall", order.recall(), comment="wait")

    @precondition(lambda self: any(order.managed and order.state in AGREED for order in self.orders))
    @rule(place=places)
    def ask_for_a_change(self, place: int) -> None:
        agreed = [each for each in self.orders if each.managed and each.state in AGREED]
        order = agreed[place % len(agreed)] if place else self.some(place)
        self.on(order, "request-change", order.request_change("tester"), comment="more")

    @precondition(lambda self: self.orders)
    @rule(place=places, what=st.sampled_from(["reference", "pool", "charge", "kind", "managed"]), kind=kinds,
          managed=st.booleans())  # fmt: skip
    def edit_header(self, place: int, what: str, kind: str, managed: bool) -> None:
        order = self.some(place)
        match what:
            case "reference":
                reference = self.name()
                self.on(order, "edit", order.refer(reference), vendor_reference=reference)
            case "pool":
                self.on(order, "edit", order.put_into("P1"), pool="P1")
            case "charge":
                value = f"{self.fresh % 5 + 1}.5"
                charge = [{"charge_code": "FREIGHT", "value": value}]
                self.on(order, "maintain-charges", order.charge(value), charges=charge)
            case "kind":
                self.on(order, "edit", order.turn_into(kind), purchase_type=kind)
            case _:
                self.on(order, "edit", order.manage(managed), change_management=managed)

    @precondition(lambda self: self.orders)
    @rule(place=places, quantity=quantities, price=prices, back=st.booleans())
    def add_line(self, place: int, quantity: int, price: int, back: bool) -> None:
        order = self.some(place)
        wanted = -quantity if back or order.kind == "returned_order" else quantity
        told = line("A100", wanted, str(Decimal(price) / 100))
        self.on(order, "edit", order.add(wanted, price), lines=[told])

    @precondition(lambda self: any(order.items for order in self.orders))
    @rule(place=places, at=places, what=st.sampled_from(["quantity", "quantity", "price", "promise", "stop"]),
          quantity=quantities, price=prices, stopped=st.booleans())  # fmt: skip
    def edit_line(self, place: int, at: int, what: str, quantity: int, price: int, stopped: bool) -> None:
        order = self.some(place)
        item = self.any_item(order, at)
        if item is None:
            return
        number = item.number
        match what:
            case "quantity":
                codes = order.order_anew(item, quantity)
                told: dict[str, Any] = {"quantity": str(item.line.side * quantity)}
            case "price":
                codes, told = order.price(item, price), {"unit_price": str(Decimal(price) / 100)}
            case "promise":
                day = self.day(quantity)
                codes, told = order.promise(item, day), {"confirmed_delivery_date": day}
            case _:
                codes, told = order.stop(item, stopped), {"stopped": stopped}
        self.on(order, "edit", codes, lines=[{"line_number": number, **told}])

    @precondition(lambda self: any(order.items for order in self.orders))
    @rule(place=places, at=places, back=st.booleans())
    def remove_or_undelete(self, place: int, at: int, back: bool) -> None:
        order = self.some(place)
        item = self.any_item(order, at)
        if item is None:
            return
        number = item.number
        if back:
            self.line(order, number, "undelete", order.put_back(item))
        else:
            self.on(order, "edit", order.take_off(item), lines=[{"line_number": number, "remove": True}])

    @precondition(lambda self: any(order.items for order in self.orders))
    @rule(place=places, at=places, remainder=st.sampled_from([0, 0, 1, 3, 7]))
    def deliver_remainder(self, place: int, at: int, remainder: int) -> None:
        order = self.some(place)
        item = self.any_item(order, at)
        if item is not None:
            told = {"remainder": str(item.line.side * remainder)}
            self.line(order, item.number, "deliver-remainder", order.leave(item, remainder), **told)

    @precondition(lambda self: any(order.items for order in self.orders))
    @rule(place=places, at=places, number=st.integers(-1, 30), everything=st.booleans())
    def renumber(self, place: int, at: int, number: int, everything: bool) -> None:
        order = self.some(place)
        item = self.any_item(order, at)
        if item is None:
            return
        before = item.number
        if everything:
            self.line(order, before, "renumber", order.renumber_all(item), all_lines=True)
        else:
            self.line(order, before, "renumber", order.renumber(item, number), line_number=number)

    @precondition(lambda self: any(order.items for order in self.orders))
    @rule(place=places, at=places, parts=st.lists(quantities, min_size=2, max_size=3),
          how=st.sampled_from(["more", "more", "less", "apart"]))  # fmt: skip
    def schedule(self, place: int, at: int, parts: list[int], how: str) -> None:
        order = self.some(place)
        item = self.any_item(order, at)
        if item is None:
            return
        head = next((each for each in order.items if each.key == item.head), item)
        number, side = item.number, item.line.side
        if head.kind == "single_delivery":
            days = [self.day(each) for each in parts]
            told: list[dict[str, Any]] = [
                {"quantity": str(side * part), "delivery_date": day} for part, day in zip(parts, days, strict=True)
            ]
            self.line(order, number, "delivery-schedule", order.split(head, parts, days), deliveries=told)
        elif how == "apart":
            self.line(order, number, "delivery-schedule", order.dissolve(head), dissolve=True)
        elif how == "less":
            if item is not head and item in order.deliveries(head):
                told = [{"line_number": number, "remove": True}]
                codes = order.deliver_less(head, item)
                self.line(order, head.number, "delivery-schedule", codes, deliveries=told)
        else:
            day = self.day(parts[0])
            told = [{"quantity": str(side * parts[0]), "delivery_date": day}]
            self.line(order, number, "delivery-schedule", order.deliver_more(head, parts[0], day), deliveries=told)

    # --- Copying ------------------------------------------------------------------------------------

    @precondition(lambda self: self.orders)
    @rule(place=places, of=places, factor=st.sampled_from([1, 2]), invert=st.booleans(), delete=st.booleans())
    def copy_from_all(self, place: int, of: int, factor: int, invert: bool, delete: bool) -> None:
        order, source = self.some(place), self.some(of)
        lines = [(each.quantity, each.price) for each in source.counted]
        if not lines:
            return
        codes = order.copy(lines, factor, invert=invert, delete=delete)
        self.on(order, "copy-from-all", codes, lines=[{"source": f"order:{source.number}"}], factor=str(factor),
                invert_sign=invert, delete_lines=delete, copy_header=False)  # fmt: skip

    @precondition(lambda self: any(any(order.journals) for order in self.orders))
    @rule(place=places, delete=st.booleans())
    def copy_from_journal(self, place: int, delete: bool) -> None:
        having = [each for each in self.orders if any(each.journals)]
        order = having[place % len(having)]
        at = next(at for at, each in enumerate(order.journals, 1) if each)
        codes = order.copy(order.journals[at - 1], delete=delete)
        told = [{"source": f"confirmation:{order.number}-{at}"}]
        self.on(order, "copy-from-journal", codes, lines=told, delete_lines=delete, copy_header=False)

    @precondition(lambda self: any(order.items for order in self.orders))
    @rule(place=places, at=places, of=places, where=places)
    def copy_from_line(self, place: int, at: int, of: int, where: int) -> None:
        order, source = self.some(place), self.some(of)
        item, wanted = self.any_item(order, at), self.any_item(source, where)
        if item is None or wanted is None or wanted not in source.counted or not wanted.quantity:
            return
        told = [{"source": f"order:{source.number}:{wanted.number}"}]
        number = item.number
        self.line(order, number, "copy-from-line", order.copy([(wanted.quantity, wanted.price)]), lines=told)

    @precondition(lambda self: any(order.bills for order in self.orders))
    @rule(place=places, of=places, here=st.booleans())
    def credit_note(self, place: int, of: int, here: bool) -> None:
        bills = [(order, number) for order in self.orders for number in order.bills]
        source, number = bills[of % len(bills)]
        order = self.some(place)
        credited: dict[int, int] = {}
        for each in (item for paper in self.orders for item in paper.counted if item.credits):
            amount = max(each.line.effective, each.line.received)
            credited[each.credits] = credited.get(each.credits, 0) + amount
        told = [{"source": f"invoice:{number}"}]
        if not here:
            self.on(order, "credit-note", order.credit(source, number, credited), lines=told)
        elif order.items:
            line_number = order.items[0].number
            self.line(order, line_number, "credit-note", order.credit(source, number, credited, here=True), lines=told)

    # --- Goods and bills ----------------------------------------------------------------------------

    @precondition(lambda self: any(order.counted for order in self.orders))
    @rule(place=places, at=places, part=st.sampled_from([1, 2, 100]))
    def receive(self, place: int, at: int, part: int) -> None:
        order = self.some(place)
        open_ = [each for each in order.counted if each.line.remaining]
        if not open_:
            return
        item = open_[at % len(open_)]
        many = min(item.line.remaining, part)
        told = [{"line_number": item.number, "quantity": str(item.line.side * many)}]
        codes = order.receive(item, many)
        self.on(order, "post-product-receipt", codes, product_receipt=f"PS-{self.name()}", lines=told)

    @precondition(
        lambda self: any(each.line.received > each.line.invoiced for order in self.orders for each in order.counted)
    )
    @rule()
    def bill(self) -> None:
        order = next(
            order for order in self.orders if any(each.line.received > each.line.invoiced for each in order.counted)
        )
        if order.state != "finalized":
            self.bill_order(order)

    def bill_order(self, order: Order) -> None:
        lines = [
            {"line_number": each.number, "quantity": str(each.line.side * (each.line.received - each.line.invoiced))}
            for each in order.counted
            if each.line.received > each.line.invoiced
        ]
        told = {"invoice": f"INV-{self.name()}", "post": True, "lines": lines}
        codes = order.bill("")
        answer = self.act(PurchaseOrder, "invoice", order.number, told, codes)
        if answer:
            made = next(each.number for each in answer.made if each.kind == "vendor-invoices")
            order.bills[made] = order.bills.pop("")

    # --- The end ------------------------------------------------------------------------------------

    @precondition(lambda self: any(order.items for order in self.orders))
    @rule(place=places, at=places)
    def finalize_line(self, place: int, at: int) -> None:
        order = self.some(place)
        item = self.any_item(order, at)
        if item is not None:
            self.line(order, item.number, "finalize", order.finalize_line(item))

    @precondition(lambda self: len(self.orders) > 1)
    @rule(place=places)
    def delete(self, place: int) -> None:
        order = self.some(place)
        if self.on(order, "delete", order.delete()):
            self.orders.remove(order)

    # --- What holds after every step ----------------------------------------------------------------

    @invariant()
    def orders_stand_as_on_paper(self) -> None:
        for order in self.orders:
            (row,) = rows_of(PurchaseOrder, company=self.company.id, number=order.number)
            expected = {
                "purchase_type": order.kind, "approval_status": order.state, "change_management": order.managed,
                "change_request": order.request, "changed_since_confirmation": order.changed,
                "confirmations": order.confirmations, "inquiries": order.inquiries, "status": order.status,
                "document_status": order.document_status, "subtotal": Decimal(order.subtotal) / 100,
                "versions": len(order.versions), "vendor_reference": order.reference,
            }  # fmt: skip
            assert {name: row[name] for name in expected} == expected, order.number
            assert str(row["earliest_confirmed_delivery"]) == str(order.promised)
            lines = rows_of(PurchaseLine, company=self.company.id, order=row["id"])
            stored = {each["line_number"]: each for each in lines}
            assert sorted(stored) == sorted(each.number for each in order.items), order.number
            for item in order.items:
                self.line_stands(order, item, stored[item.number])

    @staticmethod
    def line_stands(order: Order, item: Item, row: dict[str, Any]) -> None:
        expected = item.line.stored() | {
            "line_type": item.kind, "is_deleted": item.deleted, "finalized": item.finalized, "stopped": item.stopped,
            "status": order.status_of(item), "net_amount": Decimal(item.quantity * item.price) / 100,
        }  # fmt: skip
        if item.is_total and item.deleted:
            return
        if item.is_total:
            parts = [Decimal(each.quantity * each.price) / 100 for each in order.deliveries(item)]
            expected |= {"net_amount": sum(parts, Decimal(0))}
        assert {name: row[name] for name in expected} == expected, (order.number, item.number)

    @invariant()
    def what_is_stored_proves_itself(self) -> None:
        """§21 1, 2, 7, 8 from the stored rows alone."""
        rows = rows_of(PurchaseLine, company=self.company.id)
        for row in rows:
            side = -1 if row["ordered"] < 0 else 1
            taken = row["canceled_order"] + row["canceled_remainder"] + row["canceled_short"]
            meant = row["ordered"] + row["added"] - taken
            open_ = side * max(side * (meant - row["received"]), 0)
            over = side * max(side * (row["received"] - meant), 0)
            assert row["quantity"] == row["ordered"] - row["canceled_order"]
            assert row["ordered"] + row["added"] + over == row["received"] + open_ + taken
            if row["line_type"] == "multiple_deliveries" and not row["is_deleted"]:
                parts = [each for each in rows if each["parent_id"] == row["id"] and not each["is_deleted"]]
                assert row["quantity"] == sum((each["quantity"] for each in parts), Decimal(0))
            elif row["line_type"] != "multiple_deliveries":
                assert row["remaining"] == open_
        for number, subtotal, status, document in PurchaseOrder.objects.filter(company=self.company.id).values_list(
            "id", "subtotal", "status", "document_status"
        ):
            counted = [
                each for each in rows
                if each["order_id"] == number and not each["is_deleted"] and each["line_type"] != "multiple_deliveries"
            ]  # fmt: skip
            assert subtotal == sum((each["net_amount"] for each in counted), Decimal(0))
            telling = [each["status"] for each in counted if each["ordered"] or each["canceled_order"]]
            assert status == min(telling, key=RANK.index, default="open_order")
            assert document in DOCUMENTS

    @invariant()
    def versions_differ_and_compare_both_ways(self) -> None:
        """§21 5: no gaps, neighbors differ, compared with itself nothing differs, and both ways are mirrors."""
        found = OrderVersion.objects.filter(company=self.company.id).order_by("order", "number")
        for order in self.orders:
            made = list(found.filter(order__number=order.number).values_list("number", "content_hash"))
            assert [number for number, _ in made] == list(range(1, len(made) + 1))
            assert all(before != after for (_, before), (_, after) in pairwise(made))
            if len(made) > 1:
                last = len(made)
                assert self.compared(order, last, last) == []
                forth, back = self.compared(order, last - 1, last), self.compared(order, last, last - 1)
                assert forth, "neighbors differ"
                assert sorted(map(mirrored, back), key=str) == sorted(forth, key=str)

    def compared(self, order: Order, old: int, new: int) -> list[tuple[Any, ...]]:
        wanted = next(each for each in inquiries.every() if each.key == "compare-versions")
        rows = reading.answered(wanted, {"number": order.number, "old": old, "new": new}, self.company.ctx)
        return [(row.part, str(row.change), row.field, row.old, row.new, row.derived) for row in rows]

    @invariant()
    def journals_and_versions_never_change(self) -> None:
        """§21 6: what was written once stays byte for byte, and is counted."""
        for model in KEPT:
            table = model._meta.db_table
            rows = dict(values(
                f"SELECT id, md5(row::text) FROM {table} AS row WHERE company_id = %s", [self.company.id]))  # noqa: S608  # fmt: skip
            before = self.kept.get(table, {})
            assert {key: rows.get(key) for key in before} == before, table
            self.kept[table] = rows
        for order in self.orders:
            told = Confirmation.objects.filter(company=self.company.id, order__number=order.number)
            numbers = sorted(told.values_list("sequence", "number"))
            expected = [(at, f"{order.number}-{at}") for at in range(1, order.confirmations + 1)]
            assert numbers == expected
            for at, journal in enumerate(order.journals, 1):
                wanted = {"company": self.company.id, "confirmation__number": f"{order.number}-{at}"}
                written = sorted(ConfirmationLine.objects.filter(**wanted).values_list("quantity", "unit_price"))
                assert written == sorted((Decimal(many), Decimal(price) / 100) for many, price in journal)

    @invariant()
    def the_continuous_sequence_has_neither_gap_nor_duplicate(self) -> None:
        """§21 9: used and free numbers together are all that were drawn, each once."""
        used = [int(re.sub(r"\D", "", number)) for number in
                PurchaseOrder.objects.filter(company=self.company.id).values_list("number", flat=True)]  # fmt: skip
        spare = list(SpareNumber.objects.filter(company=self.company.id, sequence__reference=NUMBERS)
                     .values_list("number", flat=True))  # fmt: skip
        assert sorted([*used, *spare]) == list(range(1, self.drawn()["next"]))

    @invariant()
    def nobody_is_asked_about_what_is_over(self) -> None:
        """§21 10: open work items belong to orders in review, one for whoever is asked."""
        open_ = values(
            "SELECT item.document, person.username FROM workflow_workitem AS item "
            "JOIN organization_user AS person ON person.id = item.user_id "
            "WHERE item.company_id = %s AND item.status = 'open' ORDER BY 1", [self.company.id])  # fmt: skip
        assert list(open_) == sorted((order.number, order.waiting[0]) for order in self.orders if order.waiting)

    @invariant()
    def books_prove_themselves(self) -> None:
        assert self.buyer.proven() == []
        assert sum(self.buyer.balances().values()) == 0


def rows_of(model: type[Stored], **named: Any) -> list[dict[str, Any]]:
    """Rows as they are stored."""
    return [dict(row) for row in model._default_manager.filter(**named).values()]


MIRROR = {"added": "deleted", "deleted": "added"}


def mirrored(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """What a difference is when it is read the other way round."""
    part, changed, name, old, new, derived = row
    return part, MIRROR.get(changed, changed), name, new, old, derived


def prepare(company: Company) -> None:
    """Orders may be under change management or not; two people agree; order numbers have no gaps."""
    change(company, OrderParameters, "orders", override_per_vendor=True)
    make(ReturnAction, [{"code": "CREDIT", "name": "Credit"}], company.ctx)
    make(Pool, [{"code": "P1", "name": "First"}], company.ctx)
    for each in (BOSS, CHIEF, DEPUTY):
        People(company).named(each)
    asks(company, step(BOSS), step(CHIEF))
    code = NumberSequence.objects.values_list("code", flat=True).get(company=company.id, reference=NUMBERS)
    run(NumberSequence, "edit", [code], args_of(NumberSequence, "edit", continuous=True), company.ctx.fresh())


def live(company: Company, **more: Any) -> None:
    """Lives through many lives in the company."""
    prepare(company)
    made: type[RuleBasedStateMachine] = type("CompanyCycle", (OrderCycle,), {"company": company})
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        made,
        settings=settings(deadline=None, suppress_health_check=checks, phases=[Phase.explicit, Phase.generate], **more),
    )


def test_01_21_the_cycle_of_orders(company: Company) -> None:
    """A short one, in every run."""
    live(company, max_examples=5, stateful_step_count=25, derandomize=True, database=None)


@pytest.mark.slow
def test_01_21_the_long_cycle_of_orders(company: Company) -> None:
    """Another one in every run, and longer."""
    live(company, max_examples=200, stateful_step_count=60)


def test_01_21_11_copied_with_the_sign_turned_twice_is_as_before(company: Company) -> None:
    buyer = Buyer(company)
    first = buyer.order(line("A100", 7), line("B200", -2), line("C300", "1.234"), confirm=False)
    turned, twice = buyer.order(confirm=False), buyer.order(confirm=False)
    for target, source in ((turned, first), (twice, turned)):
        told = {"lines": [{"source": f"order:{source.number}"}], "invert_sign": True, "delete_lines": False}
        assert target.do("copy-from-all", **told, copy_header=False), target.refused
    with company.reading():
        said = [
            list(PurchaseLine.objects.filter(company=company.id, order__number=each.number).order_by("line_number")
                 .values_list("item__item", "quantity", "unit_price"))
            for each in (first, turned, twice)
        ]  # fmt: skip
    assert said[2] == said[0]
    assert [(item, -quantity, price) for item, quantity, price in said[1]] == said[0]
    assert buyer.proven() == []
