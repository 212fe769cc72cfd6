"""What the tests of this package start from: a complete company and an order in it."""

from __future__ import annotations

import pytest

from manciple.demo.company import Company
from manciple.demo.fixtures import company, founded
from manciple.receipts.tests.buying import Buyer

__all__ = ["company", "founded"]


@pytest.fixture
def buyer(company: Company) -> Buyer:
    """Somebody who may do everything in a complete company."""
    return Buyer(company)
