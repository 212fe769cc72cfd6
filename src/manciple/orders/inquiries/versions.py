"""Versions of orders: the list, one of them whole, any two compared (01 §10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from manciple.kernel import sql
from manciple.kernel.context import Context
from manciple.kernel.fields import declared
from manciple.kernel.inquiries import Drawn, Parameter, column, inquiry
from manciple.kernel.records import Stored
from manciple.kernel.refusals import NotFound

from ..models import OrderCharge, OrderVersion, PurchaseLine, PurchaseOrder, ReapprovalRule, VersionStamp
from ..rules import reapproval
from ..rules import versions as rules
from ..terms import VIEW_ORDERS, Approval, Change, Content, Difference, Node, Part, VersionEvent
from .figures import ORDERS

#: The record a node of a comparison stands for.
RECORDS: Mapping[Part, type[Stored]] = {
    Part.ORDER: PurchaseOrder, Part.LINE: PurchaseLine, Part.CHARGE: OrderCharge}  # fmt: skip


# --- Contents -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Said:
    order_id: int
    versions: int
    said: dict[str, Any]
    derived: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Version:
    order: int
    number: int
    content: dict[str, Any]


def contents(ids: Sequence[int], ctx: Context) -> dict[int, Content]:
    """What orders say now, as a version would keep it; one statement."""
    found = sql.rows("orders.contents", into=_Said, company=ctx.company, orders=list(ids))
    return {each.order_id: each.said | {"derived": each.derived} for each in found}


def kept(wanted: Iterable[tuple[int, int]], ctx: Context) -> dict[tuple[int, int], Content]:
    """Versions by order and number; one statement."""
    named = sql.arrays(list(wanted), "orders", "numbers")
    found = sql.rows("orders.version_contents", into=_Version, company=ctx.company, **named)
    return {(each.order, each.number): each.content for each in found}


def changed_for(ids: Sequence[int], ctx: Context) -> dict[int, bool]:
    """Whether each order has to be approved again, by the rules valid today (01 §9); three statements."""
    rows = PurchaseOrder.objects.filter(company=ctx.company, id__in=ids).values_list("id", "approved_version")
    now, before = contents(ids, ctx), kept(rows, ctx)
    fields = watched(ctx)
    return {pk: reapproval.required(now[pk], before.get((pk, number)), fields) for pk, number in rows}


def watched(ctx: Context) -> frozenset[str] | None:
    """The fields of which a change must be approved again today; none when there is no rule."""
    begun = Q(valid_from=None) | Q(valid_from__lte=ctx.today)
    open_ = Q(valid_to=None) | Q(valid_to__gte=ctx.today)
    found = ReapprovalRule.objects.filter(begun, open_, company=ctx.company)
    return reapproval.together(found.values_list("watched", flat=True))


# --- The list -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of an order."""

    version: int = column(_("Version"), "number")
    event: VersionEvent = column(_("Event"))
    approval_status: Approval = column(_("Approval status"))
    made_by: str = column(_("Made by"))
    made_at: datetime = column(_("Made"))
    last_event: VersionEvent = column(_("Last event"))
    last_at: datetime = column(_("At"))


@inquiry("view-versions", label=_("View purchase order versions"), row=VersionRow, duty=VIEW_ORDERS, about=ORDERS,
         order=("-number",), opens={"version-content": {"version": "version"}, "compare-versions": {"old": "version"}},
)  # fmt: skip
def versions(ctx: Context, *, number: str) -> QuerySet[OrderVersion]:
    """The versions of the order: what made each, and how far it came."""
    stamps = VersionStamp.objects.filter(company=ctx.company, order_version=OuterRef("pk")).order_by("-id")
    found = OrderVersion.objects.filter(company=ctx.company, order__number=number)
    return found.annotate(
        approval_status=Subquery(stamps.values("approval_status")[:1]),
        last_event=Subquery(stamps.values("event")[:1]), last_at=Subquery(stamps.values("stamped_at")[:1]))  # fmt: skip


# --- One of them, whole -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ContentRow:
    """A field of an order, a line or a charge as it was; rows are read as a tree by their depth."""

    depth: int = column(_("Depth"))
    part: str = column(_("Part"))
    number: str = column(_("Number"))
    title: str = column(_("Name"))
    field: str = column(_("Field"))
    label: str = column(_("Label"))
    value: Any = column(_("Value"))
    derived: bool = column(_("Follows by computation"))
    kind: str = column(_("Kind"))


