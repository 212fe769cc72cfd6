"""How a company orders: parameters and rules."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from manciple.kernel import fields as f
from manciple.kernel.records import Record, check, unique
from manciple.terms.terms import SummaryDocument

from .. import messages
from ..terms import (
    PREFIX,
    VERSIONED,
    Part,
    PurchaseType,
    SafetyLevel,
    SettlementType,
    Summary,
    UpdatePolicy,
    summary_fields,
)
from .order import NEVER, OrderCharge, PurchaseLine, PurchaseOrder


class OrderParameters(Record):
    """How a company orders; one row (01 §2.1, §7.1, §12, §15)."""

    key, title = "code", "code"

    code = f.Code(_("Parameters"), max_length=10, default="orders", open_in=NEVER)
    purchase_type = f.Choice(
        PurchaseType, _("Purchase type"), default=PurchaseType.PURCHASE_ORDER, help=_("What a new order is.")
    )
    change_management = f.Flag(
        _("Activate change management"), help=_("Orders are submitted and approved, and changed by request only.")
    )
    override_per_vendor = f.Flag(
        _("Allow override per vendor"), help=_("Vendor and order may have change management on or off of their own.")
    )
    line_number_increment = f.Whole(_("Line number increment"), default=1)
    cancel_needs_reason = f.Flag(_("Cancellation needs a reason"))
    keep_voided = f.Flag(_("Keep deleted orders"), help=_("A copy of every deleted order and line is kept."))
    safety_level = f.Choice(
        SafetyLevel, _("Safety level of invoiced orders"), default=SafetyLevel.NONE,
        help=_("What happens when an invoiced order is to be changed."))  # fmt: skip
    settlement_type = f.Choice(
        SettlementType, _("Settlement type"), default=SettlementType.NONE, help=_("Of new credit notes.")
    )

    says = {"orders_parameters_increment": messages.LINE_NUMBER}

    class Meta:
        verbose_name, verbose_name_plural = _("purchase order parameters"), _("purchase order parameters")
        constraints = [
            unique("code", name="orders_parameters_once"),
            check(Q(line_number_increment__gt=0), name="orders_parameters_increment"),
        ]


class HeaderUpdate(Record):
    """Whether lines follow one field of the header (01 §16); a field without a row is as usual."""

    key, title = "field", "field"

    field = f.Code(_("Header field"), max_length=40, open_in=f.Open.ON_CREATE)
    policy = f.Choice(UpdatePolicy, _("Update lines"), default=UpdatePolicy.PROMPT)

    class Meta:
        verbose_name, verbose_name_plural = _("update of order lines"), _("update of order lines")
        constraints = [unique("field", name="orders_headerupdate_once")]


class SummaryRule(Record):
    """How orders share one document of a kind (01 §19); a kind without a row makes one for each order."""

    key, title = "document", "document"

    document = f.Choice(SummaryDocument, _("Document"), blank=False, open_in=f.Open.ON_CREATE)
    option = f.Choice(
        Summary, _("Summary update for"), default=Summary.NONE,
        help=_("What the posting form starts with."))  # fmt: skip
    parts = f.Codes(
        _("Fields that must agree"), offers=summary_fields,
        help=_("Besides invoice account and currency, which always must."))  # fmt: skip

    class Meta:
        verbose_name, verbose_name_plural = _("summary update"), _("summary updates")
        constraints = [unique("document", name="orders_summaryrule_once")]


def watchable() -> list[f.Offer]:
    """The fields of which a change may have to be approved again: all that versions hold (01 §9)."""
    records: dict[Part, type[models.Model]] = {
        Part.ORDER: PurchaseOrder, Part.LINE: PurchaseLine, Part.CHARGE: OrderCharge}  # fmt: skip
    return [
        f.Offer(PREFIX[part] + each.name, str(each.verbose_name), str(part.label))
        for part, names in VERSIONED.items()
        for each in f.declared(records[part])
        if each.name in names
    ]


class ReapprovalRule(Record):
    """Changes of which fields must be approved again (01 §9)."""

    code = f.Code(_("Re-approval rule"), max_length=10, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"))
    valid_from = f.Date(_("Valid from"))
    valid_to = f.Date(_("Valid to"))
    watched = f.Codes(
        _("Fields"), offers=watchable, help=_("Such as delivery_date, lines.quantity, charges.value."))  # fmt: skip

    says = {"orders_reapproval_dates": messages.RULE_DATES}

    class Meta:
        verbose_name, verbose_name_plural = _("re-approval rule"), _("re-approval rules")
        constraints = [
            unique("code", name="orders_reapproval_once"),
            check(Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                  name="orders_reapproval_dates"),
        ]  # fmt: skip
