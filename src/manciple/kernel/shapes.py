"""Argument shapes made from a form: what may be typed, in the type it has, with its label.

Business keys stand for references; `resolve` turns all of them into ids with one query per field.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.db import models
from pydantic import create_model

from . import messages
from .args import Args, arg
from .context import Context
from .fields import Open
from .forms import FormField, form_of
from .records import Owned, Stored
from .refusals import Refusal

TYPES: dict[str, type[Any]] = {
    "whole": int, "key": int, "flag": bool, "date": date, "moment": datetime, "quantity": Decimal,
    "price": Decimal, "amount": Decimal, "percent": Decimal, "number": Decimal,
}  # fmt: skip


def shape(name: str, fields: Iterable[FormField], *, partial: bool = False, **more: Any) -> type[Args]:
    """An argument model of the typed fields. `partial` leaves all of them out unless given."""
    told = {
        each.path: (_type(each, partial), _field(each, partial)) for each in fields if each.typed
    }
    made = create_model(name, __base__=Args, **{**told, **more})  # type: ignore[call-overload]
    return made  # type: ignore[no-any-return]


def _type(placed: FormField, partial: bool) -> Any:
    annotation: Any = TYPES.get(placed.kind, str)
    if placed.choices:
        values = tuple(value for value, _ in placed.choices)
        values = (*values, "") if placed.field.blank else values
        annotation = Literal[values]
    optional = placed.field.null or (placed.kind == "ref" and placed.field.blank)
    return annotation | None if optional or (partial and placed.kind != "flag") else annotation


def _field(placed: FormField, partial: bool) -> Any:
    options: dict[str, Any] = {}
    if placed.kind in ("text", "code", "long") and placed.field.max_length:
        options["max_length"] = placed.field.max_length
    if isinstance(placed.field, models.DecimalField):
        options["max_digits"] = placed.field.max_digits
        options["decimal_places"] = placed.field.decimal_places
    if placed.kind == "code" or (placed.required and not placed.choices and not partial
                                 and placed.kind == "text"):  # fmt: skip
        options["min_length"] = 1
    target = placed.refers_to
    form = form_of(target) if target else None
    return arg(
        placed.field.verbose_name, _default(placed, partial), help=placed.help,
        ref=form.key if form else "", kind=placed.kind, choices=placed.choices, **options)


def _default(placed: FormField, partial: bool) -> Any:
    if partial or (not placed.required and (placed.field.null or not placed.field.has_default())):
        return None if placed.kind != "flag" else False
    if placed.required:
        return ...
    default = placed.field.get_default()
    return default


def given(args: Args) -> dict[str, Any]:
    """What the caller really said; fields left out are not in it."""
    return {name: getattr(args, name) for name in args.model_fields_set}


References = dict[str, dict[str, int]]


def resolve(
    record: type[Stored], values: Sequence[Mapping[str, Any]], ctx: Context
) -> References:
    """Ids of all references named in the values: by field, then by business key."""
    found: References = {}
    for field in record._meta.local_fields:
        target = field.related_model
        if not isinstance(target, type) or not issubclass(target, Stored) or field.name == "company":
            continue
        keys = {str(each[field.name]) for each in values if each.get(field.name) not in (None, "")}
        if keys:
            found[field.name] = ids_of(target, keys, ctx)
    return found


def ids_of(target: type[Stored], keys: Iterable[str], ctx: Context) -> dict[str, int]:
    """Ids by business key, of this company when the record is kept by company."""
    query = target._default_manager.filter(**{f"{target.key}__in": list(keys)})
    if issubclass(target, Owned):
        query = query.filter(company=ctx.company)
    return {str(key): pk for key, pk in query.values_list(target.key, "pk")}


def unknown(record: type[Stored], values: Mapping[str, Any], references: References,
            line: int | None = None) -> Iterable[Refusal]:  # fmt: skip
    """A refusal for each reference that does not exist."""
    for name, ids in references.items():
        value = values.get(name)
        if value not in (None, "") and str(value) not in ids:
            label = record._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            yield messages.UNKNOWN_REFERENCE(field=name, label=label, value=value, line=line)




def columns_of(record: type[Stored], values: Mapping[str, Any], references: References) -> dict[str, Any]:
    """Like `stored`, but knows every reference of the record, named in the values or not."""
    row: dict[str, Any] = {}
    for name, value in values.items():
        field = record._meta.get_field(name)
        if isinstance(field, models.ForeignKey):
            ids = references.get(name, {})
            row[f"{name}_id"] = ids.get(str(value)) if value not in (None, "") else None
        else:
            row[name] = field.get_default() if value is None and not field.null else value  # type: ignore[union-attr]
    return row


def defaults(record: type[Stored]) -> dict[str, Any]:
    """A new row of a record with every column the database does not fill itself."""
    row: dict[str, Any] = {}
    for field in record._meta.local_concrete_fields:
        computed = field.primary_key or field.generated or field.db_default is not models.NOT_PROVIDED
        if not computed and field.name != "company":
            row[field.attname] = field.get_default() if field.has_default() else None
    return row


def locked(placed: FormField, state: str, label: str, ctx: Context, record: str) -> Refusal | None:
    """Why a field cannot be typed in a state; None when it can."""
    opened = placed.field.open_in
    if opened is Open.NEVER or "__" in placed.path:
        return messages.NOT_EDITABLE(field=placed.path, label=placed.label)
    if opened is Open.ON_CREATE:
        return messages.LOCKED_FIELD(
            field=placed.path, label=placed.label, record=record, state=label, allowed="–")
    if opened is Open.ALWAYS or state in opened:
        return None
    return messages.LOCKED_FIELD(
        field=placed.path, label=placed.label, record=record, state=label, allowed=list(opened))
