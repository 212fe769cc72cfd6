"""The harness notices what it is there for: each test breaks a promise on purpose (reliability §1)."""

from __future__ import annotations

import random

import pytest

from ..instances import Instance
from . import proof
from .client import ordered
from .crowd import Crowd
from .killing import kill, recover
from .written import Request

pytestmark = pytest.mark.faults

#: Commits are answered before they are on the disk, and it takes long until they are.
LOSSY = ("synchronous_commit = 'off'", "wal_writer_delay = '10s'", "wal_writer_flush_after = '1GB'")


def told(instance: Instance, crowd: Crowd) -> list[str]:
    """What the harness finds."""
    with instance.admin() as database:
        return proof.broken(database, crowd.written, crowd.company)


def test_an_answer_the_database_lacks_is_noticed(instance: Instance, crowd: Crowd) -> None:
    crowd.again(crowd.work("lacks", 20))
    assert told(instance, crowd) == []
    lost = Request("lost-order", "purchase-orders", {}, status=201, answer={"number": "PO-999999"})
    crowd.written.requests[lost.key] = lost
    assert told(instance, crowd) == [
        'lost: lost-order was answered with {"number": "PO-999999"}',
        "lost-order made 0 documents instead of one",
    ]


def test_an_answer_that_is_another_one_now_is_noticed(instance: Instance, crowd: Crowd) -> None:
    crowd.again(crowd.work("another", 20))
    changed = next(each for each in crowd.written.acknowledged() if each.creates)
    changed.answer = {"number": "PO-999999"}
    (only,) = told(instance, crowd)
    assert only.startswith(f"changed: {changed.key} was answered with")
    (again,) = crowd.again([changed])
    assert again.startswith(f"{changed.key} was answered 201 {{'number': 'PO-999999'}}, and again 201")


def test_a_request_repeated_without_its_key_is_noticed(instance: Instance, crowd: Crowd) -> None:
    body = ordered("twice-order", [2])
    numbers = [crowd.ask("purchase-orders", body, "")[1]["number"] for _ in range(2)]
    assert len(set(numbers)) == 2
    crowd.written.requests["twice-order"] = Request("twice-order", "purchase-orders", body)
    found = told(instance, crowd)
    assert [each.split(" ", 2)[2] for each in found[:2]] == ["(orders.purchaseorder.create) belongs to no request"] * 2
    assert found[2:] == ["twice-order made 2 documents instead of one"]


def test_commits_that_are_not_synced_are_lost_and_noticed(instance: Instance, crowd: Crowd) -> None:
    """What the harness is worth: with synchronous_commit off, a kill of the database loses answers."""
    with instance.admin("postgres") as server:
        for setting in LOSSY:
            server.execute(f"ALTER SYSTEM SET {setting}".encode())
        server.execute("SELECT pg_reload_conf()")
    crowd.work("unsynced", 40)
    recover(instance, kill(instance, "database", random.Random(1)))
    with instance.admin() as database:
        lost = [each for each in proof.losses(database, crowd.written, crowd.company) if each.startswith("lost: ")]
    assert lost
