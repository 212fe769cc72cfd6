"""The whole life of an order against the floor: create, confirm, receive, invoice and post.

`python3 dev.py bench` runs it. Each repetition does every phase through `run`, reads back what it
wrote, writes the same rows by the floor, and compares the medians.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from manciple.demo.company import Company, found
from manciple.kernel import actions, running, sql
from manciple.kernel.args import read
from manciple.orders.models import PurchaseOrder

from .floor import Replay, captured, watermarks

SIZES = (1, 10, 100, 1000)
REPETITIONS = {1: 15, 10: 15, 100: 9, 1000: 7}
WARM_UP = 2
PHASES = ("create", "confirm", "receive", "invoice")
GOALS = {10: 3.0, 1000: 2.0}
#: Confirming keeps a version and a journal with lines, charges and taxes; all of that is in its floor.
CONFIRM_GOALS = {1000: 3.0}


@dataclass(slots=True)
class Phase:
    """What one phase took: ours, the floor, and how many statements ours sent."""

    ours: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    statements: int = 0

    @property
    def ratio(self) -> float:
        """Ours by the floor, of medians."""
        return statistics.median(self.ours) / statistics.median(self.floor)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds of a call, and its result."""
    start = time.perf_counter()
    result = work()
    return (time.perf_counter() - start) * 1000, result


def told(phase: str, order: str, size: int, vendor: str = "V001") -> tuple[str, dict[str, Any]]:
    """The action of a phase and what it is told."""
    if phase == "create":
        lines = [{"item": ("A100", "C300")[at % 2], "quantity": "5", "unit_price": "10.25"} for at in range(size)]
        return "create", {"vendor": vendor, "lines": lines, "charges": [{"charge_code": "FREIGHT", "value": "2.5"}]}
    if phase == "confirm":
        return "confirm", {}
    if phase == "receive":
        return "post-product-receipt", {"product_receipt": f"PS-{order}"}
    return "invoice", {"invoice": f"INV-{order}", "post": True}


def carry_out(company: Company, key: str, numbers: list[str], args: dict[str, Any]) -> running.Answer:
    """One action through the front door."""
    shape = actions.find(PurchaseOrder, key).args
    return running.run(PurchaseOrder, key, numbers, read(shape, args), company.ctx.fresh())


def once(company: Company, size: int, phases: dict[str, Phase], *, kept: bool) -> None:
    """One life of an order, each phase followed by its floor."""
    replay, number = Replay(company.id), ""
    for name in PHASES:
        key, args = told(name, number, size)
        before = watermarks(company.id)
        with sql.counted() as count:
            took, answer = timed(partial(carry_out, company, key, [number] if number else [], args))
        number = number or next(made.number for made in answer.made if made.kind == "purchase-orders")
        statements = replay.prepared(captured(before, answer.act, company.id))
        floor, _nothing = timed(partial(replay.run, statements))
        if kept:
            phases[name].ours.append(took)
            phases[name].floor.append(floor)
            phases[name].statements = count.number


def measured(company: Company, size: int) -> dict[str, Phase]:
    """All phases at one number of lines."""
    phases = {name: Phase() for name in PHASES}
    for turn in range(WARM_UP + REPETITIONS[size]):
        once(company, size, phases, kept=turn >= WARM_UP)
    return phases


def report(say: Callable[[str], None] = print) -> dict[int, float]:
    """Prints ratios per phase and of the whole life; returns the latter by number of lines."""
    company = found("BNCH", currency="USD", country="US")
    say("Life cycle: medians in ms, ours / floor of the same rows (ratio), statements of ours")
    whole: dict[int, float] = {}
    for size in SIZES:
        phases = measured(company, size)
        cells = [
            f"{name} {statistics.median(p.ours):.1f} / {statistics.median(p.floor):.1f} "
            f"({p.ratio:.2f}x, {p.statements})"
            for name, p in phases.items()
        ]
        ours = sum(statistics.median(p.ours) for p in phases.values())
        floor = sum(statistics.median(p.floor) for p in phases.values())
        whole[size] = ours / floor
        goal = f", goal {GOALS[size]:.0f}x" if size in GOALS else ""
        say(f"{size:>5} lines: {' · '.join(cells)} · whole {ours:.1f} / {floor:.1f} ({whole[size]:.2f}x{goal})")
        if size in CONFIRM_GOALS:
            say(f"Confirming {size} lines: {phases['confirm'].ratio:.2f}x the floor, goal {CONFIRM_GOALS[size]:.0f}x")
    return whole
