"""What must hold before an order is submitted, recalled, judged or reopened (01 §7.3)."""

from __future__ import annotations

from collections.abc import Iterator

from manciple.kernel.actions import Guard
from manciple.kernel.args import Args
from manciple.kernel.authority import has
from manciple.kernel.messages import NOT_PERMITTED
from manciple.kernel.refusals import Refusal
from manciple.workflow.messages import (
    ANSWERED,
    COMMENT_MISSING,
    NO_SUCH_USER,
    NOT_ALLOWED,
    NOT_THE_SUBMITTER,
    NOT_YOURS,
)
from manciple.workflow.terms import Answer, Fit

from ..messages import (
    CHANGE_REQUEST_OPEN,
    JOURNAL,
    MANY_WORKFLOWS,
    NO_WORKFLOW,
    NOT_IN_REVIEW,
    NOT_MANAGED,
    NOTHING_TO_SUBMIT,
    REQUEST_NEEDLESS,
    SUBMITTED_OR_AGREED,
    SUBMITTING,
)
from ..terms import AGREED, APPROVE_ORDERS, MAINTAIN_ORDERS, Approval, PurchaseType, Review, Row, Submission
from . import confirming, states

# --- Submit ----------------------------------------------------------------------------------------


def waits(row: Row) -> bool:
    """Whether an order is being written, and is an order, under change management."""
    written = Approval(row["approval_status"]) in states.OPEN
    return bool(row["change_management"]) and written and row["purchase_type"] != PurchaseType.JOURNAL


def waits_for_submission(order: Submission) -> Iterator[Refusal]:
    """The order waits to be submitted; else why it does not."""
    row = order.header
    if waits(row):
        return
    if not row["change_management"]:
        yield NOT_MANAGED()
    elif row["purchase_type"] == PurchaseType.JOURNAL:
        yield JOURNAL(action=SUBMITTING)
    else:
        yield SUBMITTED_OR_AGREED(state=Approval(row["approval_status"]).label)


def has_something(order: Submission) -> Iterator[Refusal]:
    """A line, or an earlier confirmation: that nothing is wanted any more is approved too."""
    if not order.ready.sheet.counted and not order.header["confirmations"]:
        yield NOTHING_TO_SUBMIT()


def complete(order: Submission) -> Iterator[Refusal]:
    """Nothing is missing that the vendor will need (ORD-32)."""
    yield from confirming.complete(order.ready)


def one_workflow_fits(order: Submission) -> Iterator[Refusal]:
    """It is clear who will be asked (ORD-20)."""
    yield from one_of(order.fit or Fit())


def one_of(fit: Fit) -> Iterator[Refusal]:
    """The same of the workflows that fit."""
    if not fit.workflows:
        yield NO_WORKFLOW()
    elif not fit.is_one:
        yield MANY_WORKFLOWS(workflows=fit.workflows)


READY = (waits_for_submission, (has_something, complete), one_workflow_fits)


# --- Judge -----------------------------------------------------------------------------------------


def in_review(order: Review) -> Iterator[Refusal]:
    """Somebody is asked about the order; a change request that is not submitted yet stays (ORD-22)."""
    state = Approval(order.header["approval_status"])
    if order.header["change_request"] and state is Approval.DRAFT:
        yield CHANGE_REQUEST_OPEN()
    elif state is not Approval.IN_REVIEW:
        yield NOT_IN_REVIEW(state=state.label)


def asked(answer: Answer) -> Guard:
    """A guard: whoever acts is asked, and may give this answer."""

    def is_asked(order: Review) -> Iterator[Refusal]:
        yield from _asked(order, answer)

    return is_asked


def _asked(order: Review, answer: Answer) -> Iterator[Refusal]:
    own = [item for item in order.items if item.user == order.user]
    if not own and order.last and order.last.user == order.user:
        yield ANSWERED(user=order.last.user_name, at=order.last.at)
    elif not own:
        yield NOT_YOURS(user=sorted({item.user_name or item.queue for item in order.items}))
    elif not any(answer in item.allowed for item in own):
        allowed = [Answer(each).label for item in own for each in item.allowed]
        yield NOT_ALLOWED(answer=answer.label, allowed=list(dict.fromkeys(allowed)))


def comment_given(order: Review, args: Args) -> Iterator[Refusal]:
    """Whoever turns something down says why."""
    if not getattr(args, "comment"):  # noqa: B009
        yield COMMENT_MISSING(field="comment")


def somebody_else(order: Review, args: Args) -> Iterator[Refusal]:
    """The one it is handed to exists."""
    name: str = getattr(args, "to")  # noqa: B009
    if name not in order.people:
        yield NO_SUCH_USER(field="to", user=name)


def by_submitter(order: Review) -> Iterator[Refusal]:
    """Whoever submitted it takes it back, or who owns the workflow."""
    if order.user not in order.recallers:
        yield NOT_THE_SUBMITTER(submitter=order.submitter)


# --- Request change --------------------------------------------------------------------------------


def change_may_be_requested(order: Review) -> Iterator[Refusal]:
    """Of an agreed order anybody who maintains orders may ask for a change; of one in review whoever
    is asked sends it back."""
    header, state = order.header, Approval(order.header["approval_status"])
    if not header["change_management"]:
        yield NOT_MANAGED()
    elif header["change_request"] and state in states.OPEN:
        yield CHANGE_REQUEST_OPEN()
    elif state is Approval.IN_REVIEW:
        yield from _permitted(order, APPROVE_ORDERS)
        yield from _asked(order, Answer.REQUEST_CHANGE)
    elif state not in AGREED:
        yield REQUEST_NEEDLESS(state=state.label)
    else:
        yield from _permitted(order, MAINTAIN_ORDERS)
        yield from states.not_invoiced(header, order.safety)


def _permitted(order: Review, duty: str) -> Iterator[Refusal]:
    if not has(order.duties, duty):
        yield NOT_PERMITTED(action=Answer.REQUEST_CHANGE.label, duty=duty)


def sent_back_with_reason(order: Review, args: Args) -> Iterator[Refusal]:
    """Whoever sends an order back to who submitted it says why."""
    if order.header["approval_status"] == Approval.IN_REVIEW:
        yield from comment_given(order, args)
