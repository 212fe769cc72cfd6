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
from typing import Any, Literal, Union, get_args, get_origin

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from manciple.kernel import args as arguments
from manciple.kernel import forms, reading, shapes
from manciple.kernel.actions import Action
from manciple.kernel.args import Args
from manciple.kernel.context import Context
from manciple.kernel.fields import Offer
from manciple.kernel.forms import FormField
from manciple.kernel.messages import LOCKED_FIELD
from manciple.kernel.numbers import plain

from . import formats, written
from .shell import address
from .shown import Field, Fields, Offered

TEXTS = frozenset({"text", "code"})


# --- Fields of a record -------------------------------------------------------------------------------


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
        case _:
            return written.text(value, kind)


def record_url(key: str, number: Any, ctx: Context) -> str:
    """The page of a record another one names; none where the visitor may not see it."""
    form = next((each for each in forms.every() if each.key == key), None)
    if form is None or number in (None, "") or not reading.visible(form, ctx):
        return ""
    return address("record", ctx, key=key, number=number)


def field(
    placed: FormField, value: Any, ctx: Context, *, editable: bool, reason: str = "", errors: Sequence[str] = (),
    beside: str = "",
) -> Field:  # fmt: skip
    """One field of a record as a control, or as a value to read."""
    target = placed.refers_to
    form = forms.form_of(target) if target else None
    offers = placed.offers
    return Field(
        key=placed.path,
        label=placed.label,
        kind="codes" if offers else written.column_kind(placed.kind),
        reason=reason,
        beside=beside,
        text=stored_text(value, placed.kind, editable=editable),
        help=written.help_of(placed.help),
        editable=editable,
        errors=errors,
        required=editable and placed.required,
        choices=[(each.value, each.label) for each in offers] or placed.choices,
        offers=offered(offers),
        max_length=longest(placed),
        tone="" if editable else written.colour(placed.tone(value)),
        url=record_url(form.key, value, ctx) if form else "",
        lookup_url=address("lookup", ctx, key=form.key) if form and editable else "",
    )


def offered(offers: Iterable[Offer]) -> list[Offered]:
    """Codes on offer by their headings, in the order of what stands first."""
    by_area: dict[str, list[tuple[str, str]]] = {}
    for each in offers:
        by_area.setdefault(each.area, []).append((each.value, each.label))
    return [Offered(label=area, choices=choices) for area, choices in by_area.items()]


def longest(placed: FormField) -> int | None:
    """How long a text may be."""
    return getattr(placed.field, "max_length", None) if placed.kind in TEXTS else None


def locked_reason(placed: FormField, state: str, number: str, ctx: Context) -> str | None:
    """Why a field cannot be typed now; None when it can. Empty where no state would ever open it."""
    label = shapes.state_label(placed.field.model, state)
    refusal = shapes.locked(placed, state, label, ctx, number)
    if refusal is None:
        return None
    return refusal.message if refusal.code == LOCKED_FIELD.code else ""


def of_line(drawn: Field, line: str) -> Field:
    """A field of a line's details: it travels with the grid."""
    return replace(drawn, line_field=drawn.key, name=f"line-{drawn.key}", id=f"line-{line}-{drawn.key}")


# --- Arguments of an action ---------------------------------------------------------------------------


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


#: Kinds of text that have a control of their own.
CONTROLS: Mapping[str, str] = {"long": "long", "secret": "secret", "email": "email", "file": "file"}
KINDS: Mapping[Any, str] = {bool: "flag", Decimal: "number", int: "number", datetime: "moment", date: "date"}


def kind_of(info: Any) -> str:
    """The control an argument needs."""
    told = arguments.shown(info)
    if told.get("offers"):
        return "codes"
    if choices_of(info):
        return "choice"
    if told.get("ref"):
        return "ref"
    found = next((KINDS[each] for each in alternatives(info.annotation) if each in KINDS), "")
    return found or CONTROLS.get(str(told.get("kind", "")), "text")


def choices_of(info: Any) -> list[tuple[str, str]]:
    """The values an argument may have, with their words."""
    told = arguments.shown(info)
    if told.get("offers"):
        return [(each.value, each.label) for each in told["offers"]()]
    if told.get("choices"):
        return [(str(value), str(label)) for value, label in told["choices"]]
    for each in alternatives(info.annotation):
        if isinstance(each, type) and hasattr(each, "choices"):
            return [(str(value), str(label)) for value, label in each.choices]
        if get_origin(each) is Literal:
            return [(str(value), labelled(str(value))) for value in get_args(each) if value != ""]
    return []


