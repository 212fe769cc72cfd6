"""Which processes are killed when: drawn from a seed, so that a schedule can be repeated."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

from .killing import ENDS, KINDS

CLIENTS = "clients"
EVERY_KIND = (*KINDS, CLIENTS)
#: The supervisor gives up at the sixth end within ten minutes, and pauses longer each time before.
MOST_ENDS = 2


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill: of what, and after how many seconds of work."""

    kind: str
    after: float


def schedule(seed: int, count: int) -> list[Kill]:
    """So many kills: every kind before any comes again, in an order of its own each time."""
    chance = random.Random(seed)
    kinds: list[str] = []
    while len(kinds) < count:
        kinds += chance.sample(EVERY_KIND, len(EVERY_KIND))
    return [Kill(kind, round(chance.uniform(0.2, 1.0), 2)) for kind in _with_new_starts(kinds[:count])]


def _with_new_starts(kinds: list[str]) -> list[str]:
    """A supervisor that has seen a child end too often takes it down with everything, and starts anew."""
    ends: Counter[str] = Counter()
    drawn = []
    for kind in kinds:
        child = ENDS.get(kind, "")
        if child and ends[child] >= MOST_ENDS:
            kind = "everything"
        drawn.append(kind)
        ends[child] += 1
        if kind in ("supervisor", "everything"):
            ends.clear()
    return drawn
