"""What the database refused, in people's words: constraints are the last guard (design §1.4)."""

from __future__ import annotations

from functools import cache

from django.db import IntegrityError, models
from psycopg import errors

from . import messages
from .records import Stored, label_of, ours
from .refusals import Message, Refusal


@cache
def _constraints() -> dict[str, tuple[type[Stored], models.BaseConstraint, Message | None]]:
    """Every declared constraint by name, with its own words where the model gave some."""
    return {
        constraint.name: (model, constraint, model.says.get(constraint.name))
        for model in ours()
        for constraint in model._meta.constraints
    }


def refusal_of(error: IntegrityError) -> Refusal:
    """The refusal a broken constraint stands for. Raises the error again when it is none of ours."""
    cause = error.__cause__
    if not isinstance(cause, errors.Error):
        raise error
    name = cause.diag.constraint_name or ""
    if isinstance(cause, errors.ForeignKeyViolation | errors.RestrictViolation):
        return messages.IN_USE(record=cause.diag.message_detail or name, users=cause.diag.table_name or "")
    if name not in _constraints():
        raise error
    return _worded(*_constraints()[name])


def _worded(
    model: type[Stored], constraint: models.BaseConstraint, says: Message | None
) -> Refusal:
    label = str(label_of(model))
    if says is not None:
        return says(label=label)
    if isinstance(constraint, models.UniqueConstraint):
        return messages.ALREADY_EXISTS(
            label=label, value=" ".join(n for n in constraint.fields if n != "company"))
    return messages.RULE_BROKEN(label=label, says=constraint.name)
