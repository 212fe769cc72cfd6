"""A real instance in a process tree of its own, and the ways in which its processes are killed."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil
import psycopg

from manciple.engine.embedded import EmbeddedServer
from manciple.engine.home import Home
from manciple.engine.provision import Connection, connect

PATIENCE, FIRST_PATIENCE = 90.0, 300.0
POLL = 0.05
CHILDREN = ("postgres", "worker", "web")


def instance_environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a real instance: nothing of the test run's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MANCIPLE_", "DJANGO_", "PG"))}
    return {**kept, "MANCIPLE_HOME": str(home), "PYTHONUNBUFFERED": "1", **more}


@dataclass
class Tree:
    """One instance: supervisor, database, worker, web server with its processes."""

    home: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    log: IO[bytes] | None = None
    killed: list[psutil.Process] = field(default_factory=list)

    @property
    def server(self) -> EmbeddedServer:
        """Its database server, as a second process of the same home sees it."""
        return EmbeddedServer(Home(self.home))

    def admin(self) -> Connection:
        """The superuser's connection to the books, which sees every company."""
        return connect(self.server.admin.to("scm"))

    def start(self) -> None:
        """Starts the tree, whatever an earlier one left behind, and returns once it answers."""
        self.log = self.log or (self.home / "supervisor.log").open("ab")
        words = [sys.executable, "-m", "manciple", "demo", "--port", str(self.port)]
        environment = instance_environment(self.home)
        self.process = subprocess.Popen(
            words, env=environment, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, start_new_session=True
        )
        self.wait_until_whole(FIRST_PATIENCE if self.address() is None else PATIENCE)

    def stop(self) -> int:
        """Stops it as a service manager would; its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(PATIENCE)
        if self.log is not None:
            self.log.close()
            self.log = None
        return code

    def said(self) -> str:
        """The last words of the supervisor, for a failure's message."""
        return "".join((self.home / "supervisor.log").read_text().splitlines(keepends=True)[-15:])

    # --- Looking --------------------------------------------------------------------------------------

    def address(self) -> tuple[str, int] | None:
        """Where it answers, as it left word itself; clients look here too."""
        try:
            told = json.loads((self.home / "instance.json").read_text())["address"]
        except (FileNotFoundError, ValueError, KeyError):
            return None
        host, _, port = told.removeprefix("http://").rstrip("/").partition(":")
        return (host, int(port)) if port else None

    def child(self, word: str) -> psutil.Process | None:
        """The supervisor's child whose command line has a word in it."""
        for child in self._children_of(self.process.pid if self.process else 0):
            with contextlib.suppress(psutil.Error):
                if any(word in part for part in child.cmdline()[:4]):
                    return child
        return None

    def _children_of(self, pid: int, *, recursive: bool = False) -> list[psutil.Process]:
        try:
            return psutil.Process(pid).children(recursive=recursive)
        except psutil.NoSuchProcess:
            return []

    def below(self, word: str) -> list[psutil.Process]:
        """All processes below a child of the supervisor."""
        child = self.child(word)
        return self._children_of(child.pid, recursive=True) if child else []

    def backends(self, *words: str) -> list[psutil.Process]:
        """The database's processes of some kinds, by their titles."""
        return [each for each in self.below("postgres") if any(word in _title(each) for word in words)]

    def answers(self) -> bool:
        """Whether it says that it is ready."""
        where = self.address()
        if where is None:
            return False
        connection = http.client.HTTPConnection(*where, timeout=5)
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def whole(self) -> bool:
        """Whether every process is there, none of them one that was killed, and it answers."""
        children = [self.child(word) for word in CHILDREN]
        gone = not any(alive(each) for each in self.killed)
        return gone and all(children) and len(self.below("web")) >= 2 and self.answers()

    def wait_until_whole(self, patience: float = PATIENCE) -> float:
        """Returns once it is whole again, and tells how many seconds that took."""
        began = time.monotonic()
        while not self.whole():
            if time.monotonic() - began > patience:
                raise AssertionError(f"not whole again after {patience:.0f} s:\n{self.said()}")
            if self.process is not None and self.process.poll() is not None:
                raise AssertionError(f"the supervisor ended with {self.process.returncode}:\n{self.said()}")
            time.sleep(POLL)
        self.killed = []
        return time.monotonic() - began

    # --- Killing --------------------------------------------------------------------------------------

    def kill(self, kind: str, chance: random.Random) -> bool:
        """Kills what a kind names, at once and without asking; whether there was anything to kill."""
        victims = [each for each in KINDS[kind](self, chance) if alive(each)]
        for victim in victims:
            with contextlib.suppress(psutil.NoSuchProcess):
                victim.kill()
        self.killed = victims
        if self.process is not None and self.process.pid in {each.pid for each in victims}:
            self.process.wait()
            self._wait_until_gone(self.process.pid)
        return bool(victims)

    def _wait_until_gone(self, supervisor: int) -> None:
        """What the supervisor leaves behind ends by itself; the next start would stop the rest."""
        deadline = time.monotonic() + PATIENCE
        while any(alive(each) for each in self.killed):
            assert time.monotonic() < deadline, f"processes of {supervisor} do not end"
            time.sleep(POLL)
        self.process = None

    def recover(self) -> float:
        """Brings the tree back: by its supervisor, or by a new start where that one was killed."""
        began = time.monotonic()
        if self.process is None:
            self.start()
        else:
            self.wait_until_whole()
        return time.monotonic() - began


