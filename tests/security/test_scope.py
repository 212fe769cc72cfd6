"""The scope of companies, as the code sets it: it begins and ends with its block (reliability §2.2)."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread

import pytest
from django.db import connections, transaction

from manciple.kernel import scope
from manciple.organization.models import Currency, LegalEntity, Site


@pytest.fixture
def companies(committed: Iterator[int]) -> tuple[int, int]:
    """Two companies with a site each."""
    currency, _ = Currency.objects.get_or_create(code="USD")
    made = []
    for site in ("A1", "B1"):
        entity = LegalEntity.objects.create(code=f"I{next(committed):03}", name=site, country="US", currency=currency)
        with scope.companies(entity.pk), transaction.atomic():
            Site.objects.create(company=entity, code=site)
        made.append(entity.pk)
    return made[0], made[1]


def seen() -> list[str]:
    """The sites that are seen now."""
    with transaction.atomic():
        return list(Site.objects.order_by("code").values_list("code", flat=True))


def test_a_scope_ends_with_its_block(companies: tuple[int, int]) -> None:
    mine, theirs = companies
    assert seen() == []
    with scope.companies(mine):
        assert seen() == ["A1"]
        with scope.companies(mine, theirs):
            assert seen() == ["A1", "B1"]
        assert seen() == ["A1"]
    assert seen() == []


def test_a_scope_may_change_inside_a_transaction(companies: tuple[int, int]) -> None:
    mine, theirs = companies
    with transaction.atomic():
        with scope.companies(mine):
            assert seen() == ["A1"]
        assert seen() == []
        with scope.companies(theirs):
            assert seen() == ["B1"]


def test_a_failure_leaves_no_scope_behind(companies: tuple[int, int]) -> None:
    with pytest.raises(ZeroDivisionError), scope.companies(companies[0]), transaction.atomic():
        1 / 0  # noqa: B018
    assert seen() == []


def test_the_next_borrower_of_a_connection_has_no_scope(companies: tuple[int, int]) -> None:
    """Reliability §2.2: with settings of the session a later borrower saw the earlier company."""
    with scope.companies(companies[0]):
        assert seen() == ["A1"]
    assert [_in_a_thread(None) for _ in range(20)] == [[]] * 20


def test_threads_have_scopes_of_their_own(companies: tuple[int, int]) -> None:
    with scope.companies(companies[0]):
        assert _in_a_thread(companies[1]) == ["B1"]
        assert seen() == ["A1"]


def _in_a_thread(company: int | None) -> list[str]:
    """What another thread sees on a connection of its own, in the scope of a company or none."""
    found: list[list[str]] = []

    def look() -> None:
        try:
            with scope.companies(*([company] if company else [])):
                found.append(seen())
        finally:
            connections.close_all()

    thread = Thread(target=look)
    thread.start()
    thread.join()
    return found[0]


def test_a_query_outside_a_transaction_sees_nothing(companies: tuple[int, int]) -> None:
    """The scope is told at the beginning of a transaction; a stray query fails closed."""
    with scope.companies(companies[0]):
        assert Site.objects.count() == 0
