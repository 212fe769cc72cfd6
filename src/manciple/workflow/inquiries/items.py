"""Where work items and courses stand: what the guards of their actions look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from manciple.kernel import authority
from manciple.kernel.args import Args
from manciple.kernel.context import Context
from manciple.kernel.numbers import ZERO

from ..models import Instance, WorkItem
from ..rules import definition, people
from ..terms import (
    MAINTAIN_WORKFLOW,
    Answer,
    Catalog,
    CourseState,
    Directory,
    ElementKind,
    Person,
    Plan,
    Values,
    document_type,
)
from ..terms.standing import Actor, CourseStanding, Handing, ItemStanding
from .catalog import catalog
from .directory import directory
from .worlds import values_of


@dataclass(frozen=True, slots=True)
class About:
    """Who submitted, made or changed a document (06 §13, S4), and how much is to be approved."""

    barred: frozenset[int]
    amount: Decimal


def items(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, ItemStanding]:
    """Where work items stand, and who wants to do something; a fixed number of statements."""
    rows = list(
        WorkItem.objects.filter(company=ctx.company, pk__in=ids).select_related(
            "user", "answered_by", "instance__workflow__process_owner"
        )
    )
    plans = catalog(ctx, {row.instance.plan_id for row in rows}).by_id
    known, about = directory(ctx), _about(rows, ctx)
    named = {pk: each.to if isinstance(each, Handing) else "" for pk, each in zip(ids, args or (), strict=False)}
    return {
        row.pk: _standing(
            row,
            plans[row.instance.plan_id],
            about[row.pk],
            _person(named.get(row.pk, ""), known),
            known,
            ctx,
        )
        for row in rows
    }


def _standing(
    row: WorkItem, plan: Plan, about: About, to: Person | None, known: Directory, ctx: Context
) -> ItemStanding:  # fmt: skip
    element, kind = plan.by_number[row.station], document_type(row.kind)
    answers, workflow = definition.allowed(element, plan), row.instance.workflow
    decides = known.people.get(row.on_behalf_of_id or row.user_id or 0)
    return ItemStanding(
        status=row.status, user=row.user_id, user_name=row.user.username if row.user else "", queue=row.queue,
        on_behalf_of=row.on_behalf_of_id, allowed=answers, labels=[str(Answer(each).label) for each in answers],
        branches=plan.branches(row.station) if element.kind == ElementKind.MANUAL_DECISION else (),
        actor=_actor(known, ctx),
        duty=kind.duty, duty_label=authority.label_of(kind.duty), barred=about.barred,
        answered_by=row.answered_by.username if row.answered_by else str(_("the system")),
        answered_at=row.answered_at, halted=_halted(row.instance), owner=workflow.process_owner_id,
        owner_name=workflow.process_owner.username, maintains=authority.has(ctx.duties, MAINTAIN_WORKFLOW), to=to,
        is_due=row.escalate_at is not None and row.escalate_at <= ctx.now,
        limit=people.limit_needed(element, decides.limit if decides else ZERO, about.amount),
    )  # fmt: skip


def _halted(instance: Instance) -> str:
    return str(instance.get_error_display()) if instance.status == CourseState.STOPPED else ""


def _person(name: str, known: Directory) -> Person | None:
    user = known.by_name.get(name)
    return known.people[user] if user is not None else None


def _actor(known: Directory, ctx: Context) -> Actor:
    roles = frozenset(role for role, users in known.roles.items() if ctx.user in users)
    return Actor(ctx.user, ctx.duties, roles)


def _about(rows: Sequence[WorkItem], ctx: Context) -> Mapping[int, About]:
    """What the documents of work items tell, by item; who made a document may not answer for its lines either."""
    found = Instance.objects.filter(company=ctx.company, pk__in={row.root for row in rows})
    roots = {root.pk: root for root in found}
    documents: dict[str, list[int]] = {}
    for kind, document in (*map(_document, roots.values()), *map(_document, rows)):
        documents.setdefault(kind, []).append(document)
    told = values_of(documents, Catalog(), ctx)
    return {row.pk: _about_one(roots[row.root], told[_document(row)], told[_document(roots[row.root])]) for row in rows}


def _document(row: WorkItem | Instance) -> tuple[str, int]:
    return row.kind, row.document_id


def _about_one(root: Instance, own: Values, whole: Values) -> About:
    makers = (*own.get("makers", ()), *whole.get("makers", ()))
    return About(frozenset({root.submitter_id, *makers}), people.amount_of(own))


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
