"""What documents call from their own actions; the documents are locked by then (01 §8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from manciple.kernel.context import Context
from manciple.kernel.refusals import Refusal, Refused

from ..inquiries.families import Families, families, roots_of
from ..inquiries.items import items
from ..inquiries.worlds import world
from ..rules import course as rules
from ..rules import definition
from ..rules import items as guards
from ..terms import Answer, Course, Errand, Outcome, Seat, Trouble, What, document_type
from ..terms.standing import Handing, ItemStanding
from .writing import ended, store

Outcomes = Mapping[int, Outcome | None]


def start(kind: str, ids: Sequence[int], ctx: Context) -> Outcomes:
    """Submits documents to the one workflow that fits; gives the outcome of those that are through at once.

    `concluded` has been called for these by then. A guard with `fitting` comes before it.
    """
    found = Families(world({kind: list(ids)}, ctx, actor=ctx.user))
    for pk in ids:
        found.roots.append(_course(kind, pk, found, ctx))
    for root in found.roots:
        rules.begin(root, found.world)
    settle(found, ctx)
    return outcomes(kind, ids, found)


def _course(kind: str, pk: int, found: Families, ctx: Context) -> Course:
    values = found.world.values[kind, pk]
    fit = rules.fitting(found.world.catalog.of_kind(kind), values)
    assert len(fit) == 1, f"guards submit to one workflow: {Trouble.NO_WORKFLOW.value}"
    return Course(fit[0], pk, str(values.get("number") or pk), ctx.user)


def recall(kind: str, ids: Sequence[int], comment: str, ctx: Context) -> None:
    """Ends the workflow of documents because their submitter wants them back."""
    found = families(roots_of(kind, ids, ctx).values(), ctx, actor=ctx.user, lock=True)
    for root in found.roots:
        if not root.is_over:
            rules.canceled(root, What.RECALLED, comment, found.world)
    settle(found, ctx)


def answer(
    kind: str, ids: Sequence[int], given: Answer, comment: str, ctx: Context, to: int | None = None
) -> Outcomes:  # fmt: skip
    """Answers the caller's open work item on each document; gives the outcome of those that are through."""
    found = families(roots_of(kind, ids, ctx).values(), ctx, actor=ctx.user, lock=True)
    own = _own(kind, ids, given, found, ctx)
    _refuse(own, given, to, found, ctx)
    for course, seat in own:
        give(course, seat, given, comment, found, to=to)
    settle(found, ctx)
    return outcomes(kind, ids, found)


def _own(kind: str, ids: Sequence[int], given: Answer, found: Families, ctx: Context) -> list[tuple[Course, Seat]]:
    """The caller's first open question about each document that takes the answer."""
    own: dict[int, tuple[Course, Seat]] = {}
    for course in found.courses:
        for seat in course.seats:
            if course.plan.kind == kind and seat.is_open and seat.user == ctx.user and _takes(course, seat, given):
                own.setdefault(course.document, (course, seat))
    return [own[pk] for pk in ids]


def _takes(course: Course, seat: Seat, given: Answer) -> bool:
    return given in definition.allowed(course.plan.by_number[seat.place], course.plan)


def _refuse(
    own: Sequence[tuple[Course, Seat]], given: Answer, to: int | None, found: Families, ctx: Context
) -> None:  # fmt: skip
    """What the inbox refuses is refused here too: own work, and a next one who may not answer (06 §12, §13)."""
    next_one = found.world.directory.people.get(to or 0)
    args = Handing(to=next_one.name if next_one else str(to), comment="–")
    handed = given == Answer.DELEGATE
    known = items([seat.id for _course, seat in own], ctx, [args] * len(own) if handed else None)
    refusals = [
        each.about(course.root.number)
        for course, seat in own
        for each in _refusals(known[seat.id], args if handed else None)
    ]
    if refusals:
        raise Refused(*refusals)


def _refusals(item: ItemStanding, handing: Handing | None) -> Iterator[Refusal]:
    yield from guards.goes_on(item)
    yield from guards.may_answer(item)
    if handing is not None:
        yield from guards.goes_to_somebody(item, handing)


def give(
    course: Course, seat: Seat, given: Answer, comment: str, found: Families, *, to: int | None = None,
    choice: str = "",
) -> None:  # fmt: skip
    """One answer; delegating hands the question on. A step is approved, a task completed, by the same word."""
    if given == Answer.DELEGATE:
        rules.moved(course, seat, What.DELEGATED, to, comment, found.world)
    elif seat.is_open and course.is_running:  # an answer before it in the same run may have decided all
        rules.answered(course, seat, given, comment, found.world, choice)


def settle(found: Families, ctx: Context) -> None:
    """Lets document types do their automated tasks until nothing of the kind is left, and stores it all."""
    done: set[tuple[int, int]] = set()
    while errands := _new_errands(found, done):
        for kind, task in sorted({(each.course.plan.kind, each.task) for each in errands}):
            same = [each for each in errands if (each.course.plan.kind, each.task) == (kind, task)]
            _run(kind, task, same, found, ctx)
        done |= {(id(each.course), each.place) for each in errands}
    store(found, ctx)


def _new_errands(found: Families, done: set[tuple[int, int]]) -> list[Errand]:
    all_of_them = [each for root in found.roots for each in rules.errands(root)]
    return [each for each in all_of_them if (id(each.course), each.place) not in done]


def _run(kind: str, task: str, errands: Sequence[Errand], found: Families, ctx: Context) -> None:
    """One task for all documents that need it, at once."""
    run: Callable[[Sequence[int], Context], Mapping[int, Answer]] = next(
        each.run for each in document_type(kind).tasks if each.key == task
    )
    answers = run([each.course.document for each in errands], ctx)
    for each in errands:
        rules.task_done(each, answers.get(each.course.document, Answer.COMPLETE), found.world)


def outcomes(kind: str, ids: Sequence[int], found: Families) -> Outcomes:
    """How the workflow of each document ended just now; None while it goes on."""
    over = {course.document: Outcome(course.state) for course in ended(found) if course.plan.kind == kind}
    return {pk: over.get(pk) for pk in ids}
