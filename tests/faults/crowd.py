"""Eight buyers at once: started, stopped and killed together, and asked again afterwards."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..instances import wait_for
from .client import Caller, answered
from .written import Request, Written

#: Longer than any statement may take, so that silence is a fault and not a slow machine.
PATIENCE = 60.0
PAUSE = 0.05
CLIENT = Path(__file__).with_name("client.py")


@dataclass
class Crowd:
    """The buyers of one company, and everything they wrote down."""

    home: Path
    company: str
    tokens: Sequence[str]
    folder: Path
    written: Written = field(default_factory=Written)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __enter__(self) -> Crowd:
        return self

    def __exit__(self, *error: object) -> None:
        """None is left, whatever happened."""
        for process in self.processes:
            process.kill()
            process.wait()

    @property
    def files(self) -> list[Path]:
        """Where each buyer writes down what he sends and hears."""
        return [self.folder / f"buyer{place}.jsonl" for place in range(len(self.tokens))]

    def start(self, seed: str) -> None:
        """Lets all buyers begin; returns once they are at work."""
        before = self._size()
        for place, (file, token) in enumerate(zip(self.files, self.tokens, strict=True)):
            told = [str(self.home), str(file), f"{seed}-{place}", token, self.company, seed]
            self.processes.append(subprocess.Popen([sys.executable, "-I", "-S", str(CLIENT), *told]))
        self._wait(before + len(self.tokens))

    def work(self, seed: str, answers: int) -> list[Request]:
        """Lets them begin, and stops them after so many answers; the requests sent or answered."""
        self.start(seed)
        self._wait(self._size() + 2 * answers)
        return self.stop()

    def _size(self) -> int:
        """How much is written down: a line for each request, and one for each answer."""
        return sum(file.read_bytes().count(b"\n") for file in self.files if file.exists())

    def _wait(self, size: int) -> None:
        wait_for(lambda: self._size() >= size)

    def kill(self, chance: random.Random) -> None:
        """Kills some of the buyers in the middle of whatever they do."""
        for process in chance.sample(self.processes, chance.randint(1, len(self.processes))):
            process.kill()

    def stop(self) -> list[Request]:
        """Stops those that are left; the requests that were sent or answered since the last time."""
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            assert process.wait(PATIENCE) in (0, -signal.SIGKILL, -signal.SIGTERM), "a buyer broke"
        self.processes = []
        return self.written.take_in(self.files)

    def ask(self, path: str, body: dict[str, Any], key: str) -> tuple[int, Any]:
        """One request of the first buyer, sent until it is answered."""
        with closing(self._caller(0)) as caller:
            return insist(caller, path, body, key)

    def _caller(self, buyer: int) -> Caller:
        return Caller(self.home, self.tokens[buyer], self.company)

    def again(self, requests: Iterable[Request]) -> list[str]:
        """Sends requests a second time under their keys; what is not answered as the first time."""
        by_buyer: dict[int, list[Request]] = {}
        for request in requests:
            by_buyer.setdefault(request.buyer, []).append(request)

        def ask(buyer: int) -> list[str]:
            with closing(self._caller(buyer)) as caller:
                return [fault for request in by_buyer[buyer] for fault in repeated(caller, request)]

        with ThreadPoolExecutor(len(self.tokens)) as pool:
            return [fault for faults in pool.map(ask, by_buyer) for fault in faults]


def repeated(caller: Caller, request: Request) -> list[str]:
    """Sends one request again; what is wrong with its answer. One without an answer gets its first."""
    status, answer = insist(caller, request.path, request.body, request.key)
    before, after = request.told(), Request(request.key, request.path, request.body, 0, status, answer).told()
    if not request.answered:
        request.status, request.answer = status, answer
    elif (request.status, before) != (status, after):
        return [f"{request.key} was answered {request.status} {before}, and again {status} {after}"]
    return [] if request.acknowledged else [f"{request.key} was refused with {status}: {str(answer)[:300]}"]


def insist(caller: Caller, path: str, body: dict[str, Any], key: str) -> tuple[int, Any]:
    """Sends a request until it is answered."""
    deadline = time.monotonic() + PATIENCE
    while (got := answered(caller, path, body, key)) is None:
        assert time.monotonic() < deadline, f"no answer to {key} within {PATIENCE:.0f} s"
        time.sleep(PAUSE)
    return got
