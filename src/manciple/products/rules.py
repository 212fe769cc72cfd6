"""Judgments about items. No database, no clock, no settings."""

from __future__ import annotations

from collections.abc import Iterator

from manciple.kernel.args import Args
from manciple.kernel.refusals import Refusal
from manciple.kernel.setup import Known

from . import messages

NEVER_NEGATIVE = {"purchase_price": "Purchase price", "standard_cost": "Cost price", "lead_time_days": "Lead time"}


def units_can_be_converted(known: Known, args: Args) -> Iterator[Refusal]:
    """What is bought is put into stock, so both units must be one as long as none is converted (03 §1.4)."""
    inventory, purchase = known.value("inventory_unit", args), known.value("purchase_unit", args)
    if inventory != purchase:
        yield messages.UNITS_DIFFER(field="purchase_unit", inventory=inventory, purchase=purchase)


def nothing_is_negative(known: Known, args: Args) -> Iterator[Refusal]:
    """Prices and lead times are not negative."""
    for name, label in NEVER_NEGATIVE.items():
        value = known.value(name, args)
        if value is not None and value < 0:
            yield messages.NEGATIVE(field=name, label=label)
