"""Continuous numbers that come back, numbers of groups, typed formats (01 §3, invariant 9 of §21)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from manciple.demo.company import Company
from manciple.demo.fixtures import company, founded
from manciple.kernel import numbering, sql
from manciple.kernel.actions import find
from manciple.kernel.args import read
from manciple.kernel.models import NumberSequence, NumberSequenceGroup, SpareNumber
from manciple.kernel.refusals import Refused
from manciple.kernel.running import create

__all__ = ["company", "founded"]

FORMS = st.lists(st.sampled_from(["#", "&", "#", "PO-", "7", "_", "/"]), min_size=1, max_size=6).map("".join)


def sequence(company: Company, reference: str = "test", **told: Any) -> None:
    told = {"code": reference + str(told.get("group", "")), "format": "T####", "continuous": True, **told}
    create(NumberSequence, read(find(NumberSequence, "create").args, {"reference": reference, **told}), fresh(company))


def fresh(company: Company) -> Any:
    return company.ctx.fresh()


def draw(company: Company, count: int = 1, reference: str = "test", groups: Any = None) -> list[str]:
    return numbering.draw(reference, count, fresh(company), groups)


@contextmanager
def lost() -> Iterator[None]:
    """What happens in the block is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@given(FORMS.filter(numbering.counts), st.integers(min_value=0, max_value=9))
def test_a_number_is_read_back_as_it_was_written(form: str, number: int) -> None:
    assert numbering.parse(form, numbering.render(form, number)) == number
    assert numbering.parse(form, numbering.render(form, number).lower()) == number


@pytest.mark.parametrize("number", ["PO-12", "PO-0001 ", "XO-0001", "PO-000A", "PO-00001", "PO-\u0661001", ""])
def test_what_a_format_does_not_give_is_no_number_of_it(number: str) -> None:
    assert numbering.parse("PO-####", number) is None


def test_the_company_stands_in_its_numbers(company: Company) -> None:
    sequence(company, format="{company}-###")
    assert draw(company, 2) == ["US01-001", "US01-002"]


def test_the_smallest_number_that_came_back_is_drawn_next(company: Company) -> None:
    sequence(company)
    assert draw(company, 5) == ["T0001", "T0002", "T0003", "T0004", "T0005"]
    numbering.give_back("test", ["T0004", "T0002", "t0002", "T0009", "Rush"], fresh(company))
    assert draw(company) == ["T0002"]
    assert draw(company, 3) == ["T0004", "T0006", "T0007"]


def test_a_lost_draw_leaves_the_free_numbers_as_they_were(company: Company) -> None:
    sequence(company)
    draw(company, 3)
    numbering.give_back("test", ["T0002"], fresh(company))
    with lost():
        assert draw(company, 2) == ["T0002", "T0004"]
    assert draw(company, 2) == ["T0002", "T0004"]


def test_numbers_of_a_sequence_with_gaps_never_come_back(company: Company) -> None:
    sequence(company, continuous=False)
    draw(company, 2)
    numbering.give_back("test", ["T0001"], fresh(company))
    assert draw(company) == ["T0003"]
    assert not SpareNumber.objects.exists()


def test_a_reserved_number_is_somebody_s_until_he_uses_it_or_releases_it(company: Company) -> None:
    sequence(company)
    ctx, other = fresh(company), company.ctx.fresh(user=company.ctx.user + 1)
    first, second = numbering.reserve("test", ctx), numbering.reserve("test", ctx)
    assert (first, second) == ("T0001", "T0002")
    assert numbering.reserved("test", ["t0001", "T0003"], ctx) == {"T0001": True}
    assert numbering.reserved("test", ["T0001"], other) == {"T0001": False}
    numbering.release("test", [first], other)
    assert draw(company) == ["T0003"]
    numbering.release("test", [first], ctx)
    numbering.use("test", [second], ctx)
    assert draw(company, 2) == ["T0001", "T0004"]


