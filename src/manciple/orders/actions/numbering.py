"""Renumber: another number for a line, or for all of them (01 §15)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from manciple.kernel.actions import Batch, action
from manciple.kernel.args import Args, arg
from manciple.kernel.context import Context
from manciple.kernel.messages import REQUIRED
from manciple.kernel.refusals import Refusal

from ..inquiries.standing import line_standing
from ..messages import FINALIZED
from ..models import PurchaseLine
from ..rules import numbering, removing, states
from ..terms import ALIVE, MAINTAIN_ORDERS, LineStanding
from .writing import write_sheets


class Numbering(Args):
    """A number for the line, or new numbers for all."""

    line_number: int | None = arg(_("Line number"), None, kind="whole", help=_("One that is free."))
    all_lines: bool = arg(
        _("All lines"), False, help=_("In their present order, by the increment of the order parameters."))  # fmt: skip


def number_free(standing: LineStanding, args: Numbering) -> Iterator[Refusal]:
    """The number is free and above 0; or all lines get theirs (ORD-63)."""
    if args.all_lines:
        yield from numbering.renumber_all(standing.sheet, standing.known.company.line_number_increment)
    elif args.line_number is None:
        yield REQUIRED(line=standing.line.number, field="line_number", label=_("Line number"))
    else:
        yield from numbering.renumber(standing, args.line_number)


def still_there(standing: LineStanding) -> Iterator[Refusal]:
    """A line taken off the order keeps its number."""
    yield from removing.not_gone(standing.line)


@action(
    PurchaseLine, "renumber", label=_("Renumber"), pane="update_line", args=Numbering, duty=MAINTAIN_ORDERS,
    when=ALIVE, otherwise=FINALIZED, facts=line_standing, needs=(states.line_editable, still_there),
    guards=(number_free,), emits="purchase-order-lines-renumbered", icon="list-numbers",
)  # fmt: skip
def renumber(batch: Batch[LineStanding, Numbering], ctx: Context) -> None:
    """Gives lines other numbers; journals and links keep the line itself."""
    for target in batch:
        target.moved = states.reopened(target.facts.sheet)
    sheets = {target.facts.sheet.header["id"]: target.facts.sheet for target in batch}
    write_sheets(list(sheets.values()), ctx)
