"""Two versions of a large order compared, against confirming it.

`python3 dev.py bench versions` runs it. Each repetition orders, confirms, changes every third line,
confirms again, and compares the two versions through the inquiry that all doors ask.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from functools import partial
from typing import Any

from manciple.demo.company import Company, found
from manciple.kernel import inquiries, reading

from .lifecycle import carry_out, timed, told

LINES = 1000
REPETITIONS, WARM_UP = 7, 2


def _compared(company: Company, number: str) -> list[Any]:
    asked = {"number": number, "old": 1, "new": 2, "unchanged": True}
    with reading.reading(company.ctx):
        return list(reading.answered(inquiries.find("compare-versions"), asked, company.ctx))


def _once(company: Company) -> tuple[float, float]:
    """Milliseconds of the second confirmation, and of comparing what it made with what was before."""
    key, args = told("create", "", LINES)
    made = carry_out(company, key, [], args).made
    number = next(each.number for each in made if each.kind == "purchase-orders")
    carry_out(company, "confirm", [number], {})
    changed = [{"line_number": at, "unit_price": "11"} for at in range(1, LINES + 1, 3)]
    carry_out(company, "edit", [number], {"lines": changed})
    confirming, _answer = timed(partial(carry_out, company, "confirm", [number], {}))
    comparing, rows = timed(partial(_compared, company, number))
    modified = {row.number for row in rows if row.part == "line" and row.change == "modified"}
    assert len(modified) == len(changed), "every changed line is told"
    return confirming, comparing


def report(say: Callable[[str], None] = print) -> float:
    """Prints both medians and their ratio; returns the ratio."""
    company = found("VERS", currency="USD", country="US")
    times = [_once(company) for _turn in range(WARM_UP + REPETITIONS)][WARM_UP:]
    confirming, comparing = (statistics.median(each) for each in zip(*times, strict=True))
    ratio: float = comparing / confirming
    say(
        f"Versions: two of {LINES} lines compared {comparing:.1f} ms · confirming one {confirming:.1f} ms "
        f"({ratio:.2f}x, goal below 1x)"
    )
    return ratio
