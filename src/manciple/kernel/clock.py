"""The one place that reads the machine's time. Below the doors, time is an argument."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today(zone: str, moment: datetime) -> date:
    """The calendar day at a moment in a company's time zone."""
    return moment.astimezone(ZoneInfo(zone)).date()
