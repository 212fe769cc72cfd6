"""An action happens wholly or not at all, wherever it breaks (reliability P9).

Every action of the house is broken at each marked place and behind each of its statements, in real
transactions. Afterwards every table is as before; then the same request under the same key is done,
breaks once more behind its commit, and is answered when it is repeated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, connections, transaction
from pytest_django.plugin import DjangoDbBlocker

from manciple import testing
from manciple.demo.company import Company, found
from manciple.demo.requests import every
from manciple.kernel import actions, numbering, points, scope
from manciple.kernel.testing.acting import Asked
from manciple.kernel.testing.hashing import everything
from manciple.organization.models import Site

pytestmark = pytest.mark.faults

#: Behind each of the first statements; behind those of an action that takes very many, at wider steps.
EACH_STATEMENT, MOST_STATEMENTS, STEP = 100, 2000, 23
#: Numbers that may have gaps are drawn aside, so that a failed run leaves a gap (01 §3).
PARTLY = {
    "kernel_numbersequence": "SELECT reference, next, version FROM kernel_numbersequence WHERE continuous ORDER BY id",
    "kernel_change": "SELECT count(*), sum(id) FROM kernel_change WHERE record <> 'kernel.numbersequence'",
}


class Broken(Exception):
    """The process ends here."""


@pytest.fixture(scope="module")
def company(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Company]:
    """A company that is committed; what the tests of this file write stays until they are over."""
    with django_db_blocker.unblock():
        numbering.forget_blocks()
        yield found("US01")
        numbering.forget_blocks()
        connections.close_all()
        testing.renew()


@pytest.fixture(autouse=True)
def unhooked() -> Iterator[None]:
    """No hook outlives a test."""
    yield
    points.install(None)


def state(company: Company) -> dict[str, Any]:
    """A hash of every table; of the sequences only those without gaps count."""
    with transaction.atomic():
        found: dict[str, Any] = dict(everything())
    with scope.companies(company.id), transaction.atomic(), connection.cursor() as cursor:
        for table, query in PARTLY.items():
            cursor.execute(query)
            found[table] = cursor.fetchall()
    return found


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The tables that are not the same."""
    return sorted(name for name in before if before[name] != after[name])


def breaking_at(*places: str) -> Callable[[str], None]:
    """A hook that breaks when one of the places is reached; behind the commit only of the outermost action."""

    def hook(place: str) -> None:
        if place in places and not (place == points.A9 and connection.in_atomic_block):
            raise Broken(place)

    return hook


@contextmanager
def breaking_behind(number: int) -> Iterator[Counter[str]]:
    """Breaks behind the nth statement; counts them."""
    counted: Counter[str] = Counter()

    def execute(do: Any, *statement: Any) -> Any:
        answer = do(*statement)
        counted["statements"] += 1
        if counted["statements"] == number:
            raise Broken(str(statement[0])[:80])
        return answer

    with connection.execute_wrapper(execute):
        yield counted


def reached(asked: Asked, company: Company) -> list[str]:
    """The places a run comes by: those of a preview, and those that only a real run with a key has."""
    seen: list[str] = []
    points.install(seen.append)
    asked.do(company, preview=True)
    points.install(None)
    return [place for place in points.ACTION_POINTS[:-1] if place in {*seen, points.A2, points.A8}]


@pytest.mark.parametrize("name", list(every()))
def test_wherever_an_action_breaks_it_has_not_happened(name: str, company: Company) -> None:
    asked = every()[name](company)
    before = state(company)
    for place in reached(asked, company):
        points.install(breaking_at(place))
        with pytest.raises(Broken, match=place):
            asked.do(company, token=name)
        points.install(None)
    assert differences(before, state(company)) == []

    points.install(breaking_at(points.A9))
    statements = _broken_behind_each(asked, company, name, before)
    points.install(None)
    after = state(company)
    assert statements >= 3
    assert differences(before, after) != []

    answer = asked.do(company, token=name)
    assert asked.do(company, token=name) == answer
    assert differences(after, state(company)) == []


def _broken_behind_each(asked: Asked, company: Company, token: str, before: dict[str, Any]) -> int:
    """Breaks it behind one statement after the other, until there is no further one; how many there are.

    The last run commits, and breaks behind that.
    """
    for number in (*range(1, EACH_STATEMENT), *range(EACH_STATEMENT, MOST_STATEMENTS, STEP)):
        if number == 2 or number % 16 == 0 or number > EACH_STATEMENT:
            assert differences(before, state(company)) == [], f"broken behind statement {number - 1} or earlier"
        with breaking_behind(number) as counted, pytest.raises(Broken) as broken:
            asked.do(company, token=token)
        if str(broken.value) == points.A9:
            return counted["statements"]
    raise AssertionError(f"more than {MOST_STATEMENTS} statements")


def test_a_trace_would_be_noticed(company: Company) -> None:
    """The control: one value of one row is enough."""
    before = state(company)
    with company.reading():
        Site.objects.filter(company=company.id, code="1").update(name="changed")
    assert differences(before, state(company)) == ["kernel_change", "organization_site"]


def test_every_action_is_broken() -> None:
    assert {action.name for action in actions.every()} == every().keys()
