"""Editing an order: what was typed, what may be typed, and what follows from it (01 §16, 02 §4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from manciple.kernel.messages import REQUIRED
from manciple.kernel.numbers import HUNDRED, sign
from manciple.kernel.refusals import Refusal
from manciple.pricing.terms import PriceSource

from ..messages import EDITING, PART_RECEIVED, QUANTITY_BELOW, RECEIVE_NOW
from ..terms import VERSIONED, Article, ChargeSheet, Known, LineSheet, Part, Row, Sheet, Typed
from . import deliveries, handing, header, line, locks, places, quantities, removing, types
from .charges import add_charges
from .typed import column, columns, is_blank, unknown

Told = Mapping[str, Any]

#: Header fields that cannot be blank.
NEEDED = ("name", "vendor", "invoice_account", "purchase_type")
#: Line fields that change the net amount when typed.
PRICED = ("quantity", "unit_price", "price_unit", "discount", "discount_percent", "charges_on_purchases", "net_amount")
#: What tells one line or charge of an edit from another, and is no field of it.
ADDRESS = ("line_number", "remove")


def edit(sheet: Sheet, typed: Typed, known: Known) -> None:
    """Puts what was typed on an order: header, lines, what lines take from the header, charges."""
    edit_header(sheet, typed, known)
    edit_lines(sheet, typed.lines, known, to_deliveries=typed.to_deliveries)
    handing.hand_down(sheet, typed, known)
    edit_charges(sheet, typed.charges, known)
    sheet.faults += [*types.follow_type(sheet), *types.returns_fit(sheet)]


def edit_header(sheet: Sheet, all_typed: Typed, known: Known) -> None:
    """Puts typed header fields on the order as far as they differ and are open."""
    row, told = sheet.header, all_typed.header
    sheet.faults += unknown(told, known)
    sheet.told = typed = _differing(told, row, known.blank_order, known)
    for name in list(typed):
        if refusals := [*locks.order_field(name, sheet, known), *_needed(name, told, known)]:
            sheet.faults += refusals
            del typed[name]
    row |= columns(typed, known.blank_order, known)
    _change_vendor(sheet, typed, all_typed.transfer_vendor, known)
    _change_payee(row, typed, all_typed.transfer_account, known)
    header.explain(row, typed, known)
    move(row, typed, told, known)
    sheet.faults += [*_header_problems(sheet, typed, known)]


def _header_problems(sheet: Sheet, typed: Told, known: Known) -> Iterator[Refusal]:
    yield from header.dates_fit(sheet.header, typed, known)
    yield from places.warehouse_fits(sheet.header, typed, known)
    yield from header.written_well(typed, known)
    roles = {
        name: known.suppliers.get(sheet.header[f"{name}_id"])
        for name in ("vendor", "invoice_account")
        if name in typed or "vendor" in typed
    }
    yield from header.not_on_hold(roles, EDITING, known.today)


def _change_vendor(sheet: Sheet, typed: Told, transfer: bool, known: Known) -> None:
    """Another vendor brings his data along, as far as wanted; prices are searched again (01 §2.2, 02 §4)."""
    supplier = known.suppliers.get(typed.get("vendor") or "")
    if supplier is None:
        return
    named = known.suppliers.get(typed.get("invoice_account") or "")
    payee = named or known.suppliers.get(supplier.invoice_account or 0) or supplier
    given = header.of_vendor(supplier, payee, transfer=transfer)
    fallback = {"language": known.company.language, "currency_id": known.company.currency}
    kept = {column(name) for name in typed}
    sheet.header |= {name: value for name, value in (fallback | given).items() if name not in kept}
    sheet.faults += header.own_currency(sheet.header, known)
    for each in sheet.kept:
        each.search = each.recompute = each.row["price_source"] in deliveries.SEARCHED


def _change_payee(row: Row, typed: Told, transfer: bool, known: Known) -> None:
    """Another invoice account brings terms and tax along when that is wanted (01 §2.2)."""
    payee = known.suppliers.get(typed.get("invoice_account") or "")
    if payee and transfer:
        kept = {column(name) for name in typed}
        row |= {name: value for name, value in header.of_payee(payee).items() if name not in kept}


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


def edit_lines(sheet: Sheet, told: Sequence[Told], known: Known, *, to_deliveries: bool = True) -> None:
    """Changes, removes and adds lines; a line is named by its number (01 §12, §15). What is typed on the
    total of a schedule goes to its deliveries, prices only when that is wanted (01 §13)."""
    numbers = {each.number: each for each in sheet.lines}
    new: list[Told] = []
    for each in told:
        found = numbers.get(each.get("line_number") or 0)
        if found is None:
            new.append({name: value for name, value in each.items() if name != "remove"})
        elif each.get("remove"):
            sheet.faults += deliveries.removable(found)
            removing.take_off(found, sheet, known)
        else:
            change_line(found, {n: v for n, v in each.items() if n not in ADDRESS}, sheet, known)
            _hand_on(found, sheet, known, commercial=to_deliveries)
    line.add_lines(sheet, new, known)
    deliveries.follow(sheet)


def _hand_on(head: LineSheet, sheet: Sheet, known: Known, *, commercial: bool) -> None:
    """What was typed on the total of a schedule, on each of its deliveries."""
    if not deliveries.is_head(head):
        return
    told = deliveries.handed_on(head.told, commercial=commercial)
    for each in deliveries.deliveries_of(head, sheet):
        change_line(each, told, sheet, known, in_schedule=True)


def change_line(edited: LineSheet, told: Told, sheet: Sheet, known: Known, *, in_schedule: bool = False) -> None:
    """Puts typed fields on a line as far as they differ and are open."""
    row, blank = edited.row, known.blank_line | {"quantity": None}
    sheet.faults += unknown(told, known, edited.number)
    shown = row | {"quantity": row["ordered"] - row["canceled_order"]}
    edited.told = typed = _differing(told, shown, blank, known)
    if typed:
        sheet.faults += removing.not_gone(edited)
    for name in list(typed):
        elsewhere = () if in_schedule else deliveries.field_open(name, edited.row, known.labels[name])
        if refusals := [*elsewhere, *locks.line_field(name, edited, known), *_line_needed(name, typed, edited, known)]:
            sheet.faults += refusals
            del typed[name]
    row |= columns({name: value for name, value in typed.items() if name != "quantity"}, blank, known)
    _order_anew(edited, sheet)
    _follow_item(edited, known)
    move(row, typed, told, known)
    _follow_warehouse(edited, sheet, known)
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
    if sheet.header["change_management"] and before.received != 0:
        sheet.faults.append(PART_RECEIVED(line=edited.number, field="quantity"))
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


def _follow_warehouse(edited: LineSheet, sheet: Sheet, known: Known) -> None:
    """Another warehouse is delivered to at its own address, unless somebody typed another one (01 §4)."""
    row, stored = edited.row, edited.stored
    if stored is None or stored["warehouse_id"] == row["warehouse_id"]:
        return
    held = (row["delivery_name"], row["delivery_address"])
    if held == places.line_address(stored, sheet.header, known):
        row["delivery_name"], row["delivery_address"] = places.line_address(row, sheet.header, known)


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
    edited.search |= wanted and not valued and row["price_source"] in deliveries.SEARCHED
    edited.recompute |= edited.search or any(name in typed for name in PRICED)
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
    """Whether something changed that is agreed and told to the vendor (01 §7.4)."""
    if any(each.removed for each in sheet.lines) or any(each.removed for each in sheet.charges):
        return True
    return (
        _changed(Part.ORDER, [(sheet.header, sheet.stored)])
        or _changed(Part.LINE, [(each.row, each.stored) for each in sheet.lines])
        or _changed(Part.CHARGE, [(each.row, each.stored) for each in sheet.charges])
    )


def _changed(part: Part, pairs: Sequence[tuple[Row, Row | None]]) -> bool:
    names = _columns(part, pairs[0][0]) if pairs else []
    return any(before is None or any(row[name] != before[name] for name in names) for row, before in pairs)


def _columns(part: Part, row: Row) -> list[str]:
    """The columns that hold the versioned fields of a part; the quantity stands in two, and a line that
    is taken off leaves the content."""
    further = ("ordered", "canceled_order", "is_deleted") if part is Part.LINE else ()
    named = (f"{name}_id" if f"{name}_id" in row else name for name in VERSIONED[part] if name != "quantity")
    return [*named, *further]
