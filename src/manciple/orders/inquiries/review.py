"""What workflows and reviewers see of orders: facts for guards, values for conditions (01 §7.3, §8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from manciple.kernel import sql
from manciple.kernel.args import Args
from manciple.kernel.context import Context
from manciple.kernel.fields import declared
from manciple.kernel.records import Stored, name_of
from manciple.organization.models import User
from manciple.workflow import inquiries as workflow
from manciple.workflow.models import Instance
from manciple.workflow.terms import GOING, ConditionField, FieldKind

from ..models import PurchaseLine, PurchaseOrder
from ..rules.review import waits
from ..terms import Approval, Review, Row, Submission
from .known import company
from .standing import to_confirm

ORDER, LINE = "purchase-order", "purchase-order-line"
#: What makes whoever did it an author of the order: he does not approve it (06 §13).
MAKING = (
    "purchase-order-created", "purchase-order-edited", "purchase-order-canceled",
    "purchase-order-line-remainder-changed", "purchase-order-line-undeleted", "purchase-order-lines-copied",
    "purchase-order-lines-renumbered", "purchase-order-line-scheduled",
)  # fmt: skip

#: Fields of the header that conditions may ask.
ASKED = (
    "purchase_type", "vendor", "invoice_account", "buyer_group", "pool", "requester", "orderer", "site",
    "warehouse", "currency", "terms_of_payment", "order_date", "delivery_date", "subtotal", "charges", "total",
    "requires_reapproval", "change_request",
)  # fmt: skip
#: Fields of a line that conditions may ask.
ASKED_OF_LINES = (
    "item", "product_name", "quantity", "unit", "unit_price", "net_amount", "site", "warehouse", "requester",
    "delivery_date",
)  # fmt: skip
KINDS = {"amount": FieldKind.NUMBER, "quantity": FieldKind.NUMBER, "price": FieldKind.NUMBER,
         "date": FieldKind.DATE, "flag": FieldKind.FLAG}  # fmt: skip


def _conditions(record: type[Stored], names: Sequence[str], prefix: str = "") -> Iterator[ConditionField]:
    fields = {each.name: each for each in declared(record)}
    for name in names:
        kind = KINDS.get(fields[name].kind, FieldKind.TEXT)
        yield ConditionField(prefix + name, fields[name].verbose_name, kind)


CONDITIONS = (
    *_conditions(PurchaseOrder, ASKED),
    ConditionField("vendor_group", _("Vendor group")),
    ConditionField("total_accounting", _("Invoice amount in the accounting currency"), FieldKind.NUMBER),
    ConditionField("approved_total", _("Invoice amount last approved"), FieldKind.NUMBER),
    ConditionField("total_change", _("Change of the invoice amount since it was approved"), FieldKind.NUMBER),
    *_conditions(PurchaseLine, ASKED_OF_LINES, "lines."),
)  # fmt: skip
LINE_CONDITIONS = (*_conditions(PurchaseLine, ASKED_OF_LINES), ConditionField("vendor", _("Vendor account")))


def to_submit(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, Submission]:
    """Orders that are to be approved, with the workflows that fit them; of others the header is enough."""
    headers = _headers(ids, ctx)
    waiting = [pk for pk, row in headers.items() if waits(row)]
    found = to_confirm(waiting, ctx, args) if waiting else {}
    fits = workflow.fitting(ORDER, waiting, ctx) if waiting else {}
    return {pk: Submission(row, found.get(pk), fits.get(pk)) for pk, row in headers.items()}


def in_review(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, Review]:
    """Where orders stand in their review: their headers, who is asked, what was answered last."""
    headers, people, safety = _headers(ids, ctx), _people(args), company(ctx).safety_level
    going = [pk for pk, row in headers.items() if row["approval_status"] == Approval.IN_REVIEW]
    items = workflow.open_items(ORDER, going, ctx) if going else {}
    last = workflow.last_answers(ORDER, going, ctx) if going else {}
    courses = _courses(going, ctx) if going else {}
    return {
        pk: Review(row, safety, ctx.user, ctx.duties, items.get(pk, ()), last.get(pk), people, *courses.get(pk, ()))
        for pk, row in headers.items()
    }


def _headers(ids: Sequence[int], ctx: Context) -> dict[int, Row]:
    return {row["id"]: row for row in sql.stored(PurchaseOrder, ctx.company, ids)}


def _courses(ids: Sequence[int], ctx: Context) -> dict[int, tuple[str, frozenset[int]]]:
    """Who submitted each order, and who may take it back: the submitter, and who owns the workflow."""
    going = Instance.objects.filter(company=ctx.company, kind=ORDER, document_id__in=ids, status__in=GOING)
    rows = going.values_list(
        "document_id", "submitter__username", "submitter_id", "workflow__process_owner_id").order_by("id")  # fmt: skip
    return {pk: (name, frozenset(users)) for pk, name, *users in rows}


def _people(args: Sequence[Args] | None) -> dict[str, int]:
    """The users that were named, by name."""
    named = {name for each in args or () if (name := getattr(each, "to", None))}
    if not named:
        return {}
    return dict(User.objects.filter(username__in=named, is_active=True).values_list("username", "id"))


# --- Values of conditions ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Values:
    id: int
    number: str
    name: str
    purchase_type: str
    vendor: str
    invoice_account: str
    vendor_group: str
    buyer_group: str | None
    pool: str | None
    requester: str | None
    orderer: str | None
    site: str | None
    warehouse: str | None
    currency: str
    terms_of_payment: str | None
    order_date: date
    delivery_date: date | None
    subtotal: Decimal
    charges: Decimal
    total: Decimal
    total_accounting: Decimal
    approved_total: Decimal
    requires_reapproval: bool
    change_request: bool
    version: int


@dataclass(frozen=True, slots=True)
class _Line:
    order: int
    id: int
    number: int
    item: str
    product_name: str
    quantity: Decimal
    unit: str
    unit_price: Decimal | None
    net_amount: Decimal
    site: str | None
    warehouse: str | None
    requester: str | None
    delivery_date: date | None
    order_number: str
    currency: str
    vendor: str
    version: int


@dataclass(frozen=True, slots=True)
class _Maker:
    order: int
    user: int


def order_values(ids: Sequence[int], ctx: Context) -> dict[int, dict[str, Any]]:
    """What conditions may ask of orders and their lines; three statements for any number."""
    headers = sql.rows("orders.review_values", into=_Values, company=ctx.company, orders=list(ids))
    lines: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for each in sql.rows("orders.review_lines", into=_Line, company=ctx.company, orders=list(ids), lines=[]):
        lines[each.order].append(asdict(each))
    makers = makers_of(ids, ctx)
    return {each.id: _told(each) | {"makers": makers[each.id], "lines": lines[each.id]} for each in headers}


def _told(each: _Values) -> dict[str, Any]:
    change = each.total - each.approved_total
    return asdict(each) | {"title": each.name, "amount": each.total, "total_change": change}


def makers_of(ids: Sequence[int], ctx: Context) -> dict[int, set[int]]:
    """Who made or changed orders, by order."""
    found: dict[int, set[int]] = {pk: set() for pk in ids}
    for each in sql.rows("orders.makers", into=_Maker, company=ctx.company, record=name_of(PurchaseOrder),
                         orders=list(ids), events=list(MAKING)):  # fmt: skip
        found[each.order].add(each.user)
    return found


def line_values(ids: Sequence[int], ctx: Context) -> dict[int, dict[str, Any]]:
    """What conditions may ask of single lines."""
    found = sql.rows("orders.review_lines", into=_Line, company=ctx.company, orders=[], lines=list(ids))
    makers = makers_of(sorted({each.order for each in found}), ctx)
    return {each.id: _line(each) | {"makers": makers[each.order]} for each in found}


def _line(each: _Line) -> dict[str, Any]:
    name = f"{each.order_number} · {each.number}"
    return asdict(each) | {"number": name, "title": each.product_name, "amount": each.net_amount}
