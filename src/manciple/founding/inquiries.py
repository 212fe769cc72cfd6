"""What is known before a company is founded, or an installation begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from manciple.kernel.args import Args
from manciple.kernel.context import Context
from manciple.kernel.setup import Known
from manciple.organization.models import LegalEntity, User


def founding(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, Known]:
    """Which codes are taken."""
    known = Known({}, more=frozenset(LegalEntity.objects.values_list("code", flat=True)))
    return {-place - 1: known for place, _ in enumerate(ids)}


def nobody_yet() -> bool:
    """Whether nobody can sign in: there is no enabled user who is a person."""
    return not User.objects.filter(is_active=True, is_service=False).exists()
