"""What draws numbers: declared by the packages, listed by the set-up of number sequences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..words import Label

LONGEST = 20


@dataclass(frozen=True, slots=True)
class Reference:
    """A kind of document that draws numbers: the usual format, and how long a number may be."""

    key: str
    label: Label
    form: str
    longest: int = LONGEST
    continuous: bool = False


_references: dict[str, Reference] = {}


def reference(key: str, label: Label, *, form: str, longest: int = LONGEST, continuous: bool = False) -> str:
    """Declares what draws numbers and gives its key; `form` is the format a company starts with."""
    _references[key] = Reference(key, label, form, longest, continuous)
    return key


def references() -> Iterable[Reference]:
    """Everything in the house that draws numbers."""
    return _references.values()


def label_of(key: str) -> str:
    """What people call a reference."""
    return str(_references[key].label) if key in _references else key


def longest(key: str) -> int:
    """How many characters a number of a reference may have."""
    return _references[key].longest if key in _references else LONGEST
