"""Orders per second through their whole life, with one and with two processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable

LINES = 10
SECONDS = 8.0


def report(say: Callable[[str], None] = print) -> dict[int, float]:
    """Prints orders per second; returns them by number of processes."""
    from manciple.demo.company import found

    found("THRU", currency="USD", country="US")
    rates = {processes: _rate(processes) for processes in (1, 2)}
    told = " · ".join(f"{count} process{'es' * (count > 1)} {rate:.1f}/s" for count, rate in rates.items())
    say(f"Throughput: whole life of orders with {LINES} lines: {told} (2 by 1: {rates[2] / rates[1]:.2f}x)")
    return rates


def _rate(processes: int) -> float:
    """Each process works for the same time; what they finish is added up."""
    command = [sys.executable, "-m", "benchmarks.throughput"]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ, text=True) for _ in range(processes)]
    return sum(float(each.communicate()[0].strip().splitlines()[-1]) for each in running)


def work() -> float:
    """Orders per second of this process, after a warm-up."""
    from manciple.demo.company import found

    from .lifecycle import PHASES, carry_out, told

    company = found("THRU", currency="USD", country="US")

    def life() -> None:
        number = ""
        for phase in PHASES:
            key, args = told(phase, number, LINES, vendor="V001")
            answer = carry_out(company, key, [number] if number else [], args)
            number = number or next(made.number for made in answer.made if made.kind == "purchase-orders")

    for _ in range(3):
        life()
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < SECONDS:
        life()
        done += 1
    return done / (time.perf_counter() - start)


if __name__ == "__main__":
    import django

    django.setup()
    print(f"{work():.3f}")
