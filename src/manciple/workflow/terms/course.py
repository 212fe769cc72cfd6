"""The words of a running workflow: its course, the elements it came to, the people it asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from manciple.kernel.numbers import ZERO
from manciple.kernel.tones import toned
from manciple.organization.terms import WorkHours

from .definition import Catalog, Plan
from .documents import Values


class CourseState(TextChoices):
    """How far a workflow is."""

    RUNNING = "running", _("Running")
    STOPPED = "stopped", _("Stopped by an error")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    CHANGE_REQUESTED = "change_requested", _("Change requested")
    CANCELED = "canceled", _("Canceled")


toned(
    CourseState, active=[CourseState.RUNNING], good=[CourseState.APPROVED],
    bad=[CourseState.REJECTED, CourseState.STOPPED], attention=[CourseState.CHANGE_REQUESTED])  # fmt: skip
GOING = (CourseState.RUNNING, CourseState.STOPPED)


class VisitState(TextChoices):
    """What became of an element."""

    OPEN = "open", _("In progress")
    PASSED = "passed", _("Passed")
    SKIPPED = "skipped", _("Skipped")
    FAILED = "failed", _("Refused")


class SeatState(TextChoices):
    """What became of a question to one person."""

    OPEN = "open", _("Open")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    CHANGE_REQUESTED = "change_requested", _("Change requested")
    COMPLETED = "completed", _("Completed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


toned(
    SeatState, active=[SeatState.OPEN], good=[SeatState.APPROVED, SeatState.COMPLETED], bad=[SeatState.REJECTED],
    attention=[SeatState.CHANGE_REQUESTED], quiet=[SeatState.WITHDRAWN])  # fmt: skip


class What(TextChoices):
    """What the history tells."""

    STARTED = "started", _("Submitted")
    SKIPPED = "skipped", _("Skipped: its condition does not hold")
    AUTOMATIC = "automatic", _("Automatic action")
    DECIDED = "decided", _("Decided")
    ASSIGNED = "assigned", _("Assigned")
    ACCEPTED = "accepted", _("Accepted from the queue")
    RELEASED = "released", _("Released to the queue")
    REASSIGNED = "reassigned", _("Reassigned")
    DELEGATED = "delegated", _("Delegated")
    ESCALATED = "escalated", _("Escalated")
    REMINDED = "reminded", _("Reminded")
    COMMENTED = "commented", _("Comment")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    CHANGE_REQUESTED = "change_requested", _("Change requested")
    COMPLETED = "completed", _("Completed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    STOPPED = "stopped", _("Stopped by an error")
    RESUMED = "resumed", _("Resumed")
    RECALLED = "recalled", _("Recalled")
    CANCELED = "canceled", _("Terminated")
    ENDED = "ended", _("Ended")


toned(
    What, good=[What.APPROVED, What.COMPLETED], bad=[What.REJECTED, What.STOPPED],
    attention=[What.CHANGE_REQUESTED, What.ESCALATED, What.CANCELED, What.RECALLED],
    quiet=[What.WITHDRAWN, What.SKIPPED])  # fmt: skip


class Trouble(TextChoices):
    """Why a workflow cannot go on by itself."""

    NOBODY = "nobody", _("Nobody was found to ask")
    ONLY_MAKERS = "only_makers", _("Only who submitted or made the document was found, and no final approver")
    NO_WORKFLOW = "no_workflow", _("No active workflow, or more than one, fits")
    NO_BRANCH = "no_branch", _("A branch was chosen that does not exist")


@dataclass(slots=True)
class Seat:
    """A question to one person, or to a queue; it stays the same seat whoever comes to sit on it."""

    place: int
    user: int | None = None
    queue: str = ""
    on_behalf_of: int | None = None
    status: str = SeatState.OPEN
    id: int = 0
    level: int = 0
    assigned_at: datetime | None = None
    due_at: datetime | None = None
    escalate_at: datetime | None = None
    remind_at: datetime | None = None
    answered_by: int | None = None
    answered_at: datetime | None = None
    choice: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.status == SeatState.OPEN


@dataclass(slots=True)
class Visit:
    """An element the course came to."""

    place: int
    status: str = VisitState.OPEN
    branch: str = ""
    opened_at: datetime | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history."""

    what: str
    place: int | None = None
    element: str = ""
    user: int | None = None
    on_behalf_of: int | None = None
    to: int | None = None
    comment: str = ""


@dataclass(slots=True)
class Course:
    """One document on its way through one version of a workflow."""

    plan: Plan
    document: int
    number: str
    submitter: int
    state: str = CourseState.RUNNING
    error: str = ""
    id: int = 0
    ended_at: datetime | None = None
    visits: dict[int, Visit] = field(default_factory=dict)
    seats: list[Seat] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    parent: Course | None = None
    parent_place: int | None = None
    children: list[Course] = field(default_factory=list)

    @property
    def is_running(self) -> bool:
        """Whether it may go on."""
        return self.state == CourseState.RUNNING

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.state not in GOING

    @property
    def root(self) -> Course:
        """The course of the document that was submitted."""
        return self.parent.root if self.parent else self

    @property
    def family(self) -> list[Course]:
        """It, and everything it started."""
        return [self, *(each for child in self.children for each in child.family)]

    def seats_at(self, place: int) -> list[Seat]:
        """The questions an element put."""
        return [seat for seat in self.seats if seat.place == place]

    def tell(self, what: str, place: int | None = None, **more: Any) -> None:
        """Adds a line to the history."""
        element = self.plan.by_number.get(place) if place is not None else None
        self.entries.append(Entry(what, place, element.name if element else "", **more))


@dataclass(frozen=True, slots=True)
class Person:
    """Who may be asked: a user, his manager's user, up to which amount he decides alone, his duties."""

    user: int
    name: str
    manager: int | None = None
    limit: Decimal = ZERO
    duties: Set[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StandIn:
    """A rule by which one person's questions go to another for a while (06 §12)."""

    user: int
    to: int
    kind: str = ""
    workflow: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    carries_limit: bool = False


@dataclass(frozen=True, slots=True)
class Directory:
    """The people of the company as a workflow sees them."""

    people: Mapping[int, Person] = field(default_factory=dict)
    by_name: Mapping[str, int] = field(default_factory=dict)
    roles: Mapping[str, Sequence[int]] = field(default_factory=dict)
    stand_ins: Sequence[StandIn] = ()


@dataclass(frozen=True, slots=True)
class World:
    """Everything a course may ask while it goes on; given, never looked up."""

    now: datetime
    today: date
    actor: int | None
    directory: Directory = field(default_factory=Directory)
    catalog: Catalog = field(default_factory=Catalog)
    values: Mapping[tuple[str, int], Values] = field(default_factory=dict)
    hours: Mapping[int | None, WorkHours] = field(default_factory=dict)
    duties: Mapping[str, str] = field(default_factory=dict)
    lines_of: Mapping[str, str] = field(default_factory=dict)

    def about(self, course: Course) -> Values:
        """What a course's document tells of itself."""
        return self.values.get((course.plan.kind, course.document), {})

    def barred(self, course: Course) -> frozenset[int]:
        """Who may not be asked: the submitter, and who made or changed the document (06 §13, S4)."""
        root = course.root
        makers = [*self.about(root).get("makers", ()), *self.about(course).get("makers", ())]
        return frozenset({root.submitter, *makers})


@dataclass(frozen=True, slots=True)
class Errand:
    """Something a document type has to do before its course goes on."""

    course: Course
    place: int
    task: str
