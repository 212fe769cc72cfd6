"""The papers of orders: what is printed says what was told, or what is so now (01 §11)."""

from __future__ import annotations

import pytest

from manciple.demo.company import Company
from manciple.kernel import papers, sql
from manciple.kernel.papers import Paper
from manciple.kernel.refusals import NotFound
from manciple.kernel.running import run
from manciple.orders.models import PurchaseOrder
from manciple.orders.tests.around import change
from manciple.orders.tests.clerk import Clerk, args_of, line
from manciple.orders.tests.unchanged import fingerprint
from manciple.parties.models import Vendor


def printed(company: Company, form: str, number: str) -> list[Paper]:
    """The papers of a record."""
    key = "print-pro-forma" if form == "purchase-orders" else "print"
    return papers.find(form, key).write(company.ctx, number)


def figures(sheet: Paper) -> dict[str, str]:
    """The totals of a paper by their words."""
    return {str(each.label): f"{each.value.normalize():f}" for each in sheet.totals}


def test_a_reprinted_confirmation_shows_what_the_vendor_was_told(clerk: Clerk, company: Company) -> None:
    change(company, Vendor, "V001", address="7 Vendor Road")
    order = clerk.order(line("A100", 3), line("B200", 2, "5"), charges=[{"charge_code": "FREIGHT", "value": "1"}])
    order.confirm()
    change(company, Vendor, "V001", address="moved")
    order.edit({"line_number": 1, "unit_price": "1"}, name="other")
    [sheet] = printed(company, "confirmations", f"{order.number}-1")
    assert (sheet.number, sheet.receiver, sheet.currency) == (
        f"{order.number}-1", ("First Supplies", "7 Vendor Road"), "USD")  # fmt: skip
    assert [(each.line, each.item, each.net_amount) for each in sheet.rows] == [(1, "A100", 30), (2, "B200", 10)]
    assert figures(sheet) == {"Subtotal": "40", "Charges": "0.4", "Sales tax": "3.2", "Invoice amount": "43.6"}


def test_orders_of_one_summary_are_printed_together(clerk: Clerk, company: Company) -> None:
    first, second = clerk.order(line("A100", 1)), clerk.order(line("B200", 1, "5"))
    first.do("print-confirmation")
    second.do("print-confirmation")
    assert [each.number for each in printed(company, "confirmations", f"{first.number}-1")] == [f"{first.number}-1"]
    from_both(company, first.number, second.number)
    sheets = printed(company, "confirmations", f"{second.number}-2")
    assert [each.number for each in sheets] == [f"{first.number}-2", f"{second.number}-2"]
    assert [str(each.mark) for each in sheets] == ["", f"Summary {first.number}-2"]


def from_both(company: Company, *numbers: str) -> None:
    """Issues the document of several orders again, together."""
    args = args_of(PurchaseOrder, "print-confirmation", summary="invoice_account")
    run(PurchaseOrder, "print-confirmation", list(numbers), args, company.ctx.fresh())


def test_an_inquiry_is_printed_as_it_was_sent(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 3, text="blue"), vendor_reference="Q-7")
    order.do("purchase-inquiry")
    order.edit({"line_number": 1, "unit_price": "1"}, vendor_reference="Q-8")
    [sheet] = printed(company, "purchase-inquiries", "PI-000001")
    facts = {str(each.label): each.value for each in sheet.facts}
    assert (facts["Purchase order"], facts["Vendor reference"]) == (order.number, "Q-7")
    assert [(each.text, each.unit_price, each.net_amount) for each in sheet.rows] == [("blue", 10, 30)]
    assert figures(sheet)["Invoice amount"] == "32.4"


def test_a_pro_forma_shows_what_is_so_now_and_changes_nothing(clerk: Clerk, company: Company) -> None:
    order = clerk.order(line("A100", 3), purchase_type="journal")
    before = fingerprint()
    [sheet] = printed(company, "purchase-orders", order.number)
    assert (str(sheet.mark), [each.quantity for each in sheet.rows]) == ("Pro forma", [3])
    assert fingerprint() == before


@pytest.mark.parametrize("form", ["purchase-orders", "confirmations", "purchase-inquiries"])
def test_what_does_not_exist_is_not_printed(company: Company, form: str) -> None:
    with pytest.raises(NotFound):
        printed(company, form, "NONE")


def test_statements_of_a_paper_do_not_grow_with_lines(clerk: Clerk, company: Company) -> None:
    def statements(lines: int) -> list[int]:
        order = clerk.order(*[line("A100", 1)] * lines)
        sent = order.do("purchase-inquiry").made[0]
        order.confirm()
        numbers = {"purchase-orders": order.number, "purchase-inquiries": sent, "confirmations": f"{order.number}-1"}
        counts = []
        for form, number in numbers.items():
            with sql.counted() as count:
                printed(company, form, number)
            counts.append(count.number)
        return counts

    assert statements(1) == statements(200)
