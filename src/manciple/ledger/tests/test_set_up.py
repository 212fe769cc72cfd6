"""The set-up of posting: what may be said in it, and what follows from it (05 §1, §2.1, §5)."""

from __future__ import annotations

import pytest

from manciple.kernel.actions import find
from manciple.kernel.records import Stored
from manciple.kernel.refusals import Refused
from manciple.kernel.running import create, run
from manciple.ledger.models import CodeAccount, InventoryPosting, LedgerParameters, MainAccount, PostingProfileRow
from manciple.ledger.tests.books import Books, company, told
from manciple.organization.models import Currency, LegalEntity

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> Books:
    return company()


def new(books: Books, record: type[Stored], **said: object) -> None:
    create(record, told(record, "create", **said), books.ctx)


ROW = {"profile": "GEN", "summary_account": "2000"}
STOCK = {"posting_type": "product_receipt", "main_account": "1300"}


@pytest.mark.parametrize(
    ("record", "said", "code"),
    [
        pytest.param(PostingProfileRow, ROW | {"relation": "table"}, "LED-09", id="table without vendor"),
        pytest.param(
            PostingProfileRow, ROW | {"relation": "group", "vendor": "V1"}, "LED-09", id="group with a vendor"),
        pytest.param(
            PostingProfileRow, ROW | {"relation": "all", "vendor_group": "HOME"}, "LED-09", id="all with a group"),
        pytest.param(PostingProfileRow, ROW | {"relation": "all"}, "KRN-010", id="a second row for all"),
        pytest.param(
            PostingProfileRow, ROW | {"relation": "table", "vendor": "NONE"}, "KRN-008", id="unknown vendor"),
        pytest.param(InventoryPosting, STOCK | {"item": "A1", "item_group": "PARTS"}, "LED-10", id="item and group"),
        pytest.param(
            InventoryPosting, STOCK | {"vendor": "V1", "vendor_group": "HOME"}, "LED-11", id="vendor and group"),
        pytest.param(InventoryPosting, STOCK, "KRN-010", id="the same row twice"),
        pytest.param(
            CodeAccount, {"posting_type": "charge", "code": "FREIGHT", "main_account": "6100"}, "KRN-010",
            id="the same code twice"),
        pytest.param(LedgerParameters, {"posting_profile": "GEN"}, "KRN-010", id="parameters twice"),
    ],
)  # fmt: skip
def test_what_says_nothing_or_too_much_is_refused(
    books: Books, record: type[Stored], said: dict[str, object], code: str
) -> None:
    with books.open():
        before = record._default_manager.count()
    with pytest.raises(Refused) as refusal:
        new(books, record, **said)
    assert refusal.value.codes == [code]
    with books.open():
        assert record._default_manager.count() == before


@pytest.mark.parametrize("record", [InventoryPosting, CodeAccount])
def test_a_posting_type_has_its_own_page(books: Books, record: type[Stored]) -> None:
    """The shape of each page offers only the types whose account it decides."""
    offered = find(record, "create").args.model_json_schema()["properties"]["posting_type"]["enum"]
    assert ("purchase_accrual" in offered, "charge" in offered) == (
        (True, False) if record is InventoryPosting else (False, True)
    )
    assert "vendor_balance" not in offered


def test_a_summary_account_takes_no_manual_entries_from_then_on(books: Books) -> None:
    """05 §2.1: set by the row of the posting profile, when it is made and when it is changed."""
    new(books, PostingProfileRow, profile="GEN", relation="table", vendor="V1", summary_account="2010")
    with books.open():
        row = PostingProfileRow.objects.get(company=books.company, relation="table")
        flags = dict(MainAccount.objects.filter(company=books.company).values_list("number", "no_manual_entry"))
    assert [number for number, barred in flags.items() if barred] == ["2010"]
    run(PostingProfileRow, "edit", [row.pk], told(PostingProfileRow, "edit", summary_account="1390"), books.ctx)
    with books.open():
        barred = MainAccount.objects.filter(company=books.company, no_manual_entry=True)
        assert set(barred.values_list("number", "version")) == {("2010", 2), ("1390", 2)}


def test_an_account_that_was_posted_on_is_not_deleted(books: Books) -> None:
    books.post(books.receipt("PS-1", "1.00"))
    with pytest.raises(Refused) as refusal:
        run(MainAccount, "delete", ["1300"], None, books.ctx)
    assert refusal.value.codes == ["KRN-011"]
    new(books, MainAccount, number="9999", name="Unused", account_type="expense")
    assert run(MainAccount, "delete", ["9999"], None, books.ctx).done == ["9999"]


def test_the_accounting_currency_stays_once_there_are_postings(books: Books) -> None:
    """05 §1."""
    Currency.objects.create(code="EUR", name="Euro")
    run(LegalEntity, "edit", ["US01"], told(LegalEntity, "edit", currency="EUR"), books.ctx)
    run(LegalEntity, "edit", ["US01"], told(LegalEntity, "edit", currency="USD"), books.ctx)
    books.post(books.receipt("PS-1", "1.00"))
    with pytest.raises(Refused) as refusal:
        run(LegalEntity, "edit", ["US01"], told(LegalEntity, "edit", currency="EUR"), books.ctx)
    assert refusal.value.codes == ["LED-16"]
    run(LegalEntity, "edit", ["US01"], told(LegalEntity, "edit", name="Contoso Ltd"), books.ctx)
    assert LegalEntity.objects.get(code="US01").currency.code == "USD"
