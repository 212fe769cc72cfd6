"""The approvals inbox: answering, handing on, accepting from a queue, escalating (01 §8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from manciple.kernel.actions import Batch, Target, action
from manciple.kernel.args import Args, NoArgs
from manciple.kernel.context import Context

from ..inquiries.families import Families, families, lock_documents
from ..inquiries.items import items
from ..models import WorkItem
from ..rules import course as rules
from ..rules import items as guards
from ..terms import DO_WORK, MAINTAIN_WORKFLOW, Answer, Course, Seat, SeatState, What
from ..terms.standing import Comment, Completing, Handing, ItemStanding, Reason
from .inlets import give, settle

PANE = "work"
OPEN = (guards.is_open, guards.goes_on)
OWN = (guards.is_ones_own, guards.may_answer)

Items = Batch[ItemStanding, Any]


def _answer(batch: Items, given: Answer, ctx: Context) -> None:
    """The same answer to many questions; what one of them decides may withdraw another."""
    found = _families(batch, ctx)
    for target, course, seat in _seats(batch, found):
        choice = getattr(target.args, "choice", "")
        give(course, seat, given, target.args.comment, found, choice=choice)
    settle(found, ctx)


def _families(batch: Items, ctx: Context, *, by_system: bool = False) -> Families:
    roots = WorkItem.objects.filter(company=ctx.company, pk__in=batch.ids).values_list("root", flat=True)
    return families(roots, ctx, actor=None if by_system else ctx.user, lock=True)


def _seats(batch: Items, found: Families) -> Iterator[tuple[Target[ItemStanding, Any], Course, Seat]]:
    known = {seat.id: (course, seat) for course in found.courses for seat in course.seats if seat.id}
    return ((target, *known[target.id]) for target in batch)


# --- Answers ---------------------------------------------------------------------------------------


@action(
    WorkItem, "approve", label=_("Approve"), pane=PANE, args=Comment, duty=DO_WORK, icon="check",
    first=lock_documents, facts=items, needs=(OPEN, OWN, guards.takes(Answer.APPROVE)), emits="work-item-approved",
)  # fmt: skip
def approve(batch: Items, ctx: Context) -> None:
    """Says yes to the document; the last needed yes approves it."""
    _answer(batch, Answer.APPROVE, ctx)


@action(
    WorkItem, "complete", label=_("Complete"), pane=PANE, args=Completing, duty=DO_WORK, icon="checks",
    first=lock_documents, facts=items, needs=(OPEN, OWN, guards.takes(Answer.COMPLETE)),
    guards=(guards.chooses_a_branch,), emits="work-item-completed",
)  # fmt: skip
def complete(batch: Items, ctx: Context) -> None:
    """Reports a task as done, or takes a decision."""
    _answer(batch, Answer.COMPLETE, ctx)


@action(
    WorkItem, "reject", label=_("Reject"), pane=PANE, args=Reason, duty=DO_WORK, icon="x", danger=True,
    first=lock_documents, facts=items, needs=(OPEN, OWN, guards.takes(Answer.REJECT)), emits="work-item-rejected",
)  # fmt: skip
def reject(batch: Items, ctx: Context) -> None:
    """Says no to the document, and why."""
    _answer(batch, Answer.REJECT, ctx)


@action(
    WorkItem, "request-change", label=_("Request change"), pane=PANE, args=Reason, duty=DO_WORK, icon="pencil",
    first=lock_documents, facts=items, needs=(OPEN, OWN, guards.takes(Answer.REQUEST_CHANGE)),
    emits="work-item-change-requested",
)  # fmt: skip
def request_change(batch: Items, ctx: Context) -> None:
    """Gives the document back to its submitter, with what is to be changed."""
    _answer(batch, Answer.REQUEST_CHANGE, ctx)


# --- Other hands -----------------------------------------------------------------------------------


def _hand_on(batch: Items, what: What, ctx: Context) -> None:
    found = _families(batch, ctx)
    for target, course, seat in _seats(batch, found):
        to = target.facts.to
        assert to is not None, "a guard has seen to it"
        rules.moved(course, seat, what, to.user, target.args.comment, found.world)
    settle(found, ctx)


@action(
    WorkItem, "delegate", label=_("Delegate"), pane=PANE, args=Handing, duty=DO_WORK, icon="share",
    first=lock_documents, facts=items, needs=(OPEN, OWN, guards.takes(Answer.DELEGATE)),
    guards=(guards.goes_to_somebody,), emits="work-item-delegated",
)  # fmt: skip
def delegate(batch: Items, ctx: Context) -> None:
    """Lets somebody else answer on one's behalf."""
    _hand_on(batch, What.DELEGATED, ctx)


