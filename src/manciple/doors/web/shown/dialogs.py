"""Dialogs of actions: what is asked, what would happen, what did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from manciple.kernel.forms import Question
from manciple.kernel.refusals import Refusal

from .fields import Field, Fields
from .tables import Column, Table
from .words import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSum:
    """What the numbers of a column should come to, and how numbers are written here."""

    column: str
    wanted: str
    decimal: str
    group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFields:
    """Rows to fill in inside a dialog. `take` names the columns that have proposals."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Field]]
    blank: Sequence[Field] = ()
    take: Sequence[tuple[str, str]] = ()  # column key, label of the button
    empty: str = ""
    groups: Sequence[tuple[str, int, int]] = ()  # heading, place of its first row, number of rows
    sum: RowSum | None = None

    @property
    def parts(self) -> list[tuple[str, int, Sequence[Sequence[Field]]]]:
        """The rows by their headings; all of them under none where they have no headings."""
        if not self.groups:
            return [("", len(self.rows), self.rows)]
        return [(label, count, self.rows[first : first + count]) for label, first, count in self.groups]

    @property
    def drops(self) -> bool:
        """Whether a row that is there goes by being dropped, and not by ticking that it is removed."""
        return bool(self.blank) and all(column.key != "remove" for column in self.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialog:
    """An action, ready to be asked for."""

    title: str
    url: str
    run_label: str
    subtitle: str = ""
    help: str = ""
    groups: Sequence[Fields] = ()
    rows: RowFields | None = None
    hidden: Sequence[tuple[str, str]] = ()
    can_preview: bool = True
    find_url: str = ""  # looks for rows beyond those that are proposed
    found: str = ""
    danger: bool = False
    wide: bool = False
    refusals: Sequence[Refusal] = ()

    @property
    def has_file(self) -> bool:
        """Whether a file goes along."""
        return any(field.kind == "file" for group in self.groups for field in group.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Questions before a form is saved, with what was typed into it."""

    url: str
    questions: Sequence[Question]
    typed: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A state that an action moves."""

    label: str
    before: str
    after: str
    tone: str = "primary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """Some effects of an action under one heading."""

    title: str
    changes: Sequence[Change] = ()
    table: Table | None = None
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an action would do; nothing has been changed."""

    title: str
    sections: Sequence[Effects]
    warnings: Sequence[Refusal] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong with what was typed, and the control it stands in."""

    message: str
    control: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why an action was not done."""

    title: str
    refusals: Sequence[Refusal] = ()
    faults: Sequence[Fault] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run over several records did and what it refused."""

    title: str
    done: Sequence[Link] = ()
    refused: Sequence[tuple[str, Sequence[Refusal]]] = ()
    note: str = ""
    secret: str = ""  # shown this once


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasoning:
    """Why a number is what it is: a step, its inputs, and the steps below it."""

    label: str
    value: str = ""
    rule: str = ""
    note: str = ""
    chosen: bool | None = None  # None: nothing was chosen here
    parts: Sequence[Reasoning] = ()
