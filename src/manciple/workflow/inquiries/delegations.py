"""What the guards of delegation rules look at (06 §12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Q

from manciple.kernel import authority
from manciple.kernel.args import Args
from manciple.kernel.context import Context

from ..models import DelegationRule
from ..terms import MAINTAIN_WORKFLOW
from ..terms.standing import Delegations


def delegations(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, Delegations]:
    """Rules, or those that are to be made, with the others that are switched on."""
    rules = DelegationRule.objects.filter(Q(is_enabled=True) | Q(pk__in=ids), company=ctx.company)
    rows = list(rules.values_list("pk", "is_enabled", "user__username", "to__username", "starts_on", "ends_on"))
    users = {pk: user for pk, _enabled, user, *_rest in rows}
    maintains = authority.has(ctx.duties, MAINTAIN_WORKFLOW)
    return {
        pk or -place - 1: Delegations(
            ctx.user_name, maintains, users.get(pk, ""),
            [(user, to, begins, ends) for rule, enabled, user, to, begins, ends in rows if enabled and rule != pk])
        for place, pk in enumerate(ids)
    }  # fmt: skip
