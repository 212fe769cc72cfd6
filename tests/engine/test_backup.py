"""A backup brings back what was there when it was taken, into any home."""

from pathlib import Path

import pytest

from manciple.engine.embedded import EmbeddedServer
from manciple.engine.home import Home
from manciple.engine.provision import connect, provision

from ..instances import manciple


def server_of(home: Path) -> EmbeddedServer:
    return EmbeddedServer(Home(home))


def write_note(home: Path, text: str) -> None:
    server = server_of(home)
    with server.running():
        provision(server.plan, hub=False)
        with connect(server.plan.owner) as owner:
            owner.execute("CREATE TABLE IF NOT EXISTS note (text text)")
            owner.execute("INSERT INTO note VALUES (%s)", [text])
    (home / "files").mkdir(exist_ok=True)
    (home / "files" / "invoice.pdf").write_text(text)


def notes(home: Path) -> list[str]:
    server = server_of(home)
    with server.running():
        provision(server.plan, hub=False)
        with connect(server.plan.runtime) as runtime:
            return [str(text) for (text,) in runtime.execute("SELECT text FROM note").fetchall()]


@pytest.fixture
def backed_up(own_home: Path, home_folder: Path) -> Path:
    """Answer a backup with one note; the home has got a second one since."""
    write_note(home_folder, "before")
    taken = manciple(home_folder, "backup", str(home_folder.parent / "backup"))
    assert taken.returncode == 0, taken.stderr
    write_note(home_folder, "after")
    return home_folder.parent / "backup"


def test_a_backup_comes_back_into_its_home_and_into_a_new_one(home_folder: Path, backed_up: Path) -> None:
    refused = manciple(home_folder, "restore", str(backed_up))
    assert (refused.returncode, "--replace" in refused.stderr) == (1, True)
    assert notes(home_folder) == ["before", "after"]
    done = manciple(home_folder, "restore", str(backed_up), "--replace")
    assert done.returncode == 0, done.stderr
    assert notes(home_folder) == ["before"]
    assert (home_folder / "files" / "invoice.pdf").read_text() == "before"
    assert len(list(home_folder.glob("database.before-*"))) == 1
    new_home = home_folder.parent / "new"
    assert manciple(new_home, "restore", str(backed_up)).returncode == 0
    assert notes(new_home) == ["before"]


def test_a_damaged_backup_is_refused(home_folder: Path, backed_up: Path) -> None:
    with (backed_up / "database" / "PG_VERSION").open("a") as file:
        file.write(" ")
    answer = manciple(home_folder, "restore", str(backed_up), "--replace")
    assert (answer.returncode, "pg_verifybackup failed" in answer.stderr) == (1, True)
    assert notes(home_folder) == ["before", "after"]


def test_a_backup_holds_no_secret(home_folder: Path, backed_up: Path) -> None:
    secrets = [path.read_text() for path in (home_folder / "secrets").iterdir()]
    small = [path for path in backed_up.rglob("*") if path.is_file() and path.stat().st_size < 100_000]
    texts = [path.read_bytes() for path in small]
    assert not any(secret.encode() in text for secret in secrets for text in texts)


@pytest.mark.parametrize("words", [["backup", "."], ["restore", "."]])
def test_a_wrong_folder_is_refused_in_a_sentence(home_folder: Path, words: list[str]) -> None:
    answer = manciple(home_folder, *words)
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
