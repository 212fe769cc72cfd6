"""The purchase order as it is stored (01 §1, §5, §26, §27; the part of it that this release has)."""

from .journals import (
    Confirmation,
    ConfirmationCharge,
    ConfirmationLine,
    ConfirmationTax,
    OrderVersion,
    PurchaseInquiry,
    VersionStamp,
    VoidedOrder,
)
from .order import CANCELED, EFFECTIVE, NEVER, OVER, REMAINING, OrderCharge, PurchaseLine, PurchaseOrder
from .setup import HeaderUpdate, OrderParameters, ReapprovalRule, SummaryRule, watchable

__all__ = [
    "CANCELED",
    "EFFECTIVE",
    "NEVER",
    "OVER",
    "REMAINING",
    "Confirmation",
    "ConfirmationCharge",
    "ConfirmationLine",
    "ConfirmationTax",
    "HeaderUpdate",
    "OrderCharge",
    "OrderParameters",
    "OrderVersion",
    "PurchaseInquiry",
    "PurchaseLine",
    "PurchaseOrder",
    "ReapprovalRule",
    "SummaryRule",
    "VersionStamp",
    "VoidedOrder",
    "watchable",
]
