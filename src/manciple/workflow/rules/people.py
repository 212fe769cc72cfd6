"""Whom a step asks (01 §8), who stands in for whom (06 §12), and how many answers decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from ..terms import (
    LONGEST_CHAIN,
    Assigned,
    Completion,
    Course,
    Directory,
    Element,
    Person,
    StandIn,
    Values,
    Whom,
    World,
)
from . import expressions

HIGHEST = 50


# --- Finding people --------------------------------------------------------------------------------


def found(element: Element, course: Course, world: World) -> list[int]:
    """The users an element names, each once, before anybody is taken off."""
    return list(dict.fromkeys(_found(element, course, world)))


def _found(element: Element, course: Course, world: World) -> Iterable[int]:
    directory, submitter = world.directory, course.root.submitter
    match element.assignment:
        case Assigned.USERS:
            return (directory.by_name[name] for name in element.assignees if name in directory.by_name)
        case Assigned.ROLE | Assigned.QUEUE:
            return (user for role in element.assignees for user in directory.roles.get(role, ()))
        case Assigned.HIERARCHY:
            return hierarchy(element, _start(element, course, directory), course, world)
        case Assigned.SUBMITTER:
            return [submitter]
        case Assigned.OWNER:
            return [course.plan.owner]
        case Assigned.SUBMITTERS_MANAGER:
            manager = _manager(directory, submitter)
            return [] if manager is None else [manager]
    return []


def _start(element: Element, course: Course, directory: Directory) -> int:
    """Where the way up begins: with a named user, else with the submitter."""
    named = next((directory.by_name[name] for name in element.assignees if name in directory.by_name), None)
    return course.root.submitter if named is None else named


def _manager(directory: Directory, user: int) -> int | None:
    person = directory.people.get(user)
    return person.manager if person else None


def hierarchy(element: Element, start: int, course: Course, world: World) -> list[int]:
    """The managers on the way up, as far as the first one for whom the condition holds.

    When it holds for nobody, nobody is found: the highest manager alone would not be enough.
    """
    way: list[Person] = []
    for person in _way_up(world.directory, start):
        way.append(person)
        if _reached(element, person, len(way), course, world):
            return _asked(element, way, course, world)
    return []


def _way_up(directory: Directory, start: int) -> Iterator[Person]:
    """A person's managers, nearest first; a ring of managers is left where it closes."""
    passed, here = {start}, _manager(directory, start)
    while here is not None and here not in passed and len(passed) < HIGHEST and here in directory.people:
        passed.add(here)
        yield directory.people[here]
        here = directory.people[here].manager


def _reached(element: Element, person: Person, level: int, course: Course, world: World) -> bool:
    if element.until:
        return expressions.holds(element.until, _about(person, level, course, world))
    return person.limit >= amount(course, world)


def _asked(element: Element, way: Sequence[Person], course: Course, world: World) -> list[int]:
    if element.whom == Whom.LAST:
        return [way[-1].user]
    if element.whom == Whom.EXCEPT:
        return [
            person.user for level, person in enumerate(way, 1)
            if not expressions.holds(element.exempt, _about(person, level, course, world))
        ]  # fmt: skip
    return [person.user for person in way]


def _about(person: Person, level: int, course: Course, world: World) -> dict[str, Any]:
    """What a condition on the way up may ask: the person, beside the document."""
    return {**world.about(course), "spending_limit": person.limit, "level": Decimal(level), "user": person.name}


def amount(course: Course, world: World) -> Decimal:
    """What is to be approved, in the company's currency where the document tells it."""
    return amount_of(world.about(course))


def amount_of(values: Values) -> Decimal:
    """The same of what a document tells."""
    told = values.get("total_accounting")
    return Decimal(told if told is not None else values.get("total") or 0)


# --- Standing in -----------------------------------------------------------------------------------


def stand_in(user: int, element: Element, course: Course, world: World) -> int:
    """Who answers for a user today: the end of a chain of at most three rules (06 §12).

    The question stays where the next one may not have it: the submitter or a maker of the document
    (SOD-4), somebody without the duty, or without the limit the way up asked for.
    """
    limit = _limit_of(user, world)
    here, passed = user, {user}
    for _hop in range(LONGEST_CHAIN):
        rule = next(_rules(here, course, world), None)
        if rule is None or rule.to in passed or not _may_have(rule, limit, element, course, world):
            break
        passed.add(rule.to)
        here = rule.to
    return here


def _limit_of(user: int, world: World) -> Decimal:
    person = world.directory.people.get(user)
    return person.limit if person else Decimal(0)


def _rules(user: int, course: Course, world: World) -> Iterator[StandIn]:
    """The rules of a user that are good today, the most particular first."""
    good = [rule for rule in world.directory.stand_ins if rule.user == user and _is_good(rule, course, world)]
    yield from sorted(good, key=lambda rule: (not rule.workflow, not rule.kind))


def _is_good(rule: StandIn, course: Course, world: World) -> bool:
    begun = rule.starts_on is None or rule.starts_on <= world.today
    lasts = rule.ends_on is None or world.today <= rule.ends_on
    about = rule.kind in ("", course.plan.kind) and rule.workflow in ("", course.plan.code)
    return begun and lasts and about


def _may_have(rule: StandIn, limit: Decimal, element: Element, course: Course, world: World) -> bool:
    enough = rule.carries_limit or _limit_of(rule.to, world) >= limit_needed(element, limit, amount(course, world))
    return rule.to not in world.barred(course) and enough and may_answer(rule.to, course, world)


def limit_needed(element: Element, limit: Decimal, wanted: Decimal) -> Decimal:
    """Up to what somebody must decide alone to answer for a person with a limit: managers are asked for theirs."""
    return min(limit, wanted) if element.assignment == Assigned.HIERARCHY else Decimal(0)


def may_answer(user: int, course: Course, world: World) -> bool:
    """Whether a user has the duty the kind of document asks for."""
    duty = world.duties.get(course.plan.kind, "")
    person = world.directory.people.get(user)
    return not duty or (person is not None and bool({duty, "*"} & person.duties))


def seated(users: Sequence[int], element: Element, course: Course, world: World) -> list[tuple[int, int | None]]:
    """Who sits where, and for whom: one seat for each user, whoever answers on it."""
    answering = [(stand_in(user, element, course, world), user) for user in users]
    return [(who, None if who == user else user) for who, user in answering]


def final_approver(element: Element, course: Course, world: World) -> int | None:
    """Who is asked when the submitter would approve himself: of the step, else of its process."""
    holder = course.plan.holder(element)
    names = [each.final_approver for each in (element, holder) if each is not None]
    users = [world.directory.by_name[name] for name in names if name in world.directory.by_name]
    return next((user for user in users if user not in world.barred(course)), None)


# --- Deciding --------------------------------------------------------------------------------------


def needed(completion: str, percent: int, seats: int) -> int:
    """How many answers decide a step of n people (01 §8)."""
    match completion:
        case Completion.SINGLE:
            return 1
        case Completion.MAJORITY:
            return seats // 2 + 1
        case Completion.PERCENTAGE:
            return max(1, -(-seats * percent // 100))
    return seats


def decided(completion: str, percent: int, seats: int, approved: int, rejected: int) -> bool | None:
    """Whether a step is approved; None while it waits.

    When the needed number of answers is in, any rejection among them rejects; where all must
    answer, the first rejection decides.
    """
    if completion == Completion.ALL and rejected:
        return False
    if approved + rejected < needed(completion, percent, seats):
        return None
    return rejected == 0
