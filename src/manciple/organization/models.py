"""What is stored of the organization. Few tables are shared by all companies; they stand here."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from manciple.kernel import fields as f
from manciple.kernel import menus
from manciple.kernel.records import Record, Shared, check, unique, unique_everywhere
from manciple.kernel.tones import Tone

from . import messages
from .terms import HOUR


class RoundingForm(models.TextChoices):
    """How a rounding unit is applied (02 §2)."""

    NORMAL = "normal", _("Normal")
    DOWN = "down", _("Down")
    UP = "up", _("Up")


class Currency(Shared):
    """A currency and its rounding rules (02 §2)."""

    code = f.Code(_("Currency"), max_length=3, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"))
    general_rounding = f.Price(
        _("Rounding of amounts"),
        default="0.01",
        null=False,
        help=_("The unit amounts are rounded to, for example 0.01."),
    )
    price_rounding = f.Price(
        _("Rounding of prices"),
        default="0.0001",
        null=False,
        help=_("Applies to converted or computed unit prices, never to typed ones."),
    )
    purchase_rounding = f.Price(
        _("Rounding of purchase orders"),
        default="0.01",
        null=False,
        help=_("The unit an order's total is rounded to; the effect is shown as round-off."),
    )
    purchase_rounding_form = f.Choice(RoundingForm, _("Form for purchase orders"), default=RoundingForm.NORMAL)

    says = {"organization_currency_units": messages.ROUNDING_UNIT}

    class Meta:
        verbose_name, verbose_name_plural = _("currency"), _("currencies")
        constraints = [
            unique_everywhere("code", name="organization_currency_once"),
            check(
                Q(general_rounding__gt=0) & Q(price_rounding__gt=0) & Q(purchase_rounding__gt=0),
                name="organization_currency_units",
            ),
        ]


class LegalEntity(Shared):
    """A company: the unit that orders, owes and keeps books (05 §1)."""

    code = f.Code(_("Company"), max_length=4, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"), blank=False)
    country = f.Text(_("Country"), max_length=2, blank=False, help=_("ISO code; it drives country features."))
    currency = f.Ref(Currency, _("Accounting currency"), help=_("Locked once a voucher exists (05 §1)."))
    time_zone = f.Text(_("Time zone"), max_length=40, default="UTC", blank=False)
    language = f.Text(_("Language"), max_length=10, default="en")
    address = f.Long(_("Address"))

    says = {"organization_company_code": messages.COMPANY_CODE}

    class Meta:
        verbose_name, verbose_name_plural = _("legal entity"), _("legal entities")
        constraints = [
            unique_everywhere("code", name="organization_company_once"),
            check(Q(code__regex=r"^[A-Z0-9]{1,4}$"), name="organization_company_code"),
        ]


class Site(Record):
    """A place of business; warehouses belong to one."""

    code = f.Code(_("Site"), max_length=10, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"))
    address = f.Long(_("Address"))

    class Meta:
        verbose_name, verbose_name_plural = _("site"), _("sites")
        constraints = [unique("code", name="organization_site_once")]


class Warehouse(Record):
    """Where goods arrive and lie; belongs to one site (03 §1.3)."""

    code = f.Code(_("Warehouse"), max_length=10, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"))
    site = f.Ref(Site, _("Site"))
    address = f.Long(_("Address"), help=_("Blank means the address of the site."))

    class Meta:
        verbose_name, verbose_name_plural = _("warehouse"), _("warehouses")
        constraints = [unique("code", name="organization_warehouse_once")]


class User(Shared, AbstractUser):
    """A person, or a service, that signs in."""

    key, title = "username", "email"

    username = f.Code(_("User name"), max_length=150, unique=True, open_in=f.Open.ON_CREATE)
    first_name = f.Text(_("First name"), max_length=150)
    last_name = f.Text(_("Last name"), max_length=150)
    email = f.Text(_("E-mail"), max_length=254)
    is_active = f.Flag(_("Active"), default=True, tone=Tone.GOOD, open_in=f.Open.NEVER)
    last_login = f.Moment(_("Last sign-in"), null=True, blank=True, open_in=f.Open.NEVER)
    language = f.Text(_("Language"), max_length=10, default="en")
    is_service = f.Flag(_("Service user"), open_in=f.Open.ON_CREATE,
                        help=_("A program; it never signs in on a page."))  # fmt: skip

    class Meta(AbstractUser.Meta):
        verbose_name, verbose_name_plural = _("user"), _("users")  # type: ignore[assignment]


class Worker(Record):
    """Somebody who works for the company: who asks for goods, buys them, approves the spending."""

    code = f.Code(_("Personnel number"), max_length=20, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"), blank=False)
    user = f.Ref("organization.User", _("User"), null=True, help=_("How the worker signs in."))
    manager = f.Ref("organization.Worker", _("Manager"), null=True, help=_("Whom approvals go up to."))
    spending_limit = f.Amount(
        _("Spending limit"), help=_("Up to which amount the worker approves alone, in the company's currency.")
    )
    location = f.Text(_("Location"), max_length=60, help=_("What deliveries for the worker are marked with."))
    employed_from = f.Date(_("Employed from"))
    employed_to = f.Date(_("Employed to"))

    says = {"organization_worker_dates": messages.WORKER_DATES, "organization_worker_limit": messages.LIMIT_NEGATIVE}

    class Meta:
        verbose_name, verbose_name_plural = _("worker"), _("workers")
        constraints = [
            unique("code", name="organization_worker_once"),
            unique("user", name="organization_worker_user"),
            check(Q(employed_from__isnull=True) | Q(employed_to__isnull=True)
                  | Q(employed_to__gte=models.F("employed_from")), name="organization_worker_dates"),
            check(Q(spending_limit__gte=0), name="organization_worker_limit"),
        ]  # fmt: skip


class WorkCalendar(Record):
    """When the company works: what time limits of approvals are counted by (01 §8)."""

    code = f.Code(_("Working-time calendar"), max_length=10, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"))
    monday = f.Flag(_("Monday"), default=True)
    tuesday = f.Flag(_("Tuesday"), default=True)
    wednesday = f.Flag(_("Wednesday"), default=True)
    thursday = f.Flag(_("Thursday"), default=True)
    friday = f.Flag(_("Friday"), default=True)
    saturday = f.Flag(_("Saturday"))
    sunday = f.Flag(_("Sunday"))
    opens_at = f.Text(_("Work begins"), max_length=5, default="08:00", blank=False, help=_("In the company's time."))
    closes_at = f.Text(_("Work ends"), max_length=5, default="17:00", blank=False)

    says = {"organization_calendar_hours": messages.WORK_HOURS, "organization_calendar_days": messages.NO_WORKDAY}

    class Meta:
        verbose_name, verbose_name_plural = _("working-time calendar"), _("working-time calendars")
        constraints = [
            unique("code", name="organization_calendar_once"),
            check(Q(opens_at__regex=HOUR) & Q(closes_at__regex=HOUR) & Q(closes_at__gt=models.F("opens_at")),
                  name="organization_calendar_hours"),
            check(Q(monday=True) | Q(tuesday=True) | Q(wednesday=True) | Q(thursday=True) | Q(friday=True)
                  | Q(saturday=True) | Q(sunday=True), name="organization_calendar_days"),
        ]  # fmt: skip


class Holiday(Record):
    """A day on which nobody works although the calendar says so."""

    key, title = "id", "name"

    calendar = f.Ref(WorkCalendar, _("Working-time calendar"), open_in=f.Open.ON_CREATE, db_index=True)
    day = f.Date(_("Day"), null=False, blank=False)
    name = f.Text(_("Name"))

    class Meta:
        verbose_name, verbose_name_plural = _("holiday"), _("holidays")
        constraints = [unique("calendar", "day", name="organization_holiday_once")]


class Role(Shared):
    """A set of duties that is given to users as a whole."""

    code = f.Code(_("Role"), max_length=40, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"))
    duties = f.Codes(_("Duties"), offers=menus.duties, help=_("Keys of the duties; * stands for all."))

    class Meta:
        verbose_name, verbose_name_plural = _("role"), _("roles")
        constraints = [unique_everywhere("code", name="organization_role_once")]


class Assignment(Shared):
    """A user has a role in a company. Shared, because signing in asks before a company is known."""

    key = "id"

    user = f.Ref(
        "organization.User", _("User"), on_delete=models.CASCADE, db_index=True,
        open_in=f.Open.ON_CREATE)  # fmt: skip
    legal_entity = f.Ref(LegalEntity, _("Company"), open_in=f.Open.ON_CREATE)
    role = f.Ref(Role, _("Role"), open_in=f.Open.ON_CREATE)

    class Meta:
        verbose_name, verbose_name_plural = _("role assignment"), _("role assignments")
        constraints = [unique_everywhere("user", "legal_entity", "role", name="organization_assignment_once")]


class ApiToken(Shared):
    """A secret by which a program acts as a user; only its hash is stored (reliability §6.2)."""

    key, title = "prefix", "name"

    user = f.Ref("organization.User", _("User"), on_delete=models.CASCADE)
    name = f.Text(_("Name"), blank=False)
    prefix = f.Text(_("Begins with"), max_length=12, open_in=f.Open.NEVER)
    token_hash = models.CharField(max_length=64)
    legal_entities = f.Codes(
        _("Companies"), base_field=models.CharField(max_length=4),
        help=_("Where it is good; none named means all companies of the user."))  # fmt: skip
    expires_at = f.Moment(_("Expires"), help=_("At most one year ahead."))
    last_used_at = f.Moment(_("Last used"), null=True, open_in=f.Open.NEVER)
    revoked_at = f.Moment(_("Revoked"), null=True, open_in=f.Open.NEVER)

    class Meta:
        verbose_name, verbose_name_plural = _("API token"), _("API tokens")
        constraints = [
            unique_everywhere("token_hash", name="organization_token_once"),
            unique_everywhere("prefix", name="organization_token_prefix"),
        ]
