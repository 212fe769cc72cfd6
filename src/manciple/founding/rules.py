"""What must hold before a company is founded. No database, no clock, no settings."""

from __future__ import annotations

from collections.abc import Iterator

from babel.numbers import get_currency_precision, is_currency

from manciple.kernel.refusals import Refusal
from manciple.kernel.setup import Known
from manciple.organization.messages import NO_CURRENCY_CODE

from .messages import CODE_TAKEN
from .terms import NewCompany


def code_is_free(known: Known, args: NewCompany) -> Iterator[Refusal]:
    """A code names one company (05 §1)."""
    if args.code in known.more:
        yield CODE_TAKEN(field="code", code=args.code)


def currency_is_money(known: Known, args: NewCompany) -> Iterator[Refusal]:
    """Books are kept in a currency the world knows (02 §2)."""
    if not is_currency(args.currency):
        yield NO_CURRENCY_CODE(field="currency", code=args.currency)


def smallest_coin(currency: str) -> str:
    """The unit amounts are rounded to: 0.01 of a dollar, 1 yen."""
    decimals = get_currency_precision(currency)
    return f"0.{'1'.rjust(decimals, '0')}" if decimals else "1"
