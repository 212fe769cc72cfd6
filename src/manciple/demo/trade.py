"""Lets the demo companies buy: every step is the action its people would use, on the day they would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from manciple.founding.making import make, told
from manciple.kernel import authority
from manciple.kernel.actions import CREATE
from manciple.kernel.args import Args
from manciple.kernel.context import Context
from manciple.kernel.running import create, run
from manciple.orders.models import PurchaseLine, PurchaseOrder
from manciple.organization.models import User
from manciple.terms.models import BuyerGroup

from . import catalog
from .company import Company
from .stories import BACK_WEEKS, STORIES, Act, How, Story

OPENING = time(9, 10)
#: Ordered quantities, all of which can be halved.
QUANTITIES = ("40", "120", "24", "200", "60", "10", "500", "80", "16", "300")
HOURS = ("4", "8", "6", "12")
BUYERS = {"code": "MAT", "name": "Materials"}
SHARES = {How.HALF: Decimal("0.5"), How.SHORT: Decimal("0.96")}
DEARER = Decimal("1.10")


@dataclass(slots=True)
class Bought:
    """An order of the demo: its number and lines, and how many deliveries and bills there were."""

    number: str
    vendor: str
    steps: list[tuple[int, Act, How]]
    lines: list[dict[str, Any]]
    deliveries: int = 0
    bills: int = 0


Due = list[tuple[Bought, How]]


@dataclass(slots=True)
class Trade:
    """The buying of one company."""

    company: Company
    orders: list[Bought] = field(default_factory=list)
    people: dict[str, Context] = field(default_factory=dict)

    def everything(self) -> None:
        """All stories, week by week, once: a company that has orders has its stories."""
        with self.company.reading():
            if PurchaseOrder.objects.filter(company=self.company.id).exists():
                return
        make(BuyerGroup, [BUYERS], self.company.ctx)
        for weeks in range(max(story.weeks for story in STORIES), -1, -1):
            self._order([self._told(story, weeks) for story in STORIES if story.weeks == weeks], weeks)
            if weeks == BACK_WEEKS:
                self._order(self._sent_back(), weeks)
            for act in Act:
                self._act(act, weeks)

    def _who(self, username: str, weeks: int, hour: int = 0) -> Context:
        """Somebody of the company at work, so many weeks ago; with the duties he has, and no others."""
        if username not in self.people:
            pk = User.objects.values_list("pk", flat=True).get(username=username)
            found = authority.context(user=pk, company=self.company.code, door="demo", now=self.company.ctx.now)
            assert found is not None, f"{username} has no role in {self.company.code}"
            self.people[username] = found
        day = self.company.today - timedelta(weeks=weeks)
        day -= timedelta(days=max(day.weekday() - 4, 0))  # nobody works on a weekend
        moment = datetime.combine(day, OPENING, ZoneInfo(self.company.ctx.zone)) + timedelta(hours=hour)
        return self.people[username].fresh(now=min(moment, self.company.ctx.now))

    # --- Ordering ------------------------------------------------------------------------------

    def _order(self, stories: Sequence[tuple[Story, dict[str, Any]]], weeks: int) -> None:
        if not stories:
            return
        ctx = self._who("buyer", weeks)
        usual = {"order_date": ctx.today, "buyer_group": BUYERS["code"],
                 "delivery_date": ctx.today + timedelta(weeks=2)}  # fmt: skip
        made = create(PurchaseOrder, [told(PurchaseOrder, CREATE, **usual, **each) for _, each in stories], ctx).made
        for (story, each), order in zip(stories, made, strict=True):
            self.orders.append(Bought(order.number, story.vendor, story.steps(), each["lines"]))

    def _told(self, story: Story, weeks: int) -> tuple[Story, dict[str, Any]]:
        items = [
            item for item in catalog.ITEMS if item["vendor"] == story.vendor and item["item"] not in catalog.STOPPED
        ]
        chosen = [items[(story.place + step) % len(items)] for step in range(min(story.lines, len(items)))]
        lines = [_line(item, story.place + place) for place, item in enumerate(chosen)]
        charge = {"charge_code": "FREIGHT", "category": "percent", "value": story.charge}
        return story, {"vendor": story.vendor, "lines": lines, "charges": [charge] if story.charge else []}

    def _sent_back(self) -> list[tuple[Story, dict[str, Any]]]:
        """What was bought and goes back: an order of its own with a negative quantity."""
        return [
            (
                Story(story.place, BACK_WEEKS, story.vendor, 1, "invoiced"),
                {
                    "vendor": story.vendor, "vendor_reference": f"Return of {bought.number}",
                    "lines": [{"item": bought.lines[0]["item"], "quantity": f"-{story.back}"}],
                },
            )
            for story, bought in zip(STORIES, self.orders, strict=False)
            if story.back
        ]  # fmt: skip

    # --- What becomes of orders ----------------------------------------------------------------

    def _act(self, act: Act, weeks: int) -> None:
        """Does one thing to all orders for which it is time, in rounds in which no order comes twice."""
        due: Due = []
        for bought in self.orders:
            if bought.steps and bought.steps[0][:2] == (weeks, act):
                due.append((bought, bought.steps.pop(0)[2]))
        if due:
            key, username, hour, tell = ACTS[act]
            ctx = self._who(username, weeks, hour)
            run(PurchaseOrder, key, [bought.number for bought, _ in due], tell(self, due, ctx), ctx)

    def _nothing(self, due: Due, ctx: Context) -> None:
        """Nothing is told."""

    def _slips(self, due: Due, ctx: Context) -> list[Args]:
        """What the vendors say was delivered."""
        return [
            told(
                PurchaseOrder,
                "post-product-receipt",
                product_receipt=_slip(bought),
                posted_on=ctx.today,
                document_date=ctx.today,
                lines=_lots(bought, how),
            )
            for bought, how in due
        ]

    def _bills(self, due: Due, ctx: Context) -> list[Args]:
        """What the vendors ask for: what arrived as agreed is posted, what is dearer waits for a look."""
        prices = self._prices([bought.number for bought, how in due if how == How.DEAR])
        return [
            told(
                PurchaseOrder,
                "invoice",
                invoice=_bill(bought), posting_date=ctx.today, post=how != How.DEAR,
                lines=[
                    {"line_number": line, "unit_price": price * DEARER} for line, price in prices.get(bought.number, ())
                ],
            )
            for bought, how in due
        ]  # fmt: skip

    def _prices(self, numbers: Sequence[str]) -> dict[str, list[tuple[int, Decimal]]]:
        found: dict[str, list[tuple[int, Decimal]]] = {}
        with self.company.reading():
            lines = PurchaseLine.objects.filter(company=self.company.id, order__number__in=numbers)
            rows = lines.order_by("line_number").values_list("order__number", "line_number", "unit_price")
            for number, line, price in rows:
                found.setdefault(number, []).append((line, price))
        return found

    def _closing(self, due: Due, ctx: Context) -> Args:
        """When orders are closed in the books."""
        return told(PurchaseOrder, "finalize", accounting_date=ctx.today)


#: Which action it is, who does it at which hour after opening, and what he tells.
ACTS: dict[Act, tuple[str, str, int, Callable[[Trade, Due, Context], Any]]] = {
    Act.CONFIRM: ("confirm", "buyer", 1, Trade._nothing),
    Act.CANCEL: ("cancel", "buyer", 2, Trade._nothing),
    Act.RECEIVE: ("post-product-receipt", "clerk", 3, Trade._slips),
    Act.INVOICE: ("invoice", "payables", 5, Trade._bills),
    Act.FINALIZE: ("finalize", "manager", 7, Trade._closing),
}


def _line(item: dict[str, str], place: int) -> dict[str, Any]:
    choice = HOURS if item["unit"] == "hr" else QUANTITIES
    return {"item": item["item"], "quantity": choice[place % len(choice)]}


def _lots(bought: Bought, how: How) -> list[dict[str, Any]]:
    """What arrives of each line; all that is still to come where nothing else is meant."""
    if how not in SHARES:
        return []
    return [
        {"line_number": place, "quantity": Decimal(line["quantity"]) * SHARES[how], "close": how == How.SHORT}
        for place, line in enumerate(bought.lines, start=1)
    ]


def _slip(bought: Bought) -> str:
    bought.deliveries += 1
    return f"DN-{bought.number[-4:]}-{bought.deliveries}"


def _bill(bought: Bought) -> str:
    bought.bills += 1
    again = "" if bought.bills == 1 else f"/{bought.bills}"
    return f"{bought.vendor[2:]}-{bought.number[-4:]}{again}"
