"""Document numbers under concurrent writers (reliability P7, §2.4)."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection, transaction

from manciple.demo.company import Company, found
from manciple.kernel import numbering, scope
from manciple.kernel.context import Context
from manciple.kernel.models import NumberSequence, SpareNumber
from manciple.organization.models import Site

WRITERS = 8
Crowd = Callable[[list[Callable[[], object]]], list[object]]


class Aborted(Exception):
    """A writer changes his mind."""


def sequence(company: Company, *, continuous: bool, form: str = "N#######") -> str:
    with company.reading():
        NumberSequence.objects.create(
            company_id=company.id, code="test", reference="test", format=form, continuous=continuous, next=1
        )
    return "test"


def write(company: Company, seed: int, each: int) -> None:
    """Draws a number last and keeps it in a site's code; one writer in ten gives up before commit."""
    chance = random.Random(seed)
    for _ in range(each):
        ctx: Context = company.ctx.fresh()
        try:
            with scope.companies(company.id), transaction.atomic():
                (number,) = numbering.draw("test", 1, ctx)
                Site.objects.create(company_id=company.id, code=number)
                if chance.random() < 0.1:
                    raise Aborted
        except Aborted:
            continue


def written(company: Company, together: Crowd, each: int) -> list[int]:
    """All numbers that eight writers committed, in order."""
    answers = together([partial(write, company, seed, each) for seed in range(WRITERS)])
    assert answers == [None] * WRITERS
    with company.reading():
        codes = Site.objects.filter(company=company.id, code__startswith="N").values_list("code", flat=True)
        return sorted(int(code[1:]) for code in codes)


def next_number(company: Company) -> int:
    with company.reading():
        return int(NumberSequence.objects.get(company=company.id, reference="test").next)


EACH = pytest.mark.parametrize("each", [40, pytest.param(12_500, marks=pytest.mark.slow)])


@EACH
def test_a_continuous_sequence_has_neither_gaps_nor_duplicates(company: Company, together: Crowd, each: int) -> None:
    sequence(company, continuous=True)
    numbers = written(company, together, each)
    assert numbers == list(range(1, len(numbers) + 1))
    assert next_number(company) == len(numbers) + 1
    assert len(numbers) < WRITERS * each, "some writers gave up"


@EACH
def test_a_sequence_in_blocks_has_no_duplicates(company: Company, together: Crowd, each: int) -> None:
    sequence(company, continuous=False)
    numbers = written(company, together, each)
    assert len(set(numbers)) == len(numbers)
    assert max(numbers) < next_number(company)


def test_a_sequence_in_blocks_would_be_noticed_as_not_continuous(company: Company, together: Crowd) -> None:
    """The control: numbers of writers who gave up are gaps."""
    sequence(company, continuous=False)
    numbers = written(company, together, 40)
    assert numbers != list(range(1, len(numbers) + 1))


def look_then_write(reference: str, count: int, ctx: Context) -> list[str]:
    """What a naive program does."""
    found = NumberSequence.objects.filter(company=ctx.company, reference=reference)
    first, form = found.values_list("next", "format").get()
    time.sleep(0.002)
    found.update(next=first + count)
    return [numbering.render(form, number) for number in range(first, first + count)]


def test_numbers_that_are_looked_up_first_would_be_duplicates(
    company: Company, together: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: some writers fail on the unique key of what they number."""
    sequence(company, continuous=True)
    monkeypatch.setattr(numbering, "draw", look_then_write)
    answers = together([partial(write, company, seed, 40) for seed in range(WRITERS)])
    assert any(isinstance(answer, Exception) for answer in answers)


def test_many_numbers_at_once_are_in_a_row(company: Company, together: Crowd) -> None:
    sequence(company, continuous=True)

    def draw() -> list[str]:
        with scope.companies(company.id), transaction.atomic():
            return numbering.draw("test", 25, company.ctx.fresh())

    drawn = together([draw] * WRITERS)
    runs = sorted([int(number[1:]) for number in each] for each in drawn if isinstance(each, list))
    assert [number for each in runs for number in each] == list(range(1, WRITERS * 25 + 1))
    assert all(each == list(range(each[0], each[0] + 25)) for each in runs)


def test_companies_do_not_wait_for_each_other(company: Company) -> None:
    """A continuous number is locked until its transaction ends, for its company only."""
    other = found("OTHR")
    for each in (company, other):
        sequence(each, continuous=True)
    with scope.companies(company.id, other.id), transaction.atomic():
        numbering.draw("test", 1, company.ctx.fresh())
        aside = connection.copy()
        try:
            aside.settings_dict["OPTIONS"].pop("pool", None)
            with aside.cursor() as cursor:
                cursor.execute("SET lock_timeout = '200ms'")
                cursor.execute("SELECT set_config('manciple.companies', %s, false)", [f"{{{other.id}}}"])
                cursor.execute("UPDATE kernel_numbersequence SET next = next + 1 WHERE company_id = %s", [other.id])
                assert cursor.rowcount > 0
        finally:
            aside.close()


def take_and_give_back(company: Company, seed: int, each: int) -> None:
    """Draws numbers; one document in three is deleted again, and one draw in ten is rolled back."""
    chance = random.Random(seed)
    for _ in range(each):
        ctx: Context = company.ctx.fresh()
        try:
            with scope.companies(company.id), transaction.atomic():
                (number,) = numbering.draw("test", 1, ctx)
                Site.objects.create(company_id=company.id, code=number)
                if chance.random() < 0.1:
                    raise Aborted
        except Aborted:
            continue
        if chance.random() < 0.3:
            with scope.companies(company.id), transaction.atomic():
                Site.objects.filter(company=company.id, code=number).delete()
                numbering.give_back("test", [number], ctx)


def test_01_21_9_sixteen_writers_leave_neither_gap_nor_duplicate(company: Company, together: Crowd) -> None:
    sequence(company, continuous=True)
    answers = together([partial(take_and_give_back, company, seed, 25) for seed in range(16)])
    assert answers == [None] * 16
    with company.reading():
        codes = Site.objects.filter(company=company.id, code__startswith="N").values_list("code", flat=True)
        used = [int(code[1:]) for code in codes]
        spare = list(SpareNumber.objects.filter(company=company.id).values_list("number", flat=True))
    assert sorted([*used, *spare]) == list(range(1, next_number(company)))
