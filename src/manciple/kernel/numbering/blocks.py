"""Numbers of sequences that may have gaps: taken in blocks, so that writers do not wait for each other.

A block lost in a crash is a gap; a number is never given twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, islice
from itertools import count as counting
from threading import Lock
from typing import Any

from django.db import connection

from .. import sql
from ..context import Context

BLOCK = 50

TAKE = """
    UPDATE kernel_numbersequence SET next = next + %(count)s
     WHERE company_id = %(company)s AND reference = %(reference)s
       AND group_id IS NOT DISTINCT FROM %(group)s::bigint
 RETURNING next - %(count)s"""


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


Key = tuple[str, int, str, int | None]
_blocks: dict[Key, Block] = {}


def asked(reference: str, group: int | None, count: int, ctx: Context) -> dict[str, Any]:
    """What statements about one sequence are told."""
    return {"count": count, "company": ctx.company, "reference": reference, "group": group}


def take(reference: str, group: int | None, count: int, version: int, standing: int, ctx: Context) -> list[int]:
    """The next numbers; a preview only looks which ones they would be."""
    key = (str(connection.settings_dict["NAME"]), ctx.company, reference, group)
    block = _blocks.setdefault(key, Block())
    with block.lock:
        block.of(version)
        if ctx.preview:
            numbers = chain(range(block.next, block.end), counting(standing))
            return _seen(f"{reference}@{group or ''}", numbers, count, ctx)
        taken = block.take(count)
        more = asked(reference, group, count - len(taken), ctx)
        return taken + (_more(block, more) if len(taken) < count else [])


def _seen(reference: str, numbers: Iterable[int], count: int, ctx: Context) -> list[int]:
    """The numbers that would come next, behind those this preview has seen already."""
    start = ctx.peeked.get(reference, 0)
    ctx.peeked[reference] = start + count
    return list(islice(numbers, start, start + count))


def _more(block: Block, told: dict[str, Any]) -> list[int]:
    """Numbers of a new block. A sequence made in this transaction is not seen aside, so it is used here."""
    count = int(told["count"])
    size = max(BLOCK, count)
    first = _aside(told | {"count": size})
    if first is None:
        here = sql.values(TAKE, told)[0][0]
        return list(range(here, here + count))
    block.refill(first, size)
    return block.take(count)


def _aside(told: dict[str, Any]) -> int | None:
    """Takes a block in a transaction of its own, which commits at once; None where there is no sequence.

    Its connection is none of the pool's: when every borrower waited for a second one, all would wait.
    """
    aside = connection.copy()
    aside.settings_dict["OPTIONS"].pop("pool", None)
    try:
        aside.set_autocommit(False)
        with aside.cursor() as cursor:
            cursor.execute(TAKE, told)
            row = cursor.fetchone()
        aside.commit()
    finally:
        aside.close()
    return int(row[0]) if row else None


def forget_blocks() -> None:
    """Drops the blocks in hand; tests with databases of their own need it."""
    _blocks.clear()
