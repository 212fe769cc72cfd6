"""Documents for the eyes of others: what a package prints, as data; doors set it on pages (01 §11)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .context import Context
from .words import Label


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure below the lines."""

    label: Label
    value: Any


@dataclass(frozen=True, slots=True)
class Paper:
    """One document: who writes to whom, what it is called, its facts, its lines, what it comes to.

    The columns of the lines are those of `row`, as an inquiry declares them.
    """

    title: Label
    number: str
    day: date | None
    sender: tuple[str, str]
    receiver: tuple[str, str]
    facts: Sequence[Amount]
    row: type[Any]
    rows: Sequence[Any]
    totals: Sequence[Amount]
    mark: Label = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """A kind of document that records of a form can be printed as."""

    form: str
    key: str
    label: Label
    duty: str
    write: Callable[[Context, str], list[Paper]]


_printed: dict[tuple[str, str], Printed] = {}


def paper(form: str, key: str, *, label: Label, duty: str = "") -> Callable[[Any], Any]:
    """The function below writes the documents of one record, named by its number."""

    def register(function: Callable[[Context, str], list[Paper]]) -> Callable[[Context, str], list[Paper]]:
        assert (form, key) not in _printed, f"paper {key} of {form} is declared twice"
        _printed[form, key] = Printed(form, key, label, duty, function)
        return function

    return register


def of(form: str) -> list[Printed]:
    """What records of a form can be printed as."""
    return [each for each in _printed.values() if each.form == form]


def find(form: str, key: str) -> Printed:
    """A kind of document by form and key. KeyError when there is none."""
    return _printed[form, key]
