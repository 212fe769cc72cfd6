"""The words of the purchase order: its three axes of state, its types, the shapes of its facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from manciple.kernel import numbering
from manciple.kernel.authority import duty
from manciple.kernel.numbers import ZERO
from manciple.kernel.refusals import Refusal
from manciple.kernel.tones import toned
from manciple.kernel.words import Label
from manciple.pricing.terms import Offer

VIEW_ORDERS = duty("view-purchase-orders", "View purchase orders")
MAINTAIN_ORDERS = duty("maintain-purchase-orders", "Create, edit and cancel purchase orders")
CONFIRM_ORDERS = duty("confirm-purchase-orders", "Confirm purchase orders")
FINALIZE_ORDERS = duty("finalize-purchase-orders", "Finalize purchase orders")

#: Order numbers have at most 10 characters (01 §3).
NUMBERS = numbering.reference("purchase-order", _("Purchase order"), form="PO-######", longest=10)

#: A stored row, or one to be stored, by column.
Row = dict[str, Any]


class PurchaseType(TextChoices):
    """What kind of order it is (01 §2.1)."""

    JOURNAL = "journal", _("Journal")
    PURCHASE_ORDER = "purchase_order", _("Purchase order")
    RETURNED_ORDER = "returned_order", _("Returned order")


toned(PurchaseType, quiet=[PurchaseType.PURCHASE_ORDER], attention=[PurchaseType.RETURNED_ORDER])


class Approval(TextChoices):
    """How far the order is agreed (01 §7). Moved by actions only."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    REJECTED = "rejected", _("Rejected")
    APPROVED = "approved", _("Approved")
    IN_EXTERNAL_REVIEW = "in_external_review", _("In external review")
    CONFIRMED = "confirmed", _("Confirmed")
    FINALIZED = "finalized", _("Finalized")


toned(
    Approval, active=[Approval.APPROVED, Approval.IN_EXTERNAL_REVIEW], good=[Approval.CONFIRMED],
    attention=[Approval.IN_REVIEW], bad=[Approval.REJECTED])  # fmt: skip


class Status(TextChoices):
    """How far goods and invoices are (01 §6). Derived from the quantities, never set."""

    OPEN_ORDER = "open_order", _("Open order")
    RECEIVED = "received", _("Received")
    INVOICED = "invoiced", _("Invoiced")
    CANCELED = "canceled", _("Canceled")


toned(Status, active=[Status.OPEN_ORDER, Status.RECEIVED], good=[Status.INVOICED], bad=[Status.CANCELED])


class DocumentStatus(TextChoices):
    """The furthest document reached (01 §6)."""

    NONE = "none", _("None")
    PURCHASE_INQUIRY = "purchase_inquiry", _("Purchase inquiry")
    PURCHASE_ORDER = "purchase_order", _("Purchase order")
    RECEIPTS_LIST = "receipts_list", _("Receipts list")
    PRODUCT_RECEIPT = "product_receipt", _("Product receipt")
    INVOICE = "invoice", _("Invoice")


class LineType(TextChoices):
    """Whether a line is delivered at once or by a schedule; a schedule's parent is a total, not a
    line (01 §13)."""

    SINGLE_DELIVERY = "single_delivery", _("Single delivery")
    MULTIPLE_DELIVERIES = "multiple_deliveries", _("Multiple deliveries")
    DELIVERY = "delivery", _("Delivery")


class LineReview(TextChoices):
    """How far the workflow of a single line is (01 §6)."""

    NOT_SUBMITTED = "not_submitted", _("Not submitted")
    SUBMITTED = "submitted", _("Submitted")
    IN_REVIEW = "in_review", _("In review")
    CHANGE_REQUESTED = "change_requested", _("Change requested")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")


class SettlementType(TextChoices):
    """What the credit of a return is set against (01 §14)."""

    NONE = "none", _("None")
    OPEN_TRANSACTIONS = "open_transactions", _("Open transactions")
    DESIGNATED_TRANSACTIONS = "designated_transactions", _("Designated transactions")


