"""The words of vendor invoices: duties, states, what a bill says, what it is laid beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator

from manciple.kernel import numbering
from manciple.kernel.args import Args, arg
from manciple.kernel.authority import duty
from manciple.kernel.numbers import ONE, ZERO, Form, total
from manciple.kernel.tones import toned
from manciple.ledger.terms import Books, Document
from manciple.organization.terms import Money
from manciple.pricing.terms import LinePrice
from manciple.receipts.terms import DuplicatePolicy
from manciple.terms.terms import ChargeSide, DueRule

MENU = "invoices"

VIEW_INVOICES = duty("view-vendor-invoices", "View vendor invoices and vendor transactions")
MAINTAIN_INVOICES = duty("maintain-vendor-invoices", "Enter vendor invoices")
POST_INVOICES = duty("post-vendor-invoices", "Post vendor invoices")
MAINTAIN_INVOICE_SETUP = duty("maintain-invoice-setup", "Maintain invoice parameters")

VENDOR_INVOICE_KIND = "Vendor invoice"
VENDOR_INVOICE = numbering.reference(
    "vendor-invoice", _("Vendor invoice"), form="VI-######", longest=20, continuous=False
)


class InvoiceStatus(TextChoices):
    """Where an invoice stands (04 §5, the part without workflow)."""

    PENDING = "pending", _("Pending")
    POSTED = "posted", _("Posted")


toned(InvoiceStatus, attention=[InvoiceStatus.PENDING], good=[InvoiceStatus.POSTED])


class MatchStatus(TextChoices):
    """Outcome of matching (04 §10.9); blank where it does not apply."""

    NOT_PERFORMED = "not_performed", _("Not performed")
    PASSED = "passed", _("Passed")
    FAILED = "failed", _("Failed")


toned(MatchStatus, good=[MatchStatus.PASSED], bad=[MatchStatus.FAILED])


class MatchKind(TextChoices):
    """What a comparison is about (04 §10.3, §10.7)."""

    UNIT_PRICE = "unit_price", _("Net unit price")
    QUANTITY = "quantity", _("Quantity")


class Discrepancy(TextChoices):
    """What a failed match does to posting (04 §10.1)."""

    WARN = "warn", _("Allow with warning")
    REFUSE = "refuse", _("Refuse")


class BillOption(TextChoices):
    """Which quantity a line is billed with when none is typed (04 §3)."""

    PRODUCT_RECEIPT = "product_receipt", _("Product receipt quantity")
    ORDERED = "ordered", _("Ordered quantity")


# --- What an action is told ----------------------------------------------------------------------


def each_once(lines: tuple[BilledLine, ...]) -> tuple[BilledLine, ...]:
    """Every line is named once; two prices for one line would be a riddle."""
    numbers = [line.line_number for line in lines]
    if len(set(numbers)) < len(numbers):
        raise ValueError("names a line twice")
    return lines


class BilledLine(Args):
    """What the vendor asks for one line; what is left out stays as it is, or as ordered."""

    line_number: int = arg(_("Line number"))
    quantity: Decimal | None = arg(
        _("Quantity"), None, kind="quantity", max_digits=26, decimal_places=8, help=_("In the purchase unit.")
    )
    unit_price: Decimal | None = arg(_("Unit price"), None, kind="price", max_digits=28, decimal_places=10)
    price_unit: Decimal | None = arg(_("Price unit"), None, kind="quantity", max_digits=26, decimal_places=8)
    discount: Decimal | None = arg(_("Discount"), None, kind="price", max_digits=28, decimal_places=10)
    discount_percent: Decimal | None = arg(
        _("Discount percent"), None, kind="percent", max_digits=20, decimal_places=12
    )
    charges_on_purchases: Decimal | None = arg(
        _("Charges on purchases"), None, kind="amount", max_digits=24, decimal_places=4
    )
    net_amount: Decimal | None = arg(
        _("Net amount"),
        None,
        kind="amount",
        max_digits=24,
        decimal_places=4,
        help=_("Typed, it leaves the unit price blank and stays."),
    )


class ChangedLine(BilledLine):
    """A change of one invoice line."""

    remove: bool = arg(_("Remove"), False, help=_("Takes the line off the invoice."))


class NewBill(Args):
    """A vendor's bill for an order, as it is entered."""

    invoice: str = arg(_("Invoice"), "", help=_("The vendor's number; needed to post."), max_length=30)
    invoice_date: date | None = arg(_("Invoice date"), None, help=_("The posting date when left out."))
    posting_date: date | None = arg(_("Posting date"), None, help=_("Today when left out."))
    due_date: date | None = arg(_("Due date"), None, help=_("By the terms of payment when left out."))
    quantity_option: str = arg(
        _("Default quantity for lines"),
        BillOption.PRODUCT_RECEIPT.value,
        kind="choice",
        choices=BillOption.choices,
        pattern="^(product_receipt|ordered)$",
        help=_("Which quantity is billed where none is typed."),
    )
    lines: Annotated[tuple[BilledLine, ...], AfterValidator(each_once)] = arg(
        _("Lines"), (), help=_("By the order's line numbers: only these are billed; left out, all.")
    )
    note: str = arg(_("Note"), "", kind="long")
    post: bool = arg(_("Post at once"), False, help=_("Posts the invoice in the same step."))


