"""Where documents stand in their workflow: facts for the guards of their own actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import OuterRef, QuerySet, Subquery

from manciple.kernel.context import Context

from ..models import WorkItem
from ..rules import course, definition
from ..terms import Catalog, Fit, LastAnswer, OpenItem, SeatState
from .catalog import catalog
from .families import roots_of
from .worlds import values_of


def fitting(kind: str, ids: Sequence[int], ctx: Context) -> Mapping[int, Fit]:
    """The active workflows each document would go through; one is right, none or several are not."""
    known = catalog(ctx)
    told = values_of({kind: list(ids)}, Catalog(), ctx)
    plans = known.of_kind(kind)
    return {pk: Fit(tuple(plan.code for plan in course.fitting(plans, told[kind, pk]))) for pk in ids}


def open_items(kind: str, ids: Sequence[int], ctx: Context) -> Mapping[int, list[OpenItem]]:
    """What waits for an answer, by document; a document without has an empty list."""
    found: dict[int, list[OpenItem]] = {pk: [] for pk in ids}
    rows = WorkItem.objects.filter(
        company=ctx.company, kind=kind, document_id__in=ids, status=SeatState.OPEN, root__in=_going(kind, ids, ctx)
    )
    plans = catalog(ctx, set(rows.values_list("instance__plan_id", flat=True))).by_id
    for row in rows.select_related("user", "instance__workflow__process_owner").order_by("pk"):
        plan = plans[row.instance.plan_id]
        found[row.document_id].append(_open(row, definition.allowed(plan.by_number[row.station], plan)))
    return found


def _going(kind: str, ids: Sequence[int], ctx: Context) -> list[int]:
    return list(roots_of(kind, ids, ctx).values())


def _open(row: WorkItem, allowed: Iterable[str]) -> OpenItem:
    return OpenItem(
        id=row.pk, document=row.document_id, user=row.user_id, user_name=row.user.username if row.user else "",
        on_behalf_of=row.on_behalf_of_id, queue=row.queue, element=row.element, allowed=tuple(allowed),
        due_at=row.due_at, submitter=row.submitter_id, owner=row.instance.workflow.process_owner_id,
    )  # fmt: skip


def last_answers(kind: str, ids: Sequence[int], ctx: Context) -> Mapping[int, LastAnswer]:
    """The last answer given on each document since it was submitted last."""
    about = WorkItem.objects.filter(company=ctx.company, kind=kind)
    latest = about.filter(document_id=OuterRef("document_id")).order_by("-root").values("root")[:1]
    rows: QuerySet[WorkItem] = about.filter(document_id__in=ids, answered_by__isnull=False, root=Subquery(latest))
    told = rows.order_by("answered_at", "pk").values_list(
        "document_id", "answered_by_id", "answered_by__username", "answered_at", "status"
    )
    return {document: LastAnswer(user, name, at, answer) for document, user, name, at, answer in told}
