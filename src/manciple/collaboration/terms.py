"""The words of working together on documents: what is attached, what is to be done, what is pursued."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from manciple.kernel import numbering
from manciple.kernel.authority import duty
from manciple.kernel.context import Context
from manciple.kernel.records import Stored
from manciple.kernel.refusals import Message
from manciple.kernel.tones import toned
from manciple.kernel.words import Label

VIEW = duty("view-collaboration", "View attachments, activities and cases")
MAINTAIN = duty("maintain-collaboration", "Maintain activities and cases")
SET_UP = duty("maintain-collaboration-setup", "Set up attachment types and case categories")

ATTACHMENTS = numbering.reference("attachment", _("Attachment"), form="ATT-########")
ACTIVITIES = numbering.reference("activity", _("Activity"), form="ACT-########")
CASES = numbering.reference("case", _("Case"), form="CASE-######")


class Category(TextChoices):
    """What kind of thing is to be done or has happened (06 §12)."""

    ACTION = "action", _("Action")
    APPOINTMENT = "appointment", _("Appointment")
    EVENT = "event", _("Event")
    TASK = "task", _("Task")


class Progress(TextChoices):
    """How far an activity is."""

    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done")
    CANCELED = "canceled", _("Canceled")


toned(Progress, active=[Progress.IN_PROGRESS], good=[Progress.DONE], bad=[Progress.CANCELED])

#: Activities somebody still has to see to.
OPEN_ACTIVITY = (Progress.NOT_STARTED, Progress.IN_PROGRESS)


class Priority(TextChoices):
    """How urgent something is."""

    LOW = "low", _("Low")
    NORMAL = "normal", _("Normal")
    HIGH = "high", _("High")


toned(Priority, attention=[Priority.HIGH])


class CaseStatus(TextChoices):
    """How far a case is."""

    OPENED = "opened", _("Opened")
    IN_PROCESS = "in_process", _("In process")
    CLOSED = "closed", _("Closed")
    CANCELED = "canceled", _("Canceled")


toned(CaseStatus, active=[CaseStatus.OPENED, CaseStatus.IN_PROCESS], good=[CaseStatus.CLOSED],
      bad=[CaseStatus.CANCELED])  # fmt: skip

#: Cases that are pursued.
OPEN_CASE = (CaseStatus.OPENED, CaseStatus.IN_PROCESS)

#: What may be attached unless an attachment type says otherwise.
EXTENSIONS = (
    "csv", "doc", "docx", "eml", "jpeg", "jpg", "msg", "odp", "ods", "odt", "pdf", "png", "ppt", "pptx", "txt",
    "webp", "xls", "xlsx", "xml", "zip",
)  # fmt: skip
#: The largest file, in kilobytes, unless an attachment type says otherwise; and the largest at all.
KILOBYTES, MOST_KILOBYTES = 10_240, 51_200


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of document people work on together. Its package declares it.

    `key` is that of its form. Its inquiries and those of other kinds differ by `prefix`. `line` is the
    record of its lines where files may be attached to these too. Files and notes are added while the
    document is in one of the states of `attach_when`; `attach_otherwise` says so.
    """

    key: str
    label: Label
    record: type[Stored]
    view: str
    write: str
    prefix: str = ""
    pane: str = "general"
    attachments_pane: str = "general"
    line: type[Stored] | None = None
    attach_when: Collection[str] = ()
    attach_otherwise: Message | None = None
    has_cases: bool = True


_kinds: dict[str, DocumentKind] = {}


def declare(kind: DocumentKind) -> None:
    """Notes a kind of document."""
    assert kind.key not in _kinds, f"{kind.key} is declared twice"
    _kinds[kind.key] = kind


def kinds() -> Iterator[DocumentKind]:
    """Every kind of document people work on together."""
    return iter(_kinds.values())


def label_of(key: str) -> str:
    """What people call a kind of document."""
    return str(_kinds[key].label) if key in _kinds else key


@dataclass(frozen=True, slots=True)
class TypeFacts:
    """What an attachment type says: which files, how large, whether they are printed."""

    id: int
    code: str
    extensions: Sequence[str]
    kilobytes: int
    shown_on_print: bool


@dataclass(frozen=True, slots=True)
class UploadFacts:
    """A file that was handed in; `head` is how it begins."""

    id: int
    name: str
    size: int
    content_hash: str
    head: bytes = b""


@dataclass(frozen=True, slots=True)
class Handed:
    """What is to be attached, with what is known of file and type."""

    upload: UploadFacts | None = None
    type: TypeFacts | None = None
    responsible: int | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A document in the graph of related ones: its form, its row, and what people know it by."""

    form: str
    id: int
    number: str
    title: str = ""
    dated: date | None = None
    amount: Decimal | None = None
    currency: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """How one document hangs together with another: the words say what the second is to the first."""

    form: str
    id: int
    says: Label
    to: Node


#: Gets documents by form and id, and tells what hangs together with them. Asked once for each step away.
Tells = Callable[[Mapping[str, Sequence[int]], Context], Sequence[Edge]]

Row = dict[str, Any]
