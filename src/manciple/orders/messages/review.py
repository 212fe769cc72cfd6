"""Refusals of change management: submission, review, change requests."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel.refusals import Message

SUBMITTING = _("Submit")
#: How long a hold lasts that has no last day.
RELEASED = _("it is released")
#: Why change management is not to be had or dropped for one order.
NO_OVERRIDE = _("the company does not allow it")
RULE_DATES = Message(
    "ORD-95", _("A rule cannot end before it begins."), _("Enter a later last day, or none."), rule="01 §9"
)
FLAG_LOCKED = Message(
    "ORD-15",
    _("Change management cannot be changed on this order: {reason}."),
    _("Leave it as it is."),
    rule="01 §7.1",
)
NO_WORKFLOW = Message(
    "ORD-20",
    _("No active workflow fits this order."),
    _("Activate a workflow for purchase orders, or widen the conditions of one."),
    rule="01 §7.3",
)
MANY_WORKFLOWS = Message(
    "ORD-20",
    _("More than one active workflow fits this order: {workflows}."),
    _("Narrow their conditions, so that only one fits."),
    rule="01 §7.3",
)
IN_REVIEW = Message("ORD-21", _("Order is in review; recall it first."), _("Recall it."), rule="01 §7.3")
CHANGE_REQUEST_OPEN = Message(
    "ORD-22",
    _("A change request cannot be canceled; restore the values and submit."),
    _("Restore the values by hand, then submit the order."),
    rule="01 §7.3",
)
CHANGE_BY_REQUEST = Message(
    "ORD-53",
    _("The order is {state}; under change management it is changed by request only."),
    _("Request change first."),
    rule="01 §16",
)
NOTHING_TO_SUBMIT = Message(
    "ORD-100", _("There is nothing to approve: the order has no lines."), _("Add a line."), rule="01 §7.3"
)
NOT_MANAGED = Message(
    "ORD-101",
    _("The order is not under change management."),
    _("Edit the order; it is confirmed again afterwards."),
    rule="01 §7.2",
)
REQUEST_NEEDLESS = Message(
    "ORD-102", _("The order is {state}; it can be changed as it is."), _("Edit the order."), rule="01 §7.3"
)
NOT_IN_REVIEW = Message(
    "ORD-103", _("The order is {state}; nobody is asked about it."), _("Submit it first."), rule="01 §7.3"
)
SUBMITTED_OR_AGREED = Message(
    "ORD-104", _("The order is {state}; it is not waiting to be submitted."), _("Request change first."), rule="01 §7.3"
)
WATCHED_UNKNOWN = Message(
    "ORD-105",
    _("{value} is no field that can be watched."),
    _("Name versioned fields, such as delivery_date, lines.quantity, charges.value."),
    rule="01 §9",
)
