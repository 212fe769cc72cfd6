"""The pages of workflows: definitions, the approvals inbox, courses, delegations."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from manciple.kernel import menus
from manciple.kernel.forms import Form, Group, Lines, Pane, Tab

from .inquiries.delegations import delegations
from .models import DelegationRule, Element, ElementVisit, Instance, Workflow, WorkflowEntry, WorkItem
from .rules.delegations import comes_to_an_end, is_ones_own_rule
from .terms import DO_WORK, MAINTAIN_WORKFLOW, VIEW_WORKFLOW, form_of_kind

menus.area("approvals", _("Approvals"), icon="checks", place=15)
MENU = menus.group("approvals", _("Approvals"), area="approvals", place=10)
SETUP = menus.group("workflows", _("Workflows"), area="approvals", place=20)


def document_form(values: Mapping[str, Any]) -> str:
    """The form of the document a row is about."""
    return form_of_kind(str(values.get("kind") or ""))


class Workflows(Form):
    """How documents are approved (01 §8)."""

    of, key, title = Workflow, "workflows", _("Workflows")
    help = _("Who approves which documents, in which order and on which conditions.")
    menu, setup = SETUP, True
    duty, maintain = VIEW_WORKFLOW, MAINTAIN_WORKFLOW
    find, order = ("code", "name"), ("code",)
    grid = ("code", "name", "kind", "status", "condition", "is_default", "process_owner", "versions")
    create_fields = ("code", "name", "kind", "process_owner", "condition", "is_default", "calendar")
    tabs = (
        Tab(_("General"), "code", "name", "kind", "status", "process_owner", "condition", "is_default", "calendar",
            "versions", "activated_at"),
        Tab(_("Notifications"), "notify", "instructions"),
    )  # fmt: skip
    lines = (
        Lines(
            Element, key="elements", label=_("Elements"),
            grid=("line_number", "kind", "name", "condition", "assignment", "assignees", "completion", "inside",
                  "branch", "time_limit", "time_unit"),
            tabs=(
                Tab(_("People"), "assignment", "assignees", "whom", "until", "exempt", "final_approver"),
                Tab(_("Completion"), "completion", "percent", "allowed", "instructions"),
                Tab(_("Time"), "time_limit", "time_unit", "remind_before", "final_action"),
                Tab(_("Other elements"), "branch", "subworkflow", "task"),
            ),
        ),
    )  # fmt: skip
    panes = (
        Pane("workflow", _("Workflow"), Group(_("Maintain"), "create", "edit", "delete"),
             Group(_("Use"), "activate", "switch-off"), Group(_("View"), "workflow-in-words", "condition-fields")),
    )  # fmt: skip
    badges = ("status", "is_default")
    boxes = ("workflow-in-words", "condition-fields")
    course = (("activate", {"status": "draft"}), ("activate", {"status": "changed"}))


class WorkItems(Form):
    """What waits for somebody's answer."""

    of, key, title = WorkItem, "work-items", _("Approvals")
    help = _("What waits for an answer: approve, reject, ask for a change, or hand it on.")
    menu, read_only = MENU, True
    duty, maintain = DO_WORK, DO_WORK
    find = ("document", "subject", "submitter__username")
    order = ("due_at", "-id")
    grid = (
        "document", "kind", "subject", "amount", "currency", "element", "submitter", "user", "queue", "assigned_at",
        "due_at", "status",
    )  # fmt: skip
    tabs = (
        Tab(_("General"), "document", "kind", "subject", "amount", "currency", "element", "instructions", "submitter",
            "status"),
        Tab(_("People"), "user", "on_behalf_of", "queue", "answered_by", "answered_at", "choice"),
        Tab(_("Time"), "assigned_at", "due_at", "remind_at", "escalate_at", "level"),
        Tab(_("Workflow"), "instance"),
    )  # fmt: skip
    panes = (
        Pane("work", _("Approval"), Group(_("Answer"), "approve", "complete", "reject", "request-change"),
             Group(_("Other hands"), "delegate", "reassign", "accept", "release"),
             Group(_("More"), "comment", "remind", "escalate"), Group(_("View"), "work-item-history")),
    )  # fmt: skip
    badges, figures, boxes = ("status",), ("amount",), ("work-item-history",)
    links = {"document": document_form}
    views = (
        ("mine", _("Mine"), {"user": "@me", "status": "open"}),
        ("overdue", _("Overdue"), {"due_at__lt": "@today", "status": "open"}),
        ("queue", _("Queue"), {"queue__empty": "false", "user__empty": "true", "status": "open"}),
        ("all", _("All"), {}),
    )
    tiles = ("mine", "overdue", "queue")
    mass = ("approve", "reject", "request-change", "delegate", "complete", "accept", "release")


