"""Reads one sheet of a workbook in a process of its own, with little memory and little time.

`python -m manciple.kernel.sheet` takes the workbook on its standard input and answers one JSON list
per row: text stands as it is, everything else as [kind, text]. A workbook made to harm ends this
process and nothing else (reliability §5).
"""

import importlib
import io
import json
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal

MOST_MEMORY = 512 * 1024 * 1024
MOST_SECONDS = 30
MOST_ROWS, MOST_COLUMNS = 100_001, 500
# Excel keeps fifteen digits; what stands behind them is noise of binary fractions.
DIGITS = ".15g"

Cell = str | list[str]


def limited() -> None:
    """Gives up memory and time beyond the limits, where the operating system can do that."""
    try:
        resource = importlib.import_module("resource")
    except ModuleNotFoundError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def cell(value: object) -> Cell:
    """A cell as text, or with its kind where it is no text."""
    match value:
        case str():
            return value
        case bool():
            return ["flag", "true" if value else "false"]
        case int():
            return ["number", str(value)]
        case float():
            return ["number", format(Decimal(format(value, DIGITS)), "f")]
        case datetime():
            return ["date", value.date().isoformat()] if value.time() == time() else ["moment", value.isoformat()]
        case date():
            return ["date", value.isoformat()]
        case time() | timedelta():
            return str(value)
        case _:
            return ""


def main() -> int:
    """Writes the rows; exit code 3 when there are too many of them, 4 when it is no workbook."""
    limited()
    calamine = importlib.import_module("python_calamine")
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        sheet = book.get_sheet_by_index(0)
    except (calamine.CalamineError, ValueError, IndexError, OSError):
        return 4
    if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
        return 3
    for row in sheet.iter_rows():
        sys.stdout.write(json.dumps([cell(value) for value in row]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
