"""Courses as they stand: of documents, with everything they started, ready for the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce

from manciple.kernel.context import Context
from manciple.kernel.records import rows_of

from ..models import ElementVisit, Instance, WorkItem
from ..terms import GOING, Course, Plan, Seat, Visit, World, document_type
from .worlds import world

Row = dict[str, Any]
LONGEST_ID = 19


@dataclass(slots=True)
class Families:
    """Courses of documents in one world, with the rows they were read from."""

    world: World
    roots: list[Course] = field(default_factory=list)
    stored: dict[tuple[type[Any], int], Row] = field(default_factory=dict)
    over: set[int] = field(default_factory=set)

    @property
    def courses(self) -> list[Course]:
        """All courses, parents first."""
        return [course for root in self.roots for course in root.family]

    def seat(self, item: int) -> tuple[Course, Seat]:
        """The question of a work item, and the course it belongs to."""
        return next((course, seat) for course in self.courses for seat in course.seats if seat.id == item)


SEAT = (
    "id", "station", "user_id", "queue", "on_behalf_of_id", "status", "level", "assigned_at", "due_at",
    "escalate_at", "remind_at", "answered_by_id", "answered_at", "choice",
)  # fmt: skip


def roots_of(kind: str, ids: Sequence[int], ctx: Context) -> dict[int, int]:
    """The course that is going on for each document: that of the document which was submitted."""
    going = Instance.objects.filter(company=ctx.company, kind=kind, document_id__in=ids, status__in=GOING)
    rows = going.order_by("pk").values_list("document_id", Coalesce("root_id", "pk"))
    found: dict[int, int] = {}
    for document, root in rows:
        found.setdefault(document, root)
    return found


def families(roots: Iterable[int], ctx: Context, *, actor: int | None = None, lock: bool = False) -> Families:
    """The courses under some roots; three statements, and those of their world. Locks the roots first."""
    wanted = sorted(set(roots))
    if lock:
        _lock(wanted, ctx)
    rows = list(Instance.objects.filter(Q(pk__in=wanted) | Q(root__in=wanted), company=ctx.company).order_by("pk"))
    documents: dict[str, list[int]] = {}
    for row in rows:
        documents.setdefault(row.kind, []).append(row.document_id)
    found = Families(world(documents, ctx, versions={row.plan_id for row in rows}, actor=actor))
    _build(found, rows, ctx)
    return found


def _lock(roots: Sequence[int], ctx: Context) -> None:
    going = Instance.objects.filter(company=ctx.company, pk__in=roots).order_by("pk")
    list(going.select_for_update(no_key=True).values_list("pk"))


def _build(found: Families, rows: Sequence[Instance], ctx: Context) -> None:
    courses: dict[int, Course] = {}
    for row in rows:
        course = courses[row.pk] = _course(row, found.world.catalog.by_id)
        found.stored[Instance, row.pk] = course_row(course)
        if course.is_over:
            found.over.add(row.pk)
        if row.parent_id is None:
            found.roots.append(course)
        else:
            course.parent = courses[row.parent_id]
            course.parent.children.append(course)
    _fill(found, courses, ctx)


def _course(row: Instance, plans: Mapping[int, Plan]) -> Course:
    return Course(
        plan=plans[row.plan_id], document=row.document_id, number=row.document, submitter=row.submitter_id,
        state=row.status, error=row.error, id=row.pk, ended_at=row.ended_at, parent_place=row.parent_place,
    )  # fmt: skip


def _fill(found: Families, courses: Mapping[int, Course], ctx: Context) -> None:
    visits = ElementVisit.objects.filter(company=ctx.company, instance__in=courses).order_by("pk")
    for each in visits:
        visit = Visit(each.station, each.status, each.branch, each.opened_at, each.pk)
        courses[each.instance_id].visits[each.station] = visit
        found.stored[ElementVisit, each.pk] = visit_row(visit)
    items = WorkItem.objects.filter(company=ctx.company, instance__in=courses).order_by("pk")
    for row in items.values("instance_id", *SEAT):
        instance = row.pop("instance_id")
        seat = Seat(row.pop("station"), **{name.removesuffix("_id"): value for name, value in row.items()})
        courses[instance].seats.append(seat)
        found.stored[WorkItem, seat.id] = seat_row(seat)


def course_row(course: Course) -> Row:
    """What of a course may change."""
    return {"status": str(course.state), "error": str(course.error), "ended_at": course.ended_at}


def visit_row(visit: Visit) -> Row:
    """What of a visit may change."""
    return {"status": str(visit.status), "branch": visit.branch}


def seat_row(seat: Seat) -> Row:
    """What of a question may change."""
    return {
        "user_id": seat.user, "on_behalf_of_id": seat.on_behalf_of, "queue": seat.queue, "status": str(seat.status),
        "level": seat.level, "due_at": seat.due_at, "escalate_at": seat.escalate_at, "remind_at": seat.remind_at,
        "answered_by_id": seat.answered_by,
        "answered_at": seat.answered_at, "choice": seat.choice,
    }  # fmt: skip


def _keys(numbers: Sequence[Any]) -> list[int]:
    """The ids among what a caller named; what can be none is refused later."""
    return [int(each) for each in numbers if str(each).isdecimal() and len(str(each)) < LONGEST_ID]


def lock_documents(items: Sequence[Any], ctx: Context) -> None:
    """Locks the documents work items are about, before the items: whoever acts on a document does so too."""
    wanted = _keys(items)
    rows = WorkItem.objects.filter(company=ctx.company, pk__in=wanted).values_list("root", flat=True)
    _lock_documents_of(set(rows), ctx)


def lock_documents_of_courses(instances: Sequence[Any], ctx: Context) -> None:
    """Locks the documents of courses before the courses."""
    wanted = _keys(instances)
    rows = Instance.objects.filter(company=ctx.company, pk__in=wanted).values_list(Coalesce("root_id", "pk"), flat=True)
    _lock_documents_of(set(rows), ctx)


def _lock_documents_of(roots: set[int], ctx: Context) -> None:
    documents: dict[str, list[int]] = {}
    rows = Instance.objects.filter(company=ctx.company, pk__in=roots).values_list("kind", "document_id")
    for kind, document in rows:
        documents.setdefault(kind, []).append(document)
    for kind in sorted(documents):
        going = rows_of(document_type(kind).record, ctx.company).filter(pk__in=documents[kind]).order_by("pk")
        list(going.select_for_update(no_key=True, of=("self",)).values_list("pk"))
