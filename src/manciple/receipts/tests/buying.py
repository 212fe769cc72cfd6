"""How the tests of receipts, invoices and the whole life buy something: in the words of the trade.

Everything goes through the public actions. Lines are named by their line numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from manciple.demo.company import Company
from manciple.kernel import verify
from manciple.kernel.actions import find
from manciple.kernel.records import Stored, ours
from manciple.kernel.refusals import Refused
from manciple.kernel.running import Answer, create, run
from manciple.ledger.models import Entry, LedgerParameters
from manciple.orders.models import PurchaseLine, PurchaseOrder
from manciple.receipts.models import ReceiptLine, ReceiptParameters

Line = dict[str, Any]


def line(item: str, quantity: str | int, price: str = "", **more: Any) -> Line:
    """A line to order; without a price, the item's."""
    priced = {"unit_price": price} if price else {}
    return {"item": item, "quantity": str(quantity), **priced, **more}


@dataclass
class Buyer:
    """Somebody who may do everything in a company."""

    company: Company
    codes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def order(self, *lines: Line, confirm: bool = True, **header: Any) -> Order:
        """A purchase order, confirmed unless asked otherwise."""
        args = find(PurchaseOrder, "create").args
        told = args(**{"vendor": "V001", "lines": list(lines), **header})
        order = Order(self, create(PurchaseOrder, told, self.company.ctx.fresh()).made[0].number)
        if confirm:
            order.do("confirm")
        return order

    def run(
        self, record: type[Stored], key: str, numbers: Sequence[str | int], told: Any = None, **options: Any
    ) -> Answer | None:
        """Does an action; a refusal leaves its codes and gives None, and nothing has changed."""
        shape = find(record, key).args
        args = [shape(**each) for each in told] if isinstance(told, list) else shape(**(told or {}))
        before = fingerprint()
        try:
            answer = run(record, key, list(numbers), args, self.company.ctx.fresh(), **options)
        except Refused as refused:
            self.codes = refused.codes
            assert fingerprint() == before, "a refused action changes nothing"
            return None
        self.codes, self.warnings = [], [each.code for each in answer.warnings]
        return answer

    def ledger(self, document: str = "") -> dict[str, list[tuple[str, Any]]]:
        """The vouchers by number with (account, amount); debit is positive."""
        found: dict[str, list[tuple[str, Any]]] = {}
        with self.company.reading():
            entries = Entry.objects.filter(company=self.company.id).order_by("voucher__number", "id")
            if document:
                entries = entries.filter(voucher__document_number=document)
            for number, account, amount in entries.values_list("voucher__number", "main_account__number", "amount"):
                found.setdefault(number, []).append((account, amount))
        return found

    def balances(self) -> dict[str, Decimal]:
        """What every account stands at, where it is not nothing."""
        sums: dict[str, Decimal] = {}
        for entries in self.ledger().values():
            for account, amount in entries:
                sums[account] = sums.get(account, Decimal(0)) + amount
        return {account: amount for account, amount in sums.items() if amount}

    def parameters(self, record: type[Stored], **values: Any) -> None:
        """Sets parameters of the company, making their row when there is none."""
        with self.company.reading():
            found: Any = record._default_manager
            exists = found.exists()
        if not exists:
            create(record, find(record, "create").args(), self.company.ctx.fresh())
        with self.company.reading():
            code = found.values_list("code", flat=True)[0]
        assert self.run(record, "edit", [code], values), self.codes

    def proven(self) -> list[verify.Broken]:
        """What verify finds; nothing when the books are right."""
        return verify.check(self.company.id)

    def receiving(self, **values: Any) -> None:
        """Sets receipt parameters."""
        self.parameters(ReceiptParameters, **values)

    def books(self, **values: Any) -> None:
        """Sets ledger parameters."""
        self.parameters(LedgerParameters, **values)


@dataclass
class Order:
    """A purchase order as somebody works with it."""

    buyer: Buyer
    number: str

    @property
    def refused(self) -> list[str]:
        """The codes of the last refusal; none when the last action was done."""
        return self.buyer.codes

    def do(self, key: str, **told: Any) -> Answer | None:
        """Does an action of the order."""
        return self.buyer.run(PurchaseOrder, key, [self.number], told)

    def receive(self, slip: str, lots: dict[int, Any] | None = None, **more: Any) -> Answer | None:
        """Posts a product receipt: lots by line number, a quantity or (quantity, True) to close."""
        lines = [_lot(number, lot) for number, lot in (lots or {}).items()]
        return self.do("post-product-receipt", product_receipt=slip, lines=lines, **more)

    def line(self, number: int = 1) -> dict[str, Any]:
        """A line as it is stored."""
        with self.buyer.company.reading():
            found = PurchaseLine.objects.filter(
                company=self.buyer.company.id, order__number=self.number, line_number=number
            )
            return dict(found.values()[0])

    def shows(self, number: int = 1, **expected: Any) -> dict[str, Any]:
        """The named values of a line, as they are, in the types of what is expected."""
        stored = self.line(number)
        return {name: type(value)(stored[name]) for name, value in expected.items()}

    def header(self, *names: str) -> tuple[Any, ...]:
        """Fields of the order."""
        with self.buyer.company.reading():
            row = PurchaseOrder.objects.filter(company=self.buyer.company.id, number=self.number)
            return tuple(row.values_list(*names)[0])

    def receipts(self, *names: str) -> list[tuple[Any, ...]]:
        """Fields of all receipt lines of the order, oldest first."""
        with self.buyer.company.reading():
            lines = ReceiptLine.objects.filter(company=self.buyer.company.id, receipt__order__number=self.number)
            return list(lines.order_by("id").values_list(*names))


def _lot(number: int, lot: Any) -> dict[str, Any]:
    if isinstance(lot, tuple):
        return {"line_number": number, "quantity": str(lot[0]), "close": lot[1]}
    return {"line_number": number, "quantity": None if lot is None else str(lot)}


# --- Nothing changed --------------------------------------------------------------------------------

#: Locks and blocks of numbers leave traces that mean nothing.
UNWATCHED = {"kernel_numbersequence", "kernel_claim"}


def fingerprint() -> dict[str, str]:
    """A hash of every table, of all companies the connection may see."""
    tables = sorted({model._meta.db_table for model in ours()} - UNWATCHED)
    with connection.cursor() as cursor, _everything(cursor):
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}', md5(coalesce(string_agg(t::text, '|' ORDER BY t.id), '')) FROM {table} t"  # noqa: S608
                for table in tables
            )
        )
        return dict(cursor.fetchall())


@contextmanager
def _everything(cursor: Any) -> Iterator[None]:
    """Sees the rows of every company while it reads."""
    cursor.execute("SELECT current_setting('manciple.companies', true)")
    (before,) = cursor.fetchone()
    cursor.execute("SELECT array_agg(id)::text FROM organization_legalentity")
    (all_,) = cursor.fetchone()
    cursor.execute("SELECT set_config('manciple.companies', %s, true)", [all_ or ""])
    try:
        yield
    finally:
        cursor.execute("SELECT set_config('manciple.companies', %s, true)", [before or ""])


def day(text: str) -> date:
    """A day as people write it down."""
    return date.fromisoformat(text)
