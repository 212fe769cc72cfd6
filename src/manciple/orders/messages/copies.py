"""Refusals of copies, credit notes and delivery schedules."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel.refusals import WARNING, Message

QUANTITY_UNFIT = Message(
    "ORD-60",
    _("{quantity} does not fit {unit} on source line {source}."),
    _("Enter another quantity or factor; nothing was copied."),
    rule="01 §14",
)
LINE_STAYS = Message(
    "ORD-61",
    _("Line {line} cannot be deleted; nothing was copied."),
    _("Copy without deleting the lines, or cancel what is left of them."),
    rule="01 §14",
)
CREDIT_TOO_MUCH = Message(
    "ORD-62",
    _("At most {most} of invoice line {source} can be credited."),
    _("Enter that quantity, or less."),
    rule="01 §14",
)
INVOICE_MATCHED = Message(
    "ORD-130",
    _("An invoice is matched to this order ({invoices}); it cannot become a credit note."),
    _("Make a new order for the credit note, or use Credit note of a line."),
    rule="01 §14",
)
NOT_OWN_JOURNAL = Message(
    "ORD-131",
    _("{source} is no journal of this order."),
    _("Use From all to copy from other orders."),
    rule="01 §14",
)
UNKNOWN_SOURCE = Message(
    "ORD-132",
    _("There is no {kind} {source} to copy."),
    _("Choose one of the sources this order can copy."),
    rule="01 §14",
)
NOTHING_TO_COPY = Message(
    "ORD-133", _("Nothing was chosen to copy."), _("Choose lines with a quantity."), rule="01 §14"
)
NOT_OF_ACCOUNT = Message(
    "ORD-134",
    _("{source} is an invoice of another account."),
    _("A credit note takes invoices of the order's own invoice account."),
    rule="01 §14",
)
UNIT_OF_SCHEDULE = Message(
    "ORD-51",
    _("The unit of a delivery schedule cannot change (line {line})."),
    _("Take the schedule apart first, or order the other unit on a new line."),
    rule="01 §13",
)
SCHEDULE_SHORT = Message(
    "ORD-135",
    _("A delivery schedule needs at least two deliveries (line {line})."),
    _("Enter more deliveries, or take the schedule apart."),
    rule="01 §13",
)
SCHEDULE_SIGNS = Message(
    "ORD-136",
    _("The deliveries of line {line} must all be positive or all negative."),
    _("Change the signs."),
    rule="01 §13",
)
SCHEDULE_DIFFERS = Message(
    "ORD-137",
    _("The deliveries of line {line} come to {total}, the line had {quantity}."),
    _("The line follows its deliveries."),
    rule="01 §13",
    severity=WARNING,
)
SCHEDULE_IN_USE = Message(
    "ORD-138",
    _("Line {line} stands on a document ({what}); its delivery schedule cannot be made or taken apart."),
    _("Change the quantity, or cancel what is left."),
    rule="01 §13",
)
ONLY_IN_SCHEDULE = Message(
    "ORD-139",
    _("Line {line} belongs to a delivery schedule."),
    _("Use Delivery schedule to take off a delivery, or to take the schedule apart."),
    rule="01 §13",
)
FROM_SCHEDULE = Message(
    "ORD-140",
    _("{label} of delivery line {line} comes from the line of the whole schedule."),
    _("Change it there."),
    rule="01 §13",
)
TOO_MANY_DELIVERIES = Message(
    "ORD-141",
    _("Line {line} would have more than {most} deliveries."),
    _("Enter a larger quantity for each delivery."),
    rule="01 §13",
)
