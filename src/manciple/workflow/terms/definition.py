"""The words of a definition: kinds of elements, how people are found, when a step is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from manciple.kernel.tones import toned


class WorkflowState(TextChoices):
    """Whether documents go through a workflow; a changed one has elements that are not activated."""

    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("Active")
    CHANGED = "changed", _("Active, changed")
    OFF = "off", _("Switched off")


toned(WorkflowState, active=[WorkflowState.ACTIVE], attention=[WorkflowState.CHANGED])


class ElementKind(TextChoices):
    """What stands in a workflow (01 §8)."""

    STEP = "step", _("Approval step")
    PROCESS = "process", _("Approval process")
    AUTOMATIC = "automatic", _("Automatic action")
    TASK = "task", _("Manual task")
    AUTOMATED = "automated", _("Automated task")
    DECISION = "decision", _("Conditional decision")
    MANUAL_DECISION = "manual_decision", _("Manual decision")
    PARALLEL = "parallel", _("Parallel activity")
    LINES = "lines", _("Line items")
    SUBWORKFLOW = "subworkflow", _("Subworkflow")
    ESCALATION = "escalation", _("Escalation")


class Assigned(TextChoices):
    """How the people of a step are found (01 §8)."""

    USERS = "users", _("Named users")
    ROLE = "role", _("Participants by role")
    HIERARCHY = "hierarchy", _("Hierarchy of managers")
    SUBMITTER = "submitter", _("Submitter")
    OWNER = "owner", _("Workflow owner")
    SUBMITTERS_MANAGER = "submitters_manager", _("Submitter's manager")
    QUEUE = "queue", _("Queue of a role")


class Whom(TextChoices):
    """Who of the people passed on the way up is asked."""

    ALL = "all", _("All of them")
    LAST = "last", _("Only the last")
    EXCEPT = "except", _("All except those matching")


class Completion(TextChoices):
    """How many answers decide a step."""

    SINGLE = "single", _("One approver")
    MAJORITY = "majority", _("Majority of approvers")
    PERCENTAGE = "percentage", _("Percentage of approvers")
    ALL = "all", _("All approvers")


class Unit(TextChoices):
    """What a time limit is counted in; hours and days are those of the working-time calendar."""

    HOURS = "hours", _("Hours")
    DAYS = "days", _("Days")
    WEEKS = "weeks", _("Weeks")
    MONTHS = "months", _("Months")
    YEARS = "years", _("Years")


class Final(TextChoices):
    """What the system answers by itself: an automatic action, or the end of an escalation."""

    NONE = "", _("Nothing")
    APPROVE = "approve", _("Approve")
    REJECT = "reject", _("Reject")
    REQUEST_CHANGE = "request_change", _("Request change")


class Notice(TextChoices):
    """What people are told by e-mail (01 §8)."""

    ASSIGNED = "assigned", _("New work item")
    DELEGATED = "delegated", _("Delegated")
    ESCALATED = "escalated", _("Escalated")
    REMINDED = "reminded", _("Reminder")
    ANSWERED = "answered", _("Approved, rejected or change requested by somebody")
    STARTED = "started", _("Started")
    COMPLETED = "completed", _("Completed")
    STOPPED = "stopped", _("Stopped by an error")
    CANCELED = "canceled", _("Terminated")


#: Elements that hold others, and those that ask people.
CONTAINERS = (
    ElementKind.PROCESS, ElementKind.DECISION, ElementKind.MANUAL_DECISION, ElementKind.PARALLEL,
    ElementKind.STEP, ElementKind.TASK,
)  # fmt: skip
ASKING = (ElementKind.STEP, ElementKind.TASK, ElementKind.MANUAL_DECISION)
#: Elements that are no stations of the way: they belong to the one they stand in.
ASIDE = (ElementKind.AUTOMATIC, ElementKind.ESCALATION)
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a definition, as a version keeps it."""

    number: int
    kind: str = ElementKind.STEP
    name: str = ""
    inside: int | None = None
    branch: str = ""
    condition: str = ""
    assignment: str = ""
    assignees: Sequence[str] = ()
    whom: str = Whom.ALL
    until: str = ""
    exempt: str = ""
    completion: str = Completion.ALL
    percent: int = 0
    time_limit: int = 0
    time_unit: str = Unit.DAYS
    remind_before: int = 0
    final_action: str = ""
    allowed: Sequence[str] = ()
    final_approver: str = ""
    workflow: str = ""
    task: str = ""
    instructions: str = ""


@dataclass(frozen=True)
class Plan:
    """One version of a definition, ready to be followed."""

    id: int
    workflow: int
    code: str
    name: str
    kind: str
    owner: int
    elements: tuple[Element, ...]
    condition: str = ""
    is_default: bool = False
    calendar: int | None = None
    instructions: str = ""

    @cached_property
    def by_number(self) -> Mapping[int, Element]:
        """Its elements by number."""
        return {each.number: each for each in self.elements}

    def inside(self, number: int | None, branch: str = "") -> list[Element]:
        """The stations in a place, in their order."""
        return [
            each for each in self.elements
            if each.inside == number and each.branch == branch and each.kind not in ASIDE
        ]  # fmt: skip

    def aside(self, number: int, kind: str) -> list[Element]:
        """The automatic actions, or the escalations, of an element."""
        return [each for each in self.elements if each.inside == number and each.kind == kind]

    def branches(self, number: int) -> list[str]:
        """The branches of an element, in the order of their first elements."""
        found = (each.branch for each in self.elements if each.inside == number and each.kind not in ASIDE)
        return list(dict.fromkeys(found))

    def holder(self, element: Element) -> Element | None:
        """The element one stands in."""
        return self.by_number.get(element.inside) if element.inside is not None else None


@dataclass(frozen=True, slots=True)
class Catalog:
    """The workflows that are active, and every version that is still followed."""

    active: tuple[Plan, ...] = ()
    by_id: Mapping[int, Plan] = field(default_factory=dict)

    def of_kind(self, kind: str) -> list[Plan]:
        """The active workflows for a kind of document."""
        return [plan for plan in self.active if plan.kind == kind]

    def called(self, code: str) -> Plan | None:
        """The active workflow under a code."""
        return next((plan for plan in self.active if plan.code == code), None)
