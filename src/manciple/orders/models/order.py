"""The order itself: header, lines, charges."""

from __future__ import annotations

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Abs, Greatest, Sign, Upper
from django.utils.translation import gettext_lazy as _

from manciple.kernel import fields as f
from manciple.kernel.records import Line, Record, check, unique
from manciple.kernel.tones import Tone
from manciple.pricing.terms import PriceSource
from manciple.products.terms import MatchingPolicy
from manciple.terms.terms import ChargeCategory

from .. import messages
from ..terms import (
    ALIVE,
    EDITABLE,
    Approval,
    DocumentStatus,
    LineReview,
    LineType,
    PurchaseType,
    SettlementType,
    Status,
)

NEVER = f.Open.NEVER


class PurchaseOrder(Record):
    """What we order from one vendor: one header, many lines (01 §1)."""

    key, state, title = "number", "approval_status", "name"

    number = f.Code(
        _("Purchase order"),
        max_length=10,
        blank=True,
        open_in=f.Open.ON_CREATE,
        help=_("Up to 10 letters, digits or - _ / . ; blank draws the next number."),
    )
    name = f.Text(_("Name"), open_in=EDITABLE, help=_("The vendor's name; may differ on this order."))
    purchase_type = f.Choice(PurchaseType, _("Purchase type"), default=PurchaseType.PURCHASE_ORDER, open_in=EDITABLE)
    one_time_supplier = f.Flag(
        _("One-time supplier"), open_in=f.Open.ON_CREATE, help=_("Makes a vendor from the template for this order.")
    )
    vendor = f.Ref("parties.Vendor", _("Vendor account"), open_in=EDITABLE)
    invoice_account = f.Ref("parties.Vendor", _("Invoice account"), open_in=EDITABLE)
    contact = f.Text(_("Contact"), open_in=EDITABLE)
    internet_address = f.Text(_("Internet address"), max_length=255, open_in=EDITABLE)
    email = f.Text(_("E-mail"), max_length=255, open_in=EDITABLE)
    status = f.Choice(Status, _("Status"), default=Status.OPEN_ORDER, open_in=NEVER)
    document_status = f.Choice(DocumentStatus, _("Document status"), default=DocumentStatus.NONE, open_in=NEVER)
    approval_status = f.Choice(Approval, _("Approval status"), default=Approval.APPROVED, open_in=NEVER)
    awaits_invoice = f.Flag(_("Received, not invoiced"), open_in=NEVER, tone=Tone.ATTENTION)
    site = f.Ref("organization.Site", _("Site"), null=True, open_in=EDITABLE)
    warehouse = f.Ref("organization.Warehouse", _("Warehouse"), null=True, open_in=EDITABLE)
    vendor_reference = f.Text(_("Vendor reference"), open_in=EDITABLE)
    reason = f.Ref("terms.ReasonCode", _("Reason"), null=True, open_in=EDITABLE)
    reason_comment = f.Text(_("Reason comment"), max_length=60, open_in=EDITABLE)
    rma_number = f.Text(
        _("RMA number"), max_length=20, open_in=EDITABLE, help=_("The vendor's leave to send goods back.")
    )
    sales_tax_group = f.Ref("terms.SalesTaxGroup", _("Sales tax group"), null=True, open_in=EDITABLE)
    posting_profile = f.Ref("ledger.PostingProfile", _("Posting profile"), null=True, open_in=EDITABLE)
    tax_exempt_number = f.Text(_("Tax exempt number"), max_length=30, open_in=EDITABLE)
    settlement_type = f.Choice(
        SettlementType, _("Settlement type"), default=SettlementType.NONE, open_in=EDITABLE,
        help=_("What the credit of a return is set against."))  # fmt: skip
    number_sequence_group = f.Ref(
        "kernel.NumberSequenceGroup", _("Number sequence group"), null=True, open_in=EDITABLE)  # fmt: skip
    buyer_group = f.Ref("terms.BuyerGroup", _("Buyer group"), null=True, open_in=EDITABLE)
    pool = f.Ref("terms.Pool", _("Pool"), null=True, open_in=ALIVE)
    requester = f.Ref("organization.Worker", _("Requester"), null=True, open_in=EDITABLE)
    change_management = f.Flag(_("Activate change management"), open_in=EDITABLE)
    change_request = f.Flag(
        _("Change request"), open_in=NEVER, tone=Tone.ATTENTION,
        help=_("Being changed after it was approved; it cannot be withdrawn, only approved again."))  # fmt: skip
    requires_reapproval = f.Flag(_("Requires re-approval"), open_in=NEVER)
    orderer = f.Ref(
        "organization.Worker", _("Orderer"), null=True, open_in=EDITABLE,
        help=_("Who orders: the worker who makes the order, unless another one is named."))  # fmt: skip
    language = f.Text(_("Language"), max_length=10, open_in=EDITABLE)
    order_date = f.Date(
        _("Order date"),
        null=False,
        open_in=f.Open.ON_CREATE,
        help=_("The day the order was made; today when left out."),
    )
    delivery_name = f.Text(_("Delivery name"), open_in=EDITABLE)
    delivery_address = f.Long(_("Delivery address"), open_in=EDITABLE)
    attention_information = f.Text(_("Attention information"), max_length=60, open_in=EDITABLE)
    delivery_date = f.Date(_("Delivery date"), open_in=EDITABLE)
    earliest_confirmed_delivery = f.Date(
        _("Earliest confirmed delivery"),
        open_in=NEVER,
        help=_("The first day the vendor promised for a line that is still open (01 §17)."),
    )
    next_delivery = f.Date(
        _("Next delivery"),
        open_in=NEVER,
        help=_("The first day something that is still to come was promised or asked for."),
    )
    mode_of_delivery = f.Ref("terms.ModeOfDelivery", _("Mode of delivery"), null=True, open_in=EDITABLE)
    delivery_terms = f.Ref("terms.DeliveryTerms", _("Delivery terms"), null=True, open_in=EDITABLE)
    currency = f.Ref("organization.Currency", _("Currency"), open_in=f.Open.ON_CREATE)
    terms_of_payment = f.Ref("terms.PaymentTerms", _("Terms of payment"), null=True, open_in=EDITABLE)
    due_date = f.Date(_("Due date"), open_in=EDITABLE)
    subtotal = f.Amount(_("Subtotal"), open_in=NEVER)
    charges = f.Amount(_("Charges"), open_in=NEVER)
    sales_tax = f.Amount(_("Sales tax"), open_in=NEVER)
    round_off = f.Amount(_("Round-off"), open_in=NEVER)
    total = f.Amount(_("Invoice amount"), open_in=NEVER)
    confirmations = f.Whole(_("Confirmations"), open_in=NEVER)
    confirmed_on = f.Date(_("Last confirmation"), open_in=NEVER)
    inquiries = f.Whole(_("Purchase inquiries"), open_in=NEVER)
    versions = f.Whole(_("Versions"), open_in=NEVER)
    approved_version = f.Whole(_("Last approved version"), open_in=NEVER)
    changed_since_confirmation = f.Flag(_("Changed since confirmation"), open_in=NEVER, tone=Tone.ATTENTION)
    summary_of_vendor = f.Flag(
        _("Use vendor default"), default=True, open_in=NEVER, help=_("Put into summaries as the vendor's orders are.")
    )
    summary_documents = f.Codes(
        _("Summarized documents"),
        open_in=NEVER,
        help=_("Documents that this order may share with others, where it does not follow its vendor."),
    )
    source = f.Text(
        _("Source"),
        max_length=40,
        open_in=f.Open.ON_CREATE,
        help=_("Where the order came from, when it was imported; a tag."),
    )

    says = {"orders_order_number": messages.NUMBER_FORMAT, "orders_order_once": messages.NUMBER_USED,
            "orders_order_any_case": messages.NUMBER_USED}  # fmt: skip

    class Meta:
        verbose_name, verbose_name_plural = _("purchase order"), _("purchase orders")
        constraints = [
            unique("number", name="orders_order_once"),
            models.UniqueConstraint(F("company"), Upper("number"), name="orders_order_any_case"),
            check(Q(number__regex=r"^[A-Za-z0-9_/.-]{1,10}$"), name="orders_order_number"),
            check(Q(confirmations__gte=0), name="orders_order_confirmations"),
        ]
        indexes = [
            models.Index(fields=["company", "vendor"], name="orders_order_vendor"),
            models.Index(fields=["company", "-order_date", "-id"], name="orders_order_date"),
            models.Index(fields=["company", "status", "approval_status"], name="orders_order_open",
                         condition=~Q(approval_status="finalized")),
        ]  # fmt: skip