def test_numbers_of_sessions_that_are_gone_are_freed(company: Company) -> None:
    sequence(company)
    numbering.reserve("test", fresh(company))
    now = company.ctx.now
    assert numbering.free_late(now + timedelta(minutes=59), company.id) == 0
    assert numbering.free_late(now + timedelta(minutes=61), company.id) == 1
    assert draw(company, 2) == ["T0001", "T0002"]


def test_an_exhausted_sequence_refuses_and_keeps_what_it_has(company: Company) -> None:
    sequence(company, format="T#", next=9)
    with pytest.raises(Refused) as refused, transaction.atomic():
        draw(company, 2)
    assert refused.value.codes == ["ORD-02"]
    assert draw(company) == ["T9"]


def test_a_group_has_numbers_of_its_own_where_it_has_a_sequence(company: Company) -> None:
    told = [{"code": code, "name": code} for code in ("EAST", "WEST")]
    groups = [read(find(NumberSequenceGroup, "create").args, each) for each in told]
    made = create(NumberSequenceGroup, groups, fresh(company))
    east, west = (each.id for each in made.made)
    sequence(company)
    sequence(company, group="EAST", format="E####")
    assert draw(company, 4, groups=[None, east, west, east]) == ["T0001", "E0001", "T0002", "E0002"]
    with sql.counted() as few:
        draw(company, 2, groups=[west, west])
    with sql.counted() as many:
        draw(company, 200, groups=[west] * 200)
    assert few.number == many.number == 2


def test_a_draw_without_free_numbers_is_one_statement(company: Company) -> None:
    sequence(company)
    with sql.counted() as counted:
        draw(company, 200)
    assert counted.number == 1


STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["draw", "lose", "reserve"]), st.integers(1, 3)),
        st.tuples(st.sampled_from(["delete", "release", "use", "die"]), st.integers(0, 9)),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_used_reserved_and_free_numbers_are_all_numbers_once(company: Company, steps: list[tuple[str, int]]) -> None:
    """Invariant 9: together they are the smallest to the highest drawn, each once."""
    with lost():
        sequence(company)
        life = Life(company)
        for step, amount in steps:
            getattr(life, step)(amount)
            assert life.all_numbers() == list(range(1, life.highest() + 1))


class Life:
    """What documents and dialogs do with numbers."""

    def __init__(self, company: Company) -> None:
        self.company, self.used, self.kept = company, list[str](), list[str]()

    def draw(self, count: int) -> None:
        drawn = draw(self.company, count)
        assert not set(drawn) & {*self.used, *self.kept}
        self.used += drawn

    def lose(self, count: int) -> None:
        with lost():
            draw(self.company, count)

    def reserve(self, count: int) -> None:
        self.kept += [numbering.reserve("test", fresh(self.company)) for _ in range(count)]

    def delete(self, place: int) -> None:
        if self.used:
            numbering.give_back("test", [self.used.pop(place % len(self.used))], fresh(self.company))

    def release(self, place: int) -> None:
        if self.kept:
            numbering.release("test", [self.kept.pop(place % len(self.kept))], fresh(self.company))

    def use(self, place: int) -> None:
        if self.kept:
            number = self.kept.pop(place % len(self.kept))
            numbering.use("test", [number], fresh(self.company))
            self.used.append(number)

    def die(self, place: int) -> None:
        numbering.free_late(self.company.ctx.now + timedelta(hours=2), self.company.id)
        self.kept.clear()

    def highest(self) -> int:
        return int(NumberSequence.objects.get(company=self.company.id, code="test").next) - 1

    def all_numbers(self) -> list[int]:
        spare = SpareNumber.objects.filter(company=self.company.id)
        stored = NumberSequence.objects.get(company=self.company.id, code="test")
        assert stored.spare == spare.filter(until__isnull=True).count()
        return sorted([*(int(each[1:]) for each in self.used), *spare.values_list("number", flat=True)])
