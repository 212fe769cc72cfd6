"""What people may do beside a kind of document: its package declares it once and has it all."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from manciple.kernel.actions import Action, declare

from .. import terms
from ..inquiries.facts import handed_in, named, whoever_makes_it
from ..inquiries.lists import about
from ..messages import NOT_OPEN
from ..models import Case
from ..terms import OPEN_CASE, Category, DocumentKind
from .activities import Doing, making, times_of
from .attachments import Attaching, attaching, something_fits
from .cases import Opening, names_exist, opening

#: Key, label, icon and help of the actions that make activities.
ACTIVITIES = {
    Category.ACTION: ("new-action", _("New action"), "bolt", _("Notes something that is to be done.")),
    Category.APPOINTMENT: (
        "schedule-appointment", _("Schedule appointment"), "calendar-plus", _("Notes when people meet about it.")),
    Category.EVENT: ("record-event", _("Record event"), "notes", _("Notes something that happened.")),
    Category.TASK: ("new-task", _("New task"), "checkbox", _("Gives somebody something to do.")),
}  # fmt: skip


def on_document(kind: DocumentKind) -> None:
    """Declares attachments, activities, cases and references of a kind of document."""
    terms.declare(kind)
    about(kind)
    _attaching(kind)
    for category in ACTIVITIES:
        _doing(kind, category)
    if kind.has_cases:
        _opening(kind)


def _on_cases() -> None:
    """Cases are worked on as documents are."""
    on_document(DocumentKind(
        "cases", _("Case"), Case, terms.VIEW, terms.MAINTAIN, prefix="case-", pane="case", attachments_pane="case",
        attach_when=OPEN_CASE, attach_otherwise=NOT_OPEN, has_cases=False))  # fmt: skip


def _attaching(kind: DocumentKind) -> None:
    said: dict[str, Any] = {
        "key": "attach", "label": _("Attach"), "args": Attaching, "duty": kind.write, "facts": handed_in,
        "guards": (something_fits,), "when": kind.attach_when, "otherwise": kind.attach_otherwise,
        "makes": "attachments", "touches": False, "icon": "paperclip",
    }  # fmt: skip
    declare(Action(
        record=kind.record, function=attaching(kind), pane=kind.attachments_pane, emits=f"{kind.key}-attached",
        help=_("Puts a file or a note beside the document."), **said))  # fmt: skip
    if kind.line:
        declare(Action(
            record=kind.line, function=attaching(kind), emits=f"{kind.key}-line-attached",
            help=_("Puts a file or a note beside the line."), **said))  # fmt: skip


def _doing(kind: DocumentKind, category: Category) -> None:
    key, label, icon, help_ = ACTIVITIES[category]
    declare(Action(
        record=kind.record, key=key, label=label, function=making(kind, category), args=Doing, duty=terms.MAINTAIN,
        pane=kind.pane, facts=named, guards=(times_of(category),), makes="activities", touches=False, icon=icon,
        proposes=whoever_makes_it, emits=f"{kind.key}-{key}", help=help_))  # fmt: skip


def _opening(kind: DocumentKind) -> None:
    declare(
        Action(
            record=kind.record,
            key="create-case",
            label=_("Create case"),
            function=opening(kind),
            args=Opening,
            duty=terms.MAINTAIN,
            pane=kind.pane,
            facts=named,
            guards=(names_exist,),
            makes="cases",
            touches=False,
            proposes=whoever_makes_it,
            icon="briefcase",
            emits=f"{kind.key}-case-created",
            help=_("Opens a case about the document."),
        )
    )


_on_cases()
