"""A company and somebody at a keyboard."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management import CommandError, call_command

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


@pytest.fixture
def company(db: None) -> Company:
    return found("US01", today=clock.now().date())


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
