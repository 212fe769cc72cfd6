"""Delivery schedule: a line split into deliveries, changed, or taken together again (01 §13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from manciple.kernel import shapes
from manciple.kernel.actions import Batch, action
from manciple.kernel.args import Args, arg
from manciple.kernel.context import Context
from manciple.kernel.refusals import Refusal

from ..inquiries.schedule import schedule_as_it_is, scheduled
from ..messages import FINALIZED
from ..models import PurchaseLine
from ..rules import removing, schedules, states
from ..rules.schedules import Distribution, Schedule
from ..terms import ALIVE, MAINTAIN_ORDERS, ChargesConversion, LineStanding, Period
from .lots import issue_lots
from .moves import follow
from .writing import write_sheets


class Delivery(Args):
    """A delivery of the schedule: one that exists by its number, or a new one."""

    line_number: int | None = arg(_("Line number"), None, kind="whole", help=_("Left out, a delivery is added."))
    delivery_date: date | None = arg(_("Delivery date"), None)
    quantity: Decimal | None = arg(_("Quantity"), None, kind="quantity", max_digits=26, decimal_places=8)
    site: str | None = arg(_("Site"), None, ref="sites", kind="ref", max_length=20)
    warehouse: str | None = arg(_("Warehouse"), None, ref="warehouses", kind="ref", max_length=20)
    mode_of_delivery: str | None = arg(
        _("Mode of delivery"), None, ref="modes-of-delivery", kind="ref", max_length=20)  # fmt: skip
    delivery_name: str | None = arg(_("Delivery name"), None, max_length=120)
    delivery_address: str | None = arg(_("Delivery address"), None, kind="long")
    remove: bool = arg(_("Remove"), False, help=_("Takes the delivery off the schedule."))


class Scheduling(Args):
    """The deliveries of a line, and how what is left of it is distributed."""

    deliveries: tuple[Delivery, ...] = arg(_("Deliveries"), ())
    quantity_each: Decimal | None = arg(
        _("Quantity of each delivery"), None, kind="quantity", gt=0, max_digits=26, decimal_places=8,
        help=_("Distributes what is left of the line; the last delivery takes the rest."))  # fmt: skip
    number_of_deliveries: int | None = arg(
        _("Number of deliveries"), None, kind="whole", ge=1, le=schedules.MOST,
        help=_("Instead of a quantity: what is left, in equal parts."))  # fmt: skip
    first_delivery: date | None = arg(
        _("First delivery"), None, help=_("Of what is distributed; left out, the delivery date of the line.")
    )
    every: int = arg(_("Every"), 1, kind="whole", ge=1, le=1000)
    period: Period = arg(_("Period"), Period.WEEKS, choices=Period.choices)
    charges: ChargesConversion = arg(
        _("Charges conversion"), ChargesConversion.ALLOCATE, choices=ChargesConversion.choices,
        help=_("What becomes of the charges of the line when it is split."))  # fmt: skip
    dissolve: bool = arg(_("Take the schedule apart"), False, help=_("The line is delivered at once again."))

    def plan(self) -> Schedule:
        """The schedule that is wanted, in plain values."""
        rest = None
        if self.quantity_each or self.number_of_deliveries:
            rest = Distribution(
                self.first_delivery, self.every, Period(self.period), self.quantity_each, self.number_of_deliveries
            )
        told = [shapes.given(each) for each in self.deliveries]
        return Schedule(told, rest, ChargesConversion(self.charges), self.dissolve)


def still_there(standing: LineStanding) -> Iterator[Refusal]:
    """The line was not taken off the order."""
    yield from removing.not_gone(standing.line)


def fits(standing: LineStanding, args: Scheduling) -> Iterator[Refusal]:
    """The order can be stored as it would be; remarks go along as warnings."""
    yield from standing.sheet.faults


@action(
    PurchaseLine, "delivery-schedule", label=_("Delivery schedule"), pane="purchase_order_line", args=Scheduling,
    duty=MAINTAIN_ORDERS, when=ALIVE, otherwise=FINALIZED, facts=scheduled,
    needs=((states.line_editable, still_there), schedules.may_be_split), guards=(fits,),
    proposes=schedule_as_it_is, emits="purchase-order-line-scheduled", icon="calendar-time",
)  # fmt: skip
def delivery_schedule(batch: Batch[LineStanding, Scheduling], ctx: Context) -> None:
    """Splits lines into deliveries, changes their schedules, or takes them together again."""
    for target in batch:
        target.moved = states.reopened(target.facts.sheet)
    sheets = {target.facts.sheet.header["id"]: target.facts.sheet for target in batch}
    issue_lots(sheets.values(), ctx)
    write_sheets(list(sheets.values()), ctx)
    follow(sheets, ctx)
