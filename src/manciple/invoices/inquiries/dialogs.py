"""What dialogs start with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet

from manciple.kernel.context import Context
from manciple.kernel.numbers import plain
from manciple.orders.models import PurchaseLine

Billable = tuple[int, str, str, str, Decimal, Decimal | None]


def proposed_bill(order: int, ctx: Context) -> dict[str, Any]:
    """Today, and of each line what was received and not billed yet; where nothing was received, what was
    ordered. Prices are the order's (04 §3)."""
    lines = PurchaseLine.objects.filter(company=ctx.company, order=order, counts=True)
    told = _billable(lines, F("received") - F("invoiced")) or _billable(lines, F("quantity") - F("invoiced"))
    rows = [
        {"line_number": number, "quantity": quantity, "unit_price": price,
         "_about": f"{number} · {item} {name} · {plain(quantity)} {unit}"}
        for number, item, name, unit, quantity, price in told
    ]  # fmt: skip
    return {
        "invoice_date": ctx.today, "posting_date": ctx.today, "lines": rows, "_without": ("quantity_option",),
    }  # fmt: skip


def _billable(lines: QuerySet[PurchaseLine], left: Any) -> list[Billable]:
    """The lines of which something is left to bill."""
    open_lines = lines.annotate(left=left).exclude(left=0).order_by("line_number")
    names = ("line_number", "item__item", "product_name", "unit__code", "left", "unit_price")
    return list(open_lines.values_list(*names))
