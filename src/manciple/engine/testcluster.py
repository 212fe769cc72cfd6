"""Databases for tests: one server kept between runs, one template per schema, one copy per run.

The server may lose data when the machine fails, which makes it fast and fit for nothing else.
"""

import fcntl
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from psycopg import sql

from manciple.engine.embedded import EmbeddedServer
from manciple.engine.home import Home
from manciple.engine.provision import (
    Connection,
    Provisioned,
    connect,
    grant,
    make_extensions,
    mark_leakproof,
    provision,
)
from manciple.engine.targets import Plan, Roles

ADVISORY_LOCK = 7_134_021
NAME_LENGTH = 12
STOP_SECONDS = 20.0


@contextmanager
def shared_server(home: Home) -> Iterator[EmbeddedServer]:
    """Use the test server together with other test runs; the last one to leave stops it."""
    server = EmbeddedServer(home, for_tests=True)
    users = (home.create().path / "users.lock").open("a+")
    with (home.path / "start.lock").open("a+") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        found = server.postmaster()
        if found is None or not found.ready:
            server.start_detached()
        fcntl.flock(users, fcntl.LOCK_SH)
    try:
        yield server
    finally:
        _leave(server, users.fileno(), home.path / "start.lock")
        users.close()


def _leave(server: EmbeddedServer, users: int, start_lock: Path) -> None:
    """Stop the server if nobody else uses it and nobody is about to."""
    with start_lock.open("a+") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        found = server.postmaster()
        if found is not None:
            os.kill(found.pid, signal.SIGQUIT)
            _wait_for_end(server)


def _wait_for_end(server: EmbeddedServer) -> None:
    deadline = time.monotonic() + STOP_SECONDS
    while server.postmaster() is not None and time.monotonic() < deadline:
        time.sleep(0.01)


class TestDatabases:
    """The databases of one test run."""

    __test__ = False

    def __init__(self, plan: Plan, fingerprint: str) -> None:
        """Name the template after the schema, so that it is made again exactly when that changes."""
        if plan.admin is None:
            raise ValueError("tests need a way in for the administrator")
        self.plan, self.admin = plan, plan.admin
        self.template = f"template_{fingerprint[:NAME_LENGTH]}"
        self.copies = 0

    @contextmanager
    def _locked(self) -> Iterator[Connection]:
        """Keep other test runs on the same server out while databases are made and dropped."""
        with connect(self.admin.to("postgres")) as server:
            server.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
            yield server

    def ensure_template(self, migrate: Callable[[str], None]) -> None:
        """Make the template unless it exists; a half-made one of a run that was killed is made again."""
        with self._locked() as server:
            if _exists(server, self.template):
                return
            if not _role_exists(server, Roles.of(self.plan.scm).owner):
                provision(self.plan)
            draft = f"draft_{self.template}"
            _drop(server, draft)
            self._make(server, draft, "template0")
            with connect(self.admin.to(draft)) as database:
                make_extensions(database, Provisioned())
                mark_leakproof(database, Provisioned())
            migrate(draft)
            server.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(self.template))
            )
            self._drop_outdated(server)

    def _make(self, server: Connection, name: str, template: str) -> None:
        """Make a database from a template and give the roles their rights, which templates do not carry."""
        owner = Roles.of(self.plan.scm).owner
        server.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(owner), sql.Identifier(template)
            )
        )
        with connect(self.admin.to(name)) as database:
            grant(database, name, self.plan.scm)

    def copy(self) -> str:
        """Make a fresh database from the template and answer its name."""
        self.copies += 1
        name = f"test_{os.getpid()}_{self.copies}"
        with self._locked() as server:
            _drop(server, name)
            self._make(server, name, self.template)
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected to it."""
        with connect(self.admin.to("postgres")) as server:
            _drop(server, name)

    def _drop_outdated(self, server: Connection) -> None:
        """Drop templates of other schemas, and copies whose test run has ended."""
        rows = server.execute("SELECT datname::text FROM pg_database WHERE datname ~ '^(template|test)_'").fetchall()
        for (name,) in rows:
            outdated = str(name).startswith("template_") and name != self.template
            if outdated or _left_behind(str(name)):
                _drop(server, str(name))


def _left_behind(name: str) -> bool:
    """Say whether a copy belongs to a process that has ended."""
    parts = name.split("_")
    return parts[0] == "test" and len(parts) > 1 and parts[1].isdigit() and not psutil.pid_exists(int(parts[1]))


def _exists(server: Connection, name: str) -> bool:
    return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _role_exists(server: Connection, name: str) -> bool:
    return server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone() is not None


def _drop(server: Connection, name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
