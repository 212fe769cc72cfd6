"""The words of this package."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from manciple.kernel import numbering
from manciple.kernel.authority import duty
from manciple.kernel.tones import toned

VIEW_VENDORS = duty("view-vendors", "View vendors")
MAINTAIN_VENDORS = duty("maintain-vendors", "Maintain vendors")

#: Accounts of vendors that are made for one order (01 §3).
ONE_TIME_VENDOR = numbering.reference("one-time-vendor", _("One-time vendor"), form="ONE-######")


class Hold(TextChoices):
    """What a vendor is on hold for (01 §2.2)."""

    NO = "no", _("No")
    INVOICE = "invoice", _("Invoice")
    ALL = "all", _("All")
    PAYMENT = "payment", _("Payment")
    REQUISITION = "requisition", _("Requisition")
    NEVER = "never", _("Never")


toned(Hold, quiet=[Hold.NO, Hold.NEVER], bad=[Hold.ALL], attention=[Hold.INVOICE, Hold.PAYMENT, Hold.REQUISITION])


class ChangeManagement(TextChoices):
    """Whether a vendor's orders are changed under control, where the company leaves it open (01 §7.1)."""

    COMPANY = "company", _("As the company")
    ON = "on", _("On")
    OFF = "off", _("Off")


@dataclass(frozen=True, slots=True)
class VendorFacts:
    """What documents need to know of a vendor; blanks of the vendor are filled from its group."""

    id: int
    account: str
    name: str
    hold: str
    group_id: int
    invoice_account_id: int
    currency_id: int | None
    currency: str
    terms_of_payment_id: int | None
    sales_tax_group_id: int | None
    delivery_terms_id: int | None
    mode_of_delivery_id: int | None
    site_id: int | None
    warehouse_id: int | None
    contact: str
    email: str
    language: str
    address: str


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A one-time supplier, as somebody typed him on an order; the rest comes from the template."""

    name: str
    contact: str = ""
    email: str = ""
    internet_address: str = ""
    language: str = ""
    tax_exempt_number: str = ""


@dataclass(frozen=True, slots=True)
class VendorSetup:
    """What the guards of the vendor form look at besides the form.

    `sites` gives the site of each warehouse; `redirected` the vendors of those named that are paid
    through another; `paid_for` whether others are paid through this one.
    """

    sites: dict[str, str]
    redirected: dict[str, str]
    paid_for: bool = False
