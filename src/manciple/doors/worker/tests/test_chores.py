"""What packages declare to be done again and again is done by the worker, told the time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from manciple.doors.worker import working
from manciple.kernel import chores
from manciple.kernel.chores import Chore


@pytest.mark.django_db
def test_a_chore_is_told_the_time() -> None:
    heard: list[datetime] = []

    def work(now: datetime) -> int:
        heard.append(now)
        return 1

    before = datetime.now(UTC)
    asyncio.run(working._doing(Chore("test", 1.0, work))())  # type: ignore[arg-type]
    assert before <= heard[0] <= datetime.now(UTC)


def test_the_chores_of_the_house_are_known() -> None:
    known = {each.key: each.seconds for each in chores.every()}
    assert (known["send-mails"], known["escalate-work-items"]) == (5, 30)
