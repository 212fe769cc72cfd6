"""The refusals of this package, PAR-nn."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel.refusals import Message

RATING = Message("PAR-01", _("A rating is between 1 and 5."), _("Enter 1 for best, 5 for worst."))
INVOICE_ACCOUNT_REDIRECTED = Message(
    "PAR-02",
    _("Vendor {vendor} is itself paid through {invoice_account}."),
    _("Choose {invoice_account}, or a vendor who is paid himself."),
    rule="01 §2.2",
)
OTHERS_PAID_THROUGH = Message(
    "PAR-03",
    _("Other vendors are paid through {vendor}, so it must be paid itself."),
    _("Give those vendors another invoice account first."),
    rule="01 §2.2",
)
INVOICE_ACCOUNT_ITSELF = Message(
    "PAR-04", _("The invoice account is the vendor itself."), _("Leave it blank."), rule="01 §2.2"
)
EMAIL_INVALID = Message("PAR-05", _("{email} is no e-mail address."), _("Use for example orders@example.com."))
ADDRESS_INVALID = Message("PAR-06", _("{value} is no internet address."), _("Use for example https://example.com."))
HOLD_WITHOUT_REASON = Message(
    "PAR-07",
    _("A vendor who is not on hold has no last day of it."),
    _("Leave the day blank, or say what the vendor is on hold for."),
    rule="01 §2.2",
)
