"""Things and their fields as they were, and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field that says something else than before; `follows` when it was computed from others."""

    label: str
    before: str
    after: str
    is_number: bool = False
    follows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A thing that is compared: what it is, what became of it, and the fields that differ."""

    kind: str
    number: str
    title: str
    change: str
    icon: str
    tone: str
    level: int = 0
    differences: Sequence[Difference] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two states of a record side by side."""

    before: str
    after: str
    things: Sequence[Thing]
    counts: Sequence[tuple[str, str, str, int]] = ()  # icon, tone, word, how many
