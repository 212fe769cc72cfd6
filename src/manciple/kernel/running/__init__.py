"""`run`: the only way to change business data (style 3.5).

Opens the transaction, claims the client token, locks the records in key order, asks permission,
state and guards, calls the action once for the batch, moves the state, writes audit and feed.
Nothing is skipped silently: a record is done or refused with a code.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import structlog
from django.conf import settings
from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from psycopg import errors as database

from manciple.engine import disk

from .. import audit, effects, messages, outbox, points, scope, sql, tokens
from ..actions import CREATE, Action, Batch, Target, find
from ..args import Args
from ..breaches import Told, refusals_of
from ..context import Context
from ..records import Owned, Record, Shared, Stored, document_of, label_of
from ..refusals import Invalid, NotFound, Refusal, Refused
from ..shapes import state_label
from .answers import Answer
from .judging import Reasons, permitted, reasons, refused_all
from .locking import Number, Numbers, column, found, shown
from .offering import Availability, available, located

__all__ = [
    "MOST_TARGETS",
    "Answer",
    "Availability",
    "Number",
    "Numbers",
    "available",
    "create",
    "located",
    "run",
    "state_label",
]

MOST_TARGETS = 1000
TRIES = 3

log = structlog.get_logger(__name__)


class _TakeBack(Exception):
    """Rolls everything back, while the answer stays: of a preview, and of a run that refused all."""


@dataclass(frozen=True, slots=True)
class _Run:
    """One call of `run`, with everything it was told."""

    action: Action
    numbers: Numbers
    args: Sequence[Args]
    ctx: Context
    preview: bool
    each: bool
    versions: Mapping[str, int]
    show_effects: bool
    acts: list[int] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many records it is about."""
        return len(self.args) if self.action.creates else len(self.numbers)

    def again(self) -> _Run:
        """The same call from the beginning, with nothing of an earlier try in it."""
        return replace(self, acts=[], ctx=self.ctx.fresh(token=self.ctx.token, preview=self.preview, peeked={}))


def run(
    record: type[Stored],
    key: str,
    numbers: Numbers,
    args: Args | Sequence[Args] | None,
    ctx: Context,
    *,
    preview: bool = False,
    each: bool = False,
    versions: Mapping[str, int] | None = None,
    show_effects: bool = False,
) -> Answer:
    """Does an action to the named records, or says why not.

    `numbers` are business numbers or ids, of lines (document number, line number); `args` one set
    for all, or one per record. With `each`, refused records are listed and the others done; without,
    one refusal refuses all. `versions` holds the version of each record the caller has seen. Raises
    Refused, NotFound, Invalid.
    """
    action = find(record, key)
    told = _told(action, numbers, args)
    work = _Run(action, numbers, told, ctx, preview, each, versions or {}, show_effects)
    try:
        _possible(work)
        with scope.companies(*([ctx.company] if ctx.company else ())):
            return _with_retries(work)
    except Refused as refused:
        log.info("refused", action=action.name, codes=refused.codes, door=ctx.door, company=ctx.company_code)
        raise


def create(record: type[Stored], args: Args | Sequence[Args], ctx: Context, **options: Any) -> Answer:
    """Creates one or many records with one run."""
    return run(record, CREATE, (), args, ctx, **options)


def _told(action: Action, numbers: Numbers, args: Args | Sequence[Args] | None) -> Sequence[Args]:
    """One set of arguments for each record."""
    alone = action.args() if args is None else args
    if isinstance(alone, Args):
        return [alone] if action.creates else [alone] * len(numbers)
    if not action.creates and len(alone) != len(numbers):
        raise Invalid(("args", f"{len(alone)} given for {len(numbers)} records"))
    return alone


def _possible(work: _Run) -> None:
    """Refuses what needs no look at the records."""
    refused = list(permitted(work.action, work.ctx))
    if work.size > MOST_TARGETS:
        refused.append(messages.TOO_MANY(count=work.size, most=MOST_TARGETS))
    if work.size == 0:
        refused.append(messages.NOTHING_CHOSEN())
    if not work.preview and settings.PLAN.embedded and not disk.has_room(settings.HOME.path):
        refused.append(messages.NO_ROOM())
    if refused:
        raise Refused(*refused)


def _with_retries(work: _Run) -> Answer:
    """Repeats the whole action after a deadlock or serialization failure; 3 tries with jitter."""
    for tries_left in range(TRIES - 1, -1, -1):
        attempt = work.again()
        try:
            return _once(attempt)
        except (IntegrityError, DataError) as error:
            raise Refused(*_broken(error, work)) from error
        except OperationalError as error:
            if isinstance(error.__cause__, database.LockNotAvailable):
                raise Refused(messages.BUSY(record=_named(work))) from error
            if not tries_left or not _repeatable(error):
                raise
            time.sleep(random.uniform(0.01, 0.1))  # noqa: S311
        finally:
            work.ctx.act = attempt.ctx.act
    raise AssertionError("the last try answers or raises")


def _broken(error: IntegrityError | DataError, work: _Run) -> list[Refusal]:
    """What the database had against it; everything is rolled back by now."""
    record = work.action.record
    with transaction.atomic():
        rows = found(record, work.numbers, work.ctx) if work.numbers else {}
        ids = [row["id"] for row in rows.values()]
        return refusals_of(error, Told(record, ids, work.args, work.ctx.company))


def _repeatable(error: OperationalError) -> bool:
    """Whether another try may succeed: only whole transactions can be repeated."""
    passing = isinstance(error.__cause__, database.DeadlockDetected | database.SerializationFailure)
    return passing and not connection.in_atomic_block


def _named(work: _Run) -> str:
    return ", ".join(shown(number) for number in work.numbers) or str(label_of(work.action.record))


