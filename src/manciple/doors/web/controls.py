"""Fields of forms and arguments of actions as controls, and what was typed read back.

What is typed is read in the visitor's own number form and handed on as exact text; what a value may
be is decided by the argument shape alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, Union, get_args, get_origin

from django.http import QueryDict
from django.utils.translation import gettext as _

from manciple.kernel import args as arguments
from manciple.kernel import forms, shapes
from manciple.kernel.actions import Action
from manciple.kernel.args import Args
from manciple.kernel.context import Context
from manciple.kernel.forms import Form, FormField
from manciple.kernel.numbers import plain
from manciple.kernel.refusals import Invalid

from . import formats, written
from .shell import address
from .shown import Column, Field, Fields, RowFields

MOST_ROWS = 2000


# --- Fields of a record -----------------------------------------------------------------------------

def stored_text(value: Any, kind: str, *, editable: bool) -> str:
    """A stored value as its control holds it; days are ISO where they can be typed."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return written.text(value)
        case date():
            return value.isoformat() if editable else written.text(value)
        case Decimal() if editable:
            return formats.number(value, written.locale())
        case _:
            return written.text(value, kind)


def field(placed: FormField, value: Any, ctx: Context, *, editable: bool, reason: str = "", errors: Sequence[str] = ()) -> Field:
    """One field of a record as a control, or as a value to read."""
    target = placed.refers_to
    form = forms.form_of(target) if target else None
    link = address("record", ctx, key=form.key, number=value) if form and value not in (None, "") else ""
    return Field(
        key=placed.path, label=placed.label, kind=written.column_kind(placed.kind), help=placed.help,
        text=stored_text(value, placed.kind, editable=editable), editable=editable, reason=reason, errors=errors,
        required=editable and placed.required, choices=placed.choices, url=link,
        max_length=getattr(placed.field, "max_length", None) if placed.kind in ("text", "code") else None,
        lookup_url=address("lookup", ctx, key=form.key) if form and editable else "")


def locked_reason(placed: FormField, state: str, ctx: Context, *, new: bool) -> str | None:
    """Why a field cannot be typed now; None when it can. Empty: it is never typed at all."""
    if not placed.typed:
        return ""
    if new:
        return None
    refusal = shapes.locked(placed, state, state, ctx, "")
    return None if refusal is None else refusal.message


def of_line(drawn: Field, line: str) -> Field:
    """A field of a line's details: it travels with the grid."""
    return replace(drawn, line_field=drawn.key, name=f"line-{drawn.key}", id=f"line-{line}-{drawn.key}")


# --- Arguments of an action -------------------------------------------------------------------------

def alternatives(annotation: Any) -> list[Any]:
    """The types a value may have, without None."""
    if get_origin(annotation) in (Union, UnionType):
        return [each for part in get_args(annotation) for each in alternatives(part) if each is not type(None)]
    return [annotation]


def row_shape(annotation: Any) -> type[Args] | None:
    """The shape of the rows of a list argument."""
    for each in alternatives(annotation):
        inner = [part for part in get_args(each) if isinstance(part, type) and issubclass(part, Args)]
        if get_origin(each) in (tuple, list) and inner:
            return inner[0]
    return None


def kind_of(annotation: Any, told: Mapping[str, Any]) -> str:
    """The control an argument needs."""
    if told.get("choices") or any(get_origin(each) is not None and "Literal" in str(each) for each in alternatives(annotation)):
        return "choice"
    if reference(told):
        return "ref"
    kinds: dict[Any, str] = {bool: "flag", Decimal: "number", int: "number", datetime: "moment", date: "date"}
    for each in alternatives(annotation):
        if each in kinds:
            return kinds[each]
    return "long" if told.get("kind") == "long" else "text"


def reference(told: Mapping[str, Any]) -> str:
    """The form an argument refers to; it may be asked for only when it is read."""
    ref = told.get("ref", "")
    return str(ref() if callable(ref) else ref)


