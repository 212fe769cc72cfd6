"""What must hold for every set-up record, whatever its package.

A test class inherits `SetupFamily`, names a sample for each set-up form, and gives a fixture
`company` with a context `ctx` in which the samples' references exist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest

from manciple.kernel import actions, forms, reading, sql
from manciple.kernel.args import Args, read
from manciple.kernel.context import Context
from manciple.kernel.fields import Open
from manciple.kernel.forms import Form
from manciple.kernel.records import Stored
from manciple.kernel.refusals import Invalid, NotFound, Refused
from manciple.kernel.running import Answer, create, run

MANY = 3
NOBODY: frozenset[str] = frozenset()


class Nth(tuple[Any, ...]):
    """Values one of which is typed, another one each time."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A record as a person types it. `{n}` in a text becomes a number, so that many can be made.

    `change` is what an edit changes; `refused` are values put in place of good ones, with the code
    of the refusal they meet.
    """

    new: Mapping[str, Any]
    change: Mapping[str, Any] = field(default_factory=dict)
    refused: Sequence[tuple[Mapping[str, Any], str]] = ()

    def typed(self, place: int = 1, **instead: Any) -> dict[str, Any]:
        """The record as it is typed for the nth time."""
        told = {**self.new, **instead}
        return {name: _nth(value, place) for name, value in told.items()}


def _nth(value: Any, place: int) -> Any:
    match value:
        case Nth():
            return value[place - 1]
        case str():
            return value.replace("{n}", str(place))
        case _:
            return value


class SetupFamily:
    """The life of every set-up record: made, read back, changed, removed, and refused for good reasons."""

    samples: ClassVar[dict[str, Sample]] = {}
    #: Forms whose records are made by actions of their own, which their packages test.
    apart: ClassVar[frozenset[str]] = frozenset()

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """One test for each form that can do what the test is about."""
        if "form" in metafunc.fixturenames:
            can = {"change": actions.EDIT, "removed": actions.DELETE}
            needed = {key for word, key in can.items() if word in metafunc.function.__name__}
            found = [form for form in self._forms() if needed <= {each.key for each in form.actions()}]
            metafunc.parametrize("form", found, ids=[form.key for form in found])

    @classmethod
    def _forms(cls) -> list[type[Form]]:
        return [form for form in forms.every() if form.setup and form.key not in cls.apart]

    def sample(self, form: type[Form]) -> Sample:
        """The sample of a form."""
        return self.samples[form.key]

    def test_every_set_up_form_has_a_sample(self) -> None:
        assert {form.key for form in self._forms()} == set(self.samples)

    def test_what_was_typed_is_what_is_shown(self, form: type[Form], company: Any) -> None:
        sample = self.sample(form).typed()
        answer = _make(form, company.ctx, sample)
        assert _shown(form, answer, company.ctx, sample) == _typed(form, actions.CREATE, sample)

    def test_many_cost_as_many_statements_as_one(self, form: type[Form], company: Any) -> None:
        sample = self.sample(form)
        counts = []
        for places in (range(1, 2), range(2, 2 + MANY)):
            with sql.counted() as count:
                _make(form, company.ctx, *(sample.typed(place) for place in places))
            counts.append(count.number)
        assert counts[0] == counts[1]

    def test_a_change_is_shown_and_leaves_the_rest(self, form: type[Form], company: Any) -> None:
        sample = self.sample(form)
        answer = _make(form, company.ctx, sample.typed())
        number = answer.made[0].number
        before = reading.record(form, number, company.ctx)
        run(form.of, actions.EDIT, [_name(form, number)], _args(form, actions.EDIT, sample.change), company.ctx.fresh())
        after = reading.record(form, number, company.ctx)
        changed = _typed(form, actions.EDIT, sample.change)
        assert sample.change, f"the sample of {form.key} changes nothing"
        assert _own(after.fields) == _own(before.fields) | changed
        assert after.version == before.version + 1

    def test_a_change_of_a_locked_field_is_refused(self, form: type[Form], company: Any) -> None:
        sample, other = self.sample(form).typed(1), self.sample(form).typed(2)
        number = _make(form, company.ctx, sample).made[0].number
        locked = [each.path for each in form.fields() if each.field.open_in is Open.ON_CREATE]
        for name in locked:
            if sample.get(name) != other.get(name):
                args = _args(form, actions.EDIT, {name: other[name]})
                with pytest.raises(Refused) as refused:
                    run(form.of, actions.EDIT, [_name(form, number)], args, company.ctx.fresh())
                assert refused.value.codes == ["KRN-023"]

    def test_it_is_removed(self, form: type[Form], company: Any) -> None:
        before = _rows(form.of)
        number = _make(form, company.ctx, self.sample(form).typed()).made[0].number
        run(form.of, actions.DELETE, [_name(form, number)], None, company.ctx.fresh())
        assert _rows(form.of) == before
        with pytest.raises(NotFound):
            reading.record(form, number, company.ctx)

    def test_what_is_wrong_is_refused_and_nothing_is_made(self, form: type[Form], company: Any) -> None:
        before = _rows(form.of)
        for instead, code in self.sample(form).refused:
            with pytest.raises(Refused) as refused:
                _make(form, company.ctx, self.sample(form).typed(**instead))
            assert refused.value.codes == [code], instead
        assert _rows(form.of) == before

    def test_every_required_field_is_asked_for(self, form: type[Form], company: Any) -> None:
        sample = self.sample(form).typed()
        for name, field_ in _shape(form, actions.CREATE).model_fields.items():
            if field_.is_required():
                with pytest.raises(Invalid) as invalid:
                    _args(form, actions.CREATE, {key: value for key, value in sample.items() if key != name})
                assert [place for place, _ in invalid.value.faults] == [name]

    def test_a_required_reference_left_blank_is_refused(self, form: type[Form], company: Any) -> None:
        sample = self.sample(form).typed()
        for name in [each.path for each in form.fields() if each.typed and each.refers_to and each.required]:
            with pytest.raises(Refused) as refused:
                _make(form, company.ctx, {**sample, name: ""})
            assert ("KRN-009", name) in [(each.code, each.field) for each in refused.value.refusals]

    def test_a_reference_to_nothing_is_refused(self, form: type[Form], company: Any) -> None:
        placed = [each.path for each in form.fields() if each.typed and each.refers_to]
        sample = self.sample(form)
        for name in placed:
            with pytest.raises(Refused) as refused:
                _make(form, company.ctx, {**sample.typed(), name: "NOSUCH"})
            assert ("KRN-008", name) in [(each.code, each.field) for each in refused.value.refusals]

    def test_a_second_of_the_same_is_refused(self, form: type[Form], company: Any) -> None:
        sample = self.sample(form).typed()
        _make(form, company.ctx, sample)
        before = _rows(form.of)
        with pytest.raises(Refused) as refused:
            _make(form, company.ctx, sample)
        assert refused.value.codes == ["KRN-010"]
        assert _rows(form.of) == before

    def test_it_is_for_those_who_have_the_duty(self, form: type[Form], company: Any) -> None:
        before = _rows(form.of)
        with pytest.raises(Refused) as refused:
            _make(form, company.ctx.fresh(duties=NOBODY), self.sample(form).typed())
        assert refused.value.codes == ["KRN-002"]
        assert _rows(form.of) == before

    def test_a_preview_makes_nothing(self, form: type[Form], company: Any) -> None:
        before = _rows(form.of)
        args = _args(form, actions.CREATE, self.sample(form).typed())
        answer = create(form.of, args, company.ctx.fresh(), preview=True)
        assert len(answer.made) == 1
        assert _rows(form.of) == before


def _make(form: type[Form], ctx: Context, *rows: Mapping[str, Any]) -> Answer:
    return create(form.of, [_args(form, actions.CREATE, row) for row in rows], ctx.fresh())


def _args(form: type[Form], key: str, values: Mapping[str, Any]) -> Args:
    return read(_shape(form, key), dict(values))


def _shape(form: type[Form], key: str) -> type[Args]:
    return actions.find(form.of, key).args


def _name(form: type[Form], number: str) -> str | int:
    return reading.name_of(form.of, number)


def _typed(form: type[Form], key: str, values: Mapping[str, Any]) -> dict[str, Any]:
    args = _args(form, key, values)
    return _plain({name: getattr(args, name) for name in values})


def _shown(form: type[Form], answer: Answer, ctx: Context, names: Mapping[str, Any]) -> dict[str, Any]:
    fields = reading.record(form, answer.made[0].number, ctx).fields
    return _plain({name: fields[name] for name in names})


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they compare: nothing is nothing, whether blank or none."""
    return {name: None if value in ("", [], None) else value for name, value in values.items()}


def _own(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the record itself, without those of records it names."""
    return _plain({name: value for name, value in values.items() if "__" not in name})


def _rows(record: type[Stored]) -> list[dict[str, Any]]:
    return [dict(row) for row in record._default_manager.order_by("pk").values()]
