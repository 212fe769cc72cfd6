"""Numbers of continuous sequences that stand on no document: free again, or reserved (01 §3).

Whatever changes the spare numbers of a sequence holds its row, so that their count in the row is right
and two writers never take the same one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .. import sql
from ..context import Context
from .formats import parse, spelled

RESERVED_FOR = timedelta(hours=1)

HOLD = """
    SELECT id, format, next FROM kernel_numbersequence
     WHERE company_id = %(company)s AND reference = %(reference)s AND group_id IS NULL AND continuous
       FOR NO KEY UPDATE"""

TAKE = """
    WITH smallest AS (
        SELECT id FROM kernel_sparenumber
         WHERE company_id = %(company)s AND sequence_id = %(sequence)s AND until IS NULL
         ORDER BY number LIMIT %(count)s
    ), taken AS (
        DELETE FROM kernel_sparenumber AS spare USING smallest
         WHERE spare.company_id = %(company)s AND spare.id = smallest.id
     RETURNING spare.number
    ), fewer AS (
        UPDATE kernel_numbersequence SET spare = spare - (SELECT count(*) FROM taken)
         WHERE company_id = %(company)s AND id = %(sequence)s
    )
    SELECT number FROM taken ORDER BY number"""

FREE = """
    WITH freed AS (
        INSERT INTO kernel_sparenumber (company_id, sequence_id, number, holder)
        SELECT %(company)s, %(sequence)s, number, '' FROM unnest(%(numbers)s::bigint[]) AS given (number)
            ON CONFLICT DO NOTHING
     RETURNING number
    )
    UPDATE kernel_numbersequence SET spare = spare + (SELECT count(*) FROM freed)
     WHERE company_id = %(company)s AND id = %(sequence)s"""

RESERVE = """
    INSERT INTO kernel_sparenumber (company_id, sequence_id, number, holder, until)
    VALUES (%(company)s, %(sequence)s, %(number)s, %(holder)s, %(until)s)"""

USE = """
    WITH used AS (
        DELETE FROM kernel_sparenumber AS spare
         WHERE company_id = %(company)s AND sequence_id = %(sequence)s
           AND number = ANY (%(numbers)s::bigint[]) AND (until IS NULL OR holder = %(holder)s)
     RETURNING until
    )
    UPDATE kernel_numbersequence SET spare = spare - (SELECT count(*) FROM used WHERE until IS NULL)
     WHERE company_id = %(company)s AND id = %(sequence)s"""

RELEASE = """
    WITH released AS (
        UPDATE kernel_sparenumber SET until = NULL, holder = ''
         WHERE company_id = %(company)s AND sequence_id = %(sequence)s
           AND number = ANY (%(numbers)s::bigint[]) AND holder = %(holder)s AND until IS NOT NULL
     RETURNING number
    )
    UPDATE kernel_numbersequence SET spare = spare + (SELECT count(*) FROM released)
     WHERE company_id = %(company)s AND id = %(sequence)s"""

HOLD_LATE = """
    SELECT id FROM kernel_numbersequence AS sequence
     WHERE company_id = %(company)s
       AND EXISTS (SELECT FROM kernel_sparenumber AS spare
                    WHERE spare.company_id = sequence.company_id AND spare.sequence_id = sequence.id
                      AND spare.until < %(now)s)
     ORDER BY id FOR NO KEY UPDATE"""

FREE_LATE = """
    WITH late AS (
        UPDATE kernel_sparenumber SET until = NULL, holder = ''
         WHERE company_id = %(company)s AND sequence_id = ANY (%(sequences)s::bigint[]) AND until < %(now)s
     RETURNING sequence_id
    ), counted AS (
        SELECT sequence_id, count(*) AS numbers FROM late GROUP BY sequence_id
    ), more AS (
        UPDATE kernel_numbersequence AS sequence SET spare = spare + counted.numbers
          FROM counted WHERE sequence.company_id = %(company)s AND sequence.id = counted.sequence_id
    )
    SELECT coalesce(sum(numbers), 0) FROM counted"""

RESERVED = """
    SELECT spare.number, spare.holder, sequence.format
      FROM kernel_numbersequence AS sequence
      JOIN kernel_sparenumber AS spare
        ON spare.company_id = sequence.company_id AND spare.sequence_id = sequence.id
     WHERE sequence.company_id = %(company)s AND sequence.reference = %(reference)s
       AND sequence.group_id IS NULL AND spare.until IS NOT NULL"""


@dataclass(frozen=True, slots=True)
class Held:
    """A continuous sequence whose row this transaction holds."""

    id: int
    form: str
    next: int

    def counters(self, numbers: Iterable[str]) -> list[int]:
        """The counters of those numbers that the sequence has given."""
        found = (parse(self.form, number) for number in numbers)
        return sorted({each for each in found if each is not None and each < self.next})


def _hold(reference: str, ctx: Context) -> Held | None:
    """The company's own sequence of a reference, held; None where it may have gaps or does not exist."""
    rows = sql.values(HOLD, {"company": ctx.company, "reference": reference})
    return Held(rows[0][0], spelled(rows[0][1], ctx.company_code), rows[0][2]) if rows else None


