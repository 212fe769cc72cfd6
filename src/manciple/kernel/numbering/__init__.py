"""Document numbers: continuous without gaps, or drawn in blocks (01 §3, reliability §2.4).

A continuous number is drawn in the transaction that uses it, as late as possible, because its row
stays locked until the end; numbers that came back unused go first, the smallest of them foremost. A
non-continuous one comes from a block taken aside, so that writers do not wait for each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .. import messages, points, sql
from ..context import Context
from ..refusals import Refused
from . import blocks, spares
from .blocks import forget_blocks
from .formats import COMPANY, counts, parse, render, spelled
from .references import Reference, label_of, longest, reference, references
from .spares import free_late, give_back, release, reserved, use

__all__ = [
    "COMPANY", "Reference", "counts", "draw", "forget_blocks", "free_late", "give_back", "label_of", "longest",
    "parse", "reference", "references", "release", "render", "reserve", "reserved", "spelled", "use",
]  # fmt: skip

# Draws from a continuous sequence; of any other it only tells how it stands.
DRAW = """
    WITH drawn AS (
        UPDATE kernel_numbersequence SET next = next + greatest(%(count)s::bigint - spare, 0)
         WHERE company_id = %(company)s AND reference = %(reference)s
           AND group_id IS NOT DISTINCT FROM %(group)s::bigint AND continuous
     RETURNING next - greatest(%(count)s::bigint - spare, 0) AS first, least(spare, %(count)s::bigint) AS spare
    )
    SELECT sequence.id, sequence.format, sequence.continuous, sequence.version, sequence.next,
           drawn.first, drawn.spare
      FROM kernel_numbersequence AS sequence LEFT JOIN drawn ON true
     WHERE company_id = %(company)s AND reference = %(reference)s
       AND group_id IS NOT DISTINCT FROM %(group)s::bigint"""

GROUPS = """
    SELECT group_id FROM kernel_numbersequence
     WHERE company_id = %(company)s AND reference = %(reference)s AND group_id = ANY (%(groups)s::bigint[])"""


def draw(reference: str, count: int, ctx: Context, groups: Sequence[int | None] | None = None) -> list[str]:
    """The next `count` numbers. Refuses when there is no sequence, or no number left.

    `groups` names a number sequence group for each number, or None: its numbers come from the group's
    own sequence of the reference, where it has one.
    """
    if count == 0:
        return []
    wanted = _wanted(reference, groups or [None] * count, ctx)
    assert len(wanted) == count, "one group for each number"
    drawn = {group: iter(_drawn(reference, group, many, ctx)) for group, many in Counter(wanted).items()}
    points.point(points.A6)
    return [next(drawn[group]) for group in wanted]


def _wanted(reference: str, groups: Sequence[int | None], ctx: Context) -> list[int | None]:
    """The group each number is drawn for: none where the group has no sequence of its own."""
    named = sorted({group for group in groups if group is not None})
    if not named:
        return list(groups)
    rows = sql.values(GROUPS, {"company": ctx.company, "reference": reference, "groups": named})
    having = {row[0] for row in rows}
    return [group if group in having else None for group in groups]


def _drawn(reference: str, group: int | None, count: int, ctx: Context) -> list[str]:
    """Numbers of one sequence."""
    rows = sql.values(DRAW, blocks.asked(reference, group, count, ctx))
    if not rows:
        raise Refused(messages.NO_SEQUENCE(reference=label_of(reference)))
    sequence, form, continuous, version, standing, first, spare = rows[0]
    if continuous:
        free = spares.take(sequence, spare, ctx) if spare else []
        numbers = [*free, *range(first, first + count - spare)]
    else:
        numbers = blocks.take(reference, group, count, version, standing, ctx)
    whole = spelled(form, ctx.company_code)
    return [render(whole, number, reference) for number in numbers]


def reserve(reference: str, ctx: Context) -> str:
    """Draws a number for a dialog that was opened, and keeps it for the user (01 §3).

    It is used when he types it, free again when he releases it, or after an hour.
    """
    (number,) = draw(reference, 1, ctx)
    spares.keep(reference, number, ctx)
    return number
