"""What an action would do, or did, as sections to read: states that move, lines, new records, postings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from manciple.kernel import forms
from manciple.kernel.context import Made
from manciple.kernel.models import NumberSequence
from manciple.kernel.records import label_of

from .. import written
from ..shown import Cell, Change, Column, Effects, Row, Table

MOST_ROWS = 40
OF_A_LINE = " · "

Told = Mapping[str, Any]


def sections_of(effects: Mapping[str, Any], documents: Sequence[Made] = ()) -> list[Effects]:
    """First the documents that change, then their lines, then what packages tell, then what is new."""
    counters = str(label_of(NumberSequence))  # that a number was drawn is nobody's concern
    changes: Sequence[Told] = [each for each in effects.get("changes", ()) if each["record"] != counters]
    updates = [each for each in changes if each["event"] == "update" and each["before"] != each["after"]]
    made = [each for each in changes if each["event"] == "insert"]
    gone = [each for each in changes if each["event"] == "delete"]
    return [
        *_documents([each for each in updates if OF_A_LINE not in each["number"]]),
        *_lines([each for each in updates if OF_A_LINE in each["number"]]),
        *(_table(each) for each in effects.get("tables", ()) if each["rows"]),
        *_counted([*made, *_journals(documents, made)], _("New: {what}")),
        *_counted(gone, _("Removed: {what}")),
    ]


def _heading(each: Told) -> str:
    return f"{capfirst(each['record'])} {each['number']}".strip()


def _documents(changes: Sequence[Told]) -> Iterator[Effects]:
    for heading, group in groupby(sorted(changes, key=_heading), key=_heading):
        yield Effects(title=heading, changes=[_change(each) for each in group])


def _change(each: Told) -> Change:
    return Change(label=each["field"], before=_text(each, "before") or "–", after=_text(each, "after") or "–")


def _text(each: Told, side: str) -> str:
    return written.plain(each[side], each["kind"])


def _lines(changes: Sequence[Told]) -> Iterator[Effects]:
    """Lines that change, a row each: what was, what will be."""

    def record_of(each: Told) -> str:
        return str(each["record"])

    for record, group in groupby(sorted(changes, key=record_of), key=record_of):
        told = list(group)
        rows = [
            Row(cells=[Cell(text=each["number"]), Cell(text=each["field"]), Cell(text=_text(each, "before") or "–"),
                       Cell(text=_text(each, "after") or "–")])
            for each in told[:MOST_ROWS]
        ]  # fmt: skip
        heads = (("number", _("Line")), ("field", _("Field")), ("before", _("Before")), ("after", _("After")))
        columns = [Column(key=key, label=label, main=key == "number") for key, label in heads]
        table = Table(columns=columns, rows=rows, label=record, cards=False)
        yield Effects(title=capfirst(record), table=table, notes=_rest(told))


def _rest(told: Sequence[Any]) -> list[str]:
    rest = len(told) - MOST_ROWS
    return [ngettext("and {count} more", "and {count} more", rest).format(count=rest)] if rest > 0 else []


def _table(told: Told) -> Effects:
    """A table a package tells, such as postings, written as everywhere else."""
    columns = [
        Column(key=each["key"], label=each["label"], kind=written.column_kind(each["kind"])) for each in told["columns"]
    ]
    rows = [Row(cells=[_cell(each, row[each["key"]]) for each in told["columns"]]) for row in told["rows"][:MOST_ROWS]]
    return Effects(
        title=told["label"],
        table=Table(columns=columns, rows=rows, label=told["label"], cards=False),
        notes=_rest(told["rows"]),
    )


def _cell(column: Told, value: Any) -> Cell:
    if isinstance(value, bool):
        return Cell(flag=value)
    return Cell(text=written.plain(value, column["kind"]))


def _journals(documents: Sequence[Made], made: Sequence[Told]) -> Iterator[Told]:
    """Documents an action makes that are their own log, such as journals."""
    seen = {str(each["number"]) for each in made}
    for document in documents:
        form = next((each for each in forms.every() if each.key == document.kind), None)
        if form is not None and document.number not in seen:
            yield {"record": form.label(), "number": document.number}


def _counted(changes: Sequence[Told], said: str) -> Iterator[Effects]:
    """Records that come or go: their numbers by kind; what is in them is told by the tables."""
    kinds = dict.fromkeys((str(each["record"]), str(each["number"])) for each in changes)
    numbers: dict[str, list[str]] = {}
    for record, number in kinds:
        numbers.setdefault(record, []).append(number)
    notes = []
    for record, named in numbers.items():
        listed = ", ".join(each for each in named[:5] if each) + (" …" if len(named) > 5 else "")
        count = f"{len(named)} × " if len(named) > 1 else ""
        notes.append(said.format(what=f"{count}{record} {listed}".strip()))
    if notes:
        yield Effects(title=_("Records"), notes=notes)
