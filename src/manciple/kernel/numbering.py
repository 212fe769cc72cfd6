"""Document numbers: continuous without gaps, or drawn in blocks (01 §3, reliability §2.4).

A continuous number is drawn in the transaction that uses it, as late as possible, because its row
stays locked until the end. A non-continuous one comes from a block taken aside, so that writers do
not wait for each other; a block lost in a crash is a gap.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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


def reference(
    key: str, label: Label, *, form: str, longest: int = LONGEST, continuous: bool = False
) -> str:
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

    version: int
    next: int = 0
    end: int = 0


Key = tuple[str, int, str]
_blocks: dict[Key, Block] = {}
_guard = Lock()


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
    return [render(form, number, label_of(reference)) for number in numbers]


def _asked(reference: str, count: int, ctx: Context) -> dict[str, Any]:
    return {"count": count, "company": ctx.company, "reference": reference}


def _others(reference: str, count: int, version: int, standing: int, ctx: Context) -> list[int]:
    """Numbers of a sequence that may have gaps; a preview only looks which ones they would be."""
    key = (str(connection.settings_dict["NAME"]), ctx.company, reference)
    with _guard:
        held = _blocks.get(key)
        block = held if held is not None and held.version == version else Block(version)
        if ctx.preview:
            return _seen(reference, chain(range(block.next, block.end), counting(standing)), count, ctx)
        taken = _taken(block, count)
    if len(taken) < count:
        taken += _more(key, Block(version), count - len(taken), ctx)
    return taken


def _seen(reference: str, numbers: Iterable[int], count: int, ctx: Context) -> list[int]:
    """The numbers that would come next, behind those this preview has seen already."""
    start = ctx.peeked.get(reference, 0)
    ctx.peeked[reference] = start + count
    return list(islice(numbers, start, start + count))


def _taken(block: Block, count: int) -> list[int]:
    taken = list(range(block.next, min(block.end, block.next + count)))
    block.next += len(taken)
    return taken


def _more(key: Key, block: Block, count: int, ctx: Context) -> list[int]:
    """Numbers of a new block. A sequence made in this transaction is not seen aside, so it is used here."""
    size = max(BLOCK, count)
    first = _aside(_asked(key[2], size, ctx))
    if first is None:
        here = sql.values(TAKE, _asked(key[2], count, ctx))[0][0]
        return list(range(here, here + count))
    block.next, block.end = first, first + size
    with _guard:
        taken = _taken(block, count)
        _blocks[key] = block
    return taken


def _aside(asked: dict[str, Any]) -> int | None:
    """Takes a block in a transaction of its own, which commits at once; None where there is no sequence."""
    aside = connection.copy()
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
    with _guard:
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
        raise Refused(messages.NUMBERS_EXHAUSTED(sequence=reference or form, last=form))
    return "".join(letters)


def counts(form: str) -> bool:
    """Whether a format has a position that counts."""
    return "#" in form or "&" in form
