"""A clerk who keeps orders on paper: small, slow, and written without looking at the program.

He knows the quantities of chapter 03 §4, the states of chapter 01 §7, the tolerances of 03 §7.3,
matching by quantity and price of 04 §10, and says which codes an act is refused with.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction


@dataclass
class Line:
    """One line on paper; all quantities are whole and count away from zero, `side` is their sign."""

    ordered: int
    side: int = 1
    over: int = 0
    under: int = 0
    policy: str = "three_way"
    complete: bool = False
    added: int = 0
    with_order: int = 0
    with_remainder: int = 0
    short: int = 0
    received: int = 0
    invoiced: int = 0
    #: Received by receipts, and of that what invoices hold.
    delivered: int = 0
    held: int = 0

    @property
    def effective(self) -> int:
        return self.ordered + self.added - self.with_order - self.with_remainder - self.short

    @property
    def remaining(self) -> int:
        return max(self.effective - self.received, 0)

    @property
    def canceled(self) -> int:
        return self.with_order + self.with_remainder + self.short

    @property
    def status(self) -> str:
        if self.received == 0:
            return "canceled" if self.remaining == 0 and self.canceled else "open_order"
        if self.remaining:
            return "open_order"
        return "invoiced" if self.invoiced == self.received else "received"

    @property
    def most(self) -> Fraction:
        return Fraction(self.effective * (100 + self.over), 100)

    def stored(self) -> dict[str, int]:
        """The line as the program should have it."""
        return {
            name: self.side * value
            for name, value in {
                "ordered": self.ordered, "added": self.added, "canceled_order": self.with_order,
                "canceled_remainder": self.with_remainder, "canceled_short": self.short,
                "received": self.received, "invoiced": self.invoiced, "remaining": self.remaining,
                "overdelivered": max(self.received - self.effective, 0),
                "quantity": self.ordered - self.with_order,
            }.items()
        }  # fmt: skip


@dataclass
class Billed:
    """A line of a bill: how much, how much of it receipts cover, whether the price is the order's."""

    line: int
    quantity: int
    matched: int
    dearer: bool


@dataclass
class Bill:
    """A pending invoice on paper."""

    number: str
    lines: list[Billed]


