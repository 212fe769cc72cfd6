"""The folder in which one instance keeps its database, secrets, files and logs.

Everything in it belongs to this instance alone: the folder is private, secrets are made at random
the first time they are asked for, and nothing in it is ever part of a checkout.
"""

import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
TRAVERSABLE_FOLDER = 0o711
SECRET_BYTES = 48


def user_data_folder() -> Path:
    """Answer where this operating system keeps the data of a user's programs."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "manciple"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "manciple"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "manciple"


def is_root() -> bool:
    """Say whether this process has the rights of root, under which PostgreSQL refuses to run."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def private_folder(path: Path, mode: int = PRIVATE_FOLDER) -> Path:
    """Make a folder that other users cannot look into, and answer its path."""
    path.mkdir(parents=True, exist_ok=True)
    if path.stat().st_uid == os.geteuid() and path.stat().st_mode & 0o777 != mode:
        path.chmod(mode)
    return path


def write_private(path: Path, text: str) -> None:
    """Replace a file at once by one that only its owner can read."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


@dataclass(frozen=True)
class Home:
    """The folder of one instance and the names of what lies in it."""

    path: Path

    @classmethod
    def from_environment(cls) -> "Home":
        """Answer the home that MANCIPLE_HOME names, or the one in the user's data folder."""
        named = os.environ.get("MANCIPLE_HOME")
        return cls((Path(named).expanduser() if named else user_data_folder()).resolve())

    def create(self) -> "Home":
        """Make the folder private to its user.

        Under root the database runs as another user, who must be able to pass through this folder to
        his own; he can list and read nothing in it.
        """
        private_folder(self.path, TRAVERSABLE_FOLDER if is_root() else PRIVATE_FOLDER)
        return self

    @property
    def database(self) -> Path:
        """The data directory of the embedded server."""
        return self.path / "database"

    @property
    def logs(self) -> Path:
        """The folder of log files."""
        return private_folder(self.create().path / "log")

    @property
    def metrics(self) -> Path:
        """The folder in which several web processes share their counters."""
        return private_folder(self.create().path / "metrics")

    @property
    def static(self) -> Path:
        """The folder of collected browser assets."""
        return self.path / "static"

    @property
    def files(self) -> Path:
        """The folder of files that users attach to documents."""
        return self.path / "files"

    @property
    def demo_users(self) -> Path:
        """The file in which the demo data leaves the names and passwords of its users."""
        return self.path / "demo-users.json"

    @property
    def demo_token(self) -> Path:
        """The file in which the demo data leaves an API token of its administrator."""
        return self.path / "demo-token"

    def secret(self, name: str) -> str:
        """Answer a secret by name; one asked for the first time is made at random and kept.

        Two processes that ask at the same moment get the same one: the file is linked into place
        complete, and only the first link succeeds.
        """
        path = private_folder(self.create().path / "secrets") / name
        if not path.exists():
            draft = path.with_name(f"{name}.draft-{secrets.token_hex(6)}")
            write_private(draft, secrets.token_urlsafe(SECRET_BYTES))
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text().strip()

    def known_secret(self, name: str) -> str | None:
        """Answer a secret that exists already, or None; this one is never made."""
        path = self.path / "secrets" / name
        return path.read_text().strip() if path.exists() else None
