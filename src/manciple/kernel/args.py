"""The shape of what an action is told: one Pydantic model serves page, API, CLI, import and agents."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Any, dataclass_transform

from pydantic import BaseModel, ConfigDict, Field, field_validator

from .numbers import exact
from .words import Label

LONGEST_TEXT = 4000


class Args(BaseModel):
    """Input, checked before anything else happens. Unknown names are refused."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, validate_default=False,
        use_enum_values=True, str_strip_whitespace=True,
    )  # fmt: skip

    @field_validator("*", mode="before")
    @classmethod
    def _clean(cls, value: Any) -> Any:
        """No floats, NaN, NUL or lone surrogates; text in one normal form (reliability §5)."""
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


def clean_text(text: str) -> str:
    """Text in normal form C; refuses what no database or file can carry."""
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("contains a character that is not allowed")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"is longer than {LONGEST_TEXT} characters")
    return unicodedata.normalize("NFC", text)


def arg(
    label: Label, default: Any = ..., *, help: Label = "", ref: str = "", kind: str = "",
    choices: Any = None, **options: Any,
) -> Any:  # fmt: skip
    """Declares one argument: its label and help, and for keys the form they refer to."""
    extra = {"label": label, "help": help, "ref": ref, "kind": kind, "choices": choices}
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
        if "ref" in shown:
            schema["x-ref"] = shown["ref"]

    add.shown = shown  # type: ignore[attr-defined]
    return add


def shown(field: Any) -> dict[str, Any]:
    """What `arg` was told about a Pydantic field: label, help, ref, kind, choices."""
    return getattr(field.json_schema_extra, "shown", {})


class NoArgs(Args):
    """Nothing to tell."""