@dataclass
class Paper:
    """An order on paper."""

    number: str
    lines: dict[int, Line]
    approval: str = "approved"
    confirmations: int = 0
    bills: dict[str, Bill] = field(default_factory=dict)

    @property
    def status(self) -> str:
        rank = ["open_order", "received", "invoiced"]
        counted = [line.status for line in self.lines.values() if line.status != "canceled"]
        return min(counted, key=rank.index) if counted else "canceled"

    @property
    def document_status(self) -> str:
        if any(line.invoiced for line in self.lines.values()):
            return "invoice"
        if any(line.received for line in self.lines.values()):
            return "product_receipt"
        return "purchase_order" if self.confirmations else "none"

    def pending(self, number: int) -> int:
        """What pending bills ask of a line."""
        return sum(each.quantity for bill in self.bills.values() for each in bill.lines if each.line == number)

    # --- Confirming, changing, ending -----------------------------------------------------------

    def confirm(self) -> list[str]:
        if self.approval == "finalized":
            return ["ORD-30"]
        if self.approval == "confirmed":
            return ["ORD-35"]
        if not self.confirmations and all(line.ordered == line.with_order for line in self.lines.values()):
            return ["ORD-31"]
        self.approval, self.confirmations = "confirmed", self.confirmations + 1
        return []

    def cancel(self) -> list[str]:
        if self.approval == "finalized":
            return ["ORD-16"]
        wanted = {number: self._cancelable(number) for number in self.lines}
        if not any(wanted.values()):
            return ["ORD-43"] * len(self.lines)
        for number, many in wanted.items():
            self.lines[number].with_order += many
        self.approval = "approved"
        return []

    def _cancelable(self, number: int) -> int:
        line = self.lines[number]
        if any(each.line == number for bill in self.bills.values() for each in bill.lines):
            return 0
        open_ = line.ordered - line.with_order - max(line.received, line.invoiced)
        return max(0, min(line.remaining, open_))

    def leave(self, number: int, remainder: int) -> list[str]:
        """Deliver remainder."""
        if self.approval == "finalized":
            return ["ORD-16"]
        line = self.lines[number]
        pending = self.pending(number)
        if pending and remainder < line.invoiced + pending - line.received:
            return ["ORD-52"]
        step = (line.received + remainder if remainder else min(line.effective, line.received)) - line.effective
        while step > 0 and line.with_remainder:
            line.with_remainder, step = line.with_remainder - 1, step - 1
        while step < 0 and line.added:
            line.added, step = line.added - 1, step + 1
        line.added += max(step, 0)
        line.with_remainder += max(-step, 0)
        self.approval = "approved"
        return []

    def order_anew(self, number: int, quantity: int) -> list[str]:
        """Typing a quantity: everything canceled or added is forgotten."""
        if self.approval == "finalized":
            return ["ORD-16"]
        line = self.lines[number]
        line.ordered, line.added = quantity, 0
        line.with_order = line.with_remainder = line.short = 0
        self.approval = "approved"
        return []

    def finalize(self) -> set[str]:
        if self.approval == "finalized":
            return {"ORD-16"}
        if self.bills or any(line.status not in ("invoiced", "canceled") for line in self.lines.values()):
            return {"ORD-46"}
        self.approval = "finalized"
        return set()

    def delete(self) -> set[str]:
        if self.approval == "finalized":
            return {"ORD-16"}
        return {"ORD-40"} if self.confirmations else set()

    # --- Receiving --------------------------------------------------------------------------------

    def receive(self, lots: dict[int, tuple[int, bool]]) -> list[str]:
        if self.approval != "confirmed":
            return ["RCV-02" if self.approval == "finalized" else "RCV-01"]
        for step in (self._odd, self._beyond):
            codes = [code for number, lot in sorted(lots.items()) for code in step(self.lines[number], *lot)]
            if codes:
                return sorted(codes)
        for number, (many, close) in lots.items():
            line = self.lines[number]
            line.received, line.delivered = line.received + many, line.delivered + many
            line.short += line.remaining if close else 0
        return []

    @staticmethod
    def _odd(line: Line, many: int, close: bool) -> list[str]:
        nothing = many == 0 and (not close or line.received == 0)
        return ["RCV-09"] if many < 0 or nothing else []

    @staticmethod
    def _beyond(line: Line, many: int, close: bool) -> list[str]:
        after = line.received + many
        left = max(line.effective - after, 0)
        codes = ["RCV-12"] if many and after > line.most else []
        codes += ["RCV-13"] if line.complete and left and not close else []
        allowed = Fraction(line.effective * line.under, 100)
        return codes + (["RCV-14"] if close and left > allowed else [])

    # --- Billing ----------------------------------------------------------------------------------

    def enter(self, asked: dict[int, tuple[int, bool]]) -> tuple[list[str], list[Billed]]:
        """What a bill holds; refused when the order is no order any more, or a quantity is odd."""
        if self.approval == "finalized" or self.status == "canceled" or not self.confirmations:
            return ["INV-019"], []
        if any(many <= 0 for many, _ in asked.values()):
            return ["INV-016" for many, _ in asked.values() if many <= 0], []
        return [], [
            Billed(number, many, min(many, self.lines[number].delivered - self.lines[number].held), dearer)
            for number, (many, dearer) in sorted(asked.items())
        ]

    def hold(self, number: str, lines: list[Billed]) -> None:
        """A pending bill takes its receipts."""
        self.bills[number] = Bill(number, lines)
        for each in lines:
            self.lines[each.line].held += each.matched

    def free(self, number: str) -> None:
        """A bill that is gone, or changed, takes nothing any more."""
        for each in self.bills.pop(number).lines:
            self.lines[each.line].held -= each.matched

    def post(self, lines: list[Billed], *, held: bool) -> list[str]:
        """Posts what a bill asks; receipts that came since complete what a pending one holds."""
        whole = [self._completed(each) if held else each for each in lines]
        codes = ["INV-019"] if self.approval != "confirmed" or self.status == "canceled" else []
        codes += ["INV-018" for each in whole if self._in_part(each)]
        codes += ["INV-020" for each in whole if self._beyond_order(each)]
        codes += ["INV-030" for each in whole for _ in range(self._mismatches(each))]
        if codes:
            return codes
        for before, each in zip(lines, whole, strict=True):
            line = self.lines[each.line]
            line.invoiced += each.quantity
            line.received += each.quantity - each.matched
            line.held += each.matched - (before.matched if held else 0)
        return []

    def _completed(self, each: Billed) -> Billed:
        line = self.lines[each.line]
        free = line.delivered - line.held
        return replace(each, matched=each.matched + min(each.quantity - each.matched, free))

    def _in_part(self, each: Billed) -> bool:
        line = self.lines[each.line]
        return line.complete and line.invoiced + each.quantity < max(line.effective, line.received)

    def _beyond_order(self, each: Billed) -> bool:
        line = self.lines[each.line]
        unmatched = each.quantity - each.matched
        received = line.received + unmatched if unmatched else 0
        return max(line.invoiced + each.quantity, received) > line.most

    def _mismatches(self, each: Billed) -> int:
        policy = self.lines[each.line].policy
        price = each.dearer and policy != "not_required"
        quantity = policy == "three_way" and each.matched < each.quantity
        return price + quantity
