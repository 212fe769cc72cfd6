"""A request for every action of the house, on records made for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from itertools import count
from typing import Any

from manciple.demo.company import Company, incorporate
from manciple.demo.making import make
from manciple.demo.samples import SAMPLES
from manciple.invoices.models import InvoiceParameters, VendorInvoice
from manciple.kernel import actions, forms, reading
from manciple.kernel.actions import CREATE, DELETE, EDIT
from manciple.kernel.args import Args, read
from manciple.kernel.forms import Form
from manciple.kernel.records import Stored
from manciple.kernel.running import Answer, Number, run
from manciple.ledger.models import LedgerParameters, Period, PostingProfile
from manciple.orders.models import PurchaseLine, PurchaseOrder
from manciple.organization.models import ApiToken, User
from manciple.receipts.models import ReceiptParameters

Told = Mapping[str, Any]
#: Names that no other request of the run uses.
names = partial(next, count(1))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of `run`, the same every time it is asked."""

    record: type[Stored]
    key: str
    numbers: Sequence[Number] = ()
    told: Told = field(default_factory=dict)
    elsewhere: Company | None = None

    def do(self, company: Company, *, token: str = "", preview: bool = False) -> Answer:
        """Does it, or shows what it would do; in the company, or in another one that was made for it."""
        ctx = (self.elsewhere or company).ctx.fresh(token=token)
        return run(self.record, self.key, self.numbers, self.args, ctx, preview=preview)

    @property
    def args(self) -> Args:
        """What is told, read as a door reads it."""
        return read(actions.find(self.record, self.key).args, dict(self.told))


Prepare = Callable[[Company], Asked]


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


def _slip(lines: list[dict[str, Any]]) -> tuple[str, Told]:
    return "post-product-receipt", {"product_receipt": f"PS-{names()}", "lines": lines}


def _bill(post: bool) -> tuple[str, Told]:
    return "invoice", {"invoice": f"INV-{names()}", "post": post}


CONFIRMED: tuple[str, Told] = ("confirm", {})


def _of_order(key: str, told: Callable[[], Told], steps: Callable[[], Sequence[tuple[str, Told]]]) -> Prepare:
    return lambda company: Asked(PurchaseOrder, key, [ordered(company, *steps())], told())


def _of_invoice(key: str, told: Told | None = None, *before: str) -> Prepare:
    def prepare(company: Company) -> Asked:
        order = ordered(company, CONFIRMED, _slip(WHOLE))
        made = Asked(PurchaseOrder, "invoice", [order], _bill(False)[1]).do(company).made
        number = next(each.number for each in made if each.kind == "vendor-invoices")
        for step in before:
            Asked(VendorInvoice, step, [number]).do(company)
        return Asked(VendorInvoice, key, [number], told or {})

    return prepare


def _remainder(company: Company) -> Asked:
    return Asked(PurchaseLine, "deliver-remainder", [(ordered(company, CONFIRMED), 1)], {"remainder": "7"})


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
    "orders.purchaseorder.cancel": _of_order("cancel", dict, lambda: [CONFIRMED, _slip(HALF)]),
    "orders.purchaseorder.delete": _of_order("delete", dict, list),
    "orders.purchaseorder.finalize": _of_order("finalize", dict, lambda: [CONFIRMED, _slip(WHOLE), _bill(True)]),
    "orders.purchaseorder.maintain-charges": _of_order(
        "maintain-charges", lambda: {"charges": [{"charge_code": "FREIGHT", "value": "2.5"}]}, list
    ),
    "orders.purchaseorder.post-product-receipt": _of_order(
        "post-product-receipt", lambda: _slip(HALF)[1], lambda: [CONFIRMED]
    ),
    "orders.purchaseorder.invoice": _of_order("invoice", lambda: _bill(True)[1], lambda: [CONFIRMED, _slip(WHOLE)]),
    "orders.purchaseline.deliver-remainder": _remainder,
    "invoices.vendorinvoice.edit": _of_invoice(
        "edit", {"note": "seen", "lines": [{"line_number": 1, "quantity": "9"}]}
    ),
    "invoices.vendorinvoice.post": _of_invoice("post"),
    "invoices.vendorinvoice.delete": _of_invoice("delete"),
    "invoices.vendorinvoice.hold": _of_invoice("hold"),
    "invoices.vendorinvoice.release": _of_invoice("release", None, "hold"),
    "invoices.vendorinvoice.match-product-receipts": _of_invoice("match-product-receipts"),
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
    "organization.apitoken.revoke": _revoked,
    "ledger.ledgerparameters.create": _parameters(LedgerParameters, {"posting_profile": "GEN"}),
    "ledger.ledgerparameters.edit": _changed_parameters(LedgerParameters, {"max_penny_difference": "0.07"}),
    "receipts.receiptparameters.create": _parameters(ReceiptParameters, {}),
    "receipts.receiptparameters.edit": _changed_parameters(ReceiptParameters, {"accept_overdelivery": True}),
    "invoices.invoiceparameters.create": _parameters(InvoiceParameters, {}),
    "invoices.invoiceparameters.edit": _changed_parameters(InvoiceParameters, {"matching": False}),
}


def every() -> dict[str, Prepare]:
    """A request for every action, by the action's name; parameters come last, because they change what others do."""
    return {**dict(set_up()), **DOCUMENTS, **OTHERS}
