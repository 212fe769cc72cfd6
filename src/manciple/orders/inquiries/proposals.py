"""What dialogs start with."""

from __future__ import annotations

from typing import Any

from manciple.kernel.context import Context
from manciple.kernel.numbers import plain
from manciple.organization.models import Worker

from ..models import OrderCharge, OrderParameters, PurchaseLine, PurchaseOrder


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
    parameters = OrderParameters.objects.filter(company=ctx.company).values_list("purchase_type", flat=True)
    worker = Worker.objects.filter(company=ctx.company, user=ctx.user).values_list("code", flat=True)
    return {"order_date": ctx.today, "orderer": worker.first(), "purchase_type": parameters.first()}


def today(order: int, ctx: Context) -> dict[str, Any]:
    """The accounting date is today unless something else is said."""
    return {"accounting_date": ctx.today}


def sent_today(order: int, ctx: Context) -> dict[str, Any]:
    """An inquiry is sent today unless something else is said."""
    return {"sent_on": ctx.today}


def canceling(order: int, ctx: Context) -> dict[str, Any]:
    """The reason that stands on the order already."""
    found = PurchaseOrder.objects.filter(company=ctx.company, pk=order)
    reason, comment = found.values_list("reason__code", "reason_comment").get()
    return {"reason": reason, "comment": comment}


def summary_as_it_is(order: int, ctx: Context) -> dict[str, Any]:
    """How the order takes part in summaries now."""
    found = PurchaseOrder.objects.filter(company=ctx.company, pk=order)
    follows, documents = found.values_list("summary_of_vendor", "summary_documents").get()
    return {"use_vendor_default": follows, "documents": documents}
