"""Charges on the header (02 §9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from manciple.kernel.messages import REQUIRED

from ..messages import LINE_NUMBER
from ..terms import ChargeSheet, Known, Sheet
from .line import numbered
from .typed import columns, is_blank, unknown


def add_charges(sheet: Sheet, told: Sequence[Mapping[str, Any]], known: Known) -> None:
    """New charges; category and text come from the charges code unless typed."""
    taken = {charge.row["line_number"] for charge in sheet.charges}
    for each, number in numbered(told, taken):
        if number in taken or number < 1:
            sheet.faults.append(LINE_NUMBER(line=number, field="line_number", number=number))
        taken.add(number)
        sheet.charges.append(new_charge(each, number, sheet, known))


def new_charge(told: Mapping[str, Any], number: int, sheet: Sheet, known: Known) -> ChargeSheet:
    """A charge as typed, completed from its code."""
    typed = {name: value for name, value in told.items() if not is_blank(value)}
    code = known.named.get(("charge_code", typed.get("charge_code", "")))
    row = known.blank_charge | columns(typed, known.blank_charge, known) | {"line_number": number}
    if code:
        row["category"] = row["category"] or code.category
        row["text"] = row["text"] or code.name
    if "charge_code" not in typed:
        sheet.faults.append(REQUIRED(line=number, field="charge_code", label=known.labels["charge_code"]))
    sheet.faults += unknown(typed, known, number)
    return ChargeSheet(row, code)
