"""Document numbers: continuous without gaps, or drawn in blocks (01 §3, reliability §2.4).

A continuous number is drawn in the transaction that uses it, as late as possible, because its row
stays locked until the end. A non-continuous one comes from a block taken aside, so that writers do
not wait for each other; a block lost in a crash is a gap.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock

from django.db import connection

from . import messages, points, scope
from .context import Context
from .refusals import Refused

BLOCK = 50
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

DRAW = """
    UPDATE kernel_numbersequence SET next = next + %(count)s
     WHERE company_id = %(company)s AND reference = %(reference)s AND (continuous OR %(blocks)s)
 RETURNING next - %(count)s, format, continuous"""

_blocks: dict[tuple[str, int, str], Iterator[tuple[int, str]]] = {}
_guard = Lock()


def draw(reference: str, count: int, ctx: Context) -> list[str]:
    """The next `count` numbers of a sequence. Refuses when there is no sequence, or no number left."""
    if count == 0:
        return []
    drawn = _draw_here(reference, count, ctx, blocks=False) or _from_blocks(reference, count, ctx)
    points.point(points.A6)
    return [render(form, number, reference) for number, form in drawn]


def _draw_here(reference: str, count: int, ctx: Context, *, blocks: bool) -> list[tuple[int, str]]:
    """Numbers of a continuous sequence, in this transaction; none when the sequence is not one."""
    with connection.cursor() as cursor:
        cursor.execute(
            DRAW, {"count": count, "company": ctx.company, "reference": reference, "blocks": blocks})
        row = cursor.fetchone()
    if row is None:
        return []
    return [(number, row[1]) for number in range(row[0], row[0] + count)]


def _from_blocks(reference: str, count: int, ctx: Context) -> list[tuple[int, str]]:
    key = (str(connection.settings_dict["NAME"]), ctx.company, reference)
    with _guard:
        block = _blocks.get(key, iter(()))
        taken = [number for number, _ in zip(block, range(count), strict=False)]
        if len(taken) < count:
            more = iter(_take_aside(reference, max(BLOCK, count), ctx))
            taken += [number for number, _ in zip(more, range(count - len(taken)), strict=False)]
            _blocks[key] = more
    if len(taken) < count:
        raise Refused(messages.NO_SEQUENCE(reference=reference))
    return taken


def _take_aside(reference: str, count: int, ctx: Context) -> list[tuple[int, str]]:
    """A block in a transaction of its own. A sequence made in this transaction is not seen there."""
    aside = connection.copy()
    try:
        with aside.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('manciple.companies', %s, false)",
                [scope.as_array((ctx.company,))])
            cursor.execute(DRAW, {
                "count": count, "company": ctx.company, "reference": reference, "blocks": True})
            row = cursor.fetchone()
            cursor.execute("SELECT set_config('manciple.companies', '', false)")
    finally:
        aside.close()
    if row is None:
        return _draw_here(reference, count, ctx, blocks=True)
    return [(number, row[1]) for number in range(row[0], row[0] + count)]


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
