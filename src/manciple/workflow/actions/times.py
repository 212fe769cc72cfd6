"""What time brings: overdue work items are escalated, people are reminded (01 §8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from manciple.kernel import authority, scope, sql
from manciple.kernel.chores import chore
from manciple.kernel.context import Context
from manciple.kernel.running import run
from manciple.organization.models import LegalEntity

from ..models import WorkItem

MOST = 500


@dataclass(frozen=True, slots=True)
class Due:
    """A work item whose time has come."""

    id: int
    overdue: bool


@chore("escalate-work-items", seconds=30)
def escalate_work_items(now: datetime) -> int:
    """Escalates what is overdue and reminds of what soon will be, in every company; returns how many."""
    return sum(_of_company(ctx) for ctx in _companies(now))


def _companies(now: datetime) -> Iterator[Context]:
    """The circumstances of the system in every company."""
    operator = authority.operator()
    if operator is not None:
        for pk, code, zone in LegalEntity.objects.values_list("pk", "code", "time_zone"):
            yield Context(pk, code, operator, "", now, zone, door="worker")


def _of_company(ctx: Context) -> int:
    with scope.companies(ctx.company), transaction.atomic():
        due = sql.rows("workflow.due_items", into=Due, company=ctx.company, now=ctx.now, most=MOST)
    done = 0
    for key, overdue in (("escalate", True), ("remind", False)):
        ids = [each.id for each in due if each.overdue == overdue]
        if ids:
            done += len(run(WorkItem, key, ids, None, ctx.fresh(), each=True).done)
    return done
