"""Why this number: a rule tells its steps to a `Why`, and computes the same with and without one.

Rules take `why: Why = SILENT` and call `why.step(…)`. The page, the API (`explain=true`) and
`manciple show` print what a `Told` heard.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from .numbers import plain


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a derivation: the rule, where it stands, what went in, what came out."""

    rule: str
    chapter: str
    inputs: dict[str, str]
    result: str
    note: str = ""


class Why(Protocol):
    """Something that listens to a rule at work."""

    def step(self, rule: str, result: Any, *, chapter: str = "", note: str = "", **inputs: Any) -> None:
        """One step was taken."""


class Silent:
    """Listens to nothing; costs nothing."""

    def step(self, rule: str, result: Any, *, chapter: str = "", note: str = "", **inputs: Any) -> None:
        """Nothing is kept."""


SILENT = Silent()


@dataclass(slots=True)
class Told:
    """Keeps the steps in order."""

    steps: list[Step] = field(default_factory=list)

    def step(self, rule: str, result: Any, *, chapter: str = "", note: str = "", **inputs: Any) -> None:
        shown = {name: _text(value) for name, value in inputs.items()}
        self.steps.append(Step(rule, chapter, shown, _text(result), note))


def _text(value: Any) -> str:
    match value:
        case Decimal():
            return plain(value)
        case None:
            return "–"
        case list() | tuple():
            return ", ".join(_text(each) for each in value)
        case _:
            return str(value)
