"""What stands beside a document: attachments, activities, cases, and what hangs together with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from manciple.kernel import uploads
from manciple.kernel.context import Context
from manciple.kernel.inquiries import column, inquiry
from manciple.kernel.refusals import NotFound

from ..models import Activity, AttachedFile, Attachment, Case, CaseDocument
from ..terms import DocumentKind, Edge, Node
from . import references

CASES = "cases"


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A file or a note beside a document."""

    number: str = column(_("Attachment"), ref="attachments")
    line: int | None = column(_("Line number"))
    name: str = column(_("Name"))
    attachment_type: str = column(_("Attachment type"))
    file: str = column(_("File"))
    size: int = column(_("Size in bytes"))
    note: str = column(_("Note"), kind="long")
    shown_on_print: bool = column(_("Show on print"))
    attached_by: str = column(_("Attached by"))
    attached_at: datetime = column(_("Attached"))


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """An activity about a document."""

    number: str = column(_("Activity"), ref="activities")
    category: str = column(_("Category"))
    purpose: str = column(_("Purpose"))
    status: str = column(_("Status"))
    priority: str = column(_("Priority"))
    responsible: str = column(_("Responsible"), ref="workers")
    starts_at: datetime | None = column(_("Begins"))
    ends_at: datetime | None = column(_("Ends"))
    due_on: date | None = column(_("Due"))
    done_at: datetime | None = column(_("Done"))


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case that is about a document."""

    number: str = column(_("Case"), ref="cases")
    name: str = column(_("Name"))
    category: str = column(_("Case category"), ref="case-categories")
    status: str = column(_("Status"))
    priority: str = column(_("Priority"))
    owner: str = column(_("Owner"), ref="workers")
    documents: int = column(_("Documents"))


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """A document that hangs together with another, and how many steps away it is."""

    steps: int = column(_("Steps"))
    beside: str = column(_("Of"))
    says: str = column(_("Relation"))
    kind: str = column(_("Document"))
    form: str = column(_("Form"), hidden=True)
    number: str = column(_("Number"))
    title: str = column(_("Name"))
    dated: date | None = column(_("Date"))
    amount: Decimal | None = column(_("Amount"))
    currency: str = column(_("Currency"))
    status: str = column(_("Status"))


def about(kind: DocumentKind) -> None:
    """Declares the inquiries about a kind of document."""
    said: dict[str, Any] = {"duty": kind.view, "about": kind.key}
    inquiry(f"{kind.prefix}attachments", label=_("Attachments"), row=AttachmentRow, **said)(_attachments(kind))
    inquiry(f"{kind.prefix}activities", label=_("Activities"), row=ActivityRow, **said)(_activities(kind))
    if kind.has_cases:
        inquiry(f"{kind.prefix}cases", label=_("Cases"), row=CaseRow, **said)(_cases(kind))
    inquiry(f"{kind.prefix}references", label=_("References"), row=ReferenceRow, **said)(_references(kind))


def _row(kind: DocumentKind, number: str, ctx: Context) -> int:
    """The row of a document. Raises NotFound."""
    found: Any = kind.record._default_manager
    pk = found.filter(company=ctx.company, **{kind.record.key: number}).values_list("pk", flat=True).first()
    if pk is None:
        raise NotFound(number)
    return int(pk)


def _attachments(kind: DocumentKind) -> Callable[..., list[AttachmentRow]]:
    def attachments(ctx: Context, *, number: str, line: int | None = None) -> list[AttachmentRow]:
        """Files and notes beside the document and its lines, or beside one of these."""
        found = Attachment.objects.filter(company=ctx.company, kind=kind.key, row=_row(kind, number, ctx))
        rows = list(found.select_related("attachment_type").order_by("id"))
        lines = _line_numbers(kind, [each.line_row for each in rows if each.line_row], ctx)
        told = [_attachment(each, lines.get(each.line_row or 0)) for each in rows]
        return [each for each in told if line is None or each.line == int(line)]

    return attachments


def _line_numbers(kind: DocumentKind, rows: Iterable[int], ctx: Context) -> Mapping[int, int]:
    """What lines are called today: their numbers may have changed since."""
    wanted = sorted(set(rows))
    if kind.line is None or not wanted:
        return {}
    found: Any = kind.line._default_manager
    return dict(found.filter(company=ctx.company, pk__in=wanted).values_list("pk", kind.line.key))


def _attachment(each: Attachment, line: int | None) -> AttachmentRow:
    type_ = each.attachment_type.code if each.attachment_type else ""
    return AttachmentRow(
        each.number, line, each.name, type_, each.file_name, each.size, each.note, each.shown_on_print,
        each.attached_by, each.created_at)  # fmt: skip


def _activities(kind: DocumentKind) -> Callable[..., list[ActivityRow]]:
    def activities(ctx: Context, *, number: str) -> list[ActivityRow]:
        """What is to be done about the document and what happened, what is open first."""
        found = Activity.objects.filter(company=ctx.company, kind=kind.key, row=_row(kind, number, ctx))
        rows = found.select_related("responsible").order_by("done_at", "due_on", "id")
        return [_activity(each) for each in rows]

    return activities


def _activity(each: Activity) -> ActivityRow:
    return ActivityRow(
        each.number, str(each.get_category_display()), each.purpose, str(each.get_status_display()),
        str(each.get_priority_display()), each.responsible.code if each.responsible else "", each.starts_at,
        each.ends_at, each.due_on, each.done_at)  # fmt: skip


def _cases(kind: DocumentKind) -> Callable[..., list[CaseRow]]:
    def cases(ctx: Context, *, number: str) -> list[CaseRow]:
        """The cases that are about the document."""
        parts = CaseDocument.objects.filter(company=ctx.company, kind=kind.key, row=_row(kind, number, ctx))
        found = Case.objects.filter(company=ctx.company, pk__in=parts.values("case"))
        return [_case(each) for each in found.select_related("category", "case_owner").order_by("-id")]

    return cases


def _case(each: Case) -> CaseRow:
    return CaseRow(
        each.number, each.name, each.category.code if each.category else "", str(each.get_status_display()),
        str(each.get_priority_display()), each.case_owner.code if each.case_owner else "", each.documents)  # fmt: skip


def _references(kind: DocumentKind) -> Callable[..., list[ReferenceRow]]:
    def documents(ctx: Context, *, number: str) -> list[ReferenceRow]:
        """The documents that hang together with this one, nearest first."""
        start = Node(kind.key, _row(kind, number, ctx), number)
        return [_reference(each, ctx) for each in references.around(start, ctx)]

    return documents


def _reference(each: references.Found, ctx: Context) -> ReferenceRow:
    """Of a document the reader may not open, its number alone is told (06 §12)."""
    to = each.edge.to
    if not references.may_see(to.form, ctx):
        to = Node(to.form, to.id, to.number)
    return ReferenceRow(
        each.steps, each.beside, str(each.edge.says), references.label_of(to.form), to.form, to.number, to.title,
        to.dated, to.amount, to.currency, to.status)  # fmt: skip


@references.tells
def cases_and_documents(ids: Mapping[str, Sequence[int]], ctx: Context) -> list[Edge]:
    """The cases that documents belong to, and the documents cases are about."""
    asked = [(form, rows, _about_case if form == CASES else _in_case) for form, rows in ids.items()]
    return [edge for form, rows, told in asked for edge in told(form, rows, ctx)]


def _in_case(form: str, rows: Sequence[int], ctx: Context) -> list[Edge]:
    parts = CaseDocument.objects.filter(company=ctx.company, kind=form, row__in=rows).select_related("case")
    return [Edge(form, each.row, _("Case"), _case_node(each.case)) for each in parts.order_by("id")]


def _about_case(form: str, rows: Sequence[int], ctx: Context) -> list[Edge]:
    parts = CaseDocument.objects.filter(company=ctx.company, case__in=rows).order_by("case", "line_number")
    told = [(each.case_id, Node(each.kind, each.row, each.document)) for each in parts]
    return [Edge(form, case, _("Document of the case"), node) for case, node in told]


def _case_node(case: Case) -> Node:
    return Node(CASES, case.pk, case.number, case.name, status=str(case.get_status_display()))


def file_of(attachment: int, ctx: Context) -> uploads.File | None:
    """The file of an attachment, to be given out; None where there is only a note, or for whom the document
    is not to be seen."""
    found = AttachedFile.objects.filter(company=ctx.company, attachment=attachment)
    kind = found.values_list("attachment__kind", flat=True).first()
    if kind is None or not references.may_see(kind, ctx):
        return None
    row = found.values_list("attachment__file_name", "content").get()
    return uploads.File(row[0], bytes(row[1]))


def shown_on_print(kind: str, rows: Iterable[int], ctx: Context) -> dict[int, list[tuple[str, str, str]]]:
    """What prints of documents show of their attachments, by document: name, note, file name."""
    found = Attachment.objects.filter(company=ctx.company, kind=kind, row__in=list(rows), shown_on_print=True)
    told: dict[int, list[tuple[str, str, str]]] = {}
    for row, name, note, file in found.order_by("id").values_list("row", "name", "note", "file_name"):
        told.setdefault(row, []).append((name, note, file))
    return told
