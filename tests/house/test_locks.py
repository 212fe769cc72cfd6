"""Lock files pin everything and name no host."""

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
LOCKS = sorted((CHECKOUT / "requirements").glob("*.txt"))
ALL = [*LOCKS, *(path for path in [CHECKOUT / "package-lock.json"] if path.exists())]


@pytest.mark.parametrize("lock", ALL, ids=lambda path: path.name)
def test_a_lock_names_no_host(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    assert "resolved" not in text


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_has_a_version_and_hashes(lock: Path) -> None:
    packages = re.findall(
        r"^([a-z0-9][^\s=]*)==(\S+)[^\n]*\\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", lock.read_text(), re.M
    )
    lines = [line for line in lock.read_text().splitlines() if line and not line.startswith((" ", "#"))]
    assert len(packages) == len(lines) > 0


def test_both_locks_agree_on_what_both_hold() -> None:
    """A test must run on what a user gets."""
    pinned = re.compile(r"^([a-z0-9][^\s=]*==\S+)", re.M)
    base = set(pinned.findall((CHECKOUT / "requirements" / "base.txt").read_text()))
    dev = set(pinned.findall((CHECKOUT / "requirements" / "dev.txt").read_text()))
    assert base <= dev


def test_only_these_files_lock() -> None:
    """Other tools' lock files write hosts."""
    names = {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock", "pdm.lock", "yarn.lock", "pnpm-lock.yaml"}
    assert not [name for name in names if (CHECKOUT / name).exists()]
