"""The way to agreement under change management: submitted, judged, taken back, reopened (01 §7.3).

Who is asked, and when enough have answered, is the workflow's affair; it tells `concluded`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from manciple.kernel import outbox, sql
from manciple.kernel.actions import Batch, Target, action
from manciple.kernel.args import Args, NoArgs, arg
from manciple.kernel.context import Context
from manciple.kernel.refusals import Refused
from manciple.workflow import actions as workflow
from manciple.workflow import inquiries as workflows
from manciple.workflow.terms import Answer, DocumentType, Outcome

from ..inquiries import review as facts
from ..inquiries import versions
from ..messages import FINALIZED
from ..models import PurchaseLine, PurchaseOrder
from ..rules import money, review
from ..terms import (
    AGREED,
    ALIVE,
    APPROVE_ORDERS,
    MAINTAIN_ORDERS,
    VIEW_ORDERS,
    Approval,
    LineReview,
    Review,
    Submission,
    VersionEvent,
)
from .removing import purge
from .versions import keep
from .writing import write_sheets

#: Where the end of a workflow takes an order.
AFTER: Mapping[Outcome, Approval] = {
    Outcome.APPROVED: Approval.APPROVED, Outcome.REJECTED: Approval.REJECTED,
    Outcome.CHANGE_REQUESTED: Approval.DRAFT, Outcome.CANCELED: Approval.DRAFT,
}  # fmt: skip
#: What the end of a workflow is called in the timeline and the feed.
EVENTS: Mapping[Outcome, str] = {
    Outcome.APPROVED: "purchase-order-approved", Outcome.REJECTED: "purchase-order-rejected",
    Outcome.CHANGE_REQUESTED: "purchase-order-sent-back", Outcome.CANCELED: "purchase-order-review-canceled",
}  # fmt: skip


class Comment(Args):
    """Something to say about it."""

    comment: str = arg(_("Comment"), "", max_length=1000)


class Reason(Args):
    """Why."""

    comment: str = arg(_("Comment"), "", max_length=1000, help=_("Whoever submitted the order reads it."))


class HandOver(Args):
    """Who answers instead, and why."""

    to: str = arg(_("To"), ref="users")
    comment: str = arg(_("Comment"), "", max_length=1000)


@action(
    PurchaseOrder, "submit", label=_("Submit"), pane="workflow", duty=MAINTAIN_ORDERS, args=Comment,
    when=ALIVE, otherwise=FINALIZED, facts=facts.to_submit, needs=review.READY,
    emits="purchase-order-submitted", icon="send",
)  # fmt: skip
def submit(batch: Batch[Submission, Comment], ctx: Context) -> None:
    """Asks for approval: totals are computed anew, and compared with what was approved last."""
    for target in batch:
        money.total_order(target.facts.ready.sheet, target.facts.ready.known)
    write_sheets([target.facts.ready.sheet for target in batch], ctx)
    _note_review(batch, ctx)
    _still_fits(batch, ctx)
    _settle(batch, Approval.IN_REVIEW, workflow.start(facts.ORDER, batch.ids, ctx))


def _note_review(batch: Batch[Submission, Comment], ctx: Context) -> None:
    """The orders are in review, and say whether somebody has to look again; their lines begin anew."""
    again = versions.changed_for(batch.ids, ctx)
    for target in batch:
        target.detail |= {"comment": target.args.comment, "requires_reapproval": again[target.id]}
    sql.update(PurchaseOrder, [
        {"id": pk, "company_id": ctx.company, "approval_status": Approval.IN_REVIEW.value, "requires_reapproval": asked}
        for pk, asked in again.items()
    ])  # fmt: skip
    state = LineReview.NOT_SUBMITTED.value
    sql.run("orders.unjudged_lines", company=ctx.company, orders=batch.ids, workflow_state=state)


def _still_fits(batch: Batch[Submission, Comment], ctx: Context) -> None:
    """New totals, and whether somebody has to look again, may ask for another workflow, or for none."""
    fits = workflows.fitting(facts.ORDER, batch.ids, ctx)
    found = [each.about(target.number) for target in batch for each in review.one_of(fits[target.id])]
    if found:
        raise Refused(*found)


@action(
    PurchaseOrder, "recall", label=_("Recall"), pane="workflow", duty=MAINTAIN_ORDERS, args=Reason,
    when=ALIVE, otherwise=FINALIZED, facts=facts.in_review, needs=(review.in_review, review.by_submitter),
    guards=(review.comment_given,), emits="purchase-order-recalled", icon="arrow-back-up",
)  # fmt: skip
def recall(batch: Batch[Review, Reason], ctx: Context) -> None:
    """Takes orders back from review; they may be edited and submitted again."""
    for (comment,), targets in _by(batch, "comment").items():
        workflow.recall(facts.ORDER, targets.ids, comment, ctx)
    _reopen(batch, ctx)


@action(
    PurchaseOrder, "approve", label=_("Approve"), pane="workflow", duty=APPROVE_ORDERS, args=Comment,
    when=ALIVE, otherwise=FINALIZED, facts=facts.in_review,
    needs=(review.in_review, review.asked(Answer.APPROVE)), emits="purchase-order-answered", icon="circle-check",
)  # fmt: skip
def approve(batch: Batch[Review, Comment], ctx: Context) -> None:
    """Agrees to orders as one of those who are asked."""
    _answer(batch, Answer.APPROVE, ctx)


@action(
    PurchaseOrder, "reject", label=_("Reject"), pane="workflow", duty=APPROVE_ORDERS, args=Reason,
    when=ALIVE, otherwise=FINALIZED, facts=facts.in_review,
    needs=(review.in_review, review.asked(Answer.REJECT)), guards=(review.comment_given,),
    emits="purchase-order-answered", icon="circle-x", danger=True,
)  # fmt: skip
def reject(batch: Batch[Review, Reason], ctx: Context) -> None:
    """Turns orders down as one of those who are asked, and says why."""
    _answer(batch, Answer.REJECT, ctx)


@action(
    PurchaseOrder, "delegate", label=_("Delegate"), pane="workflow", duty=APPROVE_ORDERS, args=HandOver,
    when=ALIVE, otherwise=FINALIZED, facts=facts.in_review,
    needs=(review.in_review, review.asked(Answer.DELEGATE)), guards=(review.somebody_else, review.comment_given),
    emits="purchase-order-delegated", icon="user-share",
)  # fmt: skip
def delegate(batch: Batch[Review, HandOver], ctx: Context) -> None:
    """Lets somebody else answer in one's place."""
    for (to, comment), targets in _by(batch, "to", "comment").items():
        user = targets[0].facts.people[to]
        workflow.answer(facts.ORDER, targets.ids, Answer.DELEGATE, comment, ctx, to=user)


