"""The course of a document: the worked cases of chapter 01, and what holds whatever is answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manciple.workflow.rules import course as rules
from manciple.workflow.rules import people
from manciple.workflow.terms import (
    Answer,
    Assigned,
    Completion,
    Course,
    CourseState,
    Element,
    ElementKind,
    Final,
    SeatState,
    StandIn,
    Trouble,
    VisitState,
    What,
    Whom,
)

from .around import (
    ANN,
    BOB,
    CAT,
    DAN,
    EVE,
    NOW,
    OWNER,
    SUBMITTER,
    asked,
    begun,
    directory,
    of_three,
    plan,
    says,
    step,
    waiting,
    world,
)

YES_, NO_, CHANGE = Answer.APPROVE, Answer.REJECT, Answer.REQUEST_CHANGE


# --- Completion policies ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("completion", "percent", "answers", "state"),
    [
        pytest.param(Completion.MAJORITY, 0, [YES_, YES_], CourseState.APPROVED, id="W7: two of three approve"),
        pytest.param(Completion.MAJORITY, 0, [YES_, NO_], CourseState.REJECTED, id="W7: one of two rejects"),
        pytest.param(Completion.MAJORITY, 0, [YES_], CourseState.RUNNING, id="W7: one is not enough"),
        pytest.param(Completion.PERCENTAGE, 1, [YES_], CourseState.APPROVED, id="W18: one percent of three is one"),
        pytest.param(Completion.PERCENTAGE, 34, [YES_], CourseState.RUNNING, id="34 percent of three is two"),
        pytest.param(Completion.SINGLE, 0, [NO_], CourseState.REJECTED, id="the first decides"),
        pytest.param(Completion.ALL, 0, [NO_], CourseState.REJECTED, id="all: the first rejection decides"),
        pytest.param(Completion.ALL, 0, [YES_, YES_], CourseState.RUNNING, id="all: two of three"),
        pytest.param(Completion.ALL, 0, [YES_, YES_, YES_], CourseState.APPROVED, id="all of three"),
        pytest.param(Completion.ALL, 0, [YES_, CHANGE], CourseState.CHANGE_REQUESTED, id="a change ends at once"),
    ],
)
def test_answers_decide(completion: Completion, percent: int, answers: list[Answer], state: CourseState) -> None:
    given_, course = world(), begun(of_three(completion, percent), world())
    for answer, user in zip(answers, (ANN, BOB, CAT), strict=False):
        says(course, user, answer, given_)
    assert course.state == state
    assert (waiting(course) == []) == (state != CourseState.RUNNING)


@pytest.mark.parametrize(
    ("completion", "percent", "seats", "needed"),
    [
        (Completion.SINGLE, 0, 3, 1), (Completion.MAJORITY, 0, 1, 1), (Completion.MAJORITY, 0, 2, 2),
        (Completion.MAJORITY, 0, 3, 2), (Completion.MAJORITY, 0, 4, 3), (Completion.PERCENTAGE, 1, 3, 1),
        (Completion.PERCENTAGE, 50, 4, 2), (Completion.PERCENTAGE, 51, 4, 3), (Completion.PERCENTAGE, 100, 3, 3),
        (Completion.ALL, 0, 5, 5),
    ],
)  # fmt: skip
def test_how_many_are_needed(completion: Completion, percent: int, seats: int, needed: int) -> None:
    assert people.needed(completion, percent, seats) == needed


def test_the_others_are_withdrawn() -> None:
    course = begun(of_three(Completion.SINGLE), world())
    says(course, BOB, YES_, world())
    assert [seat.status for seat in course.seats] == [SeatState.WITHDRAWN, SeatState.APPROVED, SeatState.WITHDRAWN]


@pytest.mark.parametrize(("total", "approvers"), [(6000, 2), (10000, 2), (12000, 3)], ids=["W8", "W8 limit", "W8 more"])
def test_a_third_approver_above_ten_thousand(total: int, approvers: int) -> None:
    given_ = world({"total": Decimal(total)})
    course = begun(plan(step(10, ["ann"]), step(20, ["bob"]), step(30, ["cat"], condition="total > 10000")), given_)
    asked_in_all = []
    while waiting(course):
        asked_in_all += asked(course)
        says(course, asked_in_all[-1] or 0, YES_, given_)
    assert (course.state, len(asked_in_all)) == (CourseState.APPROVED, approvers)


# --- Properties ------------------------------------------------------------------------------------

policies = st.sampled_from(list(Completion))
answers = st.lists(st.sampled_from([YES_, NO_, CHANGE]), min_size=1, max_size=5)


def _follow(course: Course, sequence: Sequence[Answer], order: Sequence[int]) -> str:
    for answer, place in zip(sequence, order, strict=False):
        if course.is_over:
            break
        says(course, place, answer, world())
    return course.state


@given(policies, st.integers(1, 100), answers, st.permutations([ANN, BOB, CAT, DAN, EVE]))
def test_only_the_sequence_of_answers_counts_not_the_seats(
    policy: Completion, percent: int, sequence: list[Answer], order: list[int]
) -> None:
    """Invariant 10 of chapter 01."""
    five = plan(step(10, ("ann", "bob", "cat", "dan", "eve"), completion=policy, percent=percent))
    usual = _follow(begun(five, world()), sequence, [ANN, BOB, CAT, DAN, EVE])
    assert _follow(begun(five, world()), sequence, order) == usual


@given(policies, policies, answers, answers)
def test_nothing_is_open_after_the_end(
    one: Completion, other: Completion, first: list[Answer], second: list[Answer]
) -> None:
    """Invariant 10 of chapter 01, with branches side by side."""
    both = plan(
        Element(10, ElementKind.PARALLEL, "both"),
        step(20, ("ann", "bob"), inside=10, branch="a", completion=one),
        step(30, ("cat", "dan"), inside=10, branch="b", completion=other),
        step(40, ["eve"]),
    )
    course = begun(both, world())
    for answer in [*first, *second]:
        if waiting(course):
            says(course, waiting(course)[0].user or 0, answer, world())
    assert course.is_over == (waiting(course) == [])
    if course.is_over:
        assert VisitState.OPEN not in {visit.status for visit in course.visits.values()}


# --- Elements --------------------------------------------------------------------------------------


def test_rejection_ends_everything_and_approval_goes_on_in_order() -> None:
    course = begun(plan(step(10, ["ann"]), step(20, ["bob"])), world())
    assert asked(course) == [ANN]
    says(course, ANN, YES_, world())
    assert asked(course) == [BOB]
    says(course, BOB, NO_, world())
    assert (course.state, waiting(course)) == (CourseState.REJECTED, [])


@pytest.mark.parametrize(("needs", "state"), [(False, CourseState.APPROVED), (True, CourseState.RUNNING)])
def test_an_automatic_action_answers_for_everybody(needs: bool, state: CourseState) -> None:
    process = Element(10, ElementKind.PROCESS, "Approval")
    automatic = Element(20, ElementKind.AUTOMATIC, inside=10, condition="not requires_reapproval",
                        final_action=Final.APPROVE)  # fmt: skip
    course = begun(plan(process, automatic, step(30, ["ann"], inside=10)), world({"requires_reapproval": needs}))
    assert course.state == state


@pytest.mark.parametrize(("total", "who"), [(50, BOB), (500, ANN)])
def test_a_conditional_decision_follows_one_branch(total: int, who: int) -> None:
    decision = Element(10, ElementKind.DECISION, "Large?", condition="total >= 100")
    parts = (step(20, ["ann"], inside=10, branch="yes"), step(30, ["bob"], inside=10, branch="no"), step(40, ["cat"]))
    given_ = world({"total": Decimal(total)})
    course = begun(plan(decision, *parts), given_)
    assert asked(course) == [who]
    says(course, who, YES_, given_)
    assert asked(course) == [CAT]


def test_one_person_takes_a_manual_decision() -> None:
    decision = Element(10, ElementKind.MANUAL_DECISION, assignment=Assigned.USERS, assignees=("ann", "bob"))
    course = begun(plan(decision, step(20, ["cat"], inside=10, branch="no"), step(30, ["dan"])), world())
    says(course, BOB, Answer.COMPLETE, world(), choice="no")
    assert asked(course) == [CAT]
    says(course, CAT, YES_, world())
    assert asked(course) == [DAN]


def test_a_task_is_completed_by_one() -> None:
    task = Element(10, ElementKind.TASK, assignment=Assigned.ROLE, assignees=("manager",), completion=Completion.ALL)
    course = begun(plan(task), world())
    assert asked(course) == [ANN, BOB]
    says(course, BOB, Answer.COMPLETE, world())
    assert course.state == CourseState.APPROVED


def test_all_branches_side_by_side_must_finish() -> None:
    both = plan(
        Element(10, ElementKind.PARALLEL), step(20, ["ann"], inside=10, branch="a"),
        step(30, ["bob"], inside=10, branch="b"), step(40, ["cat"]),
    )  # fmt: skip
    course = begun(both, world())
    assert asked(course) == [ANN, BOB]
    says(course, BOB, YES_, world())
    assert asked(course) == [ANN]
    says(course, ANN, YES_, world())
    assert asked(course) == [CAT]


LINES = [{"id": 11, "number": 1, "amount": Decimal(5)}, {"id": 12, "number": 2, "amount": Decimal(50)}]


@pytest.mark.parametrize(
    ("last", "state"),
    [(YES_, CourseState.APPROVED), (NO_, CourseState.REJECTED), (CHANGE, CourseState.CHANGE_REQUESTED)],
)
def test_the_header_waits_for_all_lines(last: Answer, state: CourseState) -> None:
    lines = plan(step(10, ["bob"]), kind="line", pk=2)
    header = plan(Element(10, ElementKind.LINES), pk=1)
    given_ = world({"lines": LINES}, plans=(header, lines))
    course = begun(header, given_)
    assert [child.number for child in course.children] == ["PO-1 · 1", "PO-1 · 2"]
    says(course, BOB, last, given_)
    assert course.state == CourseState.RUNNING
    says(course, BOB, YES_, given_)
    assert (course.state, waiting(course)) == (state, [])


def test_lines_go_through_the_workflow_that_fits_them() -> None:
    small = plan(step(10, ["ann"]), kind="line", pk=2, condition="amount < 10")
    usual = plan(step(10, ["bob"]), kind="line", pk=3, is_default=True)
    header = plan(Element(10, ElementKind.LINES), pk=1)
    assert asked(begun(header, world({"lines": LINES}, plans=(header, small, usual)))) == [ANN, BOB]


def test_without_lines_the_header_goes_on() -> None:
    header = plan(Element(10, ElementKind.LINES), step(20, ["ann"]))
    assert asked(begun(header, world({"lines": []}))) == [ANN]


def test_a_subworkflow_gives_its_result_back() -> None:
    inner = plan(step(10, ["bob"]), pk=2, code="INNER", condition="total < 0")
    outer = plan(Element(10, ElementKind.SUBWORKFLOW, workflow="INNER"), step(20, ["ann"]), pk=1)
    given_ = world(plans=(outer, inner))
    course = begun(outer, given_)
    says(course, BOB, YES_, given_)
    assert asked(course) == [ANN]


def test_a_task_of_the_system_is_waited_for() -> None:
    course = begun(plan(Element(10, ElementKind.AUTOMATED, task="check"), step(20, ["ann"])), world())
    (errand,) = rules.errands(course)
    assert (errand.task, waiting(course)) == ("check", [])
    rules.task_done(errand, Answer.COMPLETE, world())
    assert asked(course) == [ANN]


# --- People ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "whom", "exempt", "users"),
    [
        (500, Whom.ALL, "", [ANN]), (5000, Whom.ALL, "", [ANN, BOB]), (50000, Whom.LAST, "", [CAT]),
        (50000, Whom.EXCEPT, "level = 1", [BOB, CAT]),
    ],
)  # fmt: skip
def test_managers_are_asked_up_to_the_limit(total: int, whom: Whom, exempt: str, users: list[int]) -> None:
    up = step(10, assignment=Assigned.HIERARCHY, whom=whom, exempt=exempt)
    assert asked(begun(plan(up), world({"total": Decimal(total)}))) == users


def test_the_way_up_may_end_by_another_condition() -> None:
    up = step(10, assignment=Assigned.HIERARCHY, until="level >= 2")
    assert asked(begun(plan(up), world())) == [ANN, BOB]


def test_when_no_manager_may_approve_so_much_the_course_stops() -> None:
    course = begun(plan(step(10, assignment=Assigned.HIERARCHY)), world({"total": Decimal(1000000)}))
    assert (course.state, course.error) == (CourseState.STOPPED, Trouble.NOBODY)


@pytest.mark.parametrize(
    ("assignment", "users"),
    [(Assigned.OWNER, [OWNER]), (Assigned.SUBMITTERS_MANAGER, [ANN]), (Assigned.ROLE, [CAT, DAN])],
)
def test_people_are_found_by_what_they_are(assignment: Assigned, users: list[int]) -> None:
    assert asked(begun(plan(step(10, ["buyer"], assignment=assignment)), world())) == users


def test_the_submitter_is_never_asked() -> None:
    assert asked(begun(plan(step(10, ("sam", "bob"))), world())) == [BOB]


def test_who_made_the_document_is_never_asked() -> None:
    assert asked(begun(plan(step(10, ("ann", "bob"))), world({"makers": (ANN,)}))) == [BOB]


def test_the_final_approver_is_asked_instead_of_the_submitter() -> None:
    process = Element(10, ElementKind.PROCESS, final_approver="eve")
    assert asked(begun(plan(process, step(20, ["sam"], inside=10)), world())) == [EVE]


@pytest.mark.parametrize(
    ("assignees", "error"), [(("sam",), Trouble.ONLY_MAKERS), (("gone",), Trouble.NOBODY), ((), Trouble.NOBODY)]
)
def test_a_course_stops_where_nobody_can_be_asked(assignees: tuple[str, ...], error: Trouble) -> None:
    course = begun(plan(step(10, ["ann"]), step(20, assignees)), world())
    says(course, ANN, YES_, world())
    assert (course.state, course.error) == (CourseState.STOPPED, error)


def test_a_stopped_course_goes_on_when_somebody_can_be_asked() -> None:
    course = begun(plan(step(10, ["new"])), world())
    more = world(directory=directory(by_name={"new": EVE}))
    rules.resumed(course, more)
    assert (course.state, asked(course)) == (CourseState.RUNNING, [EVE])


def test_a_queue_waits_for_whoever_takes_it() -> None:
    course = begun(plan(step(10, ["buyer"], assignment=Assigned.QUEUE)), world())
    (seat,) = waiting(course)
    assert (seat.user, seat.queue) == (None, "buyer")
    rules.moved(course, seat, What.ACCEPTED, CAT, "", world())
    says(course, CAT, YES_, world())
    assert course.state == CourseState.APPROVED


# --- Delegation ------------------------------------------------------------------------------------


def test_a_delegate_answers_for_the_delegator() -> None:
    course = begun(of_three(Completion.MAJORITY), world())
    rules.moved(course, course.seats[0], What.DELEGATED, EVE, "away", world())
    assert [(seat.user, seat.on_behalf_of) for seat in course.seats] == [(EVE, ANN), (BOB, None), (CAT, None)]
    says(course, EVE, YES_, world())
    says(course, BOB, YES_, world())
    assert course.state == CourseState.APPROVED


@pytest.mark.parametrize(
    ("rules_", "who"),
    [
        pytest.param([StandIn(ANN, BOB)], BOB, id="one"),
        pytest.param([StandIn(ANN, BOB), StandIn(BOB, CAT), StandIn(CAT, DAN), StandIn(DAN, EVE)], DAN,
                     id="three at most"),
        pytest.param([StandIn(ANN, BOB), StandIn(BOB, ANN)], BOB, id="no ring"),
        pytest.param([StandIn(ANN, SUBMITTER)], ANN, id="SOD-4: never to the submitter"),
        pytest.param([StandIn(ANN, BOB, starts_on=NOW.date() + timedelta(1))], ANN, id="not yet"),
        pytest.param([StandIn(ANN, BOB, ends_on=NOW.date() - timedelta(1))], ANN, id="no more"),
        pytest.param([StandIn(ANN, BOB, kind="invoice")], ANN, id="another kind"),
        pytest.param([StandIn(ANN, BOB, workflow="P9")], ANN, id="another workflow"),
        pytest.param([StandIn(ANN, BOB), StandIn(ANN, CAT, kind="order"), StandIn(ANN, DAN, workflow="P1")], DAN,
                     id="the most particular"),
    ],
)  # fmt: skip
def test_rules_of_delegation(rules_: list[StandIn], who: int) -> None:
    given_ = world(directory=directory(stand_ins=rules_))
    (seat,) = waiting(begun(plan(step(10, ["ann"])), given_))
    assert (seat.user, seat.on_behalf_of) == (who, None if who == ANN else ANN)


@pytest.mark.parametrize(("carries", "who"), [(False, BOB), (True, ANN)])
def test_a_delegate_needs_the_limit_or_gets_it(carries: bool, who: int) -> None:
    given_ = world({"total": Decimal(5000)}, directory=directory(stand_ins=[StandIn(BOB, ANN, carries_limit=carries)]))
    up = step(10, assignment=Assigned.HIERARCHY, whom=Whom.LAST)
    assert asked(begun(plan(up), given_)) == [who]


@pytest.mark.parametrize(("carries", "who"), [(False, ANN), (True, DAN)])
def test_a_delegate_needs_no_more_than_the_delegators_limit(carries: bool, who: int) -> None:
    """Ann decides up to 1000 of the 5000, Bob the rest: who stands in for Ann needs hers alone."""
    given_ = world({"total": Decimal(5000)}, directory=directory(stand_ins=[StandIn(ANN, DAN, carries_limit=carries)]))
    assert asked(begun(plan(step(10, assignment=Assigned.HIERARCHY)), given_)) == [who, BOB]


def test_a_delegate_needs_the_duty() -> None:
    given_ = world(directory=directory(stand_ins=[StandIn(ANN, BOB)]), duties={"order": "another"})
    assert asked(begun(plan(step(10, ["ann"])), given_)) == [ANN]


# --- Time ------------------------------------------------------------------------------------------


def _limited(final: Final = Final.NONE) -> Course:
    limited = step(10, ["ann"], time_limit=1, final_action=final, remind_before=2)
    path = [
        Element(20, ElementKind.ESCALATION, inside=10, assignment=Assigned.USERS, assignees=(name,), time_limit=2)
        for name in ("bob", "cat")
    ]
    return begun(plan(limited, path[0], replace(path[1], number=30)), world())


def test_overdue_work_goes_up_its_path() -> None:
    course = _limited()
    (seat,) = waiting(course)
    assert (seat.due_at, seat.remind_at) == (NOW + timedelta(1), NOW + timedelta(hours=22))
    rules.escalated(course, seat, world(now=NOW + timedelta(1)))
    assert (seat.user, seat.due_at) == (BOB, NOW + timedelta(3))
    rules.escalated(course, seat, world(now=NOW + timedelta(3)))
    assert seat.user == CAT
    rules.escalated(course, seat, world(now=NOW + timedelta(5)))
    assert (seat.user, seat.is_open, seat.escalate_at) == (CAT, True, None)


@pytest.mark.parametrize(
    ("final", "state"), [(Final.APPROVE, CourseState.APPROVED), (Final.REJECT, CourseState.REJECTED)]
)
def test_behind_the_last_the_system_answers(final: Final, state: CourseState) -> None:
    course = _limited(final)
    for _time in range(3):
        rules.escalated(course, waiting(course)[0], world(actor=None))
    assert course.state == state
    assert course.seats[0].answered_by is None


def test_overdue_work_goes_to_whoever_stands_in() -> None:
    course = _limited()
    (seat,) = waiting(course)
    rules.escalated(course, seat, world(now=NOW + timedelta(1), directory=directory(stand_ins=[StandIn(BOB, DAN)])))
    assert (seat.user, seat.on_behalf_of) == (DAN, BOB)


def test_the_system_takes_a_manual_decision_by_yes() -> None:
    decision = Element(
        10, ElementKind.MANUAL_DECISION, assignment=Assigned.USERS, assignees=("ann",), time_limit=1,
        final_action=Final.APPROVE)  # fmt: skip
    course = begun(plan(decision, step(20, ["bob"], inside=10, branch="yes")), world())
    rules.escalated(course, course.seats[0], world(now=NOW + timedelta(1)))
    assert asked(course) == [BOB]


def test_the_time_of_a_process_overrules_that_of_its_steps() -> None:
    process = Element(10, ElementKind.PROCESS, time_limit=1)
    course = begun(plan(process, step(20, ["ann"], inside=10, time_limit=5), step(30, ["bob"], inside=10)), world())
    says(course, ANN, YES_, world(now=NOW + timedelta(hours=20)))
    assert [seat.due_at for seat in course.seats] == [NOW + timedelta(1)] * 2


# --- The end ---------------------------------------------------------------------------------------


def test_recall_leaves_nothing_open() -> None:
    lines = plan(step(10, ["bob"]), kind="line", pk=2)
    header = plan(Element(10, ElementKind.LINES), pk=1)
    course = begun(header, world({"lines": LINES}, plans=(header, lines)))
    rules.canceled(course, What.RECALLED, "wrong vendor", world())
    assert (course.state, waiting(course)) == (CourseState.CANCELED, [])
    assert [child.state for child in course.children] == [CourseState.CANCELED] * 2


def test_the_history_tells_who_for_whom_and_why() -> None:
    course = begun(plan(step(10, ["ann"])), world(directory=directory(stand_ins=[StandIn(ANN, BOB)])))
    says(course, BOB, NO_, world())
    told = [(each.what, each.user, each.on_behalf_of, each.to, each.comment) for each in course.entries]
    assert told == [
        (What.STARTED, SUBMITTER, None, None, ""),
        (What.ASSIGNED, None, ANN, BOB, ""),
        (What.REJECTED, BOB, ANN, None, "because"),
        (What.ENDED, None, None, None, "rejected"),
    ]
