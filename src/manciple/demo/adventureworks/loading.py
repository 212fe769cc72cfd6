"""Brings a source in, a chunk at a time, through the actions people use.

Every chunk is one run under a token of its own, and what it makes is noted with its place in the
source in the same transaction. So a killed load is taken up where it stopped, and a second one
makes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from manciple.founding.making import told
from manciple.kernel import reading, sql
from manciple.kernel.actions import CREATE
from manciple.kernel.context import Context
from manciple.kernel.records import Stored
from manciple.kernel.running import run
from manciple.orders.models import PurchaseOrder

from ..company import Company
from .plan import Entry, Step
from .provenance import SOURCE, Known, Note, note, refuse_changed

CHUNK = 200

Tell = Callable[[str, int, int], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Loading:
    """A load under way: where to, what is there already, and who is told how far it is."""

    company: Company
    known: Known
    tell: Tell

    def context(self, stage: str, key: str) -> Context:
        """The circumstances of one chunk, under the token by which it happens once."""
        return self.company.ctx.fresh(token=f"{SOURCE}:{stage}:{key}")

    def chunks(self, stage: str, things: Sequence[T]) -> Iterator[Sequence[T]]:
        """The things in chunks, telling how far it is."""
        for start in range(0, len(things), CHUNK):
            self.tell(stage, start, len(things))
            yield things[start : start + CHUNK]
            sql.refresh_statistics()
        self.tell(stage, len(things), len(things))


def bring(
    loading: Loading, stage: str, record: type[Stored], entries: Iterable[Entry], part: type[Stored] | None = None
) -> int:
    """Creates the records that were not loaded before, with their parts; tells how many."""
    found = list(entries)
    refuse_changed(loading.known, record, ((entry.key, entry.row) for entry in found))
    if part is not None:
        refuse_changed(loading.known, part, (each for entry in found for each in entry.parts))
    missing = [entry for entry in found if not loading.known.has(record, entry.key)]
    for chunk in loading.chunks(stage, missing):
        with loading.company.reading():
            numbers = _create(record, chunk, loading.context(stage, chunk[0].key))
            notes = [
                Note(entry.key, entry.row, number, entry.original) for entry, number in zip(chunk, numbers, strict=True)
            ]
            note(loading.company, record, notes)
            if part is not None:
                note(loading.company, part, list(_parts(chunk, numbers)))
    return len(missing)


def _create(record: type[Stored], chunk: Sequence[Entry], ctx: Context) -> list[str]:
    """Creates what does not exist, with one run; gives all numbers in the order of the chunk."""
    named = {entry.key: str(entry.args[record.key]) for entry in chunk if record.key in entry.args}
    there = reading.rows_of(record, ctx).filter(**{f"{record.key}__in": list(named.values())})
    existing = set(there.values_list(record.key, flat=True)) if named else set()
    new = [entry for entry in chunk if named.get(entry.key) not in existing]
    made = run(record, CREATE, (), [told(record, CREATE, **entry.args) for entry in new], ctx).made if new else []
    numbers = named | {entry.key: each.number for entry, each in zip(new, made, strict=True)}
    return [numbers[entry.key] for entry in chunk]


def _parts(chunk: Sequence[Entry], numbers: Sequence[str]) -> Iterator[Note]:
    """Where the lines of documents came from."""
    for entry, number in zip(chunk, numbers, strict=True):
        for place, (key, row) in enumerate(entry.parts, start=1):
            yield Note(key, row, f"{number} · {place}", row.values)


def follow(loading: Loading, stage: str, action: str, document: type[Stored], name: str, steps: Sequence[Step]) -> int:
    """Does to orders what was not done before: receives, invoices. `name` is the field of the
    document that holds the vendor's number."""
    missing = [step for step in steps if not loading.known.has(document, step.key)]
    for chunk in loading.chunks(stage, missing):
        with loading.company.reading():
            ctx = loading.context(stage, chunk[0].key)
            args = [told(PurchaseOrder, action, **step.args) for step in chunk]
            run(PurchaseOrder, action, [step.order for step in chunk], args, ctx)
            numbers = _numbers(document, name, [step.key for step in chunk], ctx)
            notes = [Note(step.key, step.row, numbers[step.key], step.original) for step in chunk]
            note(loading.company, document, notes)
    return len(missing)


def _numbers(document: type[Stored], name: str, keys: Sequence[str], ctx: Context) -> dict[str, str]:
    rows = reading.rows_of(document, ctx).filter(**{f"{name}__in": keys})
    return dict(rows.values_list(name, "number"))


def confirm(loading: Loading, stage: str, numbers: Sequence[str]) -> int:
    """Confirms those orders that never were."""
    with loading.company.reading():
        rows = reading.rows_of(PurchaseOrder, loading.company.ctx).filter(number__in=numbers, confirmations=0)
        waiting = sorted(rows.values_list("number", flat=True))
    for chunk in loading.chunks(stage, waiting):
        run(PurchaseOrder, "confirm", chunk, None, loading.context(stage, chunk[0]))
    return len(waiting)