@action(
    PurchaseOrder, "request-change", label=_("Request change"), pane="purchase_order", duty=VIEW_ORDERS, args=Reason,
    when=ALIVE, otherwise=FINALIZED, facts=facts.in_review, needs=(review.change_may_be_requested,),
    guards=(review.sent_back_with_reason,), emits="purchase-order-change-requested", icon="edit",
)  # fmt: skip
def request_change(batch: Batch[Review, Reason], ctx: Context) -> None:
    """Opens agreed orders to be changed, or sends orders in review back; both are approved again."""
    asked = Batch(target for target in batch if target.state == Approval.IN_REVIEW)
    agreed = Batch(target for target in batch if target.state != Approval.IN_REVIEW)
    _answer(asked, Answer.REQUEST_CHANGE, ctx)
    _reopen(agreed, ctx)


# --- What they share -----------------------------------------------------------------------------------


def _answer(batch: Batch[Review, Any], given: Answer, ctx: Context) -> None:
    for (comment,), targets in _by(batch, "comment").items():
        _settle(targets, Approval.IN_REVIEW, workflow.answer(facts.ORDER, targets.ids, given, comment, ctx))


def _by(batch: Batch[Any, Any], *names: str) -> dict[tuple[str, ...], Batch[Any, Any]]:
    """The targets that were told the same; what they were told stands in the timeline."""
    groups: dict[tuple[str, ...], Batch[Any, Any]] = {}
    for target in batch:
        told = tuple(getattr(target.args, name) for name in names)
        target.detail |= dict(zip(names, told, strict=True))
        groups.setdefault(told, Batch()).append(target)
    return groups


