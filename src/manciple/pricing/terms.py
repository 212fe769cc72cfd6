"""The words of prices: shapes of what a line costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from manciple.kernel.authority import duty
from manciple.kernel.numbers import ONE, ZERO
from manciple.terms.terms import ChargeCategory, ChargeSide

VIEW_PRICES = duty("view-prices", "View trade agreements")
MAINTAIN_PRICES = duty("maintain-prices", "Maintain trade agreements")


class PriceSource(TextChoices):
    """Where a unit price comes from (02 §4, §5)."""

    NONE = "", _("None")
    MANUAL = "manual", _("Typed")
    NET_MANUAL = "net_manual", _("Net amount typed")
    TRADE_AGREEMENT = "trade_agreement", _("Trade agreement")
    ITEM_PRICE = "item_price", _("Purchase price of the item")


@dataclass(frozen=True, slots=True)
class LinePrice:
    """What a line costs, in order currency; quantity in the purchase unit (02 §4).

    `discount` is money per price unit, percents are of 100, `charges` is money for the whole line.
    """

    quantity: Decimal
    unit_price: Decimal
    price_unit: Decimal = ONE
    discount: Decimal = ZERO
    discount_percent: Decimal = ZERO
    charges: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class PriceAsked:
    """What a price is searched for (02 §6.3); references are ids, the quantity is signed."""

    vendor: int
    item: int
    unit: int
    currency: int
    quantity: Decimal
    on: date


@dataclass(frozen=True, slots=True)
class Offer:
    """A trade agreement as the search sees it: a price from a quantity on, between two days."""

    id: int
    from_quantity: Decimal
    starts_on: date | None
    ends_on: date | None
    unit_price: Decimal
    price_unit: Decimal = ONE
    lead_time_days: int = 0
    least_quantity: Decimal = ZERO
    most_quantity: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class ItemPrice:
    """The purchase price of a released product, for its purchase unit, in the company's currency."""

    unit_price: Decimal | None
    price_unit: Decimal
    unit: int
    currency: int


@dataclass(frozen=True, slots=True)
class FoundPrice:
    """What a search found. A blank price means that none is known; zero means free (02 §4)."""

    unit_price: Decimal | None = None
    price_unit: Decimal = ONE
    source: PriceSource = PriceSource.NONE
    offer: Offer | None = None


@dataclass(frozen=True, slots=True)
class Taxed:
    """A source of sales tax: a line or a charge, its base, and the code that applies (02 §10.2)."""

    base: Decimal
    code: str = ""
    percent: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Charge:
    """A header charge: what it is calculated from, and who bears it (02 §9.1, §9.2)."""

    category: ChargeCategory
    value: Decimal
    debit: ChargeSide
    credit: ChargeSide


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures of a document in its currency (02 §17)."""

    subtotal: Decimal
    charges: Decimal
    sales_tax: Decimal
    round_off: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A trade agreement as the set-up page compares it with another, by business keys."""

    id: int
    vendor: str
    item: str
    unit: str
    currency: str
    from_quantity: Decimal
    starts_on: date | None
    ends_on: date | None
    unit_price: Decimal
