"""The refusals of attachments, activities and cases."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel.refusals import Message

NOTHING_ATTACHED = Message(
    "DOC-01", _("There is neither a file nor a note."), _("Choose a file, or write a note."), rule="06 §12"
)
UNKNOWN_FILE = Message(
    "DOC-02", _("The file was not handed in, or too long ago."), _("Choose the file again."), rule="06 §12"
)
FILE_TYPE = Message(
    "DOC-03",
    _("Files of the type {extension} cannot be attached."),
    _("Possible: {possible}."),
    rule="06 §12",
)
FILE_SIZE = Message(
    "DOC-04",
    _("The file has {kilobytes} kB; at most {most} kB can be attached."),
    _("Attach a smaller file, or a link to it as a note."),
    rule="06 §12",
)
EMPTY_FILE = Message("DOC-05", _("The file {name} is empty."), _("Choose another file."), rule="06 §12")
ENDS_BEFORE = Message(
    "DOC-06",
    _("It cannot end before it begins."),
    _("Enter a later end, or none."),
    rule="06 §12",
)
NO_TIME = Message("DOC-07", _("An appointment needs a beginning."), _("Enter when it begins."), rule="06 §12")
NOT_OPEN = Message(
    "DOC-08",
    _("{record} is {state}."),
    _("Possible while it is: {allowed}."),
    rule="06 §12",
)
FILE_CONTENT = Message(
    "DOC-15",
    _("The file {name} does not hold what its type {extension} says."),
    _("Save it again as the type it is, or choose another file."),
    rule="06 §12",
)
SIZE_LIMIT = Message(
    "DOC-09", _("The largest size is between 1 and {most} kB."), _("Enter another size."), rule="06 §12"
)
ACTIVITIES_OPEN = Message(
    "DOC-10",
    _("Case {record} has activities that are not done: {activities}."),
    _("Complete or cancel them first."),
    rule="06 §12",
)
LINKED_TWICE = Message(
    "DOC-11", _("{document} belongs to case {record} already."), _("Nothing needs to be done."), rule="06 §12"
)
UNKNOWN_DOCUMENT = Message(
    "DOC-12", _("There is no {kind} {document}."), _("Check kind and number of the document."), rule="06 §12"
)
EXTENSION = Message(
    "DOC-13",
    _("{extension} is no ending of a file name."),
    _("Use letters and digits without a dot: pdf, xlsx."),
    rule="06 §12",
)
PASSIVE = Message(
    "DOC-14",
    _("Files of the type {extension} can carry programs and are never attached."),
    _("Send it packed and checked by other means."),
    rule="06 §12",
)
