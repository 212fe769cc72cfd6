"""The pages of attachments, activities and cases."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from manciple.kernel import menus
from manciple.kernel.args import Args
from manciple.kernel.forms import Form, Group, Lines, Pane, Tab
from manciple.kernel.refusals import Refusal
from manciple.kernel.setup import Known

from .actions.attachments import document_open
from .inquiries.facts import beside, categories
from .inquiries.lists import file_of
from .models import Activity, Attachment, AttachmentType, Case, CaseCategory, CaseDocument
from .rules import files, times
from .terms import MAINTAIN, OPEN_ACTIVITY, SET_UP, VIEW

menus.area("collaboration", _("Collaboration"), icon="users", place=60)
MENU = menus.group("collaboration", _("Collaboration"), area="collaboration", place=10)
SETUP = menus.group("collaboration-setup", _("Set up"), area="collaboration", place=20)


def document_form(values: Mapping[str, Any]) -> str:
    """The form of the document a row stands beside."""
    return str(values.get("kind") or "")


def endings_are_passive(known: Known, args: Args) -> Iterator[Refusal]:
    """What is said to be possible are endings of file names, and none of programs."""
    yield from files.endings_fit(known.value("extensions", args) or ())


class AttachmentTypes(Form):
    """What may be attached under which heading."""

    of, key, title = AttachmentType, "attachment-types", _("Attachment types")
    menu, setup = SETUP, True
    duty, maintain = VIEW, SET_UP
    find, order = ("code", "name"), ("code",)
    grid = ("code", "name", "extensions", "kilobytes", "shown_on_print")
    tabs = (Tab(_("General"), "code", "name", "extensions", "kilobytes", "shown_on_print"),)
    guards = (endings_are_passive,)


class CaseCategories(Form):
    """What cases are about."""

    of, key, title = CaseCategory, "case-categories", _("Case categories")
    menu, setup = SETUP, True
    duty, maintain = VIEW, SET_UP
    find, order = ("code", "name"), ("code",)
    grid = ("code", "name")
    tabs = (Tab(_("General"), "code", "name"),)


def document_is_open(known: Known, args: Args) -> Iterator[Refusal]:
    """What stands beside a finalized document stays as it is."""
    if known.more is not None:
        yield from document_open(known.more)


class Attachments(Form):
    """Files and notes beside documents."""

    of, key, title = Attachment, "attachments", _("Attachments")
    menu, setup, without = MENU, True, ("create",)
    duty, maintain = VIEW, MAINTAIN
    find, order = ("number", "name", "file_name", "document"), ("-id",)
    grid = (
        "number", "name", "attachment_type", "file_name", "size", "kind", "document", "shown_on_print", "attached_by",
    )  # fmt: skip
    tabs = (
        Tab(_("General"), "number", "name", "attachment_type", "note", "shown_on_print", "kind", "document"),
        Tab(_("File"), "file_name", "size", "content_hash", "attached_by", "created_at"),
    )
    links = {"document": document_form}
    facts, guards = beside, (document_is_open,)
    file = file_of
    panes = (Pane("attachment", _("Attachment"), Group(_("Maintain"), "edit", "delete")),)


def activity_times_fit(known: Known, args: Args) -> Iterator[Refusal]:
    """An appointment keeps a beginning, and nothing ends before it begins."""
    category, *stored = known.more
    names = ("starts_at", "ends_at")
    starts_at, ends_at = (
        getattr(args, name) if name in args.model_fields_set else before
        for name, before in zip(names, stored, strict=True)
    )
    yield from times.times_fit(category, starts_at, ends_at)


class Activities(Form):
    """What is to be done about documents, and what happened."""

    of, key, title = Activity, "activities", _("Activities")
    menu, setup, without = MENU, True, ("create",)
    duty, maintain = VIEW, MAINTAIN
    find, order = ("number", "purpose", "document"), ("-id",)
    grid = (
        "number", "category", "purpose", "status", "priority", "responsible", "due_on", "starts_at", "kind", "document",
    )  # fmt: skip
    tabs = (
        Tab(_("General"), "number", "category", "purpose", "description", "status", "priority", "responsible", "kind",
            "document"),
        Tab(_("Time"), "starts_at", "ends_at", "due_on", "location", "done_at", "made_by", "created_at"),
    )  # fmt: skip
    links = {"document": document_form}
    facts, guards = categories, (activity_times_fit,)
    panes = (
        Pane("activity", _("Activity"), Group(_("Progress"), "start", "complete", "cancel", "reopen"),
             Group(_("Maintain"), "edit", "delete")),
    )  # fmt: skip
    badges = ("status", "priority")
    steps = ("status",)
    course = (("complete", {"status": OPEN_ACTIVITY[0].value}),)
    views = (
        ("all", _("All"), {}),
        ("open", _("Open"), {"status__in": ",".join(each.value for each in OPEN_ACTIVITY)}),
        ("overdue", _("Overdue"), {"due_on__lt": "@today", "status": "not_started"}),
    )


class Cases(Form):
    """What is pursued until it is settled."""

    of, key, title = Case, "cases", _("Cases")
    menu, setup, without = MENU, True, ("create", "delete")
    duty, maintain = VIEW, MAINTAIN
    find, order = ("number", "name"), ("-id",)
    grid = ("number", "name", "category", "status", "priority", "case_owner", "documents", "created_at")
    tabs = (
        Tab(_("General"), "number", "name", "category", "description", "status", "priority", "case_owner", "documents"),
        Tab(_("Settling"), "resolution", "opened_by", "created_at", "closed_at"),
    )
    lines = (Lines(CaseDocument, key="linked", label=_("Documents"), grid=("line_number", "kind", "document")),)
    panes = (
        Pane("case", _("Case"), Group(_("Progress"), "pursue", "close", "cancel"),
             Group(_("Documents"), "link", "unlink"), Group(_("Maintain"), "edit")),
    )  # fmt: skip
    badges = ("status", "priority")
    steps = ("status",)
