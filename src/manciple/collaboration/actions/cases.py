"""Cases: something that is pursued until it is settled, with all documents it is about (01 §25, 06 §12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from manciple.kernel import numbering, shapes, sql
from manciple.kernel.actions import Batch, action
from manciple.kernel.args import Args, NoArgs, arg
from manciple.kernel.context import Context, Made
from manciple.kernel.fields import Offer
from manciple.kernel.refusals import Refusal

from .. import terms
from ..inquiries.facts import Linking, activities_left, linking
from ..messages import ACTIVITIES_OPEN, LINKED_TWICE, NOT_OPEN, UNKNOWN_DOCUMENT
from ..models import Case, CaseDocument
from ..terms import CASES, MAINTAIN, OPEN_CASE, CaseStatus, DocumentKind, Priority
from .activities import known
from .attachments import of_document

FORM = "cases"


class Opening(Args):
    """What a new case is about, and who sees to it."""

    name: str = arg(_("Name"), min_length=1, max_length=120)
    category: str | None = arg(_("Case category"), None, ref="case-categories", kind="ref", max_length=10)
    description: str = arg(_("Description"), "", kind="long")
    priority: Priority = arg(_("Priority"), Priority.NORMAL, choices=Priority.choices)
    case_owner: str | None = arg(_("Owner"), None, ref="workers", kind="ref", max_length=20)


def names_exist(named: Mapping[str, Any], args: Opening) -> Iterator[Refusal]:
    """Owner and category exist."""
    yield from known(named, args, category=_("Case category"), case_owner=_("Owner"))


def opening(kind: DocumentKind) -> Callable[[Batch[Mapping[str, Any], Opening], Context], None]:
    """The action that opens cases about documents of a kind."""

    def open_case(batch: Batch[Mapping[str, Any], Opening], ctx: Context) -> None:
        """Opens a case about the document."""
        numbers = numbering.draw(CASES, len(batch), ctx)
        ids = sql.insert(Case, [
            shapes.defaults(Case) | {
                "company_id": ctx.company, "number": number, "name": target.args.name,
                "category_id": target.facts.get("category"), "description": target.args.description,
                "status": CaseStatus.OPENED.value, "priority": Priority(target.args.priority).value,
                "case_owner_id": target.facts.get("case_owner"), "opened_by": ctx.user_name, "documents": 1,
            }
            for target, number in zip(batch, numbers, strict=True)
        ])  # fmt: skip
        parts = [(pk, 1, kind.key, of_document(target)) for pk, target in zip(ids, batch, strict=True)]
        _link(parts, ctx)
        ctx.made += [Made(FORM, number, pk) for number, pk in zip(numbers, ids, strict=True)]

    return open_case


def _link(parts: Sequence[tuple[int, int, str, Mapping[str, Any]]], ctx: Context) -> None:
    sql.insert(CaseDocument, [
        {"company_id": ctx.company, "case_id": case, "line_number": line, "kind": kind, **document}
        for case, line, kind, document in parts
    ])  # fmt: skip


def kinds() -> list[Offer]:
    """The kinds of documents a case may be about."""
    return [Offer(each.key, str(each.label)) for each in terms.kinds()]


class Document(Args):
    """A document by kind and number."""

    kind: str = arg(_("Kind of document"), offers=kinds, max_length=60)
    document: str = arg(_("Document"), min_length=1, max_length=40)


def document_fits(found: Linking, args: Document) -> Iterator[Refusal]:
    """The document exists and does not belong to the case yet."""
    if found.row is None:
        yield UNKNOWN_DOCUMENT(field="document", kind=terms.label_of(args.kind), document=args.document)
    elif found.linked:
        yield LINKED_TWICE(field="document", document=args.document)


def document_is_linked(found: Linking, args: Document) -> Iterator[Refusal]:
    """The document belongs to the case."""
    if not found.linked:
        yield UNKNOWN_DOCUMENT(field="document", kind=terms.label_of(args.kind), document=args.document)


on_case = partial(action, Case, pane="case", duty=MAINTAIN, when=OPEN_CASE, otherwise=NOT_OPEN)


@on_case("link", label=_("Link document"), args=Document, facts=linking, guards=(document_fits,), icon="link",
         emits="case-document-linked")  # fmt: skip
def link(batch: Batch[Linking, Document], ctx: Context) -> None:
    """Says that the case is about another document too."""
    _link([
        (target.id, target.facts.line, target.args.kind, {"row": target.facts.row, "document": target.args.document})
        for target in batch
    ], ctx)  # fmt: skip
    sql.run("collaboration.count_documents", company=ctx.company, cases=batch.ids)


@on_case("unlink", label=_("Unlink document"), args=Document, facts=linking, guards=(document_is_linked,),
         icon="unlink", emits="case-document-unlinked")  # fmt: skip
def unlink(batch: Batch[Linking, Document], ctx: Context) -> None:
    """Says that the case is not about a document after all."""
    pairs = [(target.id, target.args.kind, target.facts.row) for target in batch]
    sql.run("collaboration.unlink", company=ctx.company, **sql.arrays(pairs, "cases", "kinds", "rows"))
    sql.run("collaboration.count_documents", company=ctx.company, cases=batch.ids)


@on_case("pursue", label=_("Take up"), when=(CaseStatus.OPENED,), to=CaseStatus.IN_PROCESS, icon="player-play",
         emits="case-taken-up")  # fmt: skip
def pursue(batch: Batch[None, NoArgs], ctx: Context) -> None:
    """Says that somebody sees to it."""


class Closing(Args):
    """How the case was settled."""

    resolution: str = arg(_("Resolution"), "", kind="long")


def nothing_left(left: list[str]) -> Iterator[Refusal]:
    """Every activity about the case is done or canceled."""
    if left:
        yield ACTIVITIES_OPEN(activities=left)


@on_case("close", label=_("Close"), args=Closing, to=CaseStatus.CLOSED, facts=activities_left,
         needs=(nothing_left,), icon="lock", emits="case-closed")  # fmt: skip
def close(batch: Batch[list[str], Closing], ctx: Context) -> None:
    """Says that it is settled, and how."""
    sql.update(Case, [
        {"id": target.id, "company_id": ctx.company, "closed_at": ctx.now, "resolution": target.args.resolution}
        for target in batch
    ])  # fmt: skip


@on_case("cancel", label=_("Cancel"), to=CaseStatus.CANCELED, icon="circle-x", danger=True,
         emits="case-canceled")  # fmt: skip
def cancel(batch: Batch[None, NoArgs], ctx: Context) -> None:
    """Says that it is pursued no more."""
    sql.update(Case, [{"id": pk, "company_id": ctx.company, "closed_at": ctx.now} for pk in batch.ids])
