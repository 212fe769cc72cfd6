"""When an answer is due (01 §8): hours and days of work, weeks, months, years of the calendar."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from manciple.organization.rules import after_days, after_hours
from manciple.organization.terms import WorkHours

from ..terms import Element, Plan, Unit

MONTHS = {Unit.MONTHS: 1, Unit.YEARS: 12}


def due(start: datetime, limit: int, unit: str, hours: WorkHours) -> datetime:
    """The moment a time limit ends that began at another one."""
    match unit:
        case Unit.HOURS:
            return after_hours(start, limit, hours)
        case Unit.DAYS:
            return after_days(start, limit, hours)
        case Unit.WEEKS:
            return start + timedelta(weeks=limit)
    return after_months(start, limit * MONTHS[Unit(unit)], hours.zone)


def after_months(start: datetime, months: int, zone: str) -> datetime:
    """The same day and hour some months later; the last day of a month that is shorter."""
    here = start.astimezone(ZoneInfo(zone))
    years, month = divmod(here.month - 1 + months, 12)
    year, month = here.year + years, month + 1
    day = min(here.day, monthrange(year, month)[1])
    return here.replace(year=year, month=month, day=day).astimezone(start.tzinfo)


def limited_by(plan: Plan, element: Element) -> Element | None:
    """The element whose time limit counts: a process overrules its steps (01 §8)."""
    holder = plan.holder(element)
    while holder is not None:
        if holder.time_limit:
            return holder
        holder = plan.holder(holder)
    return element if element.time_limit else None


def reminder(due_at: datetime, hours_before: int) -> datetime | None:
    """When somebody is reminded before his time is over."""
    return due_at - timedelta(hours=hours_before) if hours_before else None
