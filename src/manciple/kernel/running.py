"""`run`: the only way to change business data (style 3.5).

Opens the transaction, claims the client token, locks the records in key order, asks permission,
state and guards, calls the action once for the batch, moves the state, writes audit and feed.
Nothing is skipped silently: a record is done or refused with a code.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F, Q, QuerySet, Value
from psycopg import errors

from . import audit, authority, effects, messages, outbox, points, scope, sql, tokens
from .actions import CREATE, Action, Batch, Guard, Step, Target, find
from .args import Args
from .breaches import refusal_of
from .context import Context, Made
from .records import Owned, Record, Shared, Stored, label_of
from .refusals import ERROR, NotFound, Refusal, Refused

MOST_TARGETS = 1000
TRIES = 3

Numbers = Sequence[str | int | tuple[str, int]]


@dataclass(slots=True)
class Answer:
    """What came of a run. `done` and `refused` together name every target once."""

    done: list[str] = field(default_factory=list)
    refused: dict[str, list[Refusal]] = field(default_factory=dict)
    made: list[Made] = field(default_factory=list)
    warnings: list[Refusal] = field(default_factory=list)
    act: int = 0
    preview: bool = False
    effects: dict[str, Any] | None = None

    def as_dict(self) -> dict[str, Any]:
        """What doors send; `Answer.read` turns it back."""
        return {
            "done": self.done,
            "refused": {n: [each.as_dict() for each in found] for n, found in self.refused.items()},
            "made": [asdict(made) for made in self.made],
            "warnings": [each.as_dict() for each in self.warnings],
            "act": self.act, "preview": self.preview,
            **({"effects": self.effects} if self.effects is not None else {}),
        }  # fmt: skip

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Answer:
        """The answer a repeated token gets."""
        return cls(
            done=stored["done"],
            refused={n: [Refusal(**each) for each in r] for n, r in stored["refused"].items()},
            made=[Made(**made) for made in stored["made"]],
            warnings=[Refusal(**each) for each in stored["warnings"]],
            act=stored["act"], preview=stored["preview"], effects=stored.get("effects"),
        )  # fmt: skip


class _TakeBack(Exception):
    """Ends a preview: everything is rolled back, the answer stays."""


@dataclass(slots=True)
class _Run:
    """One call of `run`, with everything it was told."""

    action: Action
    numbers: Numbers
    args: Args | Sequence[Args]
    ctx: Context
    preview: bool
    each: bool
    versions: dict[str, int]
    show_effects: bool

    def args_of(self, place: int) -> Args:
        return self.args if isinstance(self.args, Args) else self.args[place]


def run(
    record: type[Stored], key: str, numbers: Numbers, args: Args | Sequence[Args] | None,
    ctx: Context, *, preview: bool = False, each: bool = False,
    versions: dict[str, int] | None = None, show_effects: bool = False,
) -> Answer:  # fmt: skip
    """Does an action to the named records, or says why not.

    `numbers` are business numbers or ids; `args` one set for all, or one per record. With `each`,
    refused records are listed and the others done; without, one refusal refuses all. `versions`
    holds the version of each record the caller has seen. Raises Refused, NotFound.
    """
    action = find(record, key)
    if not authority.has(ctx.duties, action.duty):
        raise Refused(messages.NOT_PERMITTED(action=action.label, duty=action.duty))
    if len(numbers) > MOST_TARGETS:
        raise Refused(messages.TOO_MANY(count=len(numbers), most=MOST_TARGETS))
    if not numbers and not action.creates:
        raise Refused(messages.NOTHING_CHOSEN())
    told = args if args is not None else action.args()
    work = _Run(action, numbers, told, ctx, preview, each, versions or {}, show_effects)
    with scope.companies(*([ctx.company] if ctx.company else ())):
        return _with_retries(work)


def create(
    record: type[Stored], args: Args | Sequence[Args], ctx: Context, **options: Any
) -> Answer:
    """Creates one or many records with one run."""
    return run(record, CREATE, (), args, ctx, **options)


def _with_retries(work: _Run) -> Answer:
    """Repeats the whole action after a deadlock or serialization failure; 3 tries with jitter."""
    for tries_left in range(TRIES - 1, -1, -1):
        try:
            return _once(work)
        except IntegrityError as error:
            raise Refused(refusal_of(error)) from error
        except OperationalError as error:
            if isinstance(error.__cause__, errors.LockNotAvailable):
                raise Refused(messages.BUSY(record=_named(work))) from error
            retryable = isinstance(
                error.__cause__, errors.DeadlockDetected | errors.SerializationFailure)
            if not retryable or not tries_left or transaction.get_connection().in_atomic_block:
                raise
            work.ctx.made.clear()
            work.ctx.warnings.clear()
            time.sleep(random.uniform(0.01, 0.1))  # noqa: S311
    raise AssertionError("unreachable")


def _named(work: _Run) -> str:
    return ", ".join(str(number) for number in work.numbers) or str(label_of(work.action.record))


def _once(work: _Run) -> Answer:
    points.point(points.A1)
    answer = Answer()
    try:
        with transaction.atomic():
            stored = None if work.preview else tokens.claim(_fingerprint(work), work.ctx)
            if stored is not None:
                return Answer.read(stored)
            answer = _effect(work)
            if work.preview:
                raise _TakeBack
            tokens.settle(answer.as_dict(), work.ctx)
            points.point(points.A8)
    except _TakeBack:
        return answer
    points.point(points.A9)
    return answer


def _fingerprint(work: _Run) -> str:
    if not work.ctx.token:
        return ""
    told = [work.args] if isinstance(work.args, Args) else work.args
    return tokens.fingerprint(
        work.action.name, [str(n) for n in work.numbers], [each.model_dump(mode="json") for each in told])


def _effect(work: _Run) -> Answer:
    action, ctx = work.action, work.ctx
    batch, missing = _lock(work)
    points.point(points.A3)
    refused = missing | _refusals(action, batch, work.versions, ctx)
    if refused and not work.each:
        raise Refused(*(each for found in refused.values() for each in found))
    going = Batch(target for target in batch if _name(target) not in refused)
    points.point(points.A4)
    if going or action.creates:
        audit.begin(action, ctx)
        action.function(going, ctx)
        points.point(points.A5)
        _touch(action, going, ctx)
        outbox.announce(action, going, ctx)
        points.point(points.A7)
    return _answer(work, going, refused)


def _answer(work: _Run, done: Batch[Any, Any], refused: dict[str, list[Refusal]]) -> Answer:
    ctx = work.ctx
    wanted = (work.preview or work.show_effects) and ctx.act
    found = effects.of_act(ctx.act, ctx).as_dict() if wanted else None
    return Answer(
        [_name(target) for target in done if target.id], refused, list(ctx.made),
        list(ctx.warnings), ctx.act, work.preview, found)


def _lock(work: _Run) -> tuple[Batch[Any, Any], dict[str, list[Refusal]]]:
    """Locks the records in key order. Those that do not exist are refused, or nothing is done."""
    if work.action.creates:
        told = [work.args] if isinstance(work.args, Args) else list(work.args)
        return Batch(Target(0, f"{place + 1}", args) for place, args in enumerate(told)), {}
    rows = _locked_rows(work.action.record, work.numbers, work.ctx)
    batch: Batch[Any, Any] = Batch()
    missing: dict[str, list[Refusal]] = {}
    for place, number in enumerate(work.numbers):
        row = rows.get(number)
        if row is None:
            missing[_shown(number)] = [messages.UNKNOWN_REFERENCE(
                label=label_of(work.action.record), value=_shown(number))]
        else:
            batch.append(Target(args=work.args_of(place), **row))
    if missing and not work.each:
        raise NotFound(", ".join(missing))
    batch.sort(key=lambda target: target.id)
    return batch, missing


def _shown(number: str | int | tuple[str, int]) -> str:
    return " · ".join(str(part) for part in number) if isinstance(number, tuple) else str(number)


def _locked_rows(record: type[Stored], numbers: Numbers, ctx: Context) -> dict[Any, dict[str, Any]]:
    """The rows by the name the caller used, under lock; a line's document is what is locked."""
    if record.owner:
        return _locked_lines(record, numbers, ctx)
    query = _of_company(record, ctx)
    by_id = all(isinstance(number, int) for number in numbers)
    query = query.filter(**{"pk__in" if by_id else f"{record.key}__in": list(numbers)})
    if not record.append_only:
        query = query.order_by("pk").select_for_update(of=("self",))
    found = query.values("pk", **_columns(record))
    return {(row["pk"] if by_id else row["key_"]): _target(row) for row in found}


