"""Fixtures for tests of any package: a company that is founded once, fresh for every test.

A `conftest.py` takes them in by `from manciple.demo.fixtures import company, founded`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from manciple.demo.company import Company, found
from manciple.kernel import scope


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Company]:
    """The company, until the tests of a module are over."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield found()
        transaction.set_rollback(True)


@pytest.fixture
def company(founded: Company, django_db_blocker: DjangoDbBlocker) -> Iterator[Company]:
    """The company as it was founded; what a test does to it is taken back."""
    with django_db_blocker.unblock(), scope.companies(founded.id), transaction.atomic():
        yield founded
        transaction.set_rollback(True)
