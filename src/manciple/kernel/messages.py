"""The refusals of the ground floor, KRN-nnn: true of any record and any action."""

from django.utils.translation import gettext_lazy as _

from .refusals import Message

WRONG_STATE = Message(
    "KRN-001", _("{record} is {state}; {action} is not possible."), _("Possible while it is: {allowed}.")
)
NOT_PERMITTED = Message("KRN-002", _("You may not do this: {action}."), _("Ask for the duty {duty}."))
CHANGED_MEANWHILE = Message(
    "KRN-003",
    _("{user} changed {record} at {at}: {changes}."),
    _("Look at the changes and save again; what you typed is kept."),
    rule="01 §20",
)
TOKEN_REUSED = Message(
    "KRN-004", _("This token was used before for another request."), _("Send a new token with a new request.")
)
IN_PROGRESS = Message("KRN-005", _("The same request is being worked on."), _("Ask again in a second."))
LOCKED_FIELD = Message(
    "KRN-006",
    _("{label} of {record} cannot be changed while it is {state}."),
    _("Open for change while it is: {allowed}."),
)
NOT_EDITABLE = Message("KRN-007", _("{label} cannot be typed; it is derived."), _("Leave the field out."))
UNKNOWN_REFERENCE = Message(
    "KRN-008", _("{label}: {value} does not exist in this company."), _("Choose one that exists.")
)
REQUIRED = Message("KRN-009", _("{label} is missing."), _("Enter a value."))
ALREADY_EXISTS = Message("KRN-010", _("{label} {value} exists already."), _("Use another one, or edit that record."))
IN_USE = Message(
    "KRN-011",
    _("{record} is used by {users} and cannot be deleted."),
    _("Remove those uses first, or stop using the record."),
)
RULE_BROKEN = Message("KRN-012", _("{label}: {says}."), _("Correct the value."))
NUMBERS_EXHAUSTED = Message(
    "ORD-02",
    _("{sequence} has no free number left in the format {last}."),
    _("Give the sequence a wider format."),
    rule="01 §3",
)
NO_SEQUENCE = Message(
    "KRN-014", _("No number sequence is set up for {reference}."), _("Set one up under Number sequences."), rule="01 §3"
)
TOO_MANY = Message(
    "KRN-015", _("{count} records in one request; at most {most} are possible."), _("Run it as a job, or in parts.")
)
NOTHING_CHOSEN = Message("KRN-016", _("No record was named."), _("Name at least one."))
BUSY = Message("KRN-017", _("{record} is being worked on by someone else."), _("Try again in a moment."))
CANCELED = Message("KRN-018", _("Canceled by {user}."), _("Start it again if that was wrong."))
NAMED_TWICE = Message(
    "KRN-020", _("{record} is named more than once, with different values."), _("Name each record once.")
)
OUT_OF_RANGE = Message("KRN-021", _("A number is too large to be kept."), _("Look for a mistyped quantity or price."))
FIXED = Message(
    "KRN-023", _("{label} of {record} was fixed when it was made."), _("Leave the field out, or make a new record.")
)
BROKEN = Message(
    "KRN-022",
    _("The job stopped because of a fault in the program."),
    _("Start it again; what is done is not done twice. If it stops again, tell the administrator."),
)
NO_ROOM = Message(
    "KRN-024",
    _("The disk of the server is nearly full, so nothing new is written."),
    _("Tell whoever runs Manciple; nothing is lost, and the same request can be sent again."),
)
NO_SUCH_WORK = Message(
    "KRN-025", _("{value} is no work that can be repeated."), _("Choose one of: {possible}."), rule="01 §11.5"
)
BATCH_UNREADABLE = Message(
    "KRN-026", _("It cannot be read: {why}."), _("Write one name=value a line."), rule="01 §11.5"
)

# Files that are read (08 §24 and its list of refusals).
FILE_UNREADABLE = Message(
    "IMP-01", _("The file cannot be read: {why}."), _("Save it as CSV in UTF-8 or as an Excel workbook."), rule="08 §24"
)
NO_HEADER = Message(
    "IMP-02",
    _("The file has no row of headings, or two headings for {column}."),
    _("Put one row of headings above the values."),
    rule="08 §24",
)
COLUMN_MISSING = Message(
    "IMP-03", _("Column {column} is missing."), _("Add it, or say which of your columns it is."), rule="08 §24"
)
ROW_TOO_WIDE = Message(
    "IMP-04",
    _("Row {row} has values beyond the last heading."),
    _("Remove them, or give them a heading."),
    rule="08 §24",
)
WRONG_VALUE = Message("IMP-05", _("Row {row}, {column}: {value} {why}."), _("Correct the value."), rule="08 §24")
TOTAL_ROW = Message(
    "IMP-06", _("Row {row}: {amount} equals the sum above; left out."), severity="warning", rule="08 §24"
)
DIFFERS = Message(
    "IMP-07",
    _("Row {row}: {record} is there already and differs in {fields}; nothing changed."),
    _("Import with changes allowed, or correct the row."),
    rule="08 §24",
)
CONTROL_TOTAL = Message(
    "IMP-08",
    _("Control total {column}: expected {expected}, in the file {found}; nothing was loaded."),
    _("Correct the file, or the total you expect."),
    rule="08 §24",
)
AMBIGUOUS_DATES = Message(
    "IMP-09",
    _("Column {column}: the dates could be day/month or month/day."),
    _("Say which: dmy or mdy."),
    rule="08 §24",
)
REPEATED_ROW = Message(
    "IMP-10", _("Row {row} repeats {record} of row {first}."), _("Remove one of them."), rule="08 §24"
)
