"""Who else must know: subscribers in step (same transaction) and followers of the feed.

A floor above subscribes to what a floor below announces; nothing imports upwards. Nothing that
must happen is left to memory: the feed is a table, read without losing rows (reliability §2.5).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from . import scope, sql
from .actions import Action, Batch
from .context import Context, Made
from .models import Event
from .records import Stored, name_of

InStep = Callable[[Batch[Any, Any], Context], None]


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of the feed, as followers get it."""

    id: int
    company: int
    act: int
    record: str
    row: int
    number: str
    name: str
    detail: dict[str, Any]


Follower = Callable[[Sequence[Happened]], None]

_in_step: dict[str, list[InStep]] = {}
_followers: dict[str, Follower] = {}


def subscribe(event: str) -> Callable[[InStep], InStep]:
    """The function below runs in the transaction of every action that emits the event."""

    def register(function: InStep) -> InStep:
        _in_step.setdefault(event, []).append(function)
        return function

    return register


def follow(name: str) -> Callable[[Follower], Follower]:
    """The function below gets every committed event once, in order, from the worker."""

    def register(function: Follower) -> Follower:
        _followers[name] = function
        return function

    return register


def followers() -> list[str]:
    """The names of all followers."""
    return list(_followers)


def announce(action: Action, batch: Batch[Any, Any], ctx: Context) -> None:
    """Writes the events of an action and tells those who listen in step."""
    events = [_about(action, target.id, target.number, target.state, action.to or target.state,
                     target.detail, ctx) for target in batch if target.id]  # fmt: skip
    if action.creates:
        events += [_born(action, made, ctx) for made in ctx.made if made.kind == action.makes]
    sql.insert(Event, events)
    for function in _in_step.get(action.event, ()):
        function(batch, ctx)


def _born(action: Action, made: Made, ctx: Context) -> dict[str, Any]:
    return _about(action, made.id, made.number, "", "", {}, ctx)


def _about(
    action: Action, row: int, number: str, before: str, after: str, detail: dict[str, Any],
    ctx: Context,
) -> dict[str, Any]:  # fmt: skip
    return {
        "company": ctx.company or None, "act_id": ctx.act, "record": name_of(action.record),
        "row_id": row, "number": number, "name": action.event, "before": before, "after": after,
        "detail": detail, "at": ctx.now,
    }  # fmt: skip


# Ids are given before commit, so reading "id > last" loses rows; only rows of transactions that
# are certainly over are read, in the order of (xid, id).
UNREAD = """
    SELECT event.id, event.company_id AS company, event.act_id AS act, event.record,
           event.row_id AS row, event.number, event.name, event.detail, event.xid::text AS xid
      FROM kernel_event AS event, kernel_consumer AS consumer
     WHERE consumer.name = %(name)s
       AND (event.xid, event.id) > (consumer.xid, consumer.event_id)
       AND event.xid < pg_snapshot_xmin(pg_current_snapshot())
     ORDER BY event.xid, event.id
     LIMIT %(most)s"""


def drain(name: str, companies: tuple[int, ...], most: int = 500) -> int:
    """Gives a follower its next events; effect and position commit together. Returns how many."""
    with scope.companies(*companies), transaction.atomic():
        sql.values(
            "INSERT INTO kernel_consumer (name, xid, event_id) VALUES (%s, '0', 0) "
            "ON CONFLICT DO NOTHING", [name])
        held = sql.values(
            "SELECT name FROM kernel_consumer WHERE name = %s FOR UPDATE SKIP LOCKED", [name])
        rows = sql.values(UNREAD, {"name": name, "most": most}) if held else []
        if rows:
            _followers[name]([Happened(*row[:8]) for row in rows])
            sql.values(
                "UPDATE kernel_consumer SET xid = %s::xid8, event_id = %s WHERE name = %s",
                [rows[-1][8], rows[-1][0], name])
    return len(rows)


def known(record: type[Stored], row: int, company: int) -> list[Event]:
    """The events of one record, oldest first."""
    return list(
        Event.objects.filter(company=company, record=name_of(record), row_id=row).order_by("id"))
