"""Posting: one voucher per document, any number at once, all reasons when it cannot be (05 §5, §7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from manciple.kernel import sql
from manciple.kernel.models import NumberSequence
from manciple.kernel.refusals import Message, Refused
from manciple.ledger import actions, inquiries
from manciple.ledger.models import CodeAccount, Entry, InventoryPosting, LedgerParameters, MainAccount, Period, Voucher
from manciple.ledger.terms import Document, Posting, PostingType
from manciple.ledger.tests.books import FEBRUARY, JANUARY, Books, company, count

pytestmark = pytest.mark.django_db

RCV_18 = Message("RCV-18", "No account for {role}, item {item} in {company}.")
RCV_02 = Message("RCV-02", "{date} is in no open period.")


@pytest.fixture
def books() -> Books:
    return company()


def invoice(books: Books, number: str, *amounts: tuple[PostingType, str, str]) -> Document:
    """An invoice of given amounts; the text in the tuple is a tax or charges code."""
    postings = tuple(books.posting(role, amount, code=code) for role, amount, code in amounts)
    return Document("Vendor invoice", number, JANUARY, "USD", postings)


def test_a_receipt_debits_stock_and_credits_the_accrual(books: Books) -> None:
    """03 §8.3, entries A and B; un-invoiced shows both sides although it nets to zero (05 §7.1)."""
    (posted,) = books.post(books.receipt("PS-1", "600.00"))
    assert posted is not None and posted.number == "V0000001"
    with books.open():
        assert books.shows() == [
            "V0000001 1390 purchase_expenditure_uninvoiced 600.00 0.00",
            "V0000001 2010 purchase_accrual 0.00 600.00",
            "V0000001 1300 product_receipt 600.00 0.00",
            "V0000001 1390 purchase_expenditure_uninvoiced 0.00 600.00",
        ]


def test_an_invoice_finds_the_accounts_of_codes_and_of_the_vendor(books: Books) -> None:
    """04 §11.2: expense, tax, charge, liability."""
    amounts = (
        (PostingType.PEE, "100.00", ""), (PostingType.TAX, "8.00", "VAT8"), (PostingType.CHARGE, "12.50", "FREIGHT"),
        (PostingType.AP, "-120.50", ""),
    )  # fmt: skip
    books.post(invoice(books, "INV-1", *amounts))
    with books.open():
        assert [line.split(" ", 1)[1] for line in books.shows()] == [
            "6300 purchase_expenditure_expense 100.00 0.00",
            "1600 sales_tax_receivable 8.00 0.00",
            "6100 charge 12.50 0.00",
            "2000 vendor_balance 0.00 120.50",
        ]


def test_a_voucher_keeps_its_document_date_currency_and_act(books: Books) -> None:
    ctx = books.ctx
    ctx.act = 77
    with books.open():
        actions.post([replace(books.receipt("PS-1", "5.00"), text="Paint")], ctx)
        voucher = Voucher.objects.get(company=books.company)
        entries = list(Entry.objects.filter(company=books.company, voucher=voucher))
    assert (voucher.document_kind, voucher.document_number, voucher.text) == ("Product receipt", "PS-1", "Paint")
    assert (voucher.posted_on, voucher.currency_id, voucher.act) == (JANUARY, books.company.currency_id, 77)
    assert voucher.line_count == len(entries) == 4
    assert {(each.posted_on, each.act, each.text) for each in entries} == {(JANUARY, 77, "Paint")}
    assert {each.amount for each in entries} == {Decimal("5.0000"), Decimal("-5.0000")}
    assert all(each.amount == each.accounting_amount == each.reporting_amount for each in entries)


def test_what_was_made_goes_into_the_answer(books: Books) -> None:
    ctx = books.ctx
    with books.open():
        posted = actions.post([books.receipt("PS-1", "1.00"), books.receipt("PS-2", "2.00")], ctx)
    assert [(made.kind, made.number, made.id) for made in ctx.made] == [
        ("vouchers", each.number, each.id) for each in posted if each
    ]


def test_vouchers_come_in_the_order_of_the_documents_and_nothing_gives_none(books: Books) -> None:
    free = books.receipt("PS-FREE", "0")
    posted = books.post(books.receipt("PS-1", "1.00"), free, books.receipt("PS-2", "2.00"))
    assert [each.number if each else None for each in posted] == ["V0000001", None, "V0000002"]
    with books.open():
        found = Voucher.objects.filter(company=books.company).order_by("number")
        assert [voucher.document_number for voucher in found] == ["PS-1", "PS-2"]
    assert books.post() == []
    assert books.post(free) == [None]


@pytest.mark.parametrize(("documents", "lines"), [(1, 1), (1, 200), (40, 5)], ids=["one line", "many", "mass run"])
def test_the_number_of_statements_is_the_same_for_any_number(books: Books, documents: int, lines: int) -> None:
    """Design §1.3. Days, names, set-up, number, vouchers, entries: six statements."""
    many = [
        replace(one, postings=tuple(one.postings) * lines)
        for one in (books.receipt(f"PS-{number}", "1.25") for number in range(documents))
    ]
    with books.open(), sql.counted() as counted:
        actions.post(many, books.ctx)
    assert counted.number == 6
    assert count(books) == (documents, 4 * documents)


def refused(books: Books, *documents: Document, **words: Any) -> list[str]:
    """The reasons documents were refused for; proves that nothing was written and no number drawn."""
    before = count(books)
    with books.open(), pytest.raises(Refused) as refusal:
        actions.post(documents, books.ctx, **words)
    assert count(books) == before
    with books.open():
        assert NumberSequence.objects.get(company=books.company, reference="voucher").next == 1
    return [str(each) for each in refusal.value.refusals]


def test_all_missing_accounts_are_said_in_the_callers_words(books: Books) -> None:
    with books.open():
        roles = [PostingType.PEU, PostingType.ACCR]
        InventoryPosting.objects.filter(company=books.company, posting_type__in=roles).delete()
    said = refused(books, books.receipt("PS-1", "1.00"), books.receipt("PS-2", "1.00", item="B1"), missing=RCV_18)
    assert said == [
        "RCV-18: No account for Purchase expenditure, un-invoiced, item A1 in US01.",
        "RCV-18: No account for Purchase, accrual, item A1 in US01.",
        "RCV-18: No account for Purchase expenditure, un-invoiced, item B1 in US01.",
        "RCV-18: No account for Purchase, accrual, item B1 in US01.",
    ]


def test_days_of_periods_that_are_held_closed_or_unknown_are_refused_together(books: Books) -> None:
    days = [FEBRUARY, date(2026, 3, 31), date(2026, 4, 1), JANUARY]
    documents = [books.receipt(f"PS-{day}", "1.00", day) for day in days]
    assert refused(books, *documents, closed=RCV_02) == [
        "RCV-02: 2026-02-15 is in no open period.",
        "RCV-02: 2026-03-31 is in no open period.",
        "RCV-02: 2026-04-01 is in no open period.",
    ]


def test_faults_of_every_kind_are_said_together(books: Books) -> None:
    """Design §1.2: all reasons, not the first."""
    with books.open():
        CodeAccount.objects.filter(company=books.company, posting_type=PostingType.CHARGE).delete()
        MainAccount.objects.filter(company=books.company, number="2000").update(suspended=True)
    bill = invoice(books, "INV-1", (PostingType.CHARGE, "1.00", "FREIGHT"), (PostingType.AP, "-1.00", ""))
    said = refused(books, replace(bill, currency="EUR", posted_on=FEBRUARY))
    assert [each.split(":")[0] for each in said] == ["LED-07", "LED-04", "LED-05", "LED-08"]


@pytest.mark.parametrize("change", [{"suspended": True}, {"account_type": "total"}], ids=["suspended", "total"])
def test_an_account_that_takes_no_postings_is_refused(books: Books, change: dict[str, object]) -> None:
    with books.open():
        MainAccount.objects.filter(company=books.company, number="1300").update(**change)
    assert refused(books, books.receipt("PS-1", "1.00")) == [
        "LED-08: Main account 1300 takes no postings: it is suspended, or a total."
    ]


def test_a_document_that_does_not_balance_is_refused(books: Books) -> None:
    lame = invoice(books, "INV-1", (PostingType.PEE, "1.00", ""), (PostingType.AP, "-0.99", ""))
    assert refused(books, books.receipt("PS-1", "1.00"), lame) == [
        "LED-06: The voucher for Vendor invoice INV-1 does not balance: 0.01."
    ]


def test_no_posting_profile_means_no_account_for_the_vendor(books: Books) -> None:
    with books.open():
        LedgerParameters.objects.filter(company=books.company).delete()
    bill = invoice(books, "INV-1", (PostingType.PEE, "1.00", ""), (PostingType.AP, "-1.00", ""))
    assert refused(books, bill) == ["LED-05: US01 has no account for Vendor balance, item –, vendor V1, code –."]
    named = tuple(replace(each, profile=books.profile.pk) for each in bill.postings)
    assert len(books.post(replace(bill, postings=named))) == 1


def test_a_row_for_an_item_group_and_a_vendor_group_goes_before_the_row_for_all(books: Books) -> None:
    with books.open():
        InventoryPosting.objects.create(
            company=books.company, posting_type=PostingType.PHYS, main_account=books.accounts["6300"],
            item_group=books.items["B1"].item_group, vendor_group=books.vendors["V2"].group,
        )  # fmt: skip
    books.post(
        books.receipt("PS-1", "1.00", item="B1", vendor="V2"),
        books.receipt("PS-2", "1.00", item="B1", vendor="V1"),
        books.receipt("PS-3", "1.00", item="A1", vendor="V2"),
    )
    with books.open():
        stock = [line.split()[1] for line in books.shows() if "product_receipt" in line]
    assert stock == ["6300", "1300", "1300"]


def test_lines_with_different_accounts_stay_apart_and_others_are_summed(books: Books) -> None:
    with books.open():
        InventoryPosting.objects.create(
            company=books.company, posting_type=PostingType.PHYS, main_account=books.accounts["6300"],
            item=books.items["A2"],
        )  # fmt: skip
    lines = [(books.receipt("PS-1", amount, item=item)) for item, amount in (("A1", "1"), ("A2", "2"), ("B1", "4"))]
    postings: tuple[Posting, ...] = tuple(posting for line in lines for posting in line.postings)
    books.post(replace(lines[0], postings=postings))
    with books.open():
        assert [line.split(" ", 1)[1] for line in books.shows()] == [
            "1390 purchase_expenditure_uninvoiced 7.00 0.00",
            "2010 purchase_accrual 0.00 7.00",
            "1300 product_receipt 5.00 0.00",
            "1390 purchase_expenditure_uninvoiced 0.00 7.00",
            "6300 product_receipt 2.00 0.00",
        ]


def test_what_guards_read_is_not_read_again(books: Books) -> None:
    """The caller hands on the books it read under the same locks: three statements less."""
    document = books.receipt("PS-1", "1.00")
    with books.open():
        known = inquiries.books([document], books.ctx)
        with sql.counted() as counted:
            actions.post([document], books.ctx, books=known)
    assert counted.number == 3


def test_guards_can_ask_before(books: Books) -> None:
    """The same facts grey a button: accounts, days, whether receipts are posted at all."""
    with books.open():
        wanted = [posting.wanted for posting in books.receipt("PS-1", "1.00").postings]
        accounts = inquiries.accounts_for(wanted, books.ctx)
        assert {each.role: row.number for each, row in accounts.found.items()} == {
            PostingType.PEU: "1390", PostingType.ACCR: "2010", PostingType.PHYS: "1300",
        }  # fmt: skip
        assert inquiries.open_days(books.company.pk, [JANUARY, FEBRUARY, date(2030, 1, 1)]) == {JANUARY}
        assert inquiries.days(books.company.pk, [FEBRUARY])[FEBRUARY].fiscal_year == 2026
        assert inquiries.posts_receipts(books.company.pk) is True
        LedgerParameters.objects.filter(company=books.company).update(post_receipts=False)
        assert inquiries.posts_receipts(books.company.pk) is False


def test_accounts_and_periods_of_another_company_are_not_used(books: Books) -> None:
    other = company("US02")
    with other.open():
        Period.objects.filter(company=other.company).update(status="closed")
        InventoryPosting.objects.filter(company=other.company).delete()
    assert len(books.post(books.receipt("PS-1", "1.00"))) == 1
    with other.open(), pytest.raises(Refused) as refusal:
        actions.post([other.receipt("PS-1", "1.00")], other.ctx)
    assert refusal.value.codes == ["LED-04", "LED-05", "LED-05", "LED-05"]
