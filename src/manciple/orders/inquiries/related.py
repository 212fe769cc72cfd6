"""What hangs together with purchase orders, and whom to ask about one (01 §25.1, 06 §12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from manciple.collaboration.inquiries.references import tells
from manciple.collaboration.terms import Edge, Node
from manciple.kernel.context import Context
from manciple.kernel.inquiries import column, inquiry
from manciple.kernel.refusals import NotFound
from manciple.parties.models import Vendor

from ..models import Confirmation, PurchaseInquiry, PurchaseOrder
from ..terms import VIEW_ORDERS, Approval

ORDERS = "purchase-orders"
#: The journals of an order: form, record, the day it has, what it is to the order.
JOURNALS: Sequence[tuple[str, Any, str, Any]] = (
    ("confirmations", Confirmation, "confirmed_on", _("Confirmation")),
    ("purchase-inquiries", PurchaseInquiry, "sent_on", _("Purchase inquiry")),
)


def order_nodes(ids: Sequence[int], ctx: Context) -> dict[int, Node]:
    """Orders as documents in the graph; floors above point to them."""
    rows = PurchaseOrder.objects.filter(company=ctx.company, pk__in=ids)
    told = rows.values_list("pk", "number", "name", "order_date", "total", "currency__code", "approval_status")
    return {
        pk: Node(ORDERS, pk, number, name, day, total, currency, str(Approval(state).label))
        for pk, number, name, day, total, currency, state in told
    }


@tells
def journals(ids: Mapping[str, Sequence[int]], ctx: Context) -> Sequence[Edge]:
    """Orders and their confirmations and inquiries, both ways."""
    found: list[Edge] = []
    for form, record, day, says in JOURNALS:
        if ids.get(ORDERS):
            found += _journals_of(form, record, day, says, ids[ORDERS], ctx)
        if ids.get(form):
            found += _order_of(form, record, ids[form], ctx)
    return found


def _journals_of(
    form: str, record: Any, day: str, says: Any, orders: Sequence[int], ctx: Context
) -> Iterator[Edge]:  # fmt: skip
    rows = record.objects.filter(company=ctx.company, order__in=orders).order_by("id")
    told = rows.values_list("order", "pk", "number", "vendor_name", day, "total", "currency__code")
    for order, pk, number, name, on, total, currency in told:
        yield Edge(ORDERS, order, says, Node(form, pk, number, name, on, total, currency))


def _order_of(form: str, record: Any, rows: Sequence[int], ctx: Context) -> Iterator[Edge]:
    pairs = list(record.objects.filter(company=ctx.company, pk__in=rows).values_list("pk", "order"))
    nodes = order_nodes([order for _, order in pairs], ctx)
    for pk, order in pairs:
        if order in nodes:
            yield Edge(form, pk, _("Purchase order"), nodes[order])


@dataclass(frozen=True, slots=True)
class ContactRow:
    """Somebody to ask about an order."""

    role: str = column(_("Role"))
    account: str = column(_("Vendor account"), ref="vendors")
    name: str = column(_("Name"))
    contact: str = column(_("Contact"))
    email: str = column(_("E-mail"))
    internet_address: str = column(_("Internet address"))
    address: str = column(_("Address"), kind="long")


@inquiry("contact-details", label=_("Contact details"), row=ContactRow, duty=VIEW_ORDERS, about=ORDERS)
def contact_details(ctx: Context, *, number: str) -> list[ContactRow]:
    """Whom to ask: the contact of the order, of the vendor, of the invoice account."""
    order = (
        PurchaseOrder.objects.filter(company=ctx.company, number=number)
        .select_related("vendor", "invoice_account")
        .first()
    )
    if order is None:
        raise NotFound(number)
    of_order = ContactRow(
        str(_("Purchase order")), order.vendor.account, order.name, order.contact, order.email,
        order.internet_address, order.vendor.address)  # fmt: skip
    told = [of_order, _of_vendor(str(_("Vendor")), order.vendor)]
    if order.invoice_account_id != order.vendor_id:
        told.append(_of_vendor(str(_("Invoice account")), order.invoice_account))
    return told


def _of_vendor(role: str, vendor: Vendor) -> ContactRow:
    return ContactRow(
        role, vendor.account, vendor.name, vendor.contact, vendor.email, vendor.internet_address, vendor.address
    )
