"""Exactly once: a client token is claimed with the effect it caused (reliability §2.5).

The claim commits with the effect. A refusal or a crash takes it back, so the token may be used
again; a concurrent repeat waits for the first and then gets its answer.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError
from psycopg import errors

from . import messages, points, sql
from .context import Context
from .models import Claim
from .refusals import Refused

KEPT = timedelta(days=7)

CLAIM = """
    INSERT INTO kernel_claim (company_id, user_id, token, request_hash)
    VALUES (%(company)s, %(user)s, %(token)s, %(hash)s)
    ON CONFLICT DO NOTHING RETURNING id"""


def fingerprint(*parts: Any) -> str:
    """A hash of a request, by which a reused token is told from a repeat."""
    text = json.dumps(parts, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def claim(request_hash: str, ctx: Context) -> dict[str, Any] | None:
    """Claims the token of a request. Gives the stored answer when it was answered before."""
    if not ctx.token:
        return None
    values = {"company": ctx.company or None, "user": ctx.user, "token": ctx.token, "hash": request_hash}
    if _claimed(values):
        points.point(points.A2)
        return None
    earlier = Claim.objects.get(company=ctx.company or None, user_id=ctx.user, token=ctx.token)
    if earlier.request_hash != request_hash:
        raise Refused(messages.TOKEN_REUSED())
    assert earlier.answer is not None, "a claim commits with its answer"
    return dict(earlier.answer)


def _claimed(values: dict[str, Any]) -> bool:
    """Whether the token is ours now; another request that holds it is awaited, but not for ever."""
    try:
        return bool(sql.values(CLAIM, values))
    except OperationalError as error:
        if isinstance(error.__cause__, errors.LockNotAvailable):
            raise Refused(messages.IN_PROGRESS()) from error
        raise


def settle(answer: dict[str, Any], ctx: Context) -> None:
    """Keeps the answer under the claimed token."""
    if ctx.token:
        sql.values(
            "UPDATE kernel_claim SET answer = %s WHERE company_id IS NOT DISTINCT FROM %s "
            "AND user_id = %s AND token = %s",
            [json.dumps(answer), ctx.company or None, ctx.user, ctx.token],
        )


def forget(now: datetime) -> int:
    """Forgets the tokens nobody will repeat any more, of the companies in scope. Returns how many."""
    return Claim.objects.filter(at__lt=now - KEPT).delete()[0]
