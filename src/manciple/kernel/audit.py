"""The record of acts: opened before an effect, so that the database can sign every change with it.

What happened to a record is read back here: its timeline, and what a stale second writer has missed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.db.models import Max

from . import changes, messages, sql
from .actions import Action, label_of
from .changes import Difference
from .context import Context
from .models import Act, Event
from .records import Stored, name_of
from .refusals import Refusal

MOST_DIFFERENCES = 20

# One statement: the act is written and the session told its number, which the triggers read.
OPEN = """
    WITH act AS (
        INSERT INTO kernel_act
               (company_id, record, action, user_id, on_behalf_of, door, request, at)
        VALUES (%(company)s, %(record)s, %(action)s, %(user)s, %(behalf)s, %(door)s, %(request)s,
                %(at)s)
        RETURNING id
    ), outer_act AS MATERIALIZED (
        SELECT current_setting('manciple.act', true) AS id
    )
    SELECT act.id, outer_act.id, set_config('manciple.act', act.id::text, true)
      FROM outer_act, act"""

SIGN = "SELECT set_config('manciple.act', %s, true)"


def begin(action: Action, ctx: Context) -> str:
    """Opens an act; all changes of the transaction are signed with its number from here on.

    Gives the number of the act it stands in, to go back to with `end`; empty when it stands alone.
    """
    told = {
        "company": ctx.company or None,
        "record": name_of(action.record),
        "action": action.key,
        "user": ctx.user,
        "behalf": ctx.on_behalf_of,
        "door": ctx.door,
        "request": ctx.request,
        "at": ctx.now,
    }
    ctx.act, outer, _ = sql.values(OPEN, told)[0]
    return outer or ""


def end(outer: str) -> None:
    """Goes back to the act this one was done within."""
    if outer:
        sql.values(SIGN, [outer])


@dataclass(frozen=True, slots=True)
class Entry:
    """One act in the life of a record: what happened, by whom, when, and what it changed.

    `changes` are those of the record's own row, by field name; `lines` those of its lines.
    """

    name: str
    at: datetime
    user: int
    door: str
    before: str
    after: str
    detail: dict[str, Any]
    changes: list[tuple[str, Any, Any]]
    label: str = ""
    user_name: str = ""
    act: int = 0
    differences: list[Difference] = field(default_factory=list)
    lines: list[Difference] = field(default_factory=list)


def timeline(record: type[Stored], row: int, company: int, most: int = 50) -> list[Entry]:
    """What happened to a record and its lines, newest first: one entry for each act."""
    latest = (
        Event.objects.filter(company=company or None, record=name_of(record), row_id=row)
        .values("act_id")
        .annotate(latest=Max("pk"))
        .order_by("-latest")
    )
    events = {event.pk: event for event in Event.objects.filter(pk__in=[each["latest"] for each in latest[:most]])}
    acts = {event.act_id: event for event in sorted(events.values(), key=lambda event: -event.pk)}
    return list(_entries(record, row, company, acts))


def _entries(record: type[Stored], row: int, company: int, events: dict[int, Event]) -> Iterator[Entry]:
    acts = {act.pk: act for act in Act.objects.filter(company=company or None, id__in=events)}
    names = user_names(act.user_id for act in acts.values())
    own, of_lines = changes.of_document(record, row, company, list(events))
    for number, event in events.items():
        act = acts[number]
        yield Entry(
            name=event.name,
            at=event.at,
            user=act.user_id,
            door=act.door,
            before=event.before,
            after=event.after,
            detail=event.detail,
            changes=[(each.name, each.before, each.after) for each in own.get(number, [])],
            label=label_of(act.record, act.action),
            user_name=names.get(act.user_id, str(act.user_id)),
            act=number,
            differences=own.get(number, []),
            lines=of_lines.get(number, []),
        )


def user_names(ids: Iterator[int] | Sequence[int]) -> dict[int, str]:
    """What to call users."""
    users = get_user_model()
    return dict(users._default_manager.filter(pk__in=set(ids)).values_list("pk", users.USERNAME_FIELD))


def stale(record: type[Stored], row: int, number: str, acts: int, ctx: Context) -> Iterator[Refusal]:
    """What changed since the caller has seen the record: each field, old and new, who and when."""
    missed = timeline(record, row, ctx.company, most=max(acts, 1))
    told = [(each, entry) for entry in missed for each in (*entry.differences, *entry.lines)]
    for each, entry in told[:MOST_DIFFERENCES]:
        said = f"{each.field}: {each.before or '–'} → {each.after or '–'}"
        yield _missed(number, entry, said, ctx, field=each.name, old=each.before, new=each.after)
    if not told:
        last = missed[0] if missed else None
        yield _missed(number, last, last.label if last is not None else "–", ctx)


def _missed(number: str, entry: Entry | None, said: str, ctx: Context, **values: Any) -> Refusal:
    at = entry.at.astimezone(ZoneInfo(ctx.zone)).isoformat(timespec="seconds") if entry is not None else "–"
    user = entry.user_name if entry is not None else "–"
    return messages.CHANGED_MEANWHILE(record=number, user=user, at=at, changes=said, **values)


def states_passed(record: type[Stored], pk: int, company: int) -> frozenset[str]:
    """The states a record has been in; one statement."""
    events = Event.objects.filter(company=company, record=name_of(record), row_id=pk)
    return frozenset(state for pair in events.values_list("before", "after") for state in pair if state)
