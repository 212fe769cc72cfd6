"""A load that is killed at any moment is taken up by the next one, and ends as if nothing had happened."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from manciple.demo.tests import workshop
from manciple.engine.embedded import EmbeddedServer
from manciple.engine.home import Home
from manciple.engine.provision import connect

from ..instances import CHECKOUT, Instance, copied, instance_environment, manciple

pytestmark = pytest.mark.faults

KILLED, REFERENCE = "AW01", "AW02"
PATIENCE, WHOLE_PATIENCE = 120.0, 600.0
#: So many times the five orders of the workshop: every stage of documents takes several chunks.
TIMES = 90
STAGES = ("vendors", "orders", "confirmations", "receipts", "invoices", "returns", "credit notes")

#: Everything a load makes, counted and summed, by company.
TOTALS = """
    SELECT (SELECT count(*) FROM parties_vendor AS vendor WHERE vendor.company_id = company.id) AS vendors,
           (SELECT count(*) FROM products_releasedproduct AS item WHERE item.company_id = company.id) AS items,
           (SELECT count(*) FROM pricing_tradeagreement AS price WHERE price.company_id = company.id) AS prices,
           (SELECT count(*) FROM kernel_origin AS origin WHERE origin.company_id = company.id) AS origins,
           orders.*, lines.*, receipts.*, invoices.*, entries.*
      FROM organization_legalentity AS company
     CROSS JOIN LATERAL (
           SELECT count(*) AS orders, sum(total) AS ordered_for, sum(confirmations) AS confirmations
             FROM orders_purchaseorder WHERE company_id = company.id) AS orders
     CROSS JOIN LATERAL (
           SELECT count(*) AS lines, sum(ordered) AS ordered, sum(received) AS received, sum(invoiced) AS invoiced
             FROM orders_purchaseline WHERE company_id = company.id) AS lines
     CROSS JOIN LATERAL (
           SELECT count(*) AS receipts, sum(value) AS received_for
             FROM receipts_productreceipt WHERE company_id = company.id) AS receipts
     CROSS JOIN LATERAL (
           SELECT count(*) AS invoices, sum(total) AS invoiced_for
             FROM invoices_vendorinvoice WHERE company_id = company.id) AS invoices
     CROSS JOIN LATERAL (
           SELECT count(*) AS entries, count(DISTINCT voucher_id) AS vouchers, sum(amount) AS balance,
                  sum(abs(amount)) AS turnover
             FROM ledger_entry WHERE company_id = company.id) AS entries
     WHERE company.code = %(company)s"""
ACCOUNTS = """
    SELECT account.number, sum(entry.amount) FROM ledger_entry AS entry
      JOIN ledger_mainaccount AS account
        ON account.company_id = entry.company_id AND account.id = entry.main_account_id
      JOIN organization_legalentity AS company ON company.id = entry.company_id
     WHERE company.code = %(company)s GROUP BY account.number ORDER BY account.number"""


def many(folder: Path) -> Path:
    """The workshop's folder with its orders over and over, each time under other numbers."""
    folder.mkdir()
    headers, details = workshop.rows("PurchaseOrderHeader"), workshop.rows("PurchaseOrderDetail")
    ids = ("PurchaseOrderID", "PurchaseOrderDetailID")

    def again(rows: list[dict[str, str]]) -> Iterator[dict[str, str]]:
        for time_ in range(TIMES):
            for row in rows:
                yield row | {name: str(int(row[name]) + time_ * len(details)) for name in ids if name in row}

    return workshop.write(folder, PurchaseOrderHeader=again(headers), PurchaseOrderDetail=again(details))


