"""An order as the paper clerk keeps it: its type, how far it is agreed, its lines, what he was told to keep.

Written from chapter 01 §2, §7, §10–§15 without looking at the program. Every act answers the codes it is
refused with; none when it is done. Quantities count away from zero, as in `clerk.Line`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from .clerk import Line

OPEN = ("draft", "rejected")
AGREED = ("approved", "in_external_review", "confirmed")
RANK = ["open_order", "received", "invoiced", "canceled"]
DOCUMENTS = ["none", "purchase_inquiry", "purchase_order", "receipts_list", "product_receipt", "invoice"]
#: Who is asked, one after the other.
BOSS, CHIEF, DEPUTY = "boss", "chief", "deputy"

Codes = list[str]
#: A line as a journal or a version names it: signed quantity and price.
Copied = tuple[int, int]
_keys = count(1)


@dataclass
class Item:
    """A line of the order; `price` in cents."""

    number: int
    line: Line
    price: int
    kind: str = "single_delivery"
    head: int | None = None
    day: str = ""
    promised: str = ""
    deleted: bool = False
    finalized: bool = False
    stopped: bool = False
    agreed: bool = False
    has_action: bool = False
    #: The line of an invoice that it takes back.
    credits: int = 0
    key: int = field(default_factory=lambda: next(_keys))

    @property
    def quantity(self) -> int:
        """What people see, with its sign."""
        return self.line.side * (self.line.ordered - self.line.with_order)

    @property
    def is_total(self) -> bool:
        return self.kind == "multiple_deliveries"

    @property
    def touched(self) -> bool:
        return self.line.received > 0 or self.line.invoiced > 0

    def said(self) -> tuple[Any, ...]:
        """What a version says of it."""
        side, line = self.line.side, self.line
        return (
            self.key, self.number, self.kind, self.head, self.quantity, side * line.with_remainder, side * line.added,
            self.price, self.day, self.promised, self.has_action)  # fmt: skip


@dataclass(frozen=True)
class Billed:
    """A line of a posted invoice, and the line of the order it bills."""

    quantity: int
    price: int
    item: Item
    key: int = field(default_factory=lambda: next(_keys))


@dataclass
class Order:
    """The order on paper."""

    number: str
    kind: str
    managed: bool
    items: list[Item]
    rma: bool = False
    state: str = ""
    request: bool = False
    changed: bool = False
    confirmations: int = 0
    inquiries: int = 0
    received: bool = False
    invoiced: bool = False
    reference: str = ""
    charges: tuple[str, ...] = ()
    pool: str = ""
    approved: bool = False
    waiting: list[str] = field(default_factory=list)
    answered: str = ""
    versions: list[Any] = field(default_factory=list)
    journals: list[list[Copied]] = field(default_factory=list)
    bills: dict[str, list[Billed]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.state = self.state or self._first()

    # --- What can be read off it ----------------------------------------------------------------

    @property
    def counted(self) -> list[Item]:
        """Neither taken off nor the total of a schedule; by their numbers."""
        standing = [each for each in self.items if not each.deleted and not each.is_total]
        return sorted(standing, key=lambda each: each.number)

    def deliveries(self, head: Item) -> list[Item]:
        return [each for each in self.counted if each.head == head.key]

    def status_of(self, item: Item) -> str:
        if not item.is_total:
            return item.line.status
        return min((each.line.status for each in self.deliveries(item)), key=RANK.index, default="open_order")

    @property
    def status(self) -> str:
        lines = [each for each in self.counted if each.quantity or each.line.canceled]
        return min((each.line.status for each in lines), key=RANK.index, default="open_order")

    @property
    def document_status(self) -> str:
        reached = [("invoice", self.invoiced), ("product_receipt", self.received),
                   ("purchase_order", self.confirmations), ("purchase_inquiry", self.inquiries)]  # fmt: skip
        return next((name for name, there in reached if there), "none")

    @property
    def promised(self) -> str | None:
        days = [each.promised for each in self.counted
                if each.promised and each.line.status in ("open_order", "received")]  # fmt: skip
        return min(days, default=None)

    @property
    def subtotal(self) -> int:
        return sum(each.quantity * each.price for each in self.counted)

    def content(self) -> tuple[Any, ...]:
        """What a version says."""
        lines = sorted(each.said() for each in self.items if not each.deleted)
        return self.kind, self.managed, self.rma, self.reference, self.charges, tuple(lines)

    # --- The way to agreement -------------------------------------------------------------------

    def _first(self) -> str:
        return "draft" if self.managed else "approved"

    def closed(self) -> Codes:
        """Why what is told to the vendor may not be changed now (§16, regime E)."""
        if self.state == "in_review":
            return ["ORD-21"]
        return ["ORD-53"] if self.managed and self.state not in OPEN else []

    def reopen(self, managed_before: bool | None = None) -> None:
        """Something changed: without change management it is confirmed again, with it approved again."""
        was_managed = self.managed if managed_before is None else managed_before
        agreed = self.state in AGREED and was_managed
        self.state = self._first()
        self.request = self.state == "draft" and (agreed or self.request)
        self.changed = self.confirmations > 0

    def keep(self) -> None:
        """A version, when it says something new."""
        if not self.versions or self.versions[-1] != self.content():
            self.versions.append(self.content())

    def purge(self) -> None:
        self.items = [each for each in self.items if not each.deleted]

    def _final(self) -> Codes:
        return ["ORD-16"] if self.state == "finalized" else []

    def _to_confirm(self) -> Codes:
        if self.kind == "journal":
            return ["ORD-07"]
        if not self.confirmations and not any(each.quantity for each in self.counted):
            return ["ORD-31"]
        returned = self.kind == "returned_order"
        return ["ORD-06" for each in self.counted if returned and each.quantity and not each.has_action]

    def confirm(self, *, again: bool = False) -> Codes:
        """`again`: the posting form, which issues an unchanged order once more."""
        if self.state not in AGREED:
            return ["ORD-30"]
        if self.state == "confirmed" and not again:
            return ["ORD-35"]
        if codes := self._to_confirm():
            return codes
        self.keep()
        self.journals.append([(each.quantity, each.price) for each in self.counted])
        self.purge()
        self.state, self.changed, self.confirmations = "confirmed", False, self.confirmations + 1
        self._agree()
        return []

    def _agree(self) -> None:
        for each in self.items:
            each.agreed = True

    def issue(self) -> Codes:
        return self.confirm(again=True)

    def inquire(self) -> Codes:
        if self.state not in ("approved", "in_external_review"):
            return ["ORD-120"]
        if self.kind == "journal":
            return ["ORD-07"]
        if not self.counted:
            return ["ORD-121"]
        self.keep()
        self.state, self.inquiries = "in_external_review", self.inquiries + 1
        return []

    def submit(self) -> Codes:
        if self.state == "finalized":
            return ["ORD-16"]
        if not self.managed:
            return ["ORD-101"]
        if self.kind == "journal":
            return ["ORD-07"]
        if self.state not in OPEN:
            return ["ORD-104"]
        if not self.counted and not self.confirmations:
            return ["ORD-100"]
        self.state, self.waiting, self.answered = "in_review", [BOSS, CHIEF], ""
        return []

    def _asked(self, who: str) -> Codes:
        if self.waiting[0] == who:
            return []
        return ["ORD-23"] if self.answered == who else ["WFL-30"]

    def _judged(self, who: str) -> Codes:
        if self.state == "finalized":
            return ["ORD-16"]
        if self.state != "in_review":
            return ["ORD-22" if self.request and self.state == "draft" else "ORD-103"]
        return self._asked(who) if who else []

    def approve(self, who: str) -> Codes:
        if codes := self._judged(who):
            return codes
        self.waiting, self.answered = self.waiting[1:], who
        if not self.waiting:
            self.state, self.request, self.approved = "approved", False, True
            self.keep()
            if not self.confirmations:
                self.purge()
            for each in self.items:
                each.agreed = each.agreed or not each.deleted
        return []

    def reject(self, who: str) -> Codes:
        codes = self._judged(who)
        if not codes:
            self.state, self.waiting = "rejected", []
        return codes

    def recall(self) -> Codes:
        codes = self._judged("")
        if not codes:
            self.state, self.waiting = "draft", []
        return codes

    def delegate(self, who: str) -> Codes:
        codes = self._judged(who)
        if not codes:
            self.waiting[0] = DEPUTY
        return codes

    def request_change(self, who: str) -> Codes:
        if self.state == "finalized":
            return ["ORD-16"]
        if not self.managed:
            return ["ORD-101"]
        if self.request and self.state in OPEN:
            return ["ORD-22"]
        if self.state == "in_review":
            if codes := self._asked(who):
                return codes
        elif self.state not in AGREED:
            return ["ORD-102"]
        else:
            self.request = True
        self.state, self.waiting = "draft", []
        return []

    # --- Editing ----------------------------------------------------------------------------------

    def refer(self, reference: str) -> Codes:
        if codes := self._final() or self.closed():
            return codes
        self.reference = reference
        self.reopen()
        return []

    def put_into(self, pool: str) -> Codes:
        """Nothing the vendor is told: possible as long as the order lives."""
        codes = self._final()
        if not codes:
            self.pool = pool
        return codes

    def charge(self, value: str) -> Codes:
        if codes := self._final() or self.closed():
            return codes
        self.charges = (*self.charges, value)
        self.reopen()
        return []

    def turn_into(self, kind: str) -> Codes:
        """Another type; never after the first confirmation, and no Journal once the vendor was asked."""
        if codes := self._final():
            return codes
        if kind == self.kind:
            return []
        if self.confirmations or (kind == "journal" and self.inquiries):
            return ["ORD-08"]
        wrong = [each for each in self.items if kind == "returned_order" and each.line.side > 0 and each.line.ordered]
        codes = self.closed() + ["ORD-05"] * len(wrong) + (["ORD-06"] if kind == "returned_order" else [])
        if codes:
            return codes
        if self.kind == "returned_order":
            self.rma = False
            for each in self.items:
                each.has_action = False
        self.kind = kind
        self.reopen()
        return []

    def manage(self, managed: bool) -> Codes:
        if codes := self._final():
            return codes
        if managed == self.managed:
            return []
        if self.confirmations or self.approved:
            return ["ORD-15"]
        if codes := self.closed():
            return codes
        self.managed = managed
        self.reopen(managed_before=not managed)
        return []

    def add(self, quantity: int, price: int) -> Codes:
        codes = self._final()
        if not codes:
            wrong = ["ORD-05"] if self.kind == "returned_order" and quantity > 0 else []
            codes = self.closed() + wrong
        if not codes:
            self.items.append(self._new(quantity, price))
            self.reopen()
        return codes

    def _new(self, quantity: int, price: int, **more: Any) -> Item:
        number = max((each.number for each in self.items), default=0) + 1
        return Item(number, Line(abs(quantity), 1 if quantity > 0 else -1), price, **more)

    def take_off(self, item: Item) -> Codes:
        if codes := self._final():
            return codes
        codes = ["ORD-122"] if item.deleted else []
        codes += ["ORD-139"] if item.kind != "single_delivery" else []
        codes += ["ORD-41"] if item.touched or item.finalized else []
        if not item.deleted or not item.agreed:
            codes += self.closed()
        if not codes:
            self._gone(item)
            self.reopen()
        return codes

    def _gone(self, item: Item) -> None:
        """What was agreed is marked; anything else is gone at once."""
        if item.agreed:
            item.deleted = True
        else:
            self.items.remove(item)

    def put_back(self, item: Item) -> Codes:
        codes = self._final()
        if not codes:
            codes = self.closed() + ([] if item.deleted else ["ORD-123"])
        if not codes:
            schedule = [each for each in self.items if (each.head or each.key) == (item.head or item.key)]
            gone_as_one = any(each.deleted and each.key == (item.head or item.key) for each in schedule)
            for each in schedule if gone_as_one else [item]:
                each.deleted = False
            self._add_up(item)
            self.reopen()
        return codes

    def order_anew(self, item: Item, quantity: int) -> Codes:
        """Typing a quantity; `quantity` counts away from zero."""
        if codes := self._final():
            return codes
        line = item.line
        if quantity == abs(item.quantity):
            return []
        gone = ["ORD-122"] if item.deleted else []
        if item.is_total:
            return [*gone, "ORD-50"]
        if item.finalized or (line.invoiced and line.invoiced >= abs(item.quantity)):
            return [*gone, "ORD-53"]
        codes = self.closed() + gone
        codes += ["ORD-14"] if self.managed and line.received else []
        codes += ["ORD-13"] if quantity < max(line.received, line.invoiced) else []
        if codes:
            return codes
        line.ordered, line.added = quantity, 0
        line.with_order = line.with_remainder = line.short = 0
        self._add_up(item)
        self.reopen()
        return []

    def price(self, item: Item, price: int) -> Codes:
        """On the total of a schedule the price goes to all its deliveries."""
        if codes := self._final():
            return codes
        if price == item.price:
            return []
        parts = self.deliveries(item) if item.is_total else []
        codes = ["ORD-122"] if item.deleted else []
        fixed = [each for each in (item, *parts) if self._invoiced(each)]
        open_ = [each for each in (item, *parts) if not self._invoiced(each) and each.price != price]
        codes += ["ORD-53" for each in fixed if each.price != price]
        codes += self.closed() if open_ else []
        if not codes:
            for each in (item, *parts):
                each.price = price
            self.reopen()
        return codes

    def _invoiced(self, item: Item) -> bool:
        status = self._totaled(item).status if item.is_total else item.line.status
        return item.finalized or status == "invoiced"

    def promise(self, item: Item, day: str) -> Codes:
        if codes := self._final():
            return codes
        if day == item.promised:
            return []
        codes = ["ORD-122"] if item.deleted else []
        line = self._totaled(item) if item.is_total else item.line
        if item.finalized or line.remaining == 0:
            return [*codes, "ORD-53"]
        codes += self.closed()
        if not codes:
            item.promised = day
            self.reopen()
        return codes

    def stop(self, item: Item, stopped: bool) -> Codes:
        if codes := self._final():
            return codes
        if stopped == item.stopped:
            return []
        codes = (["ORD-122"] if item.deleted else []) + (["ORD-53"] if item.finalized else [])
        if not codes:
            item.stopped = stopped
        return codes

    # --- Wanting less ------------------------------------------------------------------------------

    def cancel(self) -> Codes:
        if codes := self._final():
            return codes
        codes = (["ORD-07"] if self.kind == "journal" else []) + (["ORD-21"] if self.state == "in_review" else [])
        if codes:
            return codes
        wanted = [(each, 0 if each.finalized else _cancelable(each.line)) for each in self.counted]
        if not any(many for _, many in wanted):
            return ["ORD-43"] * max(len(wanted), 1)
        for each, many in wanted:
            each.line.with_order += many
            self._add_up(each)
        self.reopen()
        return []

    def leave(self, item: Item, remainder: int) -> Codes:
        """Deliver remainder."""
        if codes := self._final() or self.closed():
            return codes
        codes = ["ORD-122"] if item.deleted else []
        codes += ["ORD-50"] if item.is_total else []
        codes += ["ORD-53"] if item.finalized else []
        if codes:
            return codes
        line = item.line
        step = (line.received + remainder if remainder else min(line.effective, line.received)) - line.effective
        back = min(max(step, 0), line.with_remainder)
        off = min(max(-step, 0), line.added)
        line.with_remainder += max(-step, 0) - off - back
        line.added += max(step, 0) - back - off
        self._add_up(item)
        self.reopen()
        return []

    # --- Numbers, schedules -------------------------------------------------------------------------

    def renumber(self, item: Item, number: int) -> Codes:
        if codes := self._final() or self.closed():
            return codes
        if item.deleted:
            return ["ORD-122"]
        if number <= 0 or number in {each.number for each in self.items if each is not item}:
            return ["ORD-63"]
        item.number = number
        self.reopen()
        return []

    def renumber_all(self, item: Item) -> Codes:
        if codes := self._final() or self.closed():
            return codes
        if item.deleted:
            return ["ORD-122"]
        heads = {each.key: each.number for each in self.items if not each.deleted}
        held = {each.number for each in self.items if each.deleted}
        free = (number for number in count(1) if number not in held)
        standing = [each for each in self.items if not each.deleted]
        for each in sorted(
            standing, key=lambda one: (heads.get(one.head or 0, one.number), bool(one.head), one.number)
        ):
            each.number = next(free)
        self.reopen()
        return []

    def split(self, item: Item, quantities: Sequence[int], days: Sequence[str]) -> Codes:
        """A schedule of new deliveries on a single line."""
        codes = self._may_schedule(item)
        if codes:
            return codes
        before = max(each.number for each in self.items)
        for place, (quantity, day) in enumerate(zip(quantities, days, strict=True), 1):
            line = Line(quantity, item.line.side)
            self.items.append(
                Item(before + place, line, item.price, "delivery", item.key, day, item.promised, stopped=item.stopped,
                     has_action=item.has_action))  # fmt: skip
        item.kind = "multiple_deliveries"
        self._add_up(self.items[-1])
        self.reopen()
        return []

    def _may_schedule(self, item: Item) -> Codes:
        if codes := self._final():
            return codes
        codes = self.closed() + (["ORD-122"] if item.deleted else [])
        single = item.kind == "single_delivery"
        return codes or (["ORD-138"] if single and item.touched else [])

    def deliver_more(self, head: Item, quantity: int, day: str) -> Codes:
        """One more delivery in the schedule form."""
        codes = self._may_schedule(head)
        if not codes:
            number = max(each.number for each in self.items) + 1
            line = Line(quantity, head.line.side)
            added = Item(number, line, head.price, "delivery", head.key, day, head.promised, stopped=head.stopped,
                         has_action=head.has_action)  # fmt: skip
            self.items.append(added)
            self._add_up(added)
            self.reopen()
        return codes

    def deliver_less(self, head: Item, item: Item) -> Codes:
        """One delivery fewer; at least two stay."""
        codes = self._may_schedule(head)
        if not codes:
            codes = ["ORD-41"] if item.touched or item.finalized else []
            codes += ["ORD-135"] if len(self.deliveries(head)) < 3 else []
        if not codes:
            self._gone(item)
            self._add_up(item)
            self.reopen()
        return codes

    def dissolve(self, head: Item) -> Codes:
        codes = self._may_schedule(head)
        parts = self.deliveries(head)
        codes = codes or ["ORD-138" for each in parts if each.touched or each.finalized]
        codes = codes or ["ORD-41" for each in parts if each.touched or each.finalized]
        if codes:
            return codes
        quantity = sum(each.quantity for each in parts)
        for each in parts:
            self._gone(each)
            each.kind, each.head = "single_delivery", None
        head.kind, head.line = "single_delivery", Line(abs(quantity), head.line.side)
        self.reopen()
        return []

    def _totaled(self, head: Item) -> Line:
        """The total of a schedule, as its deliveries make it."""
        parts = [each.line for each in self.deliveries(head)]
        names = ("ordered", "added", "with_order", "with_remainder", "short", "received", "invoiced")
        sums = {name: sum(getattr(each, name) for each in parts) for name in names}
        return replace(head.line, **sums) if parts else head.line

    def _add_up(self, item: Item) -> None:
        """Totals follow their deliveries."""
        for head in self.items:
            if head.is_total and item.head == head.key:
                head.line = self._totaled(head)
                prices = {each.price for each in self.deliveries(head)}
                head.price = prices.pop() if len(prices) == 1 else head.price

    # --- Copying --------------------------------------------------------------------------------------

    def copy(self, source: Iterable[Copied], factor: int = 1, *, invert: bool = False, delete: bool = False) -> Codes:
        """Lines of a document at the end of the order, all of them or none."""
        if codes := self._final() or self.closed():
            return codes
        wanted = [(quantity * factor * (-1 if invert else 1), price) for quantity, price in source if quantity]
        if not wanted:
            return ["ORD-133"]
        standing = [each for each in self.items if not each.deleted]
        stays = [each for each in standing if each.touched or each.finalized]
        if delete and stays:
            return ["ORD-61"] * len(stays)
        wrong = [quantity for quantity, _ in wanted if self.kind == "returned_order" and quantity > 0]
        if wrong:
            return ["ORD-05"] * len(wrong)
        last = max((each.number for each in self.items), default=0)
        if delete:
            told = {each.head or each.key for each in self.items if each.agreed}
            for each in standing:
                each.agreed = (each.head or each.key) in told
                self._gone(each)
        for place, (quantity, price) in enumerate(wanted, 1):
            self.items.append(replace(self._new(quantity, price), number=last + place))
        self.reopen()
        return []

    def credit(self, source: Order, bill: str, credited: dict[int, int], *, here: bool = False) -> Codes:
        """What an invoice says with the opposite sign, and the header of its order unless lines are added `here`."""
        if codes := self._final() or self.closed():
            return codes
        if self.kind == "journal":
            return ["ORD-07"]
        if not here and any(each.line.invoiced for each in self.items):
            return ["ORD-130"]
        lines = source.bills[bill]
        if codes := ["ORD-62" for each in lines if credited.get(each.key)]:
            return codes
        if wrong := [each for each in lines if self.kind == "returned_order" and each.quantity < 0]:
            return ["ORD-05"] * len(wrong)
        for each in lines:
            self.items.append(self._new(-each.quantity, each.price, credits=each.key, has_action=each.item.has_action))
        if not here:
            self.reference, self.pool = source.reference or self.reference, source.pool or self.pool
            self.charges = self.charges + source.charges
        self.reopen()
        return []

    # --- Goods and bills --------------------------------------------------------------------------------

    def receive(self, item: Item, many: int) -> Codes:
        if self.state == "finalized":
            return ["RCV-02"]
        if self.kind == "journal":
            return ["ORD-07"]
        if self.state != "confirmed":
            return ["RCV-01"]
        if item.stopped:
            return ["RCV-08"]
        item.line.received += many
        self.received = True
        self._add_up(item)
        return []

    def bill(self, number: str) -> Codes:
        """All that was received and not invoiced."""
        if self.state != "confirmed":
            return ["INV-019"]
        lines = []
        for each in self.counted:
            many = each.line.received - each.line.invoiced
            if many:
                lines.append(Billed(each.line.side * many, each.price, each))
                each.line.invoiced = each.line.received
                self._add_up(each)
        self.bills[number] = lines
        self.invoiced = True
        return []

    # --- The end -----------------------------------------------------------------------------------------

    def finalize_line(self, item: Item) -> Codes:
        if codes := self._final():
            return codes
        codes = ["ORD-21"] if self.state == "in_review" else []
        codes += ["ORD-122"] if item.deleted else []
        if item.is_total:
            codes += ["ORD-50"]
        elif item.finalized:
            codes += ["ORD-53"]
        elif item.line.status != "invoiced":
            codes += ["ORD-47"]
        if not codes:
            item.finalized = True
        return codes

    def finalize(self) -> set[str]:
        if self.state == "finalized":
            return {"ORD-16"}
        if self.kind == "journal":
            return {"ORD-07"}
        if self.state not in ("approved", "confirmed"):
            return {"ORD-46"}
        if not self.counted or any(each.line.status not in ("invoiced", "canceled") for each in self.counted):
            return {"ORD-46"}
        self.purge()
        for each in self.items:
            each.finalized = True
        self.state = "finalized"
        return set()

    def delete(self) -> set[str]:
        if self.state == "finalized":
            return {"ORD-16"}
        codes = {"ORD-21"} if self.state == "in_review" else set()
        return codes | ({"ORD-40"} if self.confirmations else set())


def _cancelable(line: Line) -> int:
    open_ = line.ordered - line.with_order - max(line.received, line.invoiced)
    return max(0, min(line.remaining, open_))
