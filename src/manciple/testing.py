"""The pytest plugin: databases for tests, a browser, and which tests run when.

It is loaded before pytest-django (by `-p manciple.testing`), because it decides where Django's
settings will look for the database. Nothing is started until a test asks for a database.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
EXTERNAL = "MANCIPLE_TEST_DATABASE_URL"
OF_AN_INSTANCE = ("MANCIPLE_DATABASE_URL", "MANCIPLE_OWNER_DATABASE_URL", "MANCIPLE_RUNTIME_DATABASE_URL")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET_CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def _point_settings_at_tests() -> None:
    """Set the environment that Django's settings read; an instance's own variables must not leak in."""
    in_checkout = (CHECKOUT / "pyproject.toml").exists()
    home = CHECKOUT / ".manciple-test" if in_checkout else Path(tempfile.gettempdir()) / "manciple-test"
    os.environ["MANCIPLE_HOME"] = str(home)
    os.environ["MANCIPLE_TEST_CLUSTER"] = "1"
    os.environ["MANCIPLE_LOG_LEVEL"] = os.environ.get("MANCIPLE_TEST_LOG_LEVEL", "WARNING")
    os.environ["DJANGO_SETTINGS_MODULE"] = "manciple.settings"
    for name in OF_AN_INSTANCE:
        os.environ.pop(name, None)
    if os.environ.get(EXTERNAL):
        os.environ["MANCIPLE_DATABASE_URL"] = os.environ[EXTERNAL]


_point_settings_at_tests()


# --- Which tests run ---------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --long, and what repeats a schedule of the fault harness."""
    parser.addoption("--long", action="store_true", help="run the slow tests and the long fault schedules too")
    parser.addoption("--seed", type=int, default=None, help="which schedule of kills to run")
    parser.addoption("--kills", type=int, default=None, help="how many kills of it")


def pytest_configure(config: pytest.Config) -> None:
    """Make property tests repeatable: the same examples in every run, without a time limit for each."""
    from hypothesis import HealthCheck, settings

    kept: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
    settings.register_profile("ci", derandomize=True, print_blob=True, database=None, **kept)
    settings.register_profile("explore", max_examples=1000, **kept)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "explore" if config.getoption("--long") else "ci"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes long, unless asked for, and what needs a browser that is not there."""
    if not config.getoption("--long"):
        mark = pytest.mark.skip(reason="takes long; runs with --long (dev.py test-long)")
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(mark)
    if chromium_path() is None:
        _without_browser([item for item in items if item.get_closest_marker("browser")])


def _without_browser(items: list[pytest.Item]) -> None:
    """Skip browser tests with a reason; in CI a missing browser fails the run."""
    if items and os.environ.get("CI"):
        pytest.exit("Chromium is missing, and in CI the browser tests may not be skipped.", returncode=1)
    for item in items:
        item.add_marker(pytest.mark.skip(reason="no Chromium (apt install chromium, or set MANCIPLE_CHROMIUM)"))


# --- Databases ---------------------------------------------------------------------------------


class _Run:
    """The database that the tests of this run use at the moment."""

    databases: Any = None
    name = ""


def _use(name: str) -> None:
    """Point both of Django's connections at a database."""
    from django.db import connections

    _close()
    for alias in connections:
        connections.databases[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name
    _Run.name = name


def _close() -> None:
    """Close every connection and the pools, so that none leads to a database that is gone."""
    from django.db import connections
    from django.db.backends.postgresql.base import DatabaseWrapper

    for connection in connections.all(initialized_only=True):
        connection.close()
        cast(DatabaseWrapper, connection).close_pool()


def _migrate_into(name: str) -> None:
    """Make the schema in a database as its owner."""
    from manciple.engine.upkeep import migrate

    _use(name)
    migrate(quiet=True)
    _close()


@contextmanager
def database() -> Iterator[None]:
    """Give the tests of this run a database of their own, reached as the runtime role."""
    from django.conf import settings

    from manciple.engine.testcluster import TestDatabases, shared_server
    from manciple.engine.upkeep import schema_fingerprint

    @contextmanager
    def server() -> Iterator[None]:
        if os.environ.get(EXTERNAL):
            yield
            return
        with shared_server(settings.HOME):
            yield

    with server():
        _Run.databases = TestDatabases(settings.PLAN, schema_fingerprint())
        _Run.databases.ensure_template(_migrate_into)
        _use(_Run.databases.copy())
        _renew_instead_of_flush()
        try:
            yield
        finally:
            _close()
            _Run.databases.drop(_Run.name)


def renew() -> None:
    """Replace the database by a fresh copy of the template."""
    used = _Run.name
    _use(_Run.databases.copy())
    _Run.databases.drop(used)


def _renew_instead_of_flush() -> None:
    """After a test with real transactions take a fresh copy.

    Django would empty the tables, which the runtime role may not and append-only tables refuse, and
    which would lose the rows that migrations wrote.
    """
    from django.test import TransactionTestCase

    def teardown(case: Any) -> None:
        renew()

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[attr-defined]


# --- Browser -----------------------------------------------------------------------------------


def chromium_path() -> str | None:
    """Answer the path of an installed Chromium or Chrome."""
    named = os.environ.get("MANCIPLE_CHROMIUM")
    return named or next((path for name in CHROMIUM if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Lend a headless Chromium with a fresh profile to the tests of this run."""
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(QUIET_CHROMIUM))
        yield browser
        browser.close()


@pytest.fixture
def artefacts(request: pytest.FixtureRequest) -> Path:
    """Answer the folder in which this test leaves its screenshots."""
    name = str(request.node.name).replace("/", "-").replace("[", "-").rstrip("]")
    folder = CHECKOUT / "artefacts" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder
