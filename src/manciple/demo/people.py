"""Who works in the demo companies. Passwords are made at random and left in the instance's home."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from manciple.engine.home import write_private
from manciple.kernel.context import Context
from manciple.kernel.running import run
from manciple.organization.models import ApiToken, Assignment, User
from manciple.organization.terms import NewPassword, NewToken

from .company import Company
from .making import make, table

ADMIN = "admin"
TOKEN_DAYS = 365

PEOPLE = table("""
    username | first_name | last_name | role
    admin    | Alex       | Moreau    | administrator
    buyer    | Bea        | Lindqvist | buyer
    clerk    | Cal        | Whitaker  | warehouse-clerk
    payables | Pia        | Rosen     | payables-clerk
    manager  | Marcus     | Oyelaran  | purchasing-manager
    auditor  | Anna       | Fiedler   | auditor
""")

User_ = dict[str, str]


def hire(ctx: Context, kept: Path) -> list[User_]:
    """The people with their passwords: as kept in the file, else new ones for all of them."""
    if kept.exists():
        return list(json.loads(kept.read_text()))
    users = [_with_password(person) for person in PEOPLE]
    known = set(
        User.objects.filter(username__in=[user["username"] for user in users]).values_list("username", flat=True)
    )
    make(User, [_typed(person, user) for person, user in zip(PEOPLE, users, strict=True)], ctx)
    lost = [user for user in users if user["username"] in known]
    if lost:
        passwords = [NewPassword(password=user["password"]) for user in lost]
        run(User, "set-password", [user["username"] for user in lost], passwords, ctx.fresh())
    return users


def _with_password(person: dict[str, str]) -> User_:
    return {"username": person["username"], "password": secrets.token_urlsafe(12), "role": person["role"]}


def _typed(person: dict[str, str], user: User_) -> dict[str, Any]:
    name = person["username"]
    return {
        "username": name, "first_name": person["first_name"], "last_name": person["last_name"],
        "email": f"{name}@alder-pine.example", "password": user["password"],
    }  # fmt: skip


def assign(company: Company) -> None:
    """Gives everybody a role in the company."""
    rows = [{"user": person["username"], "legal_entity": company.code, "role": person["role"]} for person in PEOPLE]
    make(Assignment, rows, company.ctx, by=("user", "legal_entity", "role"))


def leave_behind(users: list[User_], users_file: Path, token_file: Path, ctx: Context) -> None:
    """Leaves names, passwords and an API token of the administrator where only the instance's owner reads."""
    if not token_file.exists():
        ends = ctx.today + timedelta(days=TOKEN_DAYS)
        token = NewToken(user=ADMIN, name="Demo", expires_on=ends)
        write_private(token_file, run(ApiToken, "issue", (), token, ctx.fresh()).secret + "\n")
    if not users_file.exists():
        write_private(users_file, json.dumps(users, indent=2) + "\n")
