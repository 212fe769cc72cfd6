"""The order's header: where its values come from, and what they must be (01 §2–§4, §26)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from manciple.kernel.messages import REQUIRED
from manciple.kernel.refusals import Refusal
from manciple.kernel.words import Label
from manciple.parties.terms import Hold

from ..messages import CREATING, DUE_TOO_EARLY, NO_EXCHANGE_RATE, NUMBER_FORMAT, NUMBER_USED, ON_HOLD, PAST_DATE
from ..terms import Known, Row, Sheet, Supplier
from . import places
from .typed import columns, is_blank, unknown

NUMBER = re.compile(r"[A-Za-z0-9_/.-]{1,10}")


def new_sheet(told: Mapping[str, Any], known: Known) -> Sheet:
    """A new order with its header: what was typed, else what vendor, invoice account and company
    give, first non-blank wins (01 §4)."""
    typed = {name: value for name, value in told.items() if not is_blank(value)}
    supplier = known.suppliers.get(typed.get("vendor", ""))
    payee = _payee(typed, supplier, known)
    row = known.blank_order | columns(typed, known.blank_order, known)
    row |= {name: value for name, value in _defaults(supplier, payee, known).items() if is_blank(row[name])}
    places.place_order(row, supplier, known)
    name, address = places.address(row, known)
    row["delivery_name"] = row["delivery_name"] or name
    row["delivery_address"] = row["delivery_address"] or address
    sheet = Sheet(row, typed)
    sheet.faults += [*_problems(sheet, supplier, payee, known)]
    return sheet


def _payee(typed: Mapping[str, Any], supplier: Supplier | None, known: Known) -> Supplier | None:
    """Who is paid: typed, else the vendor's invoice account, else the vendor (01 §2.2)."""
    if "invoice_account" in typed:
        return known.suppliers.get(typed["invoice_account"])
    if supplier and supplier.invoice_account:
        return known.suppliers.get(supplier.invoice_account)
    return supplier


def _defaults(supplier: Supplier | None, payee: Supplier | None, known: Known) -> Row:
    company = known.company
    given: Row = {
        "language": company.language,
        "posting_profile_id": company.posting_profile,
        "currency_id": (payee.currency if payee else None) or company.currency,
        "order_date": known.today,
        "delivery_date": known.today,
    }
    if supplier:
        given |= {
            "name": supplier.name,
            "contact": supplier.contact,
            "email": supplier.email,
            "language": supplier.language or company.language,
            "delivery_terms_id": supplier.delivery_terms,
            "mode_of_delivery_id": supplier.mode_of_delivery,
        }
    if payee:
        given |= {
            "invoice_account_id": payee.id,
            "terms_of_payment_id": payee.terms_of_payment,
            "sales_tax_group_id": payee.sales_tax_group,
        }
    return given


def _problems(sheet: Sheet, supplier: Supplier | None, payee: Supplier | None, known: Known) -> Iterator[Refusal]:
    if "vendor" not in sheet.told:
        yield REQUIRED(field="vendor", label=known.labels["vendor"])
    yield from unknown(sheet.told, known)
    yield from number_free(sheet.header["number"], known)
    yield from not_on_hold({"vendor": supplier, "invoice_account": payee}, CREATING)
    yield from own_currency(sheet.header, known)
    yield from places.warehouse_fits(sheet.header, sheet.told, known)
    yield from dates_fit(sheet.header, sheet.told, known)


def number_free(number: str, known: Known) -> Iterator[Refusal]:
    """A typed number has the right form and is not used yet, in whatever case (01 §3)."""
    if not number and not known.company.manual_numbers:
        return
    if not NUMBER.fullmatch(number):
        yield NUMBER_FORMAT(field="number", number=number or "–")
    elif number.upper() in known.numbers_used:
        yield NUMBER_USED(field="number", number=number)


def numbers_differ(sheets: Sequence[Sheet]) -> None:
    """Orders created together do not get one number twice."""
    seen: set[str] = set()
    for sheet in sheets:
        number = sheet.header["number"].upper()
        if number and number in seen:
            sheet.faults.append(NUMBER_USED(field="number", number=sheet.header["number"]))
        seen.add(number)


def not_on_hold(roles: Mapping[str, Supplier | None], action: Label) -> Iterator[Refusal]:
    """Nobody involved is on hold for everything; by the field that names him (01 §2.2)."""
    told: set[int] = set()
    for field, supplier in roles.items():
        if supplier and supplier.hold == Hold.ALL and supplier.id not in told:
            told.add(supplier.id)
            yield ON_HOLD(field=field, vendor=supplier.account, hold=Hold.ALL.label, action=action)


def own_currency(row: Row, known: Known) -> Iterator[Refusal]:
    """The order is in the company's currency, as long as there are no exchange rates."""
    if row["currency_id"] not in (None, known.company.currency):
        named = known.named.get(("currency", row["currency_id"]))
        yield NO_EXCHANGE_RATE(
            field="currency", currency=named.code if named else "–", to=known.company.currency_code)  # fmt: skip


def dates_fit(row: Row, told: Mapping[str, Any], known: Known) -> Iterator[Refusal]:
    """An invoice is not due before the order was made; a past delivery date is worth a look."""
    if row["due_date"] and row["due_date"] < row["order_date"]:
        yield DUE_TOO_EARLY(field="due_date", due=row["due_date"], ordered=row["order_date"])
    if told.get("delivery_date") and row["delivery_date"] < known.today:
        yield PAST_DATE(field="delivery_date", label=known.labels["delivery_date"], date=row["delivery_date"])


def follow_lines(sheet: Sheet) -> None:
    """What the header of a new order shows of its lines: first promise, next delivery (01 §17)."""
    rows = [line.row for line in sheet.kept]
    promised = [row["confirmed_delivery_date"] for row in rows if row["confirmed_delivery_date"]]
    expected = [row["confirmed_delivery_date"] or row["delivery_date"] for row in rows]
    sheet.header["earliest_confirmed_delivery"] = min(promised, default=None)
    sheet.header["next_delivery"] = min(filter(None, expected), default=None)