def labelled(name: str) -> str:
    """The name of an argument that was given no label, as words."""
    return name.replace("_", " ").capitalize()


def argument(
    name: str, model: type[Args], value: Any, ctx: Context, *, prefix: str = "", column: str = "", fault: str = ""
) -> Field:
    """One argument as a control."""
    info = model.model_fields[name]
    told = arguments.shown(info)
    text = stored_text(value, str(told.get("kind", "")), editable=True)
    return Field(
        key=name,
        name=f"{prefix}{name}",
        label=str(told.get("label") or labelled(name)),
        kind=kind_of(info),
        text=text,
        help=written.help_of(told.get("help")),
        required=info.is_required(),
        choices=choices_of(info),
        offers=offered(told["offers"]()) if told.get("offers") else (),
        column=column,
        lookup_url=address("lookup", ctx, key=told["ref"]) if told.get("ref") else "",
        proposal=text if column else "",
        errors=[fault] if fault else (),
    )


def initial(info: Any) -> Any:
    """What an argument is when nobody says anything."""
    if info.is_required() or info.default_factory is not None:
        return None
    return getattr(info.default, "value", info.default)


def groups(action: Action, proposed: Mapping[str, Any], ctx: Context) -> list[Fields]:
    """The plain arguments of an action."""
    found = [
        argument(name, action.args, proposed.get(name, initial(info)), ctx)
        for name, info in action.args.model_fields.items()
        if row_shape(info.annotation) is None and name not in proposed.get(WITHOUT, ())
    ]
    found += [
        Field(key=f"decided-{place}", label=str(label), kind="flag", text="true" if value else "false", editable=False)
        for place, (label, value) in enumerate(action.args.decided.items())
    ]  # fmt: skip
    return [Fields(fields=found)] if found else []


#: In proposals: names of arguments that the dialog does not ask for.
WITHOUT = "_without"


# --- Reading back -------------------------------------------------------------------------------------


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


def bad(kind: str) -> str:
    """What is wrong with text that cannot be read."""
    return {"number": _("This is not a number."), "date": _("This is not a date.")}.get(kind, _("This cannot be read."))


#: What the shapes say, in the words of a form.
SHAPES = {
    "Field required": gettext_lazy("This must be filled in."),
    "String should have at least 1 character": gettext_lazy("This must be filled in."),
    "Input should be a valid integer, unable to parse string as an integer": gettext_lazy("This is no whole number."),
}  # fmt: skip


def said(message: str) -> str:
    """What is wrong with a value, as a sentence."""
    if message in SHAPES:
        return str(SHAPES[message])
    return message if message.endswith(".") else f"{message[:1].upper()}{message[1:]}."


def read_arguments(
    shape: type[Args], posted: QueryDict, prefix: str = "", names: Iterable[str] | None = None
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The plain arguments of a shape as typed, and (control, fault) of what cannot be read.

    A flag that is not posted is not set; another argument that is blank or not posted is left out.
    """
    found: dict[str, Any] = {}
    faults: list[tuple[str, str]] = []
    for name in shape.model_fields if names is None else names:
        info = shape.model_fields[name]
        control, kind = f"{prefix}{name}", kind_of(info)
        if row_shape(info.annotation) is not None or (control not in posted and kind != "flag"):
            continue
        try:
            value = value_of(str(posted.get(control, "")).strip(), kind)
        except ValueError:
            faults.append((control, bad(kind)))
            continue
        if value is not None or kind == "flag":
            found[name] = bool(value) if kind == "flag" else value
    return found, faults


def changed_fields(args: type[Args], posted: QueryDict) -> tuple[dict[str, Any], dict[str, str]]:
    """The fields of a record form that were sent, and what cannot be read, by field. A field that was
    emptied is None where the record may do without it, else blank text."""
    found: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for name, info in args.model_fields.items():
        if name not in posted or row_shape(info.annotation) is not None:
            continue
        kind = kind_of(info)
        try:
            value = value_of(str(posted[name]).strip(), kind)
        except ValueError:
            faults[name] = bad(kind)
            continue
        found[name] = value if value is not None or _may_be_none(info) else ""
    return found, faults


def _may_be_none(info: Any) -> bool:
    return type(None) in get_args(info.annotation) and kind_of(info) not in ("text", "long", "choice", "codes")
