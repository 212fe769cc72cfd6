"""Two people at the same moment: one succeeds, the other is told why (04 §7, 03 §20.11)."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections

from manciple.demo.company import found
from manciple.invoices.models import VendorInvoice
from manciple.invoices.tests.billing import Invoice, billed
from manciple.kernel.actions import find
from manciple.kernel.records import Stored
from manciple.kernel.refusals import Refused
from manciple.kernel.running import run
from manciple.orders.models import PurchaseOrder
from manciple.receipts.tests.buying import Buyer, Order, line

#: Record, action, number, arguments.
Act = tuple[type[Stored], str, str, dict[str, Any]]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def buyer(transactional_db: None) -> Buyer:
    """Somebody who may do everything in a complete company, for good."""
    return Buyer(found("US01"))


def at_once(buyer: Buyer, *acts: Act) -> list[list[str]]:
    """Does the acts at the same moment, each on a connection of its own; the codes of each."""
    codes: list[list[str]] = [["unfinished"] for _ in acts]
    start = Barrier(len(acts))

    def do(place: int) -> None:
        record, key, number, told = acts[place]
        args: Callable[..., Any] = find(record, key).args
        start.wait()
        try:
            run(record, key, [number], args(**told), buyer.company.ctx.fresh())
            codes[place] = []
        except Refused as refused:
            codes[place] = refused.codes
        finally:
            connections.close_all()

    threads = [Thread(target=do, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return codes


def _received(buyer: Buyer, slip: str) -> Order:
    order = buyer.order(line("A100", 10))
    order.receive(slip)
    return order


def test_one_number_is_posted_once_under_any_interleaving(buyer: Buyer) -> None:
    """04 §26.18: different orders of one vendor, billed under one number."""
    for turn in range(4):
        invoices = [billed(_received(buyer, f"PS-{turn}-{place}"), f"INV-{turn}") for place in range(3)]
        acts: list[Act] = [(VendorInvoice, "post", each.number, {}) for each in invoices]
        assert sorted(at_once(buyer, *acts)) == [[], ["INV-002"], ["INV-002"]]
    assert buyer.proven() == []


def test_one_number_is_entered_and_posted_once(buyer: Buyer) -> None:
    orders = [_received(buyer, f"PS-{place}") for place in range(2)]
    told = {"invoice": "INV-1", "post": True}
    assert sorted(at_once(buyer, *((PurchaseOrder, "invoice", each.number, told) for each in orders))) == [
        [], ["INV-002"]]  # fmt: skip


def test_one_invoice_is_posted_once(buyer: Buyer) -> None:
    invoice: Invoice = billed(_received(buyer, "PS-1"), "INV-1")
    found_ = at_once(buyer, *[(VendorInvoice, "post", invoice.number, {})] * 2)
    assert sorted(found_) == [[], ["INV-062"]]
    assert buyer.proven() == []


def test_nothing_is_received_twice(buyer: Buyer) -> None:
    """Two slips of the whole order: the second one finds nothing left."""
    order = buyer.order(line("A100", 10))
    acts: list[Act] = [
        (PurchaseOrder, "post-product-receipt", order.number, {"product_receipt": f"PS-{place}"}) for place in range(2)
    ]
    assert sorted(at_once(buyer, *acts)) == [[], ["RCV-10"]]
    assert order.shows(received=10) == {"received": 10}
    assert buyer.proven() == []


def test_one_slip_number_is_used_once(buyer: Buyer) -> None:
    orders = [buyer.order(line("A100", 10)) for _ in range(2)]
    told = {"product_receipt": "PS-1"}
    acts: list[Act] = [(PurchaseOrder, "post-product-receipt", each.number, told) for each in orders]
    assert sorted(at_once(buyer, *acts)) == [[], ["RCV-04"]]


def test_nothing_is_billed_twice(buyer: Buyer) -> None:
    order = _received(buyer, "PS-1")
    acts: list[Act] = [
        (PurchaseOrder, "invoice", order.number, {"invoice": f"INV-{place}", "post": True}) for place in range(2)
    ]
    assert sorted(at_once(buyer, *acts)) == [[], ["INV-016"]]
    assert order.shows(invoiced=10) == {"invoiced": 10}
    assert buyer.proven() == []


def test_receiving_and_billing_the_same_order(buyer: Buyer) -> None:
    """Whoever comes first, both are done: the bill waits for the order, the receipt passes over the bill."""
    order = buyer.order(line("A100", 10, matching_policy="two_way"))
    invoice = billed(order, "INV-1", {1: 4})
    found_ = at_once(
        buyer,
        (VendorInvoice, "post", invoice.number, {}),
        (PurchaseOrder, "post-product-receipt", order.number, {
            "product_receipt": "PS-1", "lines": [{"line_number": 1, "quantity": "4"}]}),
    )  # fmt: skip
    assert found_ == [[], []]
    assert buyer.proven() == []
