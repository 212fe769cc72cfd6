"""Fixtures of the package's tests: a company, its people, sites as documents to be approved."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from manciple.demo.company import Company
from manciple.demo.fixtures import company, founded

from .office import Office, sites_are_approved

__all__ = ["company", "founded"]


@pytest.fixture
def office(company: Company) -> Iterator[Office]:
    """The company with people who approve sites."""
    with sites_are_approved():
        yield Office(company)
