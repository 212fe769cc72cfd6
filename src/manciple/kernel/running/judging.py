"""Why a record is refused: seen in an older version, in the wrong state, or a guard says no."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .. import audit, authority, messages
from ..actions import Action, Batch, Guard, Step, Target
from ..context import Context
from ..records import document_of
from ..refusals import ERROR, Refusal, Refused
from ..shapes import state_label

Reasons = dict[str, list[Refusal]]


def permitted(action: Action, ctx: Context) -> Iterator[Refusal]:
    """Whoever acts has the duty the action asks for."""
    if not authority.has(ctx.duties, action.duty):
        yield messages.NOT_PERMITTED(action=action.label, duty=authority.label_of(action.duty))


def reasons(action: Action, batch: Batch[Any, Any], versions: Mapping[str, int], ctx: Context) -> Reasons:
    """All reasons by record: version and state, then the guards step by step."""
    found = {target.name: [*_stale(action, target, versions, ctx), *wrong_state(action, target)] for target in batch}
    going = Batch(target for target in batch if not found[target.name])
    _learn(action, going, ctx)
    for target in going:
        found[target.name] = _guarded(action, target, ctx)
    return {name: refusals for name, refusals in found.items() if refusals}


def _stale(action: Action, target: Target[Any, Any], versions: Mapping[str, int], ctx: Context) -> Iterator[Refusal]:
    """The caller has seen the version that is stored; a line is seen with its document."""
    seen = versions.get(target.name, versions.get(target.document))
    if seen is not None and seen != target.version:
        record = document_of(action.record) or action.record
        row, number = target.owner or target.id, target.document or target.number
        yield from audit.stale(record, row, number, target.version - seen, ctx)


def wrong_state(action: Action, target: Target[Any, Any]) -> Iterator[Refusal]:
    """The record is in one of the states the action is possible in."""
    if action.when and target.state not in action.when:
        refuse = action.otherwise or messages.WRONG_STATE
        refusal = refuse(
            record=target.name,
            state=state_label(action.record, target.state),
            action=action.label,
            allowed=[state_label(action.record, each) for each in action.when],
        )
        yield about(target, replace(refusal, record=""))


def _learn(action: Action, batch: Batch[Any, Any], ctx: Context) -> None:
    """Reads the facts of the whole batch at once."""
    if not batch or action.facts is None:
        return
    facts = action.facts(batch.ids, ctx, [target.args for target in batch])
    for place, target in enumerate(batch):
        target.facts = facts.get(target.id or -place - 1)


def _guarded(action: Action, target: Target[Any, Any], ctx: Context) -> list[Refusal]:
    """The errors of needs and guards; warnings go with the answer when there is none."""
    found = asked(action.needs, target.facts)
    if not errors(found):
        found += asked(action.guards, target.facts, target.args)
    told = [about(target, each) for each in found]
    if not errors(told):
        ctx.warn(*told)
    return errors(told)


def errors(found: Iterable[Refusal]) -> list[Refusal]:
    """Those refusals that are no mere warnings."""
    return [each for each in found if each.severity == ERROR]


def asked(steps: Iterable[Step], *told: Any) -> list[Refusal]:
    """The refusals of the first step that has any; a step asks all its guards.

    Warnings refuse nothing: they are collected over the steps.
    """
    warnings: list[Refusal] = []
    for step in steps:
        guards: tuple[Guard, ...] = step if isinstance(step, tuple) else (step,)
        found = [refusal for guard in guards for refusal in guard(*told)]
        if errors(found):
            return errors(found)
        warnings += found
    return warnings


def about(target: Target[Any, Any], refusal: Refusal) -> Refusal:
    """The refusal with the record it concerns; one of a line names document and line."""
    if target.document:
        return refusal.about(target.document, int(target.number))
    return refusal.about(target.number if target.id else "")


def refused_all(refused: Mapping[str, Sequence[Refusal]]) -> Refused:
    """One refusal of a run is a refusal of the run."""
    return Refused(*(each for found in refused.values() for each in found))
