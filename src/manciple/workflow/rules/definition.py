"""Whether a definition can be followed: what must hold of its elements before it is activated (01 §8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from manciple.kernel.refusals import Refusal

from .. import messages
from ..terms import (
    ASIDE,
    ASKING,
    CONTAINERS,
    NO,
    YES,
    Answer,
    Assigned,
    Completion,
    ConditionField,
    Element,
    ElementKind,
    Final,
    Plan,
    Whom,
)
from . import expressions

NAMED = (Assigned.USERS, Assigned.ROLE, Assigned.QUEUE)
DECISIONS = (ElementKind.DECISION, ElementKind.MANUAL_DECISION)
#: So many hours, days, weeks, months or years; a calendar ends some time.
LONGEST_TIME = 1000
#: What stands where a condition is written on the way up through the managers.
OF_PERSONS = ("spending_limit", "level", "user")


@dataclass(frozen=True, slots=True)
class Ground:
    """What a definition is checked against: the fields of its document, the people and workflows there are."""

    kind: str
    fields: Sequence[ConditionField]
    person_fields: Sequence[ConditionField]
    users: Set[str]
    roles: Set[str]
    tasks: Set[str]
    workflows: Mapping[str, str]
    lines: str


def allowed(element: Element, plan: Plan) -> list[str]:
    """The answers an element takes: its own choice, else that of the process it stands in."""
    holder = plan.holder(element)
    chosen_ones = element.allowed or (holder.allowed if holder else ())
    natural = Answer.APPROVE if element.kind == ElementKind.STEP else Answer.COMPLETE
    others = [Answer.REJECT, Answer.REQUEST_CHANGE, Answer.DELEGATE]
    chosen = [each for each in others if not chosen_ones or each in chosen_ones]
    return [str(each.value) for each in (natural, *chosen)]


# --- What must hold while it is written ---------------------------------------------------------------


def conditions_are_readable(elements: Iterable[Element], ground: Ground) -> Iterator[Refusal]:
    """Every condition can be read, and asks for fields the document has."""
    for element in elements:
        yield from _readable(element.condition, ground.fields, element.number, "condition")
        for name in ("until", "exempt"):
            fields = [*ground.fields, *ground.person_fields]
            yield from _readable(getattr(element, name), fields, element.number, name)


def condition_is_readable(text: str, ground: Ground) -> Iterator[Refusal]:
    """The condition of the workflow itself can be read."""
    yield from _readable(text, ground.fields, None, "condition")


def _readable(text: str, fields: Sequence[ConditionField], line: int | None, field: str) -> Iterator[Refusal]:
    known = ", ".join(each.key for each in fields)
    for why in expressions.faults(text, fields):
        yield messages.CONDITION_UNREADABLE(line=line, field=field, text=text, why=why, fields=known)


def elements_stand_somewhere(elements: Sequence[Element]) -> Iterator[Refusal]:
    """What stands inside another line stands in one that exists and can hold it, in no ring."""
    known = {each.number: each for each in elements}
    for element in elements:
        if element.inside is None:
            continue
        holder = known.get(element.inside)
        if holder is None or holder.kind not in CONTAINERS:
            yield messages.NO_SUCH_LINE(line=element.number, field="inside", inside=element.inside)
        elif _in_a_ring(element, known):
            yield messages.IN_A_RING(line=element.number, field="inside")


def _in_a_ring(element: Element, known: Mapping[int, Element]) -> bool:
    passed: set[int] = set()
    here: Element | None = element
    while here is not None and here.inside is not None:
        if here.number in passed:
            return True
        passed.add(here.number)
        here = known.get(here.inside)
    return False


# --- What must hold before it is followed ---------------------------------------------------------------


def complete(elements: Sequence[Element], ground: Ground) -> Iterator[Refusal]:
    """Everything that keeps a definition from being followed."""
    if not any(each.kind not in ASIDE for each in elements):
        yield messages.NO_ELEMENT()
    yield from conditions_are_readable(elements, ground)
    yield from elements_stand_somewhere(elements)
    known = {each.number: each for each in elements}
    for element in elements:
        yield from _has_people(element, ground)
        yield from _is_whole(element, ground)
        yield from _stands_right(element, known.get(element.inside or 0))


def _has_people(element: Element, ground: Ground) -> Iterator[Refusal]:
    """Whoever is asked can be found."""
    if element.kind not in (*ASKING, ElementKind.ESCALATION):
        return
    named = element.assignment in NAMED
    if not element.assignment or (named and not element.assignees):
        yield messages.NOBODY_NAMED(line=element.number, field="assignment")
    by_role = element.assignment in (Assigned.ROLE, Assigned.QUEUE)
    for name in element.assignees:
        if by_role and name not in ground.roles:
            yield messages.NO_ROLE(line=element.number, field="assignees", role=name)
        if not by_role and name not in ground.users:
            yield messages.NO_USER(line=element.number, field="assignees", user=name)
    if element.assignment == Assigned.HIERARCHY and element.whom == Whom.EXCEPT and not element.exempt:
        yield messages.CONDITION_UNREADABLE(line=element.number, field="exempt", text="", why="…")


def _is_whole(element: Element, ground: Ground) -> Iterator[Refusal]:
    """Each kind of element says what it needs."""
    by_percent = element.kind == ElementKind.STEP and element.completion == Completion.PERCENTAGE
    if by_percent and not 1 <= element.percent <= 100:
        yield messages.PERCENT_MISSING(line=element.number, field="percent")
    if element.kind == ElementKind.AUTOMATIC and element.final_action == Final.NONE:
        yield messages.NO_ACTION(line=element.number, field="final_action")
    if element.kind == ElementKind.AUTOMATED and element.task not in ground.tasks:
        yield messages.NO_TASK(line=element.number, field="task", task=element.task, known=sorted(ground.tasks))
    for name in ("time_limit", "remind_before"):
        if getattr(element, name) > LONGEST_TIME:
            yield messages.TIME_TOO_LONG(line=element.number, field=name, most=LONGEST_TIME)
    yield from _starts_something(element, ground)


def _starts_something(element: Element, ground: Ground) -> Iterator[Refusal]:
    kind = ground.kind if element.kind == ElementKind.SUBWORKFLOW else ground.lines
    if element.kind == ElementKind.LINES and not ground.lines:
        yield messages.NO_LINES(line=element.number, kind=ground.kind)
        return
    named = element.kind == ElementKind.LINES and element.workflow != ""
    if (named or element.kind == ElementKind.SUBWORKFLOW) and ground.workflows.get(element.workflow) != kind:
        yield messages.NO_WORKFLOW(line=element.number, field="subworkflow", workflow=element.workflow, kind=kind)


def _stands_right(element: Element, holder: Element | None) -> Iterator[Refusal]:
    """Branches belong to decisions and parallel activities, escalations to what has a time limit."""
    kind = holder.kind if holder else ""
    branches: Set[str] | None = {YES, NO} if kind in DECISIONS else None if kind == ElementKind.PARALLEL else {""}
    if element.kind not in ASIDE and branches is not None and element.branch not in branches:
        yield messages.NO_BRANCH(line=element.number, field="branch", branch=element.branch, kind=kind or "–")
    if element.kind in ASIDE and holder is None:
        yield messages.NO_SUCH_LINE(line=element.number, field="inside", inside="–")
    if element.kind == ElementKind.ESCALATION and holder is not None and not holder.time_limit:
        yield messages.ESCALATION_WITHOUT_TIME(line=holder.number, field="time_limit")
    if holder is not None and holder.kind in (ElementKind.STEP, ElementKind.TASK) and element.kind not in ASIDE:
        yield messages.NO_SUCH_LINE(line=element.number, field="inside", inside=holder.number)
