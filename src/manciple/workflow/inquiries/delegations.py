"""What the guards of delegation rules look at (06 §12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from manciple.kernel import authority
from manciple.kernel.args import Args
from manciple.kernel.context import Context

from ..models import DelegationRule
from ..terms import MAINTAIN_WORKFLOW


@dataclass(frozen=True, slots=True)
class Delegations:
    """Who delegates to whom by other rules, by user name, and who wants to add one."""

    actor: str
    maintains: bool
    others: Mapping[str, frozenset[str]] = field(default_factory=dict)


def delegations(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, Delegations]:
    """The rules that are switched on, but for the one that is edited."""
    rules = DelegationRule.objects.filter(company=ctx.company, is_enabled=True)
    rows = list(rules.values_list("pk", "user__username", "to__username"))
    maintains = authority.has(ctx.duties, MAINTAIN_WORKFLOW)
    found: dict[int, Delegations] = {}
    for place, pk in enumerate(ids):
        others: dict[str, set[str]] = {}
        for rule, user, to in rows:
            if rule != pk:
                others.setdefault(user, set()).add(to)
        known = {user: frozenset(to) for user, to in others.items()}
        found[pk or -place - 1] = Delegations(ctx.user_name, maintains, known)
    return found
