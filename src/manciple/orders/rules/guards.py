"""What must hold before an order is created or changed."""

from __future__ import annotations

from collections.abc import Iterator

from manciple.kernel.args import Args
from manciple.kernel.refusals import Refusal

from ..terms import Sheet, Standing
from . import states


def sheet_in_order(sheet: Sheet, args: Args) -> Iterator[Refusal]:
    """Everything typed can be stored as it stands; remarks go along as warnings."""
    yield from sheet.faults


def standing_in_order(order: Standing, args: Args) -> Iterator[Refusal]:
    """The same of orders whose facts say more."""
    yield from order.sheet.faults


def order_editable(order: Standing) -> Iterator[Refusal]:
    """The order may be changed now (01 §16, regime E)."""
    yield from states.editable(order.sheet, order.known.company.safety_level)
