"""A request for every action of the house, on records made for it; what tests do, break and repeat.

The samples of the inherited action tests and of the fault tests: a new action needs a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import count
from typing import Any

from manciple.collaboration.models import Activity, Attachment, Case
from manciple.demo.company import Company, incorporate, somebody
from manciple.demo.samples import SAMPLES
from manciple.founding.making import make
from manciple.invoices.models import InvoiceParameters, VendorInvoice
from manciple.kernel import forms, reading
from manciple.kernel.actions import CREATE, DELETE, EDIT
from manciple.kernel.forms import Form
from manciple.kernel.records import Stored
from manciple.kernel.testing.acting import Asked, Prepare, Told
from manciple.ledger.models import LedgerParameters, Period, PostingProfile
from manciple.orders.models import OrderParameters, PurchaseLine, PurchaseOrder
from manciple.organization.models import ApiToken, Assignment, Holiday, LegalEntity, User, WorkCalendar
from manciple.parties.models import VendorParameters
from manciple.receipts.models import ReceiptParameters
from manciple.terms.models import Pool
from manciple.workflow.models import DelegationRule, Instance, Workflow, WorkItem

#: Names that no other request of the run uses.
names = partial(next, count(1))

# --- Set-up records: made of the samples -------------------------------------------------------------


def _sampled(form: type[Form], key: str, company: Company) -> Asked:
    """Creates the first of the samples, edits the second, deletes the third."""
    place = (CREATE, EDIT, DELETE).index(key) + 1
    sample = SAMPLES[form.key]
    new = Asked(form.of, CREATE, (), sample.typed(place))
    if key == CREATE:
        return new
    number = reading.name_of(form.of, new.do(company).made[0].number)
    return Asked(form.of, key, [number], sample.change if key == EDIT else {})


def set_up() -> Iterator[tuple[str, Prepare]]:
    """Create, edit and delete of every set-up record that has samples."""
    for form in forms.every():
        if form.setup and form.key in SAMPLES:
            for action in form.actions():
                if action.key in (CREATE, EDIT, DELETE):
                    yield action.name, partial(_sampled, form, action.key)


# --- Orders, receipts, invoices ----------------------------------------------------------------------

LINES = [{"item": "A100", "quantity": "10", "unit_price": "2"}, {"item": "B200", "quantity": "4", "unit_price": "1.25"}]
ORDER = {"vendor": "V001", "lines": LINES}
HALF = [{"line_number": 1, "quantity": "5"}, {"line_number": 2, "quantity": "2"}]
LESS = {"line_number": 1, "quantity": "9"}
WHOLE = [{"line_number": 1, "quantity": "10"}, {"line_number": 2, "quantity": "4"}]


def ordered(company: Company, *steps: tuple[str, Told]) -> str:
    """An order to which something was done."""
    number = Asked(PurchaseOrder, CREATE, (), ORDER).do(company).made[0].number
    for key, told in steps:
        Asked(PurchaseOrder, key, [number], told).do(company)
    return number


def slip(lines: list[dict[str, Any]]) -> tuple[str, Told]:
    return "post-product-receipt", {"product_receipt": f"PS-{names()}", "lines": lines}


def _bill(post: bool) -> tuple[str, Told]:
    return "invoice", {"invoice": f"INV-{names()}", "post": post}


CONFIRMED: tuple[str, Told] = ("confirm", {})


def _of_order(key: str, told: Callable[[], Told], steps: Callable[[], Sequence[tuple[str, Told]]]) -> Prepare:
    return lambda company: Asked(PurchaseOrder, key, [ordered(company, *steps())], told())


def _of_invoice(key: str, told: Told | None = None, *before: str) -> Prepare:
    def prepare(company: Company) -> Asked:
        order = ordered(company, CONFIRMED, slip(WHOLE))
        made = Asked(PurchaseOrder, "invoice", [order], _bill(False)[1]).do(company).made
        number = next(each.number for each in made if each.kind == "vendor-invoices")
        for step in before:
            Asked(VendorInvoice, step, [number]).do(company)
        return Asked(VendorInvoice, key, [number], told or {})

    return prepare


def _of_line(key: str, steps: Callable[[], Sequence[tuple[str, Told]]], told: Told | None = None) -> Prepare:
    """Something done to the first line of an order, after some steps."""
    return lambda company: Asked(PurchaseLine, key, [(ordered(company, *steps()), 1)], told or {})


#: The form of what an action makes, by the kind of source it is copied from.
MADE = {"receipt": "product-receipts", "invoice": "vendor-invoices"}


def source_of(company: Company, kind: str) -> tuple[str, str]:
    """An order with a document of a kind, and how that is named when it is copied."""
    number = ordered(company, CONFIRMED)
    steps = {"receipt": [slip(WHOLE)], "invoice": [slip(WHOLE), _bill(True)]}.get(kind, [])
    made = [each for key, told in steps for each in Asked(PurchaseOrder, key, [number], told).do(company).made]
    names = {"order": number, "confirmation": f"{number}-1"} | {
        key: each.number for key, form in MADE.items() for each in made if each.kind == form}  # fmt: skip
    return number, f"{kind}:{names[kind]}"


def _copying(record: type[Stored], key: str, kind: str) -> Prepare:
    """Lines of a document copied into an order: its own one when its journals are copied."""

    def prepare(company: Company) -> Asked:
        order, source = source_of(company, kind)
        target = order if key == "copy-from-journal" else ordered(company)
        told: dict[str, Any] = {"lines": [{"source": source}], "delete_lines": False}
        told |= {} if key == "credit-note" else {"copy_header": False}
        return Asked(record, key, [target if record is PurchaseOrder else (target, 1)], told)

    return prepare


def _beside(record: type[Stored], key: str, told: Told) -> Prepare:
    """Something done beside an order, a line, or a case."""

    def prepare(company: Company) -> Asked:
        order = ordered(company)
        if record is Case:
            return Asked(Case, key, [_case(company, order)], told)
        return Asked(record, key, [order if record is PurchaseOrder else (order, 1)], told)

    return prepare


def _case(company: Company, order: str) -> str:
    made = Asked(PurchaseOrder, "create-case", [order], {"name": "Late"}).do(company).made
    return made[0].number


def _of_case(key: str, *before: str) -> Prepare:
    def prepare(company: Company) -> Asked:
        order = ordered(company)
        case = _case(company, order)
        for step in before:
            Asked(Case, step, [case]).do(company)
        document = {"link": ordered(company), "unlink": order}.get(key)
        told = {"kind": "purchase-orders", "document": document} if document else {}
        return Asked(Case, key, [case], told | ({"name": "Later"} if key == EDIT else {}))

    return prepare


def _of_activity(key: str, *before: str) -> Prepare:
    def prepare(company: Company) -> Asked:
        made = Asked(PurchaseOrder, "new-task", [ordered(company)], {"purpose": "Call"}).do(company).made
        for step in before:
            Asked(Activity, step, [made[0].number]).do(company)
        return Asked(Activity, key, [made[0].number], {"priority": "high"} if key == EDIT else {})

    return prepare


def _of_attachment(key: str) -> Prepare:
    def prepare(company: Company) -> Asked:
        made = Asked(PurchaseOrder, "attach", [ordered(company)], {"note": "See above"}).do(company).made
        return Asked(Attachment, key, [made[0].number], {"name": "Note"} if key == EDIT else {})

    return prepare


def _remainder(company: Company) -> Asked:
    return Asked(PurchaseLine, "deliver-remainder", [(ordered(company, CONFIRMED), 1)], {"remainder": "7"})


def _colleague(company: Company) -> Company:
    """The company as somebody else works in it; both are asked about orders under change management."""
    user = somebody("colleague", company.today)
    somebody("deputy", company.today)
    rows = [{"user": name, "legal_entity": company.code, "role": "administrator"} for name in ("colleague", "deputy")]
    make(Assignment, rows, company.ctx, by=("user", "legal_entity", "role"))
    Asked(OrderParameters, EDIT, ["orders"], {"override_per_vendor": True}).do(company)
    make(Pool, [{"code": "REVIEW", "name": "Review"}], company.ctx)
    make(Workflow, [REVIEW], company.ctx)
    with company.reading():
        waits = Workflow.objects.filter(company=company.id, code="REVIEW", status="draft").exists()
    if waits:
        Asked(Workflow, "activate", ["REVIEW"]).do(company)
    return replace(company, ctx=company.ctx.fresh(user=user.user, user_name="colleague"))


#: Whoever did not submit the order is asked.
REVIEW = {
    "code": "REVIEW", "name": "Review", "kind": "purchase-order", "process_owner": "tester",
    "condition": 'pool = "REVIEW"',
    "elements": [{"line_number": 10, "kind": "step", "name": "Approval", "assignment": "users",
                  "assignees": ["tester", "colleague"], "completion": "single"}],
}  # fmt: skip
SUBMITTED: tuple[str, Told] = ("submit", {})


def _reviewed(key: str, told: Told, *steps: tuple[str, Told], by_colleague: bool = True) -> Prepare:
    """Something done to an order under change management, which somebody brought there by some steps."""

    def prepare(company: Company) -> Asked:
        colleague = _colleague(company)
        maker = colleague if by_colleague else company
        new = {**ORDER, "change_management": True, "pool": "REVIEW"}
        number = Asked(PurchaseOrder, CREATE, (), new).do(maker).made[0].number
        for step, said in steps:
            Asked(PurchaseOrder, step, [number], said).do(company if step == "approve" else maker)
        return Asked(PurchaseOrder, key, [number], told)

    return prepare


CHANGE = {
    "vendor_reference": "changed",
    "lines": [
        {"line_number": 1, "quantity": "12"},
        {"line_number": 2, "remove": True},
        {"item": "C300", "quantity": "3"},
    ],
}
DOCUMENTS: dict[str, Prepare] = {
    "orders.purchaseorder.create": lambda company: Asked(PurchaseOrder, CREATE, (), ORDER),
    "orders.purchaseorder.edit": _of_order("edit", lambda: CHANGE, list),
    "orders.purchaseorder.confirm": _of_order("confirm", dict, list),
    "orders.purchaseorder.cancel": _of_order("cancel", dict, lambda: [CONFIRMED, slip(HALF)]),
    "orders.purchaseorder.delete": _of_order("delete", dict, list),
    "orders.purchaseorder.finalize": _of_order("finalize", dict, lambda: [CONFIRMED, slip(WHOLE), _bill(True)]),
    "orders.purchaseorder.submit": _reviewed("submit", {"comment": "please"}, by_colleague=False),
    "orders.purchaseorder.recall": _reviewed("recall", {"comment": "wait"}, SUBMITTED, by_colleague=False),
    "orders.purchaseorder.approve": _reviewed("approve", {"comment": "fine"}, SUBMITTED),
    "orders.purchaseorder.reject": _reviewed("reject", {"comment": "too dear"}, SUBMITTED),
    "orders.purchaseorder.delegate": _reviewed("delegate", {"to": "deputy", "comment": "away"}, SUBMITTED),
    "orders.purchaseorder.request-change": _reviewed(
        "request-change", {"comment": "more"}, SUBMITTED, ("approve", {}), CONFIRMED
    ),
    "orders.purchaseorder.maintain-charges": _of_order(
        "maintain-charges", lambda: {"charges": [{"charge_code": "FREIGHT", "value": "2.5"}]}, list
    ),
    "orders.purchaseorder.post-product-receipt": _of_order(
        "post-product-receipt", lambda: slip(HALF)[1], lambda: [CONFIRMED]
    ),
    "orders.purchaseorder.invoice": _of_order("invoice", lambda: _bill(True)[1], lambda: [CONFIRMED, slip(WHOLE)]),
    "orders.purchaseorder.purchase-inquiry": _of_order("purchase-inquiry", lambda: {"sent_on": None}, list),
    "orders.purchaseorder.print-confirmation": _of_order("print-confirmation", lambda: {"print": "after"}, list),
    "orders.purchaseorder.summary-update": _of_order(
        "summary-update", lambda: {"use_vendor_default": False, "documents": ["purchase_order"]}, list
    ),
    "orders.purchaseorder.copy-from-all": _copying(PurchaseOrder, "copy-from-all", "order"),
    "orders.purchaseorder.copy-from-journal": _copying(PurchaseOrder, "copy-from-journal", "confirmation"),
    "orders.purchaseorder.credit-note": _copying(PurchaseOrder, "credit-note", "invoice"),
    "orders.purchaseline.copy-from-all": _copying(PurchaseLine, "copy-from-all", "receipt"),
    "orders.purchaseline.copy-from-journal": _copying(PurchaseLine, "copy-from-journal", "confirmation"),
    "orders.purchaseline.copy-from-line": _copying(PurchaseLine, "copy-from-line", "order"),
    "orders.purchaseline.credit-note": _copying(PurchaseLine, "credit-note", "invoice"),
    "orders.purchaseline.renumber": _of_line("renumber", list, {"line_number": 20}),
    "orders.purchaseline.delivery-schedule": _of_line("delivery-schedule", list, {"quantity_each": "4"}),
    "orders.purchaseline.deliver-remainder": _remainder,
    "orders.purchaseline.finalize": _of_line("finalize", lambda: [CONFIRMED, slip(WHOLE), _bill(True)]),
    "orders.purchaseline.undelete": _of_line(
        "undelete", lambda: [CONFIRMED, ("edit", {"lines": [{"line_number": 1, "remove": True}]})]
    ),
    "invoices.vendorinvoice.edit": _of_invoice(
        "edit", {"note": "seen", "lines": [{"line_number": 1, "quantity": "9"}]}
    ),
    "invoices.vendorinvoice.post": _of_invoice("post"),
    "invoices.vendorinvoice.delete": _of_invoice("delete"),
    "invoices.vendorinvoice.hold": _of_invoice("hold"),
    "invoices.vendorinvoice.release": _of_invoice("release", None, "hold"),
    "invoices.vendorinvoice.match-product-receipts": _of_invoice("match-product-receipts"),
}


# --- Approvals ------------------------------------------------------------------------------------------


def asks(**more: Any) -> dict[str, Any]:
    return {"kind": "step", "name": "Approval", "assignment": "users", "assignees": ["tester"], **more}


def _workflow(company: Company, element: Told, price: str, *, activate: bool = True) -> str:
    """A workflow for the order of that price."""
    told = {
        "code": f"R{names()}", "name": "Request", "kind": "purchase-order", "process_owner": "tester",
        "condition": f"subtotal = {price}", "elements": [element],
    }  # fmt: skip
    code = Asked(Workflow, CREATE, (), told).do(company).made[0].number
    if activate:
        Asked(Workflow, "activate", [code]).do(company)
    return code


def _of_workflow(key: str, *, activate: bool) -> Prepare:
    return lambda company: Asked(Workflow, key, [_workflow(company, asks(), "0.01", activate=activate)])


def in_review(company: Company, element: Told, record: type[Stored]) -> int:
    """The work item, or the course, of an order a colleague submitted to a workflow of its own."""
    colleague, price = _colleague(company), f"{names()}.37"
    _workflow(company, element, price)
    lines = [{"item": "A100", "quantity": "1", "unit_price": price}]
    new = {"vendor": "V001", "change_management": True, "lines": lines}
    number = Asked(PurchaseOrder, CREATE, (), new).do(colleague).made[0].number
    Asked(PurchaseOrder, "submit", [number]).do(colleague)
    with company.reading():
        found = record._default_manager.filter(company=company.id, document=number)  # type: ignore[misc]
        return int(found.values_list("pk", flat=True).get())


def _of_item(key: str, told: Told | None = None, *before: str, **element: Any) -> Prepare:
    """Something is done with the work item of an order in review."""

    def prepare(company: Company) -> Asked:
        item = in_review(company, asks(**element), WorkItem)
        for step in before:
            Asked(WorkItem, step, [item]).do(company)
        return Asked(WorkItem, key, [item], told or {})

    return prepare


def _overdue(company: Company) -> Asked:
    """A work item whose time is over the next day."""
    item = in_review(company, asks(time_limit=1, time_unit="hours"), WorkItem)
    later = replace(company, ctx=company.ctx.fresh(now=company.ctx.now + timedelta(days=1)))
    return Asked(WorkItem, "escalate", [item], {}, later)


def _of_course(key: str, told: Told, **element: Any) -> Prepare:
    return lambda company: Asked(Instance, key, [in_review(company, asks(**element), Instance)], told)


def _delegation(key: str, told: Told) -> Prepare:
    def prepare(company: Company) -> Asked:
        away, deputy = (somebody(f"{word}{names()}", company.today).user_name for word in ("away", "deputy"))
        new = Asked(DelegationRule, CREATE, (), {"user": away, "to": deputy})
        if key == CREATE:
            return new
        return Asked(DelegationRule, key, [int(new.do(company).made[0].number)], told)

    return prepare


def _holiday(key: str, told: Told) -> Prepare:
    def prepare(company: Company) -> Asked:
        make(WorkCalendar, [{"code": "WEEK", "name": "Week"}], company.ctx)
        new = Asked(Holiday, CREATE, (), {"calendar": "WEEK", "day": date(2100 + names(), 1, 1), "name": "New Year"})
        if key == CREATE:
            return new
        return Asked(Holiday, key, [int(new.do(company).made[0].number)], told)

    return prepare


WHY: Told = {"comment": "because"}
HANDED: Told = {"to": "deputy", "comment": "away"}
QUEUED: dict[str, Any] = {"kind": "task", "assignment": "queue", "assignees": ["administrator"]}
APPROVALS: dict[str, Prepare] = {
    "workflow.workflow.activate": _of_workflow("activate", activate=False),
    "workflow.workflow.switch-off": _of_workflow("switch-off", activate=True),
    "workflow.workitem.approve": _of_item("approve"),
    "workflow.workitem.reject": _of_item("reject", WHY),
    "workflow.workitem.request-change": _of_item("request-change", WHY),
    "workflow.workitem.complete": _of_item("complete", kind="task"),
    "workflow.workitem.comment": _of_item("comment", WHY),
    "workflow.workitem.remind": _of_item("remind"),
    "workflow.workitem.delegate": _of_item("delegate", HANDED),
    "workflow.workitem.reassign": _of_item("reassign", HANDED),
    "workflow.workitem.escalate": _overdue,
    "workflow.workitem.accept": _of_item("accept", **QUEUED),
    "workflow.workitem.release": _of_item("release", None, "accept", **QUEUED),
    "workflow.instance.resume": _of_course("resume", {}, assignment="hierarchy", assignees=[]),
    "workflow.instance.cancel": _of_course("cancel", WHY),
    "workflow.delegationrule.create": _delegation(CREATE, {}),
    "workflow.delegationrule.edit": _delegation(EDIT, {"is_enabled": False}),
    "workflow.delegationrule.delete": _delegation(DELETE, {}),
    "organization.holiday.create": _holiday(CREATE, {}),
    "organization.holiday.edit": _holiday(EDIT, {"name": "Changed"}),
    "organization.holiday.delete": _holiday(DELETE, {}),
}


# --- What stands beside documents -----------------------------------------------------------------------

DOING = {"purpose": "Call", "starts_at": "2026-01-16T09:00:00Z"}
MAKING = {
    "attach": {"note": "See above"}, "new-action": DOING, "schedule-appointment": DOING, "record-event": DOING,
    "new-task": DOING,
}  # fmt: skip
BESIDE: dict[str, Prepare] = {
    **{f"orders.purchaseorder.{key}": _beside(PurchaseOrder, key, told) for key, told in MAKING.items()},
    **{f"collaboration.case.{key}": _beside(Case, key, told) for key, told in MAKING.items()},
    "orders.purchaseline.attach": _beside(PurchaseLine, "attach", MAKING["attach"]),
    "orders.purchaseorder.create-case": _beside(PurchaseOrder, "create-case", {"name": "Late"}),
    "collaboration.attachment.edit": _of_attachment(EDIT),
    "collaboration.attachment.delete": _of_attachment(DELETE),
    "collaboration.activity.edit": _of_activity(EDIT),
    "collaboration.activity.delete": _of_activity(DELETE),
    "collaboration.activity.start": _of_activity("start"),
    "collaboration.activity.complete": _of_activity("complete"),
    "collaboration.activity.cancel": _of_activity("cancel"),
    "collaboration.activity.reopen": _of_activity("reopen", "complete"),
    "collaboration.case.edit": _of_case(EDIT),
    "collaboration.case.link": _of_case("link"),
    "collaboration.case.unlink": _of_case("unlink"),
    "collaboration.case.pursue": _of_case("pursue"),
    "collaboration.case.close": _of_case("close"),
    "collaboration.case.cancel": _of_case("cancel"),
}


# --- Books, users, parameters -------------------------------------------------------------------------


def _new_year() -> Told:
    year = 2100 + names()
    return {"fiscal_year": year, "starts_on": date(year, 1, 1)}


def _of_period(key: str, *before: str) -> Prepare:
    def prepare(company: Company) -> Asked:
        period = Asked(Period, "create-year", (), _new_year()).do(company).made[0].number
        for step in before:
            Asked(Period, step, [period]).do(company)
        return Asked(Period, key, [period])

    return prepare


def _of_user(key: str, told: Told | None = None, *before: str) -> Prepare:
    def prepare(company: Company) -> Asked:
        name = f"user{names()}"
        new = {"username": name, "email": f"{name}@example.com", "password": "correct horse battery staple"}
        Asked(User, CREATE, (), new).do(company)
        for step in before:
            Asked(User, step, [name]).do(company)
        return Asked(User, key, [name], told or {})

    return prepare


def _founding(company: Company) -> Asked:
    code = f"F{names()}"
    told = {"code": code, "name": code, "country": "US", "currency": "USD", "address": "1 Bolt Street"}
    return Asked(LegalEntity, "found", (), told)


def _token(company: Company) -> Asked:
    told = {"user": "tester", "name": f"token {names()}", "expires_on": company.today + timedelta(days=9)}
    return Asked(ApiToken, "issue", (), told)


def _revoked(company: Company) -> Asked:
    made = _token(company).do(company).made[0]
    return Asked(ApiToken, "revoke", [reading.name_of(ApiToken, made.number)])


def _parameters(record: type[Stored], told: Told) -> Prepare:
    """Parameters exist once in a company, so they are created in a new one."""

    def prepare(company: Company) -> Asked:
        code = f"P{names():03}"
        made = incorporate(code, code, "USD", "US", "UTC", company.ctx)
        make(PostingProfile, [{"code": "GEN", "name": "General"}], made.ctx)
        return Asked(record, CREATE, (), told, made)

    return prepare


def _changed_parameters(record: type[Stored], told: Told) -> Prepare:
    def prepare(company: Company) -> Asked:
        make(record, [{}], company.ctx, by=("code",))
        with company.reading():
            code = record._default_manager.get(company=company.id).code  # type: ignore[attr-defined,misc]
        return Asked(record, EDIT, [code], told)

    return prepare


OTHERS: dict[str, Prepare] = {
    "ledger.period.create-year": lambda company: Asked(Period, "create-year", (), _new_year()),
    "ledger.period.close": _of_period("close"),
    "ledger.period.hold": _of_period("hold"),
    "ledger.period.reopen": _of_period("reopen", "hold"),
    "organization.user.disable": _of_user("disable"),
    "organization.user.enable": _of_user("enable", None, "disable"),
    "organization.user.set-password": _of_user("set-password", {"password": "another horse battery staple"}),
    "organization.apitoken.issue": _token,
    "organization.legalentity.found": _founding,
    "organization.apitoken.revoke": _revoked,
    "ledger.ledgerparameters.create": _parameters(LedgerParameters, {"posting_profile": "GEN"}),
    "ledger.ledgerparameters.edit": _changed_parameters(LedgerParameters, {"max_penny_difference": "0.07"}),
    "receipts.receiptparameters.create": _parameters(ReceiptParameters, {}),
    "receipts.receiptparameters.edit": _changed_parameters(ReceiptParameters, {"accept_overdelivery": True}),
    "orders.orderparameters.create": _parameters(OrderParameters, {}),
    "orders.orderparameters.edit": _changed_parameters(OrderParameters, {"line_number_increment": 5}),
    "parties.vendorparameters.create": _parameters(VendorParameters, {}),
    "parties.vendorparameters.edit": _changed_parameters(VendorParameters, {"one_time_template": "V001"}),
    "invoices.invoiceparameters.create": _parameters(InvoiceParameters, {}),
    "invoices.invoiceparameters.edit": _changed_parameters(InvoiceParameters, {"matching": False}),
}


def every() -> dict[str, Prepare]:
    """A request for every action, by the action's name; parameters come last, because they change what others do."""
    return {**dict(set_up()), **DOCUMENTS, **BESIDE, **APPROVALS, **OTHERS}
