"""What the buyers wrote down: every request they sent, and every answer they got."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Request:
    """A request under its key, and its answer once there is one."""

    key: str
    path: str
    body: dict[str, Any]
    buyer: int = 0
    status: int = 0
    answer: Any = None

    @property
    def acknowledged(self) -> bool:
        """Whether the buyer was told that it is done."""
        return 200 <= self.status < 300

    @property
    def answered(self) -> bool:
        """Whether the buyer was told anything."""
        return self.status != 0

    @property
    def creates(self) -> bool:
        """Whether it asks for a new order."""
        return "/" not in self.path

    def told(self) -> Any:
        """What must be the same whenever the request is repeated: what was done and made.

        A created order is shown as it is now, so of it only its number stays.
        """
        if not isinstance(self.answer, dict):
            return self.answer
        names = ("number",) if self.creates else ("done", "made", "act")
        return {name: self.answer.get(name) for name in names}


@dataclass
class Written:
    """The requests of all buyers by key, as far as their files were read."""

    requests: dict[str, Request] = field(default_factory=dict)
    read: dict[Path, int] = field(default_factory=dict)

    def take_in(self, files: Iterable[Path]) -> list[Request]:
        """Reads what was added to the files since; the requests that were sent or answered."""
        touched: dict[str, Request] = {}
        for buyer, path in enumerate(files):
            for line in self._added(path):
                request = self._noted(line, buyer)
                touched[request.key] = request
        return list(touched.values())

    def _added(self, path: Path) -> list[str]:
        """The whole lines behind the place reached last; a line cut by a kill would be a fault of the test."""
        if not path.exists():
            return []
        with path.open("rb") as file:
            file.seek(self.read.get(path, 0))
            text = file.read()
        self.read[path] = self.read.get(path, 0) + len(text)
        assert not text or text.endswith(b"\n"), f"{path.name} ends in the middle of a line"
        return text.decode().splitlines()

    def _noted(self, line: str, buyer: int) -> Request:
        told = json.loads(line)
        key = told["key"]
        if "path" in told:
            self.requests[key] = Request(key, told["path"], told["body"], buyer)
        else:
            self.requests[key].status, self.requests[key].answer = told["status"], told["answer"]
        return self.requests[key]

    def acknowledged(self) -> list[Request]:
        """Everything the buyers were told is done."""
        return [each for each in self.requests.values() if each.acknowledged]
