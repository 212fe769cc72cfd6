"""What the tests of orders start from: a complete company, and a clerk who works in it."""

from __future__ import annotations

import pytest

from manciple.demo.company import Company
from manciple.demo.fixtures import company, founded
from manciple.orders.inquiries import standing
from manciple.orders.terms import Pending
from manciple.orders.tests.clerk import Clerk, CodeDriver

__all__ = ["clerk", "company", "founded"]


@pytest.fixture
def pending(monkeypatch: pytest.MonkeyPatch) -> dict[int, Pending]:
    """Pending invoices by line; put some in. The floor above keeps them."""
    held: dict[int, Pending] = {}
    monkeypatch.setattr(standing, "_matched", [lambda orders, ctx: held])
    return held


@pytest.fixture
def clerk(company: Company) -> Clerk:
    """Somebody who may do everything, working through code."""
    return Clerk(CodeDriver(company.ctx))
