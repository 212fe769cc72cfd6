"""One instance per home: whoever comes second is told who was first."""

import fcntl
import json
import os
from pathlib import Path
from typing import IO

from manciple.engine.home import Home, write_private


class HeldElsewhere(Exception):
    """Another process runs this instance; says which, and where it answers."""

    def __init__(self, pid: int, address: str) -> None:
        """Keep the holder's process number and address."""
        self.pid, self.address = pid, address
        super().__init__(f"Manciple already runs for this folder: process {pid}, {address or 'starting'}.")


class InstanceLock:
    """A lock that ends with the process that holds it, however that ends."""

    def __init__(self, home: Home) -> None:
        """Name the files; nothing is taken yet."""
        self.path = home.create().path / "instance.lock"
        self.note: Path = home.path / "instance.json"
        self.file: IO[str] | None = None

    def take(self) -> "InstanceLock":
        """Take the lock, or raise HeldElsewhere."""
        file = self.path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise self._holder() from None
        self.file = file
        self.announce("")
        return self

    def _holder(self) -> HeldElsewhere:
        try:
            written = json.loads(self.note.read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return HeldElsewhere(0, "")
        return HeldElsewhere(int(written["pid"]), str(written["address"]))

    def announce(self, address: str) -> None:
        """Leave word where this instance answers."""
        write_private(self.note, json.dumps({"pid": os.getpid(), "address": address}))

    def release(self) -> None:
        """Give the lock back."""
        if self.file is not None:
            self.note.unlink(missing_ok=True)
            self.file.close()
            self.file = None
