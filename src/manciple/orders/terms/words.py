"""States, types and choices of the purchase order, its duties and number sequences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from manciple.kernel import numbering
from manciple.kernel.authority import duty
from manciple.kernel.fields import Offer as Choosable
from manciple.kernel.tones import toned

VIEW_ORDERS = duty("view-purchase-orders", "View purchase orders")
MAINTAIN_ORDERS = duty("maintain-purchase-orders", "Create, edit and cancel purchase orders")
CONFIRM_ORDERS = duty("confirm-purchase-orders", "Confirm purchase orders")
FINALIZE_ORDERS = duty("finalize-purchase-orders", "Finalize purchase orders")
APPROVE_ORDERS = duty("approve-purchase-orders", "Approve, reject and send back purchase orders")

MAINTAIN_ORDER_SETUP = duty("maintain-order-setup", "Maintain the set-up of purchase orders")

#: Order numbers have at most 10 characters (01 §3).
NUMBERS = numbering.reference("purchase-order", _("Purchase order"), form="PO-######", longest=10)
#: Purchase inquiries are numbered by themselves (01 §11.1).
INQUIRIES = numbering.reference("purchase-inquiry", _("Purchase inquiry"), form="PI-######", longest=20)
#: The stock of a line is kept under a lot of its own; lots are never given twice (01 §27).
LOTS = numbering.reference("lot", _("Lot ID"), form="LOT-########")

#: A stored row, or one to be stored, by column.
Row = dict[str, Any]


class PurchaseType(TextChoices):
    """What kind of order it is (01 §2.1)."""

    JOURNAL = "journal", _("Journal")
    PURCHASE_ORDER = "purchase_order", _("Purchase order")
    RETURNED_ORDER = "returned_order", _("Returned order")


toned(PurchaseType, quiet=[PurchaseType.PURCHASE_ORDER], attention=[PurchaseType.RETURNED_ORDER])


class Approval(TextChoices):
    """How far the order is agreed (01 §7). Moved by actions only."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    REJECTED = "rejected", _("Rejected")
    APPROVED = "approved", _("Approved")
    IN_EXTERNAL_REVIEW = "in_external_review", _("In external review")
    CONFIRMED = "confirmed", _("Confirmed")
    FINALIZED = "finalized", _("Finalized")


toned(
    Approval, active=[Approval.APPROVED, Approval.IN_EXTERNAL_REVIEW], good=[Approval.CONFIRMED],
    attention=[Approval.IN_REVIEW], bad=[Approval.REJECTED])  # fmt: skip


class Status(TextChoices):
    """How far goods and invoices are (01 §6). Derived from the quantities, never set."""

    OPEN_ORDER = "open_order", _("Open order")
    RECEIVED = "received", _("Received")
    INVOICED = "invoiced", _("Invoiced")
    CANCELED = "canceled", _("Canceled")


toned(Status, active=[Status.OPEN_ORDER, Status.RECEIVED], good=[Status.INVOICED], bad=[Status.CANCELED])


class DocumentStatus(TextChoices):
    """The furthest document reached (01 §6)."""

    NONE = "none", _("None")
    PURCHASE_INQUIRY = "purchase_inquiry", _("Purchase inquiry")
    PURCHASE_ORDER = "purchase_order", _("Purchase order")
    RECEIPTS_LIST = "receipts_list", _("Receipts list")
    PRODUCT_RECEIPT = "product_receipt", _("Product receipt")
    INVOICE = "invoice", _("Invoice")


class LineType(TextChoices):
    """Whether a line is delivered at once or by a schedule; a schedule's parent is a total, not a
    line (01 §13)."""

    SINGLE_DELIVERY = "single_delivery", _("Single delivery")
    MULTIPLE_DELIVERIES = "multiple_deliveries", _("Multiple deliveries")
    DELIVERY = "delivery", _("Delivery")


class ChargesConversion(TextChoices):
    """What becomes of the charges of a line that is split into deliveries (01 §13)."""

    ALLOCATE = "allocate", _("Allocate to delivery lines")
    COPY_GROSS = "copy_gross", _("Copy gross amounts")


