"""The words of vendor invoices."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from manciple.kernel.authority import duty

VIEW_INVOICES = duty("view-vendor-invoices", "View vendor invoices and vendor transactions")
MAINTAIN_INVOICES = duty("maintain-vendor-invoices", "Enter vendor invoices")
POST_INVOICES = duty("post-vendor-invoices", "Post vendor invoices")
MAINTAIN_INVOICE_SETUP = duty("maintain-invoice-setup", "Maintain invoice parameters")


class InvoiceStatus(TextChoices):
    """Where an invoice stands (04 §5, the part without workflow)."""

    PENDING = "pending", _("Pending")
    POSTED = "posted", _("Posted")


class MatchStatus(TextChoices):
    """Outcome of matching (04 §10.9); blank where it does not apply."""

    NOT_PERFORMED = "not_performed", _("Not performed")
    PASSED = "passed", _("Passed")
    FAILED = "failed", _("Failed")


class DuplicatePolicy(TextChoices):
    """What happens when a number is used again (04 §7, 03 §7.2)."""

    ACCEPT = "accept", _("Accept")
    WARN = "warn", _("Warn")
    REJECT = "reject", _("Reject")
    REJECT_IN_YEAR = "reject_in_year", _("Reject within the fiscal year")


class Discrepancy(TextChoices):
    """What a failed match does to posting (04 §10.1)."""

    WARN = "warn", _("Allow with warning")
    REFUSE = "refuse", _("Refuse")
