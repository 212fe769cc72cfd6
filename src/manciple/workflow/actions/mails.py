"""E-mails about workflows: written by a follower of the feed, sent afterwards, tried again (01 §8, 06 §12).

A link leads to the document; nobody answers without signing in.
"""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from manciple.kernel import outbox, scope, sql
from manciple.kernel.chores import chore
from manciple.kernel.outbox import Happened
from manciple.organization.models import LegalEntity

from ..inquiries.notices import messages
from ..models import Mail
from ..terms import Trouble, What
from ..terms.notices import ENDINGS, SENTENCES, Message
from .writing import MOVED

MOST, MOST_TRIES = 50, 12
LONGEST_WAIT = timedelta(hours=6)
#: Longer than a mail server that never answers can hold up all messages of a turn.
CLAIMED_FOR = timedelta(minutes=20)


@outbox.follow("workflow-mail")
def write_mails(events: Sequence[Happened]) -> None:
    """Writes what people are to be told of what has happened; it is sent when that is committed."""
    acts: dict[int, list[int]] = {}
    for event in events:
        if event.name == MOVED:
            acts.setdefault(event.company, []).append(event.act)
    for company, these in acts.items():
        rows = [_mail(each, company) for each in messages(company, these)]
        sql.insert(Mail, rows)


def _mail(told: Message, company: int) -> dict[str, object]:
    subject, body = words(told)
    return {
        "company_id": company, "recipient": told.to, "subject": subject[:250], "body": body, "tries": 0,
        "try_at": datetime.fromtimestamp(0, tz=UTC), "failure": "",
    }  # fmt: skip


def words(told: Message) -> tuple[str, str]:
    """Subject and text in the reader's language."""
    with translation.override(told.language):
        sentences = ENDINGS if told.what == What.ENDED else SENTENCES
        key = told.comment if told.what == What.ENDED else told.what
        sentence = str(sentences[key]).format(
            document=f"{told.kind} {told.document}", element=told.element or "–", user=told.user or _("the system"),
            for_whom=told.for_whom, comment=_said(told),
        )  # fmt: skip
        said = "" if told.what in (What.ENDED, What.STOPPED) or not told.comment else f"“{told.comment}”"
        link = _("Open it: {address}").format(address=address(told))
        return capfirst(sentence), "\n\n".join(part for part in (capfirst(sentence), said, link) if part)


def _said(told: Message) -> str:
    """What stopped a workflow is kept by its code."""
    return str(Trouble(told.comment).label) if told.what == What.STOPPED else told.comment


def address(told: Message) -> str:
    """Where the document stands; a line stands with its document."""
    number = quote(told.document.split(" · ")[0], safe="")
    return f"{settings.ADDRESS}/{told.company}/{told.form}/{number}/"


# --- Sending ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that is to be sent now."""

    id: int
    recipient: str
    subject: str
    body: str
    tries: int


@chore("send-mails", seconds=5)
def send_mails(now: datetime) -> int:
    """Sends what waits, of every company; returns how many messages left."""
    return sum(_send_of(company, now) for company in LegalEntity.objects.values_list("pk", flat=True))


def _send_of(company: int, now: datetime) -> int:
    with scope.companies(company), transaction.atomic():
        waiting = sql.rows(
            "workflow.claim_mails", into=Waiting, company=company, now=now, again=now + CLAIMED_FOR, most=MOST
        )
    results = [(each, _sent(each)) for each in waiting]
    with scope.companies(company), transaction.atomic():
        sql.update(Mail, [_noted(each, failure, company, now) for each, failure in results])
    return sum(not failure for _each, failure in results)


def _sent(mail: Waiting) -> str:
    """Sends one message; gives why it could not be sent."""
    try:
        EmailMessage(mail.subject.replace("\n", " "), mail.body, to=[mail.recipient]).send()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return str(error)[:250] or type(error).__name__
    return ""


def _noted(mail: Waiting, failure: str, company: int, now: datetime) -> dict[str, object]:
    """A message that failed too often is left alone; its failure says why."""
    over = not failure or mail.tries >= MOST_TRIES
    return {
        "id": mail.id, "company_id": company, "sent_at": now if over else None, "failure": failure,
        "try_at": _again(now, mail.tries),
    }  # fmt: skip


def _again(now: datetime, tries: int) -> datetime:
    """Each try waits twice as long as the one before."""
    return now + min(timedelta(minutes=2**tries), LONGEST_WAIT)