def alive(process: psutil.Process) -> bool:
    """Whether a process still runs; one that nobody has buried yet does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _title(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def _some(found: Sequence[psutil.Process | None], chance: random.Random, most: int = 1) -> list[psutil.Process]:
    there = [each for each in found if each is not None]
    return chance.sample(there, min(most, len(there)))


def _whole_server(tree: Tree, chance: random.Random) -> list[psutil.Process]:
    return [*_some([tree.child("postgres")], chance), *tree.below("postgres")]


def _whole_web(tree: Tree, chance: random.Random) -> list[psutil.Process]:
    return [*_some([tree.child("web")], chance), *tree.below("web")]


def _supervisor(tree: Tree, chance: random.Random) -> list[psutil.Process]:
    return [psutil.Process(tree.process.pid)] if tree.process else []


def _everything(tree: Tree, chance: random.Random) -> list[psutil.Process]:
    """As when the power fails, except that what the operating system was given is kept."""
    own = _supervisor(tree, chance)
    return [*own, *(child for each in own for child in tree._children_of(each.pid, recursive=True))]


Victims = Callable[[Tree, random.Random], list[psutil.Process]]

#: What can be killed. Clients are killed by those who started them.
KINDS: dict[str, Victims] = {
    "postmaster": lambda tree, chance: _some([tree.child("postgres")], chance),
    "database": _whole_server,
    "backend": lambda tree, chance: _some(tree.backends("scm_runtime"), chance),
    "background": lambda tree, chance: _some(tree.backends("checkpointer", "walwriter"), chance),
    "web process": lambda tree, chance: _some(tree.below("web"), chance),
    "web server": lambda tree, chance: _some([tree.child("web")], chance),
    "web": _whole_web,
    "worker": lambda tree, chance: _some([tree.child("worker")], chance),
    "supervisor": _supervisor,
    "everything": _everything,
}
#: After how many ends of one child within ten minutes the supervisor waits long, or gives up.
WEARING = {
    "postmaster": "postgres", "database": "postgres", "web server": "web", "web": "web", "worker": "worker",
}  # fmt: skip


def psycopg_rows(connection: Connection, query: str, **values: object) -> list[tuple[object, ...]]:
    """The rows of a query."""
    return connection.execute(psycopg.sql.SQL(query), values).fetchall()  # type: ignore[arg-type]
