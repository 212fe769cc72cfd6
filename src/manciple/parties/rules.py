"""Judgments about vendors. No database, no clock, no settings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from manciple.kernel.args import Args
from manciple.kernel.refusals import Refusal
from manciple.kernel.setup import Known
from manciple.organization.rules import EMAIL

from . import messages
from .terms import Hold

URL = re.compile(r"(https?://)?[^\s/;:.]+(\.[^\s/;:.]+)+(:\d+)?(/[^\s;]*)?", re.IGNORECASE)


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


def site_is_written_well(known: Known, args: Args) -> Iterator[Refusal]:
    """An internet address, or several with ; between them (01 §26)."""
    for address in addresses(known.value("internet_address", args)):
        if not URL.fullmatch(address):
            yield messages.ADDRESS_INVALID(field="internet_address", value=address)


def addresses(typed: str | None) -> list[str]:
    """The addresses of a list with ; between them."""
    return [each.strip() for each in (typed or "").split(";") if each.strip()]


def hold_has_a_reason(known: Known, args: Args) -> Iterator[Refusal]:
    """A last day belongs to a hold (01 §2.2)."""
    if known.value("hold_until", args) and known.value("hold", args) in (Hold.NO, Hold.NEVER):
        yield messages.HOLD_WITHOUT_REASON(field="hold_until")