@action(
    WorkItem, "reassign", label=_("Reassign"), pane=PANE, args=Handing, duty=DO_WORK, icon="arrows-exchange",
    first=lock_documents, facts=items, needs=(OPEN, guards.may_reassign), guards=(guards.goes_to_somebody,),
    emits="work-item-reassigned",
)  # fmt: skip
def reassign(batch: Items, ctx: Context) -> None:
    """Puts the question to somebody else, who answers for himself."""
    _hand_on(batch, What.REASSIGNED, ctx)


@action(
    WorkItem, "accept", label=_("Accept"), pane=PANE, duty=DO_WORK, icon="hand-grab",
    first=lock_documents, facts=items,
    needs=(OPEN, guards.is_of_a_queue, (guards.is_free, guards.is_in_the_role, guards.may_answer)),
    emits="work-item-accepted",
)  # fmt: skip
def accept(batch: Items, ctx: Context) -> None:
    """Takes work out of a queue, so that nobody else does it too."""
    found = _families(batch, ctx)
    for _target, course, seat in _seats(batch, found):
        rules.moved(course, seat, What.ACCEPTED, ctx.user, "", found.world)
    settle(found, ctx)


@action(
    WorkItem, "release", label=_("Release"), pane=PANE, args=Comment, duty=DO_WORK, icon="hand-off",
    first=lock_documents, facts=items, needs=(OPEN, guards.is_of_a_queue, guards.is_ones_own),
    emits="work-item-released",
)  # fmt: skip
def release(batch: Items, ctx: Context) -> None:
    """Gives accepted work back to its queue."""
    found = _families(batch, ctx)
    for target, course, seat in _seats(batch, found):
        rules.moved(course, seat, What.RELEASED, None, target.args.comment, found.world)
    settle(found, ctx)


@action(
    WorkItem, "comment", label=_("Comment"), pane=PANE, args=Reason, duty=DO_WORK, icon="message",
    first=lock_documents, facts=items, needs=(guards.is_open,), emits="work-item-commented",
)  # fmt: skip
def comment(batch: Items, ctx: Context) -> None:
    """Says something about the document without answering; it stands in the history."""
    found = _families(batch, ctx)
    for target, course, seat in _seats(batch, found):
        course.tell(What.COMMENTED, seat.place, user=ctx.user, comment=target.args.comment)
    settle(found, ctx)


# --- Time ------------------------------------------------------------------------------------------


@action(
    WorkItem, "escalate", label=_("Escalate"), pane=PANE, duty=MAINTAIN_WORKFLOW, icon="stairs-up",
    first=lock_documents, facts=items, needs=(OPEN, guards.is_overdue), emits="work-item-escalated",
)  # fmt: skip
def escalate(batch: Batch[ItemStanding, NoArgs], ctx: Context) -> None:
    """Hands overdue work to the next on the escalation path; behind the last the system answers."""
    found = _families(batch, ctx, by_system=True)
    for _target, course, seat in _seats(batch, found):
        if seat.status == SeatState.OPEN and course.is_running:
            rules.escalated(course, seat, found.world)
    settle(found, ctx)


@action(
    WorkItem, "remind", label=_("Remind"), pane=PANE, duty=MAINTAIN_WORKFLOW, icon="bell",
    first=lock_documents, facts=items, needs=(OPEN,), emits="work-item-reminded",
)  # fmt: skip
def remind(batch: Batch[ItemStanding, Args], ctx: Context) -> None:
    """Tells people again that an answer is waited for."""
    found = _families(batch, ctx, by_system=True)
    for _target, course, seat in _seats(batch, found):
        rules.reminded(course, seat)
    settle(found, ctx)