class Period(TextChoices):
    """How far deliveries of a schedule are apart."""

    DAYS = "days", _("Days")
    WEEKS = "weeks", _("Weeks")
    MONTHS = "months", _("Months")


class LineReview(TextChoices):
    """How far the workflow of a single line is (01 §6)."""

    NOT_SUBMITTED = "not_submitted", _("Not submitted")
    SUBMITTED = "submitted", _("Submitted")
    IN_REVIEW = "in_review", _("In review")
    CHANGE_REQUESTED = "change_requested", _("Change requested")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")


class SettlementType(TextChoices):
    """What the credit of a return is set against (01 §14)."""

    NONE = "none", _("None")
    OPEN_TRANSACTIONS = "open_transactions", _("Open transactions")
    DESIGNATED_TRANSACTIONS = "designated_transactions", _("Designated transactions")


class SafetyLevel(TextChoices):
    """What happens when an invoiced order is to be changed (01 §12.2)."""

    NONE = "none", _("None")
    WARNING = "warning", _("Warning")
    LOCKED = "locked", _("Locked")


class UpdatePolicy(TextChoices):
    """Whether lines follow a changed header field (01 §16)."""

    ALWAYS = "always", _("Always")
    NEVER = "never", _("Never")
    PROMPT = "prompt", _("Prompt")


class OpenWhile(TextChoices):
    """When a field may be edited: the regimes of 01 §16 in words."""

    CREATED = "created", _("Typed when the order is created.")
    NEVER_CONFIRMED = "never_confirmed", _("Until the order is confirmed for the first time.")
    EDITABLE = "editable", _("While the order may be edited.")
    NO_DOCUMENT = "no_document", _("Until a receipt or an invoice is on the order.")
    ALIVE = "alive", _("Any time until the order is finalized.")
    LINES_NOT_INVOICED = "lines_not_invoiced", _("Until a line is fully invoiced or on a pending invoice.")
    LINE_EDITABLE = "line_editable", _("While order and line may be edited.")
    LINE_UNTOUCHED = "line_untouched", _("Until something of the line is received or invoiced.")
    LINE_NOT_INVOICED = "line_not_invoiced", _("Until the line is fully invoiced or on a pending invoice.")
    QUANTITY_NOT_INVOICED = "quantity", _("Until all of the line is invoiced, or it is on a pending invoice.")
    TO_COME = "to_come", _("While something of the line is still to come.")
    UNRECEIVED = "unreceived", _("Until something of the line is received.")
    LINE_ALIVE = "line_alive", _("Any time until order or line is finalized.")


class Summary(TextChoices):
    """Which orders share one document (01 §19)."""

    NONE = "none", _("None")
    INVOICE_ACCOUNT = "invoice_account", _("Invoice account")
    ORDER = "order", _("Order")
    AUTOMATIC = "automatic", _("Automatic summary")


#: Header fields that may have to agree before orders share a document (01 §19), and what people call them.
SUMMARY_FIELDS = {
    "buyer_group": _("Buyer group"),
    "language": _("Language"),
    "delivery_address": _("Delivery address"),
    "mode_of_delivery": _("Mode of delivery"),
    "delivery_terms": _("Delivery terms"),
    "site": _("Site"),
    "warehouse": _("Warehouse"),
    "terms_of_payment": _("Terms of payment"),
    "sales_tax_group": _("Sales tax group"),
    "posting_profile": _("Posting profile"),
    "number_sequence_group": _("Number sequence group"),
}


def summary_fields() -> list[Choosable]:
    """The fields one may add to the key of a summary."""
    return [Choosable(name, str(label)) for name, label in SUMMARY_FIELDS.items()]


class Printing(TextChoices):
    """When documents are printed (01 §11.5)."""

    NONE = "none", _("Not")
    CURRENT = "current", _("Current: each after its order")
    AFTER = "after", _("After: all once every order is done")


class VersionEvent(TextChoices):
    """What made a version, or stamped it (01 §10)."""

    APPROVAL = "approval", _("Workflow approval")
    INQUIRY = "inquiry", _("Purchase inquiry")
    CONFIRMATION = "confirmation", _("Confirmation")
    VENDOR_RESPONSE = "vendor_response", _("Vendor response")
    FINALIZE = "finalize", _("Finalize")


