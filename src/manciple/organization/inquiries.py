"""Reads of the organization: who a user is in a company, and what money of a currency does."""

from __future__ import annotations

from typing import Any

from manciple.kernel import authority, clock
from manciple.kernel.context import Context
from manciple.kernel.numbers import Form

from .models import Assignment, Currency, LegalEntity, User
from .terms import Money


def context_of(*, user: int, company: str, door: str, **more: Any) -> Context | None:
    """The circumstances of a user in a company; None when he has no role there."""
    found = (
        Assignment.objects.filter(user=user, legal_entity__code=company, user__is_active=True)
        .values_list("legal_entity_id", "legal_entity__time_zone", "user__username", "role__duties")
    )  # fmt: skip
    rows = list(found)
    if not rows:
        return None
    duties = frozenset(each for row in rows for each in row[3])
    more.setdefault("now", clock.now())
    return Context(
        company=rows[0][0], company_code=company, user=user, user_name=rows[0][2],
        zone=rows[0][1], door=door, duties=duties, **more)


authority.answered_by(context_of)


def companies_of(user: int) -> list[LegalEntity]:
    """The companies a user has a role in."""
    ids = Assignment.objects.filter(user=user).values("legal_entity")
    return list(LegalEntity.objects.filter(pk__in=ids).order_by("code"))


def money(codes: set[str] | None = None) -> dict[str, Money]:
    """The rounding rules of currencies by code."""
    found = Currency.objects.all()
    if codes is not None:
        found = found.filter(code__in=codes)
    return {each.code: money_of(each) for each in found}


def money_of(currency: Currency) -> Money:
    """The rounding rules of one currency."""
    return Money(
        currency.code, currency.general_rounding, currency.price_rounding,
        currency.purchase_rounding, Form(currency.purchase_rounding_form))


def user_names(ids: set[int]) -> dict[int, str]:
    """What to call users."""
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "username"))
