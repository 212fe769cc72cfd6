"""Posted invoices as what orders are copied from and credit notes take back (01 §14)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from manciple.kernel import sql
from manciple.kernel.context import Context
from manciple.orders.inquiries.copying import INVOICES, Asked, source
from manciple.orders.terms import SourceLine


@source(INVOICES, _("Vendor invoice"))
def invoice_lines(asked: Asked, ctx: Context) -> Sequence[SourceLine]:
    """Lines of posted invoices, at the price that was invoiced."""
    return sql.rows("invoices.copy_lines", into=SourceLine, company=ctx.company, **asked.values)
