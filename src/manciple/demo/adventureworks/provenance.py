"""Where loaded records came from, and what of the source was loaded before (08 §24)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from manciple.kernel import messages, sql
from manciple.kernel.models import Origin
from manciple.kernel.records import Stored, name_of
from manciple.kernel.refusals import Refused

from ..company import Company
from .source import Row

SOURCE = "adventureworks"
MOST_FAULTS = 100


@dataclass(frozen=True, slots=True)
class Note:
    """What is kept of a loaded record: its key and row in the source, our number, the original values."""

    key: str
    row: Row
    number: str
    original: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What was loaded before, by record and key."""

    originals: Mapping[tuple[str, str], Mapping[str, Any]]

    def has(self, record: type[Stored], key: str) -> bool:
        """Whether a record was loaded before."""
        return (name_of(record), key) in self.originals

    def differing(self, record: type[Stored], key: str, now: Mapping[str, Any]) -> list[str]:
        """The values that read otherwise when the record was loaded."""
        before = self.originals.get((name_of(record), key), {})
        return [name for name, value in now.items() if before.get(name, value) != value]


def known(company: Company) -> Known:
    """Looks up everything that was loaded before."""
    with company.reading():
        rows = Origin.objects.filter(company=company.id, source=SOURCE).values_list("record", "source_key", "original")
        return Known({(record, key): original for record, key, original in rows})


def refuse_changed(before: Known, record: type[Stored], rows: Iterable[tuple[str, Row]]) -> None:
    """Refuses a source that says something else than when it was loaded (IMP-07)."""
    faults = [
        messages.DIFFERS(row=row.number, record=f"{row.file} {key}", fields=fields)
        for key, row in rows
        if (fields := before.differing(record, key, row.values))
    ]
    if faults:
        raise Refused(*faults[:MOST_FAULTS])


def note(company: Company, record: type[Stored], notes: Sequence[Note]) -> None:
    """Keeps where records came from; those that are noted already stay as they were noted."""
    name = name_of(record)
    noted = set(
        Origin.objects.filter(
            company=company.id, source=SOURCE, record=name, source_key__in=[each.key for each in notes]
        ).values_list("source_key", flat=True)
    )
    rows = [
        {
            "company_id": company.id, "source": SOURCE, "source_key": each.key, "file_hash": each.row.digest,
            "row": each.row.number, "record": name, "number": each.number, "original": dict(each.original),
        }
        for each in notes
        if each.key not in noted
    ]  # fmt: skip
    sql.insert(Origin, rows)
