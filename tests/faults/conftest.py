"""An instance for each file of fault tests, with a company and eight buyers in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..conftest import COMPANY
from ..instances import TOKENS, Instance, copied
from .crowd import Crowd


@pytest.fixture(scope="module")
def instance(prepared_home: Path, shared_folder: Path, request: pytest.FixtureRequest) -> Iterator[Instance]:
    """A running instance, its writes synced to the disk."""
    name = str(request.module.__name__).rsplit(".", 1)[-1]
    running = copied(prepared_home, shared_folder / name)
    try:
        yield running.start()
    finally:
        running.stop_if_running()


@pytest.fixture
def crowd(instance: Instance, tmp_path: Path) -> Iterator[Crowd]:
    """Eight buyers who have done nothing yet; none outlives the test."""
    tokens = json.loads((instance.home / TOKENS).read_text())
    with Crowd(instance.home, COMPANY, tokens, tmp_path) as buyers:
        yield buyers
