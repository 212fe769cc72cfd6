"""How the tests of invoices and the whole life bill something: in the words of the trade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from manciple.invoices.models import (
    InvoiceParameters,
    ReceiptMatch,
    VendorInvoice,
    VendorInvoiceLine,
    VendorTransaction,
)
from manciple.kernel.running import Answer
from manciple.receipts.tests.buying import Buyer, Order


@dataclass
class Invoice:
    """A vendor invoice as somebody works with it."""

    buyer: Buyer
    number: str

    @property
    def refused(self) -> list[str]:
        """The codes of the last refusal; none when the last action was done."""
        return self.buyer.codes

    def do(self, key: str, **told: Any) -> Answer | None:
        """Does an action of the invoice."""
        return self.buyer.run(VendorInvoice, key, [self.number], told)

    def post(self) -> Answer | None:
        """Posts it."""
        return self.do("post")

    def header(self, *names: str) -> tuple[Any, ...]:
        """Fields of the invoice."""
        with self.buyer.company.reading():
            return tuple(VendorInvoice.objects.filter(number=self.number).values_list(*names)[0])

    def lines(self, *names: str) -> list[tuple[Any, ...]]:
        """Fields of its lines."""
        with self.buyer.company.reading():
            found = VendorInvoiceLine.objects.filter(invoice__number=self.number).order_by("line_number")
            return list(found.values_list(*names))

    def matches(self, *names: str) -> list[tuple[Any, ...]]:
        """Fields of its matches."""
        with self.buyer.company.reading():
            found = ReceiptMatch.objects.filter(invoice_line__invoice__number=self.number).order_by("id")
            return list(found.values_list(*names))

    def entries(self) -> list[tuple[str, Any]]:
        """Accounts and amounts of its voucher."""
        (voucher,) = self.header("voucher")
        return self.buyer.ledger()[voucher] if voucher else []


def bill(order: Order, invoice: str = "", lines: dict[int, Any] | None = None, **more: Any) -> Invoice | None:
    """Enters a bill for an order: lines by number, a quantity or fields; None when it is refused."""
    told = [_line(number, line) for number, line in (lines or {}).items()]
    answer = order.do("invoice", invoice=invoice, lines=told, **more)
    if answer is None:
        return None
    (made,) = [each for each in answer.made if each.kind == "vendor-invoices"]
    return Invoice(order.buyer, made.number)


def billed(order: Order, invoice: str = "", lines: dict[int, Any] | None = None, **more: Any) -> Invoice:
    """The same, where it must succeed."""
    found = bill(order, invoice, lines, **more)
    assert found, order.refused
    return found


def _line(number: int, line: Any) -> dict[str, Any]:
    if isinstance(line, dict):
        return {"line_number": number, **line}
    return {"line_number": number, "quantity": None if line is None else str(line)}


def checking(buyer: Buyer, **values: Any) -> None:
    """Sets invoice parameters."""
    buyer.parameters(InvoiceParameters, **values)


def owed(buyer: Buyer, *names: str) -> list[tuple[Any, ...]]:
    """Fields of all vendor transactions, oldest first."""
    with buyer.company.reading():
        return list(VendorTransaction.objects.order_by("id").values_list(*names))
