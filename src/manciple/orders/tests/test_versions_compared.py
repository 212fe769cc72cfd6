"""Contents compared, and what that says about approval: rules without a database (01 §9, §10)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manciple.orders.rules import reapproval
from manciple.orders.rules.versions import compare, walked, whole
from manciple.orders.terms import Change, Content, Difference, Node, Part


def line(pk: int, number: int, **fields: Any) -> dict[str, Any]:
    return {"id": pk, "line_number": number, "item": "A100", "quantity": "5", **fields}


def content(*lines: dict[str, Any], charges: tuple[dict[str, Any], ...] = (), **header: Any) -> Content:
    return {"header": {"name": "First", **header}, "lines": list(lines), "charges": list(charges)}


def changes(old: Content, new: Content) -> list[tuple[str, str, Change, list[Difference]]]:
    """What is to be read of a comparison, without what did not change."""
    found = [node for _, node in walked(compare(old, new)) if node.change is not Change.UNCHANGED]
    return [(node.part.value, node.number, node.change, list(node.fields)) for node in found]


def test_nothing_changed() -> None:
    held = content(line(1, 1), line(2, 2), due_date="2026-02-01")
    assert changes(held, held) == []


def test_a_changed_field_modifies_the_order_itself() -> None:
    assert changes(content(), content(due_date="2026-02-01")) == [
        ("order", "", Change.MODIFIED, [Difference("due_date", None, "2026-02-01")])]  # fmt: skip


def test_what_changed_below_is_only_contained() -> None:
    old, new = content(line(1, 1), line(2, 2)), content(line(1, 1), line(2, 2, quantity="7"))
    assert changes(old, new) == [
        ("order", "", Change.CONTAINS, []),
        ("line", "2", Change.MODIFIED, [Difference("quantity", "5", "7")]),
    ]


def test_lines_that_came_and_went() -> None:
    old, new = content(line(1, 1), line(2, 2)), content(line(2, 2), line(3, 3))
    assert changes(old, new) == [
        ("order", "", Change.CONTAINS, []),
        ("line", "1", Change.DELETED, []),
        ("line", "3", Change.ADDED, []),
    ]


def test_a_line_is_found_by_its_id_and_its_number_is_a_field() -> None:
    old, new = content(line(1, 1), line(2, 2)), content(line(1, 20), line(2, 10))
    assert [(number, fields) for _, number, _, fields in changes(old, new)[1:]] == [
        ("20", [Difference("line_number", 1, 20)]), ("10", [Difference("line_number", 2, 10)])]  # fmt: skip


def test_charges_are_nodes_too() -> None:
    freight = {"id": 9, "line_number": 1, "charge_code": "FREIGHT", "value": "10"}
    assert changes(content(charges=(freight,)), content(charges=(freight | {"value": "12"},))) == [
        ("order", "", Change.CONTAINS, []),
        ("charge", "1", Change.MODIFIED, [Difference("value", "10", "12")]),
    ]


def test_derived_totals_are_told_and_are_no_change() -> None:
    old = {**content(line(1, 1)), "derived": {"header": {"total": "5"}, "lines": {"1": "0.4"}, "charges": {}}}
    new = {**content(line(1, 1)), "derived": {"header": {"total": "6"}, "lines": {"1": "0.5"}, "charges": {}}}
    tree = compare(old, new)
    assert tree.change is Change.UNCHANGED
    assert tree.derived == (Difference("total", "5", "6"),)
    assert tree.children[0].derived == (Difference("sales_tax", "0.4", "0.5"),)


def test_a_content_whole() -> None:
    tree = whole({**content(line(1, 1, text="as drawn")), "derived": {"header": {"total": "6"}}})
    assert tree.fields == (Difference("name", None, "First"),)
    assert tree.derived == (Difference("total", None, "6"),)
    assert [(each.field, each.new) for each in tree.children[0].fields] == [
        ("line_number", 1), ("item", "A100"), ("text", "as drawn"), ("quantity", "5")]  # fmt: skip


# --- Properties (01 §21, invariant 5) ------------------------------------------------------------------

values = st.sampled_from(["1", "2", "x", None])
rows = st.fixed_dictionaries({"line_number": st.integers(1, 9)}, optional={"quantity": values, "text": values})


def kept(rows: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows as a content holds them: what is blank is left out."""
    return [{"id": pk} | {name: each for name, each in row.items() if each is not None} for pk, row in rows.items()]