def _once(work: _Run) -> Answer:
    points.point(points.A1)
    answer = Answer()
    try:
        with transaction.atomic():
            stored = None if work.preview else tokens.claim(_fingerprint(work), work.ctx)
            if stored is not None:
                return Answer.read(stored)
            answer = _answer(work)
            if work.preview or not work.acts:
                raise _TakeBack
            tokens.settle(answer.kept(), work.ctx)
            points.point(points.A8)
    except _TakeBack:
        return answer
    points.point(points.A9)
    return answer


def _fingerprint(work: _Run) -> str:
    """What makes two requests the same: the action, the records, and what was really said."""
    if not work.ctx.token:
        return ""
    said = [each.model_dump(mode="json", exclude_unset=True) for each in work.args]
    return tokens.fingerprint(work.action.name, [shown(number) for number in work.numbers], said)


def _answer(work: _Run) -> Answer:
    batch, refused = _lock(work)
    points.point(points.A3)
    answer = _listed(work, batch) if work.each and batch else _done(work, batch)
    answer.refused = refused | answer.refused
    answer.preview = work.preview
    if work.preview:
        sql.values("SET CONSTRAINTS ALL IMMEDIATE")  # what a commit would refuse, a preview refuses
    if work.preview or work.show_effects:
        answer.effects = effects.of_acts(work.acts, work.ctx).as_dict()
    return answer


def _lock(work: _Run) -> tuple[Batch[Any, Any], Reasons]:
    """Locks the records in key order. Those that do not exist are refused, or nothing is done."""
    if work.action.creates:
        return Batch(Target(0, f"{place + 1}", args) for place, args in enumerate(work.args)), {}
    if work.action.first:
        work.action.first(work.numbers, work.ctx)
    # Rows that only change are locked so that others may still refer to them.
    rows = found(work.action.record, work.numbers, work.ctx, lock="UPDATE" if work.action.removes else "NO KEY UPDATE")
    label = label_of(work.action.record)
    missing = {
        shown(number): [messages.UNKNOWN_REFERENCE(label=label, value=shown(number))]
        for number in work.numbers
        if number not in rows
    }
    if missing and not work.each:
        raise NotFound(", ".join(missing))
    return _once_each(work, rows, missing), missing


def _once_each(work: _Run, rows: Mapping[Number, dict[str, Any]], refused: Reasons) -> Batch[Any, Any]:
    """A record named twice is done once, and refused when it was told two things."""
    targets: dict[int, Target[Any, Any]] = {}
    for number, args in zip(work.numbers, work.args, strict=True):
        if number in rows:
            target = targets.setdefault(rows[number]["id"], Target(args=args, **rows[number]))
            if target.args != args:
                refused[target.name] = [messages.NAMED_TWICE(record=target.name)]
    twice = {name: found for name, found in refused.items() if found[0].code == messages.NAMED_TWICE.code}
    if twice and not work.each:
        raise refused_all(twice)
    order = sorted(targets.values(), key=lambda target: (target.owner, target.id))
    return Batch(target for target in order if target.name not in twice)


def _done(work: _Run, batch: Batch[Any, Any]) -> Answer:
    """Judges the batch and does the action to those that are not refused."""
    ctx = work.ctx.fresh(preview=work.preview)
    refused = reasons(work.action, batch, work.versions, ctx)
    if refused and not work.each:
        raise refused_all(refused)
    going = Batch(target for target in batch if target.name not in refused)
    points.point(points.A4)
    if going:
        _do(work.action, going, ctx)
        work.acts.append(ctx.act)
        work.ctx.act = ctx.act
    done = [target.name for target in going if target.id]
    return Answer(done, refused, ctx.made, ctx.warnings, ctx.act, secret="" if work.preview else ctx.secret)


def _do(action: Action, batch: Batch[Any, Any], ctx: Context) -> None:
    """The act itself: opened, done, and told to those who must know."""
    outer = audit.begin(action, ctx)
    with points.between(points.A5):
        action.function(batch, ctx)
        _touch(action, batch, ctx)
        outbox.announce(action, batch, ctx)
    points.point(points.A7)
    audit.end(outer)


def _listed(work: _Run, batch: Batch[Any, Any]) -> Answer:
    """All at once; when one of them cannot be done, by halves, so that only that one is refused."""
    try:
        with transaction.atomic():
            return _done(work, batch)
    except (IntegrityError, DataError, Refused) as error:
        if len(batch) == 1:
            return Answer(refused={batch[0].name: _reasons(error, work, batch)})
    answer, middle = Answer(), len(batch) // 2
    for half in (batch[:middle], batch[middle:]):
        answer.add(_listed(work, Batch(half)))
    return answer


def _reasons(error: IntegrityError | DataError | Refused, work: _Run, batch: Batch[Any, Any]) -> list[Refusal]:
    if isinstance(error, Refused):
        return error.refusals
    told = Told(work.action.record, batch.ids, [target.args for target in batch], work.ctx.company)
    return refusals_of(error, told)


def _touch(action: Action, batch: Batch[Any, Any], ctx: Context) -> None:
    """Raises the version of the documents and moves their state, in one statement."""
    document = document_of(action.record)
    record = document or action.record
    ids = sorted({target.owner or target.id for target in batch if target.id})
    gone = action.removes and document is None
    if not ids or gone or not action.touches or not issubclass(record, Record | Shared):
        return
    moved = f", {column(record, record.state)} = %(to)s" if action.to else ""
    company = "company_id = %(company)s AND" if issubclass(record, Owned) else ""
    sql.values(
        f"UPDATE {record._meta.db_table} SET version = version + 1{moved} WHERE {company} id = ANY(%(ids)s)",
        {"to": action.to, "company": ctx.company, "ids": ids},
    )
