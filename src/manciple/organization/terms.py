"""The words of this package: duties, and what a currency knows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from manciple.kernel.authority import duty
from manciple.kernel.numbers import Form, Rounding, rounding

VIEW_ORGANIZATION = duty("view-organization", "View organization set-up")
MAINTAIN_ORGANIZATION = duty("maintain-organization", "Maintain organization set-up")
MAINTAIN_USERS = duty("maintain-users", "Maintain users and roles")
AUDIT = duty("audit", "Read the audit log and verify the books")


@dataclass(frozen=True, slots=True)
class Money:
    """The rounding rules of a currency (02 §2): amounts, unit prices, purchase order totals."""

    code: str
    general: Decimal
    prices: Decimal
    purchase: Decimal
    purchase_form: Form = Form.NORMAL

    @property
    def rounded(self) -> Rounding:
        """The general rule, for every amount."""
        return rounding(self.general)

    @property
    def priced(self) -> Rounding:
        """The rule for unit prices that were converted or computed."""
        return rounding(self.prices)

    @property
    def totalled(self) -> Rounding:
        """The rule for the total of a purchase order, whose effect is the round-off."""
        return rounding(self.purchase, self.purchase_form)
