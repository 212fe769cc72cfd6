"""Runs the web server, and finds it a free port."""

import http.client
import importlib
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from manciple.engine.failures import EngineFailure
from manciple.engine.processes import die_with_parent

LOOPBACK_NAMES = {"127.0.0.1", "localhost", "::1"}
ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (asked through loopback)
PORTS_TRIED = 50
START_SECONDS = 60.0
POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Listening:
    """Where and how the web server listens."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    threads: int = 4
    certificate: str = ""
    key: str = ""

    @property
    def address(self) -> str:
        """What a person types into the browser."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.certificate else 'http'}://{name}:{self.port}/"

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in LOOPBACK_NAMES

    @property
    def arguments(self) -> list[str]:
        """The same as arguments of the command that runs the server."""
        words = ["--host", self.host, "--port", str(self.port), "--workers", str(self.workers)]
        words += ["--threads", str(self.threads)]
        return words + (["--certificate", self.certificate, "--key", self.key] if self.certificate else [])


def is_free(host: str, port: int) -> bool:
    """Say whether nobody listens on a port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(host: str, wanted: int) -> int:
    """Answer the wanted port, or the next free one after it."""
    for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
        if is_free(host, port):
            return port
    raise EngineFailure(f"No free port from {wanted} on at {host}; give another one with --port or PORT.")


def wait_until_live(listening: Listening, process: "subprocess.Popen[bytes]") -> None:
    """Return once the web server answers; fail when it ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise EngineFailure(f"The web server ended with code {process.returncode} before it answered.")
        if answers(listening):
            return
        time.sleep(POLL_SECONDS)
    raise EngineFailure(f"The web server did not answer within {START_SECONDS:.0f} seconds.")


def answers(listening: Listening) -> bool:
    """Say whether the web server accepts connections and, where it speaks plain http, says it is live."""
    host = ANY_ADDRESS.get(listening.host, listening.host)
    try:
        if listening.certificate:
            socket.create_connection((host, listening.port), timeout=5).close()
            return True
        connection = http.client.HTTPConnection(host, listening.port, timeout=5)
        connection.request("GET", "/health/live", headers={"Host": "127.0.0.1"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False


def run(listening: Listening) -> None:
    """Serve until told to stop.

    The application and all its pages are loaded once, before the processes part, which saves each of
    them a second and most of its memory, and the first visitor the wait.
    """
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    importlib.import_module("manciple.wsgi")
    importlib.import_module("manciple.urls")
    Server(
        "manciple.wsgi:application",
        address=listening.host,
        port=listening.port,
        interface=Interfaces.WSGI,
        workers=listening.workers,
        blocking_threads=listening.threads,
        respawn_failed_workers=True,
        workers_kill_timeout=8,
        log_level=LogLevels.warning,
        ssl_cert=Path(listening.certificate) if listening.certificate else None,
        ssl_key=Path(listening.key) if listening.key else None,
        websockets=False,
    ).serve(target_loader=load_application, wrap_loader=False)


def load_application() -> Callable[..., object]:
    """Load what answers requests, in each web process.

    The process ends with its server, and a stop signal that comes while it still loads ends it at once.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    die_with_parent()
    return cast(Callable[..., object], importlib.import_module("manciple.wsgi").application)
