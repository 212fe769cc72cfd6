"""What pages ask before an edit is saved: which lines follow the header, what a new vendor brings along
(01 §5, §16)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from manciple.kernel import shapes
from manciple.kernel.context import Context
from manciple.kernel.forms import Option, Question
from manciple.kernel.numbers import plain
from manciple.kernel.records import field_of

from ..models import PurchaseLine, PurchaseOrder
from ..rules import handing
from ..rules.handing import HANDED, Handed
from ..rules.typed import column
from ..terms import Known, LineSheet, Sheet, UpdatePolicy
from .known import Wanted, known
from .standing import note_stored, pending_invoices, sheets

#: Keys of questions about header fields begin so; the field follows.
LINES = "lines:"
TRANSFER = {"vendor": "transfer_vendor_data", "invoice_account": "transfer_account_data"}


def questions(order: int, typed: Mapping[str, Any], ctx: Context) -> Sequence[Question]:
    """The questions an edit of header fields raises; none where nothing is to be decided."""
    names = {name for each in HANDED for name in each.names}
    if not typed.keys() & (names | TRANSFER.keys()):
        return ()
    sheet = sheets([order], ctx)[order]
    return [*_transfers(sheet, typed, ctx), *_lines(sheet, typed, ctx)]


def told(answers: Mapping[str, Sequence[str]]) -> Mapping[str, Any]:
    """Answers as further arguments of the edit."""
    chosen = [
        {"field": key.removeprefix(LINES), "lines": [int(each) for each in lines if each.isdecimal()]}
        for key, lines in answers.items() if key.startswith(LINES)
    ]  # fmt: skip
    transfers = {key: bool(answers[key]) for key in TRANSFER.values() if key in answers}
    return {**transfers, **({"update_lines": chosen} if chosen else {})}


def _transfers(sheet: Sheet, typed: Mapping[str, Any], ctx: Context) -> Iterator[Question]:
    """Whether the data of a newly chosen vendor replaces what the order says."""
    for name, key in TRANSFER.items():
        if typed.get(name) and name in _changed(sheet, typed, ctx):
            label = field_of(PurchaseOrder, name).verbose_name
            said = _("Take over the data of {vendor}: addresses, terms, currency, language").format(vendor=typed[name])
            option = Option(value="true", label=said, chosen=name == "vendor")
            yield Question(key=key, label=_("{field} was changed").format(field=label), options=[option])


def _lines(sheet: Sheet, typed: Mapping[str, Any], ctx: Context) -> Iterator[Question]:
    """For each field that asks: the lines, those chosen that have nothing of their own."""
    changed = _changed(sheet, typed, ctx)
    asked = [each for each in HANDED if changed & set(each.names)]
    lines = [line for line in sheet.lines if not line.row["is_deleted"]]
    if not asked or not lines:
        return
    have = _known(sheet, ctx)
    names = dict(PurchaseLine.objects.filter(company=ctx.company, order=sheet.header["id"]).values_list(
        "line_number", "product_name"))  # fmt: skip
    for handed in asked:
        if handing.policy_of(handed, have) is UpdatePolicy.PROMPT:
            options = [_option(handed, line, sheet, have, names) for line in lines]
            label = _("Which lines take the new {field}?").format(field=str(have.labels[handed.key]).lower())
            yield Question(key=f"{LINES}{handed.key}", label=label, options=options)


def _option(handed: Handed, line: LineSheet, sheet: Sheet, have: Known, names: Mapping[int, str]) -> Option:
    reason = handing.closed_by(handed, line, have)
    return Option(
        value=str(line.number), label=f"{line.number} · {names.get(line.number, '')}", hint=_hint(handed, line),
        chosen=not reason and handing.matches(handed, line, sheet), reason=reason)  # fmt: skip


def _hint(handed: Handed, line: LineSheet) -> str:
    """What the line has now, with the quantity that tells it from others."""
    value = line.row[handed.columns[0]]
    shown = "" if value is None or handed.columns[0].endswith("_id") else str(value)
    return " · ".join(part for part in (plain(line.row["ordered"]), shown) if part)


def _changed(sheet: Sheet, typed: Mapping[str, Any], ctx: Context) -> set[str]:
    """The typed fields that say something else than what is stored."""
    ids = shapes.resolve(PurchaseOrder, [typed], ctx)
    row = shapes.columns_of(PurchaseOrder, typed, ids)
    stored = sheet.stored or {}
    return {name for name in typed if (key := column(name)) in row and row[key] != stored.get(key)}


def _known(sheet: Sheet, ctx: Context) -> Known:
    wanted = Wanted()
    note_stored(wanted, [sheet])
    return replace(known(wanted, ctx), pending=pending_invoices([sheet.header["id"]], ctx))
