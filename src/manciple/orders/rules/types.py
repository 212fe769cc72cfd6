"""What a type of order allows, and what a change of it asks for (01 §2.1).

A Journal is a draft that commits to nothing: no inventory, no lot, no document. A returned order sends
goods back: every quantity is negative, and the vendor has given a number for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from manciple.kernel.refusals import Refusal
from manciple.kernel.words import Label

from ..messages import JOURNAL, NO_RETURN_ACTION, NO_RMA, NOT_NEGATIVE, RETURN_CLEARED, TYPE_LOCKED
from ..terms import DocumentStatus, Known, PurchaseType, Row, Sheet, Standing


def committed(action: Label) -> Callable[[Standing], Iterator[Refusal]]:
    """The guard of an action that no Journal has: the order is a commitment (ORD-07)."""

    def is_committed(order: Standing) -> Iterator[Refusal]:
        yield from no_journal(order.sheet.header["purchase_type"], action)

    return is_committed


def no_journal(purchase_type: str, action: Label) -> Iterator[Refusal]:
    """The same by the type alone, for facts of other packages."""
    if purchase_type == PurchaseType.JOURNAL:
        yield JOURNAL(field="purchase_type", action=action)


def type_open(header: Row, wanted: str, document: Label) -> Iterator[Refusal]:
    """The type changes until the first confirmation; a Journal has nothing that commits (ORD-08).

    `document` is what stands on a line of the order; blank when nothing does.
    """
    if header["confirmations"]:
        yield TYPE_LOCKED(field="purchase_type", what=f"{header['number']}-{header['confirmations']}")
    elif wanted == PurchaseType.JOURNAL and header["inquiries"]:
        yield TYPE_LOCKED(field="purchase_type", what=DocumentStatus.PURCHASE_INQUIRY.label)
    elif wanted == PurchaseType.JOURNAL and document:
        yield TYPE_LOCKED(field="purchase_type", what=document)


def follow_type(sheet: Sheet) -> Iterator[Refusal]:
    """What goes with another type: a Journal has no lots, only a returned order says what is returned."""
    before = sheet.stored
    if before is None or before["purchase_type"] == sheet.header["purchase_type"]:
        return
    if sheet.header["purchase_type"] == PurchaseType.JOURNAL:
        for line in sheet.kept:
            line.row["lot_id"] = ""
    if before["purchase_type"] == PurchaseType.RETURNED_ORDER and _clear_return(sheet):
        yield RETURN_CLEARED(field="purchase_type")


def _clear_return(sheet: Sheet) -> bool:
    """Drops number and actions of a return; tells whether there were any."""
    given = bool(sheet.header["rma_number"]) or any(line.row["return_action_id"] for line in sheet.kept)
    sheet.header["rma_number"] = ""
    for line in sheet.kept:
        line.row |= {"return_action_id": None, "scrap": False}
    return given


def returns_fit(sheet: Sheet) -> Iterator[Refusal]:
    """What goes back has a number of the vendor's and negative quantities (ORD-05, ORD-06)."""
    if sheet.header["purchase_type"] != PurchaseType.RETURNED_ORDER:
        return
    if not sheet.header["rma_number"]:
        yield NO_RMA(field="rma_number")
    for line in sheet.kept:
        if line.row["ordered"] > 0:
            yield NOT_NEGATIVE(line=line.number, field="quantity")


def return_actions_given(order: Standing) -> Iterator[Refusal]:
    """Before the vendor is told, each returned line says what becomes of the goods (ORD-06)."""
    if order.sheet.header["purchase_type"] != PurchaseType.RETURNED_ORDER:
        return
    for line in order.sheet.counted:
        if line.row["return_action_id"] is None and line.row["ordered"] != line.row["canceled_order"]:
            yield NO_RETURN_ACTION(line=line.number, field="return_action")


def want_lots(sheet: Sheet, known: Known) -> None:
    """Notes the lines whose stock needs a lot: stocked, not on a Journal, without one so far (01 §27)."""
    if sheet.header["purchase_type"] == PurchaseType.JOURNAL:
        return
    for line in sheet.counted:
        article = known.articles.get(line.row["item_id"] or 0)
        line.wants_lot = bool(article and article.stocked and not line.row["lot_id"])
