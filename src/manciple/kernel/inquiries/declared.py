"""Every list, total and report: a declared query whose columns are declared once.

An inquiry returns an unsliced queryset, or plain rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
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
