"""The words of prices: shapes of what a line costs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from manciple.kernel.authority import duty
from manciple.kernel.numbers import ONE, ZERO

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
class Totals:
    """The figures of a document in its currency (02 §17)."""

    subtotal: Decimal
    charges: Decimal
    sales_tax: Decimal
    round_off: Decimal
    total: Decimal
