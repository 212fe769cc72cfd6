"""Writes lists to files that open in a spreadsheet and contain nothing it would execute.

Text stays text: a cell that a spreadsheet would take for a formula is written so that it is none
(reliability §5, P15). Rows are streamed; a list of a million needs no more memory than a page.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from . import reading
from .context import Context
from .forms import Form
from .inquiries import MOST_ROWS, Asked, Column
from .plain import told

# What makes a spreadsheet calculate: the plain signs, their full-width twins, and white space before them.
DANGEROUS = re.compile(r"^[\s\x00]*[=+\-@\t\r\n\x00\uff1d\uff0b\uff0d\uff20]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
LONGEST_CELL = 32_767
MOST_SHEET_ROWS = 1_048_575
NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")


def safe(text: str) -> str:
    """Text as a CSV cell that no spreadsheet takes for a formula."""
    return f"'{text}" if DANGEROUS.match(text) else text


def rows_of(form: type[Form], asked: Asked, ctx: Context, columns: Sequence[Column]) -> Iterator[dict[str, Any]]:
    """All rows of a list, a page at a time; each page is a statement of its own."""
    cursor = asked.after
    while True:
        page = reading.listed(form, Asked(asked.filters, asked.order, cursor, MOST_ROWS, asked.search), ctx, columns)
        yield from page.rows
        cursor = page.next
        if not cursor:
            return


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The lines of a CSV file: UTF-8 with its mark, every cell quoted, numbers and dates neutral."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    yield "\ufeff"
    writer.writerow([safe(heading) for heading in headings])
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
        if text.tell() > 65_536:
            yield _taken(text)
    yield _taken(text)


def _taken(text: io.StringIO) -> str:
    found = text.getvalue()
    text.seek(0)
    text.truncate()
    return found


def _csv_cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | Decimal() | date():
            return str(told(value))
        case list() | tuple():
            return safe(", ".join(str(each) for each in value))
        case _:
            return safe(str(value).replace("\x00", ""))


def list_csv(form: type[Form], asked: Asked, ctx: Context, columns: Sequence[Column]) -> Iterator[str]:
    """A list as CSV, in a transaction that stays open while it is written."""
    with reading.reading(ctx):
        rows = ([row[each.key] for each in columns] for row in rows_of(form, asked, ctx, columns))
        yield from csv_lines([each.key for each in columns], rows)


def list_xlsx(form: type[Form], asked: Asked, ctx: Context, columns: Sequence[Column], path: Path) -> int:
    """A list as a workbook at a path; returns the number of rows."""
    with reading.reading(ctx):
        rows = ([row[each.key] for each in columns] for row in rows_of(form, asked, ctx, columns))
        return write_workbook(path, [(str(form.title), [str(each.label) for each in columns], rows)])


Sheet = tuple[str, Sequence[str], Iterable[Sequence[Any]]]


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """A small workbook in memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        write_workbook(path, sheets)
        return path.read_bytes()


def write_workbook(path: Path, sheets: Sequence[Sheet]) -> int:
    """Writes sheets row by row; text is written as text, whatever it begins with."""
    count = 0
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
        "remove_timezone": True,
        "tmpdir": str(path.parent),
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        bold = book.add_format({"bold": True})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for name, headings, rows in sheets:
            sheet = book.add_worksheet(NOT_IN_SHEET_NAMES.sub(" ", name)[:31] or None)
            sheet.freeze_panes(1, 0)
            for at, heading in enumerate(headings):
                sheet.write_string(0, at, heading, bold)
            for place, row in enumerate(rows, start=1):
                if place > MOST_SHEET_ROWS:
                    break
                count = place
                for at, value in enumerate(row):
                    _write(sheet, place, at, value, moment)
    return count


def _write(sheet: Any, row: int, at: int, value: Any, moment: Any) -> None:
    match value:
        case None | "":
            return
        case bool():
            sheet.write_boolean(row, at, value)
        case int() | Decimal():
            _write_number(sheet, row, at, value)
        case datetime():
            sheet.write_datetime(row, at, value, moment)
        case date() if value.year >= 1900:
            sheet.write_datetime(row, at, value)
        case list() | tuple():
            sheet.write_string(row, at, ", ".join(str(each) for each in value)[:LONGEST_CELL])
        case _:
            sheet.write_string(row, at, CONTROL.sub("", str(value))[:LONGEST_CELL])


def _write_number(sheet: Any, row: int, at: int, value: int | Decimal) -> None:
    """A number a workbook can hold exactly is a number; longer ones are text, so that no digit is lost."""
    digits = len(Decimal(value).normalize().as_tuple().digits)
    if digits <= 15:
        sheet.write_number(row, at, value)
    else:
        sheet.write_string(row, at, str(told(value)))
