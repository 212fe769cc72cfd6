"""What must hold before an order is created or changed."""

from __future__ import annotations

from collections.abc import Iterator

from manciple.kernel.args import Args
from manciple.kernel.refusals import Refusal

from ..terms import Sheet


def sheet_in_order(sheet: Sheet, args: Args) -> Iterator[Refusal]:
    """Everything typed can be stored as it stands; remarks go along as warnings."""
    yield from sheet.faults
