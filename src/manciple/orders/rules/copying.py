"""Copying lines of other documents into an order, as they are or turned round (01 §14)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from manciple.kernel.numbers import ONE, ZERO, places
from manciple.kernel.refusals import Refusal
from manciple.pricing.terms import PriceSource
from manciple.terms.terms import ChargeCategory

from ..messages import (
    CREDIT_TOO_MUCH,
    INVOICE_MATCHED,
    LINE_STAYS,
    NOT_OF_ACCOUNT,
    NOT_OWN_JOURNAL,
    NOTHING_TO_COPY,
    QUANTITY_UNFIT,
    UNKNOWN_SOURCE,
)
from ..terms import Known, LineSheet, PurchaseType, Row, Sheet, SourceLine, Standing, Typed
from . import edits, locks, money, removing, types
from .charges import add_charges
from .line import add_lines

Told = Mapping[str, Any]

#: What a line is, whatever else is said: everything more comes as for a new line.
ALWAYS = ("item", "unit")
#: What a precise copy takes of the source line itself.
PRECISE = ("text", "site", "warehouse", "sales_tax_group")
#: What a precise copy takes of the order line the source stands for.
OF_ORDER_LINE = (
    "external_item", "customer_requisition", "customer_reference", "matching_policy", "overdelivery_percent",
    "underdelivery_percent", "return_action", "scrap", "delivery_name", "delivery_address",
    "attention_information", "requester", "mode_of_delivery", "delivery_terms",
)  # fmt: skip
#: What a copied header brings along in any case, and what more when it is copied precisely.
HEADER = ("site", "warehouse", "requester", "attention_information", "buyer_group", "pool")
HEADER_PRECISE = (
    "language", "terms_of_payment", "number_sequence_group", "currency", "delivery_terms", "mode_of_delivery",
    "sales_tax_group", "tax_exempt_number", "delivery_name", "delivery_address", "vendor_reference",
)  # fmt: skip
#: Prices as they were agreed.
PRICES = ("unit_price", "price_unit", "discount", "discount_percent", "charges_on_purchases")


@dataclass(frozen=True, slots=True)
class Options:
    """How lines are copied. A credit note has five of them fixed (01 §14)."""

    factor: Decimal = ONE
    invert_sign: bool = False
    copy_charges: bool = False
    recalculate_price: bool = False
    copy_precisely: bool = False
    delete_lines: bool = False
    copy_header: bool = False
    is_credit: bool = False
    own_journals: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """What somebody chose to copy: a line of a document, or the whole of it."""

    kind: str
    document: str
    line: int | None = None
    quantity: Decimal | None = None

    @property
    def name(self) -> str:
        """How people read it."""
        return self.document if self.line is None else f"{self.document} · {self.line}"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A source line that is copied, and how much of it."""

    source: SourceLine
    quantity: Decimal

    @property
    def name(self) -> str:
        """How refusals call it."""
        return f"{self.source.document} · {self.source.line}"


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is to be copied into one order."""

    options: Options
    chosen: Sequence[Chosen] = ()
    unknown: Sequence[Reference] = ()
    precise: Mapping[int, Told] = field(default_factory=dict)
    header: Told = field(default_factory=dict)
    charges: Sequence[Told] = ()
    credited: Mapping[int, Decimal] = field(default_factory=dict)
    purchase_type: str = ""
    rma_number: str = ""


def reference(text: str, quantity: Decimal | None = None) -> Reference:
    """A source as it is written: kind, number, line, with colons between; without a line the whole document."""
    kind, _, rest = text.partition(":")
    document, _, line = rest.rpartition(":")
    if document and line.isascii() and line.isdecimal() and len(line) < 10:
        return Reference(kind, document, int(line), quantity)
    return Reference(kind, rest, None, quantity)


def choose(wanted: Sequence[Reference], found: Mapping[tuple[str, str], Sequence[SourceLine]]) -> list[Chosen]:
    """The lines that were named. Of a whole document those that have a quantity; a line named twice, or
    with its document, comes once for each time."""
    chosen: list[Chosen] = []
    for each in wanted:
        for line in found.get((each.kind, each.document), ()):
            if each.line == line.line:
                chosen.append(Chosen(line, line.quantity if each.quantity is None else each.quantity))
            elif each.line is None and line.quantity != 0:
                chosen.append(Chosen(line, line.quantity))
    return chosen


def missing(wanted: Sequence[Reference], found: Mapping[tuple[str, str], Sequence[SourceLine]]) -> list[Reference]:
    """What was named and is not there."""
    return [
        each
        for each in wanted
        if not any(each.line in (None, line.line) for line in found.get((each.kind, each.document), ()))
    ]


def new_quantity(quantity: Decimal, options: Options) -> Decimal:
    """Quantity × factor, turned round when wanted (01 §14, rule 1)."""
    return quantity * options.factor * (-1 if options.invert_sign else 1)


def copy(sheet: Sheet, plan: Plan, known: Known) -> None:
    """Puts the chosen lines on an order: all of them, or none and why."""
    faults = [*_sources_fit(sheet, plan), *_quantities_fit(plan, known), *_within_invoiced(plan)]
    if not faults and plan.options.delete_lines:
        faults += _delete_lines(sheet, known)
    sheet.faults += faults
    if faults:
        return
    _copy_header(sheet, plan, known)
    _copy_lines(sheet, plan, known)
    if plan.options.copy_charges and plan.options.copy_header:
        add_charges(sheet, [_turned(each, plan.options) for each in plan.charges], known)
    sheet.faults += [*types.follow_type(sheet), *types.returns_fit(sheet)]


# --- What must hold ----------------------------------------------------------------------------------


def _sources_fit(sheet: Sheet, plan: Plan) -> Iterator[Refusal]:
    """Something was chosen, it exists, and this order may take it."""
    for each in plan.unknown:
        yield UNKNOWN_SOURCE(field="lines", source=each.name, kind=each.kind)
    if not plan.chosen and not plan.unknown:
        yield NOTHING_TO_COPY(field="lines")
    for chosen in plan.chosen:
        if plan.options.own_journals and chosen.source.order != sheet.header["id"]:
            yield NOT_OWN_JOURNAL(field="lines", source=chosen.name)
        if plan.options.is_credit and chosen.source.payee != sheet.header["invoice_account_id"]:
            yield NOT_OF_ACCOUNT(field="lines", source=chosen.name)


def _quantities_fit(plan: Plan, known: Known) -> Iterator[Refusal]:
    """What results has no more decimals than its unit (ORD-60)."""
    for each in plan.chosen:
        article = known.articles.get(each.source.item)
        quantity = new_quantity(each.quantity, plan.options)
        if article and places(quantity) > article.decimals:
            yield QUANTITY_UNFIT(field="lines", quantity=quantity, unit=article.unit_code, source=each.name)


def _within_invoiced(plan: Plan) -> Iterator[Refusal]:
    """No more of an invoice line is credited than was invoiced and not credited yet (ORD-62)."""
    if not plan.options.is_credit:
        return
    asked: dict[int, Decimal] = {}
    for each in plan.chosen:
        source, wanted = each.source, each.quantity * plan.options.factor
        asked[source.key] = asked.get(source.key, ZERO) + wanted
        most = creditable(source, plan.credited)
        backwards = (wanted > 0) != (source.quantity > 0)
        if backwards or abs(asked[source.key]) > abs(most):
            yield CREDIT_TOO_MUCH(field="lines", most=most, source=each.name)


def creditable(source: SourceLine, credited: Mapping[int, Decimal]) -> Decimal:
    """What is left to credit of an invoice line: invoiced less credited, with the sign of the invoice."""
    left = abs(source.quantity) - abs(credited.get(source.key, ZERO))
    return max(left, ZERO) * (1 if source.quantity > 0 else -1)


def _delete_lines(sheet: Sheet, known: Known) -> list[Refusal]:
    """Takes all lines off the order; one that has to stay keeps everything as it is (ORD-61)."""
    standing = [line for line in sheet.lines if line.stored and not line.row["is_deleted"]]
    stays = [line.number for line in standing if any(locks.removable(line, known))]
    if not stays:
        removing.take_all_off(sheet, known)
    return [LINE_STAYS(line=number, field="delete_lines") for number in stays]


def not_matched(order: Standing) -> Iterator[Refusal]:
    """No invoice, pending or posted, is matched to the order that becomes a credit note (04 §13)."""
    invoices = sorted({each.invoice for each in order.pending.values() if each.invoice})
    posted = any(line.row["invoiced"] != 0 for line in order.sheet.lines)
    if invoices or posted:
        yield INVOICE_MATCHED(invoices=invoices or "–")


# --- What follows ------------------------------------------------------------------------------------


def _copy_header(sheet: Sheet, plan: Plan, known: Known) -> None:
    """Puts the header fields of the source on the order, under the locks every edit obeys (01 §14, rule 3)."""
    told: dict[str, Any] = {}
    if plan.options.copy_header:
        names = HEADER + (HEADER_PRECISE if plan.options.copy_precisely else ())
        told = {name: plan.header[name] for name in names if plan.header.get(name) not in (None, "")}
    if plan.purchase_type == PurchaseType.RETURNED_ORDER:
        told |= {"purchase_type": plan.purchase_type, "rma_number": plan.rma_number}
    if told:
        edits.edit_header(sheet, Typed(header=told, lines=(), charges=()), known)
    if plan.options.is_credit:
        sheet.header["settlement_type"] = known.company.settlement_type


def _copy_lines(sheet: Sheet, plan: Plan, known: Known) -> None:
    """New lines at the end. Goods come when the header says, not when the source was due (rule 4)."""
    sheet.told = {**sheet.told, "delivery_date": sheet.header["delivery_date"]}
    before = len(sheet.lines)
    add_lines(sheet, [_told(each, plan) for each in plan.chosen], known)
    for line, each in zip(sheet.lines[before:], plan.chosen, strict=True):
        if not plan.options.recalculate_price:
            _price_as_source(line, each, known)
        if plan.options.is_credit:
            line.row |= {"credited_invoice": each.source.document, "credited_line": each.source.key}


def _told(each: Chosen, plan: Plan) -> dict[str, Any]:
    """The line as if somebody had typed it: what is left out comes from vendor, item and header."""
    source = each.source
    told = {name: getattr(source, name) for name in ALWAYS}
    told["quantity"] = new_quantity(each.quantity, plan.options)
    if plan.options.copy_precisely:
        told |= {name: getattr(source, name) for name in PRECISE}
        agreed = plan.precise.get(source.order_line or 0, {})
        told |= {name: agreed[name] for name in OF_ORDER_LINE if name in agreed}
    return told


def _price_as_source(line: LineSheet, each: Chosen, known: Known) -> None:
    """The price as it was agreed, with where it came from; a typed net amount goes by the quantity (rule 2)."""
    source, row = each.source, line.row
    line.search = False
    row |= {name: getattr(source, name) for name in PRICES} | {"price_source": source.price_source}
    if source.price_source == PriceSource.NET_MANUAL and source.net_quantity:
        share = source.net_amount * row["ordered"] / source.net_quantity
        row["net_amount"] = money.rounded(known.company)(share)


def _turned(charge: Told, options: Options) -> Row:
    """A charge of the header: a fixed value changes its sign with the lines and is never multiplied (rule 6)."""
    turns = options.invert_sign and charge["category"] == ChargeCategory.FIXED
    return {**charge, "value": -charge["value"] if turns else charge["value"]}
