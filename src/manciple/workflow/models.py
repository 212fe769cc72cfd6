"""What is stored of workflows: definitions and their versions, courses, work items, history."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from manciple.kernel import fields as f
from manciple.kernel.fields import Offer
from manciple.kernel.plain import Exact
from manciple.kernel.records import Journal, Line, Owned, Record, check, unique

from . import messages
from .terms import (
    Answer,
    Assigned,
    Completion,
    CourseState,
    ElementKind,
    Final,
    Notice,
    SeatState,
    Trouble,
    Unit,
    VisitState,
    What,
    Whom,
    WorkflowState,
    document_types,
)

NEVER = f.Open.NEVER


def kinds() -> list[tuple[str, object]]:
    """The kinds of documents that can be approved; packages above declare them."""
    return [(each.key, each.label) for each in document_types()]


def answers() -> Iterator[Offer]:
    """The answers an element may allow."""
    return (Offer(each.value, str(each.label)) for each in Answer)


def notices() -> Iterator[Offer]:
    """What people can be told."""
    return (Offer(each.value, str(each.label)) for each in Notice)


def usual_notices() -> list[str]:
    """What people are told unless somebody says otherwise."""
    return [each.value for each in Notice if each not in (Notice.STARTED, Notice.ANSWERED)]


class Workflow(Record):
    """How documents of one kind are approved: who is asked, in which order, on which conditions."""

    state, key = "status", "code"

    code = f.Code(_("Workflow"), max_length=20, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"), blank=False)
    kind = f.Choice(None, _("Document"), choices=kinds, max_length=40, open_in=f.Open.ON_CREATE)
    status = f.Choice(WorkflowState, _("Status"), default=WorkflowState.DRAFT, open_in=NEVER)
    process_owner = f.Ref(
        "organization.User", _("Owner"), help=_("Is told of errors, and resumes or cancels what stopped.")
    )
    condition = f.Text(
        _("Documents that use it"), max_length=500,
        help=_("A condition such as total > 1000; blank means all of the kind."))  # fmt: skip
    is_default = f.Flag(_("Default"), help=_("For documents no other active workflow of the kind fits."))
    calendar = f.Ref(
        "organization.WorkCalendar", _("Working-time calendar"), null=True,
        help=_("By which hours and days are counted; blank means around the clock."))  # fmt: skip
    notify = f.Codes(_("Notifications"), offers=notices, default=usual_notices, help=_("What people get an e-mail of."))
    instructions = f.Long(_("Instructions"), help=_("Shown to everybody who submits or answers."))
    versions = f.Whole(_("Versions"), open_in=NEVER)
    activated_at = f.Moment(_("Activated"), null=True, blank=True, open_in=NEVER)

    class Meta:
        verbose_name, verbose_name_plural = _("workflow"), _("workflows")
        constraints = [unique("code", name="workflow_workflow_once")]


class Element(Line):
    """One element of a workflow, as it is being edited; documents follow activated versions only."""

    key, owner, title = "line_number", "workflow", "name"

    workflow = f.Owner(Workflow, _("Workflow"), db_index=True)
    line_number = f.LineNumber(_("Line"), open_in=f.Open.ON_CREATE, help=_("Elements follow each other by it."))
    inside = f.Whole(_("Inside line"), null=True, blank=True, help=_("The line it belongs to; blank at the top."))
    branch = f.Text(_("Branch"), max_length=20, help=_("yes or no of a decision; any name of a parallel activity."))
    kind = f.Choice(ElementKind, _("Element"), default=ElementKind.STEP)
    name = f.Text(_("Name"), max_length=60)
    condition = f.Text(
        _("Condition"), max_length=500,
        help=_("For example total > 10000; blank means always. Of a decision: whether it is yes."))  # fmt: skip
    assignment = f.Choice(Assigned, _("Assigned to"), blank=True)
    assignees = f.Codes(_("Users or roles"), help=_("Of a hierarchy: where it begins; blank with the submitter."))
    whom = f.Choice(Whom, _("Who of the hierarchy"), default=Whom.ALL)
    until = f.Text(
        _("Up to the manager"), max_length=500,
        help=_("Condition that ends the way up; blank means: spending_limit is at least the total."))  # fmt: skip
    exempt = f.Text(_("Except managers"), max_length=500, help=_("Condition such as level = 1."))
    completion = f.Choice(Completion, _("Completed by"), default=Completion.ALL)
    percent = f.Whole(_("Percent"))
    time_limit = f.Whole(_("Time limit"), help=_("0: none. A process overrules its steps."))
    time_unit = f.Choice(Unit, _("Unit of time"), default=Unit.DAYS)
    remind_before = f.Whole(_("Reminder, hours before"), help=_("0: none."))
    final_action = f.Choice(
        Final, _("Action of the system"), blank=True,
        help=_("Of an automatic action; of a step: what is answered behind the last escalation."))  # fmt: skip
    allowed = f.Codes(_("Allowed answers"), offers=answers, help=_("Blank means all."))
    final_approver = f.Ref(
        "organization.User", _("Final approver"), null=True,
        help=_("Asked when nobody but the submitter was found."))  # fmt: skip
    subworkflow = f.Ref(
        Workflow, _("Workflow to start"), null=True,
        help=_("Of lines: blank chooses by their conditions."))  # fmt: skip
    task = f.Text(_("Automated task"), max_length=40)
    instructions = f.Long(_("Instructions"), help=_("Shown with the work item."))

    says = {"workflow_element_time": messages.TIME_LIMIT}

    class Meta:
        verbose_name, verbose_name_plural = _("workflow element"), _("workflow elements")
        constraints = [
            unique("workflow", "line_number", name="workflow_element_once"),
            check(Q(time_limit__gte=0) & Q(remind_before__gte=0), name="workflow_element_time"),
        ]


class WorkflowVersion(Journal):
    """What a workflow was when it was activated; what runs by it goes on by it."""

    key, title = "id", "name"

    workflow = f.Ref(Workflow, _("Workflow"), db_index=True)
    number = f.Whole(_("Version"))
    name = f.Text(_("Name"))
    condition = f.Text(_("Documents that use it"), max_length=500)
    is_default = f.Flag(_("Default"))
    calendar = f.Ref("organization.WorkCalendar", _("Working-time calendar"), null=True)
    elements = models.JSONField(decoder=Exact)
    activated_at = f.Moment(_("Activated"))

    class Meta:
        verbose_name, verbose_name_plural = _("workflow version"), _("workflow versions")
        constraints = [unique("workflow", "number", name="workflow_version_once")]


class Instance(Record):
    """The course of one document through one version of a workflow."""

    key, title, state = "id", "document", "status"

    kind = f.Choice(None, _("Kind"), choices=kinds, max_length=40, open_in=NEVER)
    document_id = f.Key(_("Document key"), open_in=NEVER)
    document = f.Text(_("Document"), max_length=60, open_in=NEVER)
    workflow = f.Ref(Workflow, _("Workflow"), open_in=NEVER)
    plan = f.Ref(WorkflowVersion, _("Version"), open_in=NEVER)
    status = f.Choice(CourseState, _("Status"), default=CourseState.RUNNING, open_in=NEVER)
    error = f.Choice(Trouble, _("Error"), blank=True, open_in=NEVER)
    submitter = f.Ref("organization.User", _("Submitted by"), open_in=NEVER)
    submitted_at = f.Moment(_("Submitted"), open_in=NEVER)
    ended_at = f.Moment(_("Ended"), null=True, blank=True, open_in=NEVER)
    root = f.Ref("workflow.Instance", _("Started by"), null=True, open_in=NEVER, db_index=True)
    parent = f.Ref("workflow.Instance", _("Within"), null=True, open_in=NEVER)
    parent_place = f.Whole(_("Element it was started by"), null=True, blank=True, open_in=NEVER)

    class Meta:
        verbose_name, verbose_name_plural = _("workflow course"), _("workflow courses")
        indexes = [
            models.Index(fields=["company", "kind", "document_id"], name="workflow_instance_document"),
            models.Index(fields=["company", "status"], name="workflow_instance_going",
                         condition=Q(status__in=["running", "stopped"])),
        ]  # fmt: skip


class ElementVisit(Line):
    """An element a course came to, and what became of it."""

    key, owner, title = "station", "instance", "name"

    instance = f.Owner(Instance, _("Workflow course"))
    station = f.LineNumber(_("Line"), open_in=NEVER)
    name = f.Text(_("Element"), max_length=60, open_in=NEVER)
    status = f.Choice(VisitState, _("Status"), default=VisitState.OPEN, open_in=NEVER)
    branch = f.Text(_("Branch"), max_length=20, open_in=NEVER)
    opened_at = f.Moment(_("Reached"), open_in=NEVER)

    class Meta:
        verbose_name, verbose_name_plural = _("element of a course"), _("elements of a course")
        constraints = [unique("instance", "station", name="workflow_visit_once")]


class WorkItem(Record):
    """A question to one person or one queue: may this document go on?"""

    key, title, state = "id", "document", "status"

    kind = f.Choice(None, _("Kind"), choices=kinds, max_length=40, open_in=NEVER)
    document = f.Text(_("Document"), max_length=60, open_in=NEVER)
    document_id = f.Key(_("Document key"), open_in=NEVER)
    subject = f.Text(_("Subject"), open_in=NEVER)
    amount = f.Amount(_("Amount"), null=True, blank=True, default=None, open_in=NEVER)
    currency = f.Text(_("Currency"), max_length=3, open_in=NEVER)
    element = f.Text(_("Step"), max_length=60, open_in=NEVER)
    instructions = f.Long(_("Instructions"), open_in=NEVER)
    instance = f.Ref(Instance, _("Workflow course"), open_in=NEVER, db_index=True)
    root = f.Key(_("Course of the document"), open_in=NEVER)
    station = f.Whole(_("Element"), open_in=NEVER)
    status = f.Choice(SeatState, _("Status"), default=SeatState.OPEN, open_in=NEVER)
    user = f.Ref("organization.User", _("Assigned to"), null=True, open_in=NEVER)
    on_behalf_of = f.Ref("organization.User", _("On behalf of"), null=True, open_in=NEVER)
    queue = f.Text(_("Queue"), max_length=40, open_in=NEVER)
    submitter = f.Ref("organization.User", _("Submitted by"), open_in=NEVER)
    level = f.Whole(_("Escalations"), open_in=NEVER)
    assigned_at = f.Moment(_("Assigned"), open_in=NEVER)
    due_at = f.Moment(_("Due"), null=True, blank=True, open_in=NEVER)
    escalate_at = f.Moment(_("Escalation"), null=True, blank=True, open_in=NEVER)
    remind_at = f.Moment(_("Reminder"), null=True, blank=True, open_in=NEVER)
    choice = f.Text(_("Choice"), max_length=20, open_in=NEVER)
    answered_by = f.Ref("organization.User", _("Answered by"), null=True, open_in=NEVER)
    answered_at = f.Moment(_("Answered"), null=True, blank=True, open_in=NEVER)

    class Meta:
        verbose_name, verbose_name_plural = _("work item"), _("work items")
        indexes = [
            models.Index(fields=["company", "user"], name="workflow_item_mine", condition=Q(status="open")),
            models.Index(fields=["company", "escalate_at"], name="workflow_item_due", condition=Q(status="open")),
        ]


class WorkflowEntry(Journal):
    """One line of the history of approvals: who did what, for whom, why, and what he saw."""

    key, title = "id", "document"

    kind = f.Choice(None, _("Kind"), choices=kinds, max_length=40)
    document = f.Text(_("Document"), max_length=60)
    document_id = f.Key(_("Document key"))
    instance = f.Ref(Instance, _("Workflow course"), db_index=True)
    root = f.Key(_("Course of the document"))
    what = f.Choice(What, _("What"))
    station = f.Whole(_("Line"), null=True, blank=True)
    element = f.Text(_("Element"), max_length=60)
    user = f.Ref("organization.User", _("User"), null=True, help=_("Blank: the system."))
    on_behalf_of = f.Ref("organization.User", _("On behalf of"), null=True)
    to = f.Ref("organization.User", _("To"), null=True)
    comment = f.Long(_("Comment"))
    seen = f.Whole(_("Version seen"), null=True, blank=True)
    at = f.Moment(_("At"))

    class Meta:
        verbose_name, verbose_name_plural = _("entry of the workflow history"), _("workflow history")
        indexes = [
            models.Index(fields=["company", "kind", "document_id"], name="workflow_entry_document"),
            models.Index(fields=["company", "act"], name="workflow_entry_act"),
        ]


class DelegationRule(Record):
    """Who answers for somebody for a while (06 §12)."""

    key, title = "id", "comment"

    user = f.Ref("organization.User", _("User"), open_in=f.Open.ON_CREATE, help=_("Whose work items are delegated."))
    to = f.Ref("organization.User", _("Delegated to"))
    starts_on = f.Date(_("From"))
    ends_on = f.Date(_("To"))
    is_enabled = f.Flag(_("Enabled"), default=True)
    kind = f.Choice(None, _("Document"), choices=kinds, max_length=40, blank=True, help=_("Blank: all kinds."))
    workflow = f.Ref(Workflow, _("Workflow"), null=True, help=_("Blank: all workflows."))
    carries_limit = f.Flag(
        _("With own limit"), help=_("The delegate decides up to the limit of who delegates, not up to his own.")
    )
    comment = f.Text(_("Comment"))

    says = {"workflow_delegation_dates": messages.RULE_DATES, "workflow_delegation_self": messages.TO_ONESELF}

    class Meta:
        verbose_name, verbose_name_plural = _("delegation"), _("delegations")
        constraints = [
            check(Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                  name="workflow_delegation_dates"),
            check(~Q(user=F("to")), name="workflow_delegation_self"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["company", "user"], name="workflow_delegation_user")]


class Mail(Owned):
    """A message on its way to somebody's mailbox; sent after commit, tried again when that fails."""

    audited = False
    key, title = "id", "subject"

    recipient = f.Text(_("To"), max_length=254)
    subject = f.Text(_("Subject"), max_length=250)
    body = f.Long(_("Text"))
    tries = f.Whole(_("Tries"))
    try_at = f.Moment(_("Next try"))
    sent_at = f.Moment(_("Sent"), null=True)
    failure = f.Text(_("Failure"), max_length=250)

    class Meta:
        verbose_name, verbose_name_plural = _("e-mail"), _("e-mails")
        indexes = [models.Index(fields=["company", "try_at"], name="workflow_mail_waiting",
                                condition=Q(sent_at__isnull=True))]  # fmt: skip
