"""Any sequence of acts keeps orders and books right, and refuses what a clerk would refuse.

After every step the quantities, statuses and books agree with a clerk who keeps paper; every act
does what its preview told; the audit log tells the whole story; refused acts change nothing.
"""

from __future__ import annotations

import json
import re
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
from manciple.invoices.models import InvoiceCharge, InvoiceOrder, ReceiptMatch, VendorInvoice, VendorInvoiceLine
from manciple.invoices.tests.billing import Invoice
from manciple.kernel.actions import find
from manciple.kernel.args import read
from manciple.kernel.context import Context
from manciple.kernel.protect import UNAUDITED
from manciple.kernel.records import Stored, name_of, ours
from manciple.kernel.refusals import Refused
from manciple.kernel.running import Answer, run
from manciple.kernel.sql import values
from manciple.orders.models import OrderCharge, PurchaseLine, PurchaseOrder
from manciple.receipts.tests.buying import Buyer, Order, fingerprint, line

from .clerk import Billed, Line, Paper

AUDITED = (
    PurchaseOrder, PurchaseLine, OrderCharge, VendorInvoice, VendorInvoiceLine, InvoiceOrder, InvoiceCharge,
    ReceiptMatch)  # fmt: skip

quantities = st.integers(1, 12)
sides = st.sampled_from([1, 1, 1, -1])
percents = st.sampled_from([0, 0, 10, 50])
policies = st.sampled_from(["three_way", "three_way", "two_way", "not_required"])
prices = st.sampled_from(["10.00", "3.33", "0.07", "12.50"])
ordered_line = st.tuples(quantities, sides, percents, percents, policies, prices, st.booleans())
lines_ordered = st.lists(ordered_line, min_size=1, max_size=2)
#: How much of what remains arrives or is billed, in quarters, and a little more or less.
shares = st.tuples(st.integers(0, 5), st.integers(-1, 1))
two_lots = st.lists(st.tuples(shares, st.booleans()), min_size=2, max_size=2)
#: One in five bills a higher price.
two_asked = st.lists(st.tuples(shares, st.sampled_from([False] * 4 + [True])), min_size=2, max_size=2)