class SafetyLevel(TextChoices):
    """What happens when an invoiced order is to be changed (01 §12.2)."""

    NONE = "none", _("None")
    WARNING = "warning", _("Warning")
    LOCKED = "locked", _("Locked")


class UpdatePolicy(TextChoices):
    """Whether lines follow a changed header field (01 §16)."""

    ALWAYS = "always", _("Always")
    NEVER = "never", _("Never")
    PROMPT = "prompt", _("Prompt")


class VersionEvent(TextChoices):
    """What made a version, or stamped it (01 §10)."""

    APPROVAL = "approval", _("Workflow approval")
    INQUIRY = "inquiry", _("Purchase inquiry")
    CONFIRMATION = "confirmation", _("Confirmation")
    VENDOR_RESPONSE = "vendor_response", _("Vendor response")
    FINALIZE = "finalize", _("Finalize")


class Propagate(TextChoices):
    """Which lines follow a changed header field (01 §16)."""

    MATCHING = "matching", _("Lines with the old value or none")
    ALL = "all", _("All lines that may change")
    NONE = "none", _("No line")


class Basis(TextChoices):
    """Which quantity totals are counted for (01 §18)."""

    ORDERED = "ordered", _("Ordered quantity")
    REMAINING = "remaining", _("Deliver remainder")
    RECEIVE_NOW = "receive_now", _("Receive now quantity")
    RECEIVED_NOT_INVOICED = "received_not_invoiced", _("Product receipt quantity")
    INVOICED = "invoiced", _("Invoiced quantity")


#: States in which an order may be edited at all: Draft and Rejected under change management, the
#: others without it, which a guard sees to (01 §16, regime E).
EDITABLE = (
    Approval.DRAFT, Approval.REJECTED, Approval.APPROVED, Approval.IN_EXTERNAL_REVIEW, Approval.CONFIRMED)  # fmt: skip
#: Agreed, but not yet told to the vendor as it stands.
CONFIRMABLE = (Approval.APPROVED, Approval.IN_EXTERNAL_REVIEW)
#: Not closed for good.
ALIVE = tuple(each for each in Approval if each is not Approval.FINALIZED)


@dataclass(frozen=True, slots=True)
class Quantities:
    """What has become of a line, in the purchase unit, all with the sign of the line (01 §5)."""

    ordered: Decimal
    canceled_order: Decimal = ZERO
    canceled_remainder: Decimal = ZERO
    canceled_short: Decimal = ZERO
    added: Decimal = ZERO
    received: Decimal = ZERO
    invoiced: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Moved:
    """What a receipt or an invoice does to a line; quantities are signed, in the purchase unit.

    `short` is taken off what is still to come, because the delivery was said to be the last.
    """

    line: int
    received: Decimal = ZERO
    invoiced: Decimal = ZERO
    short: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Pending:
    """A pending invoice that is matched to a line, and how much of the line it asks for."""

    invoice: str
    quantity: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Company:
    """What a company gives an order: money, language, addresses, posting profile."""

    id: int
    code: str
    name: str
    language: str
    address: str
    currency: int
    currency_code: str
    general_rounding: Decimal
    purchase_rounding: Decimal
    purchase_rounding_form: str
    posting_profile: int | None
    manual_numbers: bool


@dataclass(frozen=True, slots=True)
class Supplier:
    """What a vendor gives an order, as the one ordered from or as the invoice account (01 §4)."""

    id: int
    account: str
    name: str
    hold: str
    contact: str
    email: str
    language: str
    delivery_terms: int | None
    mode_of_delivery: int | None
    site: int | None
    warehouse: int | None
    invoice_account: int | None
    currency: int | None
    terms_of_payment: int | None
    sales_tax_group: int | None


