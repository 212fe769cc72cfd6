"""Why a number of an order is what it is, step by step (design §1)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from manciple.kernel.context import Context
from manciple.kernel.explain import Step, Told
from manciple.kernel.inquiries import column, inquiry
from manciple.kernel.refusals import NotFound
from manciple.pricing import inquiries as prices

from ..rules import reasons
from ..terms import VIEW_ORDERS
from .figures import ORDERS, one


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One step of a derivation."""

    step: int = column(_("Step"))
    rule: str = column(_("Rule"))
    inputs: str = column(_("From"))
    result: str = column(_("Result"))
    chapter: str = column(_("Chapter"))
    note: str = column(_("Note"))


@inquiry("price-details", label=_("Price details"), row=ReasonRow, duty=VIEW_ORDERS, about=ORDERS)
def price_details(ctx: Context, *, number: str, line: int | None = None) -> list[ReasonRow]:
    """Where price, discount, net amount and tax of a line come from; without a line, the totals."""
    sheet, have = one(number, ctx, "item")
    told = Told()
    if line is None:
        reasons.totals(sheet, have, told)
    else:
        found = next((each for each in sheet.lines if each.number == line), None)
        if found is None:
            raise NotFound(f"{number} · {line}")
        key = reasons.wanted(found, sheet)
        reasons.price(found, sheet, prices.offers([key], ctx).get(key, ()), have, told)
    return [_row(place, each) for place, each in enumerate(told.steps, 1)]


def _row(place: int, step: Step) -> ReasonRow:
    inputs = "; ".join(f"{name.replace('_', ' ')} {value}" for name, value in step.inputs.items())
    return ReasonRow(place, step.rule, inputs, step.result, step.chapter, step.note)
