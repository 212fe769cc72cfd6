"""Real instances for tests: process trees in homes of their own, looked at and killed from outside."""

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
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from manciple.engine import web
from manciple.engine.embedded import EmbeddedServer
from manciple.engine.home import Home
from manciple.engine.provision import Connection, connect

CHECKOUT = Path(__file__).resolve().parents[1]
PATIENCE, FIRST_PATIENCE = 90.0, 300.0
POLL = 0.05
WEB_PROCESSES = 2
TOKENS = "tokens.json"


def instance_environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a real instance: nothing of the test run's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MANCIPLE_", "DJANGO_", "PG"))}
    return {**kept, "MANCIPLE_HOME": str(home), "PYTHONUNBUFFERED": "1", **more}


def python(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Runs a module to its end, with the environment of an instance."""
    environment = instance_environment(home, **more)
    command = [sys.executable, "-m", *words]
    return subprocess.run(command, env=environment, cwd=CHECKOUT, capture_output=True, text=True, timeout=300)


def manciple(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Runs a command of Manciple to its end."""
    return python(home, "manciple", *words, **more)


def wait_for(what: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Waits until something is so; fails when it does not come to be."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return
        time.sleep(POLL)
    pytest.fail(f"waited {seconds:.0f} s in vain for {getattr(what, '__doc__', None) or what}")


def alive(process: psutil.Process) -> bool:
    """Whether a process still runs; one that nobody has buried yet does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def home_without_demo(folder: Path) -> Path:
    """A home that believes to have its demo data already; loading it is tested elsewhere."""
    Home(folder).create().demo_users.write_text("[]")
    return folder


def free_port() -> int:
    """A port that nobody listens on, below those the system gives to callers; other test runs draw others."""
    while True:
        port = random.SystemRandom().randrange(10_240, 32_000)
        if web.is_free("127.0.0.1", port) and web.is_free("127.0.0.1", port + 1):
            return port


@dataclass
class Instance:
    """One instance: a supervisor and below it the database, a worker, the web server with its processes."""

    home: Path
    port: int = field(default_factory=free_port)
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    module: str = "manciple"

    @property
    def children(self) -> tuple[str, ...]:
        """The words by which the supervisor's children are known."""
        external = "MANCIPLE_DATABASE_URL" in self.environment
        return ("worker", "web") if external else ("postgres", "worker", "web")

    @property
    def log(self) -> Path:
        """What the supervisor says."""
        return self.home.with_name(f"{self.home.name}.said")

    @property
    def said(self) -> str:
        """Everything it said, at all starts."""
        return self.log.read_text()

    def start(self, *words: str, **more: str) -> Instance:
        """Starts it, whatever an earlier one left behind, and returns once it is whole."""
        patience = PATIENCE if self.log.exists() else FIRST_PATIENCE
        port = () if "PORT" in more else ("--port", str(self.port))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", self.module, *(words or ("demo",)), *port],
                env=instance_environment(self.home, **self.environment, **more), cwd=CHECKOUT,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.wait_until_whole(patience=patience)
        return self

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Stops it as a service manager would, or somebody at a terminal; its exit code."""
        assert self.process is not None
        self.process.send_signal(sign)
        return self.process.wait(PATIENCE)

    def stop_if_running(self) -> None:
        """Stops it unless it has ended already."""
        if self.process is not None and self.process.poll() is None:
            self.stop()

    def admin(self, database: str = "scm") -> Connection:
        """The superuser's connection to a database of the embedded server; he sees every company."""
        return connect(EmbeddedServer(Home(self.home)).admin.to(database))

    # --- Looking --------------------------------------------------------------------------------------

    @property
    def address(self) -> str:
        """Where it answers, as it left word itself; nothing while it starts."""
        try:
            return str(json.loads((self.home / "instance.json").read_text())["address"])
        except (FileNotFoundError, ValueError):
            return ""

    def status(self, path: str) -> int:
        """The status of a page, 0 where nobody answers."""
        host, _, port = self.address.removeprefix("http://").rstrip("/").partition(":")
        if not port:
            return 0
        connection = http.client.HTTPConnection(host, int(port), timeout=15)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def child(self, word: str) -> psutil.Process | None:
        """The supervisor's child whose command line has a word in it."""
        for child in self._below(self.process.pid if self.process else 0):
            with contextlib.suppress(psutil.Error):
                if alive(child) and any(word in part for part in child.cmdline()[:4]):
                    return child
        return None

    def below(self, word: str) -> list[psutil.Process]:
        """All processes below a child of the supervisor."""
        child = self.child(word)
        return self._below(child.pid, recursive=True) if child else []

    def family(self) -> list[psutil.Process]:
        """All processes below the supervisor."""
        return self._below(self.process.pid, recursive=True) if self.process else []

    def _below(self, pid: int, *, recursive: bool = False) -> list[psutil.Process]:
        try:
            return psutil.Process(pid).children(recursive=recursive)
        except psutil.NoSuchProcess:
            return []

    def whole(self) -> bool:
        """Whether every process is there and it answers."""
        there = all(self.child(word) is not None for word in self.children)
        return there and len(self.below("web")) >= WEB_PROCESSES and self.status("/health/ready") == http.HTTPStatus.OK

    def wait_until_whole(self, without: list[psutil.Process] | None = None, patience: float = PATIENCE) -> None:
        """Returns once it is whole, and none of its processes is one of these."""
        deadline = time.monotonic() + patience
        while any(alive(each) for each in without or ()) or not self.whole():
            ended = self.process is not None and self.process.poll() is not None
            if ended or time.monotonic() > deadline:
                why = "the supervisor ended" if ended else f"not whole after {patience:.0f} s"
                raise AssertionError(f"{why}:\n{self.said[-2000:]}")
            time.sleep(POLL)


def copied(home: Path, folder: Path) -> Instance:
    """An instance on a copy of a home that is not running, owners and times kept."""
    subprocess.run(["cp", "-a", str(home), str(folder)], check=True)
    return Instance(folder)
