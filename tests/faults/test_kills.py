"""No acknowledged write is lost, and nothing takes effect twice, whatever is killed (reliability P1, P2, P7, P9, P10).

Eight buyers work through the door of programs while processes of the instance are killed with -9. After
each recovery every answer they got must be in the database, and be given again when its key is
repeated; requests that got no answer are repeated and must take effect once.
"""

from __future__ import annotations

import random

import pytest

from ..instances import Instance
from .crowd import Crowd
from .harness import Harness
from .schedule import EVERY_KIND, schedule

pytestmark = pytest.mark.faults

MANY = 300


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int | None:
    """The seed named on the command line."""
    named: int | None = request.config.getoption("--seed")
    return named


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int | None:
    """How many kills the command line asks for."""
    named: int | None = request.config.getoption("--kills")
    return named


def test_every_kind_of_kill(instance: Instance, crowd: Crowd, seed: int | None, kills: int | None) -> None:
    """Each kind once; a seed and a number on the command line repeat a schedule that failed."""
    harness = Harness(instance, crowd, 1 if seed is None else seed)
    harness.run(kills or len(EVERY_KIND))
    assert kills or set(harness.kills) == set(EVERY_KIND)
    assert harness.unanswered, "no request was cut off: the kills came at the wrong moments"


@pytest.mark.slow
def test_many_kills(instance: Instance, crowd: Crowd, seed: int | None, kills: int | None) -> None:
    """A new schedule every time."""
    harness = Harness(instance, crowd, random.SystemRandom().randrange(1000, 100_000) if seed is None else seed)
    harness.run(kills or MANY)
    print(harness.summary())  # noqa: T201 - kept with the results of the nightly run


def test_a_schedule_is_repeated_by_its_seed() -> None:
    assert schedule(7, 30) == schedule(7, 30) != schedule(8, 30)
    assert {kill.kind for kill in schedule(7, len(EVERY_KIND))} == set(EVERY_KIND)


def test_a_child_ends_twice_at_most_before_everything_starts_anew() -> None:
    """The supervisor pauses longer after each end, and gives up at the sixth."""
    kinds = [kill.kind for kill in schedule(3, 200)]
    for name in ("worker", "postmaster"):
        for start in range(len(kinds)):
            before_new_start = kinds[start:]
            ends = next((n for n, kind in enumerate(before_new_start) if kind in ("supervisor", "everything")), 0)
            assert before_new_start[:ends].count(name) <= 2