class WorkflowCourses(Form):
    """The course of each document."""

    of, key, title = Instance, "workflow-instances", _("Workflow courses")
    help = _("How far each document is, and what stopped.")
    menu, read_only = MENU, True
    duty, maintain = VIEW_WORKFLOW, MAINTAIN_WORKFLOW
    find, order = ("document", "submitter__username"), ("-submitted_at", "-id")
    grid = ("document", "kind", "workflow", "status", "error", "submitter", "submitted_at", "ended_at")
    tabs = (
        Tab(_("General"), "document", "kind", "workflow", "plan", "status", "error", "submitter", "submitted_at",
            "ended_at"),
        Tab(_("Belongs to"), "root", "parent", "parent_place"),
    )  # fmt: skip
    lines = (
        Lines(
            ElementVisit, key="visits", label=_("Elements"), grid=("station", "name", "status", "branch", "opened_at")
        ),
    )
    panes = (
        Pane("course", _("Workflow"), Group(_("Owner"), "resume", "cancel"), Group(_("View"), "course-history")),
    )  # fmt: skip
    badges, boxes = ("status",), ("course-history",)
    links = {"document": document_form}
    views = (
        ("going", _("In progress"), {"status__in": "running,stopped"}),
        ("stopped", _("Stopped"), {"status": "stopped"}),
        ("submitted", _("Submitted by me"), {"submitter": "@me"}),
        ("all", _("All"), {}),
    )


class WorkflowHistory(Form):
    """What was answered, by whom, for whom and why; nothing of it is ever changed."""

    of, key, title = WorkflowEntry, "workflow-history", _("Workflow history")
    help = _("Everything that was asked and answered; nothing of it is ever changed.")
    menu, read_only = MENU, True
    duty = VIEW_WORKFLOW
    find, order = ("document", "user__username", "comment"), ("-at", "-id")
    grid = ("at", "document", "kind", "what", "element", "user", "on_behalf_of", "to", "comment", "seen")
    tabs = (
        Tab(_("General"), "at", "document", "kind", "what", "element", "station", "comment", "seen"),
        Tab(_("People"), "user", "on_behalf_of", "to"),
    )
    links = {"document": document_form}


class Delegations(Form):
    """Who answers for whom for a while (06 §12)."""

    of, key, title = DelegationRule, "delegations", _("Delegations")
    help = _("Lets somebody answer for you while you are away; new work items go to him.")
    menu, setup = MENU, True
    duty, maintain = DO_WORK, DO_WORK
    find, order = ("user__username", "to__username"), ("user__username", "starts_on")
    grid = ("user", "to", "starts_on", "ends_on", "is_enabled", "kind", "workflow", "carries_limit")
    facts, guards = delegations, (is_ones_own_rule, comes_to_an_end)
    tabs = (
        Tab(_("General"), "user", "to", "starts_on", "ends_on", "is_enabled", "comment"),
        Tab(_("What of"), "kind", "workflow", "carries_limit"),
    )
    views = (("mine", _("Mine"), {"user": "@me"}), ("all", _("All"), {}))
