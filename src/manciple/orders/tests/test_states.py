"""Where approval begins and where a change takes it: rules without a database (01 §7)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest

from manciple.orders.rules import states
from manciple.orders.terms import Approval, Company, Row, SafetyLevel, Sheet, Status, Supplier

COMPANY = cast(Any, Company)(**dict.fromkeys(Company.__dataclass_fields__, ""))
SUPPLIER = cast(Any, Supplier)(**dict.fromkeys(Supplier.__dataclass_fields__, ""))


@pytest.mark.parametrize(("company", "override", "vendor", "managed"), [
    (False, False, "on", False), (True, False, "off", True),
    (False, True, "company", False), (True, True, "company", True),
    (False, True, "on", True), (True, True, "off", False), (True, True, "on", True), (False, True, "off", False),
])  # fmt: skip
def test_whether_a_new_order_is_managed(company: bool, override: bool, vendor: str, managed: bool) -> None:
    ours = replace(COMPANY, change_management=company, override_per_vendor=override)
    assert states.managed(ours, replace(SUPPLIER, change_management=vendor)) is managed


def header(state: Approval, **more: Any) -> Row:
    base = {
        "number": "PO-1", "approval_status": state.value, "change_management": False, "change_request": False,
        "confirmations": 0, "changed_since_confirmation": False, "status": Status.OPEN_ORDER, "approved_version": 0,
    }  # fmt: skip
    return base | more


@pytest.mark.parametrize(("state", "managed", "confirmed", "after", "request_"), [
    (Approval.APPROVED, False, 0, Approval.APPROVED, False),
    (Approval.IN_EXTERNAL_REVIEW, False, 0, Approval.APPROVED, False),
    (Approval.CONFIRMED, False, 2, Approval.APPROVED, False),
    (Approval.DRAFT, True, 0, Approval.DRAFT, False),
    (Approval.REJECTED, True, 0, Approval.DRAFT, False),
    (Approval.APPROVED, True, 0, Approval.DRAFT, True),
    (Approval.CONFIRMED, True, 1, Approval.DRAFT, True),
])  # fmt: skip
def test_reopened(state: Approval, managed: bool, confirmed: int, after: Approval, request_: bool) -> None:
    row = header(state, change_management=managed, confirmations=confirmed)
    sheet = Sheet(dict(row), {}, stored=row)
    assert states.reopened(sheet) is after
    assert (sheet.header["approval_status"], sheet.header["change_request"]) == (after.value, request_)
    assert sheet.header["changed_since_confirmation"] is (confirmed > 0)


def test_a_rejected_change_request_stays_one() -> None:
    row = header(Approval.REJECTED, change_management=True, change_request=True)
    sheet = Sheet(dict(row), {}, stored=row)
    states.reopened(sheet)
    assert sheet.header["change_request"] is True


@pytest.mark.parametrize(("before", "after", "state"), [
    (False, True, Approval.DRAFT), (True, False, Approval.APPROVED)], ids=["switched on", "switched off"])  # fmt: skip
def test_the_flag_moves_the_order(before: bool, after: bool, state: Approval) -> None:
    row = header(states.begins({"change_management": before}), change_management=before)
    sheet = Sheet(row | {"change_management": after}, {}, stored=row)
    assert states.reopened(sheet) is state
    assert sheet.header["change_request"] is False


OPEN_WITHOUT = {Approval.APPROVED: [], Approval.IN_EXTERNAL_REVIEW: [], Approval.CONFIRMED: [],
                Approval.FINALIZED: ["ORD-16"]}  # fmt: skip
OPEN_WITH = {Approval.DRAFT: [], Approval.REJECTED: [], Approval.IN_REVIEW: ["ORD-21"], Approval.APPROVED: ["ORD-53"],
             Approval.IN_EXTERNAL_REVIEW: ["ORD-53"], Approval.CONFIRMED: ["ORD-53"],
             Approval.FINALIZED: ["ORD-16"]}  # fmt: skip
TABLE = [(False, *each) for each in OPEN_WITHOUT.items()] + [(True, *each) for each in OPEN_WITH.items()]


@pytest.mark.parametrize(("managed", "state", "codes"), TABLE)
def test_editable(managed: bool, state: Approval, codes: list[str]) -> None:
    sheet = Sheet(header(state, change_management=managed), {})
    assert [each.code for each in states.editable(sheet)] == codes


@pytest.mark.parametrize(("safety", "severities"), [
    (SafetyLevel.NONE, []), (SafetyLevel.WARNING, ["warning"]), (SafetyLevel.LOCKED, ["error"])])  # fmt: skip
def test_invoiced_orders_are_left_alone_as_the_company_says(safety: SafetyLevel, severities: list[str]) -> None:
    row = header(Approval.CONFIRMED, status=Status.INVOICED)
    found = [*states.open_to_change(row, safety)]
    assert [(each.code, each.severity) for each in found] == [("ORD-42", each) for each in severities]


@pytest.mark.parametrize(("override", "more", "reason"), [
    (False, {}, "the company does not allow it"), (True, {}, ""), (True, {"confirmations": 2}, "PO-1-2"),
    (True, {"approved_version": 1}, "Approved")])  # fmt: skip
def test_when_the_flag_may_change(override: bool, more: dict[str, Any], reason: str) -> None:
    found = [*states.flag_open(header(Approval.DRAFT, **more), replace(COMPANY, override_per_vendor=override))]
    assert [each.values["reason"] for each in found] == ([reason] if reason else [])
