"""What may be done to a record now: the buttons of a page, the grey ones with all their reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from .. import scope
from ..actions import Action, Target
from ..context import Context
from ..records import Stored
from ..refusals import NotFound, Refusal
from .judging import about, asked, errors, permitted, wrong_state
from .locking import Number, found, shown


@dataclass(frozen=True, slots=True)
class Availability:
    """An action as a page offers it: possible, or grey with all reasons."""

    action: Action
    refusals: list[Refusal]

    @property
    def available(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.refusals


def available(record: type[Stored], number: Number, ctx: Context, actions: Sequence[Action]) -> list[Availability]:
    """What may be done to a record now. Reads without locking; facts are read once per source."""
    with scope.companies(*([ctx.company] if ctx.company else ())), transaction.atomic():
        row = found(record, [number], ctx).get(number)
        if row is None:
            raise NotFound(shown(number))
        target: Target[Any, Any] = Target(args=None, **row)
        known: dict[Any, Any] = {}
        return [Availability(each, _greyed(each, target, known, ctx)) for each in actions]


def located(record: type[Stored], number: Number, ctx: Context) -> int:
    """The id of a record. Raises NotFound."""
    with scope.companies(*([ctx.company] if ctx.company else ())), transaction.atomic():
        row = found(record, [number], ctx).get(number)
    if row is None:
        raise NotFound(shown(number))
    return int(row["id"])


def _greyed(action: Action, target: Target[Any, Any], known: dict[Any, Any], ctx: Context) -> list[Refusal]:
    reasons = [*permitted(action, ctx)] or [*wrong_state(action, target)]
    if reasons or not action.needs or action.facts is None:
        return reasons
    if action.facts not in known:
        known[action.facts] = action.facts([target.id], ctx, None).get(target.id)
    return [about(target, each) for each in errors(asked(action.needs, known[action.facts]))]
