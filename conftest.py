"""Fixtures for every test, wherever it lies."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from manciple import testing


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Replace pytest-django's test database by a copy of the template, as the runtime role.

    A plugin's fixture would lose against pytest-django's own, so this one stands here.
    """
    with django_db_blocker.unblock(), testing.database():
        yield
