"""Which processes of an instance can be killed, and how it comes back."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable, Sequence

import psutil

from ..instances import Instance, alive

Victims = Callable[[Instance, random.Random], list[psutil.Process]]


def kill(instance: Instance, kind: str, chance: random.Random) -> list[psutil.Process]:
    """Kills what a kind names, at once and without asking; what was killed."""
    victims = [each for each in KINDS[kind](instance, chance) if alive(each)]
    for victim in victims:
        with contextlib.suppress(psutil.NoSuchProcess):
            victim.kill()
    return victims


def recover(instance: Instance, victims: list[psutil.Process]) -> float:
    """Waits until the supervisor has brought everything back, or starts anew where it was killed; the seconds."""
    began = time.monotonic()
    assert instance.process is not None
    if instance.process.pid in {each.pid for each in victims}:
        instance.process.wait()
        instance.start()
    instance.wait_until_whole(without=victims)
    return time.monotonic() - began


def _some(found: Sequence[psutil.Process | None], chance: random.Random) -> list[psutil.Process]:
    there = [each for each in found if each is not None]
    return [chance.choice(there)] if there else []


def _titled(instance: Instance, *words: str) -> list[psutil.Process]:
    """The database's processes of some kinds, by their titles."""
    return [each for each in instance.below("postgres") if any(word in _title(each) for word in words)]


def _title(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def _child(word: str) -> Victims:
    return lambda instance, chance: _some([instance.child(word)], chance)


def _with_all_below(word: str) -> Victims:
    return lambda instance, chance: [*_some([instance.child(word)], chance), *instance.below(word)]


def _supervisor(instance: Instance, chance: random.Random) -> list[psutil.Process]:
    return [psutil.Process(instance.process.pid)] if instance.process else []


def _everything(instance: Instance, chance: random.Random) -> list[psutil.Process]:
    """As when the power fails, except that what the operating system was given is kept."""
    below = instance.family()
    return [*_supervisor(instance, chance), *below]


#: What can be killed. Clients are killed by those who started them.
KINDS: dict[str, Victims] = {
    "postmaster": _child("postgres"),
    "database": _with_all_below("postgres"),
    "backend": lambda instance, chance: _some(_titled(instance, "scm_runtime"), chance),
    "background": lambda instance, chance: _some(_titled(instance, "checkpointer", "walwriter"), chance),
    "web process": lambda instance, chance: _some(instance.below("web"), chance),
    "web server": _child("web"),
    "web": _with_all_below("web"),
    "worker": _child("worker"),
    "supervisor": _supervisor,
    "everything": _everything,
}
#: The child of the supervisor that ends by a kill.
ENDS = {"postmaster": "postgres", "database": "postgres", "web server": "web", "web": "web", "worker": "worker"}