class Part(TextChoices):
    """What a node of a comparison stands for."""

    ORDER = "order", _("Order")
    LINE = "line", _("Line")
    CHARGE = "charge", _("Charge")


#: What a version holds of each part: all that is agreed and told to the vendor. Left out is what is
#: operational (pool, receive now, stopped) and what follows by itself (01 §7.4).
VERSIONED: Mapping[Part, Sequence[str]] = {
    Part.ORDER: (
        "name", "purchase_type", "one_time_supplier", "vendor", "invoice_account", "contact", "internet_address",
        "email", "site", "warehouse", "vendor_reference", "reason", "reason_comment", "rma_number",
        "sales_tax_group", "posting_profile", "tax_exempt_number", "settlement_type", "number_sequence_group",
        "buyer_group", "requester", "change_management", "orderer", "language", "order_date", "delivery_name",
        "delivery_address", "attention_information", "delivery_date", "mode_of_delivery", "delivery_terms",
        "currency", "terms_of_payment", "due_date",
    ),
    Part.LINE: (
        "line_number", "line_type", "parent", "item", "product_name", "text", "site", "warehouse", "quantity",
        "canceled_remainder", "added", "unit", "unit_price", "price_unit", "discount", "discount_percent",
        "charges_on_purchases", "net_amount", "sales_tax_group", "delivery_date", "confirmed_delivery_date",
        "overdelivery_percent", "underdelivery_percent", "matching_policy", "complete", "return_action", "scrap",
        "external_item", "customer_requisition", "customer_reference", "delivery_name", "delivery_address",
        "attention_information", "requester", "mode_of_delivery", "delivery_terms",
    ),
    Part.CHARGE: ("line_number", "charge_code", "category", "value", "text"),
}  # fmt: skip
#: How rules and comparisons name the fields of a part: lines.quantity, charges.value.
PREFIX: Mapping[Part, str] = {Part.ORDER: "", Part.LINE: "lines.", Part.CHARGE: "charges."}


class Change(TextChoices):
    """What became of a thing between two versions (01 §10)."""

    UNCHANGED = "unchanged", _("Unchanged")
    ADDED = "added", _("Added")
    MODIFIED = "modified", _("Modified")
    DELETED = "deleted", _("Deleted")
    CONTAINS = "contains_changes", _("Contains changes")


toned(
    Change, quiet=[Change.UNCHANGED], good=[Change.ADDED], attention=[Change.MODIFIED], bad=[Change.DELETED],
    active=[Change.CONTAINS])  # fmt: skip


class Propagate(TextChoices):
    """Which lines follow a changed header field (01 §16)."""

    MATCHING = "matching", _("Lines with the old value or none")
    ALL = "all", _("All lines that may change")
    NONE = "none", _("No line")


class Basis(TextChoices):
    """Which quantity totals are counted for (01 §18)."""

    ORDERED = "ordered", _("Ordered quantity")
    REMAINING = "remaining", _("Deliver remainder")
    RECEIVE_NOW = "receive_now", _("Receive now quantity")
    RECEIVED_NOT_INVOICED = "received_not_invoiced", _("Product receipt quantity")
    INVOICED = "invoiced", _("Invoiced quantity")


#: States in which an order may be edited at all: Draft and Rejected under change management, the
#: others without it, which a guard sees to (01 §16, regime E).
EDITABLE = (
    Approval.DRAFT, Approval.REJECTED, Approval.APPROVED, Approval.IN_EXTERNAL_REVIEW, Approval.CONFIRMED)  # fmt: skip
#: Agreed within the house; what was agreed is changed by request under change management.
AGREED = (Approval.APPROVED, Approval.IN_EXTERNAL_REVIEW, Approval.CONFIRMED)
#: Agreed, but not yet told to the vendor as it stands.
CONFIRMABLE = (Approval.APPROVED, Approval.IN_EXTERNAL_REVIEW)
#: Not closed for good.
ALIVE = tuple(each for each in Approval if each is not Approval.FINALIZED)
