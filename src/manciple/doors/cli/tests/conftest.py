"""A company and somebody at a keyboard."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from manciple.demo.company import Company, found
from manciple.kernel import clock


@dataclass(frozen=True, slots=True)
class Printed:
    """What a command printed and how it ended."""

    code: int
    out: str
    beside: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Cli = Callable[..., Printed]


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Company]:
    """A company, until the tests of a module are over. No scope: the door must set it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield found("US01", today=clock.now().date())
        transaction.set_rollback(True)


@pytest.fixture
def company(founded: Company, django_db_blocker: DjangoDbBlocker) -> Iterator[Company]:
    """The company as it was founded; what a test does to it is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield founded
        transaction.set_rollback(True)


@pytest.fixture
def cli(company: Company, capfd: pytest.CaptureFixture[str]) -> Cli:
    """Runs a command as the tester would at his terminal."""

    def run(*words: str, user: str = "tester") -> Printed:
        named = ["--user", user] if user and words[0] not in ("forms", "commands", "completion") else []
        capfd.readouterr()
        try:
            call_command("manciple", words[0], *named, *words[1:])
            code = 0
        except CommandError as stop:  # at a terminal this is the exit code
            code = stop.returncode
        out, beside = capfd.readouterr()
        return Printed(code, out, beside)

    return run
