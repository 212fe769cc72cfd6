"""A clerk at each door."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from manciple.demo.company import Company, found
from manciple.kernel import clock, scope
from manciple.kernel.actions import find
from manciple.kernel.args import read
from manciple.kernel.running import run
from manciple.orders.tests.clerk import Clerk, CodeDriver
from manciple.organization.models import ApiToken

from .drivers import CliDriver, RestDriver

DOORS = ("code", "rest", "cli")


@pytest.fixture
def company(db: None) -> Company:
    """A company whose today is today, because doors read the clock."""
    return found("US01", today=clock.now().date())


@pytest.fixture(params=DOORS)
def clerk(request: pytest.FixtureRequest, company: Company, settings: Any) -> Iterator[Clerk]:
    """The same clerk, at one door after the other."""
    settings.API_REQUESTS_PER_SECOND = 100_000
    match request.param:
        case "rest":
            yield Clerk(RestDriver(token(company), company.code))
        case "cli":
            capfd = request.getfixturevalue("capfd")
            yield Clerk(CliDriver("tester", company.code, capfd.readouterr))
        case _:
            with scope.companies(company.id):  # a door sets it for every request
                yield Clerk(CodeDriver(company.ctx))


def token(company: Company, user: str = "tester") -> str:
    """A token of the tester, or of somebody else."""
    told = {"user": user, "name": f"test of {user}", "expires_on": company.today + timedelta(days=30)}
    return run(ApiToken, "issue", (), read(find(ApiToken, "issue").args, told), company.ctx.fresh()).secret
