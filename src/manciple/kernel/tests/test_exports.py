"""Lists in files: what users typed stays text and never becomes a formula (reliability P15)."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import python_calamine

from manciple.demo.company import Company
from manciple.founding.making import make
from manciple.kernel import exports, forms
from manciple.kernel.inquiries import Asked
from manciple.organization.models import Site

PAYLOADS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    '=HYPERLINK("x","y")',
    "=IMPORTXML(A1)",
    "%0A=1",
    '"=1+1',
    "'=1+1",
    "=1+1;",
    ";=1+1",
    "+49 30 123",
    "-5",
    "=DDE(1)",
    "@",
    "=",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "${7*7}",
    "O'Brien",
    'say "hi"',
    "a,b;c\td",
    "ä\u0301",
    "\u202egnp.exe",
    "\u200b=1",
    "=\u200b1",
]
FORMULA = re.compile(r"^[\s\x00]*[=+\-@＝＋－＠]")


def listed(headings: list[str], rows: list[list[Any]]) -> list[list[str]]:
    text = "".join(exports.csv_lines(headings, rows))
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_cell_of_a_list_is_never_a_formula(text: str) -> None:
    heading, cell = listed([text], [[text]])
    assert not FORMULA.match(heading[0])
    assert not FORMULA.match(cell[0])
    assert cell[0] in (text, f"'{text}")


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_cell_of_a_workbook_is_text(text: str, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    exports.write_workbook(path, [(text, [text], [[text]])])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    found = python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()
    assert [str(cell).strip() for row in found for cell in row] == [text.replace("\r", "\n").strip()] * 2


def test_numbers_dates_and_flags_are_neutral() -> None:
    row = [Decimal("-1234.50"), 7, date(2026, 1, 31), datetime(2026, 1, 31, 12, tzinfo=UTC), True, None, ["a", "b"]]
    assert listed(list("abcdefg"), [row])[1] == [
        "-1234.5",
        "7",
        "2026-01-31",
        "2026-01-31T12:00:00Z",
        "true",
        "",
        "a, b",
    ]


def test_no_digit_is_lost_in_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    long = Decimal("12345678901234567.89")
    exports.write_workbook(path, [("x", ["a", "b"], [[long, Decimal("0.10")]])])
    assert python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()[1] == [
        "12345678901234567.89",
        0.1,
    ]


@pytest.mark.django_db
def test_what_is_stored_comes_out_as_it_was_typed_and_comes_in_again(company: Company) -> None:
    names = [text.strip() for text in PAYLOADS if text.strip()]
    make(Site, [{"code": f"P{place}", "name": name} for place, name in enumerate(names)], company.ctx)
    form = forms.find("sites")
    lines = exports.list_csv(form, Asked(search="P"), company.ctx, form.columns())
    rows = list(csv.reader(io.StringIO("".join(lines).removeprefix("\ufeff"), newline="")))[1:]
    assert not [row for row in rows if any(FORMULA.match(cell) for cell in row)]
    assert {row[1].removeprefix("'") for row in rows} >= {name.removeprefix("'") for name in names}
