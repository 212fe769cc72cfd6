"""How an installation begins that nobody can sign in to yet; a floor above knows users and companies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .args import Args
from .context import Context


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the first visitor is asked, whether there is none yet, and what is done then.

    `begin` gives the name he signs in by and raises Refused, also when somebody was faster.
    """

    args: type[Args]
    is_open: Callable[[], bool]
    begin: Callable[[Any, Context], str]


_declared: list[Beginning] = []


def declared(beginning: Beginning) -> None:
    """The floor that knows users tells how it begins."""
    _declared[:] = [beginning]


def current() -> Beginning:
    """How this house begins."""
    return _declared[0]
