"""What may be copied into an order, and the order as it would be after it (01 §14).

Floors above register the documents they keep: `@source("invoice", _("Vendor invoice"))`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from manciple.kernel import sql
from manciple.kernel.args import Args
from manciple.kernel.context import Context
from manciple.kernel.inquiries import column, inquiry
from manciple.kernel.numbers import plain
from manciple.kernel.refusals import NotFound
from manciple.kernel.words import Label

from ..models import PurchaseLine, PurchaseOrder
from ..rules import copying
from ..rules.copying import Chosen, Options, Plan, Reference
from ..terms import VIEW_ORDERS, Known, Sheet, SourceLine, Standing
from .drafts import agreed_lines, finish
from .known import Wanted, known
from .standing import name_charges, note_stored, pending_invoices, sheets

#: As many documents of a kind, and as many of their lines, are offered at once.
MOST_DOCUMENTS, MOST_LINES = 20, 200
#: Invoices are what credit notes take back; the floor that keeps them names its source so.
INVOICES = "invoice"
#: Documents that are no journals: whole orders.
ORDERS = "order"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which lines a source is to give: those of documents by number, or of the latest ones of an order
    or a vendor. Orders are of no order but themselves."""

    numbers: Sequence[str] = ()
    order: int | None = None
    vendor: int | None = None
    most: int = 0

    @property
    def values(self) -> dict[str, Any]:
        """As the statements of sources take it."""
        return {"numbers": list(self.numbers), "order": self.order, "vendor": self.vendor, "most": self.most}


Lines = Callable[[Asked, Context], Sequence[SourceLine]]


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of document whose lines may be copied. `is_order_like`: its lines may be chosen one by one
    from a line's menu (01 §14)."""

    key: str
    label: Label
    lines: Lines
    by_line: bool = True


_sources: dict[str, Source] = {}


def source(key: str, label: Label, *, by_line: bool = True) -> Callable[[Lines], Lines]:
    """The function below gives the lines of a kind of document; it is asked once for all of a run."""

    def register(function: Lines) -> Lines:
        assert key not in _sources, f"source {key} is declared twice"
        _sources[key] = Source(key, label, function, by_line)
        return function

    return register


@source(ORDERS, _("Purchase order"))
def order_lines(asked: Asked, ctx: Context) -> Sequence[SourceLine]:
    """Lines of purchase orders."""
    return sql.rows("orders.copy_order_lines", into=SourceLine, company=ctx.company, **asked.values)


@source("confirmation", _("Purchase order confirmation"), by_line=False)
def confirmation_lines(asked: Asked, ctx: Context) -> Sequence[SourceLine]:
    """Lines of confirmations, as the vendor was told."""
    return sql.rows("orders.copy_confirmation_lines", into=SourceLine, company=ctx.company, **asked.values)


def all_kinds() -> list[str]:
    """Every kind of document of the company."""
    return list(_sources)


def journals() -> list[str]:
    """Everything but orders: what an order's own journals are."""
    return [key for key in _sources if key != ORDERS]


def kinds_by_line() -> list[str]:
    """Kinds whose lines are chosen one by one."""
    return [key for key, each in _sources.items() if each.by_line]


def invoices() -> list[str]:
    """What a credit note takes back."""
    return [key for key in _sources if key == INVOICES]


# --- Facts -------------------------------------------------------------------------------------------


class Request(Protocol):
    """What a copying action was told."""

    def options(self) -> Options:
        """How lines are copied."""

    def references(self) -> list[Reference]:
        """What is copied."""

    def kinds(self) -> Sequence[str]:
        """The kinds of documents it may come from."""

    def returned(self) -> tuple[str, str]:
        """The type the order is to have, and the vendor's leave to send goods back; blank: as they are."""


def copies(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, Standing]:
    """Orders as they would be with what is copied into them."""
    return _copied({order: order for order in ids}, ctx, args)


def copies_by_line(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, Standing]:
    """The same for the orders of the lines somebody stands on."""
    rows = sql.stored(PurchaseLine, ctx.company, ids, names=("id", "order_id"))
    owner = {row["id"]: row["order_id"] for row in rows}
    return _copied({line: owner[line] for line in ids}, ctx, args)


def _copied(owner: Mapping[int, int], ctx: Context, args: Any) -> Mapping[int, Standing]:
    """For each target its order; without arguments, as a page asks for its buttons, as it stands."""
    found = sheets(sorted(set(owner.values())), ctx)
    asked: Sequence[Request] = args or ()
    plans = dict(zip(owner, _plans(asked, ctx), strict=True)) if asked else {}
    have = _known(found, plans.values(), ctx)
    name_charges(found.values(), have)
    for target, plan in plans.items():
        copying.copy(found[owner[target]], plan, have)
    if plans:
        finish(list(found.values()), have, ctx)
    return {target: Standing(found[order], have, have.pending, frozenset()) for target, order in owner.items()}


