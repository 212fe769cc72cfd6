"""Answers which databases this process uses; the one place where embedded and external part ways."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from manciple.engine.embedded import EmbeddedServer
from manciple.engine.home import Home
from manciple.engine.targets import Plan, external_plan


def current_plan(home: Home | None = None) -> Plan:
    """Answer the plan of the environment: a server it names, or else the embedded one of the home."""
    place = home or Home.from_environment()
    return external_plan(place) or embedded_server(place).plan


def embedded_server(home: Home) -> EmbeddedServer:
    """Answer the embedded server of a home; the test plugin marks its cluster as one that may lose data."""
    return EmbeddedServer(home, for_tests=bool(os.environ.get("MANCIPLE_TEST_CLUSTER")))


@contextmanager
def reachable(home: Home | None = None) -> Iterator[Plan]:
    """Make sure the databases can be reached for as long as the caller needs them.

    A server that runs already is used as it is; an embedded one that does not is started and stopped.
    """
    place = home or Home.from_environment()
    external = external_plan(place)
    if external is not None:
        yield external
        return
    with embedded_server(place).running() as server:
        yield server.plan
