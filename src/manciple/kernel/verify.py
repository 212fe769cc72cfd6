"""Books that prove themselves: every invariant is one query that must return no row (P23)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from . import scope, sql
from .words import Label


@dataclass(frozen=True, slots=True)
class Invariant:
    """A promise about the stored data, with the query that finds where it is broken.

    The query takes `company` and returns rows of (record, number, field, stored, computed).
    """

    key: str
    label: Label
    rule: str
    statement: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A place where stored and recomputed values differ."""

    invariant: str
    record: str
    number: str
    field: str
    stored: str
    computed: str


_invariants: dict[str, Invariant] = {}


def invariant(key: str, *, label: Label, rule: str, statement: str) -> None:
    """Declares an invariant; `statement` is the name of a statement of the package."""
    assert key not in _invariants, f"invariant {key} is declared twice"
    _invariants[key] = Invariant(key, label, rule, statement)


def every() -> Iterator[Invariant]:
    """All invariants of the house."""
    return iter(_invariants.values())


def check(company: int, progress: Callable[[str], Any] | None = None) -> list[Broken]:
    """Recomputes everything of a company; an empty list is the proof."""
    found: list[Broken] = []
    with scope.companies(company), transaction.atomic():
        for each in _invariants.values():
            if progress:
                progress(each.key)
            rows = sql.values(sql.named(each.statement).text, {"company": company})
            found += [Broken(each.key, *(str(value) for value in row)) for row in rows]
    return found
