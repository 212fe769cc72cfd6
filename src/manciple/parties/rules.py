"""Judgments about vendors. No database, no clock, no settings."""

from __future__ import annotations

from collections.abc import Iterator

from manciple.kernel.args import Args
from manciple.kernel.refusals import Refusal
from manciple.kernel.setup import Known
from manciple.organization.rules import EMAIL

from . import messages


def is_paid_once(known: Known, args: Args) -> Iterator[Refusal]:
    """An invoice account is paid itself: the way to it has one step (01 §2.2)."""
    paid, vendor = known.value("invoice_account", args), known.value("account", args)
    if not paid:
        return
    if paid == vendor:
        yield messages.INVOICE_ACCOUNT_ITSELF(field="invoice_account")
    elif through := known.more.redirected.get(paid):
        yield messages.INVOICE_ACCOUNT_REDIRECTED(field="invoice_account", vendor=paid, invoice_account=through)
    elif known.more.paid_for:
        yield messages.OTHERS_PAID_THROUGH(field="invoice_account", vendor=vendor)


def address_is_written_well(known: Known, args: Args) -> Iterator[Refusal]:
    """An address mail can be sent to."""
    email = known.value("email", args)
    if email and not EMAIL.fullmatch(email):
        yield messages.EMAIL_INVALID(field="email", email=email)
