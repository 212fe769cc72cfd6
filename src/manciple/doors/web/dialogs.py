"""List arguments of actions as rows in a dialog: those an action proposes, and new ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from babel.numbers import get_decimal_symbol, get_group_symbol
from django.http import QueryDict
from django.utils.translation import gettext as _

from manciple.kernel.actions import Action
from manciple.kernel.args import Args
from manciple.kernel.context import Context
from manciple.kernel.refusals import Invalid

from . import written
from .controls import argument, initial, kind_of, read_arguments, row_shape
from .shown import Column, Field, RowFields, RowSum

MOST_ROWS = 2000
ABOUT = "_about"
#: In rows: the heading they stand under. In proposals: what the rows of a column should come to.
GROUP, SUM = "_group", "_sum"
REMOVE = "remove"

Rows = Sequence[Mapping[str, Any]]


def list_argument(args: type[Args]) -> tuple[str, type[Args]] | None:
    """The name and the row shape of the list an action takes; None when it takes none."""
    shapes = ((name, row_shape(info.annotation)) for name, info in args.model_fields.items())
    return next(((name, shape) for name, shape in shapes if shape is not None), None)


def _key(shape: type[Args], rows: Rows) -> str:
    """What tells which row is meant: the first field of a shape whose rows say what they are about."""
    about = any(ABOUT in row for row in rows)
    first = next(iter(shape.model_fields))
    return first if about or first.endswith("_number") else ""


def _grows(shape: type[Args], key: str) -> bool:
    """Whether rows may be added: a row need not be one that exists."""
    return not key or not shape.model_fields[key].is_required()


def _typed(shape: type[Args], rows: Rows, key: str, *, grows: bool) -> list[str]:
    """The fields to fill in: those that are proposed, or all of them where nothing is."""
    proposed = {name for row in rows for name in row}
    names = [name for name in shape.model_fields if name not in (key, REMOVE)]
    return [name for name in names if name in proposed] or (names if grows else [])


def rows(action: Action, proposed: Mapping[str, Any], ctx: Context) -> RowFields | None:
    """The list argument of an action as rows to fill in, with the proposals in them."""
    found = list_argument(action.args)
    if found is None:
        return None
    name, shape = found
    told: Rows = list(proposed.get(name) or ())[:MOST_ROWS]
    key = _key(shape, told)
    grows = _grows(shape, key)
    names = _typed(shape, told, key, grows=grows)
    if not names:
        return None
    about = any(ABOUT in row for row in told)
    removable = grows and REMOVE in shape.model_fields
    columns = [Column(key="about", label=_("Line"))] if about else []
    columns += [_column(each, shape, ctx) for each in names]
    columns += [_column(REMOVE, shape, ctx)] if removable and told else []
    body = [list(_row(f"{name}-{place}-", shape, row, names, removable, ctx)) for place, row in enumerate(told)]
    blank = list(_blank(name, shape, names, about, removable and bool(told), ctx)) if grows else []
    return RowFields(
        columns=columns,
        rows=body,
        groups=_groups(told),
        sum=_sum(proposed),
        blank=blank,
        take=[] if grows else _take(shape, names),
        empty=_("There is nothing to fill in."),
    )


def _groups(told: Rows) -> list[tuple[str, int, int]]:
    """Headings of rows that belong together: each with the first row it stands above, and how many follow."""
    found: list[tuple[str, int, int]] = []
    for place, row in enumerate(told):
        heading = str(row.get(GROUP, ""))
        if found and found[-1][0] == heading:
            found[-1] = (heading, found[-1][1], found[-1][2] + 1)
        elif heading:
            found.append((heading, place, 1))
    return found


def _sum(proposed: Mapping[str, Any]) -> RowSum | None:
    """What the rows come to, kept up to date while one types."""
    if SUM not in proposed:
        return None
    column, wanted = proposed[SUM]
    here = written.locale()
    return RowSum(
        column=column, wanted=written.text(wanted, "quantity"), decimal=get_decimal_symbol(here),
        group=get_group_symbol(here))  # fmt: skip


def _column(name: str, shape: type[Args], ctx: Context) -> Column:
    drawn = argument(name, shape, None, ctx)
    return Column(key=name, label=drawn.label, kind=drawn.kind, help=drawn.help)


def _row(
    prefix: str, shape: type[Args], row: Mapping[str, Any], names: Sequence[str], removable: bool, ctx: Context
) -> Iterator[Field]:
    if ABOUT in row:
        yield Field(key="about", label=_("Line"), text=str(row[ABOUT]), editable=False)
    for name in names:
        value = row.get(name, initial(shape.model_fields[name]))
        yield argument(name, shape, value, ctx, prefix=prefix, column=name)
    if removable:
        yield argument(REMOVE, shape, False, ctx, prefix=prefix)


def _blank(
    name: str, shape: type[Args], names: Sequence[str], about: bool, removable: bool, ctx: Context
) -> Iterator[Field]:
    """A new row; the browser puts its number in place of `__row__`."""
    if about:
        yield Field(key="about", label=_("Line"), text=_("New"), editable=False)
    for each in names:
        yield argument(each, shape, initial(shape.model_fields[each]), ctx, prefix=f"{name}-__row__-", column=each)
    if removable:
        yield Field(key=REMOVE, label="", editable=False)


def _take(shape: type[Args], names: Sequence[str]) -> list[tuple[str, str]]:
    """The column whose proposals can be taken or cleared for all rows at once."""
    numbers = [name for name in names if kind_of(shape.model_fields[name]) == "number"]
    return [(name, _("Take the proposals")) for name in numbers[:1]]


def hidden(action: Action, proposed: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The keys of proposed rows, which nobody types."""
    found = list_argument(action.args)
    if found is None:
        return []
    name, shape = found
    told: Rows = list(proposed.get(name) or ())[:MOST_ROWS]
    key = _key(shape, told)
    return [(f"{name}-{place}-{key}", str(row[key])) for place, row in enumerate(told) if key and key in row]


