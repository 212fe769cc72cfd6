"""The words of receiving."""

from __future__ import annotations

from manciple.kernel.authority import duty

VIEW_RECEIPTS = duty("view-product-receipts", "View product receipts and on-hand")
POST_RECEIPTS = duty("post-product-receipts", "Post product receipts")
