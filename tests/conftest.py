"""What tests of whole instances share: folders anybody may pass through, and a home that is ready to start."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from .instances import TOKENS, Instance, home_without_demo, python

COMPANY, BUYERS = "US01", 8


@pytest.fixture
def home_folder() -> Iterator[Path]:
    """A folder that every user may pass through, as a person's home would be for its own user."""
    folder = Path(tempfile.mkdtemp(prefix="manciple-"))
    folder.chmod(0o711)
    yield folder / "home"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def shared_folder() -> Iterator[Path]:
    """Such a folder for all tests of the run."""
    folder = Path(tempfile.mkdtemp(prefix="manciple-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def prepared_home(shared_folder: Path) -> Path:
    """A home that was started from nothing and stopped again, with a company and eight buyers in it.

    Making it takes longer than most tests that need one: they take copies.
    """
    instance = Instance(home_without_demo(shared_folder / "prepared"))
    try:
        instance.start()
        made = python(instance.home, "tests.faults.ground", COMPANY, str(BUYERS))
        assert made.returncode == 0, made.stderr
    finally:
        assert instance.stop() == 0, instance.said
    tokens = json.loads(made.stdout.splitlines()[-1])
    (instance.home / TOKENS).write_text(json.dumps(tokens))
    return instance.home
