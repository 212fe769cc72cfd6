"""Judgments about terms: when an invoice is due. No database, no clock, no settings."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from manciple.kernel.args import Args
from manciple.kernel.explain import SILENT, Why
from manciple.kernel.refusals import Refusal
from manciple.kernel.setup import Known

from . import messages
from .terms import DueFrom, DueRule

CHAPTER = "02 §12"


def due_date(on: date, terms: DueRule, why: Why = SILENT) -> date:
    """The day an invoice of a day is due: months before days, months clipped to their end (02 §12).

    Current month counts from the end of the month and stays at month ends while months are added.
    """
    match terms.due_from:
        case DueFrom.CASH:
            due = on
        case DueFrom.CURRENT_MONTH:
            due = month_end(plus_months(month_end(on), terms.months)) + timedelta(days=terms.days)
        case _:
            due = plus_months(on, terms.months) + timedelta(days=terms.days)
    why.step(
        "due date", due, chapter=CHAPTER, on=on, terms=terms.code, method=terms.due_from, months=terms.months,
        days=terms.days,
    )  # fmt: skip
    return due


def plus_months(day: date, months: int) -> date:
    """The same day some months on, or the last day of that month when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def month_end(day: date) -> date:
    """The last day of the month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def nothing_is_added_to_cash(known: Known, args: Args) -> Iterator[Refusal]:
    """Cash on delivery is due at once, so days and months would promise something else (02 §12)."""
    added = known.value("days", args) or known.value("months", args)
    if known.value("due_from", args) == DueFrom.CASH and added:
        yield messages.CASH_IS_DUE_AT_ONCE(field="days")
