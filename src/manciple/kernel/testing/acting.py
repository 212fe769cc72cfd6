"""What must hold for every declared action and inquiry, whatever its package (reliability P9, P18).

A test class inherits a family, gives a fixture `company` with a context `ctx`, and names samples:
how a test comes to a request that can be done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar

import pytest

from manciple.kernel import actions, inquiries, points, reading, sql
from manciple.kernel.actions import Action
from manciple.kernel.args import Args, read
from manciple.kernel.inquiries import Inquiry
from manciple.kernel.records import Stored, document_of
from manciple.kernel.refusals import NotFound, Refused
from manciple.kernel.running import Answer, Numbers, run
from manciple.kernel.testing.hashing import everything

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of `run`, the same every time it is asked."""

    record: type[Stored]
    key: str
    numbers: Numbers = ()
    told: Told = field(default_factory=dict)
    elsewhere: Any = None

    def do(self, company: Any, *, token: str = "", preview: bool = False) -> Answer:
        """Does it, or shows what it would do; in the company, or in another one that was made for it."""
        ctx = (self.elsewhere or company).ctx.fresh(token=token)
        return run(self.record, self.key, self.numbers, self.args, ctx, preview=preview)

    @property
    def args(self) -> Args:
        """What is told, read as a door reads it."""
        return read(actions.find(self.record, self.key).args, dict(self.told))


#: Makes what an action needs and gives a request of it.
Prepare = Callable[[Any], Asked]


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

    samples: ClassVar[dict[str, Prepare]] = {}
    #: Actions without a sample, and why.
    apart: ClassVar[dict[str, str]] = {}

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

    def test_every_action_has_a_sample(self) -> None:
        assert {action.name for action in actions.every()} == self.samples.keys() | self.apart.keys()

    def test_a_preview_changes_nothing(self, sampled: str, company: Any) -> None:
        asked = self.samples[sampled](company)
        before = everything()
        answer = asked.do(company, preview=True)
        assert everything() == before
        assert answer.effects is not None

    def test_a_fault_at_any_point_leaves_nothing(self, sampled: str, company: Any) -> None:
        asked = self.samples[sampled](company)
        before = everything()
        for place in set(points.ACTION_POINTS) - {points.A6, points.A9}:
            with broken_at(place), pytest.raises(Broken):
                asked.do(company, token=place)
            assert everything() == before, place

    def test_it_is_done_once_for_one_token(self, sampled: str, company: Any) -> None:
        asked = self.samples[sampled](company)
        first = asked.do(company, token=sampled)
        after = everything()
        again = asked.do(company, token=sampled)
        assert (again, everything()) == (replace(first, secret=""), after)  # a secret is shown once


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
