"""Copying lines into orders from orders and journals, and credit notes from invoices (01 §14)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from manciple.kernel.actions import Batch, action
from manciple.kernel.args import Args, arg
from manciple.kernel.context import Context
from manciple.kernel.numbers import ONE
from manciple.kernel.words import Label

from ..inquiries import copying
from ..messages import FINALIZED
from ..models import PurchaseLine, PurchaseOrder
from ..rules import guards, states, types
from ..rules.copying import Options, Reference, not_matched, reference
from ..terms import ALIVE, MAINTAIN_ORDERS, PurchaseType, Sheet, Standing
from .lots import issue_lots
from .moves import follow
from .writing import write_sheets

CREDIT_NOTE = _("Credit note")
COPIED = "purchase-order-lines-copied"


class Pick(Args):
    """A line to copy, or a whole document."""

    source: str = arg(
        _("Source"),
        max_length=80,
        help=_(
            "Kind, number and line with colons between, as copy-sources lists them; without a line the whole document."
        ),
    )
    chosen: bool = arg(_("Copy"), True)
    quantity: Decimal | None = arg(
        _("Quantity"), None, kind="quantity", max_digits=26, decimal_places=8, help=_("Blank: all of it."))  # fmt: skip


class Copying(Args):
    """What every copy is told; options that are no arguments are fixed for the action."""

    fixed: ClassVar[Mapping[str, bool]] = {}
    from_kinds: ClassVar[Callable[[], list[str]]] = copying.all_kinds

    lines: tuple[Pick, ...] = arg(_("Lines to copy"), ())
    factor: Decimal = arg(
        _("Quantity factor"), ONE, kind="quantity", gt=0, max_digits=26, decimal_places=8,
        help=_("Every quantity is multiplied by it."))  # fmt: skip

    def options(self) -> Options:
        """How lines are copied: as told, as far as that is not fixed."""
        names = ("invert_sign", "copy_charges", "recalculate_price", "copy_precisely", "delete_lines", "copy_header")
        told = {name: getattr(self, name, False) for name in names}
        return Options(factor=self.factor, **{**told, **self.fixed})

    def references(self) -> list[Reference]:
        """What was ticked."""
        return [reference(each.source, each.quantity) for each in self.lines if each.chosen]

    def kinds(self) -> Sequence[str]:
        """The kinds of documents it may come from."""
        return type(self).from_kinds()

    def returned(self) -> tuple[str, str]:
        """The type stays as it is."""
        return "", ""


INVERT = arg(_("Invert sign"), False, help=_("What was bought goes back, and the other way round."))
CHARGES = arg(_("Copy charges"), False, help=_("Charges of the header, when the header is copied."))
RECALCULATE = arg(_("Recalculate price"), False, help=_("Searches prices as for new lines."))
PRECISELY = arg(_("Copy precisely"), False, help=_("Keeps what vendor, item and header would give anew."))
DELETE = _("Delete purchase lines")
HEADER = _("Copy order header")


class CopyHere(Copying):
    """Copying from the menu of a line: lines are added, the header stays."""

    invert_sign: bool = INVERT
    copy_charges: bool = CHARGES
    recalculate_price: bool = RECALCULATE
    copy_precisely: bool = PRECISELY
    delete_lines: bool = arg(DELETE, False, help=_("All lines of the order, before others are copied."))
    copy_header: bool = arg(HEADER, False, help=_("Of the order the first chosen line stands on."))


class CopyOver(CopyHere):
    """Copying from the header: what is copied takes the place of what was there."""

    delete_lines: bool = arg(DELETE, True, help=_("All lines of the order, before others are copied."))
    copy_header: bool = arg(HEADER, True, help=_("Of the order the first chosen line stands on."))


class JournalsHere(CopyHere):
    """Copying the order's own journals from the menu of a line."""

    fixed = {"own_journals": True}
    from_kinds = copying.journals


class JournalsOver(CopyOver):
    """Copying the order's own journals from the header."""

    fixed = {"own_journals": True}
    from_kinds = copying.journals


class CopyLines(CopyHere):
    """Copying single lines of orders, receipts and invoices."""

    from_kinds = copying.kinds_by_line


#: What every credit note is, shown and not asked for.
DECIDED: Mapping[Label, bool] = {
    _("Invert sign"): True, _("Copy charges"): True, _("Copy precisely"): True, _("Recalculate price"): False,
}  # fmt: skip


class CreditHere(Copying):
    """A credit note from the menu of a line: five options are fixed."""

    fixed = {
        "invert_sign": True, "copy_charges": True, "recalculate_price": False, "copy_precisely": True,
        "is_credit": True,
    }  # fmt: skip
    from_kinds = copying.invoices
    decided = DECIDED

    delete_lines: bool = arg(DELETE, False, help=_("All lines of the order, before others are copied."))
    copy_header: bool = arg(HEADER, False, help=_("Of the order the first chosen line stands on."))


