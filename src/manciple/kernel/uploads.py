"""Files on their way into an action: a door keeps the bytes and gives a token, the action takes them by it.

An argument of the kind "file" holds such a token. It is good for the company and the user who handed
the file in; upkeep forgets files nobody took after a week.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing
from django.db import transaction

from . import scope
from .context import Context
from .models import Upload

SALT = "manciple.upload"
#: Larger files are refused at the door; what takes a file may allow less.
MOST_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is given out."""

    name: str
    content: bytes


def keep(name: str, content: bytes, ctx: Context) -> str:
    """Keeps a file for an action to come and gives the token it is named by."""
    with scope.companies(ctx.company), transaction.atomic():
        kept = Upload.objects.create(company_id=ctx.company, name=base_name(name), content=content)
    return signing.dumps([kept.pk, ctx.company, ctx.user], salt=SALT)


def base_name(name: str) -> str:
    """The name of a file without folders; the end of it is kept where it is too long."""
    bare = name.replace("\\", "/").rpartition("/")[2].replace("\x00", "").strip() or "file"
    return bare if len(bare) <= 120 else bare[-120:]


def row_of(token: str, ctx: Context) -> int | None:
    """The row of a kept file; None when the token is not good for whoever names it."""
    try:
        row, company, user = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(row) if (company, user) == (ctx.company, ctx.user) else None
