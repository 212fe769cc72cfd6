"""Which files may be attached, and when activities begin and end."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from manciple.collaboration.rules.files import endings_fit, extension, fits
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
    assert [each.code for each in fits(UploadFacts(1, name, size, ""), kind)] == codes


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
