"""What dialogs start with."""

from __future__ import annotations

from typing import Any

from manciple.kernel.context import Context
from manciple.kernel.numbers import plain

from ..models import OrderCharge, PurchaseLine


def charges_as_they_are(order: int, ctx: Context) -> dict[str, Any]:
    """The charges on the header, to be changed."""
    found = OrderCharge.objects.filter(company=ctx.company, order=order).order_by("line_number")
    return {"charges": [_charge(each) for each in found.select_related("charge_code")]}


def _charge(charge: OrderCharge) -> dict[str, Any]:
    code = charge.charge_code.code
    return {
        "line_number": charge.line_number, "charge_code": code, "category": charge.category,
        "value": charge.value, "text": charge.text,
        "_about": f"{charge.line_number} · {code} · {plain(charge.amount)}",
    }  # fmt: skip


def remainder_as_it_is(line: int, ctx: Context) -> dict[str, Any]:
    """What is still to come of the line."""
    found = PurchaseLine.objects.filter(company=ctx.company, pk=line)
    return {"remainder": found.values_list("remaining", flat=True).get()}


def new_order(order: int, ctx: Context) -> dict[str, Any]:
    """A new order is made today, by whoever makes it, unless something else is said."""
    return {"order_date": ctx.today, "orderer": ctx.user_name}


def today(order: int, ctx: Context) -> dict[str, Any]:
    """The accounting date is today unless something else is said."""
    return {"accounting_date": ctx.today}
