"""Attachments, activities and cases, each beside a document it does not hold (01 §25, 06 §12)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from manciple.kernel import fields as f
from manciple.kernel.records import Line, Owned, Record, check, unique

from . import messages
from .terms import KILOBYTES, MOST_KILOBYTES, OPEN_ACTIVITY, OPEN_CASE, CaseStatus, Category, Priority, Progress

NEVER = f.Open.NEVER


class AttachmentType(Record):
    """What may be attached under one heading: which files, how large, whether they are printed."""

    code = f.Code(_("Attachment type"), max_length=10, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"))
    extensions = f.Codes(_("File types"), help=_("Endings such as pdf; blank: the usual ones."))
    kilobytes = f.Whole(_("Largest size in kB"), default=KILOBYTES)
    shown_on_print = f.Flag(_("Show on print"), help=_("What new attachments of this type start with."))

    says = {"collaboration_type_size": messages.SIZE_LIMIT}

    class Meta:
        verbose_name, verbose_name_plural = _("attachment type"), _("attachment types")
        constraints = [
            unique("code", name="collaboration_type_once"),
            check(Q(kilobytes__gte=1, kilobytes__lte=MOST_KILOBYTES), name="collaboration_type_size"),
        ]


class CaseCategory(Record):
    """What a case is about."""

    code = f.Code(_("Case category"), max_length=10, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"))

    class Meta:
        verbose_name, verbose_name_plural = _("case category"), _("case categories")
        constraints = [unique("code", name="collaboration_casecategory_once")]


class Attachment(Record):
    """A file or a note beside a document or one of its lines."""

    key, title = "number", "name"

    number = f.Code(_("Attachment"), max_length=20, open_in=NEVER)
    name = f.Text(_("Name"), blank=False)
    attachment_type = f.Ref(AttachmentType, _("Attachment type"), null=True, open_in=NEVER)
    note = f.Long(_("Note"))
    shown_on_print = f.Flag(_("Show on print"))
    file_name = f.Text(_("File"), max_length=200, open_in=NEVER)
    size = f.Whole(_("Size in bytes"), open_in=NEVER)
    content_hash = f.Text(_("Hash"), max_length=64, open_in=NEVER, help=_("SHA-256 of the file."))
    kind = f.Text(_("Kind of document"), max_length=60, open_in=NEVER)
    row = f.Key(_("Row"), open_in=NEVER)
    document = f.Text(_("Document"), max_length=40, open_in=NEVER)
    line_row = f.Key(_("Row of the line"), null=True, open_in=NEVER)
    attached_by = f.Text(_("Attached by"), max_length=150, open_in=NEVER)

    class Meta:
        verbose_name, verbose_name_plural = _("attachment"), _("attachments")
        constraints = [unique("number", name="collaboration_attachment_once")]
        indexes = [models.Index(fields=["company", "kind", "row"], name="collaboration_attachment_of")]


class AttachedFile(Owned):
    """The bytes of an attached file, apart so that lists do not carry them."""

    audited = False
    key, title = "id", "id"

    attachment = f.Owner(Attachment, _("Attachment"))
    content = models.BinaryField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name, verbose_name_plural = _("attached file"), _("attached files")
        constraints = [unique("attachment", name="collaboration_file_once")]


class Activity(Record):
    """Something to do, an appointment, or something that happened, about a document."""

    key, state, title = "number", "status", "purpose"

    number = f.Code(_("Activity"), max_length=20, open_in=NEVER)
    category = f.Choice(Category, _("Category"), open_in=NEVER)
    purpose = f.Text(_("Purpose"), blank=False)
    description = f.Long(_("Description"))
    status = f.Choice(Progress, _("Status"), default=Progress.NOT_STARTED, open_in=NEVER)
    priority = f.Choice(Priority, _("Priority"), default=Priority.NORMAL)
    responsible = f.Ref("organization.Worker", _("Responsible"), null=True, db_index=True, open_in=OPEN_ACTIVITY)
    starts_at = f.Moment(_("Begins"), null=True, blank=True, open_in=OPEN_ACTIVITY)
    ends_at = f.Moment(_("Ends"), null=True, blank=True, open_in=OPEN_ACTIVITY)
    due_on = f.Date(_("Due"), open_in=OPEN_ACTIVITY)
    location = f.Text(_("Location"), open_in=OPEN_ACTIVITY)
    done_at = f.Moment(_("Done"), null=True, blank=True, open_in=NEVER)
    kind = f.Text(_("Kind of document"), max_length=60, open_in=NEVER)
    row = f.Key(_("Row"), open_in=NEVER)
    document = f.Text(_("Document"), max_length=40, open_in=NEVER)
    made_by = f.Text(_("Made by"), max_length=150, open_in=NEVER)

    says = {"collaboration_activity_ends": messages.ENDS_BEFORE}

    class Meta:
        verbose_name, verbose_name_plural = _("activity"), _("activities")
        constraints = [
            unique("number", name="collaboration_activity_once"),
            check(Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                  name="collaboration_activity_ends"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["company", "kind", "row"], name="collaboration_activity_of")]


class Case(Record):
    """Something that is pursued until it is settled, with all documents it is about."""

    key, state, title = "number", "status", "name"

    number = f.Code(_("Case"), max_length=20, open_in=NEVER)
    name = f.Text(_("Name"), blank=False, open_in=OPEN_CASE)
    category = f.Ref(CaseCategory, _("Case category"), null=True, open_in=OPEN_CASE)
    description = f.Long(_("Description"), open_in=OPEN_CASE)
    status = f.Choice(CaseStatus, _("Status"), default=CaseStatus.OPENED, open_in=NEVER)
    priority = f.Choice(Priority, _("Priority"), default=Priority.NORMAL, open_in=OPEN_CASE)
    case_owner = f.Ref("organization.Worker", _("Owner"), null=True, db_index=True, open_in=OPEN_CASE)
    opened_by = f.Text(_("Opened by"), max_length=150, open_in=NEVER)
    closed_at = f.Moment(_("Closed"), null=True, blank=True, open_in=NEVER)
    resolution = f.Long(_("Resolution"), open_in=NEVER)
    documents = f.Whole(_("Documents"), open_in=NEVER)

    class Meta:
        verbose_name, verbose_name_plural = _("case"), _("cases")
        constraints = [unique("number", name="collaboration_case_once")]


class CaseDocument(Line):
    """A document a case is about."""

    key, owner, title = "line_number", "case", "document"

    case = f.Owner(Case, _("Case"))
    line_number = f.LineNumber(_("Line number"), open_in=NEVER)
    kind = f.Text(_("Kind of document"), max_length=60, open_in=NEVER)
    row = f.Key(_("Row"), open_in=NEVER)
    document = f.Text(_("Document"), max_length=40, open_in=NEVER)

    class Meta:
        verbose_name, verbose_name_plural = _("document of a case"), _("documents of cases")
        constraints = [
            unique("case", "line_number", name="collaboration_casedocument_once"),
            unique("case", "kind", "row", name="collaboration_casedocument_pair"),
        ]
        indexes = [models.Index(fields=["company", "kind", "row"], name="collaboration_casedocument_of")]