def _of_company(record: type[Stored], ctx: Context) -> QuerySet[Any]:
    query = record._default_manager.all()
    return query.filter(company=ctx.company) if issubclass(record, Owned) else query


def _columns(record: type[Stored]) -> dict[str, Any]:
    versioned = issubclass(record, Record | Shared)
    return {
        "key_": F(record.key),
        "state_": F(record.state) if record.state else Value(""),
        "version_": F("version") if versioned else Value(0),
    }


def _target(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row["pk"], "number": str(row["key_"]), "state": row["state_"] or "",
            "version": row["version_"], "owner": row.get("owner_") or 0}  # fmt: skip


def _locked_lines(record: type[Stored], numbers: Numbers, ctx: Context) -> dict[Any, dict[str, Any]]:
    owner = record._meta.get_field(record.owner).related_model
    assert isinstance(owner, type) and issubclass(owner, Stored)
    state = F(f"{record.owner}__{owner.state}")
    wanted = Q(pk__in=[])
    for number in numbers:
        wanted |= (
            Q(pk=number) if isinstance(number, int) else
            Q(**{f"{record.owner}__{owner.key}": number[0], record.key: number[1]})
        )  # fmt: skip
    rows = (
        _of_company(record, ctx).filter(wanted).order_by(f"{record.owner}_id", "pk")
        .select_for_update(of=(record.owner,)).select_related(record.owner)
        .values("pk", key_=F(record.key), state_=state, version_=F(f"{record.owner}__version"),
                owner_=F(f"{record.owner}_id"), document_=F(f"{record.owner}__{owner.key}"))
    )  # fmt: skip
    found: dict[Any, dict[str, Any]] = {}
    for row in rows:
        found[row["pk"]] = found[row["document_"], row["key_"]] = _target(row)
    return found


