"""What must hold for every declared action and inquiry, whatever its package (reliability P9, P18).

A test class inherits a family, gives a fixture `company` with a context `ctx`, and names samples:
how a test comes to a record on which the action is possible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from typing import Any, ClassVar

import pytest

from manciple.kernel import actions, inquiries, points, reading, sql
from manciple.kernel.actions import Action
from manciple.kernel.args import Args, read
from manciple.kernel.inquiries import Inquiry
from manciple.kernel.records import document_of
from manciple.kernel.refusals import NotFound, Refused
from manciple.kernel.running import Numbers, run
from manciple.kernel.testing.hashing import everything

Told = Mapping[str, Any]
#: Makes what the action needs and gives the numbers and the arguments of one run.
Sample = Callable[[Any], tuple[Numbers, Told]]


class Broken(Exception):
    """A fault put in by a test."""


@contextmanager
def broken_at(place: str) -> Iterator[None]:
    """Lets whatever comes to a marked place fail there."""

    def fail(name: str) -> None:
        if name == place:
            raise Broken(name)

    points.install(fail)
    try:
        yield
    finally:
        points.install(None)


class ActionFamily:
    """Nobody without the duty, nothing unknown, nothing changed by a preview or a fault."""

    samples: ClassVar[dict[str, Sample]] = {}

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """One test for each action; those that need a record, for each that has a sample."""
        if "action" in metafunc.fixturenames:
            found = list(actions.every())
            metafunc.parametrize("action", found, ids=[each.name for each in found])
        if "sampled" in metafunc.fixturenames:
            metafunc.parametrize("sampled", sorted(self.samples))

    def test_nobody_does_it_without_the_duty(self, action: Action, company: Any) -> None:
        nobody = company.ctx.fresh(duties=frozenset())
        with pytest.raises(Refused) as refused:
            run(action.record, action.key, ["X"], _any(action), nobody)
        assert refused.value.codes == ["KRN-002"]

    def test_what_does_not_exist_is_not_found(self, action: Action, company: Any) -> None:
        if action.creates:
            return
        name: Any = ("NOSUCH", 1) if document_of(action.record) else "NOSUCH"
        with pytest.raises(NotFound):
            run(action.record, action.key, [name, 2**62], _any(action), company.ctx.fresh())

    def test_a_preview_changes_nothing(self, sampled: str, company: Any) -> None:
        action, numbers, args = self._made(sampled, company)
        before = everything()
        answer = run(action.record, action.key, numbers, args, company.ctx.fresh(), preview=True)
        assert everything() == before
        assert answer.effects is not None

    def test_a_fault_at_any_point_leaves_nothing(self, sampled: str, company: Any) -> None:
        action, numbers, args = self._made(sampled, company)
        before = everything()
        for place in set(points.ACTION_POINTS) - {points.A6, points.A9}:
            with broken_at(place), pytest.raises(Broken):
                run(action.record, action.key, numbers, args, company.ctx.fresh(token=place))
            assert everything() == before, place

    def test_it_is_done_once_for_one_token(self, sampled: str, company: Any) -> None:
        action, numbers, args = self._made(sampled, company)
        first = run(action.record, action.key, numbers, args, company.ctx.fresh(token=sampled))
        after = everything()
        again = run(action.record, action.key, numbers, args, company.ctx.fresh(token=sampled))
        assert (again, everything()) == (first, after)

    def _made(self, sampled: str, company: Any) -> tuple[Action, Numbers, Args]:
        action = next(each for each in actions.every() if each.name == sampled)
        numbers, told = self.samples[sampled](company)
        return action, numbers, read(action.args, dict(told))


def _any(action: Action) -> Args:
    """Arguments that nobody looks at."""
    return action.args.model_construct()


class InquiryFamily:
    """Every read answers in its declared columns, in a company that has nothing and in one that has."""

    #: Numbers of records that inquiries about a form are asked for.
    about: ClassVar[dict[str, Callable[[Any], str]]] = {}
    #: What an inquiry must be told besides.
    told: ClassVar[dict[str, Told]] = {}

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """One test for each inquiry that can be asked with what is known here."""
        if "inquiry" in metafunc.fixturenames:
            found = [each for each in inquiries.every() if not each.about or each.about in self.about]
            metafunc.parametrize("inquiry", found, ids=[each.key for each in found])

    def test_it_answers_in_its_columns(self, inquiry: Inquiry, company: Any) -> None:
        told = dict(self.told.get(inquiry.key, {}))
        if inquiry.about:
            told["number"] = self.about[inquiry.about](company)
        with company.reading():
            found = list(reading.answered(inquiry, told, company.ctx)[:5])
        keys = {each.name for each in fields(inquiry.row)}
        assert {column.key for column in inquiry.columns} == keys
        for row in found:
            if not isinstance(row, Mapping) and not hasattr(row, "_meta"):
                assert isinstance(row, inquiry.row)

    def test_its_statements_do_not_grow(self, inquiry: Inquiry, company: Any) -> None:
        if inquiry.about:
            return
        counts = []
        for _ in range(2):
            with company.reading(), sql.counted() as count:
                list(reading.answered(inquiry, dict(self.told.get(inquiry.key, {})), company.ctx)[:1000])
            counts.append(count.number)
            self.more(company)
        assert counts[0] == counts[1]

    def more(self, company: Any) -> Sequence[str]:
        """Makes further records, so that a read that grows with them is noticed."""
        return []
