"""Activities: something to do, an appointment, something that happened (01 §25, 06 §12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from manciple.kernel import numbering, shapes, sql
from manciple.kernel.actions import Batch, action
from manciple.kernel.args import Args, NoArgs, arg
from manciple.kernel.context import Context, Made
from manciple.kernel.messages import UNKNOWN_REFERENCE
from manciple.kernel.refusals import Refusal

from ..messages import NOT_OPEN
from ..models import Activity
from ..rules import times
from ..terms import ACTIVITIES, MAINTAIN, OPEN_ACTIVITY, Category, DocumentKind, Priority, Progress, Row
from .attachments import of_document

FORM = "activities"


class Doing(Args):
    """What is to be done about a document, by whom and until when."""

    purpose: str = arg(_("Purpose"), min_length=1, max_length=120)
    description: str = arg(_("Description"), "", kind="long")
    responsible: str | None = arg(
        _("Responsible"), None, ref="workers", kind="ref", max_length=20, help=_("Who sees to it."))  # fmt: skip
    priority: Priority = arg(_("Priority"), Priority.NORMAL, choices=Priority.choices)
    starts_at: datetime | None = arg(_("Begins"), None)
    ends_at: datetime | None = arg(_("Ends"), None)
    due_on: date | None = arg(_("Due"), None)
    location: str = arg(_("Location"), "", max_length=120)


def times_of(category: Category) -> Callable[[Mapping[str, Any], Doing], Iterator[Refusal]]:
    """The guard of an activity of a category: its times fit, and whoever is responsible is known."""

    def fits(named: Mapping[str, Any], args: Doing) -> Iterator[Refusal]:
        """Times fit and whoever is named works here."""
        yield from times.times_fit(category, args.starts_at, args.ends_at)
        yield from known(named, args, responsible=_("Responsible"))

    return fits


def known(named: Mapping[str, Any], args: Args, **labels: Any) -> Iterator[Refusal]:
    """Everything that is named exists."""
    for name, label in labels.items():
        if getattr(args, name) and named.get(name) is None:
            yield UNKNOWN_REFERENCE(field=name, label=label, value=getattr(args, name))


def making(kind: DocumentKind, category: Category) -> Callable[[Batch[Mapping[str, Any], Doing], Context], None]:
    """The action that makes activities of a category about documents of a kind."""

    def make(batch: Batch[Mapping[str, Any], Doing], ctx: Context) -> None:
        """Makes an activity about the document."""
        numbers = numbering.draw(ACTIVITIES, len(batch), ctx)
        rows: list[Row] = [
            _row(target.args, target.facts.get("responsible"), category, ctx)
            | {"number": number, "kind": kind.key, **of_document(target)}
            for target, number in zip(batch, numbers, strict=True)
        ]
        ids = sql.insert(Activity, rows)
        ctx.made += [Made(FORM, number, pk) for number, pk in zip(numbers, ids, strict=True)]

    return make


def _row(args: Doing, responsible: int | None, category: Category, ctx: Context) -> Row:
    """An event has happened; everything else is still to be done."""
    over = category is Category.EVENT
    return shapes.defaults(Activity) | {
        "company_id": ctx.company, "category": category.value, "purpose": args.purpose,
        "description": args.description, "status": (Progress.DONE if over else Progress.NOT_STARTED).value,
        "priority": Priority(args.priority).value, "responsible_id": responsible,
        "starts_at": args.starts_at or (ctx.now if over else None), "ends_at": args.ends_at, "due_on": args.due_on,
        "location": args.location, "done_at": ctx.now if over else None, "made_by": ctx.user_name,
    }  # fmt: skip


on_activity = partial(action, Activity, pane="activity", duty=MAINTAIN, otherwise=NOT_OPEN)


@on_activity("start", label=_("Start"), when=(Progress.NOT_STARTED,), to=Progress.IN_PROGRESS, icon="player-play",
             emits="activity-started")  # fmt: skip
def start(batch: Batch[None, NoArgs], ctx: Context) -> None:
    """Says that somebody has begun."""


@on_activity("complete", label=_("Complete"), when=OPEN_ACTIVITY, to=Progress.DONE, icon="check",
             emits="activity-completed")  # fmt: skip
def complete(batch: Batch[None, NoArgs], ctx: Context) -> None:
    """Says that it is done."""
    _done(batch.ids, ctx.now, ctx)


@on_activity("cancel", label=_("Cancel"), when=OPEN_ACTIVITY, to=Progress.CANCELED, icon="circle-x",
             emits="activity-canceled")  # fmt: skip
def stop(batch: Batch[None, NoArgs], ctx: Context) -> None:
    """Says that it will not be done."""


@on_activity("reopen", label=_("Reopen"), when=(Progress.DONE, Progress.CANCELED), to=Progress.NOT_STARTED,
             icon="rotate", emits="activity-reopened")  # fmt: skip
def reopen(batch: Batch[None, NoArgs], ctx: Context) -> None:
    """Puts it among what is still to be done."""
    _done(batch.ids, None, ctx)


def _done(ids: list[int], at: datetime | None, ctx: Context) -> None:
    sql.update(Activity, [{"id": pk, "company_id": ctx.company, "done_at": at} for pk in ids])