def _settle(batch: Batch[Any, Any], otherwise: Approval, outcomes: Mapping[int, Outcome | None]) -> None:
    """Where the targets stand after the workflow was asked."""
    for target in batch:
        outcome = outcomes.get(target.id)
        target.moved = AFTER[outcome] if outcome else otherwise


def _reopen(batch: Batch[Review, Any], ctx: Context) -> None:
    """Opens orders for editing; those that were agreed before stand under a change request."""
    for target in batch:
        target.moved = Approval.DRAFT
        target.detail["comment"] = target.args.comment
    sql.update(PurchaseOrder, [
        {"id": target.id, "company_id": ctx.company, "approval_status": Approval.DRAFT.value,
         "change_request": target.facts.header["change_request"] or target.state in AGREED}
        for target in batch
    ])  # fmt: skip


# --- What the workflow tells ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Moved:
    id: int
    number: str
    state: str
    version: int
    confirmations: int


def concluded(outcome: Outcome, ids: Sequence[int], ctx: Context) -> None:
    """Moves orders whose review is over; what was approved is kept as a version (01 §7.3, §10)."""
    after, approved = AFTER[outcome], outcome is Outcome.APPROVED
    moved = sql.rows("orders.concluded", into=_Moved, company=ctx.company, orders=list(ids),
                     approval_status=after.value, change_request=not approved)  # fmt: skip
    if approved:
        keep(VersionEvent.APPROVAL, ids, ctx)
        purge([each.id for each in moved if not each.confirmations], ctx)
    batch: Batch[Any, NoArgs] = Batch(
        Target(each.id, each.number, NoArgs(), each.state, each.version) for each in moved)  # fmt: skip
    outbox.tell(PurchaseOrder, EVENTS[outcome], batch, ctx, after=after.value)


def lines_begun(ids: Sequence[int], ctx: Context) -> None:
    """Notes that somebody is asked about single lines (01 §6)."""
    sql.run("orders.judged_lines", company=ctx.company, lines=list(ids), workflow_state=LineReview.IN_REVIEW.value)


def lines_concluded(outcome: Outcome, ids: Sequence[int], ctx: Context) -> None:
    """Notes what the workflow of single lines came to (01 §6)."""
    sql.run("orders.judged_lines", company=ctx.company, lines=list(ids), workflow_state=OF_LINE[outcome].value)


#: What the end of its own workflow makes of a line.
OF_LINE: Mapping[Outcome, LineReview] = {
    Outcome.APPROVED: LineReview.APPROVED, Outcome.REJECTED: LineReview.REJECTED,
    Outcome.CHANGE_REQUESTED: LineReview.CHANGE_REQUESTED, Outcome.CANCELED: LineReview.NOT_SUBMITTED,
}  # fmt: skip

workflows.declare(DocumentType(
    key=facts.ORDER, label=_("Purchase order"), record=PurchaseOrder, form="purchase-orders",
    fields=facts.CONDITIONS, values=facts.order_values, concluded=concluded, duty=APPROVE_ORDERS,
    lines=facts.LINE))  # fmt: skip
workflows.declare(DocumentType(
    key=facts.LINE, label=_("Purchase order line"), record=PurchaseLine, form="purchase-orders",
    fields=facts.LINE_CONDITIONS, values=facts.line_values, concluded=lines_concluded,
    began=lines_begun, duty=APPROVE_ORDERS))  # fmt: skip
