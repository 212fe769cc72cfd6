"""From rows to records to be: values from text, rows of one document together, what exists already."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import F

from .. import actions, messages, reading
from ..actions import CREATE, EDIT, Action
from ..context import Context
from ..forms import Form
from ..models import Origin
from ..records import name_of
from ..refusals import Invalid, Refused
from ..tables import Cell, Row, Table, text_of
from .cells import Places, Wrong, converted, date_orders
from .columns import Mapped, columns_of, complete, mapped
from .report import Fault, Options, Report, fault

HALF_A_CENT = Decimal("0.005")


@dataclass(slots=True)
class Staged:
    """One record to be: its rows in the file, what it is told, what became of it."""

    rows: list[Row]
    told: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)
    number: str = ""
    existing: bool = False

    @property
    def row(self) -> int:
        """The row to which a refusal of the record points."""
        return self.rows[0].number

    @property
    def key(self) -> str:
        """What the record is known by when the file comes again: its number, else what stood in it."""
        return self.number or _digest(self.rows)


def _digest(rows: Sequence[Row]) -> str:
    text = "\x1e".join("\x1f".join(map(text_of, row.cells)) for row in rows)
    return hashlib.sha256(text.encode()).hexdigest()[:40]


@dataclass(slots=True)
class Staging:
    """One file on its way into one form."""

    form: type[Form]
    table: Table
    options: Options
    ctx: Context
    create: Action
    edit: Action | None
    columns: Mapped
    places: Places
    report: Report
    records: list[Staged] = field(default_factory=list)


def staged(form: type[Form], table: Table, options: Options, ctx: Context) -> Staging:
    """Looks at a file: which columns, which values, which records, which of them exist."""
    create = _action(form, CREATE)
    if create is None:
        raise Refused(messages.FILE_UNREADABLE(why=f"{form.title} are not made from files"))
    columns = mapped(columns_of(form, create.args), table, options.mapping)
    report = Report(
        form.key,
        file_hash=table.digest,
        encoding=table.encoding,
        delimiter=table.delimiter,
        blank_rows=table.blank_rows,
        ignored=columns.ignored,
        columns={heading: column.name for heading, column in columns.found.items()},
    )
    work = Staging(form, table, options, ctx, create, _action(form, EDIT), columns, Places.of(options.numbers), report)
    _gather(work)
    _classify(work)
    if not all(each.existing for each in work.records):
        complete(columns)
    return work


def _action(form: type[Form], key: str) -> Action | None:
    return next((each for each in actions.of(form.of) if each.key == key), None)


def _gather(work: Staging) -> None:
    orders = date_orders(work.columns.found, work.table, work.options.dates)
    rows = [(row, *_values(work, row, orders)) for row in _without_total(work)]
    groups: dict[str, Staged] = {}
    for row, values, faults in rows:
        _put(work, groups, row, values, faults)
    work.records = list(groups.values())
    work.report.rows, work.report.records = len(rows), len(groups)
    work.report.totals = _totals(work, [values for _, values, _ in rows])
    _control(work)


def _values(work: Staging, row: Row, orders: Mapping[str, str]) -> tuple[dict[str, Any], list[Fault]]:
    """The values of a row by field, and what cannot be read; a blank cell says nothing."""
    values: dict[str, Any] = {}
    faults = [fault(messages.ROW_TOO_WIDE(row=row.number), row.number)] if row.too_wide else []
    for heading, cell in zip(work.table.headings, row.cells, strict=True):
        column = work.columns.found.get(heading)
        if column is None or text_of(cell) == "":
            continue
        try:
            values[column.name] = converted(cell, column.kind, work.places, orders.get(heading, ""))
        except Wrong as wrong:
            faults.append(wrong_value(row.number, heading, text_of(cell), str(wrong)))
    return values, faults


def wrong_value(row: int, column: str, value: str, why: str) -> Fault:
    """The fault of one cell."""
    said = messages.WRONG_VALUE(row=row, column=column, value=value[:80], why=why)
    return fault(said, row, column, value)


def _put(work: Staging, groups: dict[str, Staged], row: Row, values: dict[str, Any], faults: list[Fault]) -> None:
    """Rows of one document come together; a record without lines that stands twice is a fault."""
    head = {name: value for name, value in values.items() if "." not in name}
    number = str(head.get(work.form.of.key, ""))
    found = groups.setdefault(number or f"row {row.number}", Staged([], {}, number=number))
    if found.rows and not work.columns.lines:
        repeated = messages.REPEATED_ROW(row=row.number, record=number, first=found.row)
        found.faults.append(fault(repeated, row.number))
        return
    found.rows.append(row)
    found.faults += faults
    for name, value in head.items():
        if found.told.setdefault(name, value) != value:
            found.faults.append(wrong_value(row.number, name, str(value), f"differs from row {found.row}"))
    if work.columns.lines:
        line = {name.partition(".")[2]: value for name, value in values.items() if "." in name}
        found.told.setdefault(work.columns.lines, []).append(line)


def _without_total(work: Staging) -> list[Row]:
    """All rows but a last one that only adds up those above (08 §24)."""
    rows = work.table.rows
    if len(rows) < 2 or not _adds_up(work, rows[-1], rows[:-1]):
        return rows
    amount = next(text_of(cell) for cell in reversed(rows[-1].cells) if text_of(cell))
    said = messages.TOTAL_ROW(row=rows[-1].number, amount=amount)
    work.report.warnings.append(fault(said, rows[-1].number))
    return rows[:-1]


def _adds_up(work: Staging, last: Row, above: Sequence[Row]) -> bool:
    """Whether a row has amounts but no date, number or party, and each equals the sum above."""
    summed = False
    for at, heading in enumerate(work.table.headings):
        column = work.columns.found.get(heading)
        if column is None or text_of(last.cells[at]) == "":
            continue
        total = sum((_amount(work, row.cells[at]) for row in above), Decimal(0))
        if not column.numeric or abs(_amount(work, last.cells[at]) - total) > HALF_A_CENT * len(above):
            return False
        summed = True
    return summed


def _amount(work: Staging, cell: Cell) -> Decimal:
    try:
        return Decimal(converted(cell, "number", work.places, "")) if text_of(cell) else Decimal(0)
    except Wrong:
        return Decimal(0)


def _totals(work: Staging, rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Decimal]]:
    """Sum and sum of negatives of every numeric column."""
    totals: dict[str, dict[str, Decimal]] = {}
    for column in work.columns.found.values():
        if column.numeric:
            values = [Decimal(row[column.name]) for row in rows if column.name in row]
            negatives = [value for value in values if value < 0]
            totals[column.name] = {"sum": sum(values, Decimal(0)), "negatives": sum(negatives, Decimal(0))}
    return totals


def _control(work: Staging) -> None:
    """What the sender says it adds up to must be what it adds up to; else nothing is loaded."""
    for name, expected in work.options.control.items():
        if name != "rows" and name not in work.report.totals:
            raise Invalid((f"control.{name}", "is no numeric column of the file"))
        found = Decimal(work.report.rows) if name == "rows" else work.report.totals[name]["sum"]
        if found != expected:
            raise Refused(messages.CONTROL_TOTAL(column=name, expected=expected, found=found))


def _classify(work: Staging) -> None:
    """Which records exist already, and what the file says differently of them."""
    with reading.reading(work.ctx):
        known = _known(work)
        seen = _seen(work)
    for each in work.records:
        row = known.get(each.number)
        each.existing = row is not None or (not each.number and each.key in seen)
        if each.existing:
            changes = _changes(work, each, row or {})
            if changes and work.options.existing == "refuse":
                said = messages.DIFFERS(row=each.row, record=each.number, fields=sorted(changes))
                each.faults.append(fault(said, each.row))
            each.told = changes if work.options.existing == "change" else {}


def _known(work: Staging) -> dict[str, dict[str, Any]]:
    """The records of the file that exist, by number, references by business key."""
    form, numbers = work.form, [each.number for each in work.records if each.number]
    if not numbers:
        return {}
    columns = [each for each in form.all_columns() if "__" not in each.key]
    names = [reading.name_of(form.of, number) for number in numbers]
    rows = (
        reading.rows_of(form.of, work.ctx)
        .filter(**{f"{form.of.key}__in": names})
        .values(key_=F(form.of.key), **{f"f_{each.key}": F(each.path) for each in columns})
    )
    return {str(row["key_"]): {each.key: row[f"f_{each.key}"] for each in columns} for row in rows}


def _seen(work: Staging) -> set[str]:
    """Keys of records without a number that came before."""
    keys = [each.key for each in work.records if not each.number]
    found = Origin.objects.filter(
        company=work.ctx.company, source=work.options.source, record=name_of(work.form.of), source_key__in=keys
    )
    return set(found.values_list("source_key", flat=True)) if keys else set()


def _changes(work: Staging, each: Staged, row: Mapping[str, Any]) -> dict[str, Any]:
    """What the file says differently of a record; documents with lines are not changed by files."""
    if work.columns.lines or work.edit is None:
        return {}
    names = [name for name in work.edit.args.model_fields if name in each.told]
    return {name: each.told[name] for name in names if not _same(each.told[name], row.get(name))}


def _same(told: Any, stored: Any) -> bool:
    return told == stored or (isinstance(told, str) and told == str("" if stored is None else stored))
