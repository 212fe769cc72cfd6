"""Which files may be attached, and when activities begin and end."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from manciple.collaboration.rules.files import endings_fit, extension, fits, is_what_it_says
from manciple.collaboration.rules.times import times_fit
from manciple.collaboration.terms import Category, TypeFacts, UploadFacts

NINE, TEN = datetime(2026, 1, 15, 9, tzinfo=UTC), datetime(2026, 1, 15, 10, tzinfo=UTC)
PICTURES = TypeFacts(1, "PIC", ("jpg", "PNG"), 10, False)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("offer.PDF", "pdf"), ("a.tar.gz", "gz"), ("offer", ""), (".bashrc", ""), ("offer.", "")],
)
def test_endings(name: str, expected: str) -> None:
    assert extension(name) == expected


@pytest.mark.parametrize(
    ("name", "size", "kind", "codes"),
    [
        ("offer.pdf", 10_485_760, None, []),
        ("offer.pdf", 10_485_761, None, ["DOC-04"]),
        ("offer.exe", 1, None, ["DOC-03"]),
        ("offer", 1, None, ["DOC-03"]),
        ("offer.pdf", 0, None, ["DOC-05"]),
        ("photo.png", 10_240, PICTURES, []),
        ("photo.png", 10_241, PICTURES, ["DOC-04"]),
        ("offer.pdf", 1, PICTURES, ["DOC-03"]),
    ],
)
def test_files(name: str, size: int, kind: TypeFacts | None, codes: list[str]) -> None:
    head = {"pdf": b"%PDF-1.7", "png": b"\x89PNG\r\n\x1a\n"}.get(extension(name), b"")
    assert [each.code for each in fits(UploadFacts(1, name, size, "", head), kind)] == codes


@pytest.mark.parametrize(
    ("name", "head", "good"),
    [
        ("offer.pdf", b"%PDF-1.7", True), ("offer.pdf", b"MZ\x90\x00", False), ("photo.jpg", b"\xff\xd8\xff\xe0", True),
        ("photo.jpg", b"<svg onload=alert(1)>", False), ("list.xlsx", b"PK\x03\x04", True),
        ("list.xls", b"PK\x03\x04", False),
        ("list.csv", b"a;b\n1;2", True), ("list.csv", b"\xff\xfea\x00", True), ("note.txt", b"MZ\x90\x00", False),
        ("note.txt", b"see <!DOCTYPE html>", False), ("invoice.xml", b"<?xml version='1.0'?><Invoice/>", True),
        ("invoice.xml", b"<?xml version='1.0'?><svg/>", False), ("drawing.dwg", b"AC1032", True),
    ],
)  # fmt: skip
def test_a_file_holds_what_its_ending_says(name: str, head: bytes, good: bool) -> None:
    assert is_what_it_says(extension(name), head) is good


@pytest.mark.parametrize(
    ("endings", "codes"),
    [(["pdf", "XLSX"], []), ([".pdf"], ["DOC-13"]), (["exe"], ["DOC-14"]), (["SVG", "p-f"], ["DOC-14", "DOC-13"])],
)
def test_endings_of_a_type(endings: list[str], codes: list[str]) -> None:
    assert [each.code for each in endings_fit(endings)] == codes


@pytest.mark.parametrize(
    ("category", "starts_at", "ends_at", "codes"),
    [
        (Category.APPOINTMENT, NINE, TEN, []),
        (Category.APPOINTMENT, None, TEN, ["DOC-07"]),
        (Category.TASK, None, None, []),
        (Category.TASK, TEN, NINE, ["DOC-06"]),
        (Category.EVENT, NINE, NINE, []),
    ],
)
def test_times(category: str, starts_at: datetime | None, ends_at: datetime | None, codes: list[str]) -> None:
    assert [each.code for each in times_fit(category, starts_at, ends_at)] == codes