@dataclass
class Load:
    """One `manciple import adventureworks`, in a process group of its own, as somebody watches it."""

    home: Path
    folder: Path
    company: str = KILLED
    said: str = ""
    process: subprocess.Popen[bytes] = field(init=False)
    screen: int = field(init=False)

    def __enter__(self) -> Load:
        self.screen, other = pty.openpty()
        os.set_blocking(self.screen, False)
        command = [sys.executable, "-m", "manciple", "import", "adventureworks", str(self.folder)]
        environment = instance_environment(self.home, TERM="xterm", COLUMNS="120")
        self.process = subprocess.Popen(
            [*command, "--company", self.company], env=environment, cwd=CHECKOUT,
            stdin=subprocess.DEVNULL, stdout=other, stderr=other, start_new_session=True,
        )  # fmt: skip
        os.close(other)
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        os.close(self.screen)

    def kill(self) -> None:
        """Kills the load and everything in its process group, without asking."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def listen(self) -> str:
        """Everything it said until now."""
        with contextlib.suppress(BlockingIOError, OSError):
            while heard := os.read(self.screen, 65536):
                self.said += heard.decode(errors="replace")
        return self.said

    def reached(self, stage: str, seconds: float) -> bool:
        """Waits until it reports a stage; whether it did before it ended."""
        deadline = time.monotonic() + seconds
        while not re.search(rf"(^|[\s\x1b\[\w]){stage}\s", self.listen()):
            assert time.monotonic() < deadline, f"{stage} was not reached: {self.said[-2000:]}"
            if self.process.poll() is not None:
                return False
            time.sleep(0.01)
        return True

    def ended(self, seconds: float) -> int:
        """Waits for its end; its exit code."""
        deadline = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < deadline, f"it does not end: {self.listen()[-2000:]}"
            self.listen()
            time.sleep(0.02)
        self.listen()
        return self.process.returncode


def totals(home: Path, company: str) -> dict[str, object]:
    """What is stored of a company: counts, sums, and the balance of every account."""
    server = EmbeddedServer(Home(home))
    with server.running(), connect(server.admin.to("scm")) as database:
        asked = database.execute(TOTALS.encode(), {"company": company})
        names = [column.name for column in asked.description or ()]
        (row,) = asked.fetchall()
        accounts = database.execute(ACCOUNTS.encode(), {"company": company}).fetchall()
    return dict(zip(names, row, strict=True)) | {f"account {number}": amount for number, amount in accounts}


def made(home: Path, folder: Path, company: str) -> dict[str, object]:
    """Runs a load to its end and gives its report."""
    words = ("import", "adventureworks", str(folder), "--company", company, "--json")
    answer = manciple(home, *words)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    told: dict[str, object] = json.loads(answer.stdout)
    return told


def verified(home: Path, company: str) -> None:
    answer = manciple(home, "verify", "--company", company, "--json")
    assert (answer.returncode, json.loads(answer.stdout)["differences"]) == (0, []), answer.stdout + answer.stderr


def kill_database(home: Path) -> None:
    """Kills the database server without asking; its processes notice soon."""
    running = EmbeddedServer(Home(home)).postmaster()
    assert running is not None, "there is no database to kill"
    os.kill(running.pid, signal.SIGKILL)


def attacked(home: Path, folder: Path, stage: str, after: float, *, database: bool = False, seconds: float) -> bool:
    """Loads until some time after a stage was reported, then kills the load or its database; whether it was in time.

    One that was over before must have come to its end.
    """
    with Load(home, folder) as load:
        if load.reached(stage, seconds):
            time.sleep(after)
        if load.process.poll() is not None:
            assert load.process.returncode == 0, load.listen()[-2000:]
            return False
        if database:
            kill_database(home)
            assert load.ended(seconds) != 0, load.said[-2000:]
        return True


def same_as_never_killed(home: Path, folder: Path) -> dict[str, object]:
    """The load that was killed ends as one that was not, a second one makes nothing, and the books are right."""
    made(home, folder, KILLED)
    loaded = totals(home, KILLED)
    made(home, folder, REFERENCE)
    assert loaded == totals(home, REFERENCE)
    assert loaded["balance"] == 0

    second = made(home, folder, KILLED)
    apart = ("control_", "rows_", "seconds")
    assert {name: count for name, count in second.items() if not name.startswith(apart) and count} == {}
    assert totals(home, KILLED) == loaded
    for company in (KILLED, REFERENCE):
        verified(home, company)
    return loaded


@pytest.fixture
def bare(prepared_home: Path, shared_folder: Path) -> Path:
    """A home in which nothing runs: a load starts the database, and takes it with him when he is killed."""
    return copied(prepared_home, shared_folder / f"bare-{random.SystemRandom().randrange(10**9)}").home


def test_a_load_that_starts_its_own_database(bare: Path, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """Killed as soon as each stage is reported, then somewhere inside it, and the database once in the middle."""
    chance, folder = random.Random(int(pytestconfig.getoption("--seed", 1) or 1)), many(tmp_path / "works")
    killed = [attacked(bare, folder, stage, chance.uniform(0, 0.4), seconds=PATIENCE) for stage in STAGES]
    assert all(killed[:2]), "the load was over before it was killed"
    loaded = same_as_never_killed(bare, folder)
    assert (loaded["orders"], loaded["receipts"], loaded["invoices"]) == (6 * TIMES, 5 * TIMES, 4 * TIMES)


def test_a_load_whose_database_is_killed(bare: Path, tmp_path: Path) -> None:
    folder = many(tmp_path / "works")
    assert attacked(bare, folder, "receipts", 0.1, database=True, seconds=PATIENCE)
    same_as_never_killed(bare, folder)


def test_a_load_into_a_running_instance(instance: Instance, tmp_path: Path) -> None:
    """The load is killed, then the database below it, which the supervisor brings back."""
    folder, home = many(tmp_path / "works"), instance.home
    assert attacked(home, folder, "confirmations", 0.2, seconds=PATIENCE)
    before = instance.child("postgres")
    assert before is not None
    assert attacked(home, folder, "receipts", 0.1, database=True, seconds=PATIENCE)
    instance.wait_until_whole(without=[before])
    same_as_never_killed(home, folder)


@pytest.mark.slow
def test_the_whole_of_adventureworks(bare: Path, pytestconfig: pytest.Config) -> None:
    """Killed at three moments drawn by lot."""
    chance, folder = random.Random(int(pytestconfig.getoption("--seed", 1) or 1)), workshop.shared("adventureworks")
    killed = [
        attacked(bare, folder, "vendors", chance.uniform(0, 6), seconds=WHOLE_PATIENCE),
        attacked(bare, folder, "orders", chance.uniform(0, 6), seconds=WHOLE_PATIENCE),
        attacked(bare, folder, "receipts", chance.uniform(0, 6), seconds=WHOLE_PATIENCE),
    ]
    assert killed == [True, True, True]
    loaded = same_as_never_killed(bare, folder)
    assert (loaded["orders"], loaded["receipts"], loaded["invoices"], loaded["vouchers"]) == (4519, 4524, 4519, 9043)
