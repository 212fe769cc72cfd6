"""What happens around an order in tests: set-up changes, postings of the floors above."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from manciple.demo.company import Company
from manciple.kernel.records import Stored
from manciple.kernel.running import create, run
from manciple.orders import actions
from manciple.orders.models import PurchaseLine
from manciple.orders.terms import Moved
from manciple.orders.tests.clerk import Order, args_of
from manciple.pricing.models import TradeAgreement


def change(company: Company, record: type[Stored], number: str, **values: Any) -> None:
    """Edits a set-up record."""
    run(record, "edit", [number], args_of(record, "edit", **values), company.ctx.fresh())


def parameters(company: Company, record: type[Stored], **values: Any) -> None:
    """Sets parameters of the company; their row is laid with its ground."""
    code = record._default_manager.values_list("code", flat=True).get(company=company.id)  # type: ignore[misc]
    change(company, record, code, **values)


def agree(company: Company, **values: Any) -> None:
    """A trade agreement with V001 for A100."""
    base = {"vendor": "V001", "item": "A100", "unit": "ea", "currency": "USD"}
    create(TradeAgreement, args_of(TradeAgreement, "create", **{**base, **values}), company.ctx.fresh())


def line_id(company: Company, order: Order, number: int = 1) -> int:
    """The id of a line, as the floors above know it."""
    return PurchaseLine.objects.get(company=company.id, order__number=order.number, line_number=number).pk


def move(company: Company, order: Order, number: int = 1, **steps: Any) -> None:
    """What a receipt or an invoice does to a line: received, invoiced, short."""
    moved = Moved(line_id(company, order, number), **{name: Decimal(value) for name, value in steps.items()})
    actions.received([moved], company.ctx)
