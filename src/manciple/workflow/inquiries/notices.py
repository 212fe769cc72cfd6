"""Who has to be told of what happened in workflows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from manciple.kernel.records import label_of
from manciple.organization.models import User

from ..models import WorkflowEntry
from ..terms import What, document_type
from ..terms.notices import NOTICES, SUBMITTER, TO, Message


def messages(company: int, acts: Sequence[int]) -> list[Message]:
    """What some acts of a company mean for whom; one statement."""
    rows = WorkflowEntry.objects.filter(company=company, act__in=acts).order_by("pk")
    people = ("user", "on_behalf_of", "to", "company", "instance__submitter", "instance__workflow__process_owner")
    return list(_messages(rows.select_related(*people)))


def _messages(rows: Iterable[WorkflowEntry]) -> Iterator[Message]:
    for row in rows:
        if row.what not in NOTICES:
            continue
        notice, whom = NOTICES[What(row.what)]
        reader = _reader(row, whom)
        if reader and reader.email and notice in row.instance.workflow.notify and not _is_needless(row, reader):
            yield _message(row, reader)


def _reader(row: WorkflowEntry, whom: str) -> User | None:
    if whom == TO:
        to: User | None = row.to
        return to
    found: User = row.instance.submitter if whom == SUBMITTER else row.instance.workflow.process_owner
    return found


def _is_needless(row: WorkflowEntry, reader: User) -> bool:
    """Nobody is told what he did himself; the end of a part is not the end of the document."""
    own = row.user_id == reader.pk and row.what not in (What.STARTED, What.ENDED)
    return own or (row.what == What.ENDED and row.instance.parent_id is not None)


def _message(row: WorkflowEntry, reader: User) -> Message:
    declared = document_type(row.kind)
    return Message(
        language=reader.language or "en", to=reader.email, what=row.what, kind=str(label_of(declared.record)),
        document=row.document, element=row.element, user=row.user.username if row.user else "",
        for_whom=row.on_behalf_of.username if row.on_behalf_of else "", comment=row.comment, form=declared.form,
        company=row.company.code,
    )  # fmt: skip
