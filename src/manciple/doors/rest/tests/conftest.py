"""A company and programs that talk to its API."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from manciple.demo.company import Company, found
from manciple.kernel import clock
from manciple.kernel.actions import find
from manciple.kernel.args import read
from manciple.kernel.running import run
from manciple.organization.models import ApiToken


class Api:
    """A program with a token."""

    def __init__(self, token: str, company: str = "US01") -> None:
        self.token, self.company, self.client = token, company, Client(raise_request_exception=False)

    def __call__(self, method: str, path: str, told: Any = None, **headers: str) -> Any:
        """One request; the body is JSON unless it is bytes already."""
        where = path if path.startswith("/") else f"/api/v1/{self.company}/{path}"
        body = told if isinstance(told, bytes) else b"" if told is None else json.dumps(told).encode()
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        if self.token:
            named.setdefault("Authorization", f"Bearer {self.token}")
        named.setdefault("X-Request-ID", "test")
        kind = named.pop("Content-Type", "application/json")
        return self.client.generic(method, where, body, kind, headers=named)

    def get(self, path: str, **headers: str) -> Any:
        return self("GET", path, **headers)

    def post(self, path: str, told: Any = None, **headers: str) -> Any:
        return self("POST", path, told, **headers)

    def patch(self, path: str, told: Any = None, **headers: str) -> Any:
        return self("PATCH", path, told, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self("DELETE", path, **headers)


def token_for(company: Company, user: str = "tester", **more: Any) -> str:
    """A new token of a user."""
    told = {"user": user, "name": "test", "expires_on": company.today + timedelta(days=30), **more}
    ctx = company.ctx.fresh()
    return run(ApiToken, "issue", (), read(find(ApiToken, "issue").args, told), ctx).secret


@pytest.fixture(autouse=True)
def this_door_alone(settings: Any) -> None:
    """The addresses of this door and of no other."""
    settings.ROOT_URLCONF = "manciple.doors.rest.urls"


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Company, str]]:
    """A company and a token, until the tests of a module are over. No scope: the door must set it."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = found("US01", today=clock.now().date())
        yield made, token_for(made)
        transaction.set_rollback(True)


@pytest.fixture
def company(founded: tuple[Company, str], django_db_blocker: DjangoDbBlocker) -> Iterator[Company]:
    """The company as it was founded; what a test does to it is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield founded[0]
        transaction.set_rollback(True)


@pytest.fixture
def api(company: Company, founded: tuple[Company, str], settings: Any) -> Api:
    """A program of the tester, that may ask as often as it likes."""
    settings.API_REQUESTS_PER_SECOND = 100_000
    return Api(founded[1])


@pytest.fixture
def programs(company: Company) -> Callable[..., Api]:
    """Makes programs with tokens of their own."""

    def program(user: str = "tester", **more: Any) -> Api:
        return Api(token_for(company, user, **more))

    return program
