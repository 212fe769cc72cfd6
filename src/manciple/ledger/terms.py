"""The words of the books: duties, states, posting types, and the shape of a posting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from manciple.kernel import numbering
from manciple.kernel.args import Args, arg
from manciple.kernel.authority import duty
from manciple.kernel.tones import toned

VOUCHER = numbering.reference("voucher", _("Voucher"), form="V#######", continuous=True)

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


toned(PeriodStatus, good=[PeriodStatus.OPEN], attention=[PeriodStatus.ON_HOLD])


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


#: Roles whose account depends on item and vendor (05 §5.2).
INVENTORY_POSTING = (
    PostingType.PEU,
    PostingType.ACCR,
    PostingType.PHYS,
    PostingType.INV,
    PostingType.PEP,
    PostingType.PEE,
)
#: The role of a row for an account that was used before; no posting set-up names it.
KEPT = "kept"
#: Roles whose account depends on a code, or stands for the whole company (05 §5.3).
BY_CODE = (PostingType.TAX, PostingType.CHARGE, PostingType.ROUND)


class Relation(TextChoices):
    """How precisely a row of posting set-up says what it applies to."""

    TABLE = "table", _("Table")
    GROUP = "group", _("Group")
    ALL = "all", _("All")


class Wanted(NamedTuple):
    """What an account is looked up by. Parts that say nothing for the role are left blank.

    `account` is one that was used before and is used again, whatever the set-up says today.
    """

    role: PostingType
    item: int | None = None
    vendor: int | None = None
    code: str = ""
    profile: int | None = None
    account: int | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """One entry to be: the role, and a signed amount in transaction currency; debit is positive.

    `item` and `vendor` choose the account; `code` is the tax or charges code for those roles;
    `profile` is the document's posting profile for the vendor balance (None: the company's default).
    `account` is the very account an entry that is undone went to; none is looked up then.
    """

    role: PostingType
    amount: Decimal
    item: int | None = None
    vendor: int | None = None
    code: str = ""
    text: str = ""
    line: int | None = None
    profile: int | None = None
    account: int | None = None

    @property
    def wanted(self) -> Wanted:
        """What its account is looked up by."""
        if self.account is not None:
            return Wanted(self.role, account=self.account)
        if self.role in INVENTORY_POSTING:
            return Wanted(self.role, self.item, self.vendor)
        if self.role == PostingType.AP:
            return Wanted(self.role, vendor=self.vendor, profile=self.profile)
        return Wanted(self.role, code=self.code)


@dataclass(frozen=True, slots=True)
class Document:
    """What a voucher is made for: one document, its date, currency and postings.

    `kind` is what people call the document ("Product receipt"), `number` is its own number. The voucher
    is numbered by the sequence of the `number_group`, where that has one.
    """

    kind: str
    number: str
    posted_on: date
    currency: str
    postings: Sequence[Posting] = field(default_factory=tuple)
    text: str = ""
    number_group: int | None = None

    @property
    def has_amounts(self) -> bool:
        """Whether there is anything to post; a free delivery has no voucher."""
        return any(posting.amount for posting in self.postings)


@dataclass(frozen=True, slots=True)
class Posted:
    """A voucher that was written."""

    id: int
    number: str


@dataclass(frozen=True, slots=True)
class SetUpRow:
    """A row of posting set-up: for which role, item, vendor and code which account stands (05 §5).

    `default` says that it applies where a document names no posting profile.
    """

    role: str
    item: int | None
    item_group: int | None
    vendor: int | None
    vendor_group: int | None
    code: str
    profile: int | None
    default: bool
    account: int
    number: str
    postable: bool


@dataclass(frozen=True, slots=True)
class Named:
    """An item or a vendor as the books see it: its number and its group."""

    kind: str
    id: int
    number: str
    group: int | None


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts found for what was wanted, and the names of items and vendors for refusals."""

    found: Mapping[Wanted, SetUpRow]
    items: Mapping[int, Named]
    vendors: Mapping[int, Named]


@dataclass(frozen=True, slots=True)
class Day:
    """What the books of a company say of a day: its period and the accounting currency.

    A day outside every period has a blank period and the fiscal year 0.
    """

    day: date
    period: str
    status: str
    fiscal_year: int
    currency: str
    currency_id: int

    @property
    def is_open(self) -> bool:
        """Whether the day takes postings."""
        return self.status == PeriodStatus.OPEN


@dataclass(frozen=True, slots=True)
class Books:
    """Everything posting needs to know: the days, the accounts, the accounting currency."""

    company: str
    days: Mapping[date, Day]
    accounts: Accounts

    @property
    def currency(self) -> str:
        """The accounting currency; every day tells it."""
        return next(iter(self.days.values())).currency


@dataclass(frozen=True, slots=True)
class Amount:
    """An entry as it will be written: one role on one account, debits apart from credits (05 §7.1)."""

    role: PostingType
    account: int
    amount: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a period, under its name."""

    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document that is dated in a period and not posted yet."""

    kind: str
    number: str
    day: date


@dataclass(frozen=True, slots=True)
class PeriodStanding:
    """Where a period stands: its days, the days that have postings, and what still waits."""

    name: str
    status: str
    starts_on: date
    ends_on: date
    first_posting: date | None = None
    last_posting: date | None = None
    waiting: tuple[Waiting, ...] = ()


class FiscalYear(Args):
    """A year to be cut into months."""

    fiscal_year: int = arg(_("Fiscal year"), ge=1900, le=2999)
    starts_on: date = arg(_("From"), help=_("The first day of the year; the first of a month."))
    periods: int = arg(_("Months"), 12, ge=1, le=24)
