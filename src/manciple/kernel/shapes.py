"""Argument shapes made from a form: what may be typed, in the type it has, with its label.

Business keys stand for references; `resolve` turns all of them into ids with one query per field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.db import models
from pydantic import BeforeValidator, create_model

from . import messages
from .args import Args, arg
from .context import Context
from .fields import Open
from .forms import FormField, form_of
from .records import Stored, document_of, possible_keys, rows_of
from .refusals import Refusal

LARGEST = {"whole": 2**31 - 1, "key": 10**18}
TEXTS = ("text", "code", "long")


def _separated(value: Any) -> Any:
    """A list, or text with commas as pages, files and command lines have it."""
    return [part for part in value.replace(",", " ").split() if part] if isinstance(value, str) else value


Several = Annotated[list[str], BeforeValidator(_separated)]
TYPES: dict[str, Any] = {
    "whole": int,
    "key": int,
    "flag": bool,
    "date": date,
    "moment": datetime,
    "quantity": Decimal,
    "price": Decimal,
    "amount": Decimal,
    "percent": Decimal,
    "number": Decimal,
    "codes": Several,
}


def shape(name: str, fields: Iterable[FormField], *, partial: bool = False, **more: Any) -> type[Args]:
    """An argument model of the typed fields. `partial` leaves all of them out unless given.

    In a partial shape a field that is left out stays as it is; one that is given as null is emptied.
    """
    told: dict[str, Any] = {each.path: (_type(each, partial), _field(each, partial)) for each in fields if each.typed}
    made: type[Args] = create_model(name, __base__=Args, **{**told, **more})
    return made


def _stored(placed: FormField) -> Any:
    """The field that holds the value: of a derived one, that which it is shown as."""
    return getattr(placed.field, "output_field", placed.field) if placed.field.generated else placed.field


def _type(placed: FormField, partial: bool) -> Any:
    annotation: Any = TYPES.get(placed.kind, str)
    if placed.choices:
        values = tuple(value for value, _ in placed.choices)
        annotation = Literal[(*values, "") if placed.field.blank else values]
    emptied = placed.field.null or placed.field.generated or (placed.kind == "ref" and placed.field.blank)
    return annotation | None if emptied or (partial and placed.kind != "flag") else annotation


def _field(placed: FormField, partial: bool) -> Any:
    def ref() -> str:
        target = placed.refers_to
        form = form_of(target) if target else None
        return form.key if form else ""

    return arg(
        placed.field.verbose_name,
        _default(placed, partial),
        help=placed.help,
        ref=ref if placed.refers_to else "",
        kind=placed.kind,
        choices=placed.choices,
        offers=getattr(placed.field, "offers", None),
        **_limits(placed),
    )


def _limits(placed: FormField) -> dict[str, Any]:
    """How long a text, how large and how exact a number may be."""
    stored = _stored(placed)
    if isinstance(stored, models.DecimalField):
        return {"max_digits": stored.max_digits, "decimal_places": stored.decimal_places}
    if placed.kind in LARGEST:
        return {"ge": -LARGEST[placed.kind], "le": LARGEST[placed.kind]}
    if placed.kind not in TEXTS or placed.choices:
        return {}
    longest = {"max_length": stored.max_length} if stored.max_length else {}
    return longest | ({"min_length": 1} if placed.required else {})


def _default(placed: FormField, partial: bool) -> Any:
    if partial:
        return False if placed.kind == "flag" else None
    if placed.required:
        return ...
    return placed.field.get_default() if placed.field.has_default() else None


def given(args: Args) -> dict[str, Any]:
    """What the caller really said; fields left out are not in it."""
    return {name: getattr(args, name) for name in type(args).model_fields if name in args.model_fields_set}


References = dict[str, dict[str, int]]


def resolve(record: type[Stored], values: Sequence[Mapping[str, Any]], ctx: Context) -> References:
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
    found = rows_of(target, ctx.company).filter(**{f"{target.key}__in": possible_keys(target, keys)})
    return {str(key): pk for key, pk in found.values_list(target.key, "pk")}


def unknown(
    record: type[Stored], values: Mapping[str, Any], references: References, line: int | None = None
) -> Iterator[Refusal]:
    """A refusal for each reference that does not exist."""
    for name, ids in references.items():
        value = values.get(name)
        if value not in (None, "") and str(value) not in ids:
            label = record._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            yield messages.UNKNOWN_REFERENCE(field=name, label=label, value=value, line=line)


def missing(record: type[Stored], values: Mapping[str, Any], line: int | None = None) -> Iterator[Refusal]:
    """A refusal for each field that would be emptied although a record needs it."""
    for name, value in values.items():
        field: Any = record._meta.get_field(name)
        if value in (None, "") and FormField(name, field).required:
            yield messages.REQUIRED(field=name, label=field.verbose_name, line=line)


def columns_of(record: type[Stored], values: Mapping[str, Any], references: References) -> dict[str, Any]:
    """Values by business key as the columns of a row; what the database computes is left out."""
    row: dict[str, Any] = {}
    for name, value in values.items():
        field: Any = record._meta.get_field(name)
        if isinstance(field, models.ForeignKey):
            row[f"{name}_id"] = references.get(name, {}).get(str(value)) if value not in (None, "") else None
        elif not field.generated:
            row[name] = field.get_default() if value is None and not field.null else value
    return row


def defaults(record: type[Stored]) -> dict[str, Any]:
    """A new row of a record with every column the database does not fill itself."""
    row: dict[str, Any] = {}
    for field in record._meta.local_concrete_fields:
        computed = field.primary_key or field.generated or field.db_default is not models.NOT_PROVIDED
        if not computed and field.name != "company":
            row[field.attname] = field.get_default() if field.has_default() else None
    return row


def locked(placed: FormField, state: str, label: str, ctx: Context | None, record: str) -> Refusal | None:
    """Why a field cannot be typed in a state; None when it can. `label` is what people call the state."""
    opened = placed.field.open_in
    if opened is Open.NEVER or "__" in placed.path:
        return messages.NOT_EDITABLE(field=placed.path, label=placed.label, record=record)
    if opened is Open.ON_CREATE:
        return messages.FIXED(field=placed.path, label=placed.label, record=record)
    if opened is Open.ALWAYS or state in opened:
        return None
    allowed = [state_label(placed.field.model, each) for each in opened]
    return messages.LOCKED_FIELD(field=placed.path, label=placed.label, record=record, state=label, allowed=allowed)


def state_label(record: type[Stored], value: str) -> str:
    """What people call a state; a line has that of its document."""
    holder = document_of(record) or record
    if not holder.state:
        return value
    labels = dict(holder._meta.get_field(holder.state).flatchoices)  # type: ignore[union-attr]
    return str(labels.get(value, value))
