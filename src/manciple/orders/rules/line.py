"""A line of the order: where its values come from, and what they must be (01 §4, §5, §27)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from manciple.kernel.messages import REQUIRED
from manciple.kernel.numbers import HUNDRED, ZERO, places, sign
from manciple.kernel.refusals import Refusal

from ..messages import (
    ITEM_STOPPED,
    LEAD_TIME,
    LINE_NUMBER,
    NEGATIVE,
    NET_SIGN,
    OUTSIDE_LIMITS,
    PAST_DATE,
    QTY_DECIMALS,
    QUANTITY_ZERO,
    TOLERANCE,
    UOM_NO_CONVERSION,
)
from ..terms import Article, Known, LineSheet, Row, Sheet
from .header import employed
from .places import address_line, place_line, warehouse_fits
from .typed import columns, is_blank, unknown

#: What a line takes from the header where nothing else was typed (01 §4).
FROM_HEADER = (
    "sales_tax_group_id", "delivery_date", "requester_id", "attention_information", "mode_of_delivery_id",
    "delivery_terms_id",
)  # fmt: skip
NEVER_NEGATIVE = ("unit_price", "charges_on_purchases")
TOLERANCES = ("overdelivery_percent", "underdelivery_percent")
DATES = ("delivery_date", "confirmed_delivery_date")


def add_lines(sheet: Sheet, told: Sequence[Mapping[str, Any]], known: Known) -> None:
    """New lines at the end of an order, or under the numbers typed for them (01 §15)."""
    taken = {line.number for line in sheet.lines}
    for each, number in numbered(told, taken, known.company.line_number_increment):
        if number in taken or number < 1:
            sheet.faults.append(LINE_NUMBER(line=number, field="line_number", number=number))
        taken.add(number)
        sheet.lines.append(new_line(each, number, sheet, known))


def numbered(
    told: Sequence[Mapping[str, Any]], taken: Iterable[int], increment: int = 1
) -> Iterator[tuple[Mapping[str, Any], int]]:  # fmt: skip
    """What was typed, each with its number: typed, or the highest so far plus the increment."""
    last = max(taken, default=0)
    for each in told:
        typed = each.get("line_number")
        number = last + increment if typed is None else typed
        last = max(last, number)
        yield each, number


def new_line(told: Mapping[str, Any], number: int, sheet: Sheet, known: Known) -> LineSheet:
    """A line as typed, completed from the order and the item."""
    typed = {name: value for name, value in told.items() if not is_blank(value)}
    article = known.articles.get(typed.get("item", ""))
    row = known.blank_line | columns(_stored(typed), known.blank_line, known)
    row["line_number"] = number
    row["ordered"] = typed.get("quantity", ZERO)
    _complete(row, typed, article, sheet.header)
    place_line(row, sheet.header, article, known)
    address_line(row, sheet.header, known)
    line = LineSheet(row, typed, search="unit_price" not in typed and "net_amount" not in typed, recompute=True)
    sheet.faults += [*unknown(typed, known, number), *_incomplete(line, known)]
    sheet.faults += check(line, article, known)
    return line


def _stored(typed: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in typed.items() if name not in ("quantity", "line_number")}


def _complete(row: Row, typed: Mapping[str, Any], article: Article | None, header: Row) -> None:
    """What was not typed: from the order, then from the item (01 §4)."""
    for name in FROM_HEADER:
        row[name] = row[name] or header[name]
    if article is None:
        return
    row["product_name"] = article.name
    row["text"] = row["text"] or article.name
    row["unit_id"] = row["unit_id"] or article.purchase_unit
    for name in TOLERANCES:
        if name not in typed:
            row[name] = getattr(article, name)
    if "matching_policy" not in typed:
        row["matching_policy"] = article.matching_policy
    if "price_unit" not in typed:
        row["price_unit"] = article.price_unit


def _incomplete(line: LineSheet, known: Known) -> Iterator[Refusal]:
    for name in ("item", "quantity"):
        if name not in line.told:
            yield REQUIRED(line=line.number, field=name, label=known.labels[name])


def check(line: LineSheet, article: Article | None, known: Known) -> Iterator[Refusal]:
    """What is wrong with the values of a line, whoever typed them and when."""
    row, number = line.row, line.number
    if not (is_blank(line.told.get("site")) and is_blank(line.told.get("warehouse"))):
        yield from warehouse_fits(row, line.told, known, number)
    yield from _quantity(line, article)
    for name in NEVER_NEGATIVE:
        if (row[name] or ZERO) < 0:
            yield NEGATIVE(line=number, field=name, label=known.labels[name])
    for name in TOLERANCES:
        if row[name] < 0 or (name == "underdelivery_percent" and row[name] > HUNDRED):
            yield TOLERANCE(line=number, field=name, label=known.labels[name])
    if "net_amount" in line.told and sign(row["net_amount"]) == -sign(row["ordered"]) != 0:
        yield NET_SIGN(line=number, field="net_amount")
    yield from employed(line.told, known, number)
    yield from _dates_fit(line, known)


def _dates_fit(line: LineSheet, known: Known) -> Iterator[Refusal]:
    """A day in the past is worth a look (01 §17)."""
    for name in DATES:
        typed_on = line.told.get(name)
        if typed_on and typed_on < known.today:
            yield PAST_DATE(line=line.number, field=name, label=known.labels[name], date=typed_on)


def _quantity(line: LineSheet, article: Article | None) -> Iterator[Refusal]:
    row, number = line.row, line.number
    if "quantity" in line.told and row["ordered"] == 0:
        yield QUANTITY_ZERO(line=number, field="quantity")
    if article is None:
        return
    if article.stopped and "item" in line.told:
        yield ITEM_STOPPED(line=number, field="item", item=article.item)
    if row["unit_id"] is not None and row["unit_id"] != article.purchase_unit:
        unit = line.told.get("unit", "–")
        yield UOM_NO_CONVERSION(line=number, field="unit", unit=unit, to=article.unit_code, item=article.item)
    elif "quantity" in line.told:
        yield from decimals_fit("quantity", line, article)


def decimals_fit(name: str, line: LineSheet, article: Article) -> Iterator[Refusal]:
    """A typed quantity has no more decimals than its unit (02 §3)."""
    if places(line.told[name]) > article.decimals:
        yield QTY_DECIMALS(
            line=line.number, field=name, unit=article.unit_code, decimals=article.decimals,
            quantity=line.told[name])  # fmt: skip


def propose_date(line: LineSheet, sheet: Sheet, article: Article | None) -> None:
    """The lead time proposes a delivery date when nobody named one (02 §6.3)."""
    named = "delivery_date" in line.told or "delivery_date" in sheet.told
    days = lead_time(line, article)
    if line.stored is None and not named and days:
        line.row["delivery_date"] = sheet.header["order_date"] + timedelta(days=days)


def lead_time(line: LineSheet, article: Article | None) -> int:
    """Days the vendor needs: of the agreement that gave the price, else of the item."""
    offered = line.offer.lead_time_days if line.offer else 0
    return offered or (article.lead_time_days if article else 0)


def remarks(line: LineSheet, article: Article | None, known: Known) -> Iterator[Refusal]:
    """What is allowed but worth a look: too early a date, a quantity the vendor does not take."""
    row, days, typed_on = line.row, lead_time(line, article), line.told.get("delivery_date")
    if days and typed_on and known.today <= typed_on < known.today + timedelta(days=days):
        yield LEAD_TIME(line=line.number, field="delivery_date", date=typed_on, days=days)
    offer = line.offer
    if offer and not _within(abs(row["ordered"]), offer.least_quantity, offer.most_quantity):
        yield OUTSIDE_LIMITS(
            line=line.number, field="quantity", least=offer.least_quantity,
            most=offer.most_quantity or "–")  # fmt: skip


def _within(quantity: Any, least: Any, most: Any) -> bool:
    return bool(quantity >= least and (not most or quantity <= most))
