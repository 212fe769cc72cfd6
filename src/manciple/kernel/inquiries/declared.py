"""Every list, total and report: a declared query whose columns are declared once.

An inquiry returns an unsliced queryset, or plain rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from ..context import Context
from ..words import Label


def column(label: Label, path: str = "", *, kind: str = "", ref: str = "", hidden: bool = False) -> Any:
    """Declares a column of a row: its label, where its value stands, and the form it leads to."""
    told = {"label": label, "path": path, "kind": kind, "ref": ref, "hidden": hidden}
    return field(metadata=told)


@dataclass(frozen=True, slots=True)
class Column:
    """A column as doors see it."""

    key: str
    label: Label
    path: str
    kind: str
    ref: str
    hidden: bool
    #: The kind of what is typed into its filter, where that is another one.
    typed: str = ""


class Drawn(StrEnum):
    """How pages draw the rows of an inquiry. Files and the API have them as they are.

    A content tells things and their fields: rows have depth, part, number, title, field, label, value,
    derived and kind; one without a field is the thing itself. A comparison has change, old and new
    instead of the value; what changed is a choice with tones. A timeline tells who did what when: its
    rows have at, what, user and comment, and whatever else there is to say.
    """

    TABLE = "table"
    CONTENT = "content"
    COMPARISON = "comparison"
    TIMELINE = "timeline"


@dataclass(frozen=True, slots=True)
class Parameter:
    """How pages ask for a parameter: its label, the inquiry about the same record in whose rows it is
    looked up, and what it means to leave it blank."""

    label: Label
    of: str = ""
    blank: Label = ""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A declared read: rows for guards, lists and reports."""

    key: str
    label: Label
    row: type[Any]
    function: Callable[..., Any]
    duty: str = ""
    about: str = ""
    order: tuple[str, ...] = ()
    help: str = ""
    menu: str = ""
    drawn: Drawn = Drawn.TABLE
    #: What pages say of its parameters, by name; others are called by their names.
    parameters: Mapping[str, Parameter] = field(default_factory=dict, hash=False)
    #: Inquiries about the same record a row leads to, by key; of each what its parameters take from the
    #: row. The first one is what opening a row shows.
    opens: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)

    @property
    def columns(self) -> list[Column]:
        return columns_of(self.row)

    def rows(self, ctx: Context, **asked: Any) -> Any:
        """The rows; a queryset when it can be filtered and paged by the database."""
        return self.function(ctx, **asked)


_inquiries: dict[str, Inquiry] = {}


def inquiry(
    key: str, *, label: Label, row: type[Any], **declared: Any
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declares the function below as a read for people: a list, an inquiry, a report.

    `about` names a form: the inquiry is then about one record and takes `number`.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        assert key not in _inquiries, f"inquiry {key} is declared twice"
        text = (function.__doc__ or "").strip().split("\n")[0]
        _inquiries[key] = Inquiry(key, label, row, function, help=text, **declared)
        return function

    return register


def find(key: str) -> Inquiry:
    """The inquiry under a key. KeyError when there is none."""
    return _inquiries[key]


def every() -> Iterator[Inquiry]:
    """All inquiries of the house."""
    return iter(_inquiries.values())


KINDS: dict[Any, str] = {"Decimal": "amount", "date": "date", "datetime": "moment", "int": "whole", "bool": "flag"}


def columns_of(row: type[Any]) -> list[Column]:
    """The declared columns of a row shape."""
    return [
        Column(
            each.name,
            each.metadata.get("label", each.name),
            each.metadata.get("path") or each.name,
            each.metadata.get("kind") or _kind(each.type),
            each.metadata.get("ref", ""),
            bool(each.metadata.get("hidden")),
        )
        for each in fields(row)
    ]


def _kind(annotation: Any) -> str:
    name = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")
    return KINDS.get(name.split(" |")[0].strip(), "text")
