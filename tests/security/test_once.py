"""A request takes effect at most once (reliability P2, §2.5): double clicks, ten buyers, crashes.

Periods are put on hold here; every action of the house runs through the same `run`.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from django.db import transaction

from manciple.demo.company import Company
from manciple.kernel import points, scope, tokens
from manciple.kernel.actions import find
from manciple.kernel.context import Context
from manciple.kernel.models import Act, Change, Claim, Event
from manciple.kernel.refusals import Refused
from manciple.kernel.running import Answer, locking, run
from manciple.ledger.models import Period

THREADS, BUYERS = 16, 10
Hook = Callable[[Callable[[str], None] | None], None]
Crowd = Callable[[list[Callable[[], object]]], list[object]]


def periods(company: Company, count: int) -> list[str]:
    """Some open periods, made for the test."""
    year, shape = 2100, find(Period, "create-year").args
    years = [shape(fiscal_year=year + n, starts_on=date(year + n, 1, 1)) for n in range(-(-count // 12))]  # type: ignore[call-arg]
    answer = run(Period, "create-year", (), years, company.ctx.fresh())
    return [made.number for made in answer.made][:count]


def times_held(company: Company) -> Counter[str]:
    """How often the feed says that each period was put on hold."""
    with company.reading():
        return Counter(Event.objects.filter(company=company.id, name="period-held").values_list("number", flat=True))


def press(company: Company, period: str, token: str) -> list[str] | str:
    """One click on Put on hold: what was done, or the code of the refusal."""
    try:
        return run(Period, "hold", [period], None, company.ctx.fresh(token=token)).done
    except Refused as refused:
        return refused.codes[0]


def clicks(company: Company, wanted: list[str], *, key: str = "{period}-{buyer}") -> list[tuple[str, str]]:
    """Every buyer clicks twice on every period, in any order."""
    every = [(period, key.format(period=period, buyer=buyer)) for period in wanted for buyer in range(BUYERS)] * 2
    random.Random(7).shuffle(every)
    return every


def storm(company: Company, every: list[tuple[str, str]], together: Crowd) -> dict[tuple[str, str], list[object]]:
    """All clicks by sixteen threads; the answers of each click and its repeat."""

    def work(mine: list[tuple[str, str]]) -> list[tuple[tuple[str, str], object]]:
        return [(click, press(company, *click)) for click in mine]

    answers: dict[tuple[str, str], list[object]] = {}
    for found in together([partial(work, every[n::THREADS]) for n in range(THREADS)]):
        assert isinstance(found, list), found
        for click, answer in found:
            answers.setdefault(click, []).append(answer)
    return answers


@pytest.mark.parametrize("count", [10, pytest.param(100, marks=pytest.mark.slow)])
def test_ten_buyers_who_click_twice_hold_each_period_once(company: Company, together: Crowd, count: int) -> None:
    wanted = periods(company, count)
    answers = storm(company, clicks(company, wanted), together)
    assert times_held(company) == Counter(wanted)
    assert {len(both) for both in answers.values()} == {2}
    done = [click for click, both in answers.items() if [click[0]] in both]
    assert sorted(period for period, _ in done) == sorted(wanted)
    assert all(answers[click] == [[click[0]]] * 2 for click in done), "a repeat gets the first answer"
    refused = {str(answer) for click, both in answers.items() if click not in done for answer in both}
    assert refused == {"KRN-001"}
    with company.reading():
        held = Period.objects.filter(company=company.id, name__in=wanted)
        assert set(held.values_list("status", "version")) == {("on_hold", 2)}
        assert Claim.objects.filter(company=company.id, token__in=[token for _, token in done]).count() == count


def slow_guards(name: str) -> None:
    """Makes the gap between looking and acting wide enough to fall into."""
    if name == points.A4:
        time.sleep(0.02)


def test_without_locks_periods_would_be_held_twice(
    company: Company, together: Crowd, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: state guards on rows that are not locked let several buyers through."""
    monkeypatch.setattr(locking, "_locked", lambda *_: "")
    locking._text.cache_clear()
    wanted = periods(company, 4)
    hook(slow_guards)
    storm(company, clicks(company, wanted), together)
    locking._text.cache_clear()
    assert sum(times_held(company).values()) > len(wanted)