def told(action: Action, posted: QueryDict) -> dict[str, Any]:
    """What a dialog says, by argument. Raises Invalid naming each control that cannot be read."""
    found, faults = read_arguments(action.args, posted)
    taken = list_argument(action.args)
    if taken is not None:
        name, shape = taken
        rows, wrong = _rows_told(name, shape, posted)
        faults += wrong
        if rows or _places(name, posted):
            found[name] = [row for _place, row in rows]
        if _places(name, posted) and not rows and not wrong:
            faults.append((name, _("No row is filled in.")))
    if faults:
        raise Invalid(*faults)
    return found


def control_of(action: Action, posted: QueryDict, place: str) -> str:
    """The id of the control an argument's place stands for: lines.0.quantity is the first row that says
    something."""
    taken = list_argument(action.args)
    parts = place.split(".")
    if taken is not None and len(parts) == 3 and parts[0] == taken[0] and parts[1].isdecimal():
        rows, _wrong = _rows_told(*taken, posted)
        parts[1] = str(rows[int(parts[1])][0]) if int(parts[1]) < len(rows) else parts[1]
    return "id_" + "-".join(parts)


def _rows_told(
    name: str, shape: type[Args], posted: QueryDict
) -> tuple[list[tuple[int, dict[str, Any]]], list[tuple[str, str]]]:
    """The rows that say something, each with its place in the dialog, and what cannot be read."""
    body: list[tuple[int, dict[str, Any]]] = []
    faults: list[tuple[str, str]] = []
    for place in _places(name, posted):
        prefix = f"{name}-{place}-"
        names = [each for each in shape.model_fields if f"{prefix}{each}" in posted]
        row, wrong = read_arguments(shape, posted, prefix, names)
        faults += wrong
        filled = _filled(shape, row, names)
        if filled:
            body.append((place, filled))
    return body, faults


def _filled(shape: type[Args], row: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """A row as it is meant; empty when it says nothing.

    Of rows that exist, one whose quantity was emptied is left out; one that is only ticked has none.
    """
    key = next(iter(shape.model_fields))
    ticked = any(value is True for value in row.values())
    numbers = [name for name in names if name != key and kind_of(shape.model_fields[name]) == "number"]
    if key in row and shape.model_fields[key].is_required() and numbers and numbers[0] not in row:
        return {**row, numbers[0]: "0"} if ticked else {}
    return row if ticked or any(value not in (None, False) for name, value in row.items() if name != key) else {}


def _places(name: str, posted: QueryDict) -> list[int]:
    """The numbers of the rows that were posted."""
    parts = (key.split("-") for key in posted if key.startswith(f"{name}-"))
    return sorted({int(part[1]) for part in parts if len(part) == 3 and part[1].isdecimal()})[:MOST_ROWS]
