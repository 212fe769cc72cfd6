"""What is done to users and to API tokens; set-up records derive their actions from their forms."""

from __future__ import annotations

import secrets
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from manciple.kernel import shapes, sql
from manciple.kernel.actions import Batch, Target, action
from manciple.kernel.args import NoArgs
from manciple.kernel.context import Context, Made

from . import inquiries, rules
from .models import ApiToken, User
from .terms import MAINTAIN_USERS, PREFIX_LENGTH, Account, Issued, Issuing, NewPassword, NewToken, NewUser


@action(
    User, "create", label=_("New"), args=NewUser, duty=MAINTAIN_USERS, creates=True, makes="users",
    facts=inquiries.accounts,
    guards=[(rules.name_is_writable, rules.has_the_password_it_needs, rules.password_is_good)],
)  # fmt: skip
def create_user(users: Batch[Account, NewUser], ctx: Context) -> None:
    """Lets a person or a program act; what he may do comes from the roles he is given."""
    base = shapes.defaults(User) | {"date_joined": ctx.now}
    rows = [base | _columns(user.args) for user in users]
    for user, pk in zip(users, sql.insert(User, rows), strict=True):
        ctx.made.append(Made("users", user.args.username, pk))


def _columns(user: NewUser) -> dict[str, object]:
    told = user.model_dump(exclude={"password"})
    return told | {"password": make_password(user.password or None)}


@action(
    User, "set-password", label=_("Set password"), icon="key", args=NewPassword, duty=MAINTAIN_USERS,
    facts=inquiries.accounts, needs=[rules.is_a_person], guards=[rules.password_is_good],
)  # fmt: skip
def set_password(users: Batch[Account, NewPassword], ctx: Context) -> None:
    """Replaces a forgotten password; sessions opened with the old one end."""
    sql.update(User, [{"id": user.id, "password": make_password(user.args.password)} for user in users])


@action(
    User, "disable", label=_("Disable"), icon="lock", duty=MAINTAIN_USERS, danger=True,
    facts=inquiries.accounts, needs=[(rules.is_enabled, rules.is_somebody_else)],
)  # fmt: skip
def disable(users: Batch[Account, NoArgs], ctx: Context) -> None:
    """Ends a user's sessions, tokens and jobs at the next request."""
    sql.update(User, [{"id": user.id, "is_active": False} for user in users])


@action(
    User, "enable", label=_("Enable"), icon="lock-open", duty=MAINTAIN_USERS,
    facts=inquiries.accounts, needs=[rules.is_disabled],
)  # fmt: skip
def enable(users: Batch[Account, NoArgs], ctx: Context) -> None:
    """Lets a disabled user act again, with the roles and tokens he had."""
    sql.update(User, [{"id": user.id, "is_active": True} for user in users])


@action(
    ApiToken, "issue", label=_("Issue"), icon="key", args=NewToken, duty=MAINTAIN_USERS, creates=True,
    makes="api-tokens",
    facts=inquiries.issuing, proposes=inquiries.proposed_token,
    guards=[(rules.user_may_act, rules.companies_exist, rules.ends_within_a_year)],
)  # fmt: skip
def issue(tokens: Batch[Issuing, NewToken], ctx: Context) -> None:
    """Gives a program a secret, which the answer shows this one time; only its hash is kept."""
    texts = [rules.secret(secrets.token_bytes(32)) for _ in tokens]
    rows = [_token(token, text, ctx) for token, text in zip(tokens, texts, strict=True)]
    for row, pk in zip(rows, sql.insert(ApiToken, rows), strict=True):
        ctx.made.append(Made("api-tokens", str(row["prefix"]), pk))
    ctx.secret = "\n".join(texts)


def _token(token: Target[Issuing, NewToken], text: str, ctx: Context) -> dict[str, object]:
    told = token.args
    return shapes.defaults(ApiToken) | {
        "user_id": token.facts.user,
        "name": told.name,
        "prefix": text[:PREFIX_LENGTH],
        "token_hash": rules.digest(text),
        "legal_entities": told.legal_entities,
        "expires_at": _end_of(told.expires_on, ctx),
    }


def _end_of(day: date, ctx: Context) -> datetime:
    """The midnight that ends a day in the company's time zone."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(ctx.zone))


@action(
    ApiToken, "revoke", label=_("Revoke"), icon="x", duty=MAINTAIN_USERS, danger=True,
    facts=inquiries.issued, needs=[rules.is_not_revoked],
)  # fmt: skip
def revoke(tokens: Batch[Issued, NoArgs], ctx: Context) -> None:
    """Makes a secret useless at once and for good."""
    sql.update(ApiToken, [{"id": token.id, "revoked_at": ctx.now} for token in tokens])
