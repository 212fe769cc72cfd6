"""Where work items and courses stand: what the guards of their actions look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from manciple.kernel import authority
from manciple.kernel.args import Args
from manciple.kernel.context import Context

from ..models import Instance, WorkItem
from ..rules import definition
from ..terms import (
    MAINTAIN_WORKFLOW,
    Answer,
    Catalog,
    CourseState,
    Directory,
    ElementKind,
    Person,
    Plan,
    document_type,
)
from ..terms.standing import Actor, CourseStanding, Handing, ItemStanding
from .catalog import catalog
from .directory import directory
from .worlds import values_of

Barred = Mapping[int, frozenset[int]]


def items(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, ItemStanding]:
    """Where work items stand, and who wants to do something; a fixed number of statements."""
    rows = list(
        WorkItem.objects.filter(company=ctx.company, pk__in=ids).select_related(
            "user", "answered_by", "instance__workflow__process_owner"
        )
    )
    plans = catalog(ctx, {row.instance.plan_id for row in rows}).by_id
    known, barred = directory(ctx), _barred(rows, ctx)
    named = {pk: each.to if isinstance(each, Handing) else "" for pk, each in zip(ids, args or (), strict=False)}
    return {
        row.pk: _standing(
            row,
            plans[row.instance.plan_id],
            barred[row.root],
            _person(named.get(row.pk, ""), known),
            _actor(known, ctx),
            ctx,
        )
        for row in rows
    }


def _standing(
    row: WorkItem, plan: Plan, barred: frozenset[int], to: Person | None, actor: Actor, ctx: Context
) -> ItemStanding:  # fmt: skip
    element, kind = plan.by_number[row.station], document_type(row.kind)
    answers, workflow = definition.allowed(element, plan), row.instance.workflow
    return ItemStanding(
        status=row.status, user=row.user_id, user_name=row.user.username if row.user else "", queue=row.queue,
        on_behalf_of=row.on_behalf_of_id, allowed=answers, labels=[str(Answer(each).label) for each in answers],
        branches=plan.branches(row.station) if element.kind == ElementKind.MANUAL_DECISION else (), actor=actor,
        duty=kind.duty, duty_label=authority.label_of(kind.duty), barred=barred,
        answered_by=row.answered_by.username if row.answered_by else str(_("the system")),
        answered_at=row.answered_at, halted=_halted(row.instance), owner=workflow.process_owner_id,
        owner_name=workflow.process_owner.username, maintains=authority.has(ctx.duties, MAINTAIN_WORKFLOW), to=to,
        is_due=row.escalate_at is not None and row.escalate_at <= ctx.now,
    )  # fmt: skip


def _halted(instance: Instance) -> str:
    return str(instance.get_error_display()) if instance.status == CourseState.STOPPED else ""


def _person(name: str, known: Directory) -> Person | None:
    user = known.by_name.get(name)
    return known.people[user] if user is not None else None


def _actor(known: Directory, ctx: Context) -> Actor:
    roles = frozenset(role for role, users in known.roles.items() if ctx.user in users)
    return Actor(ctx.user, ctx.duties, roles)


def _barred(rows: Iterable[WorkItem], ctx: Context) -> Barred:
    """Who submitted, made or changed each document (06 §13, S4)."""
    roots = {row.root for row in rows}
    found = list(Instance.objects.filter(company=ctx.company, pk__in=roots))
    documents: dict[str, list[int]] = {}
    for root in found:
        documents.setdefault(root.kind, []).append(root.document_id)
    told = values_of(documents, Catalog(), ctx)
    return {
        root.pk: frozenset({root.submitter_id, *told[root.kind, root.document_id].get("makers", ())}) for root in found
    }


def courses(ids: Sequence[int], ctx: Context, args: Any) -> Mapping[int, CourseStanding]:
    """Where courses stand when somebody wants to resume or cancel them."""
    rows = Instance.objects.filter(company=ctx.company, pk__in=ids).select_related("workflow__process_owner")
    maintains = authority.has(ctx.duties, MAINTAIN_WORKFLOW)
    return {
        row.pk: CourseStanding(
            row.status, ctx.user, row.workflow.process_owner_id, row.workflow.process_owner.username, maintains
        )
        for row in rows
    }  # fmt: skip
