"""Who may answer a work item, hand it on, or do something about a course (01 §8, 06 §12, §13)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from manciple.kernel.refusals import Refusal

from .. import messages
from ..terms import Answer, SeatState
from ..terms.course import CourseState
from ..terms.standing import Completing, CourseStanding, Handing, ItemStanding


def is_open(item: ItemStanding) -> Iterator[Refusal]:
    """Nothing is answered twice (ORD-23)."""
    if item.status == SeatState.WITHDRAWN:
        yield messages.WITHDRAWN()
    elif item.status != SeatState.OPEN:
        yield messages.ANSWERED(user=item.answered_by, at=item.answered_at)


def goes_on(item: ItemStanding) -> Iterator[Refusal]:
    """A course that is stopped waits for the owner of its workflow."""
    if item.halted and item.status == SeatState.OPEN:
        yield messages.HALTED(why=item.halted, owner=item.owner_name)


def is_ones_own(item: ItemStanding) -> Iterator[Refusal]:
    """The question is put to whoever answers it."""
    if item.user != item.actor.user and item.status == SeatState.OPEN:
        yield messages.NOT_YOURS(user=item.user_name or item.queue)


def may_answer(item: ItemStanding) -> Iterator[Refusal]:
    """Whoever answers has the duty the kind of document asks for, and did not make it himself."""
    if item.duty and not {item.duty, "*"} & item.actor.duties:
        yield messages.DUTY_MISSING(user=item.user_name, duty=item.duty_label)
    if item.actor.user in item.barred:
        yield messages.OWN_WORK(user=item.user_name)


def takes(answer: Answer) -> Callable[[ItemStanding], Iterator[Refusal]]:
    """The element takes this answer."""

    def takes_it(item: ItemStanding) -> Iterator[Refusal]:
        """The element takes this answer."""
        if answer.value not in item.allowed:
            yield messages.NOT_ALLOWED(answer=answer.label, allowed=item.labels)

    return takes_it


def chooses_a_branch(item: ItemStanding, args: Completing) -> Iterator[Refusal]:
    """A manual decision is for one of its branches."""
    if item.branches and args.choice not in item.branches:
        yield messages.CHOICE_MISSING(field="choice", choice=args.choice, known=item.branches)


def goes_to_somebody(item: ItemStanding, args: Handing) -> Iterator[Refusal]:
    """The next one exists, is somebody else, may decide so much, and did not make the document (SOD-4)."""
    if item.to is None:
        yield messages.NO_SUCH_USER(field="to", user=args.to)
    elif item.to.user == item.user:
        yield messages.SAME_USER(field="to", user=args.to)
    elif item.to.user in item.barred:
        yield messages.OWN_WORK(field="to", user=args.to)
    elif item.duty and not {item.duty, "*"} & item.to.duties:
        yield messages.DUTY_MISSING(field="to", user=args.to, duty=item.duty_label)
    elif item.to.limit < item.limit:
        yield messages.LIMIT_TOO_LOW(field="to", user=args.to, limit=item.limit)


def is_of_a_queue(item: ItemStanding) -> Iterator[Refusal]:
    """Only what waits in a queue is accepted and released."""
    if not item.queue:
        yield messages.NOT_IN_A_QUEUE()


def is_free(item: ItemStanding) -> Iterator[Refusal]:
    """Nobody has accepted it yet."""
    if item.user is not None:
        yield messages.TAKEN(user=item.user_name)


def is_in_the_role(item: ItemStanding) -> Iterator[Refusal]:
    """Whoever accepts has the role the queue is for."""
    if item.queue not in item.actor.roles:
        yield messages.NOT_IN_THE_ROLE(role=item.queue)


def may_reassign(item: ItemStanding) -> Iterator[Refusal]:
    """Reassigning is for the owner of the workflow, for whoever holds an item of a queue, and for whoever
    delegated it and takes it back."""
    holds = (bool(item.queue) and item.user == item.actor.user) or item.on_behalf_of == item.actor.user
    if item.actor.user != item.owner and not item.maintains and not holds:
        yield messages.NOT_THE_OWNER(owner=item.owner_name)


def is_overdue(item: ItemStanding) -> Iterator[Refusal]:
    """Only what is overdue is escalated."""
    if not item.is_due and item.status == SeatState.OPEN:
        yield messages.NOT_DUE()


# --- Courses ---------------------------------------------------------------------------------------


def is_the_owners(course: CourseStanding) -> Iterator[Refusal]:
    """What stopped is the owner's to resume or to cancel."""
    if course.actor != course.owner and not course.maintains:
        yield messages.NOT_THE_OWNER(owner=course.owner_name)


def is_stopped(course: CourseStanding) -> Iterator[Refusal]:
    """Only what stopped is resumed."""
    if course.status not in (CourseState.RUNNING, CourseState.STOPPED):
        yield messages.OVER()
    elif course.status != CourseState.STOPPED:
        yield messages.NOT_HALTED()


def is_going(course: CourseStanding) -> Iterator[Refusal]:
    """Only what goes on is canceled."""
    if course.status not in (CourseState.RUNNING, CourseState.STOPPED):
        yield messages.OVER()
