"""Editing an order: what was typed, what may be typed, and what follows from it (01 §16, 02 §4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from manciple.kernel.messages import REQUIRED
from manciple.kernel.numbers import HUNDRED, sign
from manciple.kernel.refusals import Refusal
from manciple.pricing.terms import PriceSource

from ..messages import EDITING, QUANTITY_BELOW, RECEIVE_NOW
from ..terms import Article, ChargeSheet, Known, LineSheet, Propagate, Row, Sheet, Typed
from . import header, line, locks, places, quantities
from .charges import add_charges
from .typed import column, columns, is_blank, unknown

Told = Mapping[str, Any]

#: Header fields that cannot be blank.
NEEDED = ("name", "invoice_account")
#: Line fields that change the net amount when typed.
PRICED = ("quantity", "unit_price", "price_unit", "discount", "discount_percent", "charges_on_purchases", "net_amount")
SEARCHED = (PriceSource.NONE, PriceSource.TRADE_AGREEMENT, PriceSource.ITEM_PRICE)
#: What tells one line or charge of an edit from another, and is no field of it.
ADDRESS = ("line_number", "remove")


def edit(sheet: Sheet, typed: Typed, known: Known) -> None:
    """Puts what was typed on an order: header, lines, what lines take from the header, charges."""
    edit_header(sheet, typed.header, known)
    edit_lines(sheet, typed.lines, known)
    propagate(sheet, typed.propagate, known)
    edit_charges(sheet, typed.charges, known)


def edit_header(sheet: Sheet, told: Told, known: Known) -> None:
    """Puts typed header fields on the order as far as they differ and are open."""
    row = sheet.header
    sheet.faults += unknown(told, known)
    typed = _differing(told, row, known.blank_order, known)
    for name in list(typed):
        if refusals := [*locks.order_field(name, sheet, known), *_needed(name, told, known)]:
            sheet.faults += refusals
            del typed[name]
    row |= columns(typed, known.blank_order, known)
    sheet.told = typed
    move(row, typed, told, known)
    sheet.faults += [*header.dates_fit(row, typed, known), *places.warehouse_fits(row, typed, known)]
    payee = known.suppliers.get(typed.get("invoice_account", ""))
    sheet.faults += header.not_on_hold({"invoice_account": payee}, EDITING)


def _needed(name: str, told: Told, known: Known) -> Iterator[Refusal]:
    if name in NEEDED and is_blank(told[name]):
        yield REQUIRED(field=name, label=known.labels[name])


def _differing(told: Told, row: Row, blank: Row, known: Known) -> dict[str, Any]:
    """What was typed and is not so already. Pages send whole rows; what is unchanged is no edit."""
    stored = columns(told, blank, known)
    return {name: value for name, value in told.items() if stored[column(name)] != row[column(name)]}


def move(row: Row, typed: Told, told: Told, known: Known) -> None:
    """Keeps site and warehouse together: another warehouse sets the site; another site drops a
    warehouse that is elsewhere, unless it was named too (03 §2)."""
    home = places.site_of(row["warehouse_id"], known)
    if home is None or home == row["site_id"]:
        return
    if "warehouse" in typed and "site" not in typed:
        row["site_id"] = home
    elif "site" in typed and is_blank(told.get("warehouse")):
        row["warehouse_id"] = None


def edit_lines(sheet: Sheet, told: Sequence[Told], known: Known) -> None:
    """Changes, removes and adds lines; a line is named by its number (01 §12, §15)."""
    numbers = {each.number: each for each in sheet.lines}
    new: list[Told] = []
    for each in told:
        found = numbers.get(each.get("line_number") or 0)
        if found is None:
            new.append({name: value for name, value in each.items() if name != "remove"})
        elif each.get("remove"):
            sheet.faults += locks.removable(found, known)
            found.removed = True
        else:
            change_line(found, {n: v for n, v in each.items() if n not in ADDRESS}, sheet, known)
    line.add_lines(sheet, new, known)


def change_line(edited: LineSheet, told: Told, sheet: Sheet, known: Known) -> None:
    """Puts typed fields on a line as far as they differ and are open."""
    row, blank = edited.row, known.blank_line | {"quantity": None}
    sheet.faults += unknown(told, known, edited.number)
    shown = row | {"quantity": row["ordered"] - row["canceled_order"]}
    edited.told = typed = _differing(told, shown, blank, known)
    for name in list(typed):
        if refusals := [*locks.line_field(name, edited, known), *_line_needed(name, typed, edited, known)]:
            sheet.faults += refusals
            del typed[name]
    row |= columns({name: value for name, value in typed.items() if name != "quantity"}, blank, known)
    _order_anew(edited, sheet)
    _follow_item(edited, known)
    move(row, typed, told, known)
    if "delivery_date" in typed and row["delivery_date"] is None:
        row["delivery_date"] = sheet.header["delivery_date"]
    _price_anew(edited)
    article = known.articles.get(row["item_id"])
    sheet.faults += [*line.check(edited, article, known), *_receive_now(edited, article)]


def _line_needed(name: str, typed: Told, edited: LineSheet, known: Known) -> Iterator[Refusal]:
    if name in ("item", "unit", "quantity") and is_blank(typed[name]):
        yield REQUIRED(line=edited.number, field=name, label=known.labels[name])


def _order_anew(edited: LineSheet, sheet: Sheet) -> None:
    """A typed quantity is ordered anew; what arrived or was invoiced bounds it (ORD-13)."""
    if "quantity" not in edited.told:
        return
    row, before = edited.row, quantities.of(edited.row)
    typed, least = edited.told["quantity"], quantities.least(before)
    if least and (sign(typed) != sign(least) or abs(typed) < abs(least)):
        sheet.faults.append(QUANTITY_BELOW(line=edited.number, field="quantity", least=least))
    quantities.put(row, quantities.ordered_anew(before, typed))


def _follow_item(edited: LineSheet, known: Known) -> None:
    """Another item brings its own name, unit, tolerances and matching policy along."""
    if "item" not in edited.told:
        return
    row, typed, stored = edited.row, edited.told, edited.stored
    article = known.articles.get(row["item_id"])
    if article is None or stored is None:
        return
    if "text" not in typed and row["text"] == stored["product_name"]:
        row["text"] = article.name
    row["product_name"] = article.name
    if "unit" not in typed:
        row["unit_id"] = article.purchase_unit
    for name in (*line.TOLERANCES, "matching_policy"):
        if name not in typed:
            row[name] = getattr(article, name)


def _price_anew(edited: LineSheet) -> None:
    """What is searched and computed again, by what was typed (02 §4, edit effects).

    A typed price or net amount is kept until another is typed; blanking it asks for a search.
    """
    row, typed = edited.row, edited.told
    emptied = any(name in typed and typed[name] is None for name in ("unit_price", "net_amount"))
    if emptied:
        row |= {"unit_price": None, "price_source": PriceSource.NONE.value}
    wanted = emptied or any(name in typed for name in ("item", "unit", "quantity"))
    valued = any(not is_blank(typed.get(name)) for name in ("unit_price", "net_amount"))
    edited.search = wanted and not valued and row["price_source"] in SEARCHED
    edited.recompute = edited.search or any(name in typed for name in PRICED)
    if "price_unit" in typed and row["unit_price"] is not None and not edited.search:
        row["price_source"] = PriceSource.MANUAL.value


def _receive_now(edited: LineSheet, article: Article | None) -> Iterator[Refusal]:
    """A proposal beyond what may come is worth a look; it has no effect by itself (01 §5)."""
    row, now = edited.row, edited.told.get("receive_now")
    if not now:
        return
    if article:
        yield from line.decimals_fit("receive_now", edited, article)
    counted = quantities.of(row)
    allowed = abs(quantities.effective(counted)) * (1 + row["overdelivery_percent"] / HUNDRED)
    most = max(abs(quantities.remaining(counted)), allowed - abs(counted.received))
    if sign(now) != sign(counted.ordered) or abs(now) > most:
        yield RECEIVE_NOW(line=edited.number, field="receive_now", most=most)


def propagate(sheet: Sheet, how: str, known: Known) -> None:
    """Lines follow the header: those with its old value or none, all that may, or none (01 §16)."""
    if how == Propagate.NONE or sheet.stored is None:
        return
    old, new = sheet.stored, sheet.header
    if old["delivery_date"] != new["delivery_date"]:
        _hand_down(sheet, ("delivery_date",), ("delivery_date",), how, known)
    if old["sales_tax_group_id"] != new["sales_tax_group_id"]:
        _hand_down(sheet, ("sales_tax_group",), ("sales_tax_group_id",), how, known)
    if (old["site_id"], old["warehouse_id"]) != (new["site_id"], new["warehouse_id"]):
        _hand_down(sheet, ("site", "warehouse"), ("site_id", "warehouse_id"), how, known)


def _hand_down(sheet: Sheet, names: Sequence[str], held: Sequence[str], how: str, known: Known) -> None:
    """Gives the header's values to the lines that may take them; typed ones keep what was typed."""
    before = sheet.stored
    assert before is not None, "only a stored order hands something down"
    for each in sheet.kept:
        if each.stored is None or any(name in each.told for name in names):
            continue
        matching = all(each.row[name] in (None, before[name]) for name in held)
        if (how == Propagate.ALL or matching) and not [*_closed(names[0], each, known)]:
            each.row |= {name: sheet.header[name] for name in held}


