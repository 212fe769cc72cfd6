"""What the tests of this package start from."""

from __future__ import annotations

import pytest

from manciple.demo.company import found
from manciple.receipts.tests.buying import Buyer


@pytest.fixture
def buyer(db: None) -> Buyer:
    """Somebody who may do everything in a complete company."""
    return Buyer(found("US01"))
