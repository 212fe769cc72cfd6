"""Summary: which documents of an order may be shared with other orders (01 §19)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from manciple.kernel import sql
from manciple.kernel.actions import Batch, action
from manciple.kernel.args import Args, arg
from manciple.kernel.context import Context
from manciple.terms.terms import SummaryDocument, summary_documents

from ..inquiries.proposals import summary_as_it_is
from ..messages import FINALIZED
from ..models import PurchaseOrder
from ..terms import ALIVE, MAINTAIN_ORDERS


class SummaryFlags(Args):
    """Whether the order follows its vendor, and which documents it may share otherwise."""

    use_vendor_default: bool = arg(_("Use vendor default"), True)
    documents: tuple[SummaryDocument, ...] = arg(
        _("Summarized documents"), (), offers=summary_documents,
        help=_("Only where the order does not follow its vendor."))  # fmt: skip


@action(
    PurchaseOrder, "summary-update", label=_("Summary"), pane="general", args=SummaryFlags, duty=MAINTAIN_ORDERS,
    when=ALIVE, otherwise=FINALIZED, proposes=summary_as_it_is, emits="purchase-order-summary-changed",
    icon="stack-2",
)  # fmt: skip
def summary_update(batch: Batch[None, SummaryFlags], ctx: Context) -> None:
    """Says which documents of orders may be shared with others of the same vendor; nothing is told to him."""
    sql.update(PurchaseOrder, [
        {"id": target.id, "company_id": ctx.company, "summary_of_vendor": target.args.use_vendor_default,
         "summary_documents": [str(each) for each in target.args.documents]}
        for target in batch
    ])  # fmt: skip
