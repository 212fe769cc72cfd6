"""What is typed is read in the visitor's own form, exactly, or not at all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal

import pytest
from django.http import QueryDict
from django.utils import translation

from manciple.doors.web import controls, dialogs
from manciple.kernel.actions import Action
from manciple.kernel.args import Args, arg
from manciple.kernel.context import Context
from manciple.kernel.models import Job
from manciple.kernel.refusals import Invalid


class Slip(Args):
    """One line of what is told."""

    line_number: int = arg("Line")
    quantity: Decimal | None = arg("Quantity", None)
    price: Decimal | None = arg("Price", None)
    close: bool = arg("Close", False)


class Extra(Args):
    """A row that may be new, changed or taken away."""

    line_number: int | None = arg("Line", None)
    code: str = arg("Code", "")
    value: Decimal = arg("Value", Decimal(0))
    remove: bool = arg("Remove", False)


class Told(Args):
    """What an action is told."""

    text: str = arg("Text")
    on: date | None = arg("On", None)
    how: Literal["fast", "slow"] = arg("How", "fast")
    sure: bool = arg("Sure", False)
    amount: Decimal | None = arg("Amount", None)
    lines: tuple[Slip, ...] = arg("Lines", ())


class Extras(Args):
    """A list that may grow."""

    extras: tuple[Extra, ...] = arg("Extras", ())


def nothing(batch: Any, ctx: Context) -> None:
    """Does nothing."""


ACT = Action(record=Job, key="act", label="Act", function=nothing, args=Told)
KEEP = Action(record=Job, key="keep", label="Keep", function=nothing, args=Extras)
PROPOSED = {
    "lines": [
        {"line_number": 10, "quantity": Decimal("1234.5"), "close": False, "_about": "10 · Rope"},
        {"line_number": 20, "quantity": Decimal(2), "close": False, "_about": "20 · Line"},
    ],
    "_without": ("how",),
}


@pytest.fixture
def ctx() -> Context:
    """Nobody in particular."""
    return Context(0, "US01", 0, "tester", now=None)  # type: ignore[arg-type]


def posted(**values: str) -> QueryDict:
    """A form as it arrives; `lines_0_quantity` stands for lines-0-quantity."""
    found = QueryDict(mutable=True)
    for name, value in values.items():
        found[name.replace("__", "-")] = value
    return found


@pytest.mark.parametrize(
    ("text", "kind", "language", "value"),
    [
        ("1,234.50", "number", "en", "1234.5"), ("1.234,50", "number", "de", "1234.5"), ("", "number", "en", None),
        ("31.12.2026", "date", "de", "2026-12-31"), ("2026-12-31", "date", "de", "2026-12-31"),
        ("true", "flag", "en", True), ("false", "flag", "en", False), ("  x ", "text", "en", "  x "),
    ],
)  # fmt: skip
def test_a_value_is_read_as_its_kind(text: str, kind: str, language: str, value: Any) -> None:
    with translation.override(language):
        assert controls.value_of(text, kind) == value


def test_each_argument_has_the_control_its_type_needs() -> None:
    kinds = {name: controls.kind_of(info) for name, info in Told.model_fields.items() if name != "lines"}
    assert kinds == {"text": "text", "on": "date", "how": "choice", "sure": "flag", "amount": "number"}


def test_a_dialog_asks_for_everything_but_lists_and_what_is_left_out(ctx: Context) -> None:
    (group,) = controls.groups(ACT, PROPOSED, ctx)
    assert [field.key for field in group.fields] == ["text", "on", "sure", "amount"]
    assert [field.required for field in group.fields] == [True, False, False, False]


def test_proposed_rows_are_drawn_with_what_they_are_about_and_their_keys_hidden(ctx: Context) -> None:
    rows = dialogs.rows(ACT, PROPOSED, ctx)
    assert rows is not None
    assert [column.key for column in rows.columns] == ["about", "quantity", "close"]
    assert [field.text for field in rows.rows[0]] == ["10 · Rope", "1,234.5", "false"]
    assert [field.control_name for field in rows.rows[1]] == ["about", "lines-1-quantity", "lines-1-close"]
    assert dialogs.hidden(ACT, PROPOSED) == [("lines-0-line_number", "10"), ("lines-1-line_number", "20")]
    assert rows.blank == []  # these lines exist; none can be added


def test_a_list_that_may_grow_has_a_blank_row_and_removal(ctx: Context) -> None:
    rows = dialogs.rows(KEEP, {"extras": [{"line_number": 1, "code": "A", "value": Decimal(3), "_about": "1"}]}, ctx)
    assert rows is not None
    assert [column.key for column in rows.columns] == ["about", "code", "value", "remove"]
    assert [field.control_name for field in rows.blank][1:3] == ["extras-__row__-code", "extras-__row__-value"]
    empty = dialogs.rows(KEEP, {}, ctx)
    assert empty is not None
    assert [column.key for column in empty.columns] == ["code", "value"]


def test_a_dialog_is_read_back_with_its_rows() -> None:
    told = dialogs.told(ACT, posted(
        text="T", on="2026-01-31", amount="1,000", lines__0__line_number="10", lines__0__quantity="5",
        lines__1__line_number="20", lines__1__quantity=""))  # fmt: skip
    assert told == {
        "text": "T", "on": "2026-01-31", "amount": "1000", "sure": False,
        "lines": [{"line_number": "10", "quantity": "5"}],
    }  # fmt: skip


def test_a_row_that_is_only_ticked_has_no_quantity() -> None:
    told = dialogs.told(ACT, posted(
        text="T", lines__0__line_number="10", lines__0__quantity="", lines__0__close="true"))  # fmt: skip
    assert told["lines"] == [{"line_number": "10", "close": True, "quantity": "0"}]


def test_rows_that_were_all_emptied_are_no_wish_for_everything() -> None:
    with pytest.raises(Invalid) as refused:
        dialogs.told(ACT, posted(text="T", lines__0__line_number="10", lines__0__quantity=""))
    assert list(refused.value.faults) == [("lines", "No row is filled in.")]


def test_everything_that_cannot_be_read_is_named_by_its_control() -> None:
    with pytest.raises(Invalid) as refused:
        dialogs.told(ACT, posted(on="soon", amount="much", lines__0__line_number="10", lines__0__quantity="x"))
    assert [place for place, _message in refused.value.faults] == ["on", "amount", "lines-0-quantity"]


def test_only_fields_that_were_sent_are_changed() -> None:
    values, faults = controls.changed_fields(Told, posted(text="", amount="", on="31/31/31"))
    assert values == {"text": "", "amount": None}
    assert faults == {"on": "This is not a date."}


def test_a_fault_in_a_row_is_told_at_the_row_it_was_typed_in() -> None:
    form = posted(
        text="T", lines__0__line_number="10", lines__0__quantity="", lines__1__line_number="20",
        lines__1__quantity="5")  # fmt: skip
    assert dialogs.control_of(ACT, form, "lines.0.quantity") == "id_lines-1-quantity"
    assert dialogs.control_of(ACT, form, "amount") == "id_amount"