parts = st.dictionaries(st.integers(1, 6), rows, max_size=6).map(kept)
headers = st.dictionaries(st.sampled_from(["name", "due_date", "site"]), st.sampled_from(["1", "2"]))
held = st.fixed_dictionaries({"header": headers, "lines": parts, "charges": parts})


def shape(node: Node, *, turned: bool = False) -> Any:
    """What a comparison says, from this side or from the other."""
    swap = {Change.ADDED: Change.DELETED, Change.DELETED: Change.ADDED} if turned else {}
    fields = [(each.field, *((each.new, each.old) if turned else (each.old, each.new))) for each in node.fields]
    return (
        node.part,
        node.id,
        swap.get(node.change, node.change),
        sorted(fields),
        [shape(each, turned=turned) for each in node.children],
    )


@given(held)
def test_a_version_compared_with_itself_says_nothing(version: Content) -> None:
    assert {node.change for _, node in walked(compare(version, version))} == {Change.UNCHANGED}


@given(held, held)
def test_comparing_the_other_way_round_mirrors(one: Content, other: Content) -> None:
    assert shape(compare(one, other)) == shape(compare(other, one), turned=True)


@given(held, held)
def test_an_unchanged_tree_means_equal_contents(one: Content, other: Content) -> None:
    same = compare(one, other).change is Change.UNCHANGED
    assert same == (by_id(one) == by_id(other))


def by_id(version: Content) -> list[Any]:
    """A content without the order of its rows."""
    return [version["header"], *({row["id"]: row for row in version[kind]} for kind in ("lines", "charges"))]


# --- Re-approval (01 §9) -------------------------------------------------------------------------------

FREIGHT = {"id": 1, "line_number": 1, "charge_code": "FREIGHT", "value": "1"}


def charged(*lines: dict[str, Any], **header: Any) -> Content:
    return content(*lines, charges=(FREIGHT,), **header)


BEFORE = charged(line(1, 1))


@pytest.mark.parametrize(("watched", "now", "again"), [
    ({"lines.quantity"}, charged(line(1, 1, confirmed_delivery_date="2026-02-01")), False),
    ({"lines.quantity"}, charged(line(1, 1, quantity="7")), True),
    ({"lines.quantity"}, charged(line(1, 1), line(2, 2)), True),
    ({"lines.quantity"}, charged(), True),
    ({"delivery_date"}, charged(line(1, 1), line(2, 2)), False),
    ({"delivery_date"}, charged(line(1, 1, delivery_date="2026-02-01")), False),
    ({"delivery_address"}, charged(line(1, 1), delivery_address="here"), True),
    ({"charges.value"}, content(line(1, 1)), True),
    ({"charges.value"}, charged(line(1, 1, quantity="7")), False),
    (set(), content(), False),
    (None, BEFORE, True),
], ids=[
    "w12 only a confirmed date", "w12 the quantity too", "a line came", "a line went", "no field of lines is watched",
    "the line's own date is another field", "an address", "a charge went", "charges stayed", "nothing is watched",
    "no rule",
])  # fmt: skip
def test_required(watched: set[str] | None, now: Content, again: bool) -> None:
    assert reapproval.required(now, BEFORE, watched) is again


def test_what_was_never_approved_is_looked_at() -> None:
    assert reapproval.required(BEFORE, None, frozenset()) is True


def test_valid_rules_watch_together() -> None:
    assert reapproval.together([["a", "b"], ["b", "c"]]) == frozenset("abc")
    assert reapproval.together([]) is None


def test_the_parts_of_an_order() -> None:
    tree = compare(content(line(1, 1)), BEFORE)
    assert [node.part for _, node in walked(tree)] == [Part.ORDER, Part.LINE, Part.CHARGE]
