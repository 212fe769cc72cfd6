"""What is done again and again beside requests and jobs: a package declares it, the worker does it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

Work = Callable[[datetime], int]


@dataclass(frozen=True, slots=True)
class Chore:
    """Something done every so many seconds; it is told the time and tells how much it did."""

    key: str
    seconds: float
    work: Work


_chores: dict[str, Chore] = {}


def chore(key: str, *, seconds: float) -> Callable[[Work], Work]:
    """The function below is called by the worker at intervals. Several workers may call it at once."""

    def register(function: Work) -> Work:
        assert key not in _chores, f"chore {key} is declared twice"
        _chores[key] = Chore(key, seconds, function)
        return function

    return register


def every() -> Iterable[Chore]:
    """All chores of the house."""
    return _chores.values()
