"""Inquiries whose rows are read as a tree: a record as it was, two states of it side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from manciple.kernel import tones
from manciple.kernel.forms import Form
from manciple.kernel.inquiries import Inquiry

from .. import written
from ..shown import Cell, Column, Comparison, Difference, Field, Row, Section, Table, Thing

#: How a change looks by what it means to whoever reads it.
ICONS: Mapping[str, tuple[str, str]] = {
    tones.Tone.QUIET: ("check", "secondary"), tones.Tone.GOOD: ("plus", "success"),
    tones.Tone.ATTENTION: ("exclamation-mark", "warning"), tones.Tone.BAD: ("x", "danger"),
    tones.Tone.ACTIVE: ("dots", "info"),
}  # fmt: skip

_Rows = Sequence[Mapping[str, Any]]


def _things(rows: _Rows) -> Iterator[tuple[Mapping[str, Any], list[Mapping[str, Any]]]]:
    """Each thing with the rows of its fields, which stand behind it."""
    thing: Mapping[str, Any] | None = None
    fields: list[Mapping[str, Any]] = []
    for row in rows:
        if row["field"]:
            fields.append(row)
            continue
        if thing is not None:
            yield thing, fields
        thing, fields = row, []
    if thing is not None:
        yield thing, fields


def _said(value: Any, kind: str) -> str:
    return written.text(value) if isinstance(value, bool) else written.plain(value, kind)


# --- Two states side by side ----------------------------------------------------------------------------


def comparison(inquiry: Inquiry, rows: _Rows, before: str, after: str) -> Comparison:
    """What became of a record, thing by thing, and how much of it came to what."""
    of = written.choices_in(inquiry)["change"]
    words, feelings = dict(of.choices), tones.of_choice(of)
    looks = {value: ICONS[feelings.get(value, tones.Tone.QUIET)] for value in of.values}
    things = [
        Thing(kind=row["label"], number=row["number"], title=row["title"], level=row["depth"],
              change=str(words[row["change"]]), icon=looks[row["change"]][0], tone=looks[row["change"]][1],
              differences=[_difference(each) for each in fields])
        for row, fields in _things(rows)
    ]  # fmt: skip
    counted = Counter(str(row["change"]) for row, _fields in _things(rows) if row["depth"])
    counts = [(*looks[value], str(words[value]), counted[value]) for value in of.values if counted[value]]
    return Comparison(before=before, after=after, things=things, counts=counts)


def _difference(row: Mapping[str, Any]) -> Difference:
    kind = row["kind"]
    return Difference(
        label=row["label"], before=_said(row["old"], kind), after=_said(row["new"], kind),
        is_number=kind in written.NUMBERS, follows=bool(row["derived"]))  # fmt: skip


# --- As it was ------------------------------------------------------------------------------------------


def content(form: type[Form], rows: _Rows) -> list[Section]:
    """A record as it was: its fields under the headings of its form, then its parts as tables."""
    found = list(_things(rows))
    if not found:
        return []
    head = {each["field"]: each for each in found[0][1]}
    return [*_tabs(form, head), *_tables(found[1:])]


def _tabs(form: type[Form], head: Mapping[str, Mapping[str, Any]]) -> Iterator[Section]:
    """The fields of the thing itself, each under the first heading that has it."""
    left = dict(head)
    for place, (label, names) in enumerate([*((tab.label, tab.names) for tab in form.tabs), (_("More"), tuple(head))]):
        fields = [_field(left.pop(name)) for name in names if name in left]
        if fields:
            yield Section(key=f"tab-{place}", title=str(label), fields=fields)


def _field(row: Mapping[str, Any]) -> Field:
    text = _said(row["value"], row["kind"])
    return Field(key=row["field"], label=row["label"], kind=_kind(row), text=text, editable=False)


def _kind(row: Mapping[str, Any]) -> str:
    return "number" if row["kind"] in written.NUMBERS else "text"


def _tables(things: Iterable[tuple[Mapping[str, Any], list[Mapping[str, Any]]]]) -> Iterator[Section]:
    """The things below, those of a kind in one table; what none of them says has no column."""
    kinds: dict[str, list[tuple[Mapping[str, Any], list[Mapping[str, Any]]]]] = {}
    for thing, fields in things:
        kinds.setdefault(str(thing["label"]), []).append((thing, fields))
    for place, (label, of_kind) in enumerate(kinds.items()):
        heads = {each["field"]: each for _thing, fields in of_kind for each in fields}
        columns = [Column(key="number", label=label, main=True), *(_column(each) for each in heads.values())]
        body = [Row(cells=list(_cells(thing, fields, heads))) for thing, fields in of_kind]
        table = Table(columns=columns, rows=body, label=label)
        yield Section(key=f"part-{place}", title=label, table=table, count=str(len(body)))


def _column(row: Mapping[str, Any]) -> Column:
    return Column(key=row["field"], label=row["label"], kind=_kind(row))


def _cells(
    thing: Mapping[str, Any], fields: Iterable[Mapping[str, Any]], heads: Iterable[str]
) -> Iterator[Cell]:  # fmt: skip
    told = {each["field"]: _said(each["value"], each["kind"]) for each in fields}
    yield Cell(text=str(thing["number"]))
    for name in heads:
        yield Cell(text=told.get(name, ""))
