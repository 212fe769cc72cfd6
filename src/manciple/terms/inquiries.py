"""Facts about units, terms of payment, sales tax and charges; each costs one query however many are asked."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from manciple.kernel.context import Context
from manciple.kernel.numbers import ZERO

from .models import ChargeCode, PaymentTerms, SalesTaxGroup, Unit
from .terms import ChargeFacts, DueRule, TaxFacts, UnitFacts


def units(ids: Iterable[int]) -> dict[int, UnitFacts]:
    """Units by id."""
    rows = Unit.objects.filter(pk__in=set(ids)).values_list("pk", "code", "decimals")
    return {row[0]: UnitFacts(*row) for row in rows}


def units_by_code(codes: Iterable[str] | None = None) -> dict[str, UnitFacts]:
    """Units by code; all of them when none is named."""
    found = Unit.objects.all() if codes is None else Unit.objects.filter(code__in=set(codes))
    return {row[1]: UnitFacts(*row) for row in found.values_list("pk", "code", "decimals")}


def due_rules(ids: Iterable[int | None], ctx: Context) -> dict[int, DueRule]:
    """When invoices are due, by id of the terms of payment."""
    found = PaymentTerms.objects.filter(company=ctx.company, pk__in={each for each in ids if each})
    rows = found.values_list("pk", "code", "due_from", "months", "days")
    return {row[0]: DueRule(*row[1:]) for row in rows}


def taxes(ids: Iterable[int | None], ctx: Context) -> dict[int, TaxFacts]:
    """The tax of sales tax groups by id; a group without a code has none."""
    found = SalesTaxGroup.objects.filter(company=ctx.company, pk__in={each for each in ids if each})
    rows = found.values_list("pk", "code", "sales_tax_code__code", "sales_tax_code__percent")
    return {pk: TaxFacts(group, code or "", _percent(percent)) for pk, group, code, percent in rows}


def _percent(percent: Decimal | None) -> Decimal:
    return ZERO if percent is None else percent


def charges(ids: Iterable[int], ctx: Context) -> dict[int, ChargeFacts]:
    """Charges codes by id."""
    found = ChargeCode.objects.filter(company=ctx.company, pk__in=set(ids))
    rows = found.values_list("pk", "code", "name", "debit_type", "credit_type", "category", "taxed")
    return {row[0]: ChargeFacts(*row) for row in rows}
