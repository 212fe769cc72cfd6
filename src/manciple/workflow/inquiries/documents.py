"""Documents that can be approved: declared by their packages, with the history of their approvals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, F, QuerySet, TextField, Value, When
from django.utils.translation import gettext_lazy as _

from manciple.kernel.context import Context
from manciple.kernel.inquiries import Drawn, column, inquiry
from manciple.kernel.records import document_of, rows_of

from ..models import Instance, WorkflowEntry, WorkItem
from ..terms import VIEW_WORKFLOW, CourseState, DocumentType, SeatState, What, register


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the history of a document's approvals."""

    at: datetime = column(_("At"))
    what: What = column(_("What"))
    element: str = column(_("Step"))
    user: str = column(_("User"), "user__username")
    on_behalf_of: str = column(_("On behalf of"), "on_behalf_of__username")
    to: str = column(_("To"), "to__username")
    comment: str = column(_("Comment"), "said")
    document: str = column(_("Document"))
    seen: int = column(_("Version seen"))


def said(entries: QuerySet[WorkflowEntry]) -> QuerySet[WorkflowEntry]:
    """Entries with what was said, in words also where it is how a course ended."""
    ends = [When(what=What.ENDED, comment=each.value, then=Value(str(each.label))) for each in CourseState]
    return entries.annotate(said=Case(*ends, default=F("comment"), output_field=TextField()))


def declare(declared: DocumentType) -> None:
    """Lets a kind of document be approved, and shows the history of its approvals beside it.

    What happens to lines stands in the history of their document.
    """
    register(declared)
    if declared.form and document_of(declared.record) is None:
        told = inquiry(
            f"{declared.key}-approvals", label=_("Workflow history"), row=Told, duty=VIEW_WORKFLOW,
            about=declared.form, order=("at", "id"), drawn=Drawn.TIMELINE,
        )  # fmt: skip
        told(_history(declared))
        waits = inquiry(f"{declared.key}-waiting", label=_("Waits for"), row=Waiting, duty=VIEW_WORKFLOW,
                        about=declared.form, order=("id",))  # fmt: skip
        waits(_waiting(declared))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question about a document that nobody answered yet."""

    element: str = column(_("Waits for"))
    user: str = column(_("Assigned to"), "user__username")
    on_behalf_of: str = column(_("On behalf of"), "on_behalf_of__username")
    queue: str = column(_("Queue"))
    assigned_at: datetime = column(_("Since"))
    due_at: datetime = column(_("Due"))


def _waiting(declared: DocumentType) -> Any:
    def waiting(ctx: Context, number: str) -> QuerySet[WorkItem]:
        """Who has the document at the moment, and until when."""
        found = rows_of(declared.record, ctx.company).filter(**{declared.record.key: number})
        items = WorkItem.objects.filter(company=ctx.company, kind=declared.key, status=SeatState.OPEN)
        return items.filter(document_id__in=found.values("pk"))

    return waiting


def _history(declared: DocumentType) -> Any:
    def history(ctx: Context, number: str) -> QuerySet[WorkflowEntry]:
        """Who was asked, who answered what, for whom, why, and which version he saw."""
        found = rows_of(declared.record, ctx.company).filter(**{declared.record.key: number})
        courses = Instance.objects.filter(
            company=ctx.company, kind=declared.key, document_id__in=found.values("pk"), parent__isnull=True
        )
        return said(WorkflowEntry.objects.filter(company=ctx.company, root__in=courses.values("pk")))

    return history
