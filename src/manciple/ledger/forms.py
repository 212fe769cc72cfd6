"""The pages of the books: accounts, periods, posting set-up, vouchers."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from manciple.kernel import actions, menus
from manciple.kernel.context import Context
from manciple.kernel.forms import Form, Group, Lines, Pane, Tab

from . import inquiries, rules
from .actions import keep_summary_accounts
from .models import (
    CodeAccount,
    Entry,
    InventoryPosting,
    LedgerParameters,
    MainAccount,
    Period,
    PostingProfile,
    PostingProfileRow,
    Voucher,
)
from .terms import MAINTAIN_LEDGER, MAINTAIN_PERIODS, VIEW_LEDGER

menus.area("ledger", _("Ledger"), icon="scale", place=40)
BOOKS = menus.group("books", _("Books"), area="ledger", place=10)
POSTING = menus.group("posting", _("Posting set-up"), area="ledger", place=20)


class MainAccounts(Form):
    """The chart of accounts."""

    of, key, title = MainAccount, "main-accounts", _("Main accounts")
    menu, setup = BOOKS, True
    duty, maintain = VIEW_LEDGER, MAINTAIN_LEDGER
    find, grid, order = ("number", "name"), ("number", "name", "account_type", "suspended"), ("number",)
    tabs = (
        Tab(_("General"), "number", "name", "account_type"),
        Tab(_("Posting"), "no_manual_entry", "suspended"),
    )


class Periods(Form):
    """The fiscal periods, and whether they take postings."""

    of, key, title = Period, "periods", _("Periods")
    menu, setup = BOOKS, True
    duty, maintain = VIEW_LEDGER, MAINTAIN_PERIODS
    find, grid = ("name",), ("name", "fiscal_year", "starts_on", "ends_on", "status")
    order = ("-starts_on",)
    tabs = (Tab(_("General"), "name", "fiscal_year", "starts_on", "ends_on", "status"),)
    panes = (
        Pane(
            "period",
            _("Period"),
            Group(_("New"), "create-year"),
            Group(_("Status"), "hold", "reopen", "close"),
            Group(_("Maintain"), "edit", "delete"),
        ),
    )
    steps = ("status",)
    facts = inquiries.period_standing
    guards = (rules.keeps_its_postings,)


class PostingProfiles(Form):
    """Vendor posting profiles."""

    of, key, title = PostingProfile, "posting-profiles", _("Vendor posting profiles")
    menu, setup = POSTING, True
    duty, maintain = VIEW_LEDGER, MAINTAIN_LEDGER
    find, grid, order = ("code", "name"), ("code", "name"), ("code",)
    tabs = (Tab(_("General"), "code", "name"),)


class PostingProfileRows(Form):
    """For which vendors which summary account stands."""

    of, key, title = PostingProfileRow, "posting-profile-rows", _("Posting profile rows")
    menu, setup = POSTING, True
    duty, maintain = VIEW_LEDGER, MAINTAIN_LEDGER
    find = ("profile__code", "vendor__account", "vendor_group__code", "summary_account__number")
    grid = ("profile", "relation", "vendor", "vendor_group", "summary_account", "summary_account__name")
    order = ("profile__code", "relation", "id")
    tabs = (Tab(_("General"), "profile", "relation", "vendor", "vendor_group", "summary_account"),)

    @classmethod
    def written(cls, ids: Sequence[int], ctx: Context) -> None:
        """Summary accounts take no manual entries."""
        keep_summary_accounts(ids, ctx)


class InventoryPostings(Form):
    """Which account plays a role for an item and a vendor."""

    of, key, title = InventoryPosting, "inventory-posting", _("Inventory posting")
    menu, setup = POSTING, True
    duty, maintain = VIEW_LEDGER, MAINTAIN_LEDGER
    find = ("item__item", "item_group__code", "vendor__account", "vendor_group__code", "main_account__number")
    grid = (
        "posting_type", "item", "item_group", "vendor", "vendor_group", "main_account", "main_account__name",
    )  # fmt: skip
    order = ("posting_type", "id")
    tabs = (
        Tab(_("General"), "posting_type", "main_account"),
        Tab(_("Valid for"), "item", "item_group", "vendor", "vendor_group"),
    )


class AccountsByCode(Form):
    """Accounts of sales tax codes, charges codes and automatic transactions."""

    of, key, title = CodeAccount, "accounts-by-code", _("Accounts by code")
    menu, setup = POSTING, True
    duty, maintain = VIEW_LEDGER, MAINTAIN_LEDGER
    find = ("code", "main_account__number")
    grid = ("posting_type", "code", "main_account", "main_account__name")
    order = ("posting_type", "code")
    tabs = (Tab(_("General"), "posting_type", "code", "main_account"),)


class Parameters(Form):
    """How the company posts."""

    of, key, title = LedgerParameters, "ledger-parameters", _("Ledger parameters")
    menu, setup, single = POSTING, True, True
    duty, maintain = VIEW_LEDGER, MAINTAIN_LEDGER
    without = (actions.DELETE,)
    grid = ("code", "posting_profile", "post_receipts", "max_penny_difference")
    tabs = (
        Tab(_("General"), "code", "posting_profile", "post_receipts"),
        Tab(_("Rounding"), "max_penny_difference"),
    )


class Vouchers(Form):
    """What was posted, and for which document."""

    of, key, title = Voucher, "vouchers", _("Vouchers")
    menu, read_only = BOOKS, True
    duty = VIEW_LEDGER
    find = ("number", "document_number", "text")
    grid = ("number", "posted_on", "document_kind", "document_number", "text", "currency")
    order = ("-posted_on", "-number")
    links = {"document_number": "@document_kind"}
    tabs = (
        Tab(_("General"), "number", "posted_on", "text"),
        Tab(_("Document"), "document_kind", "document_number"),
        Tab(_("Amounts"), "currency", "line_count"),
    )
    lines = (
        Lines(
            Entry,
            key="entries",
            label=_("Entries"),
            grid=("main_account", "main_account__name", "posting_type", "debit", "credit", "text"),
            tabs=(
                Tab(_("General"), "posted_on", "main_account", "posting_type", "text"),
                Tab(_("Amounts"), "amount", "accounting_amount", "reporting_amount"),
            ),
        ),
    )