class CreditOver(Copying):
    """A credit note of the whole order: the header is copied too."""

    fixed = {**CreditHere.fixed, "copy_header": True}
    from_kinds = copying.invoices
    decided = DECIDED

    delete_lines: bool = arg(DELETE, False, help=_("All lines of the order, before others are copied."))
    returned_order: bool = arg(_("Make it a returned order"), False, help=_("The type changes only when this is said."))
    rma_number: str = arg(_("RMA number"), "", max_length=20, help=_("The vendor's leave to send goods back."))

    def returned(self) -> tuple[str, str]:
        """Returned order, when that was chosen."""
        return (PurchaseType.RETURNED_ORDER.value, self.rma_number) if self.returned_order else ("", "")


def _of_header(kinds: Callable[[], list[str]], own: bool = False) -> Callable[..., dict[str, Any]]:
    return lambda order, ctx, find="": copying.proposals(order, ctx, kinds=kinds(), own=own, find="" if own else find)


def _of_line(kinds: Callable[[], list[str]], own: bool = False) -> Callable[..., dict[str, Any]]:
    of_header = _of_header(kinds, own)
    return lambda line, ctx, find="": of_header(copying.order_of(line, ctx), ctx, find)


on_order = partial(
    action, PurchaseOrder, pane="purchase_order", duty=MAINTAIN_ORDERS, when=ALIVE, otherwise=FINALIZED,
    facts=copying.copies, guards=(guards.standing_in_order,), emits=COPIED, icon="copy")  # fmt: skip
on_line = partial(
    action, PurchaseLine, pane="purchase_order_line", duty=MAINTAIN_ORDERS, when=ALIVE, otherwise=FINALIZED,
    facts=copying.copies_by_line, guards=(guards.standing_in_order,), emits=COPIED, icon="copy")  # fmt: skip

EDITABLE_NOW = (guards.order_editable,)
CREDITED = (guards.order_editable, types.committed(CREDIT_NOTE))


@on_order(
    "copy-from-all",
    label=_("From all"),
    args=CopyOver,
    needs=EDITABLE_NOW,
    finds=True,
    proposes=_of_header(copying.all_kinds),
)
def copy_from_all(batch: Batch[Standing, Copying], ctx: Context) -> None:
    """Copies lines of orders and journals of the company into the order."""
    _copy(batch, ctx)


@on_line("copy-from-all", label=_("From all"), args=CopyHere, needs=EDITABLE_NOW, finds=True,
         proposes=_of_line(copying.all_kinds))  # fmt: skip
def copy_from_all_here(batch: Batch[Standing, Copying], ctx: Context) -> None:
    """Adds lines of orders and journals of the company to the order."""
    _copy(batch, ctx)


@on_order(
    "copy-from-journal", label=_("From journal"), args=JournalsOver, needs=EDITABLE_NOW,
    proposes=_of_header(copying.journals, own=True))  # fmt: skip
def copy_from_journal(batch: Batch[Standing, Copying], ctx: Context) -> None:
    """Copies lines of the order's own confirmations, receipts and invoices."""
    _copy(batch, ctx)


@on_line(
    "copy-from-journal", label=_("From journal"), args=JournalsHere, needs=EDITABLE_NOW,
    proposes=_of_line(copying.journals, own=True))  # fmt: skip
def copy_from_journal_here(batch: Batch[Standing, Copying], ctx: Context) -> None:
    """Adds lines of the order's own confirmations, receipts and invoices."""
    _copy(batch, ctx)


@on_line(
    "copy-from-line", label=_("From line"), args=CopyLines, needs=EDITABLE_NOW,
    finds=True, proposes=_of_line(copying.kinds_by_line))  # fmt: skip
def copy_from_line(batch: Batch[Standing, Copying], ctx: Context) -> None:
    """Adds single lines of orders, receipts and invoices to the order."""
    _copy(batch, ctx)


@on_order(
    "credit-note", label=CREDIT_NOTE, pane="purchase", args=CreditOver, needs=(*CREDITED, not_matched),
    finds=True, proposes=_of_header(copying.invoices))  # fmt: skip
def credit_note(batch: Batch[Standing, Copying], ctx: Context) -> None:
    """Makes the order a credit note: lines of invoices with the opposite sign."""
    _copy(batch, ctx)


@on_line(
    "credit-note", label=CREDIT_NOTE, args=CreditHere, needs=CREDITED, finds=True, proposes=_of_line(copying.invoices)
)
def credit_lines(batch: Batch[Standing, Copying], ctx: Context) -> None:
    """Adds lines of invoices with the opposite sign to the order."""
    _copy(batch, ctx)


def _copy(batch: Batch[Standing, Copying], ctx: Context) -> None:
    """Writes the orders as they were worked out; what was agreed before has to be agreed again."""
    for target in batch:
        target.moved = states.reopened(target.facts.sheet)
    sheets: dict[int, Sheet] = {target.facts.sheet.header["id"]: target.facts.sheet for target in batch}
    issue_lots(sheets.values(), ctx)
    write_sheets(list(sheets.values()), ctx)
    follow(sheets, ctx)
