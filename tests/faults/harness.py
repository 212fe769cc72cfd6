"""Kills processes of a working instance, one after the other, and looks whether a promise was broken."""

from __future__ import annotations

import random
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..instances import Instance, manciple
from . import proof
from .crowd import Crowd
from .killing import kill, recover
from .schedule import CLIENTS, Kill, schedule
from .written import Request

ORDERS_OF_A_JOB, AT_ONCE, MIDWAY = 500, 100, 100
JOB_SECONDS = 90.0
AFTERWARDS = 0.2
#: Indexes are looked at as amcheck does; the checksums of pages are looked at by reading them all.
AMCHECK = """
    SELECT bt_index_check(index.oid, true) FROM pg_class AS index
      JOIN pg_am AS method ON method.oid = index.relam AND method.amname = 'btree'
      JOIN pg_namespace AS schema ON schema.oid = index.relnamespace AND schema.nspname = 'public'
     WHERE index.relkind = 'i' AND index.relpersistence = 'p'"""
CONFIRMED = """
    SELECT purchase.number, count(confirmation.id) FROM orders_purchaseorder AS purchase
      LEFT JOIN orders_confirmation AS confirmation
        ON confirmation.company_id = purchase.company_id AND confirmation.order_id = purchase.id
     WHERE purchase.number = ANY(%(numbers)s) GROUP BY purchase.number"""
ACTIVITY = """
    SELECT pid, state, wait_event_type, wait_event, clock_timestamp() - xact_start, pg_blocking_pids(pid),
           left(query, 200)
      FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"""


@dataclass
class Job:
    """A mass confirmation in the background."""

    id: int
    numbers: list[str]


@dataclass
class Harness:
    """An instance under attack, and everything that was found wrong with it."""

    instance: Instance
    crowd: Crowd
    seed: int
    faults: list[str] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    unanswered: int = 0

    def run(self, count: int) -> None:
        """So many kills; ends with the first one after which something is wrong."""
        for turn, wanted in enumerate(schedule(self.seed, count), start=1):
            self.one(turn, wanted)
            self.report(turn, wanted.kind)
        self.finish()

    def one(self, turn: int, wanted: Kill) -> None:
        """One kill in the middle of work, the recovery, and the proof."""
        chance = random.Random(f"{self.seed} {turn}")
        if wanted.kind == "worker":
            self.queue(turn)
        self.crowd.start(f"s{self.seed}t{turn}")
        time.sleep(wanted.after)
        self.seconds.append(self._killed(wanted.kind, chance))
        self.kills[wanted.kind] += 1
        time.sleep(AFTERWARDS)
        touched = self.crowd.stop()
        self.unanswered += sum(not each.answered for each in touched)
        self.faults += self._again(touched)
        self.prove()

    def _again(self, touched: list[Request]) -> list[str]:
        """Sends everything again; when nobody answers, tells what the instance is busy with."""
        try:
            return self.crowd.again(touched)
        except AssertionError as silence:
            raise AssertionError("\n".join([str(silence), *self._busy()])) from silence

    def _busy(self) -> list[str]:
        """What the sessions of the database do, and which processes there are."""
        with self.instance.admin() as database:
            sessions = [" | ".join(map(str, row)) for row in proof.rows(database, ACTIVITY)]
        return sessions + [f"{each.pid} {each.name()} {each.status()}" for each in self.instance.family()]

    def _killed(self, kind: str, chance: random.Random) -> float:
        """Kills something, and tells after how many seconds everything was there again."""
        if kind == CLIENTS:
            self.crowd.kill(chance)
            return 0.0
        victims = kill(self.instance, kind, chance)
        assert victims, f"there was no {kind} to kill"
        return recover(self.instance, victims)

    def prove(self) -> None:
        """Looks at the database itself."""
        with self.instance.admin() as database:
            self.faults += proof.broken(database, self.crowd.written, self.crowd.company)

    def report(self, turn: int, last: str) -> None:
        """Fails with one line that names the schedule, when something is wrong."""
        if self.faults:
            line = f"level 3, seed {self.seed}, kill {turn} ({last}); again: python3 dev.py replay {self.seed} {turn}"
            raise AssertionError("\n".join([line, *self.faults[:20]]))

    def queue(self, turn: int) -> None:
        """Orders that are confirmed in the background; returns once the work is under way."""
        order = {"vendor": "V001", "lines": [{"item": "A100", "quantity": "1"}]}
        many: dict[str, Any] = {"args": [order] * AT_ONCE}
        numbers: list[str] = []
        for start in range(0, ORDERS_OF_A_JOB, AT_ONCE):
            status, answer = self.crowd.ask("purchase-orders/create", many, f"mass-{self.seed}-{turn}-{start}")
            assert status == 201, answer
            numbers += [made["number"] for made in answer["made"]]
        told = {"numbers": numbers, "each": True}
        status, answer = self.crowd.ask("purchase-orders/confirm", told, f"job-{self.seed}-{turn}")
        assert status == 202, answer
        self.jobs.append(Job(answer["id"], numbers))
        self._wait(self.jobs[-1], lambda done, status: done >= MIDWAY or status == "done")

    def _wait(self, job: Job, until: Any) -> tuple[Any, ...]:
        """The job's status and outcome, once it is so."""
        deadline = time.monotonic() + JOB_SECONDS
        while True:
            with self.instance.admin() as database:
                query = "SELECT done, status, outcome FROM kernel_job WHERE id = %(id)s"
                ((done, status, outcome),) = proof.rows(database, query, id=job.id)
            if until(done, status):
                return status, outcome
            assert time.monotonic() < deadline, f"job {job.id} is {status} with {done} done"
            time.sleep(0.1)

    def finish(self) -> None:
        """What is looked at once, at the end: jobs, verify, indexes, pages."""
        for job in self.jobs:
            self.faults += self._ended(job)
        self.prove()
        self.faults += verified(self.instance.home, self.crowd.company)
        with self.instance.admin() as database:
            proof.rows(database, AMCHECK)
        self.report(self.kills.total(), "at the end")

    def summary(self) -> str:
        """What was done, in a line."""
        requests, usual, slowest = len(self.crowd.written.requests), statistics.median(self.seconds), max(self.seconds)
        return (
            f"seed {self.seed}: {self.kills.total()} kills, {requests} requests, {self.unanswered} of them cut off, "
            f"{len(self.jobs)} jobs; back after {usual:.1f} s (median), {slowest:.1f} s at most"
        )

    def _ended(self, job: Job) -> list[str]:
        """A job ends once, with each effect once (P10)."""
        status, outcome = self._wait(job, lambda done, status: status not in ("waiting", "running"))
        faults = [] if status == "done" else [f"job {job.id} ended {status}: {outcome}"]
        if sorted(done := outcome.get("done", [])) != sorted(job.numbers):
            faults.append(f"job {job.id} tells {len(done)} of {len(job.numbers)} done: {outcome.get('refused')}")
        with self.instance.admin() as database:
            found = proof.rows(database, CONFIRMED, numbers=job.numbers)
        return faults + [f"order {number} was confirmed {count} times" for number, count in found if count != 1]


def verified(home: Path, company: str) -> list[str]:
    """What `manciple verify` finds in the running instance."""
    answer = manciple(home, "verify", "--company", company, "--user", "buyer0", "--json")
    return [] if answer.returncode == 0 else [f"verify: {answer.stdout}{answer.stderr}"]
