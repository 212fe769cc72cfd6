"""The words of this package."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from manciple.kernel.authority import duty
from manciple.kernel.fields import Offer

VIEW_TERMS = duty("view-terms", "View units, terms and tax set-up")
MAINTAIN_TERMS = duty("maintain-terms", "Maintain units, terms and tax set-up")


class DueFrom(TextChoices):
    """From which day the days of a term of payment count (02 §12)."""

    NET = "net", _("Net")
    CURRENT_MONTH = "current_month", _("Current month")
    CASH = "cash", _("Cash on delivery")


class ChargeSide(TextChoices):
    """What one side of a charge falls on (02 §9.1)."""

    ITEM = "item", _("Item")
    LEDGER = "ledger", _("Ledger account")
    VENDOR = "vendor", _("Customer/Vendor")


class ChargeCategory(TextChoices):
    """How the amount of a charge is calculated (02 §9.2)."""

    FIXED = "fixed", _("Fixed")
    PERCENT = "percent", _("Percent")


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What is known of a unit: how precise a quantity in it may be (03 Conventions)."""

    id: int
    code: str
    decimals: int


@dataclass(frozen=True, slots=True)
class DueRule:
    """When an invoice is due, as terms of payment say it (02 §12)."""

    code: str
    due_from: str
    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class TaxFacts:
    """The tax of a sales tax group; no code means no tax (02 §10.1)."""

    group: str
    code: str
    percent: Decimal


@dataclass(frozen=True, slots=True)
class ChargeFacts:
    """What a charges code does (02 §9.1)."""

    id: int
    code: str
    name: str
    debit_type: str
    credit_type: str
    category: str
    taxed: bool


class SummaryDocument(TextChoices):
    """Documents that several orders of a vendor may share (01 §19)."""

    PURCHASE_ORDER = "purchase_order", _("Purchase order")
    RECEIPTS_LIST = "receipts_list", _("Receipts list")
    PRODUCT_RECEIPT = "product_receipt", _("Product receipt")
    INVOICE = "invoice", _("Invoice")


def summary_documents() -> list[Offer]:
    """The documents one may choose of."""
    return [Offer(value, str(label)) for value, label in SummaryDocument.choices]
