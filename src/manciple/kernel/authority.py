"""Who may do what. Duties are the unit of permission; a floor above says who has which.

The kernel knows duties as names only. A package registers how a user's duties are found
(`authority.asked`), because users and roles live above the ground.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .context import Context

Duties = frozenset[str]
EVERYTHING: Duties = frozenset({"*"})


@dataclass(frozen=True, slots=True)
class Duty:
    """A permission people are given as a whole: maintain purchase orders, post receipts."""

    key: str
    label: str


_duties: dict[str, Duty] = {}
_asked: list[Callable[..., Context | None]] = []


def duty(key: str, label: str) -> str:
    """Declares a duty and gives its key."""
    _duties[key] = Duty(key, label)
    return key


def declared_duties() -> Iterable[Duty]:
    """Every duty of the house."""
    return _duties.values()


def has(duties: Duties, key: str) -> bool:
    """Whether the duties include one. No key means everybody signed in may."""
    return not key or "*" in duties or key in duties


def answered_by(ask: Callable[..., Context | None]) -> None:
    """The floor that knows users and companies tells how a context is made."""
    _asked[:] = [ask]


def context(*, user: int, company: str, door: str, **more: object) -> Context | None:
    """The circumstances of a user in a company; None when he has nothing to do there."""
    return _asked[0](user=user, company=company, door=door, **more)