@dataclass(frozen=True, slots=True)
class Article:
    """What a released product gives an order line (01 §4)."""

    id: int
    item: str
    name: str
    stopped: bool
    purchase_unit: int
    unit_code: str
    decimals: int
    purchase_price: Decimal | None
    price_unit: Decimal
    site: int | None
    warehouse: int | None
    warehouse_site: int | None
    overdelivery_percent: Decimal
    underdelivery_percent: Decimal
    matching_policy: str
    lead_time_days: int


@dataclass(frozen=True, slots=True)
class Named:
    """A set-up record that an order names by its code: id, and what follows from it."""

    kind: str
    code: str
    id: int
    site: int | None = None
    name: str = ""
    address: str = ""
    decimals: int = 0
    tax_code: str = ""
    percent: Decimal = ZERO
    category: str = ""
    debit: str = ""
    credit: str = ""
    taxed: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What is known while orders are made or edited: everything their fields may point to.

    Vendors and items are found by number and by id, set-up records by kind and code or id.
    """

    company: Company
    today: date
    labels: Mapping[str, Label]
    blank_order: Row
    blank_line: Row
    blank_charge: Row
    suppliers: Mapping[str | int, Supplier] = field(default_factory=dict)
    articles: Mapping[str | int, Article] = field(default_factory=dict)
    named: Mapping[tuple[str, str | int], Named] = field(default_factory=dict)
    numbers_used: Set[str] = frozenset()
    confirmed_lines: Set[int] = frozenset()
    pending: Mapping[int, Pending] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed of one order: for the header, for each line, for each charge."""

    header: Mapping[str, Any]
    lines: Sequence[Mapping[str, Any]]
    charges: Sequence[Mapping[str, Any]]
    propagate: str = Propagate.MATCHING

    @property
    def everything(self) -> list[Mapping[str, Any]]:
        """All of it, whatever it is for."""
        return [self.header, *self.lines, *self.charges]

    @property
    def removes_lines(self) -> bool:
        """Whether a line is to be taken off."""
        return any(each.get("remove") for each in self.lines)


@dataclass(slots=True)
class LineSheet:
    """A line being worked on: how it will be stored, what was typed, how it was stored before."""

    row: Row
    told: Mapping[str, Any]
    stored: Row | None = None
    search: bool = False
    recompute: bool = False
    removed: bool = False
    offer: Offer | None = None

    @property
    def number(self) -> int:
        """What people call the line by."""
        return int(self.row["line_number"])

    @property
    def counts(self) -> bool:
        """Whether it is a line for everybody: not soft-deleted, and no schedule's total."""
        return not self.row["is_deleted"] and self.row["line_type"] != LineType.MULTIPLE_DELIVERIES


@dataclass(slots=True)
class ChargeSheet:
    """A header charge being worked on."""

    row: Row
    code: Named | None
    stored: Row | None = None
    removed: bool = False


@dataclass(slots=True)
class Sheet:
    """An order being worked on, and everything that is wrong or remarkable about it."""

    header: Row
    told: Mapping[str, Any]
    stored: Row | None = None
    lines: list[LineSheet] = field(default_factory=list)
    charges: list[ChargeSheet] = field(default_factory=list)
    faults: list[Refusal] = field(default_factory=list)
    versioned: bool = False

    @property
    def kept(self) -> list[LineSheet]:
        """The lines that stay."""
        return [line for line in self.lines if not line.removed]

    @property
    def counted(self) -> list[LineSheet]:
        """The lines that totals, postings, prints and copies see: neither soft-deleted nor the total of a
        delivery schedule (01 §12.2, §13)."""
        return [line for line in self.kept if line.counts]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an order stands when something is to be done with the whole of it."""

    sheet: Sheet
    known: Known
    pending: Mapping[int, Pending]
    open_days: Set[date]


@dataclass(frozen=True, slots=True)
class Journaled:
    """A confirmation journal that was written."""

    id: int
    number: str
    order: int


@dataclass(frozen=True, slots=True)
class LineStanding:
    """Where a line stands when something is to be done with it alone."""

    sheet: Sheet
    line: LineSheet
    article: Article | None
    known: Known
    pending: Mapping[int, Pending]
