"""A company to try the ground floor on, and actions that exist for one test only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from manciple.demo.company import Company, found
from manciple.kernel import actions, points
from manciple.kernel.actions import Action
from manciple.kernel.args import Args, NoArgs
from manciple.kernel.records import Stored

Declare = Callable[..., Action]


@pytest.fixture
def company(db: None) -> Company:
    """A small company with sites, warehouses, vendors and items."""
    return found("US01")


@pytest.fixture
def declare() -> Iterator[Declare]:
    """Declares an action for this test; it is gone afterwards."""
    kept = dict(actions._actions)

    def declare_(
        record: type[Stored], function: Callable[..., None], args: type[Args] = NoArgs, **declared: Any
    ) -> Action:
        action = Action(record=record, key="try", label="Try", function=function, args=args, **declared)
        actions.declare(action)
        return action

    yield declare_
    actions._actions.clear()
    actions._actions.update(kept)


@pytest.fixture(autouse=True)
def no_hook() -> Iterator[None]:
    """Takes a hook at the marked places out after the test."""
    yield
    points.install(None)
