"""Copies a running instance and brings the copy back.

A backup holds the database as of one moment, with its own checksums, and the attached files. It holds
no secrets: a restored instance gets new passwords from the home it is restored into.
"""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

from manciple import __version__
from manciple.engine.embedded import EmbeddedServer
from manciple.engine.failures import EngineFailure
from manciple.engine.home import Home, private_folder
from manciple.engine.lock import InstanceLock
from manciple.engine.plan import embedded_server
from manciple.engine.targets import external_plan

NOTE = "manciple-backup.json"


def _embedded(home: Home) -> EmbeddedServer:
    """Answer the embedded server; one of your own is backed up with its own tools."""
    if external_plan(home) is not None:
        raise EngineFailure("MANCIPLE_DATABASE_URL names a server of your own: back it up with its tools.")
    return embedded_server(home)


def take(home: Home, folder: str) -> int:
    """Copy the database while it runs, then the files, and verify the copy of the database."""
    target = Path(folder).expanduser().resolve()
    if target.exists() and any(target.iterdir()):
        raise EngineFailure(f"{target} is not empty; a backup gets a folder of its own.")
    server = _embedded(home)
    private_folder(target)
    with server.running():
        copy_database(server, target / "database")
    verify(server, target / "database")
    if home.files.exists():
        shutil.copytree(home.files, target / "files")
    note = {"manciple": __version__, "taken_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
    (target / NOTE).write_text(json.dumps(note))
    print(f"Backed up and verified: {target}")
    return 0


def copy_database(server: EmbeddedServer, target: Path) -> None:
    """Take a base backup with the log that makes it whole."""
    admin = server.admin
    _run(
        server,
        "pg_basebackup",
        *("-h", admin.host, "-p", str(admin.port), "-U", admin.user, "-D", str(target), "--no-password"),
        *("--wal-method=stream", "--checkpoint=fast", "--manifest-checksums=SHA256"),
        password=admin.password,
    )


def verify(server: EmbeddedServer, copy: Path) -> None:
    """Compare every file of a backup with its manifest, and its log with what it needs."""
    _run(server, "pg_verifybackup", "--quiet", str(copy))


def _run(server: EmbeddedServer, program: str, *arguments: str, password: str = "") -> None:
    environment = {**server.environment, "PGPASSWORD": password}
    answer = subprocess.run(
        [str(server.programs / program), *arguments], env=environment, capture_output=True, text=True, umask=0o077
    )
    if answer.returncode:
        raise EngineFailure(f"{program} failed: {answer.stderr.strip()}")


def bring_back(home: Home, folder: str, *, replace: bool) -> int:
    """Put a verified backup in the place of the home's data."""
    source = Path(folder).expanduser().resolve()
    if not (source / NOTE).exists():
        raise EngineFailure(f"{source} is no backup of Manciple: it has no {NOTE}.")
    server = _embedded(home.create())
    lock = InstanceLock(home).take()
    try:
        verify(server, source / "database")
        for place in (server.data, home.files):
            move_aside(place, replace=replace)
        server.adopt_copy(source / "database")
        if (source / "files").exists():
            shutil.copytree(source / "files", home.files)
        for stamp in home.path.glob(".*.stamp"):
            stamp.unlink()
    finally:
        lock.release()
    print(f"Restored from {source}. Start Manciple as usual.")
    return 0


def move_aside(place: Path, *, replace: bool) -> None:
    """Make room for restored data without deleting what is there."""
    if not place.exists():
        return
    if not replace:
        raise EngineFailure(f"{place} has data already; with --replace it is moved aside.")
    os.rename(place, place.with_name(f"{place.name}.before-{time.strftime('%Y%m%d-%H%M%S')}"))