def _closed(name: str, each: LineSheet, known: Known) -> Iterator[object]:
    """What keeps a line from following: its regime, or that it is over."""
    yield from locks.line_field(name, each, known)
    if each.stored and quantities.status(quantities.of(each.stored)) in quantities.OVER:
        yield each


def edit_charges(sheet: Sheet, told: Sequence[Told], known: Known) -> None:
    """Changes, removes and adds header charges; a charge is named by its number."""
    numbers = {each.row["line_number"]: each for each in sheet.charges}
    new: list[Told] = []
    for each in told:
        found = numbers.get(each.get("line_number") or 0)
        if found is None:
            new.append({name: value for name, value in each.items() if name != "remove"})
        elif each.get("remove"):
            found.removed = True
        else:
            _change_charge(found, {n: v for n, v in each.items() if n not in ADDRESS}, sheet, known)
    add_charges(sheet, new, known)


def _change_charge(charge: ChargeSheet, told: Told, sheet: Sheet, known: Known) -> None:
    number = charge.row["line_number"]
    sheet.faults += unknown(told, known, number)
    if "charge_code" in told and is_blank(told["charge_code"]):
        sheet.faults.append(REQUIRED(line=number, field="charge_code", label=known.labels["charge_code"]))
        return
    charge.row |= columns(told, known.blank_charge, known)
    charge.code = known.named.get(("charge_code", charge.row["charge_code_id"] or 0))
    if charge.code and is_blank(charge.row["category"]):
        charge.row["category"] = charge.code.category


def is_versioned(sheet: Sheet) -> bool:
    """Whether something changed that the vendor was told (01 §7.4)."""
    silent = {*locks.OPERATIONAL, "sales_tax"}
    lines = any(each.removed or _changed(each.row, each.stored, silent) for each in sheet.lines)
    charges = any(each.removed or _changed(each.row, each.stored, {"amount", "sales_tax"}) for each in sheet.charges)
    return lines or charges or _changed(sheet.header, sheet.stored, set())


def _changed(row: Row, stored: Row | None, silent: set[str]) -> bool:
    return stored is None or any(row[name] != stored[name] for name in row if name not in silent)
