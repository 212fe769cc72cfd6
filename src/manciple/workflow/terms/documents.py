"""The words of workflow: what a document tells of itself, outcomes, answers, what is open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from manciple.kernel.authority import duty
from manciple.kernel.context import Context
from manciple.kernel.records import Stored
from manciple.kernel.tones import toned
from manciple.kernel.words import Label

VIEW_WORKFLOW = duty("view-workflows", "View workflows, their course and their history")
MAINTAIN_WORKFLOW = duty("maintain-workflows", "Maintain workflows and their people")
DO_WORK = duty("do-workflow-work", "Answer work items and delegate one's own")

LONGEST_CHAIN = 3


class Outcome(TextChoices):
    """How a workflow ended, as the document is told (01 §8)."""

    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    CHANGE_REQUESTED = "change_requested", _("Change requested")
    CANCELED = "canceled", _("Canceled")


class Answer(TextChoices):
    """What an assignee may say (01 §8)."""

    APPROVE = "approve", _("Approve")
    REJECT = "reject", _("Reject")
    REQUEST_CHANGE = "request_change", _("Request change")
    COMPLETE = "complete", _("Complete")
    DELEGATE = "delegate", _("Delegate")


class FieldKind(TextChoices):
    """What a condition may compare a field with."""

    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    FLAG = "flag", _("Yes or no")
    DATE = "date", _("Date")
    TREE = "tree", _("Code of a tree")


@dataclass(frozen=True, slots=True)
class ConditionField:
    """A value conditions may ask for. `lines.item` is one of each line.

    The value of a TREE is the code with those of all its ancestors: `("CABLES", "ELECTRICS")`.
    """

    key: str
    label: Label
    kind: str = FieldKind.TEXT


#: What a document says of itself: by field; `lines` holds one such mapping per line.
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AutomatedTask:
    """Something a document type can do by itself in a workflow; it answers for each document."""

    key: str
    label: Label
    run: Callable[[Sequence[int], Context], Mapping[int, Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentType:
    """A kind of document that can be approved.

    `values(ids, ctx)` gives what conditions may ask, by id: the declared fields, and besides
    `number`; `title`, `amount`, `currency` for the inbox; `version`, what the reader sees now;
    `makers`, ids of users who made or changed it and so may not approve it; `lines`, mappings with
    `id`, `number` and the line fields. Keys that are missing count as blank.

    `concluded(outcome, ids, ctx)` moves the documents when their workflow ends, in the same
    transaction; it writes state and version itself.
    """

    key: str
    label: Label
    record: type[Stored]
    form: str
    fields: Sequence[ConditionField]
    values: Callable[[Sequence[int], Context], Mapping[int, Values]]
    concluded: Callable[[Outcome, Sequence[int], Context], None]
    #: What happens to documents, or lines, when their workflow begins.
    began: Callable[[Sequence[int], Context], None] | None = None
    #: Who answers must have it.
    duty: str = ""
    #: The kind of its lines, where each can have a workflow of its own.
    lines: str = ""
    tasks: Sequence[AutomatedTask] = ()


_types: dict[str, DocumentType] = {}


def register(declared: DocumentType) -> None:
    """Keeps a document type; packages call `inquiries.declare`, which comes here."""
    assert declared.key not in _types, f"document type {declared.key} is declared twice"
    _types[declared.key] = declared


def document_type(key: str) -> DocumentType:
    """The document type under a key. KeyError when there is none."""
    return _types[key]


def form_of_kind(key: str) -> str:
    """The form of a kind of document; blank for one that has none."""
    return _types[key].form if key in _types else ""


def document_types() -> Iterable[DocumentType]:
    """Every kind of document that can be approved."""
    return _types.values()


@dataclass(frozen=True, slots=True)
class Fit:
    """Which active workflows a document would be submitted to; exactly one is right (ORD-20)."""

    workflows: tuple[str, ...] = ()

    @property
    def is_one(self) -> bool:
        """Whether it is clear which workflow it goes through."""
        return len(self.workflows) == 1


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A question that waits for an answer: whom it waits for, and what may be answered."""

    id: int
    document: int
    user: int | None
    user_name: str
    on_behalf_of: int | None
    queue: str
    element: str
    allowed: tuple[str, ...]
    due_at: datetime | None = None
    submitter: int | None = None
    owner: int | None = None


@dataclass(frozen=True, slots=True)
class LastAnswer:
    """The last answer a user gave on a document: what a second one is told (ORD-23)."""

    user: int
    user_name: str
    at: datetime | None
    answer: str


toned(Outcome, good=[Outcome.APPROVED], bad=[Outcome.REJECTED], attention=[Outcome.CHANGE_REQUESTED])
