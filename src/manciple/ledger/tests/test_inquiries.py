"""What people read of the books: balances, entries, the postings of an act, and the proof."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from manciple.kernel import effects, inquiries, reading, sql, verify
from manciple.kernel.inquiries import Asked
from manciple.kernel.refusals import Invalid
from manciple.ledger import actions
from manciple.ledger.forms import Vouchers
from manciple.ledger.inquiries import trial_balance
from manciple.ledger.models import Period
from manciple.ledger.tests.books import FEBRUARY, Books, company

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> Iterator[Books]:
    """January 100 and 40, February 7; another company posts too."""
    found, other = company(), company("US02")
    with found.open():
        Period.objects.filter(company=found.company, name="2026-02").update(status="open")
    found.post(found.receipt("PS-1", "100.00"), found.receipt("PS-2", "40.00", item="B1"))
    found.post(found.receipt("PS-3", "7.00", FEBRUARY))
    other.post(other.receipt("PS-1", "5000.00"))
    with found.open():
        yield found


def balances(books: Books, **days: date) -> dict[str, tuple[str, ...]]:
    """Opening, debit, credit, closing by account."""
    return {
        row.account: tuple(f"{each:.2f}" for each in (row.opening, row.debit, row.credit, row.closing))
        for row in trial_balance(books.ctx, **days)
    }


def test_the_trial_balance_of_february_begins_with_what_january_left(books: Books) -> None:
    assert balances(books, starts_on=date(2026, 2, 1), ends_on=date(2026, 2, 28)) == {
        "1300": ("140.00", "7.00", "0.00", "147.00"),
        "1390": ("0.00", "7.00", "7.00", "0.00"),
        "2010": ("-140.00", "0.00", "7.00", "-147.00"),
    }


def test_without_days_it_shows_the_fiscal_year_so_far(books: Books) -> None:
    """Today is 15 January 2026; the year begins on the 1st."""
    assert balances(books)["1300"] == ("0.00", "140.00", "0.00", "140.00")


def test_a_trial_balance_always_balances_and_knows_what_accounts_are(books: Books) -> None:
    rows = trial_balance(books.ctx, ends_on=date(2026, 12, 31))
    assert sum(row.closing for row in rows) == sum(row.opening for row in rows) == 0
    assert sum(row.debit for row in rows) == sum(row.credit for row in rows) == Decimal("294.00")
    assert {row.account_type for row in rows} == {"Asset"}


def test_days_in_the_wrong_order_are_invalid(books: Books) -> None:
    with pytest.raises(Invalid):
        trial_balance(books.ctx, starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 1))


def test_entries_are_listed_newest_first_and_filtered_by_the_database(books: Books) -> None:
    inquiry = inquiries.find("voucher-entries")
    asked = Asked({"account": "1300"}, size=2)
    page = inquiries.page(inquiry.rows(books.ctx), inquiry.columns, asked, inquiry.order)
    assert [(row["voucher"], row["debit"], row["document_number"]) for row in page.rows] == [
        ("V0000003", Decimal("7.00"), "PS-3"),
        ("V0000002", Decimal("40.00"), "PS-2"),
    ]
    more = Asked({"account": "1300"}, size=2, after=page.next)
    rest = inquiries.page(inquiry.rows(books.ctx), inquiry.columns, more, inquiry.order)
    assert [row["voucher"] for row in rest.rows] == ["V0000001"]
    assert rest.next == ""


def test_a_voucher_is_shown_with_its_entries(books: Books) -> None:
    with sql.counted() as counted:
        shown = reading.record(Vouchers, "V0000003", books.ctx)
    assert counted.number == 2
    assert (shown.fields["document_number"], shown.fields["line_count"]) == ("PS-3", 4)
    assert [(line["main_account"], line["debit"], line["credit"]) for line in shown.lines["entries"]] == [
        ("1390", Decimal(7), Decimal(0)),
        ("2010", Decimal(0), Decimal(7)),
        ("1300", Decimal(7), Decimal(0)),
        ("1390", Decimal(0), Decimal(7)),
    ]


def test_the_effects_of_an_act_name_its_postings(books: Books) -> None:
    ctx = books.ctx
    ctx.act = 99
    actions.post([books.receipt("PS-4", "3.00")], ctx)
    (table,) = [each for each in effects.of_act(99, ctx).tables if each["key"] == "vouchers"]
    assert [column["label"] for column in table["columns"]] == [
        "Voucher", "Main account", "Name", "Posting type", "Debit", "Credit",
    ]  # fmt: skip
    assert [" ".join(str(value) for value in row.values()) for row in table["rows"]] == [
        "V0000004 1390 Un-invoiced Purchase expenditure, un-invoiced 3 0",
        "V0000004 2010 Accrual Purchase, accrual 0 3",
        "V0000004 1300 Stock Product receipt 3 0",
        "V0000004 1390 Un-invoiced Purchase expenditure, un-invoiced 0 3",
    ]


def test_sound_books_prove_themselves(books: Books) -> None:
    assert [each for each in verify.check(books.company.pk) if each.invariant.startswith("vouchers")] == []
