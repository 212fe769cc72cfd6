"""The approval status of an order: where it begins, and where a change takes it (01 §7)."""

from __future__ import annotations

from collections.abc import Iterator

from manciple.kernel.refusals import Refusal
from manciple.parties.terms import ChangeManagement

from ..messages import (
    CHANGE_BY_REQUEST,
    FINALIZED,
    FLAG_LOCKED,
    IN_REVIEW,
    INVOICED_LOCKED,
    INVOICED_WARNING,
    NO_OVERRIDE,
)
from ..terms import AGREED, Approval, Company, LineStanding, Row, SafetyLevel, Sheet, Standing, Status, Supplier

#: States in which an order may be changed under change management (01 §16, regime E).
OPEN = (Approval.DRAFT, Approval.REJECTED)


def managed(company: Company, supplier: Supplier | None) -> bool:
    """Whether a new order is under change management: the company's flag, or the vendor's own where
    the company allows that (01 §7.1)."""
    own = supplier.change_management if supplier and company.override_per_vendor else ""
    if own in (ChangeManagement.ON, ChangeManagement.OFF):
        return own == ChangeManagement.ON
    return company.change_management


def begins(row: Row) -> Approval:
    """The state of a new order, or of one that becomes an order: Draft under change management."""
    return Approval.DRAFT if row["change_management"] else Approval.APPROVED


def begin(row: Row, company: Company, supplier: Supplier | None, typed: bool | None = None) -> Iterator[Refusal]:
    """Puts flag and state on the header of a new order. A typed flag counts where the company allows it."""
    row["change_management"] = managed(company, supplier)
    if typed is not None and typed != row["change_management"]:
        if not company.override_per_vendor:
            yield FLAG_LOCKED(field="change_management", reason=NO_OVERRIDE)
        row["change_management"] = typed
    row["approval_status"] = begins(row).value


def flag_open(row: Row, company: Company) -> Iterator[Refusal]:
    """The flag changes only where the company allows it, before the order was agreed (ORD-15)."""
    if not company.override_per_vendor:
        yield FLAG_LOCKED(field="change_management", reason=NO_OVERRIDE)
    elif row["confirmations"]:
        yield FLAG_LOCKED(field="change_management", reason=f"{row['number']}-{row['confirmations']}")
    elif row["approved_version"]:
        yield FLAG_LOCKED(field="change_management", reason=Approval.APPROVED.label)


def reopened(sheet: Sheet) -> Approval:
    """The state after something changed that was agreed or is to be; marks the order as changed.

    Without change management the order is Approved and has to be confirmed again. With it the order
    is Draft; if it was agreed before, the change is a change request (01 §7.2, §7.3).
    """
    before = sheet.stored or sheet.header
    state = begins(sheet.header)
    agreed = before["approval_status"] in AGREED and before["change_management"]
    sheet.header |= {
        "approval_status": state.value,
        "changed_since_confirmation": sheet.header["confirmations"] > 0,
        "change_request": state is Approval.DRAFT and (agreed or sheet.header["change_request"]),
    }
    return state


def editable(sheet: Sheet, safety: str = SafetyLevel.NONE) -> Iterator[Refusal]:
    """What was or will be agreed may be changed now (01 §16, regime E); the way out is told."""
    yield from open_to_change(sheet.stored or sheet.header, safety)


def line_editable(line: LineStanding) -> Iterator[Refusal]:
    """The same of the order a line belongs to."""
    yield from editable(line.sheet, line.known.company.safety_level)


def not_in_review(order: Standing) -> Iterator[Refusal]:
    """Nobody is judging the order at the moment (ORD-21)."""
    yield from in_no_review(order.sheet.header)


def in_no_review(row: Row) -> Iterator[Refusal]:
    """The same of a stored header."""
    if row["approval_status"] == Approval.IN_REVIEW:
        yield IN_REVIEW()


def open_to_change(row: Row, safety: str = SafetyLevel.NONE) -> Iterator[Refusal]:
    """The same of a stored header."""
    state = Approval(row["approval_status"])
    if state is Approval.FINALIZED:
        yield FINALIZED(record=row["number"])
    elif state is Approval.IN_REVIEW:
        yield IN_REVIEW()
    elif row["change_management"] and state not in OPEN:
        yield CHANGE_BY_REQUEST(state=state.label)
    else:
        yield from not_invoiced(row, safety)


def not_invoiced(row: Row, safety: str) -> Iterator[Refusal]:
    """An order that is invoiced in total is left alone, or changed with care, as the company says (ORD-42)."""
    if row["status"] != Status.INVOICED:
        return
    if safety == SafetyLevel.LOCKED:
        yield INVOICED_LOCKED(safety=SafetyLevel.LOCKED.label)
    elif safety == SafetyLevel.WARNING:
        yield INVOICED_WARNING(safety=SafetyLevel.WARNING.label)
