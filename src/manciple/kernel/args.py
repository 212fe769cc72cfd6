"""The shape of what an action is told: one Pydantic model serves page, API, CLI, import and agents."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from .numbers import NUMBER, exact
from .refusals import Invalid
from .words import Label

LONGEST_TEXT = 4000
LARGEST_WHOLE = 10**18

A = TypeVar("A", bound="Args")


class Args(BaseModel):
    """Input, checked before anything else happens. Unknown names are refused."""

    #: What is decided already: options by their words, which dialogs show and do not ask for.
    decided: ClassVar[Mapping[Label, bool]] = {}

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        arbitrary_types_allowed=True,
        validate_default=False,
        use_enum_values=True,
        str_strip_whitespace=True,
    )

    @field_validator("*", mode="before")
    @classmethod
    def _clean(cls, value: Any, info: ValidationInfo) -> Any:
        """No floats, NaN, NUL or lone surrogates; text in one normal form (reliability §5)."""
        if info.field_name in _dates(cls):
            return as_date(value)
        return as_number(value) if info.field_name in _numbers(cls) else clean(value)

    @field_validator("*", mode="after")
    @classmethod
    def _bounded(cls, value: Any) -> Any:
        """Numbers the database can hold; a moment without a zone is one of UTC."""
        return bounded(value)


@cache
def _dates(shape: type[Args]) -> frozenset[str]:
    """The fields that hold days or moments."""
    return frozenset(name for name, field in shape.model_fields.items() if _holds_date(field.annotation))


def _holds_date(annotation: Any) -> bool:
    return annotation in (date, datetime) or any(_holds_date(each) for each in get_args(annotation))


@cache
def _numbers(shape: type[Args]) -> frozenset[str]:
    """The fields that hold one number."""
    return frozenset(name for name, field in shape.model_fields.items() if _is_number(field.annotation))


def _is_number(annotation: Any) -> bool:
    inside = () if get_origin(annotation) in (list, tuple, dict) else get_args(annotation)
    return annotation in (Decimal, int) or (str not in inside and any(_is_number(each) for each in inside))


def as_number(value: Any) -> Any:
    """A number as it may enter; Python would also read figures of other scripts and 1_000."""
    if isinstance(value, str) and not NUMBER.fullmatch(value.strip()):
        raise ValueError("is not a number")
    return clean(value)


def as_date(value: Any) -> Any:
    """A day as it may enter; Pydantic would take figures for seconds since 1970."""
    figures = isinstance(value, int | float | Decimal) or (isinstance(value, str) and value.strip().isdecimal())
    if figures:
        raise ValueError("write the date like 2026-01-31")
    return clean(value)


def clean(value: Any) -> Any:
    """One value as it may enter the house; ValueError says what is wrong with it."""
    match value:
        case float():
            raise ValueError("write the number as text, so that no digit is lost")
        case Decimal():
            return exact(value)
        case str():
            return clean_text(value)
        case list() | tuple():
            return [clean(each) for each in value]
        case _:
            return value


def bounded(value: Any) -> Any:
    """One value after it was read; ValueError says what is wrong with it."""
    match value:
        case Decimal():
            return exact(value)
        case bool():
            return value
        case int() if abs(value) > LARGEST_WHOLE:
            raise ValueError("has more than 18 digits")
        case datetime() if value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        case _:
            return value


def clean_text(text: str) -> str:
    """Text in normal form C; refuses what no database or file can carry."""
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("contains a character that is not allowed")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"is longer than {LONGEST_TEXT} characters")
    return unicodedata.normalize("NFC", text)


def arg(
    label: Label,
    default: Any = ...,
    *,
    help: Label = "",
    ref: str | Callable[[], str] = "",
    kind: str = "",
    choices: Any = None,
    offers: Any = None,
    **options: Any,
) -> Any:
    """Declares one argument: its label and help, and for keys the form they refer to.

    `ref` may be a function, asked when it is needed: actions are declared before forms are.
    """
    extra = {"label": label, "help": help, "ref": ref, "kind": kind, "choices": choices, "offers": offers}
    shown = {name: value for name, value in extra.items() if value}
    if callable(default) and default is not ...:
        return Field(default_factory=default, json_schema_extra=_public(shown), **options)
    return Field(default, json_schema_extra=_public(shown), **options)


def _public(shown: dict[str, Any]) -> Any:
    """Adds title and description to the schema when it is made, so that labels are translated then."""

    def add(schema: dict[str, Any]) -> None:
        schema["title"] = str(shown.get("label", schema.get("title", "")))
        if "help" in shown:
            schema["description"] = str(shown["help"])
        if ref := _asked(shown.get("ref", "")):
            schema["x-ref"] = ref

    add.shown = shown  # type: ignore[attr-defined]
    return add


def shown(field: Any) -> dict[str, Any]:
    """What `arg` was told about a Pydantic field: label, help, ref, kind, choices, offers."""
    told: dict[str, Any] = getattr(field.json_schema_extra, "shown", {})
    return told | {"ref": _asked(told["ref"])} if "ref" in told else told


def _asked(ref: str | Callable[[], str]) -> str:
    return ref if isinstance(ref, str) else ref()


def read(shape: type[A], told: Any) -> A:
    """What a door was told, in its shape. Raises Invalid with every fault, none of them with the input."""
    try:
        return shape.model_validate(told)
    except ValidationError as error:
        raise Invalid(*faults(error)) from error


def faults(error: ValidationError) -> list[tuple[str, str]]:
    """(place, message) of everything that is wrong with some input."""
    return [
        (".".join(str(part) for part in each["loc"]) or "input", each["msg"].removeprefix("Value error, "))
        for each in error.errors(include_url=False, include_input=False, include_context=False)
    ]


class NoArgs(Args):
    """Nothing to tell."""
