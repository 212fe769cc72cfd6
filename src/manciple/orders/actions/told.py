"""What create and edit are told: the fields of order, line and charge that may be typed.

Nothing is required by shape: what is missing comes from vendor, item and company, and what cannot
come from anywhere is refused with its line and field.
"""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from pydantic import create_model

from manciple.kernel.args import Args, arg
from manciple.kernel.fields import declared
from manciple.kernel.forms import FormField
from manciple.kernel.records import Stored
from manciple.kernel.shapes import shape

from ..models import OrderCharge, PurchaseLine, PurchaseOrder
from ..terms import Propagate

QUANTITY = (Decimal | None, arg(_("Quantity"), None, kind="quantity", max_digits=26, decimal_places=8))
NUMBER = (str | None, arg(_("Purchase order"), None, help=_("Blank draws the next number.")))
REMOVE = (bool, arg(_("Remove"), False, help=_("Takes the line off the order.")))


def _typed(record: type[Stored]) -> list[FormField]:
    return [placed for field in declared(record) if (placed := FormField(field.name, field)).typed]


TRANSFER = (
    bool,
    arg(_("Transfer vendor data"), True,
        help=_("Terms, delivery and groups of the vendor; else only name, currency, language and tax.")),
)  # fmt: skip


class LinesToFollow(Args):
    """The lines that somebody chose to follow one field of the header (01 §16)."""

    field: str = arg(_("Header field"))
    lines: tuple[int, ...] = arg(_("Lines"), ())


LineNew = shape("LineNew", _typed(PurchaseLine), partial=True, quantity=QUANTITY)
LineChange = shape("LineChange", _typed(PurchaseLine), partial=True, quantity=QUANTITY, remove=REMOVE)
ChargeNew = shape("ChargeNew", _typed(OrderCharge), partial=True)
ChargeChange = shape("ChargeChange", _typed(OrderCharge), partial=True, remove=REMOVE)

OrderNew: type[Args] = shape(
    "OrderNew", _typed(PurchaseOrder), partial=True, number=NUMBER, transfer_vendor_data=TRANSFER,
    lines=(tuple[LineNew, ...], arg(_("Lines"), ())),  # type: ignore[valid-type]
    charges=(tuple[ChargeNew, ...], arg(_("Charges"), ())),  # type: ignore[valid-type]
)  # fmt: skip
OrderChange: type[Args] = shape(
    "OrderChange", _typed(PurchaseOrder), partial=True,
    lines=(tuple[LineChange, ...], arg(_("Lines"), ())),  # type: ignore[valid-type]
    charges=(tuple[ChargeChange, ...], arg(_("Charges"), ())),  # type: ignore[valid-type]
    propagate=(
        Propagate | None,
        arg(_("Lines that follow the header"), None, choices=Propagate.choices,
            help=_("Left out, each field follows the update policy of the company.")),
    ),
    update_lines=(
        tuple[LinesToFollow, ...],
        arg(_("Lines to update"), (), help=_("By header field, the lines that take its value; others stay.")),
    ),
    update_deliveries=(
        bool,
        arg(_("Update deliveries"), True, help=_("Prices typed on the total of a schedule go to its deliveries.")),
    ),
    transfer_vendor_data=TRANSFER,
    transfer_account_data=(
        bool,
        arg(_("Transfer invoice account data"), False, help=_("Terms of payment and tax of the invoice account.")),
    ),
)  # fmt: skip
ChargesChange: type[Args] = create_model(
    "ChargesChange", __base__=Args,
    charges=(tuple[ChargeChange, ...], arg(_("Charges"), ())),  # type: ignore[valid-type]
)  # fmt: skip
