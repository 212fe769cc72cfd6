"""Servers for the tests of the engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from manciple.engine.embedded import EmbeddedServer
from manciple.engine.home import Home
from manciple.engine.provision import provision
from manciple.engine.targets import Target

from ..instances import copied


@pytest.fixture(scope="session")
def initialised_home(shared_folder: Path) -> Path:
    """Lend a home whose database was made and never started: tests start copies of it."""
    server = EmbeddedServer(Home(shared_folder / "initialised"), for_tests=True)
    server.initialise()
    return server.home.path


@pytest.fixture
def own_home(initialised_home: Path, home_folder: Path) -> Path:
    """Answer such a home of this test's own."""
    return copied(initialised_home, home_folder).home


@pytest.fixture(scope="session")
def bare_server(shared_folder: Path) -> Iterator[EmbeddedServer]:
    """Lend a server without databases of Manciple: to provision, or to play somebody's own server."""
    server = EmbeddedServer(Home(shared_folder / "bare"), for_tests=True)
    with server.running():
        yield server


@pytest.fixture
def external_url(bare_server: EmbeddedServer) -> str:
    """Answer the address of a server that Manciple did not start."""
    return url_of(bare_server.admin)


def url_of(target: Target) -> str:
    """Answer the address of a target as a person would write it."""
    return f"postgresql://{target.user}:{target.password}@/{target.database}?host={target.host}"


@pytest.fixture
def owner_and_runtime(bare_server: EmbeddedServer) -> tuple[Target, Target]:
    """Answer the ways in for owner and runtime of the bare server's provisioned database."""
    plan = bare_server.plan
    provision(plan)
    return plan.owner, plan.runtime
