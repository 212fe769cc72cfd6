"""What a worker does besides jobs: tells followers, forgets what nobody asks for any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.db import transaction

from manciple.kernel import limits, numbering, outbox, scope, seals, tokens
from manciple.kernel.models import Upload

KEPT = timedelta(days=7)
ENOUGH = 500


def companies() -> tuple[int, ...]:
    """All companies of the instance."""
    model = apps.get_model(settings.COMPANY_MODEL)
    return tuple(model._default_manager.order_by("pk").values_list("pk", flat=True))


def tell_followers() -> int:
    """Gives every follower what has happened since; returns how many events were told."""
    names = outbox.followers()
    if not names:
        return 0
    told = 0
    for name in names:
        while count := outbox.drain(name, companies(), ENOUGH):
            told += count
            if count < ENOUGH:
                break
    return told


def seal() -> int:
    """Seals what is new in the audit log, of every company and of none; returns how many rows."""
    return sum(seals.seal(company) for company in (None, *companies()))


def forget(now: datetime) -> int:
    """Drops client tokens, uploads and request counters of last week, frees numbers reserved by sessions
    that are gone; returns how many."""
    gone = limits.forget()
    for company in companies():
        with scope.companies(company), transaction.atomic():
            gone += tokens.forget(now) + numbering.free_late(now, company)
            gone += Upload.objects.filter(company=company, created_at__lt=now - KEPT).delete()[0]
    return gone