def _name(target: Target[Any, Any]) -> str:
    return target.number


def _refusals(
    action: Action, batch: Batch[Any, Any], versions: dict[str, int], ctx: Context
) -> dict[str, list[Refusal]]:
    """All reasons by record: version, state, then the guards step by step."""
    found: dict[str, list[Refusal]] = {}
    for target in batch:
        reasons = [*_stale(action, target, versions, ctx), *_wrong_state(action, target)]
        if reasons:
            found[_name(target)] = reasons
    going = Batch(target for target in batch if _name(target) not in found)
    if going and action.facts:
        facts = action.facts(going.ids, ctx, [target.args for target in going])
        for place, target in enumerate(going):
            target.facts = facts.get(target.id or -place - 1)
    for target in going:
        reasons = _asked(action.needs, ctx, target.facts)
        reasons = reasons or _asked(action.guards, ctx, target.facts, target.args)
        if reasons:
            found[_name(target)] = [each.about(_name(target) if target.id else "") for each in reasons]
    return found


def _stale(
    action: Action, target: Target[Any, Any], versions: dict[str, int], ctx: Context
) -> Iterator[Refusal]:
    seen = versions.get(target.number)
    if seen is not None and seen != target.version:
        last = audit.changed_since(action.record, target.owner or target.id, ctx.company, seen)
        changes = [name for name, _, _ in last.changes] if last else []
        yield messages.CHANGED_MEANWHILE(
            record=target.number, user=_user_name(last.user) if last else "–",
            at=last.at.isoformat(timespec="seconds") if last else "–",
            changes=changes or (last.name if last else "–"))


