"""The words of receiving: duties, choices, what a packing slip says, where an order line stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from manciple.kernel import numbering
from manciple.kernel.args import Args, arg
from manciple.kernel.authority import duty
from manciple.kernel.numbers import ONE, ZERO, total
from manciple.ledger.terms import Books, Document, PostingType, Wanted

MENU = "receiving"

VIEW_RECEIPTS = duty("view-product-receipts", "View product receipts and on-hand")
POST_RECEIPTS = duty("post-product-receipts", "Post product receipts")
MAINTAIN_RECEIPT_SETUP = duty("maintain-receipt-setup", "Maintain receipt parameters")

PRODUCT_RECEIPT_KIND = "Product receipt"
PRODUCT_RECEIPT = numbering.reference(
    "product-receipt", _("Product receipt"), form="PR-######", longest=20, continuous=False
)


class DuplicatePolicy(TextChoices):
    """What happens when a vendor's number is used again (03 §7.2, 04 §7)."""

    ACCEPT = "accept", _("Accept")
    WARN = "warn", _("Warn")
    REJECT = "reject", _("Reject")
    REJECT_IN_YEAR = "reject_in_year", _("Reject within the fiscal year")


class QuantityOption(TextChoices):
    """Which quantity is proposed for a line (03 §7.1)."""

    ALL = "all", _("Ordered quantity")
    RECEIVE_NOW = "receive_now", _("Receive now quantity")


class Lot(Args):
    """One lot on the packing slip; a line may come in several."""

    line_number: int = arg(_("Line number"))
    quantity: Decimal | None = arg(
        _("Quantity"),
        None,
        kind="quantity",
        max_digits=26,
        decimal_places=8,
        help=_("In the purchase unit; negative on a return. Left out: what is proposed."),
    )
    close: bool = arg(_("Close"), False, help=_("It was the last delivery: the rest is taken off."))


class PackingSlip(Args):
    """What the vendor says was delivered, as the clerk checked it."""

    product_receipt: str = arg(_("Product receipt"), "", help=_("The vendor's number of the delivery."), max_length=30)
    posted_on: date | None = arg(_("Date"), None, help=_("Today when left out."))
    document_date: date | None = arg(_("Document date"), None)
    quantity_option: str = arg(
        _("Quantity"),
        QuantityOption.ALL.value,
        kind="choice",
        choices=QuantityOption.choices,
        pattern="^(all|receive_now)$",
        help=_("What is proposed for each line."),
    )
    lines: tuple[Lot, ...] = arg(
        _("Lines"), (), help=_("Only these lines arrive; left out: every open line as proposed.")
    )


class Taken(NamedTuple):
    """What arrives of one line, all its lots together, and whether it was the last delivery."""

    quantity: Decimal
    close: bool = False


NOTHING = Taken(ZERO)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an order line stands when something arrives; quantities in the purchase unit.

    `quantity` is what `net_amount` is for. `booked_quantity` and `booked_value` are what earlier
    receipts took of that same price (03 §8.4).
    """

    order_id: int
    line_id: int
    line_number: int
    item_id: int
    item: str
    product_name: str
    site_id: int | None
    warehouse_id: int | None
    unit: str
    decimals: int
    quantity: Decimal
    effective: Decimal
    received: Decimal
    remaining: Decimal
    receive_now: Decimal
    overdelivery_percent: Decimal
    underdelivery_percent: Decimal
    net_amount: Decimal
    unit_price: Decimal | None = None
    price_unit: Decimal = ONE
    discount: Decimal = ZERO
    discount_percent: Decimal = ZERO
    charges_on_purchases: Decimal = ZERO
    stopped: bool = False
    item_stopped: bool = False
    complete: bool = False
    finalized: bool = False
    stocked: bool = True
    accrues: bool = True
    posts_physical: bool = True
    booked_quantity: Decimal = ZERO
    booked_value: Decimal = ZERO

    @property
    def is_open(self) -> bool:
        """Whether something may be proposed for it; stopped lines never are."""
        return not (self.stopped or self.item_stopped or self.finalized)


@dataclass(frozen=True, slots=True)
class Receivable:
    """What receiving must know of an order, and of how the company receives."""

    order_id: int
    order: str
    approval: str
    vendor_id: int
    vendor: str
    hold: str
    currency_id: int
    currency: str
    rounding_unit: Decimal
    delivery_name: str = ""
    delivery_address: str = ""
    delivery_terms: str = ""
    mode_of_delivery: str = ""
    accept_overdelivery: bool = True
    accept_underdelivery: bool = True
    duplicates: str = DuplicatePolicy.REJECT.value
    used_on: date | None = None
    posts_receipts: bool = True
    purchase_type: str = ""
    number_group: int | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """What arrives of one line and what it does; quantities signed, values in order currency.

    `received` and `remaining` are as they will be, `short` is what closing takes off,
    `accrued` and `stock_value` are what the ledger gets (03 §8).
    """

    line: Standing
    quantity: Decimal
    close: bool
    received: Decimal
    remaining: Decimal
    short: Decimal
    value: Decimal
    accrued: Decimal
    stock_value: Decimal


@dataclass(frozen=True, slots=True)
class Delivery:
    """A packing slip laid beside its order: what the guards judge and the action writes."""

    order: Receivable
    posted_on: date
    arrivals: Sequence[Arrival] = ()
    unknown: Sequence[int] = ()
    document: Document | None = None
    books: Books | None = None

    @property
    def value(self) -> Decimal:
        """Net amount of all that arrives."""
        return total(each.value for each in self.arrivals)

    def account(self, role: PostingType, item: int) -> int | None:
        """The account an entry of an item goes to; None where nothing of the kind is posted."""
        row = self.books.accounts.found.get(Wanted(role, item, self.order.vendor_id)) if self.books else None
        return row.account if row else None
