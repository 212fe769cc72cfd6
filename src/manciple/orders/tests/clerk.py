"""Purchasing in the words of the trade, through whichever door: what scenarios are written in.

A `Driver` is a door: it does actions and reads records by their public names, and knows nothing
of orders. `CodeDriver` calls the kernel; drivers of other doors answer with the same `Answered`.
Values go in and come out as texts, as every door can carry them; numbers are compared as numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from manciple.kernel import forms, inquiries, reading
from manciple.kernel.actions import find
from manciple.kernel.args import Args, read
from manciple.kernel.context import Context
from manciple.kernel.numbers import NUMBER, plain
from manciple.kernel.records import Stored
from manciple.kernel.refusals import Refusal, Refused
from manciple.kernel.running import run

ORDERS, LINES = "purchase-orders", "lines"
Told = Mapping[str, Any]


def args_of(record: type[Stored], key: str, **values: Any) -> Args:
    """Arguments of an action, as a door would read them."""
    return read(find(record, key).args, values)


@dataclass(frozen=True, slots=True)
class Answered:
    """What a door answered: what was done or made, or the reasons why nothing was."""

    made: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def codes(self) -> list[str]:
        """The codes of the refusals, in the order they were given."""
        return [each.code for each in self.refusals]


class Driver(Protocol):
    """A door, as scenarios use it."""

    def create(self, form: str, told: Told) -> Answered:
        """Creates a record."""

    def do(self, form: str, key: str, number: str, told: Told) -> Answered:
        """Does an action to a record."""

    def do_line(self, form: str, lines: str, key: str, number: str, line: int, told: Told) -> Answered:
        """Does an action to a line of a record."""

    def shown(self, form: str, number: str) -> Told:
        """The fields of a record."""

    def lines(self, form: str, lines: str, number: str) -> list[dict[str, Any]]:
        """The lines of a record, in the order of their numbers."""

    def asked(self, form: str, inquiry: str, number: str, told: Told) -> list[dict[str, Any]]:
        """The rows of an inquiry about a record."""


@dataclass(frozen=True, slots=True)
class CodeDriver:
    """The door without a door: the kernel's own calls."""

    ctx: Context

    def create(self, form: str, told: Told) -> Answered:
        return self._run(forms.find(form).of, "create", (), told)

    def do(self, form: str, key: str, number: str, told: Told) -> Answered:
        return self._run(forms.find(form).of, key, (number,), told)

    def do_line(self, form: str, lines: str, key: str, number: str, line: int, told: Told) -> Answered:
        return self._run(reading.grid(forms.find(form), lines).of, key, ((number, line),), told)

    def shown(self, form: str, number: str) -> Told:
        return reading.record(forms.find(form), number, self.ctx, lines=False).fields

    def lines(self, form: str, lines: str, number: str) -> list[dict[str, Any]]:
        return reading.record(forms.find(form), number, self.ctx).lines[lines]

    def asked(self, form: str, inquiry: str, number: str, told: Told) -> list[dict[str, Any]]:
        wanted = next(each for each in inquiries.every() if (each.key, each.about) == (inquiry, form))
        rows = reading.answered(wanted, {"number": number, **told}, self.ctx)
        if isinstance(rows, list):
            return [reading.plain_row(wanted, row) for row in rows]
        asked = inquiries.Asked(size=1000)
        return inquiries.page(rows, wanted.columns, asked, wanted.order or ("pk",)).rows

    def _run(self, record: type[Stored], key: str, numbers: Any, told: Told) -> Answered:
        ctx = self.ctx.fresh()
        try:
            answer = run(record, key, numbers, read(find(record, key).args, told), ctx)
        except Refused as refused:
            return Answered(refusals=tuple(refused.refusals))
        return Answered(tuple(each.number for each in answer.made), (), tuple(w.code for w in answer.warnings))


@dataclass
class Clerk:
    """Somebody who buys."""

    door: Driver
    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[str, ...] = ()

    def order(self, *lines: Told, vendor: str | None = "V001", **header: Any) -> Order:
        """A new purchase order; without a number when it was refused."""
        answer = self.door.create(ORDERS, {"vendor": vendor, "lines": [dict(each) for each in lines], **header})
        self.refusals, self.warnings = answer.refusals, answer.warnings
        return Order(self.door, answer.made[0] if answer.made else "", answer)


def line(item: str = "A100", quantity: Any = 1, price: Any = None, **more: Any) -> dict[str, Any]:
    """A line to order; without a price, what the search finds."""
    priced = {} if price is None else {"unit_price": str(price)}
    return {"item": item, "quantity": str(quantity), **priced, **more}


@dataclass
class Order:
    """A purchase order as somebody works with it."""

    door: Driver
    number: str
    last: Answered = field(default_factory=Answered)

    @property
    def refused(self) -> list[str]:
        """The codes of the last refusal; none when the last act was done."""
        return self.last.codes

    @property
    def reasons(self) -> list[tuple[str, int | None, str]]:
        """Code, line and field of each reason of the last refusal."""
        return [(each.code, each.line, each.field) for each in self.last.refusals]

    def do(self, key: str, **told: Any) -> Answered:
        """Any action of the order, by its key."""
        self.last = self.door.do(ORDERS, key, self.number, told)
        return self.last

    def confirm(self) -> Answered:
        """Tells the vendor."""
        return self.do("confirm")

    def edit(self, *lines: Told, **header: Any) -> Answered:
        """Changes header fields and lines."""
        return self.do("edit", **header, **({"lines": [dict(each) for each in lines]} if lines else {}))

    def cancel(self) -> Answered:
        """Takes off what neither arrived nor was invoiced."""
        return self.do("cancel")

    def finalize(self, **told: Any) -> Answered:
        """Closes the order for good."""
        return self.do("finalize", **told)

    def delete(self) -> Answered:
        """Removes the order."""
        return self.do("delete")

    def deliver_remainder(self, remainder: Any, number: int = 1) -> Answered:
        """Sets what is still to come of a line."""
        told = {"remainder": str(remainder)}
        self.last = self.door.do_line(ORDERS, LINES, "deliver-remainder", self.number, number, told)
        return self.last

    def header(self, *names: str) -> tuple[Any, ...]:
        """Fields of the order as the door tells them."""
        shown = self.door.shown(ORDERS, self.number)
        return tuple(shown[name] for name in names)

    def line(self, number: int = 1) -> dict[str, Any]:
        """A line as it is."""
        found = self.door.lines(ORDERS, LINES, self.number)
        return next(each for each in found if each["line_number"] == number)

    def shows(self, number: int = 1, **expected: Any) -> bool:
        """Whether a line has these values; says which it has not."""
        return _agrees(self.line(number), expected)

    def heads(self, **expected: Any) -> bool:
        """Whether the header has these values; says which it has not."""
        return _agrees(self.door.shown(ORDERS, self.number), expected)

    def asked(self, inquiry: str, **told: Any) -> list[dict[str, Any]]:
        """The rows of an inquiry about the order."""
        return self.door.asked(ORDERS, inquiry, self.number, told)


def _agrees(found: Told, expected: Told) -> bool:
    told = {name: _plain(value) for name, value in expected.items()}
    shown = {name: _plain(found[name]) for name in expected}
    assert shown == told, f"shows {shown}, expected {told}"
    return True


def _plain(value: Any) -> Any:
    """A value as every door can carry it: numbers without trailing zeros, dates as text."""
    match value:
        case bool() | None:
            return value
        case int() | Decimal():
            return plain(Decimal(value))
        case date():
            return value.isoformat()
        case str() if NUMBER.fullmatch(value):
            return plain(Decimal(value))
        case _:
            return value