def _user_name(user: int) -> str:
    return str(get_user_model().objects.filter(pk=user).first() or user)


def _wrong_state(action: Action, target: Target[Any, Any]) -> Iterator[Refusal]:
    if action.when and target.state not in action.when:
        refuse = action.otherwise or messages.WRONG_STATE
        yield refuse(
            record=target.number, state=state_label(action.record, target.state),
            action=action.label, allowed=[state_label(action.record, each) for each in action.when])


def state_label(record: type[Stored], value: str) -> str:
    """What people call a state."""
    holder, name = record, record.state
    if record.owner:
        related = record._meta.get_field(record.owner).related_model
        assert isinstance(related, type) and issubclass(related, Stored)
        holder, name = related, related.state
    labels = dict(holder._meta.get_field(name).choices or ()) if name else {}  # type: ignore[union-attr]
    return str(labels.get(value, value))


def _asked(steps: Iterable[Step], ctx: Context | None, *told: Any) -> list[Refusal]:
    """The refusals of the first step that has any; a step asks all its guards.

    Warnings refuse nothing; they go with the answer.
    """
    for step in steps:
        guards: tuple[Guard, ...] = step if isinstance(step, tuple) else (step,)
        found = [refusal for guard in guards for refusal in guard(*told)]
        if ctx is not None:
            ctx.warn(*(each for each in found if each.severity != ERROR))
        errors_ = [each for each in found if each.severity == ERROR]
        if errors_:
            return errors_
    return []


def _touch(action: Action, batch: Batch[Any, Any], ctx: Context) -> None:
    """Raises the version of the documents and moves their state, in one statement."""
    record = action.record
    if record.owner:
        related = record._meta.get_field(record.owner).related_model
        assert isinstance(related, type) and issubclass(related, Stored)
        record = related
    if not batch or action.removes or not action.touches or not issubclass(record, Record | Shared):
        return
    ids = [target.owner or target.id for target in batch if target.id]
    if not ids:
        return
    moved = f", {record.state} = %(to)s" if action.to else ""
    company = "company_id = %(company)s AND" if issubclass(record, Owned) else ""
    sql.values(
        f"UPDATE {record._meta.db_table} SET version = version + 1{moved} "
        f"WHERE {company} id = ANY(%(ids)s)",
        {"to": action.to, "company": ctx.company, "ids": ids})


@dataclass(frozen=True, slots=True)
class Availability:
    """An action as a page offers it: possible, or grey with all reasons."""

    action: Action
    refusals: list[Refusal]

    @property
    def available(self) -> bool:
        return not self.refusals


def available(record: type[Stored], number: str | int, ctx: Context, actions: Sequence[Action]) -> list[Availability]:
    """What may be done to a record now. Reads without locking; facts are read once per source."""
    with scope.companies(*([ctx.company] if ctx.company else ())):
        query = _of_company(record, ctx).filter(
            **{"pk" if isinstance(number, int) else record.key: number})
        row = query.values("pk", **_columns(record)).first()
        if row is None:
            raise NotFound(str(number))
        target = Target(args=None, **_target(row))  # type: ignore[type-var]
        known: dict[Any, Any] = {}
        return [Availability(each, _greyed(each, target, known, ctx)) for each in actions]


def _greyed(action: Action, target: Target[Any, Any], known: dict[Any, Any], ctx: Context) -> list[Refusal]:
    if not authority.has(ctx.duties, action.duty):
        return [messages.NOT_PERMITTED(action=action.label, duty=action.duty)]
    reasons = list(_wrong_state(action, target))
    if reasons or not action.needs or action.facts is None:
        return reasons
    if action.facts not in known:
        known[action.facts] = action.facts([target.id], ctx, None).get(target.id)
    return [each.about(target.number) for each in _asked(action.needs, None, known[action.facts])]
