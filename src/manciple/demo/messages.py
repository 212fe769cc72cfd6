"""The refusals of this package, with the codes of chapter 08 §29."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel.refusals import Message

CONTROL_TOTAL = Message(
    "IMP-08",
    _("Control total {name}: expected {expected}, loaded {found}."),
    _("Look for records of the source that were changed by hand after they were loaded."),
    rule="08 §24",
)
