"""The order's header: where its values come from, and what they must be (01 §2–§4, §26)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from manciple.kernel import numbering
from manciple.kernel.messages import REQUIRED
from manciple.kernel.refusals import Refusal
from manciple.kernel.words import Label
from manciple.organization.rules import EMAIL, is_language
from manciple.parties.rules import URL, addresses
from manciple.parties.terms import Hold

from ..messages import (
    BAD_EMAIL,
    BAD_URL,
    CREATING,
    DUE_TOO_EARLY,
    NO_EXCHANGE_RATE,
    NO_LANGUAGE,
    NO_TEMPLATE,
    NOT_EMPLOYED,
    NUMBER_AHEAD,
    NUMBER_FORMAT,
    NUMBER_PASSED,
    NUMBER_USED,
    ON_HOLD,
    ONE_TIME_AND_VENDOR,
    PAST_DATE,
    RELEASED,
)
from ..terms import Company, Known, PurchaseType, Row, Sheet, Supplier
from . import places, states
from .typed import columns, is_blank, unknown

NUMBER = re.compile(r"[A-Za-z0-9_/.-]{1,10}")
#: What an order takes of a vendor even if his data are not transferred (01 §2).
AT_LEAST = ("name", "language", "currency_id", "sales_tax_group_id", "invoice_account_id")
#: What a one-time supplier has of his own, and not from the template.
HIS_OWN = ("name", "contact", "email", "internet_address", "tax_exempt_number")


def new_sheet(told: Mapping[str, Any], known: Known, transfer: bool = True) -> Sheet:
    """A new order with its header: what was typed, else what vendor, invoice account and company
    give, first non-blank wins (01 §4)."""
    typed = {name: value for name, value in told.items() if not is_blank(value)}
    supplier = _supplier(typed, known)
    payee = _payee(typed, supplier, known)
    row = known.blank_order | columns(typed, known.blank_order, known)
    row["vendor_id"] = supplier.id if supplier else None
    given = of_company(known) | of_vendor(supplier, payee, transfer=transfer)
    left = HIS_OWN if typed.get("one_time_supplier") else ()
    row |= {name: value for name, value in given.items() if is_blank(row[name]) and name not in left}
    _choose(row, typed, known)
    places.place_order(row, supplier if transfer else None, known)
    name, address = places.address(row, known)
    row["delivery_name"] = row["delivery_name"] or name
    row["delivery_address"] = row["delivery_address"] or address
    explain(row, typed, known)
    sheet = Sheet(row, typed)
    sheet.faults += states.begin(row, known.company, supplier, typed.get("change_management"))
    sheet.faults += [*_problems(sheet, supplier, payee, known)]
    return sheet


def _supplier(typed: Mapping[str, Any], known: Known) -> Supplier | None:
    """Who delivers: the vendor named; for a one-time supplier the template he is made from."""
    if typed.get("one_time_supplier"):
        return known.suppliers.get(known.company.one_time_template or 0)
    return known.suppliers.get(typed.get("vendor", ""))


def _choose(row: Row, typed: Mapping[str, Any], known: Known) -> None:
    """What the company's parameters say of an order where nobody else does."""
    if "purchase_type" not in typed:
        row["purchase_type"] = known.company.purchase_type
    if "settlement_type" not in typed and row["purchase_type"] == PurchaseType.RETURNED_ORDER:
        row["settlement_type"] = known.company.settlement_type


def _payee(typed: Mapping[str, Any], supplier: Supplier | None, known: Known) -> Supplier | None:
    """Who is paid: typed, else the vendor's invoice account, else the vendor (01 §2.2)."""
    if "invoice_account" in typed:
        return known.suppliers.get(typed["invoice_account"])
    if supplier and supplier.invoice_account:
        return known.suppliers.get(supplier.invoice_account)
    return supplier


def of_company(known: Known) -> Row:
    """What the company gives an order."""
    company = known.company
    return {
        "language": company.language,
        "posting_profile_id": company.posting_profile,
        "currency_id": company.currency,
        "orderer_id": company.worker,
        "order_date": known.today,
        "delivery_date": known.today,
    }


def of_vendor(supplier: Supplier | None, payee: Supplier | None, *, transfer: bool = True) -> Row:
    """What vendor and invoice account give an order; without `transfer` only what it cannot do without.

    A blank that stays blank is left to the company. A one-time supplier does not get what belongs to
    the template alone.
    """
    given: Row = {}
    if supplier:
        given |= {
            "name": supplier.name,
            "contact": supplier.contact,
            "email": supplier.email,
            "internet_address": supplier.internet_address,
            "language": supplier.language,
            "delivery_terms_id": supplier.delivery_terms,
            "mode_of_delivery_id": supplier.mode_of_delivery,
            "buyer_group_id": supplier.buyer_group,
            "pool_id": supplier.pool,
            "number_sequence_group_id": supplier.number_sequence_group,
        }
    if payee:
        given |= {"invoice_account_id": payee.id, "currency_id": payee.currency, **of_payee(payee)}
    kept = given if transfer else {name: given[name] for name in AT_LEAST if name in given}
    return {name: value for name, value in kept.items() if not (is_blank(value) and name in KEPT_IF_BLANK)}


#: Where a vendor gives nothing the company does.
KEPT_IF_BLANK = ("language", "currency_id")


def of_payee(payee: Supplier) -> Row:
    """What the one who is paid gives an order (01 §2.2)."""
    return {
        "terms_of_payment_id": payee.terms_of_payment,
        "sales_tax_group_id": payee.sales_tax_group,
        "tax_exempt_number": payee.tax_exempt_number,
    }


