"""Orders as they may stand, and what is asked of them that may not be done: the table of bad input.

Each case says where the order stands, what is asked, and how it is refused: code, line and field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from manciple.demo.company import Company, found
from manciple.founding.making import make
from manciple.kernel.models import NumberSequence
from manciple.kernel.running import run
from manciple.ledger.models import Period
from manciple.orders.models import OrderParameters, PurchaseLine
from manciple.orders.tests.approving import People, asks, step
from manciple.orders.tests.around import change
from manciple.orders.tests.clerk import LINES, ORDERS, Clerk, CodeDriver, Order, line
from manciple.parties.models import Vendor
from manciple.products.models import Product, ReleasedProduct
from manciple.terms.models import ReasonCode, ReturnAction
from manciple.workflow.models import Workflow

Told = Mapping[str, Any]
BOSS = "boss"


@dataclass
class Scene:
    """A company whose orders may be under change management, and somebody who brings orders where they stand."""

    company: Company
    clerk: Clerk

    def order(self, *lines: Told, **header: Any) -> Order:
        made = self.clerk.order(*(lines or (line("A100", 10, 2), line("B200", 4, 5))), **header)
        assert made.number, made.refused
        return made

    def done(self, order: Order, *steps: str | tuple[str, Told]) -> Order:
        for each in steps:
            key, told = (each, {}) if isinstance(each, str) else each
            assert order.do(key, **told).codes == [], (key, order.reasons)
        return order

    def boss(self, order: Order) -> Order:
        return People(self.company).sees(BOSS, order)

    def managed(self) -> Order:
        return self.order(change_management=True)

    def on_line(self, order: Order, key: str, number: int = 1, **told: Any) -> Order:
        assert order.door.do_line(ORDERS, LINES, key, order.number, number, told).codes == [], key
        return order


def prepare(company: Company) -> Scene:
    """Sets the company up for all cases."""
    change(company, OrderParameters, "orders", override_per_vendor=True)
    make(ReturnAction, [{"code": "CREDIT", "name": "Credit"}], company.ctx)
    make(ReasonCode, [{"code": "LATE", "name": "Too late"}], company.ctx)
    People(company).named(BOSS)
    asks(company, step(BOSS), step("tester"))
    return Scene(company, Clerk(CodeDriver(company.ctx)))


# --- Where an order may stand ---------------------------------------------------------------------------


def slip(number: int, *lots: tuple[int, int]) -> tuple[str, Told]:
    lines = [{"line_number": line_number, "quantity": str(quantity)} for line_number, quantity in lots]
    return "post-product-receipt", {"product_receipt": f"PS-{number}", "lines": lines}


ALL = ((1, 10), (2, 4))
RETURN = {"purchase_type": "returned_order", "rma_number": "RMA-1"}
Stand = Callable[[Scene], Order]


def new(scene: Scene) -> Order:
    return scene.order()


def empty(scene: Scene) -> Order:
    order = scene.order(line("A100", 1))
    return scene.done(order, ("edit", {"lines": [{"line_number": 1, "remove": True}]}))


def journal(scene: Scene) -> Order:
    return scene.order(purchase_type="journal")


def returned(scene: Scene) -> Order:
    return scene.order(line("A100", -3, 2), **RETURN)


def inquired(scene: Scene) -> Order:
    return scene.done(new(scene), "purchase-inquiry")


def confirmed(scene: Scene) -> Order:
    return scene.done(new(scene), "confirm")


def canceled(scene: Scene) -> Order:
    return scene.done(confirmed(scene), "cancel")


def received(scene: Scene) -> Order:
    return scene.done(confirmed(scene), slip(1, (1, 5), (2, 4)))


def billed(scene: Scene) -> Order:
    """A pending invoice is matched to both lines."""
    return scene.done(received(scene), ("invoice", {"invoice": "INV-1", "post": False}))


def invoiced(scene: Scene) -> Order:
    return scene.done(confirmed(scene), slip(1, *ALL), ("invoice", {"invoice": "INV-1", "post": True}))


def closed_line(scene: Scene) -> Order:
    return scene.on_line(invoiced(scene), "finalize")


def finalized(scene: Scene) -> Order:
    return scene.done(invoiced(scene), "finalize")


def locked(scene: Scene) -> Order:
    order = invoiced(scene)
    change(scene.company, OrderParameters, "orders", safety_level="locked")
    return order


def removed(scene: Scene) -> Order:
    """Line 1 was taken off after the confirmation."""
    return scene.done(confirmed(scene), ("edit", {"lines": [{"line_number": 1, "remove": True}]}))


def scheduled(scene: Scene) -> Order:
    """Line 1 is the total of lines 3 and 4."""
    return scene.on_line(new(scene), "delivery-schedule", deliveries=[{"quantity": "4"}, {"quantity": "6"}])


def broken_schedule(scene: Scene) -> Order:
    order = scheduled(scene)
    PurchaseLine.objects.filter(company=scene.company.id, order__number=order.number, line_number=1).update(ordered=11)
    return order


def part_delivered(scene: Scene) -> Order:
    return scene.done(scheduled(scene), "confirm", slip(1, (3, 4)))


def draft(scene: Scene) -> Order:
    return scene.managed()


def draft_journal(scene: Scene) -> Order:
    return scene.order(change_management=True, purchase_type="journal")


def draft_empty(scene: Scene) -> Order:
    order = scene.order(line("A100", 1), change_management=True)
    return scene.done(order, ("edit", {"lines": [{"line_number": 1, "remove": True}]}))


def in_review(scene: Scene) -> Order:
    return scene.done(scene.managed(), "submit")


def half_approved(scene: Scene) -> Order:
    order = scene.done(scene.managed(), "submit")
    scene.done(scene.boss(order), "approve")
    return scene.boss(order)


def agreed(scene: Scene) -> Order:
    """One person is asked, and has agreed."""
    run_off(scene)
    asks(scene.company, step(BOSS), code="ONE")
    order = scene.done(scene.managed(), "submit")
    scene.done(scene.boss(order), "approve")
    return order


def run_off(scene: Scene) -> None:
    """Nobody is asked about orders."""
    run(Workflow, "switch-off", ["PO"], None, scene.company.ctx.fresh())


def told(scene: Scene) -> Order:
    return scene.done(agreed(scene), "confirm")


def change_request(scene: Scene) -> Order:
    return scene.done(told(scene), ("request-change", {"comment": "more"}))


def part_received_request(scene: Scene) -> Order:
    return scene.done(told(scene), slip(1, (1, 5)), ("request-change", {"comment": "more"}))


def no_workflow(scene: Scene) -> Order:
    run_off(scene)
    return scene.managed()


def two_workflows(scene: Scene) -> Order:
    asks(scene.company, step(BOSS), code="TWO")
    return scene.managed()


def on_hold(scene: Scene) -> Order:
    order = new(scene)
    change(scene.company, Vendor, "V001", hold="all")
    return order


def period_closed(stand: Stand) -> Stand:
    """Afterwards the day is closed."""

    def after(scene: Scene) -> Order:
        order = stand(scene)
        with scene.company.reading():
            day = scene.company.today
            period = Period.objects.get(company=scene.company.id, starts_on__lte=day, ends_on__gte=day)
        run(Period, "hold", [period.name], None, scene.company.ctx.fresh())
        return order

    return after


def no_address(stand: Stand) -> Stand:
    def after(scene: Scene) -> Order:
        return scene.done(stand(scene), ("edit", {"delivery_address": None}))

    return after


def no_price(scene: Scene) -> Order:
    change(scene.company, ReleasedProduct, "B200", purchase_price=None)
    return scene.order(line("B200", 1))


def fixed_charge(scene: Scene) -> Order:
    return scene.order(line("A100", 1), charges=[{"charge_code": "LANDED", "value": "20"}])


def returned_without_action(scene: Scene) -> Order:
    return scene.order(line("A100", -3, 2), **RETURN)


def reason_needed(scene: Scene) -> Order:
    change(scene.company, OrderParameters, "orders", cancel_needs_reason=True)
    return new(scene)


def sequence(**values: Any) -> Callable[[Scene], None]:
    """How order numbers are made in the case."""

    def set_up(scene: Scene) -> None:
        _sequence(scene, **values)

    return set_up


def _sequence(scene: Scene, **values: Any) -> None:
    with scene.company.reading():
        code = NumberSequence.objects.values_list("code", flat=True).get(
            company=scene.company.id, reference="purchase-order", group=None)  # fmt: skip
    change(scene.company, NumberSequence, code, **values)


def number_passed(scene: Scene) -> None:
    scene.order()
    scene.done(scene.order(), "delete")
    _sequence(scene, to_lower=False)


def no_number_left(scene: Scene) -> None:
    _sequence(scene, format="P#", continuous=True, next=9)
    scene.order()


# --- The table ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """Something that is refused."""

    stand: Stand | None
    key: str
    told: Told | Callable[[Scene, str], Told] = field(default_factory=dict)
    refused: str = ""
    line: int | None = None
    by: str = ""
    setting: Callable[[Scene], Any] | None = None

    def asks(self, scene: Scene, number: str) -> Told:
        return self.told(scene, number) if callable(self.told) else self.told


def made(refused: str, *, setting: Callable[[Scene], Any] | None = None, lines: Any = None, **header: Any) -> Case:
    """A new order of V001 with a line, and what is wrong with it."""
    return Case(None, "create", {"vendor": "V001", "lines": lines or [line("A100", 1)], **header}, refused,
                setting=setting)  # fmt: skip


def lined(refused: str, **values: Any) -> Case:
    """A new order whose only line has something wrong."""
    return made(refused, lines=[line("A100", 1) | values])


def edited(stand: Stand, refused: str, **header: Any) -> Case:
    return Case(stand, "edit", header, refused)


def edited_line(stand: Stand, refused: str, number: int = 1, **values: Any) -> Case:
    return Case(stand, "edit", {"lines": [{"line_number": number, **values}]}, refused)


def on_line(stand: Stand, key: str, refused: str, number: int = 1, **values: Any) -> Case:
    return Case(stand, key, values, refused, line=number)


def used(scene: Scene) -> Order:
    return scene.order(number="rush")


def copied(
    stand: Stand, refused: str, source: Callable[[Scene, str], str], key: str = "copy-from-all", **more: Any
) -> Case:
    def told(scene: Scene, number: str) -> Told:
        quantity = {"quantity": more["of"]} if "of" in more else {}
        options = {name: value for name, value in more.items() if name != "of"}
        fixed = {} if key == "credit-note" else {"copy_header": False}
        return {"lines": [{"source": source(scene, number), **quantity}], "delete_lines": False, **fixed, **options}

    return Case(stand, key, told, refused)


def another(scene: Scene, number: str) -> str:
    return f"order:{scene.order(line('A100', 7, 2)).number}"


def posted(scene: Scene, number: str, vendor: str = "V001") -> str:
    """An invoice of the vendor, posted."""
    order = scene.order(line("A100", 5, 2), vendor=vendor)
    scene.done(order, "confirm", slip(9, (1, 5)))
    answer = order.do("invoice", invoice="INV-9", post=True)
    return "invoice:" + next(each for each in answer.made if each.startswith("VI-"))


def of_another(scene: Scene, number: str) -> str:
    return posted(scene, number, "V002")


CREATED: dict[str, Case] = {
    "an unknown vendor": made("KRN-008 vendor", vendor="NOBODY"),
    "a vendor on hold": made("ORD-11 vendor", vendor="V009"),
    "no vendor": made("KRN-009 vendor", vendor=None),
    "an unknown item": lined("KRN-008 1 item", item="NOPE"),
    "an item of another company": lined("KRN-008 1 item", item="OTHER-1"),
    "no item": lined("KRN-009 1 item", item=None),
    "an item that is stopped": lined("ORD-82 1 item", item="X900"),
    "an 11-character number": made("ORD-03 number", number="PO-12345678"),
    "a number with a space": made("ORD-03 number", number="PO 1"),
    "a number with an umlaut": made("ORD-03 number", number="PÖ-1"),
    "a number that is used": made("ORD-03 number", setting=used, number="rush"),
    "a number that is used in other letters": made("ORD-03 number", setting=used, number="RUSH"),
    "no number where it must be typed": made("ORD-03 number", setting=sequence(manual=True)),
    "a passed number": made("ORD-03 number", setting=number_passed, number="PO-000002"),
    "a number ahead": made("ORD-03 number", setting=sequence(to_higher=False), number="PO-900000"),
    "no number left": made("ORD-02", setting=no_number_left),
    "a negative price": lined("ORD-83 1 unit_price, DISC_OVER_PRICE 1 discount", unit_price="-0.01"),
    "negative charges": lined("ORD-83 1 charges_on_purchases", charges_on_purchases="-1"),
    "a price unit of 0": lined("PRICE_UNIT_INVALID 1 price_unit", price_unit="0"),
    "a quantity of 0": lined("ORD-80 1 quantity", quantity="0"),
    "half a bolt": lined("QTY_DECIMALS 1 quantity", quantity="0.5"),
    "an unknown unit": lined("KRN-008 1 unit", unit="parsec"),
    "a unit without conversion": lined("UOM_NO_CONVERSION 1 unit", unit="kg"),
    "a net amount of the wrong sign": lined("ORD-84 1 net_amount", net_amount="-5"),
    "a net amount beside another price": lined("ORD-85 1 net_amount", unit_price="3", net_amount="5"),
    "a negative tolerance": lined("ORD-86 1 overdelivery_percent", overdelivery_percent="-1"),
    "an underdelivery above 100": lined("ORD-86 1 underdelivery_percent", underdelivery_percent="101"),
    "a warehouse of another site": made("ORD-81 warehouse", site="1", warehouse="21"),
    "a warehouse of another site on a line": lined("ORD-81 1 warehouse", site="1", warehouse="21"),
    "a due date before the order": made("ORD-91 due_date", due_date="2000-01-01"),
    "a bad e-mail address": made("ORD-113 email", email="nobody"),
    "a bad internet address": made("ORD-114 internet_address", internet_address="javascript:alert(1)"),
    "an unknown language": made("ORD-116 language", language="klingon"),
    "an orderer who has left": made("ORD-115 orderer", orderer="000102"),
    "a vendor for a one-time supplier": made("ORD-117 vendor, ORD-10 one_time_supplier", one_time_supplier=True,
                                             name="Ada"),
    "no template for a one-time supplier": made("ORD-10 one_time_supplier", vendor=None, one_time_supplier=True,
                                                name="Ada"),
    "a return without number, and something positive": made("ORD-06 rma_number, ORD-05 1 quantity",
                                                            purchase_type="returned_order"),
    "change management where it is not offered": made(
        "ORD-15 change_management", change_management=True,
        setting=lambda scene: change(scene.company, OrderParameters, "orders", override_per_vendor=False)),
    "a line number twice": made("ORD-63 5 line_number",
                                lines=[line("A100", 1, line_number=5), line("A100", 1, line_number=5)]),
    "a line number of 0": lined("ORD-63 0 line_number", line_number=0),
    "a currency without a rate": made("NO_EXCHANGE_RATE currency", currency="EUR"),
    "an unknown currency": made("KRN-008 currency", currency="XTS"),
    "an unknown site": made("KRN-008 site", site="99"),
    "an unknown pool": made("KRN-008 pool", pool="NOPE"),
    "an unknown buyer group": made("KRN-008 buyer_group", buyer_group="NOPE"),
    "unknown terms of payment": made("KRN-008 terms_of_payment", terms_of_payment="NOPE"),
    "an unknown tax group": made("KRN-008 sales_tax_group", sales_tax_group="NOPE"),
    "an unknown requester": made("KRN-008 requester", requester="NOPE"),
    "an unknown reason": made("KRN-008 reason", reason="NOPE"),
    "an unknown charge": made("KRN-008 1 charge_code", charges=[{"charge_code": "NOPE", "value": "1"}]),
}  # fmt: skip
EDITED: dict[str, Case] = {
    "another vendor who does not exist": edited(new, "KRN-008 vendor", vendor="NOBODY"),
    "another vendor who is on hold": edited(new, "ORD-11 vendor", vendor="V009"),
    "another vendor after the confirmation": edited(confirmed, "ORD-09 vendor", vendor="V002"),
    "another type after the confirmation": edited(confirmed, "ORD-08 purchase_type", purchase_type="journal"),
    "a Journal after the inquiry": edited(inquired, "ORD-08 purchase_type", purchase_type="journal"),
    "a return of what is bought": edited(new, "ORD-06 rma_number, ORD-05 1 quantity, ORD-05 2 quantity",
                                         purchase_type="returned_order"),
    "something positive on a return": Case(returned, "edit", {"lines": [line("A100", 1)]}, "ORD-05 2 quantity"),
    "a return without its number": edited(returned, "ORD-06 rma_number", rma_number=None),
    "another number": edited(new, "ORD-53 number", number="OTHER"),
    "another currency": edited(new, "ORD-53 currency", currency="EUR"),
    "no name": edited(new, "KRN-009 name", name=None),
    "another invoice account after a receipt": edited(received, "ORD-53 invoice_account", invoice_account="V002"),
    "another tax group under a pending invoice": edited(
        billed, "ORD-52 1 sales_tax_group, ORD-52 2 sales_tax_group", sales_tax_group="EXEMPT"),
    "less than has arrived": edited_line(received, "ORD-13 1 quantity", quantity="4"),
    "the other sign of what has arrived": edited_line(received, "ORD-13 1 quantity", quantity="-10"),
    "a quantity of a part received line under change management": edited_line(
        part_received_request, "ORD-14 1 quantity", quantity="12"),
    "another item after a receipt": edited_line(received, "ORD-53 1 item", item="B200"),
    "another unit after a receipt": edited_line(received, "UNIT_LOCKED 1 unit", unit="kg"),
    "another warehouse after a receipt": edited_line(received, "ORD-53 1 warehouse", warehouse="12"),
    "complete after a receipt": edited_line(received, "ORD-53 1 complete", complete=True),
    "another price under a pending invoice": edited_line(billed, "ORD-52 1 unit_price", unit_price="9"),
    "a quantity of an invoiced line": edited_line(invoiced, "ORD-53 1 quantity", quantity="12"),
    "a quantity of a closed line": edited_line(closed_line, "ORD-53 1 quantity", quantity="12"),
    "a date for what has all arrived": edited_line(invoiced, "ORD-53 1 delivery_date", delivery_date="2099-01-01"),
    "a line taken off after its receipt": edited_line(received, "ORD-41 1 line_number", remove=True),
    "a line taken off twice": edited_line(removed, "ORD-122 1 line_number", remove=True),
    "a change of a line that is taken off": edited_line(removed, "ORD-122 1 line_number", quantity="11"),
    "a delivery taken off the order": edited_line(scheduled, "ORD-139 3 line_number", 3, remove=True),
    "the quantity of a total": edited_line(scheduled, "ORD-50 1 quantity", quantity="12"),
    "the unit of a delivery": edited_line(scheduled, "ORD-51 3 unit", 3, unit="kg"),
    "the item of a delivery": edited_line(scheduled, "ORD-140 3 item", 3, item="B200"),
    "a negative price later": edited_line(new, "ORD-83 1 unit_price, DISC_OVER_PRICE 1 discount", unit_price="-1"),
    "no quantity": edited_line(new, "KRN-009 1 quantity", quantity=None),
    "a new line without an item": edited_line(new, "KRN-009 99 item", 99, quantity="1"),
    "anything of a finalized order": edited(finalized, "ORD-16", vendor_reference="late"),
    "anything of an order in review": edited(in_review, "ORD-21", vendor_reference="late"),
    "anything agreed under change management": edited(agreed, "ORD-53", vendor_reference="late"),
    "anything of a locked invoiced order": edited(locked, "ORD-42", vendor_reference="late"),
    "change management after the confirmation": edited(confirmed, "ORD-15 change_management", change_management=True),
    "lines that do not exist to follow": Case(
        new, "edit", {"delivery_date": "2099-01-01", "update_lines": [{"field": "delivery_date", "lines": [9]}]},
        "ORD-112 9 update_lines"),
    "a field lines do not have": Case(
        new, "edit", {"update_lines": [{"field": "colour", "lines": [1]}]}, "ORD-118 update_lines"),
    "a line that cannot follow": Case(
        invoiced, "edit", {"delivery_date": "2099-01-01", "update_lines": [{"field": "delivery_date", "lines": [1]}]},
        "ORD-111 1 update_lines"),
    "a charge that does not exist": Case(
        new, "maintain-charges", {"charges": [{"charge_code": "NOPE", "value": "1"}]}, "KRN-008 1 charge_code"),
}  # fmt: skip
AGREED: dict[str, Case] = {
    "confirm a draft": Case(draft, "confirm", {}, "ORD-30"),
    "confirm what is in review": Case(in_review, "confirm", {}, "ORD-30"),
    "confirm a finalized order": Case(finalized, "confirm", {}, "ORD-30"),
    "confirm what did not change": Case(confirmed, "confirm", {}, "ORD-35"),
    "confirm a Journal": Case(journal, "confirm", {}, "ORD-07 purchase_type"),
    "confirm nothing": Case(empty, "confirm", {}, "ORD-31"),
    "confirm to a vendor on hold": Case(on_hold, "confirm", {}, "ORD-11 vendor"),
    "confirm without an address": Case(no_address(new), "confirm", {}, "ORD-32 delivery_address"),
    "confirm without a price": Case(no_price, "confirm", {}, "ORD-33 1 unit_price"),
    "confirm a fixed charge": Case(fixed_charge, "confirm", {}, "CHARGE_NOT_ALLOCATED charges"),
    "confirm a broken schedule": Case(broken_schedule, "confirm", {}, "ORD-34 1"),
    "confirm on a closed day": Case(period_closed(new), "confirm", {}, "ORD-12"),
    "confirm a return without actions": Case(returned_without_action, "confirm", {}, "ORD-06 1 return_action"),
    "issue on a closed day": Case(new, "print-confirmation", {"confirmed_on": "1999-01-01"}, "ORD-12 confirmed_on"),
    "issue a summary without its order": Case(
        new, "print-confirmation", {"summary": "order", "summary_order": "NOPE"}, "ORD-125 summary_order"),
    "ask the vendor about a Journal": Case(journal, "purchase-inquiry", {}, "ORD-07 purchase_type"),
    "ask the vendor about what he was told": Case(confirmed, "purchase-inquiry", {}, "ORD-120"),
    "ask the vendor about nothing": Case(empty, "purchase-inquiry", {}, "ORD-121"),
    "ask a vendor on hold": Case(on_hold, "purchase-inquiry", {}, "ORD-11 vendor"),
    "submit without change management": Case(new, "submit", {}, "ORD-101"),
    "submit a Journal": Case(draft_journal, "submit", {}, "ORD-07"),
    "submit twice": Case(in_review, "submit", {}, "ORD-104"),
    "submit nothing": Case(draft_empty, "submit", {}, "ORD-100"),
    "submit without an address": Case(no_address(draft), "submit", {}, "ORD-32 delivery_address"),
    "submit to nobody": Case(no_workflow, "submit", {}, "ORD-20"),
    "submit to two workflows": Case(two_workflows, "submit", {}, "ORD-20"),
    "approve what is not submitted": Case(draft, "approve", {}, "ORD-103"),
    "approve a change request": Case(change_request, "approve", {}, "ORD-22"),
    "approve what others are asked about": Case(in_review, "approve", {}, "WFL-30"),
    "approve twice": Case(half_approved, "approve", {}, "ORD-23", by=BOSS),
    "approve what is finalized": Case(finalized, "approve", {}, "ORD-16"),
    "reject without saying why": Case(in_review, "reject", {}, "WFL-33 comment", by=BOSS),
    "reject what others are asked about": Case(in_review, "reject", {"comment": "no"}, "WFL-30"),
    "recall without saying why": Case(in_review, "recall", {}, "WFL-33 comment"),
    "recall a draft": Case(draft, "recall", {"comment": "wait"}, "ORD-103"),
    "recall what somebody else submitted": Case(in_review, "recall", {"comment": "wait"}, "WFL-45", by=BOSS),
    "delegate to nobody": Case(in_review, "delegate", {"to": "nobody", "comment": "away"}, "WFL-39 to", by=BOSS),
    "request a change without change management": Case(confirmed, "request-change", {}, "ORD-101"),
    "request a change of a draft": Case(draft, "request-change", {}, "ORD-102"),
    "request a change twice": Case(change_request, "request-change", {}, "ORD-22"),
}  # fmt: skip
LESS: dict[str, Case] = {
    "cancel a Journal": Case(journal, "cancel", {}, "ORD-07 purchase_type"),
    "cancel twice": Case(canceled, "cancel", {}, "ORD-43 1, ORD-43 2"),
    "cancel nothing": Case(empty, "cancel", {}, "ORD-43"),
    "cancel without a reason": Case(reason_needed, "cancel", {}, "KRN-009 reason"),
    "cancel for an unknown reason": Case(new, "cancel", {"reason": "NOPE"}, "KRN-008 reason"),
    "cancel what is in review": Case(in_review, "cancel", {}, "ORD-21"),
    "cancel what is finalized": Case(finalized, "cancel", {}, "ORD-16"),
    "a remainder of the other sign": on_line(confirmed, "deliver-remainder", "ORD-45 1 remainder", remainder="-1"),
    "half a bolt to come": on_line(confirmed, "deliver-remainder", "QTY_DECIMALS 1 remainder", remainder="0.5"),
    "a remainder below a pending invoice": on_line(
        lambda scene: scene.done(confirmed(scene), slip(1, (1, 2)), ("invoice", {
            "invoice": "INV-1", "post": False, "lines": [{"line_number": 1, "quantity": "8"}]})),
        "deliver-remainder", "ORD-52 1 remainder", remainder="0"),
    "a remainder of a total": on_line(scheduled, "deliver-remainder", "ORD-50 1 remaining", remainder="1"),
    "a remainder of a line taken off": on_line(removed, "deliver-remainder", "ORD-122 1 line_number", remainder="1"),
    "a remainder of a closed line": on_line(closed_line, "deliver-remainder", "ORD-53 1 remaining", remainder="1"),
    "a remainder without change request": on_line(told, "deliver-remainder", "ORD-53 1", remainder="1"),
    "finalize a Journal": Case(journal, "finalize", {}, "ORD-07 purchase_type"),
    "finalize open lines": Case(received, "finalize", {}, "ORD-46 1, ORD-46 2"),
    "finalize nothing": Case(empty, "finalize", {}, "ORD-46"),
    "finalize under a pending invoice": Case(
        lambda scene: scene.done(scene.order(line("A100", 5, 2)), "confirm", slip(1, (1, 5)),
                                 ("invoice", {"invoice": "INV-1", "post": False})),
        "finalize", {}, "ORD-46 1, ORD-46"),
    "finalize a change request": Case(change_request, "finalize", {}, "ORD-46"),
    "finalize on a closed day": Case(invoiced, "finalize", {"accounting_date": "1999-01-01"}, "ORD-12 accounting_date"),
    "finalize an open line": on_line(received, "finalize", "ORD-47 1"),
    "finalize a closed line": on_line(closed_line, "finalize", "ORD-53 1 finalized"),
    "delete what was confirmed": Case(confirmed, "delete", {}, "ORD-40"),
    "delete what is in review": Case(in_review, "delete", {}, "ORD-21"),
    "delete what is finalized": Case(finalized, "delete", {}, "ORD-16"),
    "undelete what is not taken off": on_line(confirmed, "undelete", "ORD-123 1"),
}  # fmt: skip
MOVED: dict[str, Case] = {
    "a number another line has": on_line(new, "renumber", "ORD-63 1 line_number", line_number=2),
    "a number of 0": on_line(new, "renumber", "ORD-63 1 line_number", line_number=0),
    "a number the database cannot keep": on_line(new, "renumber", "ORD-63 1 line_number", line_number=2**31),
    "no number at all": on_line(new, "renumber", "KRN-009 1 line_number"),
    "renumber what is taken off": on_line(removed, "renumber", "ORD-122 1 line_number", line_number=20),
    "a schedule of one": on_line(new, "delivery-schedule", "ORD-135 1 deliveries", deliveries=[{"quantity": "10"}]),
    "a schedule of both signs": on_line(
        new, "delivery-schedule", "ORD-136 1 deliveries", deliveries=[{"quantity": "12"}, {"quantity": "-2"}]),
    "a schedule of what has arrived": on_line(
        received, "delivery-schedule", "ORD-138 1", deliveries=[{"quantity": "4"}, {"quantity": "6"}]),
    "a schedule of thousands": on_line(new, "delivery-schedule", "ORD-141 1 quantity_each, ORD-135 1 deliveries",
                                       quantity_each="0.001"),
    "a delivery of nothing": on_line(
        new, "delivery-schedule", "KRN-009 3 quantity", deliveries=[{}, {"quantity": "10"}]),
    "a delivery that does not exist": on_line(
        scheduled, "delivery-schedule", "ORD-112 9 line_number", deliveries=[{"line_number": 9, "quantity": "1"}]),
    "a schedule taken apart that is none": on_line(new, "delivery-schedule", "ORD-135 1 dissolve", dissolve=True),
    "a schedule taken apart that is under way": on_line(
        part_delivered, "delivery-schedule", "ORD-138 3, ORD-41 3 line_number", dissolve=True),
    "copy of nothing": Case(new, "copy-from-all", {"lines": []}, "ORD-133 lines"),
    "copy of what does not exist": copied(new, "ORD-132 lines", lambda scene, number: "order:NOPE"),
    "copy from another company": copied(new, "ORD-132 lines", lambda scene, number: "order:ELSEWHERE"),
    "copy of no kind": copied(new, "ORD-132 lines", lambda scene, number: "poem:1"),
    "copy of half a bolt": copied(new, "ORD-60 lines", another, factor="0.1"),
    "copy over what has arrived": copied(
        received, "ORD-61 1 delete_lines, ORD-61 2 delete_lines", another, delete_lines=True),
    "copy of somebody else's journal": copied(
        new, "ORD-131 lines, ORD-131 lines", lambda scene, number: f"confirmation:{confirmed(scene).number}-1",
        key="copy-from-journal"),
    "copy into what is agreed": copied(agreed, "ORD-53", another),
    "credit on a Journal": copied(journal, "ORD-07 purchase_type", posted, key="credit-note"),
    "credit on what is invoiced": copied(invoiced, "ORD-130", posted, key="credit-note"),
    "credit of more than was invoiced": copied(
        empty, "ORD-62 lines", lambda scene, number: posted(scene, number) + ":1", key="credit-note", of="6"),
    "credit of another account": copied(empty, "ORD-134 lines", of_another, key="credit-note"),
}  # fmt: skip
CASES = {**CREATED, **EDITED, **AGREED, **LESS, **MOVED}


def elsewhere(company: Company) -> Company:
    """Another company with an order and an item of its own."""
    other = found("US02", today=company.today)
    make(Product, [{"number": "OTHER-1", "name": "Other"}], other.ctx)
    item = {"item": "OTHER-1", "name": "Other", "product": "OTHER-1", "item_group": "PARTS", "model_group": "STOCK",
            "inventory_unit": "ea", "purchase_unit": "ea"}  # fmt: skip
    make(ReleasedProduct, [item], other.ctx)
    return other


# --- What has no shape ------------------------------------------------------------------------------------

ONE = {"vendor": "V001", "lines": [{"item": "A100", "quantity": "1"}]}


def _with(**values: Any) -> Told:
    return {**ONE, "lines": [{**ONE["lines"][0], **values}]}  # type: ignore[dict-item]


#: What is sent, and the place the answer names.
MALFORMED: dict[str, tuple[str, Any, str]] = {
    "a quantity nobody can keep": ("create", _with(quantity="1" + "0" * 30), "lines.0.quantity"),
    "a quantity in words": ("create", _with(quantity="ten"), "lines.0.quantity"),
    "not a number": ("create", _with(quantity="NaN"), "lines.0.quantity"),
    "a number without end": ("create", _with(unit_price="Infinity"), "lines.0.unit_price"),
    "a number of a million digits": ("create", _with(unit_price="1e999999"), "lines.0.unit_price"),
    "a day that does not exist": ("create", {**ONE, "delivery_date": "2026-02-30"}, "delivery_date"),
    "a day in words": ("create", {**ONE, "delivery_date": "tomorrow"}, "delivery_date"),
    "a status of one's own": ("create", {**ONE, "approval_status": "confirmed"}, "approval_status"),
    "quantities of one's own": ("create", _with(received="5"), "lines.0.received"),
    "a type that does not exist": ("create", {**ONE, "purchase_type": "gift"}, "purchase_type"),
    "a name of 10,000 letters": ("create", {**ONE, "name": "x" * 10_000}, "name"),
    "a number of 5,000 letters": ("create", {**ONE, "number": "x" * 5000}, "number"),
    "a text with NUL": ("create", {**ONE, "vendor_reference": "a\x00b"}, "vendor_reference"),
    "lines that are no lines": ("create", {**ONE, "lines": "all of them"}, "lines"),
    "a line that is a number": ("create", {**ONE, "lines": [7]}, "lines.0"),
    "a flag that is neither": ("create", {**ONE, "change_management": "perhaps"}, "change_management"),
    "a body that is a list": ("create", [ONE], ""),
    "a comment that is no text": ("cancel", {"comment": {"deep": 1}}, "comment"),
    "a factor of 0": ("copy-from-all", {"factor": "0"}, "factor"),
    "a negative factor": ("copy-from-all", {"factor": "-1"}, "factor"),
    "an option a credit note fixes": ("credit-note", {"invert_sign": False}, "invert_sign"),
    "a print that does not exist": ("print-confirmation", {"print": "twice"}, "print"),
    "a period that does not exist": ("delivery-schedule", {"period": "moons"}, "period"),
    "no delivery at all": ("delivery-schedule", {"number_of_deliveries": 0}, "number_of_deliveries"),
    "a remainder in words": ("deliver-remainder", {"remainder": "rest"}, "remainder"),
    "no remainder": ("deliver-remainder", {}, "remainder"),
    "a line number in words": ("renumber", {"line_number": "first"}, "line_number"),
    "delegate without naming anybody": ("delegate", {"comment": "away"}, "to"),
    "an argument nobody knows": ("confirm", {"quickly": True}, "quickly"),
}
#: Acts of a line; all others are of the order.
OF_LINES = ("delivery-schedule", "deliver-remainder", "renumber")
#: Files that are no tables of orders, and what is said of them.
FILES: dict[str, tuple[str, bytes]] = {
    "nothing": ("orders.csv", b""),
    "no columns of an order": ("orders.csv", b"colour,taste\r\nred,sweet\r\n"),
    "letters of no alphabet": ("orders.csv", b"number,vendor\r\nP1,\xff\xfe\x00\xd8\r\n"),
    "no workbook": ("orders.xlsx", b"this is no workbook"),
    "half a workbook": ("orders.xlsx", b"PK\x03\x04" + b"\x00" * 64),
    "a quantity in words": ("orders.csv", b"vendor,item,quantity\r\nV001,A100,ten\r\n"),
    "an unknown vendor": ("orders.csv", b"vendor,item,quantity\r\nNOBODY,A100,1\r\n"),
    "an 11-character number": ("orders.csv", b"number,vendor,item,quantity\r\nPO-12345678,V001,A100,1\r\n"),
}