def portion(whole: int, share: tuple[int, int]) -> int:
    """A part of a quantity that is often all of it, sometimes odd."""
    quarters, more = share
    return -(-whole * quarters // 4) + (more if quarters > 4 or whole == 0 else 0)


class OrderLife(RuleBasedStateMachine):
    """Orders of a company, and what becomes of them."""

    company: Company

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.buyer = Buyer(self.company)
        self.papers: list[Paper] = []
        self.acts = 0

    def teardown(self) -> None:
        """Takes back all that happened."""
        try:
            self.audit_is_complete()
        finally:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    # --- Doing ------------------------------------------------------------------------------------

    def act(self, record: type[Stored], key: str, number: Any, told: dict[str, Any], expected: Any) -> Answer | None:
        """Previews an act, does it, and compares: the effects of both, and the codes with the clerk's."""
        before, ctx = fingerprint(), self.company.ctx
        preview, _ = done(record, key, [number], told, ctx, preview=True)
        assert fingerprint() == before, "a preview changes nothing"
        answer, codes = done(record, key, [number], told, ctx, show_effects=True)
        assert (set(codes) if isinstance(expected, set) else sorted(codes)) == (
            expected if isinstance(expected, set) else sorted(expected)), (key, number, told)  # fmt: skip
        assert (preview is None) == (answer is None)
        if preview and answer:
            assert told_of(preview) == told_of(answer), "a preview tells what the act does"
        else:
            assert fingerprint() == before, "a refused act changes nothing"
        return answer

    def pick(self, place: int) -> tuple[Paper, Order]:
        paper = self.papers[place % len(self.papers)]
        return paper, Order(self.buyer, paper.number)

    # --- The acts ---------------------------------------------------------------------------------

    @initialize(ordered=lines_ordered)
    def first(self, ordered: list[Any]) -> None:
        self.create(ordered)
        self.confirm(0)

    @precondition(lambda self: len(self.papers) < 3)
    @rule(ordered=lines_ordered)
    def create(self, ordered: list[Any]) -> None:
        paper = Paper("", {})
        told = []
        for place, (many, side, over, under, policy, price, complete) in enumerate(ordered, 1):
            paper.lines[place] = Line(many, side, over, under, policy, complete)
            told.append(
                line("A100", side * many, price, overdelivery_percent=str(over), underdelivery_percent=str(under),
                     matching_policy=policy, complete=complete))  # fmt: skip
        freight = [{"charge_code": "FREIGHT", "value": "2.5"}]
        paper.number = self.buyer.order(*told, confirm=False, charges=freight).number
        self.papers.append(paper)

    @precondition(lambda self: self.papers)
    @rule(place=st.integers(0, 2))
    def confirm(self, place: int) -> None:
        paper, _ = self.pick(place)
        self.act(PurchaseOrder, "confirm", paper.number, {}, paper.confirm())

    @precondition(lambda self: self.papers)
    @rule(place=st.integers(0, 2), lots=two_lots, alone=st.booleans())
    def receive(self, place: int, lots: list[Any], alone: bool) -> None:
        paper, _ = self.pick(place)
        taken = {
            number: (portion(each.remaining, share), close)
            for (number, each), (share, close) in zip(paper.lines.items(), lots, strict=False)
        }
        if alone:
            taken = dict(list(taken.items())[:1])
        told = [
            {"line_number": number, "quantity": str(paper.lines[number].side * many), "close": close}
            for number, (many, close) in taken.items()
        ]
        self.acts += 1
        slip = {"product_receipt": f"PS-{self.acts}", "lines": told}
        self.act(PurchaseOrder, "post-product-receipt", paper.number, slip, paper.receive(taken))

    @precondition(lambda self: self.papers)
    @rule(place=st.integers(0, 2), asked=two_asked, from_order=st.booleans(), at_once=st.booleans())
    def bill(self, place: int, asked: list[Any], from_order: bool, at_once: bool) -> None:
        paper, order = self.pick(place)
        wanted = {
            number: (portion(self.billable(paper, number, from_order), share), dearer)
            for (number, _), (share, dearer) in zip(paper.lines.items(), asked, strict=False)
        }
        codes, lines = paper.enter(wanted)
        if at_once and not codes:
            codes = paper.post(lines, held=False)
        self.acts += 1
        told = {
            "invoice": f"INV-{self.acts}",
            "post": at_once,
            "lines": [self.asks(paper, order, *each) for each in wanted.items()],
        }
        answer = self.act(PurchaseOrder, "invoice", paper.number, told, codes)
        if answer and not at_once:
            (made,) = [each.number for each in answer.made if each.kind == "vendor-invoices"]
            paper.hold(made, lines)

    @staticmethod
    def billable(paper: Paper, number: int, from_order: bool) -> int:
        each = paper.lines[number]
        if from_order:
            return max(max(each.effective, each.received) - each.invoiced - paper.pending(number), 0)
        return each.delivered - each.held

    @staticmethod
    def asks(paper: Paper, order: Order, number: int, asked: tuple[int, bool]) -> dict[str, Any]:
        many, dearer = asked
        told = {"line_number": number, "quantity": str(paper.lines[number].side * many)}
        return told | ({"unit_price": str(order.line(number)["unit_price"] * 2)} if dearer else {})

    @precondition(lambda self: any(paper.bills for paper in self.papers))
    @rule(place=st.integers(0, 5), act=st.sampled_from(["post", "post", "post", "delete", "match-product-receipts"]))
    def settle(self, place: int, act: str) -> None:
        waiting = [(paper, number) for paper in self.papers for number in paper.bills]
        paper, number = waiting[place % len(waiting)]
        lines = paper.bills[number].lines
        codes = paper.post(lines, held=True) if act == "post" else []
        self.act(VendorInvoice, act, number, {}, codes)
        if act == "post" and not codes:
            paper.bills.pop(number)
        elif act == "delete":
            paper.free(number)
        elif act == "match-product-receipts":
            self.again(paper, number, [(each.line, each.quantity, each.dearer) for each in lines])

    @precondition(lambda self: any(paper.bills for paper in self.papers))
    @rule(place=st.integers(0, 5), many=st.integers(0, 8))
    def edit_bill(self, place: int, many: int) -> None:
        waiting = [(paper, number) for paper in self.papers for number in paper.bills]
        paper, number = waiting[place % len(waiting)]
        first, *others = paper.bills[number].lines
        told = {
            "lines": [{"line_number": first.line, "quantity": str(paper.lines[first.line].side * many)}],
            "note": f"{many}",
        }
        if self.act(VendorInvoice, "edit", number, told, [] if many else ["INV-016"]):
            kept = [(each.line, each.quantity, each.dearer) for each in others]
            before = {each.line: each.matched for each in others}
            self.again(paper, number, [(first.line, many, first.dearer), *kept], before)

    @staticmethod
    def again(
        paper: Paper, number: str, wanted: list[tuple[int, int, bool]], kept: dict[int, int] | None = None
    ) -> None:
        """Writes a bill anew on paper; lines nobody touched keep what they hold."""
        paper.free(number)
        lines = []
        for place, many, dearer in wanted:
            each = paper.lines[place]
            matched = (kept or {}).get(place, min(many, each.delivered - each.held))
            lines.append(Billed(place, many, matched, dearer))
        paper.hold(number, lines)

    @precondition(lambda self: self.papers)
    @rule(place=st.integers(0, 2))
    def cancel(self, place: int) -> None:
        paper, _ = self.pick(place)
        self.act(PurchaseOrder, "cancel", paper.number, {}, paper.cancel())

    @precondition(lambda self: self.papers)
    @rule(place=st.integers(0, 2), number=st.integers(1, 2), remainder=st.sampled_from([0, 0, 1, 3, 7]))
    def deliver_remainder(self, place: int, number: int, remainder: int) -> None:
        paper, _ = self.pick(place)
        number = min(number, len(paper.lines))
        told = {"remainder": str(paper.lines[number].side * remainder)}
        self.act(PurchaseLine, "deliver-remainder", (paper.number, number), told, paper.leave(number, remainder))

    @precondition(lambda self: self.papers)
    @rule(place=st.integers(0, 2), number=st.integers(1, 2), more=st.integers(1, 4))
    def edit_quantity(self, place: int, number: int, more: int) -> None:
        paper, _ = self.pick(place)
        number = min(number, len(paper.lines))
        each = paper.lines[number]
        if paper.pending(number) or each.invoiced or paper.approval == "finalized":
            return
        quantity = max(each.ordered, each.received) + more
        told = {"lines": [{"line_number": number, "quantity": str(each.side * quantity)}]}
        self.act(PurchaseOrder, "edit", paper.number, told, paper.order_anew(number, quantity))

    @precondition(lambda self: self.papers)
    @rule(place=st.integers(0, 2))
    def finalize(self, place: int) -> None:
        paper, _ = self.pick(place)
        self.act(PurchaseOrder, "finalize", paper.number, {}, paper.finalize())

    @precondition(lambda self: len(self.papers) > 1)
    @rule(place=st.integers(0, 2))
    def delete(self, place: int) -> None:
        paper, _ = self.pick(place)
        if self.act(PurchaseOrder, "delete", paper.number, {}, paper.delete()):
            self.papers.remove(paper)

    # --- What holds after every step --------------------------------------------------------------

    @invariant()
    def orders_are_as_on_paper(self) -> None:
        for paper in self.papers:
            order = Order(self.buyer, paper.number)
            assert order.header("approval_status", "status", "document_status", "confirmations") == (
                paper.approval, paper.status, paper.document_status, paper.confirmations)  # fmt: skip
            for number, each in paper.lines.items():
                stored = order.line(number)
                expected = each.stored()
                assert {name: stored[name] for name in expected} == expected
                assert stored["status"] == each.status
                assert each.ordered + each.added + max(each.received - each.effective, 0) == (
                    each.received + each.remaining + each.canceled)  # fmt: skip

    @invariant()
    def bills_hold_what_they_hold_on_paper(self) -> None:
        for paper in self.papers:
            for number, bill in paper.bills.items():
                invoice = Invoice(self.buyer, number)
                held: dict[int, int] = {}
                for place, many in invoice.matches("invoice_line__line_number", "quantity"):
                    held[place] = held.get(place, 0) + abs(int(many))
                assert held == {each.line: each.matched for each in bill.lines if each.matched}

    @invariant()
    def books_prove_themselves(self) -> None:
        assert self.buyer.proven() == []
        assert sum(self.buyer.balances().values()) == 0

    def audit_is_complete(self) -> None:
        """What the audit log tells of every row, from its birth on, is the row as it stands."""
        for model in AUDITED:
            assert retold(model, self.company.id) == standing(model, self.company.id), model


def done(
    record: type[Stored], key: str, numbers: Any, told: dict[str, Any], ctx: Context, **options: Any
) -> tuple[Answer | None, list[str]]:
    """Does an act: what it answers, or the codes it is refused with."""
    try:
        return run(record, key, numbers, read(find(record, key).args, told), ctx.fresh(), **options), []
    except Refused as refused:
        return None, refused.codes


# --- Comparing ------------------------------------------------------------------------------------

#: Numbers are drawn aside, so that a preview may show other ones than the act gets.
NUMBERS = re.compile(r"\b(PR|VI|PI|LOT)-\d+")


def told_of(answer: Answer) -> list[str]:
    """The effects of an act, apart from the numbers its documents got and where their sequences stand."""
    effects = dict(answer.effects or {})
    changes = [unnumbered(each) for each in effects.pop("changes") if each["record"] != "number sequence"]
    told = [json.dumps(each, sort_keys=True, default=str) for each in (*changes, effects)]
    return [NUMBERS.sub(r"\1", each) for each in told]


#: Records that people know by nothing but their key, which is another one in a preview.
BY_KEY = frozenset(str(model._meta.verbose_name) for model in ours() if getattr(model, "key", "") == "id")
OWNER = re.compile(r"^\d+ · ")
LINKS = {"invoiced order", "receipt match"}


def unnumbered(change: dict[str, Any]) -> dict[str, Any]:
    """A change without keys that are drawn anew by every act."""
    if change["record"] in BY_KEY | LINKS:
        change = change | {"number": ""}
    change = change | {"number": OWNER.sub("", str(change["number"]))}
    if change["kind"] in ("ref", "key", "owner"):
        change |= {side: "" for side in ("before", "after") if str(change[side]).isdecimal()}
    return change


def retold(model: type[Stored], company: int) -> dict[int, dict[str, Any]]:
    """The rows of a table as the audit log tells them."""
    found: dict[int, dict[str, Any]] = {}
    changes = values(
        "SELECT row_id, event, before, after FROM kernel_change WHERE company_id = %s AND record = %s ORDER BY id",
        [company, name_of(model)])  # fmt: skip
    for row, event, before, after in changes:
        if event == "delete":
            del found[row]
            continue
        kept = {name: value for name, value in found.get(row, {}).items() if name not in _named(before)}
        found[row] = kept | _named(after)
    return found


def _named(side: Any) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(side) if isinstance(side, str) else side or {}
    return told


def standing(model: type[Stored], company: int) -> dict[int, dict[str, Any]]:
    """The rows of a table as they stand."""
    hidden = ", ".join(f"'{name}'" for name in sorted(UNAUDITED))
    rows = values(
        f"SELECT id, jsonb_strip_nulls(to_jsonb(t) - ARRAY[{hidden}]) "  # noqa: S608
        f"FROM {model._meta.db_table} t WHERE company_id = %s", [company])  # fmt: skip
    return {row: _named(told) for row, told in rows}


def live(company: Company, **more: Any) -> None:
    """Lives through many lives in the company."""
    made: type[RuleBasedStateMachine] = type("CompanyLife", (OrderLife,), {"company": company})
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        made,
        settings=settings(deadline=None, suppress_health_check=checks, phases=[Phase.explicit, Phase.generate], **more),
    )


def test_the_life_of_orders(company: Company) -> None:
    """A short one, in every run."""
    live(company, max_examples=12, stateful_step_count=14, derandomize=True, database=None)


@pytest.mark.slow
def test_the_long_life_of_orders(company: Company) -> None:
    """Another one in every run, and longer."""
    live(company, max_examples=200, stateful_step_count=50)
