"""Files as people send them: encodings, delimiters, headings, workbooks, and files made to harm (08 §24)."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter

from manciple.kernel import tables
from manciple.kernel.imports.cells import Places, Wrong, converted, date_orders
from manciple.kernel.imports.columns import Column
from manciple.kernel.refusals import Refused
from manciple.kernel.tables import Row, Table


def cells(content: bytes, name: str = "f.csv") -> list[tuple[Any, ...]]:
    return [row.cells for row in tables.read(name, content).rows]


def workbook(rows: list[list[Any]]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for at, row in enumerate(rows):
            for place, value in enumerate(row):
                sheet.write(at, place, value, *([day] if isinstance(value, date) else []))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("code,name\n1,Köln\n".encode(), "utf-8"),
        ("code,name\n1,Köln\n".encode("utf-8-sig"), "utf-8-sig"),
        ("code,name\n1,Köln\n".encode("cp1252"), "cp1252"),
        ("code,name\n1,Köln\n".encode("utf-16"), "utf-16"),
    ],
    ids=["UTF-8", "with a mark", "Windows", "UTF-16"],
)
def test_the_encoding_is_found_and_told(content: bytes, encoding: str) -> None:
    table = tables.read("f.csv", content)
    assert (table.encoding, [row.cells for row in table.rows]) == (encoding, [("1", "Köln")])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    text = delimiter.join(["code", "name", "note"]) + "\n" + delimiter.join(["1", '"a, b; c"', "x"]) + "\n"
    table = tables.read("f.csv", text.encode())
    assert (table.delimiter, table.rows[0].cells) == (delimiter, ("1", "a, b; c", "x"))


def test_the_heading_is_the_first_row_that_is_half_filled() -> None:
    table = tables.read("f.csv", b"Price list,,\n,,\ncode,name,price\n1,a,2\n,,\n")
    assert (table.headings, [(row.number, row.cells) for row in table.rows]) == (
        ["code", "name", "price"],
        [(4, ("1", "a", "2"))],
    )
    assert table.blank_rows == 2


def test_trailing_columns_without_a_name_are_left_out_while_they_are_empty() -> None:
    table = tables.read("f.csv", b"code,name,,\n1,a,,\n2,b,,x\n3\n")
    assert [(row.cells, row.too_wide) for row in table.rows] == [
        (("1", "a"), False),
        (("2", "b"), True),
        (("3", ""), False),
    ]


def test_a_cell_may_hold_several_lines() -> None:
    assert cells(b'code,name\n1,"a\nb"\n') == [("1", "a\nb")]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "f.csv"),
        (b"\n\n,,\n", "f.csv"),
        (b"code,CODE \n1,2\n", "f.csv"),
        (b"a\x00b,c\n1,2\n", "f.csv"),
        (b"code,name\n1,\x81\n", "f.csv"),
        (b'code,name\n1,"' + b"x" * 200_000 + b'"\n', "f.csv"),
        (b"code,name\n" + b"1," * 600 + b"\n", "f.csv"),
        (b"PK\x03\x04 no archive", "f.xlsx"),
        (b"code,name\n", "f.xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "f.xls"),
    ],
    ids=["nothing", "blank", "twice", "NUL", "encoding", "cell", "columns", "archive", "workbook", "old workbook"],
)
def test_what_cannot_be_read_is_refused(content: bytes, name: str) -> None:
    with pytest.raises(Refused) as refused:
        tables.read(name, content)
    assert refused.value.codes[0] in ("IMP-01", "IMP-02")


def test_a_file_of_more_than_25_megabytes_is_refused() -> None:
    with pytest.raises(Refused, match="25 MB"):
        tables.read("f.csv", b"x" * (tables.MOST_BYTES + 1))


def test_a_workbook_keeps_numbers_and_dates_as_what_they_are() -> None:
    rows = [["A", 0.1, date(2026, 1, 31)], ["007", 1234567.25, ""], ["=1+1", 3, ""]]
    content = workbook([["code", "price", "day"], *rows])
    assert cells(content, "f.xlsx") == [
        ("A", Decimal("0.1"), date(2026, 1, 31)),
        ("007", Decimal("1234567.25"), ""),
        (Decimal("0"), Decimal("3"), ""),  # the value of a formula, never the formula
    ]


def archive(entries: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return stream.getvalue()


def link() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        entry = zipfile.ZipInfo("xl/workbook.xml")
        entry.external_attr = 0o120777 << 16
        made.writestr(entry, "/etc/passwd")
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        archive({"xl/worksheets/sheet1.xml": b"0" * 120_000_000}),
        archive({"xl/worksheets/sheet1.xml": b"0" * 2_000_000}),
        archive({f"xl/{place}.xml": b"" for place in range(1001)}),
        archive({"../../etc/cron.d/x": b"x"}),
        archive({"/etc/passwd": b"x"}),
        link(),
        archive({"[Content_Types].xml": b"<x/>"}),
        archive({"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
    ],
    ids=["120 MB", "a thousand to one", "1,001 entries", "outwards", "absolute", "a link", "hollow", "an entity"],
)
def test_an_archive_made_to_harm_is_refused(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        tables.read("f.xlsx", content)
    assert refused.value.codes == ["IMP-01"]


ENGLISH, GERMAN, FRENCH = Places.of("1,234.56"), Places.of("1.234,56"), Places.of("1 234,56")


@pytest.mark.parametrize(
    ("text", "places", "value"),
    [
        ("1234.50", ENGLISH, "1234.50"),
        ("1,234.50", ENGLISH, "1234.50"),
        ("(1,234.00)", ENGLISH, "-1234.00"),
        ("1,234.00-", ENGLISH, "-1234.00"),
        ("$ 12.50", ENGLISH, "12.50"),
        ("12.50 €", ENGLISH, "12.50"),
        ("1.234,50", GERMAN, "1234.50"),
        ("1 234,50", FRENCH, "1234.50"),
        ("0.1", ENGLISH, "0.1"),
        ("+7", ENGLISH, "7"),
        ("  3 ", ENGLISH, "3"),
    ],
)
def test_numbers_are_read_in_the_declared_form(text: str, places: Places, value: str) -> None:
    assert converted(text, "amount", places, "") == Decimal(value)


@pytest.mark.parametrize("text", ["1.234,50", "1,5", "12,34.5", "abc", "1e5000", "NaN", "--1", "1 2 3 x", "٣"])
def test_what_is_no_number_in_the_declared_form_is_refused(text: str) -> None:
    with pytest.raises(Wrong):
        converted(text, "amount", ENGLISH, "")


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["31/12/2025", "01/02/2026"], "dmy"),
        (["12/31/2025", "01/02/2026"], "mdy"),
        (["2025-12-31"], "ymd"),
        (["2025/12/31"], "ymd"),
        (["05.05.2026"], "dmy"),
        ([""], "ymd"),
    ],
)
def test_the_order_of_dates_is_found_over_the_whole_column(values: list[str], order: str) -> None:
    table = Table(["day"], [Row(at, (value,)) for at, value in enumerate(values)], "")
    assert date_orders({"day": Column("day", "Day", "date", False)}, table, "") == {"day": order}


def test_ambiguous_dates_are_asked_about() -> None:
    table = Table(["day"], [Row(1, ("01/02/2026",)), Row(2, ("03/04/2026",))], "")
    with pytest.raises(Refused) as refused:
        date_orders({"day": Column("day", "Day", "date", False)}, table, "")
    assert refused.value.codes == ["IMP-09"]
    assert date_orders({"day": Column("day", "Day", "date", False)}, table, "mdy") == {"day": "mdy"}


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("31/12/79", "dmy", date(2079, 12, 31)),
        ("31/12/80", "dmy", date(1980, 12, 31)),
        ("12/31/2026", "mdy", date(2026, 12, 31)),
        ("2026-1-5", "dmy", date(2026, 1, 5)),
        ("2013-01-02 00:00:00.0000000", "ymd", date(2013, 1, 2)),
        ("1.2.2026 0:00", "dmy", date(2026, 2, 1)),
    ],
)
def test_dates_are_read(text: str, order: str, day: date) -> None:
    assert converted(text, "date", ENGLISH, order) == day


@pytest.mark.parametrize("text", ["31/02/2026", "32/01/2026", "tomorrow", "2026-01-01 12:30:00", "20260101"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Wrong):
        converted(text, "date", ENGLISH, "dmy")
    with pytest.raises(Wrong):
        converted(datetime(2026, 1, 1, 12), "date", ENGLISH, "dmy")  # noqa: DTZ001


def test_yes_and_no() -> None:
    assert [converted(text, "flag", ENGLISH, "") for text in ("Yes", "x", "1", "no", "FALSE")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    with pytest.raises(Wrong):
        converted("perhaps", "flag", ENGLISH, "")
