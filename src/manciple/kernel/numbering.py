"""Document numbers: continuous without gaps, or drawn in blocks (01 §3, reliability §2.4).

A continuous number is drawn in the transaction that uses it, as late as possible, because its row
stays locked until the end. A non-continuous one comes from a block taken aside, so that writers do
not wait for each other; a block lost in a crash is a gap.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, islice
from itertools import count as counting
from threading import Lock
from typing import Any

from django.db import connection

from . import messages, points, sql
from .context import Context
from .refusals import Refused
from .words import Label

BLOCK = 50
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# Draws from a continuous sequence; of any other it only tells how it stands.
DRAW = """
    WITH drawn AS (
        UPDATE kernel_numbersequence SET next = next + %(count)s
         WHERE company_id = %(company)s AND reference = %(reference)s AND continuous
     RETURNING next - %(count)s AS first
    )
    SELECT sequence.format, sequence.continuous, sequence.version, drawn.first, sequence.next
      FROM kernel_numbersequence AS sequence LEFT JOIN drawn ON true
     WHERE company_id = %(company)s AND reference = %(reference)s"""

TAKE = """
    UPDATE kernel_numbersequence SET next = next + %(count)s
     WHERE company_id = %(company)s AND reference = %(reference)s
 RETURNING next - %(count)s"""

LONGEST = 20


@dataclass(frozen=True, slots=True)
class Reference:
    """A kind of document that draws numbers: the usual format, and how long a number may be."""

    key: str
    label: Label
    form: str
    longest: int = LONGEST
    continuous: bool = False


_references: dict[str, Reference] = {}


def reference(key: str, label: Label, *, form: str, longest: int = LONGEST, continuous: bool = False) -> str:
    """Declares what draws numbers and gives its key; `form` is the format a company starts with."""
    _references[key] = Reference(key, label, form, longest, continuous)
    return key


def references() -> Iterable[Reference]:
    """Everything in the house that draws numbers."""
    return _references.values()


def label_of(key: str) -> str:
    """What people call a reference."""
    return str(_references[key].label) if key in _references else key


def longest(key: str) -> int:
    """How many characters a number of a reference may have."""
    return _references[key].longest if key in _references else LONGEST


@dataclass(slots=True)
class Block:
    """Numbers of a sequence in the hands of this process, good while the sequence is not edited."""

    version: int = 0
    next: int = 0
    end: int = 0
    lock: Lock = field(default_factory=Lock)

    def take(self, count: int) -> list[int]:
        """The next numbers, as far as they last."""
        taken = list(range(self.next, min(self.end, self.next + count)))
        self.next += len(taken)
        return taken

    def refill(self, first: int, size: int) -> None:
        """Puts new numbers in."""
        self.next, self.end = first, first + size

    def of(self, version: int) -> None:
        """Drops numbers that were taken before the sequence was edited."""
        if self.version != version:
            self.version, self.next, self.end = version, 0, 0


Key = tuple[str, int, str]
_blocks: dict[Key, Block] = {}


def draw(reference: str, count: int, ctx: Context) -> list[str]:
    """The next `count` numbers of a sequence. Refuses when there is no sequence, or no number left."""
    if count == 0:
        return []
    drawn = sql.values(DRAW, _asked(reference, count, ctx))
    if not drawn:
        raise Refused(messages.NO_SEQUENCE(reference=label_of(reference)))
    form, continuous, version, first, standing = drawn[0]
    numbers = range(first, first + count) if continuous else _others(reference, count, version, standing, ctx)
    points.point(points.A6)
    return [render(form, number, reference) for number in numbers]


def _asked(reference: str, count: int, ctx: Context) -> dict[str, Any]:
    return {"count": count, "company": ctx.company, "reference": reference}


def _others(reference: str, count: int, version: int, standing: int, ctx: Context) -> list[int]:
    """Numbers of a sequence that may have gaps; a preview only looks which ones they would be."""
    block = _blocks.setdefault((str(connection.settings_dict["NAME"]), ctx.company, reference), Block())
    with block.lock:
        block.of(version)
        if ctx.preview:
            return _seen(reference, chain(range(block.next, block.end), counting(standing)), count, ctx)
        taken = block.take(count)
        return taken + (_more(block, reference, count - len(taken), ctx) if len(taken) < count else [])


def _seen(reference: str, numbers: Iterable[int], count: int, ctx: Context) -> list[int]:
    """The numbers that would come next, behind those this preview has seen already."""
    start = ctx.peeked.get(reference, 0)
    ctx.peeked[reference] = start + count
    return list(islice(numbers, start, start + count))


def _more(block: Block, reference: str, count: int, ctx: Context) -> list[int]:
    """Numbers of a new block. A sequence made in this transaction is not seen aside, so it is used here."""
    size = max(BLOCK, count)
    first = _aside(_asked(reference, size, ctx))
    if first is None:
        here = sql.values(TAKE, _asked(reference, count, ctx))[0][0]
        return list(range(here, here + count))
    block.refill(first, size)
    return block.take(count)


def _aside(asked: dict[str, Any]) -> int | None:
    """Takes a block in a transaction of its own, which commits at once; None where there is no sequence.

    Its connection is none of the pool's: when every borrower waited for a second one, all would wait.
    """
    aside = connection.copy()
    aside.settings_dict["OPTIONS"].pop("pool", None)
    try:
        aside.set_autocommit(False)
        with aside.cursor() as cursor:
            cursor.execute(TAKE, asked)
            row = cursor.fetchone()
        aside.commit()
    finally:
        aside.close()
    return int(row[0]) if row else None


def forget_blocks() -> None:
    """Drops the blocks in hand; tests with databases of their own need it."""
    _blocks.clear()


def render(form: str, number: int, reference: str = "") -> str:
    """The number in its format: `PO-####` and 7 give PO-0007.

    Refuses a number that needs more positions than the format has (01 §3).
    """
    letters, rest = list(form), number
    for place in range(len(form) - 1, -1, -1):
        if form[place] == "#":
            rest, digit = divmod(rest, 10)
            letters[place] = str(digit)
        elif form[place] == "&":
            rest, digit = divmod(rest, 26)
            letters[place] = LETTERS[digit]
    if rest:
        raise Refused(messages.NUMBERS_EXHAUSTED(sequence=label_of(reference) or form, last=form))
    return "".join(letters)


def counts(form: str) -> bool:
    """Whether a format has a position that counts."""
    return "#" in form or "&" in form
