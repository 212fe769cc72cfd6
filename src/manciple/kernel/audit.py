"""The record of acts: opened before an effect, so that the database can sign every change with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import sql
from .actions import Action
from .context import Context
from .models import Act, Change, Event
from .records import Stored, declared_name, name_of

# One statement: the act is written and the session told its number, which the triggers read.
OPEN = """
    WITH act AS (
        INSERT INTO kernel_act
               (company_id, record, action, user_id, on_behalf_of, door, request, at)
        VALUES (%(company)s, %(record)s, %(action)s, %(user)s, %(behalf)s, %(door)s, %(request)s,
                %(at)s)
        RETURNING id)
    SELECT id, set_config('manciple.act', id::text, true) FROM act"""


def begin(action: Action, ctx: Context) -> int:
    """Opens an act; all changes of the transaction are signed with its number from here on."""
    ctx.act = sql.values(OPEN, {
        "company": ctx.company or None, "record": name_of(action.record), "action": action.key,
        "user": ctx.user, "behalf": ctx.on_behalf_of, "door": ctx.door, "request": ctx.request,
        "at": ctx.now})[0][0]  # fmt: skip
    return ctx.act


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a record's timeline: what happened, by whom, when, and what changed."""

    name: str
    at: datetime
    user: int
    door: str
    before: str
    after: str
    detail: dict[str, Any]
    changes: list[tuple[str, Any, Any]]


def timeline(record: type[Stored], row: int, company: int, most: int = 50) -> list[Entry]:
    """What happened to a record, newest first, with the changed fields of its own row."""
    events = list(
        Event.objects.filter(company=company, record=name_of(record), row_id=row)
        .order_by("-id")[:most])  # fmt: skip
    ids = [event.act_id for event in events]
    acts = {act.pk: act for act in Act.objects.filter(company=company, id__in=ids)}
    changes = _changes(record, row, company, ids)
    return [
        Entry(event.name, event.at, acts[event.act_id].user_id, acts[event.act_id].door,
              event.before, event.after, event.detail, changes.get(event.act_id, []))
        for event in events
    ]  # fmt: skip


def _changes(
    record: type[Stored], row: int, company: int, acts: list[int]
) -> dict[int, list[tuple[str, Any, Any]]]:
    found: dict[int, list[tuple[str, Any, Any]]] = {}
    rows = Change.objects.filter(
        company=company, record=name_of(record), row_id=row, act_id__in=acts, event="update")
    for change in rows.order_by("id"):
        before, after = change.before or {}, change.after or {}
        found.setdefault(change.act_id or 0, []).extend(
            (declared_name(record, column), before.get(column), after.get(column))
            for column in dict.fromkeys([*before, *after]))
    return found


def changed_since(record: type[Stored], row: int, company: int, version: int) -> Entry | None:
    """The last thing that happened to a record; what a stale second writer is shown."""
    return next(iter(timeline(record, row, company, most=1)), None)
