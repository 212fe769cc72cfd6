"""Companies to attack, and many hands at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from threading import Thread
from typing import Any

import pytest
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from manciple import testing
from manciple.demo.company import Company, found
from manciple.kernel import points

Crowd = Callable[[Sequence[Callable[[], Any]]], list[Any]]


@pytest.fixture(scope="module")
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Iterator[int]]:
    """A database in which what tests write stays until the module ends; counts for names of their own."""
    with django_db_blocker.unblock():
        yield count(1)
        connections.close_all()
        testing.renew()


@pytest.fixture
def company(committed: Iterator[int]) -> Company:
    """A complete company that is committed, so that every connection sees it."""
    return found(f"T{next(committed):03}")


def out_of_the_pool() -> None:
    """Gives this thread a connection of its own; in the pool some would wait until others are done."""
    mine = connections["default"]
    options = {name: value for name, value in mine.settings_dict["OPTIONS"].items() if name != "pool"}
    mine.settings_dict = {**mine.settings_dict, "OPTIONS": options}


@pytest.fixture
def together() -> Crowd:
    """Runs each list of work in a thread of its own; gives the answers, exceptions included, in order."""

    def run(work: Sequence[Callable[[], Any]]) -> list[Any]:
        answers: list[Any] = [None] * len(work)

        def do(place: int) -> None:
            try:
                out_of_the_pool()
                answers[place] = work[place]()
            except Exception as error:  # noqa: BLE001 - the test looks at every one
                answers[place] = error
            finally:
                connections.close_all()

        threads = [Thread(target=do, args=(place,)) for place in range(len(work))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    return run


@pytest.fixture
def hook() -> Iterator[Callable[[Callable[[str], None] | None], None]]:
    """Lets a test act at every marked place; nothing is left installed."""
    yield points.install
    points.install(None)
