"""When activities begin and end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from manciple.kernel.refusals import Refusal

from ..messages import ENDS_BEFORE, NO_TIME
from ..terms import Category


def times_fit(category: str, starts_at: datetime | None, ends_at: datetime | None) -> Iterator[Refusal]:
    """An appointment has a beginning; nothing ends before it begins."""
    if category == Category.APPOINTMENT and starts_at is None:
        yield NO_TIME(field="starts_at")
    if starts_at and ends_at and ends_at < starts_at:
        yield ENDS_BEFORE(field="ends_at")
