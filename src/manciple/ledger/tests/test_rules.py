"""Which account an amount goes to, what a voucher holds, how a year is cut (05 §4, §5, §7)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manciple.kernel.explain import Told
from manciple.ledger import rules
from manciple.ledger.terms import (
    Accounts,
    Day,
    Document,
    Named,
    PeriodStanding,
    Posting,
    PostingType,
    SetUpRow,
    Waiting,
    Wanted,
)

ITEMS = {1: Named("item", 1, "A1", 10), 2: Named("item", 2, "A2", 10), 3: Named("item", 3, "B1", 11)}
VENDORS = {5: Named("vendor", 5, "V1", 50), 6: Named("vendor", 6, "V2", 51)}
DAY = date(2026, 1, 15)


def row(account: str, role: str = PostingType.PEU, **more: object) -> SetUpRow:
    """A row of set-up for all items and vendors, unless something else is said."""
    said: dict[str, object] = dict.fromkeys(("item", "item_group", "vendor", "vendor_group", "profile"))
    said |= {"code": "", "default": True, "account": int(account), "number": account, "postable": True}
    return SetUpRow(role, **(said | more))  # type: ignore[arg-type]


EVERY_CELL = {
    "item × vendor": row("11", item=1, vendor=5),
    "item × vendor group": row("12", item=1, vendor_group=50),
    "item × all": row("13", item=1),
    "group × vendor": row("21", item_group=10, vendor=5),
    "group × vendor group": row("22", item_group=10, vendor_group=50),
    "group × all": row("23", item_group=10),
    "all × vendor": row("31", vendor=5),
    "all × vendor group": row("32", vendor_group=50),
    "all × all": row("33"),
}


@pytest.mark.parametrize("place", range(9), ids=list(EVERY_CELL))
def test_the_search_goes_by_item_first_and_takes_the_most_precise_row(place: int) -> None:
    """05 §5.2: with the rows before it gone, each of the nine cells is found in turn."""
    left = list(EVERY_CELL.values())[place:]
    found = rules.account_of(Wanted(PostingType.PEU, 1, 5), rules.placed(left), ITEMS, VENDORS)
    assert found == left[0]


@pytest.mark.parametrize(
    ("wanted", "account"),
    [
        pytest.param(Wanted(PostingType.PEU, 2, 6), "23", id="item without rows of its own goes by its group"),
        pytest.param(Wanted(PostingType.PEU, 3, 5), "31", id="another group goes by the vendor"),
        pytest.param(Wanted(PostingType.PEU, 3, 6), "33", id="nothing fits but the row for all"),
        pytest.param(Wanted(PostingType.PEU, None, 5), "31", id="a line without item has the level all only"),
        pytest.param(Wanted(PostingType.ACCR, 1, 5), None, id="another role has no row"),
    ],
)
def test_a_row_for_something_else_is_never_taken(wanted: Wanted, account: str | None) -> None:
    found = rules.account_of(wanted, rules.placed(EVERY_CELL.values()), ITEMS, VENDORS)
    assert (found.number if found else None) == account


@pytest.mark.parametrize(
    ("code", "account"), [("VAT8", "1"), ("VAT19", "2"), ("", "2")], ids=["own row", "row without code", "no code"]
)
def test_a_code_goes_before_the_blank_row(code: str, account: str) -> None:
    rows = rules.placed([row("2", PostingType.TAX), row("1", PostingType.TAX, code="VAT8")])
    found = rules.account_of(Wanted(PostingType.TAX, code=code), rows, ITEMS, VENDORS)
    assert found is not None and found.number == account


@pytest.mark.parametrize(
    ("vendor", "profile", "account"),
    [
        pytest.param(5, None, "1", id="vendor"),
        pytest.param(6, None, "2", id="all"),
        pytest.param(5, 7, "1", id="the default by name"),
        pytest.param(5, 8, "3", id="another profile"),
        pytest.param(6, 9, None, id="a profile without rows"),
    ],
)
def test_the_vendor_balance_goes_by_the_profile_of_the_document(
    vendor: int, profile: int | None, account: str | None
) -> None:
    """05 §5.1: a document that names no profile uses the default of the company."""
    rows = rules.placed(
        [
            row("1", PostingType.AP, profile=7, vendor=5),
            row("2", PostingType.AP, profile=7),
            row("3", PostingType.AP, profile=8, default=False),
        ]
    )
    found = rules.account_of(Wanted(PostingType.AP, vendor=vendor, profile=profile), rows, ITEMS, VENDORS)
    assert (found.number if found else None) == account


def test_the_search_explains_itself() -> None:
    told = Told()
    rules.account_of(Wanted(PostingType.PEU, 1, 5), rules.placed([EVERY_CELL["item × all"]]), ITEMS, VENDORS, told)
    assert [(step.inputs["item"], step.inputs["vendor"], step.result) for step in told.steps] == [
        ("one", "one", "no row"),
        ("one", "group", "no row"),
        ("one", "all", "13"),
    ]
    assert {step.chapter for step in told.steps} == {"05 §5.2"}


@pytest.mark.parametrize(
    ("role", "wanted"),
    [
        (PostingType.PEE, Wanted(PostingType.PEE, 1, 5)),
        (PostingType.AP, Wanted(PostingType.AP, vendor=5, profile=7)),
        (PostingType.TAX, Wanted(PostingType.TAX, code="C")),
    ],
    ids=["by item and vendor", "by vendor and profile", "by code"],
)
def test_what_says_nothing_for_a_role_is_not_looked_up(role: PostingType, wanted: Wanted) -> None:
    assert Posting(role, Decimal(1), item=1, vendor=5, code="C", profile=7).wanted == wanted


ACCOUNTS = {Wanted(role): row(account, role) for role, account in ((PostingType.PEU, "39"), (PostingType.ACCR, "20"))}


def document(*amounts: tuple[PostingType, str, str]) -> Document:
    """A document of plain amounts, each with a text."""
    postings = tuple(Posting(role, Decimal(amount), text=text) for role, amount, text in amounts)
    return Document("Product receipt", "PS-1", DAY, "USD", postings, text="Receipt PS-1")


def test_amounts_are_summed_per_role_account_and_side() -> None:
    """05 §7.1: debits and credits never net; zeros are left out; texts that differ give way."""
    written = rules.amounts(
        document(
            (PostingType.PEU, "10.00", "line 1"),
            (PostingType.ACCR, "-10.00", "accrued"),
            (PostingType.PEU, "5.00", "line 2"),
            (PostingType.PEU, "-15.00", ""),
            (PostingType.ACCR, "0", "free"),
        ),
        ACCOUNTS,
    )
    assert [(each.role, each.account, each.amount, each.text) for each in written] == [
        (PostingType.PEU, 39, Decimal("15.00"), "Receipt PS-1"),
        (PostingType.ACCR, 20, Decimal("-10.00"), "accrued"),
        (PostingType.PEU, 39, Decimal("-15.00"), "Receipt PS-1"),
    ]


money = st.decimals(-(10**9), 10**9, places=2)


@given(st.lists(st.tuples(st.sampled_from([PostingType.PEU, PostingType.ACCR]), money, st.just(""))))
def test_summing_keeps_what_every_account_gets(amounts: list[tuple[PostingType, Decimal, str]]) -> None:
    said = document(*((role, str(amount), text) for role, amount, text in amounts))
    written = rules.amounts(said, ACCOUNTS)
    for role, account in ((PostingType.PEU, 39), (PostingType.ACCR, 20)):
        for debit in (True, False):
            here = [each.amount for each in written if each.account == account and (each.amount > 0) is debit]
            assert len(here) <= 1
            assert sum(here) == sum(amount for each, amount, _ in amounts if each == role and (amount > 0) is debit)


def test_a_difference_of_one_cent_does_not_balance() -> None:
    said = document((PostingType.PEU, "10.00", ""), (PostingType.ACCR, "-9.99", ""))
    (refusal,) = rules.balances(said, rules.amounts(said, ACCOUNTS))
    assert (refusal.code, refusal.values["difference"]) == ("LED-06", "0.01")
    even = document((PostingType.PEU, "10.00", ""), (PostingType.ACCR, "-10.00", ""))
    assert list(rules.balances(even, rules.amounts(even, ACCOUNTS))) == []


def test_every_gap_of_the_set_up_is_named_once() -> None:
    """RCV-18 is said from this: posting type, item and company."""
    accounts = Accounts({Wanted(PostingType.ACCR, 1, 5): row("20", PostingType.ACCR, postable=False)}, ITEMS, VENDORS)
    postings = [
        Posting(PostingType.PEU, Decimal(1), item=1, vendor=5, line=1),
        Posting(PostingType.PEU, Decimal(1), item=1, vendor=5, line=2),
        Posting(PostingType.PEU, Decimal(1), item=3, vendor=5, line=3),
        Posting(PostingType.PHYS, Decimal(0), item=1, vendor=5, line=4),
        Posting(PostingType.ACCR, Decimal(-3), item=1, vendor=5, line=5),
        Posting(PostingType.TAX, Decimal(1), code="VAT8"),
    ]
    refusals = list(rules.accounts_exist(postings, accounts, company="US01"))
    assert [(each.code, each.line) for each in refusals] == [
        ("LED-05", 1), ("LED-05", 3), ("LED-08", 5), ("LED-05", None),
    ]  # fmt: skip
    assert refusals[0].values == {
        "role": "Purchase expenditure, un-invoiced", "item": "A1", "vendor": "V1", "code": "–", "company": "US01",
    }  # fmt: skip
    assert refusals[3].message == "US01 has no account for Sales tax receivable, item –, vendor –, code VAT8."


def test_days_outside_open_periods_are_named_once_each() -> None:
    held = Day(DAY + timedelta(31), "2026-02", "on_hold", 2026, "USD", 1)
    known = {DAY: Day(DAY, "2026-01", "open", 2026, "USD", 1), held.day: held}
    asked = [DAY, held.day, held.day, date(2030, 1, 1)]
    refusals = list(rules.days_open(asked, known))
    assert [(each.code, each.values["date"], each.values["period"]) for each in refusals] == [
        ("LED-04", "2026-02-15", "2026-02"),
        ("LED-04", "2030-01-01", "–"),
    ]


@pytest.mark.parametrize(
    ("starts_on", "count", "names", "last"),
    [
        pytest.param(date(2026, 1, 1), 12, ("2026-01", "2026-12"), date(2026, 12, 31), id="calendar year"),
        pytest.param(date(2025, 7, 1), 12, ("2025-07", "2026-06"), date(2026, 6, 30), id="July to June"),
        pytest.param(date(2024, 2, 1), 1, ("2024-02", "2024-02"), date(2024, 2, 29), id="leap February"),
        pytest.param(date(2026, 1, 15), 2, ("2026-01", "2026-02"), date(2026, 2, 28), id="short first month"),
    ],
)
def test_a_year_is_cut_into_months(starts_on: date, count: int, names: tuple[str, str], last: date) -> None:
    months = rules.months(starts_on, count)
    assert (len(months), months[0].name, months[-1].name) == (count, *names)
    assert (months[0].starts_on, months[-1].ends_on) == (starts_on, last)


@given(st.dates(date(1950, 1, 1), date(2900, 1, 1)), st.integers(1, 24))
def test_the_months_of_a_year_leave_no_day_out_and_none_twice(starts_on: date, count: int) -> None:
    months = rules.months(starts_on, count)
    for before, after in pairwise(months):
        assert after.starts_on == before.ends_on + timedelta(1)
        assert after.starts_on.day == 1
    assert all(month.starts_on <= month.ends_on for month in months)
    assert len({month.name for month in months}) == count


def standing(status: str = "open", **more: object) -> PeriodStanding:
    """January, without postings unless something else is said."""
    return PeriodStanding("2026-01", status, date(2026, 1, 1), date(2026, 1, 31), **more)  # type: ignore[arg-type]


def test_a_period_with_waiting_documents_is_not_closed() -> None:
    waiting = (Waiting("Vendor invoice", "INV-1", DAY), Waiting("Vendor invoice", "INV-2", DAY))
    refusals = list(rules.nothing_waits(standing(waiting=waiting)))
    assert [each.code for each in refusals] == ["LED-14", "LED-14"]
    assert refusals[0].message == "Vendor invoice INV-1 of 2026-01-15 is not posted; period 2026-01 cannot be closed."
    assert list(rules.nothing_waits(standing())) == []


def test_only_a_closed_period_is_closed_for_good() -> None:
    assert [each.code for each in rules.not_closed_for_good(standing("closed"))] == ["LED-03"]
    assert list(rules.not_closed_for_good(standing("on_hold"))) == []


def test_a_period_with_postings_is_not_deleted() -> None:
    assert [each.code for each in rules.has_no_postings(standing(first_posting=DAY, last_posting=DAY))] == ["LED-15"]
    assert list(rules.has_no_postings(standing())) == []
