"""Copying from orders and confirmations (01 §14)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manciple.demo.company import Company
from manciple.kernel import sql
from manciple.kernel.running import run
from manciple.orders.models import PurchaseLine, PurchaseOrder
from manciple.orders.rules.copying import Options, Reference, creditable, new_quantity, reference
from manciple.orders.tests.around import agree, move
from manciple.orders.tests.clerk import ORDERS, Answered, Clerk, Order, args_of, line
from manciple.orders.tests.unchanged import fingerprint

KEEP = {"delete_lines": False, "copy_header": False}


def copied(order: Order, *sources: str, **told: Any) -> Answered:
    """Copies whole documents or lines into an order."""
    return order.do("copy-from-all", lines=[{"source": each} for each in sources], **{**KEEP, **told})


def all_of(order: Order) -> str:
    return f"order:{order.number}"


# --- Rules -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("factor", "invert", "result"), [("2.00", False, "14"), ("2.00", True, "-14"), ("1", True, "-7")],
    ids=["W13 factor", "W13 factor and invert", "invert"],
)  # fmt: skip
def test_the_new_quantity(factor: str, invert: bool, result: str) -> None:
    options = Options(factor=Decimal(factor), invert_sign=invert)
    assert new_quantity(Decimal(7), options) == Decimal(result)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_invariant_11_inverting_twice_gives_the_original_quantity(quantity: Decimal) -> None:
    turned = Options(invert_sign=True)
    assert new_quantity(new_quantity(quantity, turned), turned) == quantity


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("order:PO-1:2", Reference("order", "PO-1", 2)),
        ("order:PO-1", Reference("order", "PO-1")),
        ("invoice:A:B:3", Reference("invoice", "A:B", 3)),
        ("order:PO:x", Reference("order", "PO:x")),
        ("PO-1", Reference("PO-1", "")),
    ],
)  # fmt: skip
def test_sources_are_named_with_colons(text: str, expected: Reference) -> None:
    assert reference(text) == expected


# --- From all ----------------------------------------------------------------------------------------


def test_lines_are_copied_with_their_prices(clerk: Clerk) -> None:
    old = clerk.order(
        line("A100", 7, "9.5", discount="0.5", discount_percent="10"), line("B200", 2, net_amount="77.77"))  # fmt: skip
    new = clerk.order(line("C300", 1, "1"))
    assert copied(new, all_of(old), factor="2").codes == []
    assert new.shows(2, item="A100", quantity=14, unit_price="9.5", discount="0.5", net_amount="113.4")
    assert new.shows(3, item="B200", quantity=4, unit_price=None, net_amount="155.54", price_source="net_manual")
    assert new.heads(subtotal="269.94")


def test_inverted_lines_go_back(clerk: Clerk) -> None:
    old = clerk.order(line("A100", 7, "9.5"))
    new = clerk.order(line("C300", 1, "1"))
    copied(new, f"{all_of(old)}:1", invert_sign=True)
    assert new.shows(2, quantity=-7, net_amount="-66.5", delivery_date=new.header("delivery_date")[0])


def test_prices_may_be_searched_again(clerk: Clerk, company: Company) -> None:
    old = clerk.order(line("A100", 7, "9.5"))
    agree(company, unit_price="8.00", from_quantity="1")
    new = clerk.order(line("C300", 1, "1"))
    copied(new, all_of(old), recalculate_price=True)
    assert new.shows(2, unit_price=8, price_source="trade_agreement", net_amount=56)


def test_chosen_lines_take_the_quantity_typed(clerk: Clerk) -> None:
    old = clerk.order(line("A100", 7), line("B200", 2))
    new = clerk.order(line("C300", 1, "1"))
    new.do(
        "copy-from-all",
        **KEEP,
        lines=[
            {"source": f"order:{old.number}:1", "quantity": "3"},
            {"source": f"order:{old.number}:2", "chosen": False},
        ],
    )
    assert new.shows(2, item="A100", quantity=3)
    assert len(new.door.lines(ORDERS, "lines", new.number)) == 2


def test_only_a_precise_copy_keeps_what_was_typed(clerk: Clerk) -> None:
    typed = {"text": "as agreed", "overdelivery_percent": "7", "external_item": "X-1", "warehouse": "21", "site": "2"}
    old = clerk.order(line("A100", 7, **typed))
    plain, precise = clerk.order(line("C300", 1, "1")), clerk.order(line("C300", 1, "1"))
    copied(plain, all_of(old))
    copied(precise, all_of(old), copy_precisely=True)
    assert plain.line(2)["text"] != "as agreed"
    assert plain.shows(2, overdelivery_percent=0, external_item="")
    assert precise.shows(2, text="as agreed", overdelivery_percent=7, external_item="X-1", warehouse="21")


def test_from_the_header_old_lines_go_and_the_header_comes_along(clerk: Clerk) -> None:
    old = clerk.order(
        line("A100", 7), terms_of_payment="COD", vendor_reference="their 5", attention_information="Ann",
        charges=[{"charge_code": "LANDED", "value": "10"}])  # fmt: skip
    new = clerk.order(line("C300", 1, "1"))
    told = {"copy_precisely": True, "copy_charges": True, "invert_sign": True}
    new.do("copy-from-all", lines=[{"source": all_of(old)}], **told)
    assert new.refused == []
    (only,) = new.door.lines(ORDERS, "lines", new.number)
    assert (only["item"], only["quantity"]) == ("A100", Decimal(-7))
    assert new.heads(terms_of_payment="COD", vendor_reference="their 5", attention_information="Ann")
    (charge,) = new.door.lines(ORDERS, "charges", new.number)
    assert (charge["charge_code"], charge["value"]) == ("LANDED", Decimal(-10))


def test_a_copy_that_is_not_precise_brings_only_what_people_chose(clerk: Clerk) -> None:
    old = clerk.order(line("A100", 7), terms_of_payment="COD", attention_information="Ann")
    new = clerk.order(line("C300", 1, "1"))
    new.do("copy-from-all", lines=[{"source": all_of(old)}])
    assert new.heads(terms_of_payment="N030", attention_information="Ann")


def test_what_was_agreed_has_to_be_confirmed_again(clerk: Clerk) -> None:
    old, new = clerk.order(line("A100", 7)), clerk.order(line("C300", 1, "1"))
    new.confirm()
    copied(new, all_of(old))
    assert new.heads(approval_status="approved", changed_since_confirmation=True)


# --- Refusals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sources", "told", "code"),
    [
        (["order:{old}:1"], {"factor": "0.5"}, "ORD-60"),
        (["order:NOPE"], {}, "ORD-132"),
        (["order:{old}:9"], {}, "ORD-132"),
        (["letter:{old}"], {}, "ORD-132"),
        ([], {}, "ORD-133"),
    ],
    ids=["ORD-60", "unknown document", "unknown line", "unknown kind", "nothing chosen"],
)
def test_what_cannot_be_copied_changes_nothing(clerk: Clerk, sources: list[str], told: Any, code: str) -> None:
    old, new = clerk.order(line("A100", 7)), clerk.order(line("C300", 1, "1"))
    before = fingerprint()
    assert copied(new, *(each.format(old=old.number) for each in sources), **told).codes == [code]
    assert fingerprint() == before


def test_one_line_that_must_stay_keeps_all(clerk: Clerk, company: Company) -> None:
    old, new = clerk.order(line("A100", 7)), clerk.order(line("C300", 1, "1"), line("C300", 2, "1"))
    move(company, new, 2, received=1)
    before = fingerprint()
    assert copied(new, all_of(old), delete_lines=True).codes == ["ORD-61"]
    assert new.reasons == [("ORD-61", 2, "delete_lines")]
    assert fingerprint() == before


def test_a_finalized_order_takes_nothing(clerk: Clerk, company: Company) -> None:
    old, new = clerk.order(line("A100", 7)), clerk.order(line("C300", 1, "1"))
    new.confirm()
    move(company, new, received=1, invoiced=1)
    new.finalize()
    assert copied(new, all_of(old)).codes == ["ORD-16"]


def test_a_returned_order_takes_only_what_goes_back(clerk: Clerk) -> None:
    old = clerk.order(line("A100", 7))
    new = clerk.order(line("C300", -1, "1"), purchase_type="returned_order", rma_number="R1")
    assert copied(new, all_of(old)).codes == ["ORD-05"]
    assert copied(new, all_of(old), invert_sign=True).codes == []


# --- Journals and lines --------------------------------------------------------------------------------


def test_confirmations_are_copied_as_they_were_told(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 7, "9.5"))
    order.confirm()
    order.edit({"line_number": 1, "quantity": "3", "unit_price": "8"})
    told = {"lines": [{"source": f"confirmation:{order.number}-1"}], **KEEP}
    assert order.do("copy-from-journal", **told).codes == []
    assert order.shows(2, quantity=7, unit_price="9.5")


def test_only_own_journals(clerk: Clerk) -> None:
    old, new = clerk.order(line("A100", 7)), clerk.order(line("C300", 1, "1"))
    old.confirm()
    told = {"lines": [{"source": f"confirmation:{old.number}-1"}], **KEEP}
    assert new.do("copy-from-journal", **told).codes == ["ORD-131"]
    assert new.do("copy-from-journal", lines=[{"source": all_of(old)}], **KEEP).codes == ["ORD-132"]


def test_from_a_line_the_rest_of_the_order_stays(clerk: Clerk) -> None:
    old, new = clerk.order(line("A100", 7)), clerk.order(line("C300", 1, "1"))
    old.confirm()
    for key, source in (("copy-from-line", f"{all_of(old)}:1"), ("copy-from-all", f"confirmation:{old.number}-1:1")):
        assert new.door.do_line(ORDERS, "lines", key, new.number, 1, {"lines": [{"source": source}]}).codes == []
    assert [each["item"] for each in new.door.lines(ORDERS, "lines", new.number)] == ["C300", "A100", "A100"]
    told = {"lines": [{"source": f"confirmation:{old.number}-1:1"}]}
    assert new.door.do_line(ORDERS, "lines", "copy-from-line", new.number, 1, told).codes == ["ORD-132"]


def test_fixed_options_of_a_credit_note_are_no_arguments(clerk: Clerk) -> None:
    fields = {name for record in (PurchaseOrder, PurchaseLine) for name in args_fields(record)}
    assert not fields & {"invert_sign", "copy_charges", "recalculate_price", "copy_precisely"}


def args_fields(record: Any) -> set[str]:
    return set(type(args_of(record, "credit-note")).model_fields)


def test_a_journal_is_no_credit_note(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 1), purchase_type="journal")
    assert order.do("credit-note").codes == ["ORD-07"]


@pytest.mark.parametrize(
    ("quantity", "credited", "left"), [("10", "4", "6"), ("-10", "4", "-6"), ("10", "0", "10"), ("10", "12", "0")],
)  # fmt: skip
def test_what_is_left_to_credit(quantity: str, credited: str, left: str, clerk: Clerk) -> None:
    source: Any = type("Line", (), {"quantity": Decimal(quantity), "key": 1})
    assert creditable(source, {1: Decimal(credited)}) == Decimal(left)


# --- What dialogs offer, and what it costs ---------------------------------------------------------------


def test_candidates_are_the_vendors_latest_documents(clerk: Clerk) -> None:
    old, new = clerk.order(line("A100", 7, "9.5")), clerk.order(line("C300", 1, "1"))
    clerk.order(line("A100", 1), vendor="V002")
    old.confirm()
    rows = new.asked("copy-sources")
    assert [row["source"] for row in rows] == [f"order:{old.number}:1", f"confirmation:{old.number}-1:1"]
    assert [row["source"] for row in old.asked("copy-sources", own=True)] == [f"confirmation:{old.number}-1:1"]
    assert [row["document"] for row in new.asked("copy-sources", document=f"{old.number}-1")] == [f"{old.number}-1"]


def test_statements_do_not_grow_with_lines(clerk: Clerk, company: Company) -> None:
    def count(lines: int) -> int:
        old, new = clerk.order(*(line("A100", 2) for _ in range(lines))), clerk.order(line("C300", 1, "1"))
        args = args_of(
            PurchaseOrder, "copy-from-all", lines=[{"source": all_of(old)}], copy_precisely=True, copy_charges=True
        )
        with sql.counted() as counted:
            run(PurchaseOrder, "copy-from-all", [new.number], args, company.ctx.fresh())
        return counted.number

    assert count(1) == count(200)
