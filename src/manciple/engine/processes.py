"""Keeps the processes of one instance together: none survives alone, none stays down unnoticed."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

import psutil

from manciple.engine.failures import EngineFailure

SET_PARENT_DEATH_SIGNAL = 1
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
MOST_RESTARTS, RESTART_WINDOW = 5, 600.0
STOP_SECONDS = 10.0
POLL_SECONDS = 0.1
LONGEST_LOG = 20_000_000
STOP_SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP")


def die_with_parent(sign: signal.Signals = signal.SIGTERM) -> None:
    """Ask Linux to signal this process when its parent ends, even by kill -9.

    Elsewhere the next start finds what was left and stops it.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, int(sign), 0, 0, 0)


def end_after_parent(seconds: float = STOP_SECONDS) -> None:
    """End this process once its parent has ended: politely at first, by force after some seconds.

    A worker whose database went away with its parent would wait for it to come back.
    """

    def watch(parent: int) -> None:
        while os.getppid() == parent:
            time.sleep(POLL_SECONDS * 5)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(seconds)
        os._exit(1)

    threading.Thread(target=watch, args=[os.getppid()], daemon=True).start()


def is_alive(pid: int, program: str) -> bool:
    """Say whether a process runs and is this program; numbers of ended processes are given out again."""
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and program in process.name()
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True


class StopRequested(Exception):
    """Somebody asked this process to stop, by Ctrl-C or a signal."""


@contextmanager
def stop_on_signal() -> Iterator[None]:
    """Turn the first stop signal into StopRequested, so that everything is left in order.

    Further ones are ignored while the children are being stopped.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        for name in STOP_SIGNALS:
            signal.signal(getattr(signal, name), signal.SIG_IGN)
        raise StopRequested

    known = [getattr(signal, name) for name in STOP_SIGNALS if hasattr(signal, name)]
    before = {sign: signal.signal(sign, stop) for sign in known}
    try:
        yield
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


@dataclass
class Child:
    """One process to keep up: how to start it, how to see that it is ready, how to stop it.

    What must be done once before its first start, with the earlier children up, stands in `before`.
    """

    name: str
    start: Callable[[], "subprocess.Popen[bytes]"]
    wait_until_ready: Callable[["subprocess.Popen[bytes]"], None] = lambda process: None
    before: Callable[[], None] = lambda: None
    stop_signal: signal.Signals = signal.SIGTERM
    process: "subprocess.Popen[bytes] | None" = None
    ends: deque[float] = field(default_factory=deque)

    @property
    def up(self) -> bool:
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def launch(self) -> None:
        """Start the process and return once it is ready."""
        self.process = self.start()
        self.wait_until_ready(self.process)

    def stop(self) -> None:
        """End the process: politely, and after ten seconds by force."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            kill_tree(self.process.pid)
            self.process.wait()

    def note_end(self, now: float) -> float:
        """Count an unexpected end and answer how long to pause before the next start.

        Raises EngineFailure after the fifth end within ten minutes: restarting does not help then.
        """
        self.ends.append(now)
        while self.ends[0] < now - RESTART_WINDOW:
            self.ends.popleft()
        if len(self.ends) > MOST_RESTARTS:
            raise EngineFailure(f"{self.name} ended {len(self.ends)} times in ten minutes; last exit {self.last_exit}.")
        return float(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (len(self.ends) - 1)))

    @property
    def last_exit(self) -> str:
        """How the process ended last, in words."""
        code = self.process.returncode if self.process else None
        return f"by signal {-code}" if code is not None and code < 0 else f"with code {code}"


def kill_tree(pid: int) -> None:
    """Kill a process and all its descendants at once."""
    try:
        parent = psutil.Process(pid)
        family = [*parent.children(recursive=True), parent]
    except psutil.NoSuchProcess:
        return
    for member in family:
        try:
            member.kill()
        except psutil.NoSuchProcess:
            continue


class Supervisor:
    """Starts children in order, restarts those that end, stops them in the opposite order."""

    def __init__(
        self,
        children: list[Child],
        say: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Keep the children in the order in which each needs the ones before it."""
        self.children, self.say = children, say
        self.clock, self.sleep = clock, sleep
        self.due: dict[str, float] = {}

    def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Keep all children up until a stop signal comes; call ready once all are up."""
        try:
            with stop_on_signal():
                for child in self.children:
                    child.before()
                    child.launch()
                ready()
                while True:
                    self.look_once()
                    self.sleep(POLL_SECONDS)
        except StopRequested:
            self.say("Stopping.")
        finally:
            self.stop()

    def look_once(self) -> None:
        """Notice children that have ended and start those again whose pause is over."""
        now = self.clock()
        for child in self.children:
            if child.up:
                continue
            if child.name not in self.due:
                pause = child.note_end(now)
                self.due[child.name] = now + pause
                self.say(f"{child.name} ended {child.last_exit}; starting it again in {pause:.0f} s.")
            elif now >= self.due[child.name]:
                del self.due[child.name]
                self._launch_again(child)

    def _launch_again(self, child: Child) -> None:
        """Start a child anew; one that does not come up counts as ended again."""
        try:
            child.launch()
        except EngineFailure as failure:
            self.say(str(failure))
            child.stop()

    def stop(self) -> None:
        """Stop the children, the last started first."""
        for child in reversed(self.children):
            child.stop()


def python_child(
    *arguments: str, environment: dict[str, str] | None = None, log: Path | None = None
) -> "subprocess.Popen[bytes]":
    """Start Manciple's own command in a process that ends with this one; its words may go to a file."""
    with open_log(log) as words:
        return subprocess.Popen(
            [sys.executable, "-m", "manciple", *arguments],
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(signal.SIGTERM),
        )


@contextmanager
def open_log(path: Path | None) -> Iterator[IO[bytes] | None]:
    """Open a log for adding to it, the old one put aside once it is long; no path, no file."""
    if path is None:
        yield None
        return
    if path.exists() and path.stat().st_size > LONGEST_LOG:
        path.replace(path.with_name(f"{path.name}.1"))
    with path.open("ab") as file:
        yield file
