"""What the tests of orders start from: a complete company, and a clerk who works in it."""

from __future__ import annotations

import pytest

from manciple.demo.company import Company
from manciple.demo.fixtures import company, founded
from manciple.orders.tests.clerk import Clerk, CodeDriver

__all__ = ["clerk", "company", "founded"]


@pytest.fixture
def clerk(company: Company) -> Clerk:
    """Somebody who may do everything, working through code."""
    return Clerk(CodeDriver(company.ctx))
