"""What whoever founds a company, or begins an installation, is asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from manciple.kernel.args import Args, arg


class NewCompany(Args):
    """A company that shall be able to buy."""

    code: str = arg(_("Company"), min_length=1, max_length=4, kind="code", help=_("Up to four letters and figures."))
    name: str = arg(_("Name"), min_length=1, max_length=120)
    country: str = arg(_("Country"), min_length=2, max_length=2, kind="code", help=_("ISO code, such as US."))
    currency: str = arg(_("Accounting currency"), min_length=3, max_length=3, kind="code",
                        help=_("ISO code, such as USD; it is made when it is new."))  # fmt: skip
    time_zone: str = arg(_("Time zone"), "UTC", max_length=40, help=_("Such as America/Chicago."))
    language: str = arg(_("Language"), "en", max_length=10)
    address: str = arg(_("Address"), min_length=1, max_length=1000, help=_("Where goods are delivered, too."))
    site: str = arg(_("First site"), "1", max_length=10, kind="code",
                    help=_("A site and a warehouse of this code are made; blank makes none."))  # fmt: skip


class FirstAdministrator(Args):
    """Who begins an installation, and the company he founds; none where there is one already."""

    username: str = arg(_("User name"), min_length=1, max_length=150, kind="code")
    email: str = arg(_("E-mail"), "", max_length=254)
    password: str = arg(_("Password"), min_length=1, kind="secret", help=_("At least 12 characters."))
    code: str = arg(_("Company"), "", max_length=4, kind="code", help=_("Up to four letters and figures."))
    name: str = arg(_("Company name"), "", max_length=120)
    country: str = arg(_("Country"), "US", max_length=2, kind="code", help=_("ISO code, such as US."))
    currency: str = arg(_("Accounting currency"), "USD", max_length=3, kind="code", help=_("ISO code, such as USD."))
    time_zone: str = arg(_("Time zone"), "UTC", max_length=40, help=_("Such as America/Chicago."))
    address: str = arg(_("Address"), "", max_length=1000, help=_("Where goods are delivered, too."))
