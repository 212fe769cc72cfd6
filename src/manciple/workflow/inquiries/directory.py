"""The people of the company as workflows see them: roles and duties, managers and limits, delegations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from manciple.kernel.context import Context
from manciple.organization.models import Assignment
from manciple.organization.models import Worker as Employed

from ..models import DelegationRule
from ..terms import Directory, Person, StandIn


@dataclass(frozen=True, slots=True)
class _Worker:
    user: int | None
    manager: int | None
    limit: Decimal


def directory(ctx: Context) -> Directory:
    """Everybody who may be asked, with the rules by which others stand in; three statements."""
    names, duties, roles = _assigned(ctx)
    workers = _workers(ctx)
    of_user = {worker.user: worker for worker in workers.values() if worker.user is not None}
    people = {
        user: Person(
            user, name, _manager(of_user.get(user), workers, duties), _limit(of_user.get(user)), frozenset(duties[user])
        )
        for user, name in names.items()
    }
    return Directory(people, {name: user for user, name in names.items()}, roles, delegations(ctx))


def _assigned(ctx: Context) -> tuple[dict[int, str], dict[int, set[str]], dict[str, list[int]]]:
    """Active users with a role here: their names and duties, and who has which role."""
    names: dict[int, str] = {}
    duties: dict[int, set[str]] = {}
    roles: dict[str, list[int]] = {}
    found = Assignment.objects.filter(legal_entity=ctx.company, user__is_active=True).order_by("user__username")
    for user, name, role, given in found.values_list("user_id", "user__username", "role__code", "role__duties"):
        names[user] = name
        duties.setdefault(user, set()).update(given)
        roles.setdefault(role, []).append(user)
    return names, duties, roles


def _workers(ctx: Context) -> dict[int, _Worker]:
    """Who is employed today."""
    begun = Q(employed_from__isnull=True) | Q(employed_from__lte=ctx.today)
    lasts = Q(employed_to__isnull=True) | Q(employed_to__gte=ctx.today)
    found = Employed.objects.filter(begun, lasts, company=ctx.company)
    rows = found.values_list("pk", "user_id", "manager_id", "spending_limit")
    return {pk: _Worker(user, manager, limit) for pk, user, manager, limit in rows}


def _manager(worker: _Worker | None, workers: Mapping[int, _Worker], duties: Mapping[int, set[str]]) -> int | None:
    """The next manager upwards who can sign in here; one who cannot is passed over."""
    passed: set[int] = set()
    above = worker.manager if worker else None
    while above is not None and above not in passed and above in workers:
        passed.add(above)
        found = workers[above]
        if found.user in duties:
            return found.user
        above = found.manager
    return None


def _limit(worker: _Worker | None) -> Decimal:
    return worker.limit if worker else Decimal(0)


def delegations(ctx: Context) -> list[StandIn]:
    """The rules that are switched on, in the order they were made."""
    found = DelegationRule.objects.filter(company=ctx.company, is_enabled=True).order_by("pk")
    rows = found.values_list("user_id", "to_id", "kind", "workflow__code", "starts_on", "ends_on", "carries_limit")
    return [
        StandIn(user, to, kind, workflow or "", begins, ends, carries)
        for user, to, kind, workflow, begins, ends, carries in rows
    ]