def test_without_state_guards_keys_alone_would_not_do(
    company: Company, together: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: two buyers have two keys."""
    wanted = periods(company, 2)
    object.__setattr__(find(Period, "hold"), "when", ())
    try:
        storm(company, clicks(company, wanted), together)
    finally:
        object.__setattr__(find(Period, "hold"), "when", ["open"])
    assert sum(times_held(company).values()) == len(wanted) * BUYERS


def test_without_keys_a_double_click_is_refused_instead_of_answered(company: Company, together: Crowd) -> None:
    """The control: the state guard alone keeps the books right, but tells the second click that it failed."""
    wanted = periods(company, 2)
    answers = storm(company, clicks(company, wanted, key=""), together)
    assert times_held(company) == Counter(wanted)
    assert {str(answer) for both in answers.values() for answer in both} >= {"KRN-001"}


class Crash(Exception):
    """The process dies here."""


def crash_at(name: str, nth: int = 1) -> Callable[[str], None]:
    """A hook that dies when a place is reached for the nth time."""
    seen = Counter[str]()

    def hook(place: str) -> None:
        seen[place] += 1
        if place == name and seen[place] == nth:
            raise Crash(name)

    return hook


HELD_POINTS = [name for name in points.ACTION_POINTS if name != points.A6]  # holding draws no number


@pytest.mark.parametrize("place", HELD_POINTS)
def test_a_crash_and_the_same_request_again_take_effect_once(company: Company, hook: Hook, place: str) -> None:
    (period,) = periods(company, 1)
    hook(crash_at(place))
    with pytest.raises(Crash):
        press(company, period, "T1")
    hook(None)
    assert times_held(company) == Counter([period] if place == points.A9 else [])
    assert press(company, period, "T1") == [period]
    assert press(company, period, "T1") == [period]
    assert times_held(company) == Counter([period])


@pytest.mark.parametrize("nth", range(1, 8))
def test_a_crash_behind_any_statement_leaves_nothing(company: Company, hook: Hook, nth: int) -> None:
    """Reliability P9: between any two statements of the effect."""
    (period,) = periods(company, 1)
    before = rows(company)
    reached = crash_at(points.A5, nth)
    hook(reached)
    try:
        press(company, period, "T1")
    except Crash:
        hook(None)
        assert rows(company) == before
        assert press(company, period, "T1") == [period]
    assert times_held(company) == Counter([period])


def rows(company: Company) -> tuple[int, ...]:
    """How many traces of anything there are."""
    with company.reading():
        return tuple(model.objects.filter(company=company.id).count() for model in (Act, Change, Event, Claim))


def test_a_refusal_leaves_the_key_free(company: Company) -> None:
    """The clerk reopens the period and clicks again with the same form: now it is done."""
    (period,) = periods(company, 1)
    press(company, period, "T0")
    before = rows(company)
    assert press(company, period, "T1") == "KRN-001"
    assert rows(company) == before
    run(Period, "reopen", [period], None, company.ctx.fresh())
    assert press(company, period, "T1") == [period]


def test_a_key_used_for_something_else_is_refused(company: Company) -> None:
    first, second = periods(company, 2)
    press(company, first, "T1")
    assert press(company, second, "T1") == "KRN-004"
    assert times_held(company) == Counter([first])


def test_the_same_key_of_another_user_is_another_key(company: Company) -> None:
    first, second = periods(company, 2)
    ctx = company.ctx
    press(company, first, "T1")
    answer: Answer = run(Period, "hold", [second], None, ctx.fresh(token="T1", user=ctx.user + 1))
    assert answer.done == [second]


def test_a_repeat_while_the_first_is_at_work_waits_for_its_answer(
    company: Company, together: Crowd, hook: Hook
) -> None:
    (period,) = periods(company, 1)
    hook(slow_guards)
    answers = together([partial(press, company, period, "T1")] * 8)
    assert answers == [[period]] * 8
    assert times_held(company) == Counter([period])


def test_a_claim_is_not_seen_by_another_company(company: Company) -> None:
    ctx: Context = company.ctx.fresh(token="T1")
    with scope.companies(ctx.company), transaction.atomic():
        assert tokens.claim("hash", ctx) is None
    with scope.companies(), transaction.atomic():
        assert not Claim.objects.exists()