def explain(row: Row, typed: Mapping[str, Any], known: Known) -> None:
    """A reason brings its comment along, a requester where he sits; both may be typed over (01 §4, §17)."""
    reason = known.named.get(("reason", typed.get("reason", "")))
    if reason and "reason_comment" not in typed:
        row["reason_comment"] = reason.name
    requester = known.named.get(("worker", typed.get("requester", "")))
    if requester and is_blank(row["attention_information"]):
        row["attention_information"] = requester.address


def _problems(sheet: Sheet, supplier: Supplier | None, payee: Supplier | None, known: Known) -> Iterator[Refusal]:
    yield from _somebody_delivers(sheet.told, known)
    yield from unknown(sheet.told, known)
    yield from number_free(sheet.header["number"], known)
    yield from not_on_hold({"vendor": supplier, "invoice_account": payee}, CREATING, known.today)
    yield from own_currency(sheet.header, known)
    yield from places.warehouse_fits(sheet.header, sheet.told, known)
    yield from dates_fit(sheet.header, sheet.told, known)
    yield from written_well(sheet.told, known)


def _somebody_delivers(typed: Mapping[str, Any], known: Known) -> Iterator[Refusal]:
    """A vendor is named, or a one-time supplier who has a name and a template (ORD-10)."""
    if not typed.get("one_time_supplier"):
        if "vendor" not in typed:
            yield REQUIRED(field="vendor", label=known.labels["vendor"])
        return
    if "vendor" in typed:
        yield ONE_TIME_AND_VENDOR(field="vendor", vendor=typed["vendor"])
    if known.company.one_time_template is None:
        yield NO_TEMPLATE(field="one_time_supplier")
    if "name" not in typed:
        yield REQUIRED(field="name", label=known.labels["name"])


def written_well(typed: Mapping[str, Any], known: Known) -> Iterator[Refusal]:
    """Addresses somebody can write to, a language there is, workers who are there (01 §26)."""
    for address in addresses(typed.get("email")):
        if not EMAIL.fullmatch(address):
            yield BAD_EMAIL(field="email", value=address)
    for address in addresses(typed.get("internet_address")):
        if not URL.fullmatch(address):
            yield BAD_URL(field="internet_address", value=address)
    if typed.get("language") and not is_language(typed["language"]):
        yield NO_LANGUAGE(field="language", language=typed["language"])
    yield from employed(typed, known)


def employed(typed: Mapping[str, Any], known: Known, line: int | None = None) -> Iterator[Refusal]:
    """Whoever orders or asks for goods works for the company today (01 §26)."""
    for name in ("orderer", "requester"):
        worker = known.named.get(("worker", typed.get(name) or ""))
        if worker and not worker.active:
            yield NOT_EMPLOYED(field=name, line=line, label=known.labels[name], worker=worker.code)


def number_free(number: str, known: Known) -> Iterator[Refusal]:
    """A typed number has the right form, is not used or reserved yet in whatever case, and the sequence
    lets it be typed (01 §3)."""
    company, upper = known.company, number.upper()
    if not number and not company.manual_numbers:
        return
    if not NUMBER.fullmatch(number):
        yield NUMBER_FORMAT(field="number", number=number or "–")
    elif upper in known.numbers_used or known.numbers_reserved.get(upper) is False:
        yield NUMBER_USED(field="number", number=number)
    elif company.number_form and not company.manual_numbers and upper not in known.numbers_reserved:
        yield from _typed_over(number, company)


def _typed_over(number: str, company: Company) -> Iterator[Refusal]:
    """Typing over what would be drawn: a number the sequence has passed is lower, any other is higher."""
    counter = numbering.parse(numbering.spelled(company.number_form, company.code), number)
    passed = counter is not None and counter < company.next_number
    if passed and not company.lower_numbers:
        yield NUMBER_PASSED(field="number", number=number)
    elif not passed and not company.higher_numbers:
        yield NUMBER_AHEAD(field="number", number=number)


def numbers_differ(sheets: Sequence[Sheet]) -> None:
    """Orders created together do not get one number twice."""
    seen: set[str] = set()
    for sheet in sheets:
        number = sheet.header["number"].upper()
        if number and number in seen:
            sheet.faults.append(NUMBER_USED(field="number", number=sheet.header["number"]))
        seen.add(number)


def not_on_hold(roles: Mapping[str, Supplier | None], action: Label, today: date) -> Iterator[Refusal]:
    """Nobody involved is on hold for everything; by the field that names him (01 §2.2)."""
    told: set[int] = set()
    for field, supplier in roles.items():
        if supplier and held(supplier, today) and supplier.id not in told:
            told.add(supplier.id)
            yield ON_HOLD(
                field=field, vendor=supplier.account, hold=Hold.ALL.label, until=supplier.hold_until or RELEASED,
                action=action)  # fmt: skip


def held(supplier: Supplier, today: date) -> bool:
    """Whether a vendor gets no orders today: on hold for all, and the last day of the hold not past."""
    return supplier.hold == Hold.ALL and (supplier.hold_until is None or today <= supplier.hold_until)


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
    rows = [line.row for line in sheet.counted]
    promised = [row["confirmed_delivery_date"] for row in rows if row["confirmed_delivery_date"]]
    expected = [row["confirmed_delivery_date"] or row["delivery_date"] for row in rows]
    sheet.header["earliest_confirmed_delivery"] = min(promised, default=None)
    sheet.header["next_delivery"] = min(filter(None, expected), default=None)
