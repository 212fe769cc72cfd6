"""The words of this package: duties, what a currency knows, what users and tokens are told."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from manciple.kernel.args import Args, arg
from manciple.kernel.authority import duty
from manciple.kernel.numbers import Form, Rounding, rounding

VIEW_ORGANIZATION = duty("view-organization", "View organization set-up")
MAINTAIN_ORGANIZATION = duty("maintain-organization", "Maintain organization set-up")
MAINTAIN_USERS = duty("maintain-users", "Maintain users and roles")
AUDIT = duty("audit", "Read the audit log and verify the books")

EVERY_DUTY = "*"
TOKEN_DAYS_MOST = 365
PREFIX_LENGTH = 12
#: An hour of the day as people write it.
HOUR = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


@dataclass(frozen=True, slots=True)
class Money:
    """The rounding rules of a currency (02 §2): amounts, unit prices, purchase order totals."""

    code: str
    general: Decimal
    prices: Decimal
    purchase: Decimal
    purchase_form: Form = Form.NORMAL

    @property
    def rounded(self) -> Rounding:
        """The general rule, for every amount."""
        return rounding(self.general)

    @property
    def priced(self) -> Rounding:
        """The rule for unit prices that were converted or computed."""
        return rounding(self.prices)

    @property
    def totalled(self) -> Rounding:
        """The rule for the total of a purchase order, whose effect is the round-off."""
        return rounding(self.purchase, self.purchase_form)


class NewUser(Args):
    """Who shall be able to sign in."""

    username: str = arg(_("User name"), min_length=1, max_length=150, kind="code")
    email: str = arg(_("E-mail"), "", max_length=254)
    first_name: str = arg(_("First name"), "", max_length=150)
    last_name: str = arg(_("Last name"), "", max_length=150)
    language: str = arg(_("Language"), "en", max_length=10)
    is_service: bool = arg(
        _("Service user"), False, help=_("A program; it never signs in on a page and has no password.")
    )
    password: str = arg(_("Password"), "", kind="secret", help=_("At least 12 characters; none for a service user."))


class NewPassword(Args):
    """The password that replaces the old one."""

    password: str = arg(_("Password"), kind="secret", help=_("At least 12 characters."))


class NewToken(Args):
    """What a secret for a program is good for."""

    user: str = arg(_("User"), ref="users", help=_("Whose duties the program has."))
    name: str = arg(_("Name"), min_length=1, max_length=120, help=_("What the token is for."))
    legal_entities: list[str] = arg(
        _("Companies"), list, kind="codes", help=_("Where it is good; none named means all companies of the user.")
    )
    expires_on: date = arg(_("Expires on"), help=_("The last day it is good; at most one year ahead."))


@dataclass(frozen=True, slots=True)
class Account:
    """What is known of a user when something is done to him."""

    username: str
    is_service: bool
    is_active: bool
    own: bool
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Issuing:
    """What is known when a token is issued: the user, the companies that exist, the day."""

    user: int | None
    active: bool
    companies: frozenset[str]
    today: date


@dataclass(frozen=True, slots=True)
class Issued:
    """What is known of a token when it is revoked."""

    revoked: bool


@dataclass(frozen=True, slots=True)
class Places:
    """Which site each warehouse of the company belongs to, by code."""

    sites: dict[str, str]


@dataclass(frozen=True, slots=True)
class WorkHours:
    """When people work: days of the week from 0 for Monday, hours of the day, holidays.

    Without a calendar work goes on around the clock.
    """

    days: Set[int] = frozenset(range(7))
    opens: time = time.min
    closes: time = time.max
    holidays: Set[date] = frozenset()
    zone: str = "UTC"

    @property
    def never_ends(self) -> bool:
        """Whether there is no time without work."""
        return self.opens == time.min and self.closes == time.max and len(self.days) == 7 and not self.holidays

    def works_on(self, day: date) -> bool:
        """Whether people work on a day."""
        return day.weekday() in self.days and day not in self.holidays
