"""Every write of vendor invoices."""

from .enter import invoice
from .keep import delete, edit, hold, match_product_receipts, release
from .post import post

__all__ = ["delete", "edit", "hold", "invoice", "match_product_receipts", "post", "release"]
