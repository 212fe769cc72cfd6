"""AdventureWorks' purchasing as a company of its own: vendors, items, prices, 4,012 orders and what became
of them (08 §24, §25)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db.models import Count, Sum

from manciple.founding.making import act, make, told
from manciple.invoices.models import VendorInvoice
from manciple.kernel.actions import EDIT
from manciple.kernel.context import Context
from manciple.kernel.numbers import CENTS, ZERO, total
from manciple.kernel.refusals import Refused
from manciple.kernel.running import run
from manciple.ledger.models import Period
from manciple.orders.models import PurchaseLine, PurchaseOrder
from manciple.organization.models import Assignment, Site, User, Warehouse, Worker
from manciple.parties.models import Vendor
from manciple.parties.terms import Hold
from manciple.pricing.models import TradeAgreement
from manciple.products.models import ItemGroup, Product, ReleasedProduct
from manciple.receipts.models import ProductReceipt
from manciple.terms.models import ModeOfDelivery, Unit

from .. import messages
from ..company import Company, incorporate, lay_ground
from . import plan, provenance
from .loading import Loading, Tell, bring, confirm, follow
from .provenance import Note
from .source import Source, read

CODE, NAME, ADDRESS = "AW01", "Adventure Works Cycles", "8808 Hollow Brook Drive\nBothell, WA 98011\nUS"


def load(directory: Path, ctx: Context, tell: Tell) -> dict[str, Any]:
    """Brings the folder in and says how much was made; what was loaded before is left alone.

    The company is the context's, or one that is founded for it. Raises Refused with every fault of
    the files, or when what is loaded does not add up to the source.
    """
    source = read(directory)
    company = _company(ctx, source)
    work = Loading(company, provenance.known(company), tell)
    orders = plan.Orders(source)
    made = _masters(work, source) | _documents(work, orders) | _returns(work, orders)
    made["vendors_on_hold"] = _hold(work, source)
    read_rows = sum(len(rows) for rows in source.rows.values())
    return {"rows_read": read_rows} | made | _control(work, source)


def _company(ctx: Context, source: Source) -> Company:
    """The company with the set-up it needs, and whoever loads as its administrator."""
    code = ctx.company_code or CODE
    company = incorporate(code, NAME, "USD", "US", "America/Los_Angeles", ctx.fresh(company=0), ADDRESS)
    lay_ground(company)
    _let_in(company)
    _open_years(company, source)
    make(Site, [{"code": plan.SITE, "name": "Bothell", "address": ADDRESS}], company.ctx)
    make(Warehouse, [{"code": plan.WAREHOUSE, "name": "Receiving", "site": plan.SITE}], company.ctx)
    make(ItemGroup, [{"code": plan.GROUP, "name": "Purchased parts"}], company.ctx)
    return company


def _open_years(company: Company, source: Source) -> None:
    """Periods for every year something was ordered or came in."""
    with company.reading():
        known = set(Period.objects.filter(company=company.id).values_list("fiscal_year", flat=True))
    days = [order.row.day("OrderDate") for order in source.orders]
    days += [line.due for order in source.orders for line in order.lines]
    years = sorted({day.year for day in days} - known)
    act(Period, "create-year", [{"fiscal_year": year, "starts_on": date(year, 1, 1)} for year in years], company.ctx)


def _masters(work: Loading, source: Source) -> dict[str, int]:
    return {
        "units": bring(work, "units", Unit, plan.units(source)),
        "modes_of_delivery": bring(work, "modes of delivery", ModeOfDelivery, plan.modes(source)),
        "workers": bring(work, "workers", Worker, plan.workers(source)),
        "vendors": bring(work, "vendors", Vendor, plan.vendors(source)),
        "products": bring(work, "products", Product, plan.products(source)),
        "items": bring(work, "items", ReleasedProduct, plan.items(source)),
        "prices": bring(work, "prices", TradeAgreement, plan.prices(source)),
    }


def _let_in(company: Company) -> None:
    """Makes whoever loads the administrator of the company, so that he can look at what he loaded."""
    username = User.objects.values_list("username", flat=True).filter(pk=company.ctx.user).first()
    if username is not None:
        row = {"user": username, "legal_entity": company.code, "role": "administrator"}
        make(Assignment, [row], company.ctx, by=("user", "legal_entity", "role"))


def _documents(work: Loading, orders: plan.Orders) -> dict[str, int]:
    """The orders, confirmed, received and invoiced in full of what came."""
    made = {"orders": bring(work, "orders", PurchaseOrder, orders.purchases(), PurchaseLine)}
    made["confirmed"] = confirm(work, "confirmations", orders.agreed())
    made["receipts"] = sum(
        follow(work, "receipts", "post-product-receipt", ProductReceipt, "product_receipt", steps)
        for steps in orders.receipts()
    )
    made["invoices"] = follow(work, "invoices", "invoice", VendorInvoice, "invoice", orders.invoices())
    return made


def _returns(work: Loading, orders: plan.Orders) -> dict[str, int]:
    """What was refused on arrival: ordered back, sent back, credited."""
    made = {"returns": bring(work, "returns", PurchaseOrder, orders.returns(), PurchaseLine)}
    confirm(work, "return confirmations", orders.taken_back())
    steps = orders.return_receipts()
    follow(work, "return receipts", "post-product-receipt", ProductReceipt, "product_receipt", steps)
    made["credit_notes"] = follow(work, "credit notes", "invoice", VendorInvoice, "invoice", orders.credits())
    return made


def _hold(work: Loading, source: Source) -> int:
    """Puts inactive vendors on hold, last, so that nothing that was loaded was refused for it."""
    rows = [row for row in source.rows["Vendor"] if row["ActiveFlag"] == "0"]
    fresh = [row for row in rows if not work.known.has(Vendor, f"{row['AccountNumber']} on hold")]
    if not fresh:
        return 0
    with work.company.reading():
        accounts = [row["AccountNumber"] for row in fresh]
        run(Vendor, EDIT, accounts, told(Vendor, EDIT, hold=Hold.ALL), work.context("holds", accounts[0]))
        notes = [Note(f"{account} on hold", row, account, {}) for row, account in zip(fresh, accounts, strict=True)]
        provenance.note(work.company, Vendor, notes)
    return len(fresh)


def _control(work: Loading, source: Source) -> dict[str, Any]:
    """Holds what is stored against the source; a difference is refused by name (IMP-08)."""
    lines = [line for order in source.orders for line in order.lines]
    expected = {
        "orders": Decimal(len(source.orders)),
        "lines": Decimal(len(lines)),
        "quantity ordered": total(line.quantity for line in lines),
        "net amount": total(CENTS(line.quantity * line.price) for line in lines),
        "quantity received": total(line.received - line.rejected for line in lines),
    }
    found = _loaded(work.company)
    wrong = [
        messages.CONTROL_TOTAL(name=name, expected=value, found=found[name])
        for name, value in expected.items()
        if found[name] != value
    ]
    if wrong:
        raise Refused(*wrong)
    return {f"control_{name.replace(' ', '_')}": value for name, value in found.items()}


def _loaded(company: Company) -> dict[str, Decimal]:
    """The control totals of what is stored."""
    with company.reading():
        ours = PurchaseLine.objects.filter(company=company.id, order__number__startswith="AW")
        bought = ours.exclude(order__number__endswith="-R")
        sums = bought.aggregate(Count("order", distinct=True), Count("pk"), Sum("ordered"), Sum("net_amount"))
        received = ours.aggregate(Sum("received"))["received__sum"]
    return {
        "orders": Decimal(sums["order__count"]),
        "lines": Decimal(sums["pk__count"]),
        "quantity ordered": sums["ordered__sum"] or ZERO,
        "net amount": sums["net_amount__sum"] or ZERO,
        "quantity received": received or ZERO,
    }
