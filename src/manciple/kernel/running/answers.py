"""What came of a run: what is done, what is refused and why, what was made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from ..context import Made
from ..refusals import Refusal


@dataclass(slots=True)
class Answer:
    """What came of a run. `done` and `refused` together name every target once."""

    done: list[str] = field(default_factory=list)
    refused: dict[str, list[Refusal]] = field(default_factory=dict)
    made: list[Made] = field(default_factory=list)
    warnings: list[Refusal] = field(default_factory=list)
    act: int = 0
    preview: bool = False
    effects: dict[str, Any] | None = None
    secret: str = ""

    def as_dict(self) -> dict[str, Any]:
        """What doors send: a secret is in it this one time."""
        return self.kept() | ({"secret": self.secret} if self.secret else {})

    def kept(self) -> dict[str, Any]:
        """What is stored for a repeated token; `Answer.read` turns it back."""
        effects = {} if self.effects is None else {"effects": self.effects}
        return {
            "done": self.done,
            "refused": {name: _told(reasons) for name, reasons in self.refused.items()},
            "made": [asdict(made) for made in self.made],
            "warnings": _told(self.warnings),
            "act": self.act,
            "preview": self.preview,
            **effects,
        }

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Answer:
        """The answer a repeated token gets."""
        return cls(
            done=stored["done"],
            refused={name: _heard(reasons) for name, reasons in stored["refused"].items()},
            made=[Made(**made) for made in stored["made"]],
            warnings=_heard(stored["warnings"]),
            act=stored["act"],
            preview=stored["preview"],
            effects=stored.get("effects"),
        )

    def add(self, part: Answer) -> None:
        """Takes in what came of some of the targets."""
        self.done += part.done
        self.refused |= part.refused
        self.made += part.made
        self.warnings += part.warnings
        self.act = part.act or self.act
        self.secret = part.secret or self.secret


def _told(reasons: Iterable[Refusal]) -> list[dict[str, Any]]:
    return [each.as_dict() for each in reasons]


def _heard(reasons: Iterable[dict[str, Any]]) -> list[Refusal]:
    return [Refusal(**each) for each in reasons]
