"""A company, and a browser's requests to its pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from manciple.demo.company import Company
from manciple.demo.fixtures import company, founded
from manciple.organization.models import User

__all__ = ["company", "founded"]

Get = Callable[[str], Any]


@pytest.fixture
def client(company: Company) -> Client:
    """Somebody signed in who may do everything in the company."""
    found = Client(raise_request_exception=True)
    found.force_login(User.objects.get(pk=company.ctx.user))
    return found


@pytest.fixture
def statements(client: Client, company: Company) -> Callable[[str], int]:
    """How many statements a page of the company takes, once everything that is kept in memory is there."""

    def of(path: str) -> int:
        address = f"/{company.code}/{path}"
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        assert answer.status_code == 200
        return len(captured)

    return of
