"""The floor writes what we write: as many rows of every table, and books that prove themselves."""

from __future__ import annotations

import pytest
from django.db import transaction

from benchmarks.floor import Replay, captured, watermarks
from benchmarks.lifecycle import PHASES, carry_out, told
from manciple.demo.company import Company, found
from manciple.kernel import scope, verify
from manciple.kernel.records import Stored

pytestmark = pytest.mark.django_db
LINES = 3


def new_rows(before: dict[type[Stored], int], company: Company) -> dict[str, int]:
    """How many rows each table has gained."""
    with scope.companies(company.id), transaction.atomic():
        counted = {model: model._default_manager.filter(pk__gt=highest).count() for model, highest in before.items()}
    return {model._meta.db_table: count for model, count in counted.items() if count}


def test_the_floor_writes_as_many_rows_of_every_table() -> None:
    company = found("FLOR")
    replay, number = Replay(company.id), ""
    for phase in PHASES:
        key, args = told(phase, number, LINES)
        before = watermarks(company.id)
        answer = carry_out(company, key, [number] if number else [], args)
        number = number or next(made.number for made in answer.made if made.kind == "purchase-orders")
        ours = captured(before, answer.act, company.id)
        mark = watermarks(company.id)
        replay.run(replay.prepared(ours))
        assert new_rows(mark, company) == ours.counts, phase


def test_the_floor_of_a_confirmation_has_all_that_is_kept() -> None:
    """Version and stamp, journal with lines, charges and taxes (01 §11.4)."""
    company = found("FLOR")
    key, args = told("create", "", LINES)
    (number,) = [each.number for each in carry_out(company, key, [], args).made if each.kind == "purchase-orders"]
    before = watermarks(company.id)
    answer = carry_out(company, "confirm", [number], {})
    counts = captured(before, answer.act, company.id).counts
    assert {name: count for name, count in counts.items() if name.startswith("orders_")} == {
        "orders_confirmation": 1,
        "orders_confirmationline": LINES,
        "orders_confirmationcharge": 1,
        "orders_confirmationtax": 1,
        "orders_orderversion": 1,
        "orders_versionstamp": 1,
    }


def test_what_the_floor_wrote_is_as_right_as_what_we_wrote() -> None:
    company = found("FLOR")
    replay, number = Replay(company.id), ""
    for phase in PHASES:
        key, args = told(phase, number, LINES)
        before = watermarks(company.id)
        answer = carry_out(company, key, [number] if number else [], args)
        number = number or next(made.number for made in answer.made if made.kind == "purchase-orders")
        replay.run(replay.prepared(captured(before, answer.act, company.id)))
    assert verify.check(company.id) == []
