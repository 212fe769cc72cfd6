"""Reads of the organization: who a user is in a company, what a secret is good for, what money does."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from manciple.kernel import authority, clock
from manciple.kernel.args import Args
from manciple.kernel.authority import Bearer, Company
from manciple.kernel.context import Context
from manciple.kernel.inquiries import column, inquiry
from manciple.kernel.numbers import Form

from . import rules
from .models import (
    ApiToken,
    Assignment,
    Currency,
    Holiday,
    LegalEntity,
    User,
    Warehouse,
    WorkCalendar,
    Worker,
)
from .terms import (
    EVERY_DUTY,
    MAINTAIN_USERS,
    VIEW_ORGANIZATION,
    Account,
    Issued,
    Issuing,
    Money,
    NewPassword,
    NewToken,
    NewUser,
    Places,
    WorkHours,
)

OPERATOR = "operator"
PROPOSED_DAYS = 90
USE_IS_NOTED_EVERY = timedelta(minutes=1)


# --- Numbers ---------------------------------------------------------------------------------------


def company_in_numbers(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, str]:
    """What stands in numbers for the company, for the guards of number sequences."""
    return {pk or -place - 1: ctx.company_code for place, pk in enumerate(ids)}


# --- Who may do what -------------------------------------------------------------------------------


def context_of(*, user: int, company: str, door: str, **more: Any) -> Context | None:
    """The circumstances of a user in a company; None when he has no role there."""
    found = Assignment.objects.filter(user=user, legal_entity__code=company, user__is_active=True).values_list(
        "legal_entity_id", "legal_entity__time_zone", "user__username", "role__duties"
    )
    rows = list(found)
    if not rows:
        return None
    duties = frozenset(each for row in rows for each in row[3])
    more.setdefault("now", clock.now())
    return Context(
        company=rows[0][0],
        company_code=company,
        user=user,
        user_name=rows[0][2],
        zone=rows[0][1],
        door=door,
        duties=duties,
        **more,
    )


def companies_of(user: int) -> list[Company]:
    """The companies a user has a role in, by code."""
    found = LegalEntity.objects.filter(
        pk__in=Assignment.objects.filter(user=user, user__is_active=True).values("legal_entity")
    )
    return [Company(*row) for row in found.order_by("code").values_list("pk", "code", "name", "currency__code")]


def user_of_token(secret: str, now: datetime) -> Bearer | None:
    """Whom a secret speaks for; None when it is unknown, expired, revoked or its user disabled.

    It is found by its hash, and the hashes are compared in constant time.
    """
    if not rules.is_well_formed(secret):
        return None
    digest = rules.digest(secret)
    token = ApiToken.objects.filter(
        token_hash=digest, user__is_active=True, revoked_at=None, expires_at__gt=now
    ).first()
    if token is None or not hmac.compare_digest(token.token_hash, digest):
        return None
    _note_use(token, now)
    return Bearer(token.user_id, token.pk, tuple(token.legal_entities))


def _note_use(token: ApiToken, now: datetime) -> None:
    """Keeps when a token was last used, to the minute, so that reading does not mean writing."""
    unnoted = Q(last_used_at=None) | Q(last_used_at__lte=now - USE_IS_NOTED_EVERY)
    if token.last_used_at is None or token.last_used_at <= now - USE_IS_NOTED_EVERY:
        ApiToken.objects.filter(unnoted, pk=token.pk).update(last_used_at=now)


def operator() -> int | None:
    """Who acts at this machine's command line: the service user "operator", else the first administrator."""
    named = User.objects.filter(username=OPERATOR, is_active=True).values_list("pk", flat=True).first()
    if named is not None:
        return named
    administrators = Assignment.objects.filter(role__duties__contains=[EVERY_DUTY], user__is_active=True)
    return administrators.order_by("pk").values_list("user_id", flat=True).first()


authority.answered_by(context_of)
authority.operator_asked_by(operator)
authority.companies_asked_by(companies_of)
authority.token_checked_by(user_of_token)


# --- Facts for guards ------------------------------------------------------------------------------


def accounts(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, Account]:
    """What the guards look at when users are made, enabled, disabled or given a password."""
    users = User.objects.in_bulk([pk for pk in ids if pk])
    told: Sequence[Args | None] = args or [None] * len(ids)
    return {
        pk or -place - 1: _account(users.get(pk), given, ctx)
        for place, (pk, given) in enumerate(zip(ids, told, strict=True))
    }


def _account(user: User | None, given: Args | None, ctx: Context) -> Account:
    if user is None:
        assert isinstance(given, NewUser)
        user = User(username=given.username, email=given.email, is_service=given.is_service)
    password = given.password if isinstance(given, NewUser | NewPassword) else ""
    faults = _faults(password, user) if password else ()
    return Account(user.username, user.is_service, user.is_active, user.pk == ctx.user, faults)


def _faults(password: str, user: User) -> tuple[str, ...]:
    """What Django's validators have against a password."""
    try:
        password_validation.validate_password(password, user)
    except ValidationError as error:
        return tuple(error.messages)
    return ()


def issuing(ids: Sequence[int], ctx: Context, args: Sequence[NewToken]) -> Mapping[int, Issuing]:
    """What the guards look at when tokens are issued."""
    rows = User.objects.filter(username__in=[each.user for each in args]).values_list("username", "pk", "is_active")
    users = {name: (pk, active) for name, pk, active in rows}
    companies = frozenset(LegalEntity.objects.values_list("code", flat=True))
    return {-place - 1: _issuing(users.get(each.user), companies, ctx) for place, each in enumerate(args)}