# Quantities by absolute value with the sign put back, so that returns mirror purchases (03 §4.1).
CANCELED = F("canceled_order") + F("canceled_remainder") + F("canceled_short")
EFFECTIVE = F("ordered") + F("added") - CANCELED
REMAINING = Sign(F("ordered")) * Greatest(Abs(EFFECTIVE) - Abs(F("received")), Value(0))
OVER = Sign(F("ordered")) * Greatest(Abs(F("received")) - Abs(EFFECTIVE), Value(0))


class PurchaseLine(Line):
    """One thing ordered: how much, at what price, and what has become of it.

    At every moment ordered + added + over-delivered = received + remaining + canceled (01 §5).
    """

    key, owner, title = "line_number", "order", "product_name"

    order = f.Owner(PurchaseOrder, _("Purchase order"))
    line_type = f.Choice(LineType, _("Type"), default=LineType.SINGLE_DELIVERY, open_in=NEVER)
    parent = f.Ref("orders.PurchaseLine", _("Line of the whole schedule"), null=True, open_in=NEVER)
    is_deleted = f.Flag(
        _("Deleted"), open_in=NEVER, tone=Tone.BAD,
        help=_("Taken off an order the vendor knows; gone with the next approval or confirmation."))  # fmt: skip
    line_number = f.LineNumber(_("Line number"), open_in=f.Open.ON_CREATE, help=_("Left out, the next one is taken."))
    item = f.Ref("products.ReleasedProduct", _("Item number"), open_in=EDITABLE)
    product_name = f.Text(_("Product name"), open_in=NEVER)
    text = f.Long(_("Text"), open_in=EDITABLE)
    site = f.Ref("organization.Site", _("Site"), null=True, open_in=EDITABLE)
    warehouse = f.Ref("organization.Warehouse", _("Warehouse"), null=True, open_in=EDITABLE)
    ordered = f.Quantity(_("Ordered"), open_in=NEVER, help=_("Q: what was ordered, before any cancellation."))
    canceled_order = f.Quantity(_("Canceled with the order"), open_in=NEVER)
    canceled_remainder = f.Quantity(_("Canceled remainder"), open_in=NEVER)
    canceled_short = f.Quantity(_("Closed short"), open_in=NEVER)
    added = f.Quantity(_("Added to the remainder"), open_in=NEVER)
    received = f.Quantity(_("Received"), hub=f.Hub.READS, open_in=NEVER)
    invoiced = f.Quantity(_("Invoiced"), open_in=NEVER)
    quantity = f.Derived(
        F("ordered") - F("canceled_order"),
        _("Quantity"),
        shown_as=f.Quantity(),
        hub=f.Hub.WRITES,
        open_in=EDITABLE,
        help=_("In the purchase unit; negative on a return."),
    )
    remaining = f.Derived(
        REMAINING, _("Deliver remainder"), shown_as=f.Quantity(), help=_("What is still to come, in the purchase unit.")
    )
    overdelivered = f.Derived(OVER, _("Over-delivered"), shown_as=f.Quantity())
    counts = f.Derived(
        Case(When(Q(is_deleted=False) & ~Q(line_type="multiple_deliveries"), then=Value(True)), default=Value(False)),
        _("Counts"), shown_as=f.Flag(),
        help=_("Neither taken off the order nor the total of a delivery schedule."))  # fmt: skip
    schedule_status = f.Choice(
        Status, _("Status of the schedule"), default=Status.OPEN_ORDER, open_in=NEVER,
        help=_("The least advanced delivery of a schedule; what its total shows as its own."))  # fmt: skip
    status = f.Derived(
        Case(
            When(Q(line_type="multiple_deliveries"), then=F("schedule_status")),
            When(Q(received=0) & ~Q(canceled_order=0, canceled_remainder=0, canceled_short=0)
                 & Q(ordered=CANCELED - F("added")), then=Value(Status.CANCELED.value)),
            When(~Q(received=0) & Q(invoiced=F("received"))
                 & Q(received__gte=0) & Q(received__gte=EFFECTIVE), then=Value(Status.INVOICED.value)),
            When(~Q(received=0) & Q(invoiced=F("received"))
                 & Q(received__lt=0) & Q(received__lte=EFFECTIVE), then=Value(Status.INVOICED.value)),
            When(Q(received__gt=0) & Q(received__gte=EFFECTIVE), then=Value(Status.RECEIVED.value)),
            When(Q(received__lt=0) & Q(received__lte=EFFECTIVE), then=Value(Status.RECEIVED.value)),
            default=Value(Status.OPEN_ORDER.value),
        ),
        _("Line status"), shown_as=f.Choice(Status), help=_("Follows the quantities (01 §6)."))  # fmt: skip
    receive_now = f.Quantity(_("Receive now"), open_in=ALIVE)
    unit = f.Ref("terms.Unit", _("Unit"), open_in=EDITABLE)
    unit_price = f.Price(
        _("Unit price"), open_in=EDITABLE, hub=f.Hub.READS, help=_("Blank means no price is known; zero means free.")
    )
    price_unit = f.Quantity(_("Price unit"), default=1, open_in=EDITABLE, help=_("How many units the price covers."))
    discount = f.Price(_("Discount"), default=0, null=False, open_in=EDITABLE, help=_("Money per price unit."))
    discount_percent = f.Percent(_("Discount percent"), open_in=EDITABLE)
    charges_on_purchases = f.Amount(
        _("Charges on purchases"), open_in=EDITABLE, help=_("One amount for the whole line.")
    )
    net_amount = f.Amount(
        _("Net amount"),
        open_in=EDITABLE,
        hub=f.Hub.READS,
        help=_("Typed, it leaves the unit price blank and stays (02 §4)."),
    )
    price_source = f.Choice(PriceSource, _("Price from"), default="", open_in=NEVER)
    sales_tax_group = f.Ref("terms.SalesTaxGroup", _("Sales tax group"), null=True, open_in=EDITABLE)
    sales_tax = f.Amount(_("Sales tax"), open_in=NEVER)
    delivery_date = f.Date(_("Delivery date"), open_in=EDITABLE)
    confirmed_delivery_date = f.Date(_("Confirmed delivery date"), open_in=EDITABLE)
    overdelivery_percent = f.Percent(_("Overdelivery"), open_in=EDITABLE)
    underdelivery_percent = f.Percent(_("Underdelivery"), open_in=EDITABLE)
    matching_policy = f.Choice(MatchingPolicy, _("Matching policy"), open_in=EDITABLE)
    stopped = f.Flag(_("Stopped"), open_in=ALIVE)
    complete = f.Flag(_("Complete"), open_in=EDITABLE)
    finalized = f.Flag(_("Finalized"), open_in=NEVER)
    workflow_state = f.Choice(LineReview, _("State"), default=LineReview.NOT_SUBMITTED, open_in=NEVER)
    lot_id = f.Text(_("Lot ID"), max_length=20, open_in=NEVER)
    return_action = f.Ref("terms.ReturnAction", _("Return action"), null=True, open_in=EDITABLE)
    scrap = f.Flag(_("Scrap"), open_in=EDITABLE)
    credited_invoice = f.Text(
        _("Credited invoice"), max_length=20, open_in=NEVER, help=_("The invoice this line gives back (01 §14).")
    )
    credited_line = f.Key(
        _("Credited invoice line"),
        null=True,
        db_index=True,
        open_in=NEVER,
        help=_("What a credit takes back counts against what was invoiced."),
    )
    external_item = f.Text(_("External"), max_length=20, open_in=EDITABLE)
    customer_requisition = f.Text(_("Customer requisition"), max_length=20, open_in=EDITABLE)
    customer_reference = f.Text(_("Customer reference"), max_length=60, open_in=EDITABLE)
    delivery_name = f.Text(_("Delivery name"), open_in=EDITABLE)
    delivery_address = f.Long(_("Delivery address"), open_in=EDITABLE)
    attention_information = f.Text(_("Attention information"), max_length=60, open_in=EDITABLE)
    requester = f.Ref("organization.Worker", _("Requester"), null=True, open_in=EDITABLE)
    mode_of_delivery = f.Ref("terms.ModeOfDelivery", _("Mode of delivery"), null=True, open_in=EDITABLE)
    delivery_terms = f.Ref("terms.DeliveryTerms", _("Delivery terms"), null=True, open_in=EDITABLE)

    says = {
        "orders_line_once": messages.LINE_NUMBER,
        "orders_line_number": messages.LINE_NUMBER,
        "orders_line_price_unit": messages.PRICE_UNIT_INVALID,
        "orders_line_sides": messages.QUANTITIES_MIXED,
    }

    class Meta:
        verbose_name, verbose_name_plural = _("purchase order line"), _("purchase order lines")
        constraints = [
            # Asked when a statement ends: renumbering swaps numbers within one.
            unique("order", "line_number", name="orders_line_once", deferrable=models.Deferrable.IMMEDIATE),
            check(Q(price_unit__gt=0), name="orders_line_price_unit"),
            check(Q(line_number__gt=0), name="orders_line_number"),
            # Nothing is canceled, received or invoiced against the sign of the line.
            check(
                Q(ordered__gt=0, received__gte=0, invoiced__gte=0, added__gte=0, canceled_order__gte=0,
                  canceled_remainder__gte=0, canceled_short__gte=0,
                  ordered__gte=CANCELED - F("added"))
                | Q(ordered__lt=0, received__lte=0, invoiced__lte=0, added__lte=0,
                    canceled_order__lte=0, canceled_remainder__lte=0, canceled_short__lte=0,
                    ordered__lte=CANCELED - F("added"))
                | Q(ordered=0, received=0, invoiced=0, added=0, canceled_order=0,
                    canceled_remainder=0, canceled_short=0),
                name="orders_line_sides"),
            check(Q(invoiced=F("received")) | Q(received__gt=0, invoiced__lt=F("received"))
                  | Q(received__lt=0, invoiced__gt=F("received")), name="orders_line_invoiced"),
            check(
                Q(overdelivery_percent__gte=0, underdelivery_percent__gte=0,
                  underdelivery_percent__lte=100), name="orders_line_tolerance"),
        ]  # fmt: skip


class OrderCharge(Line):
    """A charge on the header: freight, packing (02 §9.2)."""

    key, owner, title = "line_number", "order", "text"

    order = f.Owner(PurchaseOrder, _("Purchase order"))
    line_number = f.LineNumber(_("Line number"), open_in=f.Open.ON_CREATE)
    charge_code = f.Ref("terms.ChargeCode", _("Charges code"), open_in=EDITABLE)
    category = f.Choice(ChargeCategory, _("Category"), open_in=EDITABLE)
    value = f.Price(
        _("Charges value"), null=False, default=0, open_in=EDITABLE, help=_("Money for Fixed, per hundred for Percent.")
    )
    amount = f.Amount(_("Calculated amount"), open_in=NEVER)
    sales_tax = f.Amount(_("Sales tax"), open_in=NEVER)
    text = f.Text(_("Text"), open_in=EDITABLE)

    class Meta:
        verbose_name, verbose_name_plural = _("charge"), _("charges")
        constraints = [unique("order", "line_number", name="orders_charge_once")]