def take(sequence: int, count: int, ctx: Context) -> list[int]:
    """The smallest free numbers, for a caller who holds the sequence."""
    return [row[0] for row in sql.values(TAKE, {"company": ctx.company, "sequence": sequence, "count": count})]


def give_back(reference: str, numbers: Collection[str], ctx: Context) -> None:
    """Numbers that stand on nothing any more are free; those of another origin are none of our concern."""
    _change(FREE, reference, numbers, ctx)


def use(reference: str, numbers: Collection[str], ctx: Context) -> None:
    """Somebody typed numbers that were free, or reserved for him."""
    _change(USE, reference, numbers, ctx)


def release(reference: str, numbers: Collection[str], ctx: Context) -> None:
    """Whoever had reserved numbers does not want them any more."""
    _change(RELEASE, reference, numbers, ctx)


def _change(statement: str, reference: str, numbers: Collection[str], ctx: Context) -> None:
    held = _hold(reference, ctx) if numbers else None
    counters = held.counters(numbers) if held else []
    if held and counters:
        told = {"company": ctx.company, "sequence": held.id, "numbers": counters, "holder": holder_of(ctx)}
        sql.values(statement, told)


def keep(reference: str, number: str, ctx: Context) -> None:
    """Reserves a number that was just drawn, until its holder uses it, releases it or is gone."""
    held = _hold(reference, ctx)
    if held is None:
        return
    (counter,) = held.counters([number])
    told = {"sequence": held.id, "number": counter, "until": ctx.now + RESERVED_FOR}
    sql.values(RESERVE, {"company": ctx.company, "holder": holder_of(ctx), **told})


def reserved(reference: str, numbers: Sequence[str], ctx: Context) -> Mapping[str, bool]:
    """Which of the numbers are reserved, and whether for whoever asks; numbers in upper case."""
    rows = sql.values(RESERVED, {"company": ctx.company, "reference": reference}) if numbers else []
    asked, found = {number.upper() for number in numbers}, dict[str, bool]()
    for counter, holder, form in rows:
        whole = spelled(form, ctx.company_code)
        found |= {number: holder == holder_of(ctx) for number in asked if parse(whole, number) == counter}
    return found


def free_late(now: datetime, company: int) -> int:
    """Frees what was reserved by sessions that are gone; tells how many numbers."""
    told = {"company": company, "now": now}
    sequences = [row[0] for row in sql.values(HOLD_LATE, told)]
    return int(sql.values(FREE_LATE, told | {"sequences": sequences})[0][0]) if sequences else 0


def holder_of(ctx: Context) -> str:
    """By what a reservation knows whose it is."""
    return str(ctx.user)
