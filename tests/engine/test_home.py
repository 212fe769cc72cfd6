"""The home keeps secrets from other users and makes each only once."""

import json
import threading
from pathlib import Path

import pytest

from manciple.engine.home import Home, is_root, user_data_folder, write_private
from manciple.engine.lock import HeldElsewhere, InstanceLock


def test_a_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    first = home.secret("secret-key")
    assert len(first) >= 43
    assert home.secret("secret-key") == first
    assert Home(tmp_path / "home").secret("secret-key") == first
    assert home.secret("other") != first


def test_two_that_ask_at_once_get_the_same_secret(tmp_path: Path) -> None:
    home, answers = Home(tmp_path / "home"), []
    threads = [threading.Thread(target=lambda: answers.append(home.secret("key"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1


def test_nobody_else_can_read_what_the_home_keeps(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.secret("secret-key")
    assert (home.path / "secrets" / "secret-key").stat().st_mode & 0o777 == 0o600
    assert (home.path / "secrets").stat().st_mode & 0o777 == 0o700
    assert home.path.stat().st_mode & 0o777 == (0o711 if is_root() else 0o700)


def test_a_secret_that_was_never_made_is_not_known(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    assert home.known_secret("nothing") is None
    assert not home.path.exists()


def test_a_private_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_private(path, "one")
    write_private(path, "two")
    assert path.read_text() == "two"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_the_home_is_named_by_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MANCIPLE_HOME", str(tmp_path))
    assert Home.from_environment().path == tmp_path.resolve()
    monkeypatch.delenv("MANCIPLE_HOME")
    assert Home.from_environment().path == user_data_folder().resolve()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert user_data_folder().is_relative_to(tmp_path) or user_data_folder().parts[-2] == "Application Support"


def test_the_second_to_take_a_home_is_told_who_holds_it(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    first = InstanceLock(home).take()
    first.announce("http://127.0.0.1:8000/")
    with pytest.raises(HeldElsewhere, match=r"http://127\.0\.0\.1:8000/") as held:
        InstanceLock(home).take()
    assert held.value.pid == json.loads(first.note.read_text())["pid"]
    first.release()
    InstanceLock(home).take().release()
