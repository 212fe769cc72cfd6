"""The audit log under seal: tampering that no privilege and no trigger can stop is noticed later.

A seal covers the log of a company between two transactions: a digest of each row with the act that
signed it, and a digest of all of them and of the seal before (reliability §2.6, P19). Only rows of
transactions that are certainly over are sealed, outside the business transactions. The newest seal
goes to the log of the program, so that a log cut off at its end can be told from a short one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import structlog
from django.db import transaction

from . import jobs, scope, sql
from .context import Context
from .models import AuditSeal

MOST_ROWS = 10_000
FIRST = "0" * 64

log = structlog.get_logger(__name__)

# The columns are named one by one, so that a new one changes no old digest; a moment is told as a
# number, so that it does not depend on the time zone of the session.
ACT = """act.record, act.action, act.user_id, act.on_behalf_of, act.door, act.request, extract(epoch FROM act.at)"""
FEED = f"""
    SELECT 'change ' || change.id, change.xid::text, jsonb_build_array(
               change.company_id, change.act_id, change.record, change.row_id, change.event, change.before,
               change.after, {ACT})::text
      FROM kernel_change AS change LEFT JOIN kernel_act AS act ON act.id = change.act_id
     WHERE change.company_id IS NOT DISTINCT FROM %(company)s
       AND change.xid >= %(first)s::xid8 AND change.xid <= %(last)s::xid8
     UNION ALL
    SELECT 'event ' || event.id, event.xid::text, jsonb_build_array(
               event.company_id, event.act_id, event.record, event.row_id, event.number, event.name, event.before,
               event.after, event.detail, extract(epoch FROM event.at), {ACT})::text
      FROM kernel_event AS event LEFT JOIN kernel_act AS act ON act.id = event.act_id
     WHERE event.company_id IS NOT DISTINCT FROM %(company)s
       AND event.xid >= %(first)s::xid8 AND event.xid <= %(last)s::xid8"""

# Whole transactions only: the one that crosses the limit is still taken in.
REACH = """
    WITH due AS (
        SELECT xid FROM kernel_change
         WHERE company_id IS NOT DISTINCT FROM %(company)s AND xid >= %(first)s::xid8
           AND xid < pg_snapshot_xmin(pg_current_snapshot())
         UNION ALL
        SELECT xid FROM kernel_event
         WHERE company_id IS NOT DISTINCT FROM %(company)s AND xid >= %(first)s::xid8
           AND xid < pg_snapshot_xmin(pg_current_snapshot())
    ), taken AS (SELECT xid FROM due ORDER BY xid LIMIT %(most)s)
    SELECT xid::text FROM taken ORDER BY xid DESC LIMIT 1"""

SEAL = """
    INSERT INTO kernel_auditseal (company_id, number, through, rows, digest)
    VALUES (%(company)s, %(number)s, %(last)s::xid8, %(rows)s::jsonb, %(digest)s)
        ON CONFLICT DO NOTHING RETURNING id"""


@dataclass(frozen=True, slots=True)
class Tampered:
    """A row of the log that is not what was sealed, or a seal that does not fit the one before."""

    seal: int
    row: str
    what: str


def seal(company: int | None) -> int:
    """Seals what is new in the log of a company, or in that of no company; tells how many rows."""
    with _of(company):
        before = AuditSeal.objects.filter(company=company).order_by("-number").first()
        first = _next(before.through) if before else "0"
        asked = {"company": company, "first": first, "most": MOST_ROWS}
        reach = sql.values(REACH, asked)
        if not reach:
            return 0
        last = str(reach[0][0])
        rows = _digests(company, first, last)
        digest = _chained(before.digest if before else FIRST, last, rows)
        number = before.number + 1 if before else 1
        made = {"company": company, "number": number, "last": last, "rows": json.dumps(rows), "digest": digest}
        if not sql.values(SEAL, made):  # another worker was faster
            return 0
    log.info("audit log sealed", company=company, seal=number, rows=len(rows), digest=digest)
    return len(rows)


def check(company: int | None) -> list[Tampered]:
    """Recomputes every seal of a company; an empty list is the proof."""
    with _of(company):
        found: list[Tampered] = []
        digest, first, number = FIRST, "0", 0
        for each in AuditSeal.objects.filter(company=company).order_by("number").iterator():
            last, number = str(each.through), number + 1
            found += _compared(each, _digests(company, first, last))
            if each.number != number or each.digest != _chained(digest, last, each.rows):
                found.append(Tampered(each.number, f"seal {each.number}", "does not fit the seal before"))
            digest, first, number = each.digest, _next(each.through), each.number
        return found


def _compared(kept: AuditSeal, now: dict[str, str]) -> Iterator[Tampered]:
    for row in sorted(kept.rows.keys() | now.keys()):
        if row not in now:
            yield Tampered(kept.number, row, "removed")
        elif row not in kept.rows:
            yield Tampered(kept.number, row, "added")
        elif kept.rows[row] != now[row]:
            yield Tampered(kept.number, row, "changed")


@contextmanager
def _of(company: int | None) -> Iterator[None]:
    """A transaction in the scope of a company; the log of no company is read without any."""
    with scope.companies(*([company] if company else [])), transaction.atomic():
        yield


def _next(through: object) -> str:
    return str(int(str(through)) + 1)


def _digests(company: int | None, first: str, last: str) -> dict[str, str]:
    """The digest of each row of the log between two transactions, by its name."""
    rows = sql.values(f"{FEED} ORDER BY 2, 1", {"company": company, "first": first, "last": last})
    return {name: sha256(f"{xid} {text}".encode()).hexdigest()[:32] for name, xid, text in rows}


def _chained(before: str, last: str, rows: dict[str, str]) -> str:
    return sha256(json.dumps([before, last, sorted(rows.items())]).encode()).hexdigest()


@jobs.kind("seal")
def seal_company(progress: jobs.Progress, ctx: Context) -> dict[str, Any]:
    """Seals the log of the company, a part at a time."""
    sealed = 0
    while rows := seal(ctx.company):
        sealed += rows
        progress.at(sealed, sealed)
    return {"rows": sealed}