class BillChange(Args):
    """Changes of a pending invoice; only what is given changes."""

    invoice: str = arg(_("Invoice"), "", help=_("The vendor's number."), max_length=30)
    invoice_date: date | None = arg(_("Invoice date"), None)
    posting_date: date | None = arg(_("Posting date"), None)
    due_date: date | None = arg(_("Due date"), None, help=_("Blank: by the terms of payment."))
    terms_of_payment: str | None = arg(_("Terms of payment"), None, ref="terms-of-payment")
    posting_profile: str | None = arg(_("Posting profile"), None, ref="posting-profiles")
    on_hold: bool = arg(_("On hold"), False)
    note: str = arg(_("Note"), "", kind="long")
    lines: Annotated[tuple[ChangedLine, ...], AfterValidator(each_once)] = arg(_("Lines"), ())


# --- What a bill is laid beside --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Policy:
    """How the company checks invoices (04 §7, §10.1, §12)."""

    duplicates: str = DuplicatePolicy.REJECT.value
    matching: bool = True
    discrepancies: str = Discrepancy.REFUSE.value
    line_policy: str = "three_way"
    tolerance: Decimal = ZERO
    both_sides: bool = False
    accept_overdelivery: bool = True


@dataclass(frozen=True, slots=True)
class Order:
    """What an invoice must know of an order it is for."""

    order_id: int
    order: str
    approval: str
    status: str
    confirmations: int
    vendor_id: int
    vendor: str
    hold: str
    invoice_account_id: int
    invoice_account: str
    account_hold: str
    currency_id: int
    currency: str
    general_rounding: Decimal
    price_rounding: Decimal
    purchase_rounding: Decimal
    purchase_form: str
    posting_profile_id: int | None
    terms_id: int | None
    terms: str
    due_from: str
    days: int
    months: int
    due_date: date | None
    tax_code: str
    tax_percent: Decimal
    purchase_type: str = ""
    number_group: int | None = None

    @property
    def money(self) -> Money:
        """The rounding rules of its currency."""
        return Money(
            self.currency,
            self.general_rounding,
            self.price_rounding,
            self.purchase_rounding,
            Form(self.purchase_form),
        )


@dataclass(frozen=True, slots=True)
class OrderLine:
    """An order line as an invoice sees it; quantities in the purchase unit.

    `pending` is on other unposted invoices. `part_*` are what other invoices took of the present
    price as ordered, `billed_charges` what all of them took of the charges on purchases (04 §9).
    """

    order_id: int
    line_id: int
    line_number: int
    item_id: int
    item: str
    product_name: str
    unit: str
    decimals: int
    quantity: Decimal
    effective: Decimal
    received: Decimal
    invoiced: Decimal
    net_amount: Decimal
    unit_price: Decimal | None
    price_unit: Decimal
    discount: Decimal
    discount_percent: Decimal
    charges_on_purchases: Decimal
    sales_tax_group_id: int | None
    tax_code: str
    tax_percent: Decimal
    overdelivery_percent: Decimal
    matching_policy: str
    stopped: bool
    item_stopped: bool
    complete: bool
    finalized: bool
    stocked: bool
    receiving_required: bool
    pending: Decimal = ZERO
    part_quantity: Decimal = ZERO
    part_net: Decimal = ZERO
    part_charges: Decimal = ZERO
    billed_charges: Decimal = ZERO

    @property
    def side(self) -> int:
        """1, or -1 for a return."""
        return -1 if self.effective < 0 or self.quantity < 0 else 1


class Accounts(NamedTuple):
    """The accounts a receipt line was posted to; None where it posted nothing of the kind."""

    accrual: int | None = None
    expenditure: int | None = None
    stock: int | None = None


