"""Attach: a file or a note beside a document or one of its lines (01 §25, 06 §12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from manciple.kernel import numbering, shapes, sql
from manciple.kernel.actions import DELETE, Batch, Target, action
from manciple.kernel.args import Args, NoArgs, arg
from manciple.kernel.context import Context, Made
from manciple.kernel.messages import UNKNOWN_REFERENCE
from manciple.kernel.refusals import Refusal
from manciple.kernel.shapes import state_label

from ..inquiries.facts import Beside, beside
from ..messages import NOTHING_ATTACHED, UNKNOWN_FILE
from ..models import Attachment
from ..rules import files
from ..terms import ATTACHMENTS, MAINTAIN, DocumentKind, Handed, Row

FORM = "attachments"


class Attaching(Args):
    """A file, a note, or both."""

    file: str | None = arg(_("File"), None, kind="file", max_length=200, help=_("As it was handed in before."))
    note: str = arg(_("Note"), "", kind="long")
    name: str = arg(_("Name"), "", max_length=120, help=_("Blank: the name of the file, or how the note begins."))
    attachment_type: str | None = arg(
        _("Attachment type"), None, ref="attachment-types", kind="ref", max_length=10,
        help=_("Says which files are possible, and how large."))  # fmt: skip
    shown_on_print: bool | None = arg(
        _("Show on print"), None, help=_("Left out, the attachment type says."))  # fmt: skip


def something_fits(handed: Handed, args: Attaching) -> Iterator[Refusal]:
    """There is a file that may be attached, or a note."""
    if args.attachment_type and handed.type is None:
        yield UNKNOWN_REFERENCE(field="attachment_type", label=_("Attachment type"), value=args.attachment_type)
    if not args.file and not args.note:
        yield NOTHING_ATTACHED(field="file")
    elif args.file and handed.upload is None:
        yield UNKNOWN_FILE(field="file")
    elif handed.upload:
        yield from files.fits(handed.upload, handed.type)


def attaching(kind: DocumentKind) -> Callable[[Batch[Handed, Attaching], Context], None]:
    """The action that attaches to documents of a kind, and to their lines."""

    def attach(batch: Batch[Handed, Attaching], ctx: Context) -> None:
        """Puts a file or a note beside the document."""
        numbers = numbering.draw(ATTACHMENTS, len(batch), ctx)
        rows = [_row(kind, target, number, ctx) for target, number in zip(batch, numbers, strict=True)]
        ids = sql.insert(Attachment, rows)
        kept = [(pk, target.facts.upload.id) for pk, target in zip(ids, batch, strict=True) if target.facts.upload]
        if kept:
            sql.run("collaboration.keep_files", company=ctx.company, **sql.arrays(kept, "attachments", "uploads"))
        ctx.made += [Made(FORM, number, pk) for number, pk in zip(numbers, ids, strict=True)]

    return attach


def _row(kind: DocumentKind, target: Target[Handed, Attaching], number: str, ctx: Context) -> Row:
    args, upload, type_ = target.args, target.facts.upload, target.facts.type
    shown = (type_.shown_on_print if type_ else False) if args.shown_on_print is None else args.shown_on_print
    return shapes.defaults(Attachment) | {
        "company_id": ctx.company, "number": number, "name": _name(args, upload.name if upload else ""),
        "attachment_type_id": type_.id if type_ else None, "note": args.note, "shown_on_print": shown,
        "file_name": upload.name if upload else "", "size": upload.size if upload else 0,
        "content_hash": upload.content_hash if upload else "", "kind": kind.key, **of_document(target),
        "line_row": target.id if target.document else None, "attached_by": ctx.user_name,
    }  # fmt: skip


def of_document(target: Target[Any, Any]) -> Row:
    """The document a target is, or is a line of."""
    return {"row": target.owner or target.id, "document": target.document or target.number}


def _name(args: Attaching, file: str) -> str:
    first = args.note.strip().splitlines()[0] if args.note.strip() else ""
    return (args.name or file or first)[:120]


def document_open(found: Beside) -> Iterator[Refusal]:
    """What stands beside a finalized document stays as it is."""
    kind = found.kind
    if kind and kind.attach_when and found.state and found.state not in kind.attach_when:
        assert kind.attach_otherwise is not None, "a kind that closes says so"
        yield kind.attach_otherwise(record=found.document, state=state_label(kind.record, found.state))


@action(
    Attachment, DELETE, label=_("Delete"), pane="attachment", duty=MAINTAIN, facts=beside, removes=True, danger=True,
    needs=(document_open,), emits="attachment-deleted", icon="trash",
)  # fmt: skip
def delete(batch: Batch[Beside, NoArgs], ctx: Context) -> None:
    """Removes attachments with their files."""
    sql.delete(Attachment, ctx.company, batch.ids)
