"""Fixtures of the package's tests: a company, its people, sites as documents to be approved."""

from __future__ import annotations

import pytest

from manciple.demo.company import Company
from manciple.demo.fixtures import company, founded

from .office import Office

__all__ = ["company", "founded"]


@pytest.fixture
def office(company: Company) -> Office:
    """The company with people who approve."""
    return Office(company)