def _plans(asked: Sequence[Request], ctx: Context) -> list[Plan]:
    """What each request comes to, everything read for all of them together."""
    wanted = [each.references() for each in asked]
    allowed = {kind for each in asked for kind in each.kinds()}
    lines = _lines([each for references in wanted for each in references], allowed, ctx)
    plans = [_plan(each, references, lines) for each, references in zip(asked, wanted, strict=True)]
    return _completed(plans, ctx)


def _lines(
    wanted: Iterable[Reference], allowed: Iterable[str], ctx: Context
) -> dict[tuple[str, str], list[SourceLine]]:  # fmt: skip
    """The lines of all documents named, by kind and number: one question for each kind."""
    numbers: dict[str, set[str]] = {}
    for each in wanted:
        numbers.setdefault(each.kind, set()).add(each.document)
    found: dict[tuple[str, str], list[SourceLine]] = {}
    for kind in sorted(numbers.keys() & set(allowed)):
        for line in _sources[kind].lines(Asked(sorted(numbers[kind])), ctx):
            found.setdefault((kind, line.document), []).append(line)
    return found


def _plan(
    asked: Request, wanted: Sequence[Reference], lines: Mapping[tuple[str, str], Sequence[SourceLine]]
) -> Plan:  # fmt: skip
    kinds, (purchase_type, rma_number) = asked.kinds(), asked.returned()
    mine = {key: each for key, each in lines.items() if key[0] in kinds}
    return Plan(
        asked.options(), copying.choose(wanted, mine), copying.missing(wanted, mine), purchase_type=purchase_type,
        rma_number=rma_number)  # fmt: skip


def _completed(plans: Sequence[Plan], ctx: Context) -> list[Plan]:
    """Plans with what their options ask for: headers, charges, precise fields, what is credited already."""
    precise = _precise([each for plan in plans if plan.options.copy_precisely for each in plan.chosen], ctx)
    heads = {_head(plan) for plan in plans if plan.options.copy_header and plan.chosen}
    headers = _headers(sorted(heads), ctx)
    charges = _charges(
        sorted({_head(plan) for plan in plans if plan.options.copy_charges and plan.chosen} & heads), ctx
    )
    credited = _credited([each.source for plan in plans if plan.options.is_credit for each in plan.chosen], ctx)
    return [
        replace(
            plan, precise=precise, credited=credited,
            header=headers.get(_head(plan), {}), charges=charges.get(_head(plan), ()))
        for plan in plans
    ]  # fmt: skip


def _head(plan: Plan) -> int:
    """The order whose header is copied: that of the line chosen first."""
    return plan.chosen[0].source.order if plan.chosen else 0


def _precise(chosen: Sequence[Chosen], ctx: Context) -> dict[int, Mapping[str, Any]]:
    ids = sorted({each.source.order_line for each in chosen if each.source.order_line})
    if not ids:
        return {}
    rows = sql.rows("orders.copy_terms", into=dict, company=ctx.company, lines=ids)
    return {row["id"]: row for row in rows}


def _headers(orders: Sequence[int], ctx: Context) -> dict[int, Mapping[str, Any]]:
    if not orders:
        return {}
    rows = sql.rows("orders.copy_headers", into=dict, company=ctx.company, orders=list(orders))
    return {row["id"]: row for row in rows}


def _charges(orders: Sequence[int], ctx: Context) -> dict[int, list[Mapping[str, Any]]]:
    if not orders:
        return {}
    found: dict[int, list[Mapping[str, Any]]] = {}
    for row in sql.rows("orders.copy_charges", into=dict, company=ctx.company, orders=list(orders)):
        found.setdefault(row.pop("order"), []).append(row)
    return found


def _credited(lines: Sequence[SourceLine], ctx: Context) -> dict[int, Decimal]:
    """What credit notes take of invoice lines already; whoever else credits them waits until this is done."""
    if not lines:
        return {}
    sql.run("orders.hold_sources", company=ctx.company, orders=sorted({each.order for each in lines}))
    return credited([each.key for each in lines], ctx)


def credited(keys: Iterable[int], ctx: Context) -> dict[int, Decimal]:
    """How much of invoice lines credit notes take back, by the id of the line."""
    rows = sql.rows("orders.credited", into=_Credited, company=ctx.company, lines=sorted(set(keys)))
    return {row.key: row.quantity for row in rows}


@dataclass(frozen=True, slots=True)
class _Credited:
    key: int
    quantity: Decimal


