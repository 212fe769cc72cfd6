"""Conditions: read, checked, judged, said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manciple.workflow.rules import expressions
from manciple.workflow.terms import ConditionField, FieldKind

FIELDS = (
    ConditionField("total", "Total", FieldKind.NUMBER),
    ConditionField("approved_total", "Approved total", FieldKind.NUMBER),
    ConditionField("vendor", "Vendor"),
    ConditionField("requires_reapproval", "Requires re-approval", FieldKind.FLAG),
    ConditionField("delivery_date", "Delivery date", FieldKind.DATE),
    ConditionField("lines.item", "Item"),
    ConditionField("lines.quantity", "Quantity", FieldKind.NUMBER),
    ConditionField("lines.category", "Category", FieldKind.TREE),
)
ORDER: dict[str, Any] = {
    "total": Decimal(12000), "approved_total": Decimal(9000), "vendor": "V001", "requires_reapproval": True,
    "delivery_date": date(2026, 3, 1), "site": None,
    "lines": [
        {"item": "A100", "quantity": Decimal(5), "category": ("COPPER", "CABLES")},
        {"item": "B200", "quantity": Decimal(50), "category": ("PAPER",)},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("", True),
        ("total > 10000", True),
        ("total > 12000", False),
        ("total >= 12000 and vendor = \"v001\"", True),
        ("total < 1 or vendor in (\"V002\", \"V001\")", True),
        ("total > approved_total", True),
        ("not (total > 10000)", False),
        ("requires_reapproval", True),
        ("requires_reapproval = no", False),
        ("not requires_reapproval or total > 1", True),
        ("vendor <> \"V002\"", True),
        ("delivery_date < \"2026-03-02\"", True),
        ("delivery_date = \"2026-03-01\"", True),
        ("site is blank", True),
        ("vendor is not blank", True),
        ("site = \"1\"", False),
        ("missing > 1", False),
        ("any line (item = \"A100\" and quantity < 10)", True),
        ("all lines (quantity > 10)", False),
        ("all lines (quantity > 1)", True),
        ("any line (category within \"CABLES\")", True),
        ("all lines (category within (\"CABLES\", \"PAPER\"))", True),
        ("any line (quantity > 10 and total > 10000)", True),
        ("total > -1.5", True),
        ("a = 1 and b = 1 or total > 1", True),
        ("total > 1 and (a = 1 or b = 1)", False),
    ],
)  # fmt: skip
def test_a_condition_holds(text: str, holds: bool) -> None:
    assert expressions.holds(text, ORDER) == holds


def test_without_lines_every_line_fits_and_no_line_does() -> None:
    assert expressions.holds("all lines (quantity > 1)", {"lines": []})
    assert not expressions.holds("any line (quantity > 1)", {"lines": []})


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("total >", "the condition ends too early"),
        ("total > 10000)", "“)” stands where the condition should end"),
        ("(total > 1", "“)” was expected instead of “the end”"),
        ("total ; 1", "“; 1” is not understood"),
        ("and total", "a field was expected instead of “and”"),
        ("any (total > 1)", "“any” and “all” are followed by “line (…)”"),
        ("price > 1", "there is no field price"),
        ("total = vendor1", "there is no field vendor1; a text stands in quotes"),
        ("total = \"much\"", "total cannot be compared with much"),
        ("vendor > \"V001\"", "vendor cannot be compared by >"),
        ("vendor = 1", "vendor cannot be compared with 1"),
        ("total > delivery_date", "total cannot be compared with delivery_date"),
        ("vendor within \"V\"", "vendor cannot be compared by within"),
        ("delivery_date > \"soon\"", "delivery_date cannot be compared with soon"),
        ("item = \"A100\"", "there is no field item"),
        ("any line (nothing = 1)", "there is no field nothing"),
        ("not " * 50 + "total > 1", ""),
        ("(" * 30 + "total > 1" + ")" * 30, "the parentheses are too deep"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(text: str, fault: str) -> None:
    assert list(expressions.faults(text, FIELDS)) == ([fault] if fault else [])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "always"),
        ("total > 10000.50", "Total is above 10000.5"),
        ("requires_reapproval", "Requires re-approval is yes"),
        ("total >= approved_total and (vendor = \"V1\" or vendor is blank)",
         "Total is at least Approved total and (Vendor is V1 or Vendor is blank)"),
        ("any line (category within (\"A\", \"B\"))", "a line has: Category belongs to A, B"),
        ("all lines (not quantity < 1)", "every line has: not (Quantity is below 1)"),
        ("vendor in (\"A\", \"B\") and total <= 1 and total <> 2",
         "Vendor is one of A, B and Total is at most 1 and Total is not 2"),
        ("total >", "total >"),
    ],
)  # fmt: skip
def test_a_condition_is_said_in_words(text: str, words: str) -> None:
    assert expressions.said(text, FIELDS) == words


@given(st.text(max_size=60))
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    for fault in expressions.faults(text, FIELDS):
        assert fault
    assert expressions.said(text, FIELDS) != ""


numbers = st.decimals(min_value=-1000, max_value=1000, places=2)


@given(numbers, numbers)
def test_comparisons_agree_with_arithmetic(left: Decimal, right: Decimal) -> None:
    values = {"total": left, "approved_total": right}
    told = {
        sign: expressions.holds(f"total {sign} approved_total", values) for sign in ("<", "<=", "=", ">=", ">", "<>")
    }
    assert told == {
        "<": left < right, "<=": left <= right, "=": left == right, ">=": left >= right, ">": left > right,
        "<>": left != right,
    }  # fmt: skip
