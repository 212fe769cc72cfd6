"""Which column of a file is which field of a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from pydantic.fields import FieldInfo

from .. import messages
from ..args import Args, shown
from ..forms import Form
from ..refusals import Invalid, Refused
from ..tables import Table, bare

NUMBERS = frozenset({"quantity", "price", "amount", "percent", "number", "whole"})
BY_TYPE = {"Decimal": "number", "int": "whole", "bool": "flag", "date": "date", "datetime": "moment"}


@dataclass(frozen=True, slots=True)
class Column:
    """A field a file may fill; one of the lines is called lines.item."""

    name: str
    label: str
    kind: str
    required: bool
    help: str = ""
    refers_to: str = ""
    choices: tuple[str, ...] = ()

    @property
    def numeric(self) -> bool:
        """Whether its values can be added up."""
        return self.kind in NUMBERS


def columns_of(form: type[Form], args: type[Args]) -> list[Column]:
    """The fields of a form that a new record may be told, its lines' fields after its own."""
    found: list[Column] = []
    grids = {each.key for each in form.lines}
    for name, told in args.model_fields.items():
        if name not in grids:
            found.append(_column(name, told))
    for name in grids & args.model_fields.keys():
        found += [_column(f"{name}.{inner}", told) for inner, told in _inner(args.model_fields[name]).items()]
    return found


def _inner(told: FieldInfo) -> Mapping[str, FieldInfo]:
    """The fields of one line: the shape inside the tuple."""
    shape = next((each for each in _parts(told.annotation) if isinstance(each, type) and issubclass(each, Args)), None)
    return shape.model_fields if shape else {}


def _parts(annotation: Any) -> Iterable[Any]:
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


def _column(name: str, told: FieldInfo) -> Column:
    said = shown(told)
    kind = said.get("kind") or _kind(told.annotation)
    choices = tuple(str(value) for value, _ in said.get("choices") or ())
    choices = choices or tuple(each.value for each in (said["offers"]() if "offers" in said else ()))
    return Column(
        name,
        str(said.get("label", name)),
        kind,
        told.is_required(),
        str(said.get("help", "")),
        str(said.get("ref", "")),
        choices,
    )


def _kind(annotation: Any) -> str:
    names = [getattr(part, "__name__", "") for part in _parts(annotation)]
    return next((BY_TYPE[name] for name in names if name in BY_TYPE), "text")


@dataclass(slots=True)
class Mapped:
    """Headings that lead to fields, headings that lead nowhere, and the lines they fill."""

    found: dict[str, Column] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    lines: str = ""
    missing: list[Column] = field(default_factory=list)


def mapped(columns: Iterable[Column], table: Table, mapping: Mapping[str, str]) -> Mapped:
    """Each heading's field: as the caller says, else by its key or label."""
    known = {each.name: each for each in columns}
    by_text = {bare(each.label): each for each in reversed(known.values())}
    by_text |= {bare(each.name): each for each in known.values()}
    result = Mapped()
    for heading in table.headings:
        column = _said(heading, mapping, known) if heading in mapping else by_text.get(bare(heading))
        if column is None or column in result.found.values():
            result.ignored.append(heading)
        else:
            result.found[heading] = column
    result.lines = next((each.name.partition(".")[0] for each in result.found.values() if "." in each.name), "")
    have = {each.name for each in result.found.values()}
    result.missing = [
        each
        for each in known.values()
        if each.required and each.name not in have and ("." not in each.name or result.lines)
    ]
    return result


def complete(columns: Mapped) -> None:
    """Every field a new record needs must have a column; those of lines only where there are lines."""
    if columns.missing:
        raise Refused(*(messages.COLUMN_MISSING(column=f"{each.label} ({each.name})") for each in columns.missing))


def _said(heading: str, mapping: Mapping[str, str], known: Mapping[str, Column]) -> Column | None:
    name = mapping[heading]
    if name and name not in known:
        raise Invalid((f"mapping.{heading}", f"{name} is no field that can be imported"))
    return known.get(name)
