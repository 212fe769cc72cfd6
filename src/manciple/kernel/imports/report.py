"""How a file is to be loaded, and what came of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from ..args import Args, arg
from ..exports import safe
from ..plain import told
from ..refusals import Refusal

MOST_FAULTS = 10_000


class Options(Args):
    """How a file is to be read and loaded."""

    mapping: dict[str, str] = arg(_("Columns"), {}, help=_("Heading to field; blank leaves a column out."))
    numbers: Literal["1,234.56", "1.234,56", "1 234,56"] = arg(_("Form of numbers"), "1,234.56")
    dates: Literal["", "dmy", "mdy", "ymd"] = arg(_("Order of dates"), "", help=_("Blank finds out."))
    existing: Literal["change", "keep", "refuse"] = arg(_("Records that exist"), "change")
    good_rows_only: bool = arg(_("Load the good rows only"), False)
    source: str = arg(_("Source"), "file", max_length=60, min_length=1)
    control: dict[str, Decimal] = arg(_("Control totals"), {}, help=_("Expected sum by field; rows for their number."))


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one row: which column, which code, what to do."""

    row: int
    column: str
    code: str
    message: str
    value: str = ""


def fault(refusal: Refusal, row: int, column: str = "", value: str = "") -> Fault:
    """A refusal as the report shows it."""
    return Fault(row, column or refusal.field, refusal.code, refusal.message, value[:120])


@dataclass(slots=True)
class Report:
    """What was found, what would be done or was done."""

    form: str
    rows: int = 0
    records: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    loaded: bool = False
    file_hash: str = ""
    encoding: str = ""
    delimiter: str = ""
    blank_rows: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    totals: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """What doors send and jobs keep."""
        return dict(told(self))


def faults_csv(faults: Sequence[Fault]) -> str:
    """The list of faults as a file that opens in a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(["row", "column", "value", "code", "message"])
    for each in faults:
        writer.writerow([each.row, *map(safe, (each.column, each.value, each.code, each.message))])
    return text.getvalue()
