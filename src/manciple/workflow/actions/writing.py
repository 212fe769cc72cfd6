"""How courses are stored: only what differs, each table with one statement, however many documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from django.db import models

from manciple.kernel import outbox, sql
from manciple.kernel.actions import Batch, Target
from manciple.kernel.args import NoArgs
from manciple.kernel.context import Context

from ..inquiries.families import Families, Row, course_row, seat_row, visit_row
from ..models import ElementVisit, Instance, WorkflowEntry, WorkItem
from ..terms import Course, ElementKind, Outcome, Seat, Values, Visit, document_type

MOVED = "workflow-moved"


def store(found: Families, ctx: Context) -> None:
    """Writes courses as they are now, tells the documents what began and ended, and who listens."""
    new = _insert_courses(found, ctx)
    _update(Instance, ((course.id, course_row(course)) for course in found.courses), found, ctx)
    _write_visits(found, ctx)
    _write_seats(found, ctx)
    _write_history(found, ctx)
    _tell_documents(found, new, ctx)
    _announce(found, ctx)


# --- Rows ------------------------------------------------------------------------------------------


def _insert_courses(found: Families, ctx: Context) -> list[Course]:
    """New courses, level by level, because each names the one it was started by."""
    new = [course for course in found.courses if not course.id]
    waiting = new
    while waiting:
        level = [course for course in waiting if course.parent is None or course.parent.id]
        ids = sql.insert(Instance, [_course(course, found, ctx) for course in level])
        for course, pk in zip(level, ids, strict=True):
            course.id = pk
            found.stored[Instance, pk] = course_row(course)
        waiting = [course for course in waiting if not course.id]
    return new


def _course(course: Course, found: Families, ctx: Context) -> Row:
    parent, root = course.parent, course.root
    return {
        "company_id": ctx.company, "version": 1, "kind": course.plan.kind, "document_id": course.document,
        "document": course.number, "workflow_id": course.plan.workflow, "plan_id": course.plan.id,
        "submitter_id": course.submitter, "submitted_at": found.world.now, "root_id": root.id if parent else None,
        "parent_id": parent.id if parent else None, "parent_place": course.parent_place, **course_row(course),
    }  # fmt: skip


def _write_visits(found: Families, ctx: Context) -> None:
    pairs = [(course, visit) for course in found.courses for visit in course.visits.values()]
    _update(ElementVisit, ((visit.id, visit_row(visit)) for _course, visit in pairs if visit.id), found, ctx)
    sql.insert(ElementVisit, [_visit(course, visit, ctx) for course, visit in pairs if not visit.id])


def _visit(course: Course, visit: Visit, ctx: Context) -> Row:
    return {
        "company_id": ctx.company, "instance_id": course.id, "station": visit.place,
        "name": course.plan.by_number[visit.place].name, "opened_at": visit.opened_at, **visit_row(visit),
    }  # fmt: skip


def _write_seats(found: Families, ctx: Context) -> None:
    pairs = [(course, seat) for course in found.courses for seat in course.seats]
    _update(WorkItem, ((seat.id, seat_row(seat)) for _course, seat in pairs if seat.id), found, ctx)
    new = [(course, seat) for course, seat in pairs if not seat.id]
    ids = sql.insert(WorkItem, [_seat(course, seat, found.world.about(course), ctx) for course, seat in new])
    for (_owner, seat), pk in zip(new, ids, strict=True):
        seat.id = pk


def _seat(course: Course, seat: Seat, values: Values, ctx: Context) -> Row:
    element = course.plan.by_number[seat.place]
    return {
        "company_id": ctx.company, "version": 1, "kind": course.plan.kind, "document": course.number,
        "document_id": course.document, "subject": str(values.get("title") or "")[:120],
        "amount": values.get("amount"), "currency": values.get("currency") or "", "element": element.name,
        "instructions": element.instructions or course.plan.instructions,
        "instance_id": course.id, "root": course.root.id, "station": seat.place,
        "submitter_id": course.root.submitter, "assigned_at": seat.assigned_at, **seat_row(seat),
    }  # fmt: skip


def _write_history(found: Families, ctx: Context) -> None:
    told = [(course, entry) for course in found.courses for entry in course.entries]
    rows = [
        {
            "company_id": ctx.company, "act": ctx.act, "kind": course.plan.kind, "document": course.number,
            "document_id": course.document, "instance_id": course.id, "root": course.root.id, "what": str(entry.what),
            "station": entry.place, "element": entry.element, "user_id": entry.user,
            "on_behalf_of_id": entry.on_behalf_of, "to_id": entry.to, "comment": entry.comment,
            "seen": found.world.about(course).get("version"), "at": found.world.now,
        }
        for course, entry in told
    ]  # fmt: skip
    sql.insert(WorkflowEntry, rows)


def _update(
    record: type[models.Model], rows: Iterable[tuple[int, Row]], found: Families, ctx: Context
) -> None:  # fmt: skip
    """Updates the rows that differ from what was read, in the columns that differ in any of them."""
    changed = [(pk, row, found.stored[record, pk]) for pk, row in rows if row != found.stored[record, pk]]
    names = sorted({name for _pk, row, before in changed for name in row if row[name] != before[name]})
    told = [{"id": pk, "company_id": ctx.company, **{name: row[name] for name in names}} for pk, row, _ in changed]
    sql.update(record, told)


# --- Whom it concerns ------------------------------------------------------------------------------


def ended(found: Families) -> Iterator[Course]:
    """The documents whose workflow ended just now: those submitted, and lines with one of their own."""
    for course in found.courses:
        if course.is_over and course.id not in found.over and _is_of_a_document(course):
            yield course


def _is_of_a_document(course: Course) -> bool:
    """A workflow within a workflow is about the same document, whose end the outer one tells."""
    if course.parent is None or course.parent_place is None:
        return True
    return course.parent.plan.by_number[course.parent_place].kind == ElementKind.LINES


def _tell_documents(found: Families, new: Sequence[Course], ctx: Context) -> None:
    born: dict[str, list[int]] = {}
    for course in filter(_is_of_a_document, new):
        born.setdefault(course.plan.kind, []).append(course.document)
    for kind, documents in sorted(born.items()):
        began = document_type(kind).began
        if began:
            began(documents, ctx)
    groups: dict[tuple[str, str], list[int]] = {}
    for course in ended(found):
        groups.setdefault((course.plan.kind, course.state), []).append(course.document)
    for (kind, state), documents in sorted(groups.items()):
        document_type(kind).concluded(Outcome(state), documents, ctx)


def _announce(found: Families, ctx: Context) -> None:
    """Everything that was told is in the history; who follows the feed reads it there by the act."""
    moved = [root for root in found.roots if any(course.entries for course in root.family)]
    targets: list[Target[Any, Any]] = [Target(root.id, str(root.id), NoArgs(), root.state) for root in moved]
    outbox.tell(Instance, MOVED, Batch(targets), ctx)
    for course in chain.from_iterable(root.family for root in moved):
        course.entries.clear()
