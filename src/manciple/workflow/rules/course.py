"""The course of a document through a workflow: a machine over plain values (01 §8).

`begin` and `proceed` follow the elements as far as nobody has to be asked; `answered`, `escalated`,
`task_done`, `resumed` and `canceled` are what may happen from outside. What follows from an answer
depends on what was answered, never on who sat where.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import Enum

from ..terms import (
    ASKING,
    NO,
    YES,
    Answer,
    Assigned,
    Completion,
    Course,
    CourseState,
    Element,
    ElementKind,
    Errand,
    Final,
    Plan,
    Seat,
    SeatState,
    Trouble,
    Values,
    Visit,
    VisitState,
    What,
    World,
)
from . import expressions, people, times

DEEPEST_FAMILY = 5


class Step(Enum):
    """How a part of the way went."""

    PASSED = "passed"
    WAITING = "waiting"
    OVER = "over"


OUTCOME = {
    Answer.REJECT: CourseState.REJECTED,
    Answer.REQUEST_CHANGE: CourseState.CHANGE_REQUESTED,
}
ANSWERED = {
    Answer.APPROVE: SeatState.APPROVED,
    Answer.COMPLETE: SeatState.COMPLETED,
    Answer.REJECT: SeatState.REJECTED,
    Answer.REQUEST_CHANGE: SeatState.CHANGE_REQUESTED,
}
TOLD = {
    Answer.APPROVE: What.APPROVED,
    Answer.COMPLETE: What.COMPLETED,
    Answer.REJECT: What.REJECTED,
    Answer.REQUEST_CHANGE: What.CHANGE_REQUESTED,
}


# --- Going on --------------------------------------------------------------------------------------


def begin(course: Course, world: World) -> None:
    """The first element is reached."""
    course.tell(What.STARTED, user=course.submitter)
    proceed(course, world)


def proceed(course: Course, world: World) -> None:
    """Goes on as far as possible; a course without anything more to do is approved."""
    if course.is_running and _sequence(course, None, "", world) is Step.PASSED:
        end(course, CourseState.APPROVED, world)


def _sequence(course: Course, inside: int | None, branch: str, world: World) -> Step:
    """One element after the other."""
    for element in course.plan.inside(inside, branch):
        step = _element(course, element, world)
        if step is not Step.PASSED:
            return step
    return Step.PASSED


def _element(course: Course, element: Element, world: World) -> Step:
    visit = course.visits.get(element.number) or _reached(course, element, world)
    if not course.is_running or visit is None:
        return Step.OVER
    if (visit.status == VisitState.OPEN and element.kind not in (*ASKING, *_SENT)) or _is_chosen(element, visit):
        step = _within(course, element, visit, world)
        if step is not Step.PASSED:
            return step
        visit.status = VisitState.PASSED
    return Step.WAITING if visit.status == VisitState.OPEN else Step.PASSED


def _is_chosen(element: Element, visit: Visit) -> bool:
    """Whether a manual decision was taken, so that its branch is followed."""
    return element.kind == ElementKind.MANUAL_DECISION and visit.status == VisitState.OPEN and bool(visit.branch)


def _within(course: Course, element: Element, visit: Visit, world: World) -> Step:
    """What an element holds: one branch, or all of them side by side."""
    if element.kind != ElementKind.PARALLEL:
        return _sequence(course, element.number, visit.branch, world)
    steps = []
    for branch in course.plan.branches(element.number):
        steps.append(_sequence(course, element.number, branch, world))
        if not course.is_running:
            return Step.OVER
    return Step.WAITING if Step.WAITING in steps else Step.PASSED


def _reached(course: Course, element: Element, world: World) -> Visit | None:
    """An element is reached: its condition is asked, and what it does begins."""
    if element.kind != ElementKind.DECISION and not expressions.holds(element.condition, world.about(course)):
        course.tell(What.SKIPPED, element.number)
        return _visit(course, element, world, VisitState.SKIPPED)
    match element.kind:
        case ElementKind.STEP | ElementKind.TASK | ElementKind.MANUAL_DECISION:
            return _ask(course, element, world)
        case ElementKind.PROCESS:
            return _open_process(course, element, world)
        case ElementKind.DECISION:
            return _decide(course, element, world)
        case ElementKind.LINES | ElementKind.SUBWORKFLOW:
            return _send(course, element, world)
    return _visit(course, element, world)


_SENT = (ElementKind.LINES, ElementKind.SUBWORKFLOW, ElementKind.AUTOMATED)


def _visit(course: Course, element: Element, world: World, status: str = VisitState.OPEN) -> Visit:
    visit = Visit(element.number, status, opened_at=world.now)
    course.visits[element.number] = visit
    return visit


def _open_process(course: Course, element: Element, world: World) -> Visit:
    """The first automatic action whose condition holds answers for everybody."""
    visit = _visit(course, element, world)
    for each in course.plan.aside(element.number, ElementKind.AUTOMATIC):
        if expressions.holds(each.condition, world.about(course)):
            course.tell(What.AUTOMATIC, each.number, comment=each.final_action)
            _settle(course, visit, Answer(each.final_action), world)
            break
    return visit


def _decide(course: Course, element: Element, world: World) -> Visit:
    visit = _visit(course, element, world)
    visit.branch = YES if expressions.holds(element.condition, world.about(course)) else NO
    course.tell(What.DECIDED, element.number, comment=visit.branch)
    return visit


# --- Asking people ---------------------------------------------------------------------------------


def _ask(course: Course, element: Element, world: World) -> Visit | None:
    """Puts the question to everybody an element names; the course stops when that is nobody."""
    named = people.found(element, course, world)
    users = [user for user in named if user not in world.barred(course)]
    if not users:
        final = people.final_approver(element, course, world)
        if final is None:
            _stop(course, element, Trouble.ONLY_MAKERS if named else Trouble.NOBODY)
            return None
        users = [final]
    visit = _visit(course, element, world)
    if element.assignment == Assigned.QUEUE and set(users) & set(named):
        course.seats.append(_timed(course, element, Seat(element.number, queue=element.assignees[0]), world))
        course.tell(What.ASSIGNED, element.number, comment=element.assignees[0])
        return visit
    for user, for_whom in people.seated(users, element, course, world):
        seat = Seat(element.number, user, on_behalf_of=for_whom)
        course.seats.append(_timed(course, element, seat, world))
        course.tell(What.ASSIGNED, element.number, to=user, on_behalf_of=for_whom)
    return visit


def _timed(course: Course, element: Element, seat: Seat, world: World) -> Seat:
    """A seat with its time: of the process where that has a limit, counted from its beginning."""
    seat.assigned_at = world.now
    limit = times.limited_by(course.plan, element)
    if limit is not None:
        start = course.visits[limit.number].opened_at or world.now
        _set_due(course, seat, limit, start, world)
    return seat


def _set_due(course: Course, seat: Seat, limit: Element, start: datetime, world: World) -> None:
    hours = world.hours[course.plan.calendar]
    seat.due_at = times.due(start, limit.time_limit, limit.time_unit, hours)
    seat.escalate_at = seat.due_at
    seat.remind_at = times.reminder(seat.due_at, limit.remind_before)


def answered(course: Course, seat: Seat, given: Answer, comment: str, world: World, choice: str = "") -> None:
    """Somebody answered a question; everything that follows from it."""
    assert seat.is_open and course.is_running, "guards let nobody answer twice"
    element, visit = course.plan.by_number[seat.place], course.visits[seat.place]
    seat.status, seat.choice = ANSWERED[given], choice
    seat.answered_by, seat.answered_at = world.actor, world.now
    course.tell(TOLD[given], seat.place, user=world.actor, on_behalf_of=seat.on_behalf_of, comment=comment)
    _judge(course, element, visit, given, choice, world)
    proceed(course, world)


def _judge(course: Course, element: Element, visit: Visit, given: Answer, choice: str, world: World) -> None:
    """What the answers so far make of an element."""
    if given == Answer.REQUEST_CHANGE:
        _settle(course, visit, given, world)
    elif element.kind == ElementKind.MANUAL_DECISION and given != Answer.REJECT:
        visit.branch = choice or YES  # the system makes no choice: when it approves it says yes
        _withdraw(course, element.number)
    else:
        _count(course, element, visit, world)


def _count(course: Course, element: Element, visit: Visit, world: World) -> None:
    """Settles an element when enough have answered; one person completes a task."""
    seats = course.seats_at(element.number)
    approved = sum(seat.status in (SeatState.APPROVED, SeatState.COMPLETED) for seat in seats)
    rejected = sum(seat.status == SeatState.REJECTED for seat in seats)
    completion = element.completion if element.kind == ElementKind.STEP else Completion.SINGLE
    result = people.decided(completion, element.percent, len(seats), approved, rejected)
    if result is not None:
        _settle(course, visit, Answer.APPROVE if result else Answer.REJECT, world)


def _settle(course: Course, visit: Visit, given: Answer, world: World) -> None:
    """An element is decided: the open questions of the others go, a refusal ends the course."""
    _withdraw(course, visit.place)
    if given in OUTCOME:
        visit.status = VisitState.FAILED
        end(course, OUTCOME[given], world)
    else:
        visit.status = VisitState.PASSED


def _withdraw(course: Course, place: int | None = None) -> None:
    for seat in course.seats:
        if seat.is_open and place in (None, seat.place):
            seat.status = SeatState.WITHDRAWN
            course.tell(What.WITHDRAWN, seat.place, to=seat.user, on_behalf_of=seat.on_behalf_of)


# --- Workflows within workflows --------------------------------------------------------------------


def _send(course: Course, element: Element, world: World) -> Visit | None:
    """Starts the workflow of each line, or another one for the document; the course waits for all."""
    sent = list(_sent(course, element, world))
    if None in sent or _depth(course) >= DEEPEST_FAMILY:
        _stop(course, element, Trouble.NO_WORKFLOW)
        return None
    children = [child for child in sent if child is not None]
    visit = _visit(course, element, world)
    course.children += children
    for child in children:
        begin(child, world)
    if not children:
        visit.status = VisitState.PASSED
    return visit


def _sent(course: Course, element: Element, world: World) -> Iterator[Course | None]:
    """The courses an element starts; None where it is not clear which workflow is right."""
    if element.kind == ElementKind.SUBWORKFLOW:
        yield _child(course, element, world.catalog.called(element.workflow), course.document, course.number)
        return
    kind = world.lines_of.get(course.plan.kind, "")
    for line in world.about(course).get("lines", ()):
        plan = world.catalog.called(element.workflow) if element.workflow else _fitting(kind, line["id"], world)
        yield _child(course, element, plan, line["id"], f"{course.number} · {line['number']}")


def _child(course: Course, element: Element, plan: Plan | None, document: int, number: str) -> Course | None:
    if plan is None:
        return None
    return Course(plan, document, number, course.root.submitter, parent=course, parent_place=element.number)


def _depth(course: Course) -> int:
    return 1 + _depth(course.parent) if course.parent else 1


def fitting(plans: Sequence[Plan], values: Values) -> list[Plan]:
    """The workflows a document would go through: those whose condition holds, else the default ones."""
    fit = [plan for plan in plans if not plan.is_default and expressions.holds(plan.condition, values)]
    return fit or [plan for plan in plans if plan.is_default]


def _fitting(kind: str, document: int, world: World) -> Plan | None:
    fit = fitting(world.catalog.of_kind(kind), world.values.get((kind, document), {}))
    return fit[0] if len(fit) == 1 else None


def _returned(course: Course, place: int, world: World) -> None:
    """A course that was waited for has ended: the parent goes on when none is left."""
    visit = course.visits.get(place)
    children = [child for child in course.children if child.parent_place == place]
    if visit is None or visit.status != VisitState.OPEN or not all(child.is_over for child in children):
        return
    states = {child.state for child in children}
    worst = next((state for state in _WORST if state in states), None)
    if worst is not None:
        visit.status = VisitState.FAILED
        end(course, worst, world)
    else:
        visit.status = VisitState.PASSED
        proceed(course, world)


_WORST = (CourseState.REJECTED, CourseState.CHANGE_REQUESTED, CourseState.CANCELED)


# --- Ends and errors -------------------------------------------------------------------------------


def end(course: Course, state: str, world: World) -> None:
    """The course is over: nothing of it stays open, and who waits for it is told (01 §21, 10)."""
    course.state, course.ended_at, course.error = state, world.now, ""
    _withdraw(course)
    for visit in course.visits.values():
        if visit.status == VisitState.OPEN:
            visit.status = VisitState.PASSED if state == CourseState.APPROVED else VisitState.FAILED
    for child in course.children:
        if not child.is_over:
            end(child, CourseState.CANCELED, world)
    course.tell(What.ENDED, comment=state)
    if course.parent and course.parent.is_running and course.parent_place is not None:
        _returned(course.parent, course.parent_place, world)


def _stop(course: Course, element: Element, trouble: str) -> None:
    """The course cannot go on by itself; the owner of the workflow resumes or cancels it."""
    course.state, course.error = CourseState.STOPPED, trouble
    course.tell(What.STOPPED, element.number, comment=trouble)


def resumed(course: Course, world: World) -> None:
    """The owner lets a stopped course try again from where it stopped."""
    course.state, course.error = CourseState.RUNNING, ""
    course.tell(What.RESUMED, user=world.actor)
    proceed(course, world)


def canceled(course: Course, what: str, comment: str, world: World) -> None:
    """The submitter wants the document back, or the owner gives up; nothing stays open."""
    course.tell(what, user=world.actor, comment=comment)
    end(course, CourseState.CANCELED, world)


# --- Other hands -----------------------------------------------------------------------------------


def moved(course: Course, seat: Seat, what: str, to: int | None, comment: str, world: World) -> None:
    """A question goes to another person: delegated he answers for the first one, reassigned for himself."""
    if what == What.DELEGATED:
        seat.on_behalf_of = seat.on_behalf_of or seat.user
    elif what == What.REASSIGNED:
        seat.on_behalf_of = None
    seat.user = to
    course.tell(what, seat.place, user=world.actor, on_behalf_of=seat.on_behalf_of, to=to, comment=comment)


def escalated(course: Course, seat: Seat, world: World) -> None:
    """Time is over: the question goes to the next one on the path; behind the last the system answers."""
    limit = times.limited_by(course.plan, course.plan.by_number[seat.place])
    assert limit is not None, "only what has a time limit is overdue"
    path = course.plan.aside(limit.number, ElementKind.ESCALATION)
    while seat.level < len(path):
        entry = path[seat.level]
        seat.level += 1
        to = _next_person(entry, course, seat, world)
        if to is not None:
            _escalate(course, seat, entry, to, world)
            return
    seat.escalate_at, seat.remind_at = None, None
    if limit.final_action != Final.NONE:
        answered(course, seat, Answer(limit.final_action), "", world)


def _next_person(entry: Element, course: Course, seat: Seat, world: World) -> int | None:
    users = people.found(entry, course, world)
    return next((user for user in users if user not in world.barred(course) and user != seat.user), None)


def _escalate(course: Course, seat: Seat, entry: Element, to: int, world: World) -> None:
    (seat.user, seat.on_behalf_of), seat.queue = people.seated([to], entry, course, world)[0], ""
    seat.due_at, seat.escalate_at, seat.remind_at = None, None, None
    if entry.time_limit:
        _set_due(course, seat, entry, world.now, world)
    course.tell(What.ESCALATED, seat.place, to=seat.user, on_behalf_of=seat.on_behalf_of)


def reminded(course: Course, seat: Seat) -> None:
    """Somebody is reminded that his time is nearly over."""
    seat.remind_at = None
    course.tell(What.REMINDED, seat.place, to=seat.user, on_behalf_of=seat.on_behalf_of)


# --- Tasks the system does -------------------------------------------------------------------------


def errands(course: Course) -> list[Errand]:
    """What document types have to do before a course, or one it started, goes on."""
    return [
        Errand(each, visit.place, each.plan.by_number[visit.place].task)
        for each in course.family if each.is_running
        for visit in each.visits.values()
        if visit.status == VisitState.OPEN and each.plan.by_number[visit.place].kind == ElementKind.AUTOMATED
    ]  # fmt: skip


def task_done(errand: Errand, given: Answer, world: World) -> None:
    """A task of the system is done, or answered otherwise."""
    course, visit = errand.course, errand.course.visits[errand.place]
    course.tell(TOLD[given], errand.place)
    _settle(course, visit, given, world)
    proceed(course, world)
