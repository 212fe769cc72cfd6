"""The refusals of this package, PAR-nn."""

from django.utils.translation import gettext_lazy as _

from manciple.kernel.refusals import Message

RATING = Message("PAR-01", _("A rating is between 1 and 5."), _("Enter 1 for best, 5 for worst."))
