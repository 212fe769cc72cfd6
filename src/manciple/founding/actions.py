"""Begins an installation, and founds companies that can work at once."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from manciple.kernel import beginning, sql
from manciple.kernel.actions import CREATE, Batch, action
from manciple.kernel.authority import EVERYTHING
from manciple.kernel.beginning import Beginning
from manciple.kernel.context import Context, Made
from manciple.kernel.refusals import Refused
from manciple.kernel.running import run
from manciple.kernel.setup import Known
from manciple.organization import rules as organization
from manciple.organization.inquiries import OPERATOR
from manciple.organization.models import Assignment, Currency, LegalEntity, Role, Site, User, Warehouse
from manciple.organization.terms import MAINTAIN_ORGANIZATION

from . import ground, inquiries, rules
from .laying import lay
from .making import make, told
from .messages import BEGUN_ALREADY, COMPANY_NEEDED
from .terms import FirstAdministrator, NewCompany

ADMINISTRATOR = "administrator"
#: One installation begins once; the others wait and then find somebody there.
BEGINNING_LOCK = "SELECT pg_advisory_xact_lock(7134023)"


@action(
    LegalEntity, "found", label=_("Found a company"), args=NewCompany, duty=MAINTAIN_ORGANIZATION,
    creates=True, makes="legal-entities", emits="company-founded", founds=True, facts=inquiries.founding,
    guards=[(rules.code_is_free, organization.country_is_known, rules.currency_is_money,
             organization.time_zone_is_known, organization.language_is_known)],
)  # fmt: skip
def found(companies: Batch[Known, NewCompany], ctx: Context) -> None:
    """Makes a company that can buy at once: roles, numbers, terms, books, a site; its founder runs it."""
    for company in companies:
        ctx.made.append(Made("legal-entities", company.args.code, _found(company.args, ctx)))


def _found(wanted: NewCompany, ctx: Context) -> int:
    """The ground belongs to the founding, so no other duty is asked for it."""
    outside = ctx.fresh(company=0, company_code="", duties=EVERYTHING)
    coin = rules.smallest_coin(wanted.currency)
    currency = {"code": wanted.currency, "general_rounding": coin, "purchase_rounding": coin}
    make(Currency, [currency], outside)
    make(LegalEntity, [wanted.model_dump(exclude={"site"})], outside)
    pk = LegalEntity.objects.values_list("pk", flat=True).get(code=wanted.code)
    inside = replace(outside, company=pk, company_code=wanted.code, zone=wanted.time_zone)
    lay(inside)
    if wanted.site:
        make(Site, [{"code": wanted.site, "name": wanted.name, "address": wanted.address}], inside)
        make(Warehouse, [{"code": wanted.site, "name": wanted.name, "site": wanted.site}], inside)
    _let_in(inside)
    return pk


def _let_in(ctx: Context) -> None:
    """The founder is the company's administrator; at a machine nobody has begun yet, its operator is."""
    if not ctx.user:
        make(User, [{"username": OPERATOR, "is_service": True}], ctx.fresh(company=0))
    founder = User.objects.values_list("username", flat=True).get(
        **({"pk": ctx.user} if ctx.user else {"username": OPERATOR})
    )
    _administrator(founder, ctx.company_code, ctx)


def _administrator(username: str, code: str, ctx: Context) -> None:
    row = {"user": username, "legal_entity": code, "role": ADMINISTRATOR}
    make(Assignment, [row], ctx.fresh(company=0), by=("user", "legal_entity", "role"))


def begin(wanted: FirstAdministrator, ctx: Context) -> str:
    """Makes the first administrator and the company he names, or lets him in where there are some.

    Raises Refused when somebody can sign in already, or with everything that is wrong.
    """
    with transaction.atomic():
        sql.values(BEGINNING_LOCK)
        if not inquiries.nobody_yet():
            raise Refused(BEGUN_ALREADY())
        codes = list(LegalEntity.objects.values_list("code", flat=True))
        if not codes and not (wanted.code and wanted.name and wanted.address):
            raise Refused(COMPANY_NEEDED(field="code"))
        run(User, CREATE, (), told(User, CREATE, **wanted.model_dump(include={"username", "email", "password"})), ctx)
        user = User.objects.values_list("pk", flat=True).get(username=wanted.username)
        _enter(codes, wanted, ctx.fresh(user=user, user_name=wanted.username))
    return wanted.username


def _enter(codes: list[str], wanted: FirstAdministrator, ctx: Context) -> None:
    make(Role, ground.ROLES, ctx)
    for code in codes:
        _administrator(wanted.username, code, ctx)
    if wanted.code and wanted.code not in codes:
        company = wanted.model_dump(exclude={"username", "email", "password"})
        run(LegalEntity, "found", (), told(LegalEntity, "found", **company), ctx)


beginning.declared(Beginning(FirstAdministrator, inquiries.nobody_yet, begin))
