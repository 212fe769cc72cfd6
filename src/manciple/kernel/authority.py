"""Who may do what. Duties are the unit of permission; a floor above says who has which.

The kernel knows duties as names only. A package registers how a user's duties are found
(`authority.asked`), because users and roles live above the ground.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who a secret speaks for, and in which companies; none named means all of the user's."""

    user: int
    token: int
    companies: tuple[str, ...] = ()

    def may_enter(self, company: str) -> bool:
        """Whether the secret is good for a company."""
        return not self.companies or company in self.companies


@dataclass(frozen=True, slots=True)
class Company:
    """A company as doors show it for choice."""

    id: int
    code: str
    name: str
    currency: str = ""


_duties: dict[str, Duty] = {}
_asked: list[Callable[..., Context | None]] = []
_checks: list[Callable[[str, datetime], Bearer | None]] = []
_listed: list[Callable[[int], Sequence[Company]]] = []
_operator: list[Callable[[], int | None]] = []


def duty(key: str, label: str) -> str:
    """Declares a duty and gives its key."""
    _duties[key] = Duty(key, label)
    return key


def declared_duties() -> Iterable[Duty]:
    """Every duty of the house."""
    return _duties.values()


def label_of(key: str) -> str:
    """What people call a duty."""
    return _duties[key].label if key in _duties else key


def has(duties: Duties, key: str) -> bool:
    """Whether the duties include one. No key means everybody signed in may."""
    return not key or "*" in duties or key in duties


def answered_by(ask: Callable[..., Context | None]) -> None:
    """The floor that knows users and companies tells how a context is made."""
    _asked[:] = [ask]


def context(*, user: int, company: str, door: str, **more: object) -> Context | None:
    """The circumstances of a user in a company; None when he has nothing to do there."""
    return _asked[0](user=user, company=company, door=door, **more)


def token_checked_by(check: Callable[[str, datetime], Bearer | None]) -> None:
    """The floor that keeps tokens tells whom a secret speaks for."""
    _checks[:] = [check]


def user_of_token(secret: str, now: datetime) -> Bearer | None:
    """Whom a secret speaks for at a moment; None when it is unknown, expired or revoked."""
    return _checks[0](secret, now)


def companies_asked_by(ask: Callable[[int], Sequence[Company]]) -> None:
    """The floor that knows companies tells in which of them a user has something to do."""
    _listed[:] = [ask]


def companies_of(user: int) -> Sequence[Company]:
    """The companies a user has something to do in, by code."""
    return _listed[0](user)


def operator_asked_by(ask: Callable[[], int | None]) -> None:
    """The floor that knows users tells who acts at this machine's command line."""
    _operator[:] = [ask]


def operator() -> int | None:
    """The user who acts at the command line when nobody is named; None when there is none."""
    return _operator[0]() if _operator else None
