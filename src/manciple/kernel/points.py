"""Marked places where tests may let something break (reliability §3.1). No hook, no effect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

A1 = "A1.before_begin"
A2 = "A2.token_claimed"
A3 = "A3.locks_taken"
A4 = "A4.guards_passed"
A5 = "A5.between_statements"
A6 = "A6.number_taken"
A7 = "A7.audit_written"
A8 = "A8.before_commit"
A9 = "A9.after_commit"
W1 = "W1.job_fetched"
W2 = "W2.job_midway"
W3 = "W3.job_effect_committed"

ACTION_POINTS = (A1, A2, A3, A4, A5, A6, A7, A8, A9)
POINTS = (*ACTION_POINTS, W1, W2, W3)

_hook: Callable[[str], None] | None = None


def point(name: str) -> None:
    """Marks a place."""
    if _hook is not None:
        _hook(name)


@contextmanager
def between(name: str) -> Iterator[None]:
    """Marks the places behind each statement of a block."""

    def marked(execute: Any, *statement: Any) -> Any:
        answer = execute(*statement)
        point(name)
        return answer

    if _hook is None:
        yield
        return
    with connection.execute_wrapper(marked):
        yield


def install(hook: Callable[[str], None] | None) -> None:
    """Lets a test act at every point; None takes the hook out."""
    global _hook
    _hook = hook
