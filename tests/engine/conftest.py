"""Homes, servers and whole instances for the tests of the engine."""

import contextlib
import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from manciple.engine.embedded import EmbeddedServer
from manciple.engine.home import Home
from manciple.engine.targets import Target

PATIENCE = 30.0


def wait_for(what: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until something is so; fail with its name when it does not come to be."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what():
            return
        time.sleep(0.05)
    pytest.fail(f"waited {seconds:.0f} s in vain for {getattr(what, '__doc__', None) or what}")


def instance_environment(home: Path, **more: str) -> dict[str, str]:
    """Answer the environment of a real instance: nothing of the test run's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MANCIPLE_", "DJANGO_", "PG"))}
    return {**kept, "MANCIPLE_HOME": str(home), "PYTHONUNBUFFERED": "1", **more}


def manciple(home: Path, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run a command of Manciple to its end."""
    command = [sys.executable, "-m", "manciple", *words]
    return subprocess.run(command, env=instance_environment(home, **more), capture_output=True, text=True, timeout=120)


def home_without_demo(folder: Path) -> Path:
    """Make a home that believes to have its demo data already; loading it is tested elsewhere."""
    Home(folder).create().demo_users.write_text("[]")
    return folder


@pytest.fixture
def home_folder() -> Iterator[Path]:
    """Lend a folder that every user may pass through, as a person's home would be for its own user."""
    folder = Path(tempfile.mkdtemp(prefix="manciple-"))
    folder.chmod(0o711)
    yield folder / "home"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def shared_folder() -> Iterator[Path]:
    """Lend such a folder to all tests of the run."""
    folder = Path(tempfile.mkdtemp(prefix="manciple-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


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


@dataclass
class Running:
    """An instance in a process tree of its own."""

    home: Path
    process: "subprocess.Popen[str]"
    said: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The address it printed last."""
        found = [match[1] for line in self.said if (match := re.search(r"answers at (http://\S+)", line))]
        return found[-1] if found else ""

    def read_until(self, word: str) -> None:
        """Read what it says until a word comes."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if word in line:
                return
        pytest.fail(f"it ended without saying {word!r}:\n{''.join(self.said)}")

    def child(self, word: str) -> psutil.Process | None:
        """Answer the direct child whose command line has a word in it."""
        for child in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
                if any(word in part for part in child.cmdline()[:4]):
                    return child
        return None

    def family(self) -> list[psutil.Process]:
        """Answer every process below it."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def status(self, path: str) -> int:
        """Ask it for a page and answer the status, 0 where nobody answers."""
        port = int(self.address.rsplit(":", 1)[1].rstrip("/"))
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def stop(self) -> int:
        """Stop it as a service manager would and answer its exit code."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=60)
        return self.process.returncode


def start(home: Path, *words: str, **more: str) -> Running:
    """Start a demo instance on a port of its own and return once it answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "manciple", *words],
        env=instance_environment(home, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    running = Running(home, process)
    running.read_until("answers at")
    return running


@pytest.fixture
def owner_and_runtime(bare_server: EmbeddedServer) -> tuple[Target, Target]:
    """Answer the ways in for owner and runtime of the bare server's provisioned database."""
    from manciple.engine.provision import provision

    plan = bare_server.plan
    provision(plan)
    return plan.owner, plan.runtime
