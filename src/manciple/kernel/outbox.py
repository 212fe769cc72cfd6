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
from .actions import Action, Batch, Target
from .context import Context, Made
from .models import Event
from .records import Stored, document_of, name_of

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
    """Writes the events of an action and tells those who listen in step.

    What happens to a line happens to its document; the line's number stands in the detail.
    """
    events = [_of_target(action, target, ctx) for target in batch if target.id]
    if action.creates:
        events += [_born(action, made, ctx) for made in ctx.made if made.kind == action.makes]
    sql.insert(Event, events)
    for function in _in_step.get(action.event, ()):
        function(batch, ctx)


def tell(record: type[Stored], event: str, batch: Batch[Any, Any], ctx: Context, after: str = "") -> None:
    """Writes the same event of other records than the action's own, such as those it made.

    Who listens to the event in step hears it as if the records' own action had emitted it.
    """
    sql.insert(
        Event,
        [
            {
                "company": ctx.company or None,
                "act_id": ctx.act,
                "name": event,
                "at": ctx.now,
                "record": name_of(record),
                "row_id": target.id,
                "number": target.number,
                "before": target.state,
                "after": after or target.state,
                "detail": target.detail,
            }
            for target in batch
        ],
    )
    for function in _in_step.get(event, ()):
        function(batch, ctx)


def _of_target(action: Action, target: Target[Any, Any], ctx: Context) -> dict[str, Any]:
    document = document_of(action.record)
    line = {"line": int(target.number), "line_id": target.id} if document else {}
    return _event(action, ctx) | {
        "record": name_of(document or action.record),
        "row_id": target.owner or target.id,
        "number": target.document or target.number,
        "before": target.state,
        "after": action.to or target.after,
        "detail": target.detail | line,
    }


def _born(action: Action, made: Made, ctx: Context) -> dict[str, Any]:
    return _event(action, ctx) | {
        "record": name_of(action.record),
        "row_id": made.id,
        "number": made.number,
        "before": "",
        "after": action.to,
        "detail": {},
    }


def _event(action: Action, ctx: Context) -> dict[str, Any]:
    return {"company": ctx.company or None, "act_id": ctx.act, "name": action.event, "at": ctx.now}


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


OPEN = "INSERT INTO kernel_consumer (name, xid, event_id) VALUES (%s, '0', 0) ON CONFLICT DO NOTHING"
HOLD = "SELECT name FROM kernel_consumer WHERE name = %s FOR UPDATE SKIP LOCKED"
MOVE = "UPDATE kernel_consumer SET xid = %s::xid8, event_id = %s WHERE name = %s"


def drain(name: str, companies: tuple[int, ...], most: int = 500) -> int:
    """Gives a follower its next events; effect and position commit together. Returns how many.

    A follower that another worker serves at the moment is left to it.
    """
    with transaction.atomic():
        sql.values(OPEN, [name])  # by itself, so that nobody waits for who is served first
    with scope.companies(*companies), transaction.atomic():
        held = sql.values(HOLD, [name])
        rows = sql.values(UNREAD, {"name": name, "most": most}) if held else []
        if rows:
            _followers[name]([Happened(*row[:-1]) for row in rows])
            sql.values(MOVE, [rows[-1][-1], rows[-1][0], name])
    return len(rows)


def known(record: type[Stored], row: int, company: int) -> list[Event]:
    """The events of one record, oldest first."""
    return list(Event.objects.filter(company=company or None, record=name_of(record), row_id=row).order_by("id"))
