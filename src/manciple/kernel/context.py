"""Who acts, where, when and through which door: what every action is told."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from . import clock
from .authority import EVERYTHING, Duties
from .refusals import Refusal


@dataclass(slots=True)
class Context:
    """The circumstances of one action. Time is given, never read below the doors."""

    company: int
    company_code: str
    user: int
    user_name: str
    now: datetime
    zone: str = "UTC"
    door: str = "code"
    duties: Duties = EVERYTHING
    token: str = ""
    request: str = ""
    on_behalf_of: int | None = None
    act: int = 0
    made: list[Made] = field(default_factory=list)
    warnings: list[Refusal] = field(default_factory=list)
    secret: str = ""
    preview: bool = False
    peeked: dict[str, int] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The calendar day in the company's time zone."""
        return clock.today(self.zone, self.now)

    def fresh(self, **changes: Any) -> Context:
        """The same circumstances for another action; a client token is good for one action only."""
        return replace(self, **{"act": 0, "made": [], "warnings": [], "secret": "", "token": "", **changes})

    def warn(self, *refusals: Refusal) -> None:
        """Something the user should know although it is done."""
        self.warnings.extend(refusals)


@dataclass(frozen=True, slots=True)
class Made:
    """A record an action made: kind is the key of its form."""

    kind: str
    number: str
    id: int