def _known(found: Mapping[int, Sheet], plans: Iterable[Plan], ctx: Context) -> Known:
    """What the orders and everything copied into them point to, and what holds their lines."""
    wanted = Wanted()
    note_stored(wanted, found.values())
    wanted.stored([line.row for sheet in found.values() for line in sheet.lines], "item", "site", "warehouse")
    for plan in plans:
        wanted.told(_named(each.source) for each in plan.chosen)
        wanted.told([plan.header, *plan.charges, *plan.precise.values()])
    return replace(known(wanted, ctx), pending=pending_invoices([*found], ctx), agreed_lines=agreed_lines(found, ctx))


def _named(line: SourceLine) -> dict[str, Any]:
    """The references of a source line by code."""
    return {name: getattr(line, name) for name in ("item", "unit", "site", "warehouse", "sales_tax_group")}


# --- For people --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A line that may be copied."""

    source: str = column(_("Source"))
    kind: str = column(_("Document"))
    document: str = column(_("Number"))
    line: int = column(_("Line number"))
    dated: date = column(_("Date"))
    vendor: str = column(_("Vendor account"), ref="vendors")
    item: str = column(_("Item number"), ref="released-products")
    product_name: str = column(_("Product name"))
    quantity: Decimal = column(_("Quantity"), kind="quantity")
    unit: str = column(_("Unit"))
    unit_price: Decimal | None = column(_("Unit price"), kind="price")
    creditable: Decimal | None = column(_("May be credited"), kind="quantity")


@inquiry("copy-sources", label=_("Lines to copy"), row=SourceRow, duty=VIEW_ORDERS, about="purchase-orders")
def copy_sources(
    ctx: Context, *, number: str, kind: str = "", document: str = "", own: bool = False
) -> list[SourceRow]:  # fmt: skip
    """Lines of documents that may be copied into the order (01 §14).

    Of its vendor's latest documents, or with `own` of its own journals; of one `document`, of one `kind`.
    """
    header = PurchaseOrder.objects.filter(company=ctx.company, number=number).values("id", "vendor").first()
    if header is None:
        raise NotFound(number)
    kinds = [kind] if kind else journals() if own else all_kinds()
    asked = Asked([document]) if document else _latest(header["id"], header["vendor"], own=own)
    return candidates([each for each in kinds if each in _sources], asked, ctx)


def _latest(order: int, vendor: int, *, own: bool) -> Asked:
    return Asked(order=order, most=MOST_DOCUMENTS) if own else Asked(order=order, vendor=vendor, most=MOST_DOCUMENTS)


def candidates(kinds: Iterable[str], asked: Asked, ctx: Context) -> list[SourceRow]:
    """The lines sources of these kinds have, with what may be credited of invoice lines."""
    lines = [(kind, line) for kind in kinds for line in _some(_sources[kind].lines(asked, ctx))]
    taken = credited([line.key for kind, line in lines if kind == INVOICES], ctx)
    return [_row(kind, line, taken) for kind, line in lines]


def _some(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """As many as a dialog can show; what has no quantity is nothing to copy."""
    return [line for line in lines if line.quantity != 0][:MOST_LINES]


def _row(kind: str, line: SourceLine, taken: Mapping[int, Decimal]) -> SourceRow:
    shown = {each.name: getattr(line, each.name) for each in fields(SourceRow) if hasattr(line, each.name)}
    most = copying.creditable(line, taken) if kind == INVOICES else None
    name = f"{kind}:{line.document}:{line.line}"
    return SourceRow(source=name, kind=str(_sources[kind].label), creditable=most, **shown)


def proposals(
    order: int, ctx: Context, *, kinds: Iterable[str], own: bool = False, find: str = ""
) -> dict[str, Any]:  # fmt: skip
    """The lines a dialog offers, by their documents: nothing is copied that nobody ticks."""
    vendor = PurchaseOrder.objects.filter(company=ctx.company, pk=order).values_list("vendor", flat=True).get()
    asked = Asked([find]) if find else _latest(order, vendor, own=own)
    rows = candidates(kinds, asked, ctx)
    return {"lines": [_proposed(row) for row in rows if row.creditable != 0]}


def _proposed(row: SourceRow) -> dict[str, Any]:
    quantity = row.quantity if row.creditable is None else row.creditable
    about = f"{row.line} · {row.item} {row.product_name} · {plain(row.quantity)} {row.unit}"
    return {
        "source": row.source, "chosen": False, "quantity": quantity, "_about": about,
        "_group": f"{row.kind} {row.document}",
    }  # fmt: skip


def order_of(line: int, ctx: Context) -> int:
    """The order a line stands on."""
    return int(PurchaseLine.objects.filter(company=ctx.company, pk=line).values_list("order", flat=True).get())