NO_ACCOUNTS = Accounts()


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt line that may be matched, with what other invoice lines took of it (04 §4)."""

    receipt_line_id: int
    order_line_id: int
    number: str
    quantity: Decimal
    matched: Decimal
    accrued: Decimal
    stock_value: Decimal
    accrued_taken: Decimal
    stock_taken: Decimal
    accrual_account: int | None = None
    expenditure_account: int | None = None
    stock_account: int | None = None

    @property
    def available(self) -> Decimal:
        """What no other invoice line holds."""
        return self.quantity - self.matched

    @property
    def accounts(self) -> Accounts:
        """Where it was posted."""
        return Accounts(self.accrual_account, self.expenditure_account, self.stock_account)


@dataclass(frozen=True, slots=True)
class Match:
    """How much of a receipt line an invoice line takes, and the amounts and accounts it was posted with."""

    receipt_line_id: int
    number: str
    quantity: Decimal
    accrued: Decimal
    stock_value: Decimal
    available: Decimal
    accounts: Accounts = NO_ACCOUNTS


@dataclass(frozen=True, slots=True)
class Charge:
    """A charge of an order, or of an invoice (04 §10.8)."""

    owner_id: int
    line_number: int
    charge_code_id: int
    code: str
    debit: str
    credit: str
    category: str
    value: Decimal
    taxed: bool
    text: str
    amount: Decimal = ZERO
    sales_tax: Decimal = ZERO

    @property
    def owed(self) -> int:
        """1 when the vendor gets it, -1 when the vendor bears it, else 0 (02 §9.1)."""
        return (self.credit == ChargeSide.VENDOR) - (self.debit == ChargeSide.VENDOR)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is billed for a line before amounts are computed; None stands for "as ordered"."""

    quantity: Decimal
    unit_price: Decimal | None = None
    price_unit: Decimal | None = None
    discount: Decimal | None = None
    discount_percent: Decimal | None = None
    charges: Decimal | None = None
    net_amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The header of an invoice, as it is or is going to be."""

    invoice: str
    invoice_date: date | None
    posting_date: date
    due_date: date | None
    due_typed: bool
    invoice_account_id: int
    account: str
    account_hold: str
    currency_id: int
    currency: str
    posting_profile_id: int | None
    terms_id: int | None
    terms: DueRule | None
    on_hold: bool = False
    note: str = ""
    id: int = 0
    number: str = ""
    number_group: int | None = None


@dataclass(frozen=True, slots=True)
class BillLine:
    """An invoice line laid beside its order line and the receipts it takes."""

    order: OrderLine
    line_number: int
    quantity: Decimal
    unit_price: Decimal | None
    price_unit: Decimal
    discount: Decimal
    discount_percent: Decimal
    charges: Decimal
    net_amount: Decimal
    as_ordered: bool
    matches: Sequence[Match] = ()
    sales_tax: Decimal = ZERO
    price_match: str = MatchStatus.NOT_PERFORMED.value
    quantity_match: str = MatchStatus.NOT_PERFORMED.value
    id: int = 0
    order_quantity: Decimal = ZERO
    order_net_amount: Decimal = ZERO

    @property
    def matched(self) -> Decimal:
        """The quantity covered by receipts."""
        return total(match.quantity for match in self.matches)

    @property
    def unmatched(self) -> Decimal:
        """What the invoice itself receives when it posts (04 §11.2)."""
        return self.quantity - self.matched

    @property
    def price(self) -> LinePrice:
        """Its own price fields; a blank unit price counts as none."""
        return LinePrice(
            self.quantity,
            self.unit_price or ZERO,
            self.price_unit or ONE,
            self.discount,
            self.discount_percent,
            self.charges,
        )


@dataclass(frozen=True, slots=True)
class Result:
    """One comparison: what was expected, what is asked, and whether the difference passes."""

    line_number: int
    kind: MatchKind
    expected: Decimal
    actual: Decimal
    variance_percent: Decimal | None
    tolerance_percent: Decimal | None
    status: MatchStatus


@dataclass(frozen=True, slots=True)
class Used:
    """A number of a vendor that stands on another invoice (04 §7)."""

    on: date
    voucher: str
    same_year: bool
    posted: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """The totals of an invoice in its currency."""

    subtotal: Decimal = ZERO
    charges: Decimal = ZERO
    sales_tax: Decimal = ZERO
    round_off: Decimal = ZERO
    total: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Bill:
    """A vendor invoice laid beside everything it is judged by: what guards see and actions write.

    `stored` are its lines as they are kept, so that only what differs is written.
    """

    head: Head
    policy: Policy
    orders: Mapping[int, Order]
    lines: Sequence[BillLine] = ()
    charges: Sequence[Charge] = ()
    figures: Figures = Figures()
    results: Sequence[Result] = ()
    used: Sequence[Used] = ()
    removed: Sequence[int] = ()
    stored: Sequence[BillLine] = ()
    unknown: Sequence[tuple[str, str]] = ()
    document: Document | None = None
    books: Books | None = None
    may_post: bool = True

    @property
    def match_status(self) -> MatchStatus:
        """Failed when any comparison failed, passed when all passed (04 §10.9)."""
        if not self.policy.matching:
            return MatchStatus.NOT_PERFORMED
        failed = any(each.status == MatchStatus.FAILED for each in self.results)
        return MatchStatus.FAILED if failed else MatchStatus.PASSED