def _issuing(user: tuple[int, bool] | None, companies: frozenset[str], ctx: Context) -> Issuing:
    pk, active = user or (None, False)
    return Issuing(pk, active, companies, ctx.today)


def proposed_token(pk: int, ctx: Context) -> dict[str, Any]:
    """What the dialog begins with: the caller himself, for a quarter of a year."""
    return {"user": ctx.user_name, "expires_on": ctx.today + timedelta(days=PROPOSED_DAYS)}


def issued(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, Issued]:
    """Which tokens are revoked already."""
    rows = ApiToken.objects.filter(pk__in=ids).values_list("pk", "revoked_at")
    return {pk: Issued(revoked_at is not None) for pk, revoked_at in rows}


def places(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, Places]:
    """Which site each warehouse belongs to, for records that name a site and a warehouse."""
    known = Places(sites_of_warehouses(ctx))
    return {pk or -place - 1: known for place, pk in enumerate(ids)}


def sites_of_warehouses(ctx: Context) -> dict[str, str]:
    """The site of each warehouse of the company, by code (03 §1.3)."""
    return dict(Warehouse.objects.filter(company=ctx.company).values_list("code", "site__code"))


def managers(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, dict[str, str]]:
    """Who is whose manager, by personnel number."""
    rows = Worker.objects.filter(company=ctx.company, manager__isnull=False)
    known = dict(rows.values_list("code", "manager__code"))
    return {pk or -place - 1: known for place, pk in enumerate(ids)}


# --- Facts for higher floors -----------------------------------------------------------------------


def work_hours(ctx: Context) -> dict[int | None, WorkHours]:
    """When the company works, by calendar; without a calendar around the clock. Two statements."""
    days: dict[int, set[date]] = {}
    for calendar, day in Holiday.objects.filter(company=ctx.company).values_list("calendar_id", "day"):
        days.setdefault(calendar, set()).add(day)
    found: dict[int | None, WorkHours] = {None: WorkHours(zone=ctx.zone)}
    for each in WorkCalendar.objects.filter(company=ctx.company):
        found[each.pk] = _hours(each, frozenset(days.get(each.pk, ())), ctx.zone)
    return found


def _hours(calendar: WorkCalendar, holidays: frozenset[date], zone: str) -> WorkHours:
    worked = frozenset(place for place, name in enumerate(rules.WEEKDAYS) if getattr(calendar, name))
    opens, closes = time.fromisoformat(calendar.opens_at), time.fromisoformat(calendar.closes_at)
    return WorkHours(worked, opens, closes, holidays, zone)


def money(codes: set[str] | None = None) -> dict[str, Money]:
    """The rounding rules of currencies by code."""
    found = Currency.objects.all()
    if codes is not None:
        found = found.filter(code__in=codes)
    return {each.code: money_of(each) for each in found}


def money_by_id(ids: set[int]) -> dict[int, Money]:
    """The rounding rules of currencies by id."""
    return {each.pk: money_of(each) for each in Currency.objects.filter(pk__in=ids)}


def money_of(currency: Currency) -> Money:
    """The rounding rules of one currency."""
    return Money(
        currency.code,
        currency.general_rounding,
        currency.price_rounding,
        currency.purchase_rounding,
        Form(currency.purchase_rounding_form),
    )


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """What documents need to know of their company."""

    id: int
    code: str
    name: str
    country: str
    currency_id: int
    currency: str
    language: str
    address: str


def company_facts(ctx: Context) -> CompanyFacts:
    """The company the context works in, with one query."""
    found = LegalEntity.objects.values_list(
        "pk", "code", "name", "country", "currency_id", "currency__code", "language", "address"
    )
    return CompanyFacts(*found.get(pk=ctx.company))


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """A site or warehouse as documents name it; the address of a warehouse may be its site's."""

    id: int
    code: str
    name: str
    address: str
    site_id: int


def warehouse_facts(ids: set[int], ctx: Context) -> dict[int, SiteFacts]:
    """Warehouses by id; a blank address is that of the site."""
    rows = Warehouse.objects.filter(company=ctx.company, pk__in=ids).values_list(
        "pk", "code", "name", "address", "site_id", "site__address"
    )
    return {
        pk: SiteFacts(pk, code, name, address or fallback, site) for pk, code, name, address, site, fallback in rows
    }


def user_names(ids: set[int]) -> dict[int, str]:
    """What to call users."""
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "username"))


# --- Lists for people ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UserRole:
    """A role a user has in a company."""

    company: str = column(_("Company"), "legal_entity__code", ref="legal-entities")
    user: str = column(_("User"), "user__username", ref="users")
    role: str = column(_("Role"), "role__code", ref="roles")
    name: str = column(_("Role name"), "role__name")


@inquiry(
    "user-roles", label=_("Roles"), row=UserRole, duty=MAINTAIN_USERS, about="users", order=("legal_entity__code",)
)
def user_roles(ctx: Context, *, number: str) -> QuerySet[Assignment]:
    """The roles of a user in all companies."""
    return Assignment.objects.filter(user__username=number)


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A permission that roles are made of."""

    key: str = column(_("Duty"))
    label: str = column(_("Name"))


@inquiry("duties", label=_("Duties"), row=DutyRow, duty=VIEW_ORGANIZATION, menu="access")
def duties(ctx: Context) -> list[DutyRow]:
    """Every permission of the house, for those who put roles together."""
    return [DutyRow(each.key, str(each.label)) for each in sorted(authority.declared_duties(), key=lambda d: d.key)]