def choices_of(annotation: Any, told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The values an argument may have, with their words."""
    if told.get("choices"):
        return [(str(value), str(label)) for value, label in told["choices"]]
    for each in alternatives(annotation):
        if isinstance(each, type) and hasattr(each, "choices"):
            return [(str(value), str(label)) for value, label in each.choices]
        if "Literal" in str(get_origin(each)):
            return [(str(value), str(value).replace("_", " ").capitalize()) for value in get_args(each) if value != ""]
    return []


def argument(name: str, model: type[Args], value: Any, ctx: Context, *, prefix: str = "", column: str = "") -> Field:
    """One argument as a control."""
    info = model.model_fields[name]
    told = arguments.shown(info)
    kind = kind_of(info.annotation, told)
    ref = reference(told)
    text = stored_text(value, kind, editable=True) if value is not None else ""
    return Field(
        key=name, name=f"{prefix}{name}", label=str(told.get("label") or name.replace("_", " ").capitalize()),
        kind=kind, text=text, help=str(told.get("help", "")), required=info.is_required(),
        choices=choices_of(info.annotation, told), lookup_url=address("lookup", ctx, key=ref) if ref else "",
        column=column, proposal=text if column else "")


def initial(info: Any) -> Any:
    """What an argument is when nobody says anything."""
    if info.is_required() or info.default_factory is not None:
        return None
    return getattr(info.default, "value", info.default)


def groups(action: Action, proposed: Mapping[str, Any], ctx: Context, skip: Iterable[str] = ()) -> list[Fields]:
    """The plain arguments of an action."""
    names = [
        name for name, info in action.args.model_fields.items()
        if row_shape(info.annotation) is None and name not in skip
    ]
    found = [
        argument(name, action.args, proposed.get(name, initial(action.args.model_fields[name])), ctx) for name in names
    ]
    return [Fields(fields=found)] if found else []


def rows(action: Action, proposed: Mapping[str, Any], ctx: Context) -> RowFields | None:
    """The list argument of an action as rows to fill in, with the proposals in them."""
    for name, info in action.args.model_fields.items():
        shape = row_shape(info.annotation)
        if shape is not None and proposed.get(name):
            return _rows(name, shape, proposed[name], ctx)
    return None


def _rows(name: str, shape: type[Args], proposed: Sequence[Mapping[str, Any]], ctx: Context) -> RowFields:
    keys = [key for key in shape.model_fields if any(key in row for row in proposed)]
    about = any("_about" in row for row in proposed)
    hidden = keys[0] if about else ""
    typed = [key for key in keys if key != hidden]
    first = shape.model_fields
    columns = [Column(key="about", label=_("Line"))] if about else []
    for key in typed:
        drawn = argument(key, shape, None, ctx)
        columns.append(Column(key=key, label=drawn.label, kind=drawn.kind, help=drawn.help))
    body = [_row(name, place, shape, row, typed, hidden, ctx) for place, row in enumerate(proposed)]
    take = [(key, _("Take the proposals")) for key in typed if kind_of(first[key].annotation, arguments.shown(first[key])) == "number"][:1]
    return RowFields(columns=columns, rows=body, take=take)


def _row(
    name: str, place: int, shape: type[Args], row: Mapping[str, Any], typed: Sequence[str], hidden: str, ctx: Context
) -> list[Field]:
    prefix = f"{name}-{place}-"
    told = [argument(key, shape, row.get(key, initial(shape.model_fields[key])), ctx, prefix=prefix, column=key) for key in typed]
    about = [Field(key="about", label=_("Line"), text=str(row["_about"]), editable=False)] if hidden else []
    return [*about, *told]


def hidden_rows(action: Action, proposed: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The keys of proposed rows, which nobody types."""
    found: list[tuple[str, str]] = []
    for name, info in action.args.model_fields.items():
        shape = row_shape(info.annotation)
        for place, row in enumerate(proposed.get(name) or () if shape else ()):
            if "_about" in row and shape is not None:
                key = next(iter(key for key in shape.model_fields if key in row))
                found.append((f"{name}-{place}-{key}", str(row[key])))
    return found


# --- Reading back -----------------------------------------------------------------------------------

def value_of(text: str, kind: str) -> Any:
    """Typed text as the value it stands for, still as text where it is exact. Raises ValueError."""
    if text == "":
        return None
    match kind:
        case "number":
            number = formats.read_number(text, written.locale())
            return None if number is None else plain(number)
        case "date":
            day = formats.read_day(text, written.locale())
            return None if day is None else day.isoformat()
        case "flag":
            return text == "true"
        case _:
            return text


BAD = {"number": _("is not a number"), "date": _("is not a date")}


def told(action: Action, posted: QueryDict) -> dict[str, Any]:
    """What a dialog says, by argument. Raises Invalid naming each control that cannot be read."""
    found, faults = _read(action.args, posted, "")
    for name, info in action.args.model_fields.items():
        shape = row_shape(info.annotation)
        if shape is None:
            continue
        body: list[dict[str, Any]] = []
        for place in _places(name, posted):
            row, wrong = _read(shape, posted, f"{name}-{place}-")
            faults += wrong
            body.append(row)
        if body:
            found[name] = [row for row in body if _says_something(row)]
    if faults:
        raise Invalid(*faults)
    return found


def _says_something(row: Mapping[str, Any]) -> bool:
    """A row in which only its key is filled says nothing."""
    return len([value for value in row.values() if value not in (None, False)]) > 1


def _places(name: str, posted: QueryDict) -> list[int]:
    found = {
        int(key.split("-")[1]) for key in posted
        if key.startswith(f"{name}-") and key.count("-") >= 2 and key.split("-")[1].isdecimal()
    }
    return sorted(found)[:MOST_ROWS]


def _read(shape: type[Args], posted: QueryDict, prefix: str) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    found: dict[str, Any] = {}
    faults: list[tuple[str, str]] = []
    for name, info in shape.model_fields.items():
        control = f"{prefix}{name}"
        kind = kind_of(info.annotation, arguments.shown(info))
        if kind == "flag" and (not prefix or any(key.startswith(prefix) for key in posted)):
            found[name] = posted.get(control, "") == "true"
        elif control in posted:
            try:
                value = value_of(posted[control].strip(), kind)
            except ValueError:
                faults.append((control, str(BAD.get(kind, _("cannot be read")))))
                continue
            if value is not None:
                found[name] = value
    return found, faults


def control_of(place: str) -> str:
    """The control an argument's place stands for: lines.0.quantity is lines-0-quantity."""
    return "id_" + place.replace(".", "-")


def header_values(form: type[Form], posted: QueryDict, args: type[Args]) -> tuple[dict[str, Any], dict[str, str]]:
    """The changed fields of a record form, and what could not be read, by field."""
    found: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for name in args.model_fields:
        if name not in posted:
            continue
        info = args.model_fields[name]
        kind = kind_of(info.annotation, arguments.shown(info))
        try:
            value = value_of(posted[name].strip(), kind)
        except ValueError:
            faults[name] = str(BAD.get(kind, _("cannot be read")))
            continue
        optional = type(None) in get_args(info.annotation) or reference(arguments.shown(info)) != ""
        found[name] = value if value is not None or optional else ""
    return found, faults
