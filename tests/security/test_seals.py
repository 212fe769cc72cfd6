"""Tampering with the sealed audit log is named, row by row (reliability P19, §2.6)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections

from manciple.demo.company import Company
from manciple.kernel import seals, sql
from manciple.kernel.actions import find
from manciple.kernel.models import AuditSeal, Change
from manciple.kernel.running import run
from manciple.kernel.seals import Tampered
from manciple.organization.models import Site


def rename(company: Company, *names: str) -> list[int]:
    """Some acts, each with one change; tells the ids of the changes."""
    shape: Any = find(Site, "edit").args
    for name in names:
        run(Site, "edit", ["1"], shape(name=name), company.ctx.fresh())
    with company.reading():
        found = Change.objects.filter(company=company.id, record="organization.site", event="update")
        return list(found.order_by("id").values_list("id", flat=True))


def sealed_now(company: int | None) -> int:
    """Seals, once every transaction of the server that may still write is over; other test runs have some."""
    (xid,) = sql.values("SELECT pg_current_xact_id()::text")[0]
    for _ in range(300):
        if sql.values("SELECT pg_snapshot_xmin(pg_current_snapshot()) > %s::xid8", [xid])[0][0]:
            return seals.seal(company)
        time.sleep(0.1)
    pytest.skip("another test run keeps a transaction open on this server")


@contextmanager
def superuser() -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """Somebody who can do everything, with all triggers asleep; what he does stays."""
    if settings.PLAN.admin is None:
        pytest.skip("needs the administrator of the database server")
    name = connections["default"].settings_dict["NAME"]
    with psycopg.connect(**settings.PLAN.admin.to(name).conninfo) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


@pytest.fixture
def sealed(company: Company) -> tuple[Company, list[int]]:
    """A company with two seals: how it was founded, and three acts."""
    assert sealed_now(company.id) > 0
    changes = rename(company, "one", "two", "three")
    assert sealed_now(company.id) == 6
    assert seals.check(company.id) == []
    return company, changes


def test_what_is_sealed_is_not_sealed_again(sealed: tuple[Company, list[int]]) -> None:
    company, _ = sealed
    assert sealed_now(company.id) == 0
    rename(company, "four")
    assert sealed_now(company.id) == 2
    with company.reading():
        kept = AuditSeal.objects.filter(company=company.id).order_by("number")
        assert [(each.number, len(each.rows)) for each in kept][1:] == [(2, 6), (3, 2)]
    assert seals.check(company.id) == []


def test_a_transaction_that_is_not_over_is_left_for_the_next_seal(company: Company) -> None:
    """Numbers are given before commit: a row may appear behind one that was read (reliability §2.5)."""
    sealed_now(company.id)
    with superuser() as other:
        other.execute("SELECT pg_current_xact_id()")
        rename(company, "one")
        assert seals.seal(company.id) == 0
    assert sealed_now(company.id) == 2
    assert seals.check(company.id) == []


TAMPERINGS = {
    "a changed value": (
        """UPDATE kernel_change SET after = '{"name": "forged"}' WHERE id = %(second)s""",
        [Tampered(2, "change {second}", "changed")],
    ),
    "a removed row": ("DELETE FROM kernel_change WHERE id = %(second)s", [Tampered(2, "change {second}", "removed")]),
    "an added row": (
        "INSERT INTO kernel_change (id, company_id, act_id, record, row_id, event, before, after, xid) "
        "SELECT 900000000 + id, company_id, act_id, record, row_id, event, before, after, xid "
        "FROM kernel_change WHERE id = %(second)s",
        [Tampered(2, "change 900{second:06}", "added")],
    ),
    "two rows swapped": (
        "UPDATE kernel_change AS one SET before = two.before, after = two.after FROM kernel_change AS two "
        "WHERE (one.id, two.id) IN ((%(first)s, %(third)s), (%(third)s, %(first)s))",
        [Tampered(2, "change {first}", "changed"), Tampered(2, "change {third}", "changed")],
    ),
    "an act given to somebody else": (
        "UPDATE kernel_act SET user_id = user_id + 1 "
        "WHERE id = (SELECT act_id FROM kernel_change WHERE id = %(second)s)",
        [Tampered(2, "change {second}", "changed"), Tampered(2, "event {event}", "changed")],
    ),
    "an act at another time": (
        "UPDATE kernel_act SET at = at - interval '1 second' "
        "WHERE id = (SELECT act_id FROM kernel_change WHERE id = %(second)s)",
        [Tampered(2, "change {second}", "changed"), Tampered(2, "event {event}", "changed")],
    ),
    "a renamed event": (
        "UPDATE kernel_event SET name = 'forged' WHERE id = %(event)s", [Tampered(2, "event {event}", "changed")],
    ),
    "a row sealed anew": (
        "UPDATE kernel_auditseal SET rows = rows - ('change ' || %(second)s::text) "
        "WHERE company_id = %(company)s AND number = 2",
        [Tampered(2, "change {second}", "added"), Tampered(2, "seal 2", "does not fit the seal before")],
    ),
    "a forged seal": (
        "UPDATE kernel_auditseal SET digest = repeat('0', 64) WHERE company_id = %(company)s AND number = 1",
        [Tampered(1, "seal 1", "does not fit the seal before"), Tampered(2, "seal 2", "does not fit the seal before")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_tampering_is_named(sealed: tuple[Company, list[int]], tampering: str) -> None:
    company, (first, second, third) = sealed
    text, expected = TAMPERINGS[tampering]
    named: dict[str, Any] = {"first": first, "second": second, "third": third, "company": company.id}
    statement: Any = text
    with superuser() as connection:
        row = connection.execute(
            "SELECT id FROM kernel_event WHERE act_id = (SELECT act_id FROM kernel_change WHERE id = %s)", [second]
        ).fetchone()
        assert row is not None
        named["event"] = row[0]
        assert connection.execute(statement, named).rowcount > 0
    assert seals.check(company.id) == [Tampered(each.seal, each.row.format(**named), each.what) for each in expected]


def test_a_seal_taken_out_is_noticed(sealed: tuple[Company, list[int]]) -> None:
    company, _ = sealed
    with superuser() as connection:
        connection.execute("DELETE FROM kernel_auditseal WHERE company_id = %s AND number = 1", [company.id])
    assert Tampered(2, "seal 2", "does not fit the seal before") in seals.check(company.id)


def test_the_log_of_no_company_has_seals_of_its_own(company: Company) -> None:
    """Acts on shared records: currencies, users, companies."""
    assert sealed_now(None) > 0
    assert seals.check(None) == []
    assert sealed_now(None) == 0
