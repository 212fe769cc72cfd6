"""Who works in the demo companies. Passwords are made at random and left in the instance's home."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from manciple.engine.home import write_private
from manciple.founding.making import make, table
from manciple.kernel.context import Context
from manciple.kernel.running import run
from manciple.organization.models import ApiToken, Assignment, User, Worker
from manciple.organization.terms import NewPassword, NewToken
from manciple.workflow.models import Workflow

from .company import Company

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

#: Who stands above whom, who is hired first, and up to which amount somebody approves alone.
MANAGERS = {"buyer": "manager", "clerk": "manager", "payables": ADMIN, "manager": ADMIN}
LEVELS = ((ADMIN, "auditor"), ("manager", "payables"), ("buyer", "clerk"))
LIMITS = {ADMIN: "1000000", "manager": "25000"}

#: Orders under change management go up the hierarchy as far as the spending limit says; what was approved before and
#: changed in nothing that matters passes by itself.
ORDERS: dict[str, Any] = {
    "code": "ORDERS", "name": "Purchase orders", "kind": "purchase-order", "process_owner": ADMIN, "is_default": True,
    "elements": [
        {"line_number": 10, "kind": "process", "name": "Approval"},
        {"line_number": 20, "kind": "automatic", "name": "Nothing that matters", "inside": 10,
         "condition": "not requires_reapproval", "final_action": "approve"},
        {"line_number": 30, "kind": "step", "name": "Managers", "inside": 10, "assignment": "hierarchy",
         "time_limit": 2, "remind_before": 4},
    ],
}  # fmt: skip

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
    """Gives everybody a role in the company, and a number among those who work for it."""
    rows = [{"user": person["username"], "legal_entity": company.code, "role": person["role"]} for person in PEOPLE]
    make(Assignment, rows, company.ctx, by=("user", "legal_entity", "role"))
    for level in LEVELS:  # a manager is there before those he manages
        make(Worker, [_worker(person) for person in PEOPLE if person["username"] in level], company.ctx)
    if make(Workflow, [ORDERS], company.ctx):
        run(Workflow, "activate", [ORDERS["code"]], None, company.ctx.fresh())


def _worker(person: dict[str, str]) -> dict[str, str | None]:
    name, user = f"{person['first_name']} {person['last_name']}", person["username"]
    return {
        "code": _number(user), "name": name, "user": user, "location": f"Desk {int(_number(user))}",
        "manager": _number(MANAGERS[user]) if user in MANAGERS else None, "spending_limit": LIMITS.get(user, "0"),
    }  # fmt: skip


def _number(user: str) -> str:
    """A personnel number."""
    return f"{[person['username'] for person in PEOPLE].index(user) + 1:06}"


def leave_behind(users: list[User_], users_file: Path, token_file: Path, ctx: Context) -> None:
    """Leaves names, passwords and an API token of the administrator where only the instance's owner reads."""
    if not token_file.exists():
        ends = ctx.today + timedelta(days=TOKEN_DAYS)
        token = NewToken(user=ADMIN, name="Demo", expires_on=ends)
        write_private(token_file, run(ApiToken, "issue", (), token, ctx.fresh()).secret + "\n")
    if not users_file.exists():
        write_private(users_file, json.dumps(users, indent=2) + "\n")