@inquiry("version-content", label=_("Purchase order version"), row=ContentRow, duty=VIEW_ORDERS, about=ORDERS,
         drawn=Drawn.CONTENT, parameters={"version": Parameter(_("Version"), "view-versions", _("The latest one"))},
)  # fmt: skip
def version_content(ctx: Context, *, number: str, version: int | None = None) -> list[ContentRow]:
    """The whole order as one of its versions holds it; the latest one when none is named."""
    order = _order(number, ctx)
    content = _versions_of(order, [order.versions if version is None else version], ctx)[0]
    return [row for depth, node in rules.walked(rules.whole(content)) for row in _held(depth, node)]


def _held(depth: int, node: Node) -> Iterator[ContentRow]:
    """A node with all fields it holds below it."""
    about = (node.part.value, node.number, node.title)
    yield ContentRow(depth, *about, "", str(node.part.label), None, False, "text")
    for found, derived in ((node.fields, False), (node.derived, True)):
        for each in found:
            field = _fields(RECORDS[node.part])[each.field]
            yield ContentRow(
                depth + 1, *about, each.field, str(field.verbose_name), _worded(field, each.new), derived,
                field.kind)  # fmt: skip


# --- Any two compared ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A node of the comparison, or below it a field that differs: rows are read as a tree by their depth."""

    depth: int = column(_("Depth"))
    part: str = column(_("Part"))
    number: str = column(_("Number"))
    title: str = column(_("Name"))
    change: Change = column(_("Change"))
    field: str = column(_("Field"))
    label: str = column(_("Label"))
    old: Any = column(_("Old value"))
    new: Any = column(_("New value"))
    derived: bool = column(_("Follows by computation"))
    kind: str = column(_("Kind"))


@inquiry("compare-versions", label=_("Compare purchase order versions"), row=ComparedRow, duty=VIEW_ORDERS,
         about=ORDERS, drawn=Drawn.COMPARISON,
         parameters={
             "old": Parameter(_("From"), "view-versions", _("The latest version")),
             "new": Parameter(_("To"), "view-versions", _("The order as it is now")),
             "unchanged": Parameter(_("Also what did not change")),
         })  # fmt: skip
def compare_versions(
    ctx: Context, *, number: str, old: int | None = None, new: int | None = None, unchanged: bool = False
) -> list[ComparedRow]:
    """What became of the order between two versions, or since the latest one.

    Left out, `old` is the latest version and `new` the order as it is now; `unchanged` lists also what
    did not change.
    """
    before, after = _two(_order(number, ctx), old, new, ctx)
    return [row for depth, node in rules.walked(rules.compare(before, after)) for row in _rows(depth, node, unchanged)]


@dataclass(frozen=True, slots=True)
class _Order:
    id: int
    number: str
    versions: int


def _order(number: str, ctx: Context) -> _Order:
    row = PurchaseOrder.objects.filter(company=ctx.company, number=number).values("id", "number", "versions").first()
    if row is None:
        raise NotFound(number)
    return _Order(**row)


def _two(order: _Order, old: int | None, new: int | None, ctx: Context) -> tuple[Content, Content]:
    """The two contents that are compared. Raises NotFound for a version that does not exist."""
    first = order.versions if old is None else old
    if new is None:
        return _versions_of(order, [first], ctx)[0], contents([order.id], ctx)[order.id]
    before, after = _versions_of(order, [first, new], ctx)
    return before, after


def _versions_of(order: _Order, numbers: Sequence[int], ctx: Context) -> list[Content]:
    found = kept([(order.id, each) for each in set(numbers)], ctx)
    for each in numbers:
        if (order.id, each) not in found:
            raise NotFound(f"{order.number} · {each}")
    return [found[order.id, each] for each in numbers]


def _rows(depth: int, node: Node, unchanged: bool) -> Iterator[ComparedRow]:
    """A node with its differing fields below it."""
    if node.change is Change.UNCHANGED and not node.derived and not unchanged:
        return
    yield ComparedRow(
        depth, node.part.value, node.number, node.title, node.change, "", str(node.part.label), None, None,
        False, "text")  # fmt: skip
    for each in node.fields:
        yield _field_row(depth + 1, node, each, False)
    for each in node.derived:
        yield _field_row(depth + 1, node, each, True)


def _field_row(depth: int, node: Node, difference: Difference, derived: bool) -> ComparedRow:
    field = _fields(RECORDS[node.part])[difference.field]
    return ComparedRow(
        depth, node.part.value, node.number, node.title, Change.MODIFIED, difference.field,
        str(field.verbose_name), _worded(field, difference.old), _worded(field, difference.new), derived,
        field.kind)  # fmt: skip


@cache
def _fields(record: type[Stored]) -> Mapping[str, Any]:
    return {each.name: each for each in declared(record)}


def _worded(field: Any, value: Any) -> Any:
    """A kept value in words: the label of a choice; a flag that is not set says so."""
    if field.kind == "flag":
        return bool(value)
    return str(dict(field.flatchoices).get(value, value)) if field.choices and value else value
