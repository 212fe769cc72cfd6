"""The words of the books: duties, states, posting types, and the shape of a posting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from manciple.kernel.authority import duty

VIEW_LEDGER = duty("view-ledger", "View accounts, vouchers and the trial balance")
MAINTAIN_LEDGER = duty("maintain-ledger", "Maintain accounts and posting set-up")
MAINTAIN_PERIODS = duty("maintain-periods", "Open, hold and close periods")


class AccountType(TextChoices):
    """What a main account is (05 §2.1)."""

    ASSET = "asset", _("Asset")
    LIABILITY = "liability", _("Liability")
    EQUITY = "equity", _("Equity")
    REVENUE = "revenue", _("Revenue")
    EXPENSE = "expense", _("Expense")
    TOTAL = "total", _("Total")


class PeriodStatus(TextChoices):
    """Whether a period takes postings (05 §4)."""

    OPEN = "open", _("Open")
    ON_HOLD = "on_hold", _("On hold")
    CLOSED = "closed", _("Closed")


class PostingType(TextChoices):
    """The role an account plays in a posting (05 §5.2, 04 §11.1)."""

    PEU = "purchase_expenditure_uninvoiced", _("Purchase expenditure, un-invoiced")
    ACCR = "purchase_accrual", _("Purchase, accrual")
    PHYS = "product_receipt", _("Product receipt")
    INV = "purchase_inventory_receipt", _("Purchase, inventory receipt")
    PEP = "purchase_expenditure_product", _("Purchase expenditure for product")
    PEE = "purchase_expenditure_expense", _("Purchase expenditure for expense")
    AP = "vendor_balance", _("Vendor balance")
    TAX = "sales_tax_receivable", _("Sales tax receivable")
    CHARGE = "charge", _("Charge")
    ROUND = "invoice_rounding", _("Invoice rounding")


INVENTORY_POSTING = (
    PostingType.PEU, PostingType.ACCR, PostingType.PHYS, PostingType.INV, PostingType.PEP,
    PostingType.PEE)


class Relation(TextChoices):
    """How precisely a row of posting set-up says what it applies to."""

    TABLE = "table", _("Table")
    GROUP = "group", _("Group")
    ALL = "all", _("All")


@dataclass(frozen=True, slots=True)
class Posting:
    """One entry to be: the role, and a signed amount in transaction currency; debit is positive.

    `item` and `vendor` choose the account; `code` is the tax or charges code for those roles.
    """

    role: PostingType
    amount: Decimal
    item: int | None = None
    vendor: int | None = None
    code: str = ""
    text: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What a voucher is made for: one document, its date, currency and postings."""

    kind: str
    number: str
    posted_on: date
    currency: str
    postings: Sequence[Posting] = field(default_factory=tuple)
    text: str = ""


@dataclass(frozen=True, slots=True)
class Posted:
    """A voucher that was written, in the order the documents were given."""

    id: int
    number: str
