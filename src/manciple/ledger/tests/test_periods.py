"""The life of a period: open, on hold, closed for good (05 §4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import pytest

from manciple.kernel.args import Args
from manciple.kernel.context import Context
from manciple.kernel.refusals import Refused
from manciple.kernel.running import create, run
from manciple.ledger import inquiries
from manciple.ledger.models import Period
from manciple.ledger.terms import Waiting
from manciple.ledger.tests.books import JANUARY, Books, company, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> Books:
    return company()


def status(books: Books, name: str) -> tuple[str, int]:
    """The status and version of a period."""
    with books.open():
        return Period.objects.values_list("status", "version").get(company=books.company, name=name)


@pytest.mark.parametrize(
    ("name", "key", "after"),
    [
        ("2026-01", "hold", "on_hold"), ("2026-01", "close", "closed"), ("2026-02", "reopen", "open"),
        ("2026-02", "close", "closed"),
    ],
)  # fmt: skip
def test_a_period_moves(books: Books, name: str, key: str, after: str) -> None:
    answer = run(Period, key, [name], None, books.ctx)
    assert (answer.done, status(books, name)) == ([name], (after, 2))


@pytest.mark.parametrize(
    ("name", "key", "code"),
    [
        ("2026-02", "hold", "KRN-001"), ("2026-03", "hold", "KRN-001"), ("2026-01", "reopen", "KRN-001"),
        ("2026-03", "close", "KRN-001"), ("2026-03", "reopen", "LED-03"), ("2026-03", "delete", "KRN-001"),
    ],
)  # fmt: skip
def test_a_period_in_another_state_is_refused(books: Books, name: str, key: str, code: str) -> None:
    before = status(books, name)
    with pytest.raises(Refused) as refusal:
        run(Period, key, [name], None, books.ctx)
    assert (refusal.value.codes, status(books, name)) == ([code], before)


@pytest.fixture
def waiting() -> Iterator[list[Waiting]]:
    """Documents of a higher floor that are not posted; they are asked for all periods at once."""
    found: list[Waiting] = []
    asked: list[tuple[Sequence[date], Sequence[date]]] = []

    def unposted(starts: Sequence[date], ends: Sequence[date], ctx: Context) -> list[Waiting]:
        asked.append((starts, ends))
        return found

    inquiries.keeps_open(unposted)
    yield found
    inquiries._waits.remove(unposted)
    assert asked == [([date(2026, 1, 1)], [date(2026, 1, 31)])]


def test_a_period_with_documents_that_wait_is_not_closed(books: Books, waiting: list[Waiting]) -> None:
    waiting += [
        Waiting("Vendor invoice", "INV-2", JANUARY), Waiting("Vendor invoice", "INV-9", date(2026, 2, 1)),
        Waiting("Product receipt", "PS-1", date(2026, 1, 2)),
    ]  # fmt: skip
    with pytest.raises(Refused) as refusal:
        run(Period, "close", ["2026-01"], None, books.ctx)
    assert [each.values["number"] for each in refusal.value.refusals] == ["PS-1", "INV-2"]
    assert refusal.value.codes == ["LED-14", "LED-14"]
    assert status(books, "2026-01") == ("open", 1)


def test_nothing_is_posted_in_a_period_that_was_closed(books: Books) -> None:
    books.post(books.receipt("PS-1", "1.00"))
    run(Period, "close", ["2026-01"], None, books.ctx)
    with pytest.raises(Refused) as refusal:
        books.post(books.receipt("PS-2", "1.00"))
    assert refusal.value.codes == ["LED-04"]


def edit(books: Books, name: str, **said: object) -> None:
    run(Period, "edit", [name], told(Period, "edit", **said), books.ctx)


def test_days_with_postings_stay_in_their_period(books: Books) -> None:
    books.post(books.receipt("PS-1", "1.00"))
    edit(books, "2026-01", starts_on=JANUARY, ends_on=JANUARY)
    for said in ({"starts_on": date(2026, 1, 16), "ends_on": date(2026, 1, 20)}, {"ends_on": date(2026, 1, 14)}):
        with pytest.raises(Refused) as refusal:
            edit(books, "2026-01", **said)
        assert refusal.value.codes == ["LED-15"]
    with books.open():
        period = Period.objects.get(company=books.company, name="2026-01")
    assert (period.starts_on, period.ends_on) == (JANUARY, JANUARY)


@pytest.mark.parametrize(
    ("name", "said", "code"),
    [
        pytest.param("2026-01", {"ends_on": date(2026, 2, 1)}, "LED-02", id="overlap"),
        pytest.param("2026-01", {"ends_on": date(2025, 12, 31)}, "LED-01", id="ends before it starts"),
        pytest.param("2026-03", {"ends_on": date(2026, 3, 30)}, "KRN-006", id="closed"),
    ],
)
def test_wrong_days_are_refused(books: Books, name: str, said: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        edit(books, name, **said)
    assert refusal.value.codes == [code]


def test_a_period_without_postings_is_deleted_and_one_with_postings_is_not(books: Books) -> None:
    run(Period, "delete", ["2026-02"], None, books.ctx)
    books.post(books.receipt("PS-1", "1.00"))
    with pytest.raises(Refused) as refusal:
        run(Period, "delete", ["2026-01"], None, books.ctx)
    assert refusal.value.codes == ["LED-15"]
    with books.open():
        found = Period.objects.filter(company=books.company).values_list("name", flat=True)
        assert set(found) == {"2026-01", "2026-03"}


def year(first: date, months: int = 12) -> Args:
    return told(Period, "create-year", fiscal_year=first.year, starts_on=first, periods=months)


def test_years_are_created_as_open_months(books: Books) -> None:
    answer = run(Period, "create-year", (), [year(date(2027, 1, 1)), year(date(2028, 1, 1), 3)], books.ctx)
    assert [made.number for made in answer.made] == [f"2027-{month:02}" for month in range(1, 13)] + [
        "2028-01", "2028-02", "2028-03",
    ]  # fmt: skip
    assert {made.kind for made in answer.made} == {"periods"}
    assert status(books, "2028-03") == ("open", 1)


def test_a_year_that_overlaps_is_refused_whole(books: Books) -> None:
    with pytest.raises(Refused) as refusal:
        run(Period, "create-year", (), year(date(2025, 12, 15), 2), books.ctx)
    assert refusal.value.codes == ["KRN-010"]
    with books.open():
        assert Period.objects.filter(company=books.company).count() == 3


def test_two_companies_have_periods_on_the_same_days(books: Books) -> None:
    other = company("US02")
    assert status(other, "2026-01") == status(books, "2026-01") == ("open", 1)


def test_one_period_is_created_by_its_page(books: Books) -> None:
    april = {"name": "2026-04", "fiscal_year": 2026, "starts_on": "2026-04-01", "ends_on": "2026-04-30"}
    create(Period, told(Period, "create", **april), books.ctx)
    assert status(books, "2026-04") == ("open", 1)


def test_the_dialog_offers_the_year_after_the_last_one(books: Books) -> None:
    with books.open():
        assert inquiries.next_year(0, books.ctx) == {"fiscal_year": 2027, "starts_on": date(2026, 4, 1)}
        Period.objects.filter(company=books.company).delete()
        assert inquiries.next_year(0, books.ctx) == {"fiscal_year": 2026, "starts_on": date(2026, 1, 1)}
