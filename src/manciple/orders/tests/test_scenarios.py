"""Stories of purchasing, told through whichever door (chapter 01).

They use the `clerk` fixture and nothing below it. A door runs them by a test module of its own that
imports these tests and gives them a `clerk` with its own driver.
"""

from __future__ import annotations

from manciple.orders.tests.clerk import Clerk, line


def test_an_order_is_made_and_confirmed(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3), line("B200", 2, "55.40"), vendor_reference="Q-17")
    assert order.heads(vendor="V001", approval_status="approved", document_status="none", subtotal="140.80",
                       sales_tax="11.26", total="152.06")  # fmt: skip
    assert order.confirm().codes == []
    assert order.heads(approval_status="confirmed", document_status="purchase_order", confirmations=1)
    assert [row["number"] for row in order.asked("confirmations")] == [f"{order.number}-1"]


def test_the_vendor_is_told_again_when_something_changed(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3))
    order.confirm()
    assert order.confirm().codes == ["ORD-35"]
    order.edit({"line_number": 1, "quantity": "5"}, line("C300", "2.5"))
    assert order.heads(approval_status="approved", changed_since_confirmation=True, total="60.75")
    order.confirm()
    assert order.heads(approval_status="confirmed", confirmations=2)


def test_every_fault_of_an_order_is_named_at_once(clerk: Clerk) -> None:
    order = clerk.order(line("A100", "1.5"), line("NOPE", 1), line("X900", 1), vendor="V009")
    assert order.reasons == [
        ("ORD-11", None, "vendor"),
        ("QTY_DECIMALS", 1, "quantity"),
        ("KRN-008", 2, "item"),
        ("ORD-82", 3, "item"),
    ]


def test_a_number_is_used_once(clerk: Clerk) -> None:
    assert clerk.order(line(), number="rush").number == "rush"
    assert clerk.order(line(), number="RUSH").refused == ["ORD-03"]


def test_w1_a_raised_remainder_survives_cancel(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 5))
    order.confirm()
    order.deliver_remainder(7)
    assert order.shows(quantity=5, added=2, remaining=7)
    order.cancel()
    assert order.shows(quantity=0, canceled_order=5, remaining=2, status="open_order")
    assert order.heads(approval_status="approved", status="open_order")


def test_what_is_not_wanted_any_more_is_canceled_confirmed_and_closed(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 5), line("B200", 1))
    order.confirm()
    assert order.delete().codes == ["ORD-40"]
    assert order.finalize().codes == ["ORD-46", "ORD-46"]
    order.cancel()
    order.confirm()
    assert order.heads(status="canceled", total=0, confirmations=2)
    assert order.finalize().codes == []
    assert order.heads(approval_status="finalized")
    assert order.edit(vendor_reference="late").codes == ["ORD-16"]


def test_an_order_made_by_mistake_is_deleted(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 5))
    assert order.delete().codes == []


def test_charges_of_the_header_come_on_top(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 10))
    order.do("maintain-charges", charges=[{"charge_code": "FREIGHT", "value": "2.5"}])
    assert order.heads(subtotal=100, charges="2.50", sales_tax=8, total="110.50")
    order.do("maintain-charges", charges=[{"charge_code": "LANDED", "value": "20"}])
    assert order.confirm().codes == ["CHARGE_NOT_ALLOCATED"]


def test_the_totals_explain_themselves(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3, discount_percent="10"))
    rules = [row["rule"] for row in order.asked("price-details", line=1)]
    assert rules[0] == "purchase price of the item"
    assert [row["total"] for row in order.asked("totals")] == [order.header("total")[0]]


def test_w10_versions_without_change_management(clerk: Clerk) -> None:
    order = clerk.order(line("A100", 3))
    assert order.heads(approval_status="approved", versions=0)
    order.confirm()
    order.do("print-confirmation")
    assert order.heads(versions=1, confirmations=2)
    order.edit({"line_number": 1, "unit_price": "9"})
    order.do("purchase-inquiry")
    assert order.heads(approval_status="in_external_review", versions=2)
    order.confirm()
    assert order.heads(approval_status="confirmed", versions=2, confirmations=3)
    assert [(row["version"], row["event"], row["last_event"]) for row in order.asked("view-versions")] == [
        (2, "inquiry", "confirmation"), (1, "confirmation", "confirmation")]  # fmt: skip


def test_an_agreed_order_is_changed_by_request(clerk: Clerk) -> None:
    """Change management is on, and a workflow approves everything by itself."""
    clerk.door.do("order-parameters", "edit", "orders", {"change_management": True})
    elements = [
        {"line_number": 10, "kind": "process", "name": "Approval"},
        {"line_number": 20, "kind": "automatic", "name": "Everything", "inside": 10, "final_action": "approve"},
        {"line_number": 30, "kind": "step", "name": "Nobody", "inside": 10, "assignment": "owner"},
    ]
    clerk.door.create("workflows", {"code": "ALL", "name": "All", "kind": "purchase-order", "process_owner": "tester",
                                    "elements": elements})  # fmt: skip
    clerk.door.do("workflows", "activate", "ALL", {})
    order = clerk.order(line("A100", 3))
    assert order.heads(approval_status="draft", change_management=True)
    assert order.confirm().codes == ["ORD-30"]
    assert order.do("submit").codes == []
    assert order.heads(approval_status="approved", versions=1)
    order.confirm()
    assert order.edit({"line_number": 1, "quantity": "5"}).codes == ["ORD-53"]
    order.do("request-change", comment="two more")
    order.edit({"line_number": 1, "quantity": "5"})
    assert order.heads(approval_status="draft", change_request=True)
    changed = [row for row in order.asked("compare-versions") if row["field"] == "quantity"]
    assert [(row["part"], row["old"], row["new"]) for row in changed] == [("line", "3", "5")]
    order.do("submit")
    order.confirm()
    assert order.heads(approval_status="confirmed", versions=2, approved_version=2, change_request=False)
