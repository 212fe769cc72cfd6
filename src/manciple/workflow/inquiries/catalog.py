"""Workflows as courses follow them: the active versions, and those that are still being followed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import F, Q

from manciple.kernel.context import Context

from ..models import WorkflowVersion
from ..terms import Catalog, Element, Plan, WorkflowState

ACTIVE = (WorkflowState.ACTIVE, WorkflowState.CHANGED)
COLUMNS = (
    "pk", "workflow_id", "workflow__code", "workflow__name", "workflow__kind", "workflow__process_owner_id", "elements",
    "condition", "is_default", "calendar_id", "workflow__instructions",
)  # fmt: skip


def catalog(ctx: Context, versions: Iterable[int] = ()) -> Catalog:
    """The active workflows of the company, and the versions asked for; one statement."""
    is_active = Q(workflow__status__in=ACTIVE, number=F("workflow__versions"))
    found = WorkflowVersion.objects.filter(Q(pk__in=list(versions)) | is_active, company=ctx.company)
    rows = found.annotate(is_active=is_active).order_by("workflow__code").values_list("is_active", *COLUMNS)
    plans = [(row[0], _plan(row[1:])) for row in rows]
    return Catalog(tuple(plan for active, plan in plans if active), {plan.id: plan for _active, plan in plans})


def _plan(row: tuple[Any, ...]) -> Plan:
    pk, workflow, code, name, kind, owner, elements, condition, is_default, calendar, more = row
    read = tuple(Element(**_whole(each)) for each in elements)
    return Plan(pk, workflow, code, name, kind, owner, read, condition, is_default, calendar, more)


def _whole(told: Mapping[str, Any]) -> dict[str, Any]:
    """An element as it was kept; whole numbers stay whole."""
    return {name: int(value) if isinstance(value, Decimal) else value for name, value in told.items()}
