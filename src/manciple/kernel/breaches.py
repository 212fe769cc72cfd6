"""What the database refused, in people's words: constraints are the last guard (design §1.4).

Under row-level security PostgreSQL does not tell the values of a broken key, so they are taken from
what the run was told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import DataError, IntegrityError, models
from psycopg import errors

from . import messages
from .args import Args
from .records import Stored, label_of, ours
from .refusals import Message, Refusal
from .uses import in_use

# "Key (code)=(S1) …" and "… table "site"": the words around are in the language of the server.
KEY = re.compile(r"\((?P<columns>.*)\)=\((?P<values>.*)\)", re.DOTALL)
TABLE = re.compile(r'"(?P<name>\w+)"')


@dataclass(frozen=True, slots=True)
class Told:
    """What a run was told when the database refused it: which records, with what arguments."""

    record: type[Stored]
    ids: Sequence[int]
    args: Sequence[Args]
    company: int


@dataclass(frozen=True, slots=True)
class Constraint:
    """A declared constraint, whose table it is, and its own words where the model gave some."""

    model: type[Stored]
    name: str
    fields: tuple[str, ...] = ()
    says: Message | None = None


def refusals_of(error: IntegrityError | DataError, told: Told) -> list[Refusal]:
    """The refusals a broken constraint stands for. Raises the error again when it is none of ours."""
    cause = error.__cause__
    if isinstance(cause, errors.NumericValueOutOfRange):
        return [messages.OUT_OF_RANGE()]
    if not isinstance(cause, errors.Error) or _broken(cause) is None:
        raise error
    constraint = _broken(cause)
    assert constraint is not None
    match cause:
        case errors.ForeignKeyViolation():
            return _reference(cause, constraint, told)
        case errors.UniqueViolation():
            return [_unique(cause, constraint, told)]
        case _:
            label = str(label_of(constraint.model))
            return [constraint.says(label=label) if constraint.says else _rule(label, constraint.name)]


def _rule(label: str, name: str) -> Refusal:
    return messages.RULE_BROKEN(label=label, says=name.replace("_", " "))


@cache
def _constraints() -> dict[str, Constraint]:
    """What is declared, by name; a model may also give words to what its triggers raise."""
    found: dict[str, Constraint] = {}
    for model in ours():
        for name, says in model.says.items():
            found[name] = Constraint(model, name, (), says)
        for each in model._meta.constraints:
            names = tuple(getattr(each, "fields", ()))
            found[each.name] = Constraint(model, each.name, names, model.says.get(each.name))
    return found


@cache
def _tables() -> dict[str, type[Stored]]:
    return {model._meta.db_table: model for model in ours()}


def _broken(cause: errors.Error) -> Constraint | None:
    name, model = cause.diag.constraint_name or "", _tables().get(cause.diag.table_name or "")
    return _constraints().get(name) or (Constraint(model, name) if name and model else None)


def _unique(cause: errors.Error, constraint: Constraint, told: Told) -> Refusal:
    """The record exists already."""
    model, key = constraint.model, _key(cause)
    names = [name for name in constraint.fields or _named(model, key) if name != "company"]
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    values = [_value(field, key, told, model) for field in fields]
    labels = ", ".join(str(field.verbose_name) for field in fields)
    value = " · ".join(values) if all(values) else f"({labels})"
    return (constraint.says or messages.ALREADY_EXISTS)(
        label=label_of(model), value=value, field=names[-1] if names else ""
    )


def _key(cause: errors.Error) -> dict[str, str]:
    """The columns and values the database names, where it does."""
    found = KEY.search(cause.diag.message_detail or "")
    if found is None:
        return {}
    columns = found["columns"].split(", ")
    return dict(zip(columns, found["values"].split(", ", len(columns) - 1), strict=False))


def _named(model: type[Stored], key: Iterable[str]) -> list[str]:
    """The fields that stand in the columns or expressions of a key."""
    words = [word for column in key for word in re.findall(r"\w+", column)]
    return [field.name for field in model._meta.local_concrete_fields if field.column in words]


def _value(field: Any, key: dict[str, str], told: Told, model: type[Stored]) -> str:
    if model is told.record and len(told.args) == 1 and hasattr(told.args[0], field.name):
        return str(getattr(told.args[0], field.name))
    return "" if isinstance(field, models.ForeignKey) else key.get(field.column, "")


def _reference(cause: errors.Error, constraint: Constraint, told: Told) -> list[Refusal]:
    """Either what a row names does not exist, or what is to be deleted is still named."""
    table = TABLE.search(cause.diag.message_detail or "")
    model = constraint.model
    field = next((each for each in model._meta.local_fields if key_name(model, each) == constraint.name), None)
    if field is not None and table is not None and table["name"] != model._meta.db_table:
        return [messages.UNKNOWN_REFERENCE(field=field.name, label=field.verbose_name, value="–")]
    found = in_use(told.record, told.ids, told.company)
    return list(found.values()) or [messages.IN_USE(record=str(label_of(told.record)), users=label_of(model))]


def key_name(model: type[Stored], field: Any) -> str:
    """The name of the constraint that `protect` makes for a reference."""
    return f"{model._meta.db_table}_{field.column}_key"[:63]
