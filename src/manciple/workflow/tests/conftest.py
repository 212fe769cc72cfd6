"""Fixtures of the package's tests: a company, its people, sites as documents to be approved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from manciple.demo.company import Company
from manciple.demo.fixtures import company, founded
from manciple.kernel import actions, authority
from manciple.workflow.inquiries import declare
from manciple.workflow.terms import documents

from .office import APPROVE, SITES, SUBMIT, WAREHOUSES, Office

__all__ = ["company", "founded"]

REGISTRIES: tuple[dict[Any, Any], ...] = (actions._actions, authority._duties, documents._types)


@pytest.fixture
def office(company: Company) -> Iterator[Office]:
    """The company with people who approve sites, which nobody outside these tests can."""
    kept = [dict(each) for each in REGISTRIES]
    authority.duty(APPROVE, "Approve sites")
    declare(SITES)
    declare(WAREHOUSES)
    actions.declare(SUBMIT)
    yield Office(company)
    for registry, before in zip(REGISTRIES, kept, strict=True):
        registry.clear()
        registry.update(before)
