"""The refusals of the ground floor, KRN-nnn: true of any record and any action."""

from django.utils.translation import gettext_lazy as _

from .refusals import Message

WRONG_STATE = Message(
    "KRN-001", _("{record} is {state}; {action} is not possible."),
    _("Possible while it is: {allowed}."))
NOT_PERMITTED = Message(
    "KRN-002", _("You may not do this: {action}."), _("Ask for the duty {duty}."))
CHANGED_MEANWHILE = Message(
    "KRN-003", _("{user} changed {record} at {at}: {changes}."),
    _("Look at the changes and save again; what you typed is kept."), rule="01 §20")
TOKEN_REUSED = Message(
    "KRN-004", _("This token was used before for another request."),
    _("Send a new token with a new request."))
IN_PROGRESS = Message(
    "KRN-005", _("The same request is being worked on."), _("Ask again in a second."))
LOCKED_FIELD = Message(
    "KRN-006", _("{label} of {record} cannot be changed while it is {state}."),
    _("Open for change while it is: {allowed}."))
NOT_EDITABLE = Message(
    "KRN-007", _("{label} cannot be typed; it is derived."), _("Leave the field out."))
UNKNOWN_REFERENCE = Message(
    "KRN-008", _("{label}: {value} does not exist in this company."), _("Choose one that exists."))
REQUIRED = Message("KRN-009", _("{label} is missing."), _("Enter a value."))
ALREADY_EXISTS = Message(
    "KRN-010", _("{label} {value} exists already."), _("Use another one, or edit that record."))
IN_USE = Message(
    "KRN-011", _("{record} is used by {users} and cannot be deleted."),
    _("Remove those uses first, or stop using the record."))
RULE_BROKEN = Message("KRN-012", _("{label}: {says}."), _("Correct the value."))
NUMBERS_EXHAUSTED = Message(
    "KRN-013", _("Number sequence {sequence} has no number left after {last}."),
    _("Give the sequence a wider format."), rule="01 §3")
NO_SEQUENCE = Message(
    "KRN-014", _("No number sequence is set up for {reference}."),
    _("Set one up under Number sequences."), rule="01 §3")
TOO_MANY = Message(
    "KRN-015", _("{count} records in one request; at most {most} are possible."),
    _("Run it as a job, or in parts."))
NOTHING_CHOSEN = Message("KRN-016", _("No record was named."), _("Name at least one."))
BUSY = Message(
    "KRN-017", _("{record} is being worked on by someone else."), _("Try again in a moment."))
CANCELED = Message("KRN-018", _("Canceled by {user}."), _("Start it again if that was wrong."))
NOT_OPEN = Message(
    "KRN-019", _("{record} is {state} and cannot be edited."),
    _("Open for change while it is: {allowed}."))
