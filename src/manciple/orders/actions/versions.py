"""Versions: what an order said when it was agreed, sent or confirmed, kept for good (01 §10).

`keep` is no action of its own: whatever makes a version calls it, after it wrote the order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from manciple.kernel import sql
from manciple.kernel.context import Context

from ..terms import Approval, Kept, VersionEvent

#: The approval status an event stands for in the list of versions.
STATUS: Mapping[VersionEvent, Approval] = {
    VersionEvent.APPROVAL: Approval.APPROVED,
    VersionEvent.INQUIRY: Approval.IN_EXTERNAL_REVIEW,
    VersionEvent.CONFIRMATION: Approval.CONFIRMED,
    VersionEvent.VENDOR_RESPONSE: Approval.APPROVED,
    VersionEvent.FINALIZE: Approval.FINALIZED,
}


def keep(event: VersionEvent, ids: Sequence[int], ctx: Context) -> list[Kept]:
    """Makes a version of each order that says something new, and stamps the latest one of the others.

    Finalizing only stamps; an accepted vendor response only makes. One statement for any number.
    """
    return sql.rows(
        "orders.keep_versions", into=Kept, company=ctx.company, act=ctx.act, orders=list(ids),
        event=event.value, approval_status=STATUS[event].value, at=ctx.now, by=ctx.user_name,
        makes=event is not VersionEvent.FINALIZE, stamps=event is not VersionEvent.VENDOR_RESPONSE)  # fmt: skip
