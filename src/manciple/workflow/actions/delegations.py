"""Ending delegations: revocable at once, by whoever delegated (06 §12)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from manciple.kernel import sql
from manciple.kernel.actions import DELETE, Batch, action
from manciple.kernel.args import NoArgs
from manciple.kernel.context import Context

from ..inquiries.delegations import delegations
from ..models import DelegationRule
from ..rules.delegations import is_ones_own_to_end
from ..terms import DO_WORK
from ..terms.standing import Delegations


@action(
    DelegationRule, DELETE, label=_("Delete"), duty=DO_WORK, facts=delegations, needs=(is_ones_own_to_end,),
    removes=True, danger=True, emits="delegation-deleted", icon="trash",
)  # fmt: skip
def delete(batch: Batch[Delegations, NoArgs], ctx: Context) -> None:
    """Ends delegations; what has been handed on stays with whoever has it."""
    sql.delete(DelegationRule, ctx.company, batch.ids)
