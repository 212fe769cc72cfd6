"""Reads a file of rows as people send them: CSV in whatever encoding and delimiter, Excel workbooks.

Nothing is replaced silently: what was decided about the file is kept with it and shown (08 §24).
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePosixPath

from . import messages
from .numbers import plain
from .refusals import Refused
from .sheet import MOST_COLUMNS, MOST_ROWS, MOST_SECONDS

MOST_BYTES = 25 * 1024 * 1024
MOST_UNPACKED, MOST_ENTRIES, MOST_RATIO = 100 * 1024 * 1024, 1000, 100
SMALL = 1024 * 1024
DELIMITERS = ",;\t|"
LOOKED_AT = 50
LONGEST_CELL = 100_000

Cell = str | Decimal | date | datetime | bool


@dataclass(frozen=True, slots=True)
class Row:
    """One row that holds something: where it stands in the file, and its cells in the order of headings."""

    number: int
    cells: tuple[Cell, ...]
    too_wide: bool = False


@dataclass(slots=True)
class Table:
    """A file read: headings, rows, and what was found out about it."""

    headings: list[str]
    rows: list[Row]
    digest: str
    encoding: str = ""
    delimiter: str = ""
    blank_rows: int = 0
    ignored_columns: list[str] = field(default_factory=list)


def read(name: str, content: bytes) -> Table:
    """The rows of a file. Raises Refused when it cannot be read or is larger than we read."""
    if len(content) > MOST_BYTES:
        raise unreadable(f"it is larger than {MOST_BYTES // 1024 // 1024} MB")
    digest = hashlib.sha256(content).hexdigest()
    if content[:4] == b"PK\x03\x04":
        return _shaped(_workbook(content), digest)
    if content[:4] == b"\xd0\xcf\x11\xe0" or PurePosixPath(name).suffix.lower() == ".xlsx":
        raise unreadable("it is no workbook of today's format (.xlsx)")
    text, encoding = decoded(content)
    delimiter = sniffed(text)
    table = _shaped(_delimited(text, delimiter), digest)
    table.encoding, table.delimiter = encoding, delimiter
    return table


def unreadable(why: str) -> Refused:
    """The refusal of a file as a whole."""
    return Refused(messages.FILE_UNREADABLE(why=why))


def decoded(content: bytes) -> tuple[str, str]:
    """The text of a file and its encoding: by its mark, else UTF-8 when it is that, else Windows'."""
    encoding = next((name for mark, name in MARKS if content.startswith(mark)), "")
    for attempt in (encoding,) if encoding else ("utf-8", "cp1252"):
        try:
            text = content.decode(attempt)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            raise unreadable("it contains characters no text has")
        return text, attempt
    raise unreadable("it is neither UTF-8 nor Windows text")


MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def sniffed(text: str) -> str:
    """The delimiter that cuts the first rows into the same number of cells, and into most of them."""
    sample = text[:65_536].splitlines(keepends=True)[:LOOKED_AT]
    return max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: Sequence[str], delimiter: str) -> tuple[int, int]:
    try:
        widths = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter) if row)
    except csv.Error:
        return 0, 0
    width, rows = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
    return (rows, width) if width > 1 else (0, 0)


def _delimited(text: str, delimiter: str) -> Iterator[list[Cell]]:
    csv.field_size_limit(LONGEST_CELL)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            if number >= MOST_ROWS or len(row) > MOST_COLUMNS:
                raise unreadable(f"it has more than {MOST_ROWS - 1} rows or {MOST_COLUMNS} columns")
            yield list(row)
    except csv.Error as error:
        raise unreadable("a cell is too long, or a quotation mark is never closed") from error


def _workbook(content: bytes) -> Iterator[list[Cell]]:
    """The first sheet, read in a process of its own after a look at the archive's directory."""
    _looked_through(content)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "manciple.kernel.sheet"],
            input=content,
            capture_output=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise unreadable(f"reading it takes more than {MOST_SECONDS} seconds") from error
    if done.returncode == 3:
        raise unreadable(f"it has more than {MOST_ROWS - 1} rows or {MOST_COLUMNS} columns")
    if done.returncode:
        raise unreadable("it is no workbook, or it needs more memory than is given to it")
    return ([_cell(value) for value in json.loads(line)] for line in done.stdout.splitlines())


def _looked_through(content: bytes) -> None:
    """Refuses archives made to burst: too many or too large entries, entries that lead elsewhere."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as error:
        raise unreadable("it is a damaged workbook") from error
    size = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    if len(entries) > MOST_ENTRIES or size > MOST_UNPACKED or (size > SMALL and size / packed > MOST_RATIO):
        raise unreadable("it unpacks to far more than a list holds")
    if any(_leads_elsewhere(entry) for entry in entries):
        raise unreadable("it holds entries that lead out of it")


def _leads_elsewhere(entry: zipfile.ZipInfo) -> bool:
    link = (entry.external_attr >> 16) & 0o170000 == 0o120000
    return link or entry.filename.startswith("/") or ".." in PurePosixPath(entry.filename).parts


def _cell(value: str | list[str]) -> Cell:
    match value:
        case ["number", text]:
            return Decimal(text)
        case ["date", text]:
            return date.fromisoformat(text)
        case ["moment", text]:
            return datetime.fromisoformat(text)
        case ["flag", text]:
            return text == "true"
        case _:
            return str(value)


def text_of(cell: Cell) -> str:
    """A cell as a person would read it."""
    match cell:
        case bool():
            return "true" if cell else "false"
        case Decimal():
            return plain(cell)
        case datetime() | date():
            return cell.isoformat()
        case _:
            return cell.strip()


def _shaped(lines: Iterable[list[Cell]], digest: str) -> Table:
    """Headings and rows: the first row with half its cells filled is the heading (08 §24)."""
    numbered = [(number, line) for number, line in enumerate(lines, start=1)]
    filled = [(number, line) for number, line in numbered if any(text_of(cell) for cell in line)]
    head = next((at for at, (_, line) in enumerate(filled) if _half_filled(line)), None)
    if head is None:
        raise Refused(messages.NO_HEADER())
    headings = [text_of(cell) for cell in filled[head][1]]
    headings = headings[: max((at for at, text in enumerate(headings, start=1) if text), default=0)]
    _once(headings)
    rows = [_row(number, line, len(headings)) for number, line in filled[head + 1 :]]
    return Table(headings, rows, digest, blank_rows=len(numbered) - len(filled))


def _half_filled(line: list[Cell]) -> bool:
    return sum(bool(text_of(cell)) for cell in line) * 2 >= len(line)


def _once(headings: list[str]) -> None:
    repeated = [text for text, count in Counter(map(bare, headings)).items() if count > 1 and text]
    if repeated:
        raise Refused(messages.NO_HEADER(column=repeated))


def bare(heading: str) -> str:
    """A heading as it is compared: without case, blanks and underscores."""
    return "".join(letter for letter in heading.casefold() if letter not in " _-\u00a0*")


def _row(number: int, line: list[Cell], width: int) -> Row:
    padded = [*line, *[""] * (width - len(line))]
    return Row(number, tuple(padded[:width]), any(text_of(cell) for cell in padded[width:]))
