"""The organization's set-up pages."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from manciple.kernel import batches, menus
from manciple.kernel.context import Context
from manciple.kernel.forms import Form, Group, Pane, Tab
from manciple.kernel.models import BatchJob, NumberSequence, NumberSequenceGroup

from . import inquiries, rules
from .models import (
    ApiToken,
    Assignment,
    Currency,
    Holiday,
    LegalEntity,
    Role,
    Site,
    User,
    Warehouse,
    WorkCalendar,
    Worker,
)
from .terms import MAINTAIN_ORGANIZATION, MAINTAIN_USERS, VIEW_ORGANIZATION

menus.area("setup", _("Set-up"), icon="settings", place=90)
menus.group("organization", _("Organization"), area="setup", place=10)
menus.group("access", _("Users and access"), area="setup", place=30)


class LegalEntities(Form):
    """The companies."""

    of, key, title = LegalEntity, "legal-entities", _("Legal entities")
    help = _("A company orders, owes and keeps books of its own.")
    menu, setup = "organization", True
    duty, maintain = VIEW_ORGANIZATION, MAINTAIN_ORGANIZATION
    find, grid, order = ("code", "name"), ("code", "name", "country", "currency", "time_zone"), ("code",)
    guards = (rules.country_is_known, rules.time_zone_is_known, rules.language_is_known)
    tabs = (
        Tab(_("General"), "code", "name", "country", "currency", "time_zone", "language"),
        Tab(_("Address"), "address"),
    )


class Sites(Form):
    """Places of business."""

    of, key, title = Site, "sites", _("Sites")
    help = _("A place of business; its warehouses stand below.")
    menu, setup = "organization", True
    duty, maintain = VIEW_ORGANIZATION, MAINTAIN_ORGANIZATION
    find, grid, order = ("code", "name"), ("code", "name"), ("code",)
    tabs = (Tab(_("General"), "code", "name"), Tab(_("Address"), "address"))


class Warehouses(Form):
    """Where goods arrive and lie."""

    of, key, title = Warehouse, "warehouses", _("Warehouses")
    help = _("Where goods arrive and lie; each belongs to one site.")
    menu, setup = "organization", True
    duty, maintain = VIEW_ORGANIZATION, MAINTAIN_ORGANIZATION
    find, grid, order = ("code", "name"), ("code", "name", "site"), ("code",)
    tabs = (Tab(_("General"), "code", "name", "site"), Tab(_("Address"), "address"))


class Currencies(Form):
    """Currencies and their rounding."""

    of, key, title = Currency, "currencies", _("Currencies")
    help = _("What money is called and how it is rounded.")
    menu, setup = "organization", True
    duty, maintain = VIEW_ORGANIZATION, MAINTAIN_ORGANIZATION
    find, grid, order = ("code", "name"), ("code", "name", "general_rounding"), ("code",)
    guards = (rules.currency_is_known, rules.roundings_fit_amounts)
    tabs = (
        Tab(_("General"), "code", "name"),
        Tab(_("Rounding"), "general_rounding", "price_rounding", "purchase_rounding", "purchase_rounding_form"),
    )


class NumberSequences(Form):
    """How documents are numbered (01 §3)."""

    of, key, title = NumberSequence, "number-sequences", _("Number sequences")
    help = _("How each kind of document is numbered: # counts with digits, & with letters.")
    menu, setup = "organization", True
    duty, maintain = VIEW_ORGANIZATION, MAINTAIN_ORGANIZATION
    find, grid = ("code", "reference", "format"), ("code", "reference", "group", "format", "next", "continuous")
    order = ("code",)
    facts = inquiries.company_in_numbers
    guards = (rules.sequence_counts, rules.sequence_fits, rules.next_number_fits)
    tabs = (
        Tab(_("General"), "code", "reference", "group", "format", "next", "continuous", "spare"),
        Tab(_("Typing"), "manual", "to_lower", "to_higher"),
    )


class NumberSequenceGroups(Form):
    """Orders whose documents are numbered by sequences of their own (01 §3)."""

    of, key, title = NumberSequenceGroup, "number-sequence-groups", _("Number sequence groups")
    help = _("Receipts, invoices and vouchers of orders of a group are numbered by the sequences of the group.")
    menu, setup = "organization", True
    duty, maintain = VIEW_ORGANIZATION, MAINTAIN_ORGANIZATION
    find, grid, order = ("code", "name"), ("code", "name"), ("code",)
    tabs = (Tab(_("General"), "code", "name"),)


class BatchJobs(Form):
    """Mass work that is done again and again (01 §11.5)."""

    of, key, title = BatchJob, "batch-jobs", _("Batch jobs")
    help = _("Work the system does by itself for all records that match at the time, as whoever set it up.")
    menu, setup = "organization", True
    duty, maintain = VIEW_ORGANIZATION, MAINTAIN_ORGANIZATION
    find, grid, order = ("code", "name"), ("code", "name", "what", "every", "next_at", "active"), ("code",)
    guards = (batches.work_fits,)
    tabs = (
        Tab(_("General"), "code", "name", "what", "filters", "told"),
        Tab(_("Recurrence"), "every", "next_at", "active", "last_job"),
    )

    @classmethod
    def written(cls, ids: Sequence[int], ctx: Context) -> None:
        """It acts as whoever set it up last."""
        batches.owned(ids, ctx)


class Workers(Form):
    """Who works for the company (01 §8, §26)."""

    of, key, title = Worker, "workers", _("Workers")
    help = _("Who asks for goods, buys them and approves the spending; managers lead approvals upwards.")
    menu, setup = "organization", True
    duty, maintain = VIEW_ORGANIZATION, MAINTAIN_ORGANIZATION
    find = ("code", "name", "user__username")
    grid, order = ("code", "name", "user", "manager", "spending_limit", "location"), ("code",)
    facts, guards = inquiries.managers, (rules.manager_stands_above,)
    tabs = (
        Tab(_("General"), "code", "name", "user", "location"),
        Tab(_("Approval"), "manager", "spending_limit"),
        Tab(_("Employment"), "employed_from", "employed_to"),
    )


class WorkCalendars(Form):
    """When the company works (01 §8)."""

    of, key, title = WorkCalendar, "work-calendars", _("Working-time calendars")
    help = _("Days and hours by which time limits of approvals are counted.")
    menu, setup = "organization", True
    duty, maintain = VIEW_ORGANIZATION, MAINTAIN_ORGANIZATION
    find, grid, order = ("code", "name"), ("code", "name", "opens_at", "closes_at"), ("code",)
    guards = (rules.hours_are_hours,)
    tabs = (
        Tab(_("General"), "code", "name", "opens_at", "closes_at"),
        Tab(_("Working days"), "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    )


class Holidays(Form):
    """Days on which nobody works."""

    of, key, title = Holiday, "holidays", _("Holidays")
    help = _("Days on which nobody works although the calendar says so.")
    menu, setup = "organization", True
    duty, maintain = VIEW_ORGANIZATION, MAINTAIN_ORGANIZATION
    find, grid, order = ("name",), ("calendar", "day", "name"), ("calendar__code", "day")
    tabs = (Tab(_("General"), "calendar", "day", "name"),)


class Users(Form):
    """Who signs in."""

    of, key, title = User, "users", _("Users")
    help = _("People and programs; a role in a company gives them something to do.")
    menu, setup, without = "access", True, ("delete",)
    duty, maintain = MAINTAIN_USERS, MAINTAIN_USERS
    find, grid, order = ("username", "email"), ("username", "email", "is_active", "is_service"), ("username",)
    guards = (rules.email_is_written_well, rules.language_is_known)
    badges, boxes = ("is_active", "is_service"), ("user-roles",)
    panes = (Pane("access", _("Access"), Group(_("Access"), "set-password", "disable", "enable")),)
    tabs = (
        Tab(_("General"), "username", "email", "first_name", "last_name", "language"),
        Tab(_("Access"), "is_service", "is_active", "last_login"),
    )


class Roles(Form):
    """Sets of duties."""

    of, key, title = Role, "roles", _("Roles")
    help = _("A set of duties that is given to users as a whole.")
    menu, setup = "access", True
    duty, maintain = VIEW_ORGANIZATION, MAINTAIN_USERS
    find, grid, order = ("code", "name"), ("code", "name", "duties"), ("code",)
    guards = (rules.duties_are_known,)
    tabs = (Tab(_("General"), "code", "name", "duties"),)


class RoleAssignments(Form):
    """Who has which role where."""

    of, key, title = Assignment, "role-assignments", _("Role assignments")
    help = _("Gives a user a role in a company; remove the row to take it away.")
    menu, setup, without = "access", True, ("edit",)
    duty, maintain = MAINTAIN_USERS, MAINTAIN_USERS
    find = ("user__username", "role__code")
    grid, order = ("user", "legal_entity", "role"), ("user__username", "legal_entity__code")
    tabs = (Tab(_("General"), "user", "legal_entity", "role"),)


class ApiTokens(Form):
    """Secrets of programs."""

    of, key, title = ApiToken, "api-tokens", _("API tokens")
    help = _("Secrets by which programs act as a user; the secret is shown once, when it is issued.")
    menu, setup, without = "access", True, ("create", "edit", "delete")
    duty, maintain = MAINTAIN_USERS, MAINTAIN_USERS
    find = ("name", "user__username", "prefix")
    panes = (Pane("token", _("Token"), Group(_("Token"), "issue", "revoke")),)
    grid, order = ("prefix", "name", "user", "expires_at", "last_used_at", "revoked_at"), ("user__username", "name")
    tabs = (
        Tab(_("General"), "prefix", "name", "user", "legal_entities"),
        Tab(_("Life"), "expires_at", "last_used_at", "revoked_at"),
    )
