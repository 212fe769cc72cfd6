"""What people are told by e-mail, in their own language."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from manciple.kernel.words import Label

from .course import CourseState, What
from .definition import Notice

#: Which notice a line of the history is, and whether it goes to the one it names, the submitter or the owner.
TO, SUBMITTER, OWNER = "to", "submitter", "owner"
NOTICES: dict[str, tuple[Notice, str]] = {
    What.ASSIGNED: (Notice.ASSIGNED, TO),
    What.DELEGATED: (Notice.DELEGATED, TO),
    What.REASSIGNED: (Notice.ASSIGNED, TO),
    What.ESCALATED: (Notice.ESCALATED, TO),
    What.REMINDED: (Notice.REMINDED, TO),
    What.APPROVED: (Notice.ANSWERED, SUBMITTER),
    What.REJECTED: (Notice.ANSWERED, SUBMITTER),
    What.CHANGE_REQUESTED: (Notice.ANSWERED, SUBMITTER),
    What.STARTED: (Notice.STARTED, SUBMITTER),
    What.ENDED: (Notice.COMPLETED, SUBMITTER),
    What.STOPPED: (Notice.STOPPED, OWNER),
    What.CANCELED: (Notice.CANCELED, SUBMITTER),
}
SENTENCES: dict[str, Label] = {
    What.ASSIGNED: _("{document} waits for your answer: {element}."),
    What.DELEGATED: _("{user} asks you to answer on behalf of {for_whom}: {document}, {element}."),
    What.REASSIGNED: _("{document} was given to you for an answer: {element}."),
    What.ESCALATED: _("{document} is overdue and waits for your answer now: {element}."),
    What.REMINDED: _("{document} still waits for your answer: {element}."),
    What.APPROVED: _("{user} approved {document}: {element}."),
    What.REJECTED: _("{user} rejected {document}: {element}."),
    What.CHANGE_REQUESTED: _("{user} asks for a change of {document}: {element}."),
    What.STARTED: _("{document} was submitted."),
    What.STOPPED: _("The workflow of {document} is stopped: {comment}. Resume or cancel it."),
    What.CANCELED: _("{user} canceled the workflow of {document}."),
}
ENDINGS: dict[str, Label] = {
    CourseState.APPROVED: _("{document} is approved."),
    CourseState.REJECTED: _("{document} is rejected."),
    CourseState.CHANGE_REQUESTED: _("{document} is to be changed and submitted again."),
    CourseState.CANCELED: _("The workflow of {document} has ended without a decision."),
}


@dataclass(frozen=True, slots=True)
class Message:
    """What one person is told about one thing that happened."""

    language: str
    to: str
    what: str
    kind: str
    document: str
    element: str
    user: str
    for_whom: str
    comment: str
    form: str
    company: str
