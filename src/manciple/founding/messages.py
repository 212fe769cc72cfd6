"""What is refused when something begins."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel.refusals import Message

CODE_TAKEN = Message("FND-01", _("There is a company {code} already."), _("Choose another code."))
BEGUN_ALREADY = Message(
    "FND-02", _("Somebody can sign in already."), _("Ask an administrator for an account.")
)  # fmt: skip
COMPANY_NEEDED = Message("FND-03", _("There is no company yet."), _("Enter code, name and address of the first one."))
