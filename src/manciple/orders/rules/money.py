"""What the lines of an order cost, and what the order comes to (02 §4, §5, §10, §17)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from manciple.kernel.explain import SILENT, Why
from manciple.kernel.numbers import ZERO, Form, Rounding, rounding
from manciple.kernel.refusals import Refusal
from manciple.pricing import rules as pricing
from manciple.pricing.terms import Charge, ItemPrice, LinePrice, Offer, PriceAsked, PriceSource, Taxed
from manciple.terms.terms import ChargeCategory, ChargeSide

from ..messages import NET_AND_PRICE, UNKNOWN_PRICE
from ..terms import Article, ChargeSheet, Company, Known, LineSheet, Row, Sheet
from . import line as lines
from . import quantities

#: Vendor, item, unit and currency: what a price is kept for.
Wanted = tuple[int, int, int, int]
Offers = Mapping[Wanted, Sequence[Offer]]


def rounded(company: Company) -> Rounding:
    """The general rule of the order's currency."""
    return rounding(company.general_rounding)


def totalled(company: Company) -> Rounding:
    """The rule for the order's total (02 §17)."""
    return rounding(company.purchase_rounding, Form(company.purchase_rounding_form))


def wanted(sheet: Sheet) -> Iterator[Wanted]:
    """What prices have to be looked up for."""
    for line in sheet.kept:
        asked = _asked(line, sheet.header) if line.search else None
        if asked:
            yield asked.vendor, asked.item, asked.unit, asked.currency


def _asked(line: LineSheet, header: Row) -> PriceAsked | None:
    row = line.row
    keys = (header["vendor_id"], row["item_id"], row["unit_id"], header["currency_id"])
    if None in keys:
        return None
    quantity = quantities.quantity(quantities.of(row)) if line.whole is None else line.whole
    return PriceAsked(*keys, quantity, header["order_date"])


def price_lines(sheet: Sheet, offers: Offers, known: Known) -> None:
    """Finds the prices that are to be searched and computes the net amounts that depend on them."""
    general = rounded(known.company)
    for line in sheet.kept:
        article = known.articles.get(line.row["item_id"] or 0)
        if line.search:
            _search(line, sheet.header, offers, article, known)
        if line.recompute:
            sheet.faults += _compute(line, general)
            lines.propose_date(line, sheet, article)
            sheet.faults += lines.remarks(line, article, known)


def _search(line: LineSheet, header: Row, offers: Offers, article: Article | None, known: Known) -> None:
    asked = _asked(line, header)
    if asked is None:
        return
    found = pricing.find_price(
        asked, offers.get((asked.vendor, asked.item, asked.unit, asked.currency), ()), item_price(article, known)
    )
    line.offer = found.offer
    typed = "price_unit" in line.told
    line.row |= {"unit_price": found.unit_price, "price_source": found.source.value}
    if not typed and found.unit_price is not None:
        line.row["price_unit"] = found.price_unit


def item_price(article: Article | None, known: Known) -> ItemPrice | None:
    """The item's own purchase price, in the company's currency."""
    if article is None:
        return None
    return ItemPrice(
        article.purchase_price, article.price_unit, article.purchase_unit, known.company.currency)  # fmt: skip


def price_of(row: Row) -> LinePrice | None:
    """The price fields of a line; none when its unit price is blank."""
    if row["unit_price"] is None:
        return None
    return LinePrice(
        row["ordered"] - row["canceled_order"], row["unit_price"], row["price_unit"], row["discount"],
        row["discount_percent"], row["charges_on_purchases"])  # fmt: skip


def _compute(line: LineSheet, general: Rounding) -> Iterator[Refusal]:
    """The net amount: typed, which leaves the price blank, or by the formula (02 §4)."""
    row, told, number = line.row, line.told, line.number
    if told.get("unit_price") is not None:
        row["price_source"] = PriceSource.MANUAL.value
    elif told.get("net_amount") is not None:
        _type_net(row, general)
        return
    if row["price_source"] == PriceSource.NET_MANUAL:
        return
    price = price_of(row)
    if price is None:
        row["net_amount"] = ZERO
        yield UNKNOWN_PRICE(line=number, field="unit_price")
        return
    wrong = list(pricing.within_price(price, number))
    yield from wrong
    if not any(each.field == "price_unit" for each in wrong):
        yield from _agree(line, price, general)


def _type_net(row: Row, general: Rounding) -> None:
    row |= {
        "net_amount": general(row["net_amount"]), "unit_price": None, "discount": ZERO, "discount_percent": ZERO,
        "charges_on_purchases": ZERO, "price_source": PriceSource.NET_MANUAL.value}  # fmt: skip


def _agree(line: LineSheet, price: LinePrice, general: Rounding) -> Iterator[Refusal]:
    """Sets the computed net amount; one that was typed beside the price has to be the same."""
    computed = pricing.net_amount(price, general)
    typed = line.told.get("net_amount")
    line.row["net_amount"] = computed
    if typed is not None and typed != computed:
        yield NET_AND_PRICE(line=line.number, field="net_amount", net=typed, computed=computed)


def charge_of(charge: ChargeSheet) -> Charge | None:
    """A header charge as the pricing rules see it; none when its code is unknown."""
    if charge.code is None:
        return None
    return Charge(
        ChargeCategory(charge.row["category"]), charge.row["value"],
        ChargeSide(charge.code.debit), ChargeSide(charge.code.credit))  # fmt: skip


def total_order(sheet: Sheet, known: Known, why: Why = SILENT) -> None:
    """Computes tax, charges and totals, and puts them on lines, charges and header (02 §17)."""
    counted = sheet.counted
    charges = [(each, charge) for each in sheet.charges if not each.removed and (charge := charge_of(each))]
    code, percent = tax_of(sheet.header["sales_tax_group_id"], known)
    found = pricing.totals(
        [Taxed(line.row["net_amount"], *tax_of(line.row["sales_tax_group_id"], known)) for line in counted],
        [(charge, code if each.code and each.code.taxed else "", percent) for each, charge in charges],
        rounded(known.company), totalled(known.company), why)  # fmt: skip
    for line, tax in zip(counted, found.line_taxes, strict=True):
        line.row["sales_tax"] = tax
    for (each, _), amount, tax in zip(charges, found.charge_amounts, found.charge_taxes, strict=True):
        each.row |= {"amount": amount, "sales_tax": tax}
    totals = found.totals
    sheet.header |= {
        "subtotal": totals.subtotal, "charges": totals.charges, "sales_tax": totals.sales_tax,
        "round_off": totals.round_off, "total": totals.total}  # fmt: skip


def tax_of(group: int | None, known: Known) -> tuple[str, Decimal]:
    """Code and percent of the tax of a group; a blank code means no tax."""
    named = known.named.get(("sales_tax_group", group)) if group else None
    return (named.tax_code, named.percent) if named else ("", ZERO)
