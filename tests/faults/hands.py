"""Many hands at once on committed documents: a company every connection sees, and a moment to begin."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections
from pytest_django.plugin import DjangoDbBlocker

from manciple import testing
from manciple.demo.company import Company, found
from manciple.kernel import numbering, points
from manciple.kernel.refusals import NotFound, Refused

CONNECTIONS = 16


@pytest.fixture(scope="module")
def company(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Company]:
    """A company that is committed, and as many connections as there are writers."""
    with django_db_blocker.unblock():
        testing.renew()
        pool = connections.databases["default"]["OPTIONS"]["pool"]
        narrow, pool["max_size"] = pool["max_size"], CONNECTIONS + 1
        numbering.forget_blocks()
        yield found("US01")
        numbering.forget_blocks()
        pool["max_size"] = narrow
        testing.renew()


@pytest.fixture(autouse=True)
def unhurried() -> Iterator[None]:
    """Widens the gap between looking and acting, now and then."""
    chance = random.Random(1)

    def hook(place: str) -> None:
        if place == points.A4 and chance.random() < 0.3:
            time.sleep(0.01)

    points.install(hook)
    yield
    points.install(None)


def at_once(works: Sequence[Callable[[], object]]) -> list[object]:
    """Does all works at the same moment; what each gave, refusals as their codes."""
    start = Barrier(len(works))

    def alone(work: Callable[[], object]) -> object:
        start.wait()
        try:
            return work()
        except Refused as refused:
            return tuple(refused.codes)
        except NotFound:
            return ("not found",)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        futures: list[Future[object]] = [pool.submit(alone, work) for work in works]
        return [each.result() for each in futures]
