"""A world of plain values for tests of the rules: people, plans, documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from manciple.organization.terms import WorkHours
from manciple.workflow.rules import course as rules
from manciple.workflow.terms import (
    Answer,
    Assigned,
    Catalog,
    Completion,
    Course,
    Directory,
    Element,
    ElementKind,
    Person,
    Plan,
    Seat,
    World,
)

NOW = datetime(2026, 1, 15, 10, tzinfo=UTC)
ANN, BOB, CAT, DAN, EVE = 1, 2, 3, 4, 5
OWNER, SUBMITTER = 8, 9
NAMES = {"ann": ANN, "bob": BOB, "cat": CAT, "dan": DAN, "eve": EVE, "owner": OWNER, "sam": SUBMITTER}
#: Sam reports to Ann, Ann to Bob, Bob to Cat; each may approve more than the one below.
MANAGERS = {SUBMITTER: ANN, ANN: BOB, BOB: CAT}
LIMITS = {ANN: 1000, BOB: 10000, CAT: 100000}


def directory(**changes: Any) -> Directory:
    people = {
        user: Person(user, name, MANAGERS.get(user), Decimal(LIMITS.get(user, 0)), frozenset({"approve"}))
        for name, user in NAMES.items()
    }
    base = Directory(people, NAMES, {"manager": (ANN, BOB), "buyer": (CAT, DAN)})
    return replace(base, **changes)


def step(number: int, users: Sequence[str] = (), **more: Any) -> Element:
    told = {"assignment": Assigned.USERS, "name": f"step {number}", "assignees": tuple(users)}
    return Element(number, ElementKind.STEP, **{**told, **more})


def plan(*elements: Element, kind: str = "order", pk: int = 1, **more: Any) -> Plan:
    return Plan(pk, pk, more.pop("code", f"P{pk}"), "Plan", kind, OWNER, tuple(elements), **more)


def world(values: Mapping[str, Any] | None = None, *, plans: Sequence[Plan] = (), **more: Any) -> World:
    told: dict[str, Any] = {"number": "PO-1", "total": Decimal(100)} | dict(values or {})
    lines = {("line", line["id"]): line for line in told.get("lines", ())}
    base = World(
        now=NOW, today=date(2026, 1, 15), actor=ANN, directory=directory(),
        catalog=Catalog(tuple(plans), {each.id: each for each in plans}), values={("order", 1): told, **lines},
        hours={None: WorkHours()}, duties={"order": "approve"}, lines_of={"order": "line"},
    )  # fmt: skip
    return replace(base, **more)


def begun(followed: Plan, given: World) -> Course:
    course = Course(followed, 1, "PO-1", SUBMITTER)
    rules.begin(course, given)
    return course


def waiting(course: Course) -> list[Seat]:
    return [seat for each in course.family for seat in each.seats if seat.is_open]


def asked(course: Course) -> list[int | None]:
    return [seat.user for seat in waiting(course)]


def says(course: Course, user: int, answer: Answer, given: World, choice: str = "") -> None:
    """The first open question to a user is answered by him."""
    owner, seat = next(
        (each, seat) for each in course.family for seat in each.seats if seat.is_open and seat.user == user
    )
    rules.answered(owner, seat, answer, "because", replace(given, actor=user), choice)


def of_three(completion: Completion, percent: int = 0) -> Plan:
    return plan(step(10, ("ann", "bob", "cat"), completion=completion, percent=percent))
