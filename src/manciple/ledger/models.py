"""Accounts, periods, posting set-up, vouchers (05 §1–5, §7)."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from manciple.kernel import fields as f
from manciple.kernel.models import CurrentTransaction, TransactionId
from manciple.kernel.numbers import ZERO
from manciple.kernel.records import Journal, Record, check, unique
from manciple.kernel.tones import Tone
from manciple.kernel.words import Label

from . import messages
from .terms import BY_CODE, INVENTORY_POSTING, AccountType, PeriodStatus, PostingType, Relation

NOT_CLOSED = (PeriodStatus.OPEN, PeriodStatus.ON_HOLD)


def _choices(roles: Iterable[PostingType]) -> list[tuple[str, Label]]:
    return [(role.value, role.label) for role in roles]


class MainAccount(Record):
    """An account of the chart (05 §2.1)."""

    key = "number"

    number = f.Code(_("Main account"), max_length=20, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"), blank=False)
    account_type = f.Choice(AccountType, _("Type"), default=AccountType.EXPENSE)
    no_manual_entry = f.Flag(_("Do not allow manual entry"))
    suspended = f.Flag(_("Suspended"), tone=Tone.BAD)

    class Meta:
        verbose_name, verbose_name_plural = _("main account"), _("main accounts")
        constraints = [unique("number", name="ledger_account_once")]


class Period(Record):
    """A stretch of days that takes postings while it is open (05 §4)."""

    key, state = "name", "status"

    name = f.Code(_("Period"), max_length=10, open_in=f.Open.ON_CREATE)
    fiscal_year = f.Whole(_("Fiscal year"), open_in=NOT_CLOSED)
    starts_on = f.Date(_("From"), null=False, blank=False, open_in=NOT_CLOSED)
    ends_on = f.Date(_("To"), null=False, blank=False, open_in=NOT_CLOSED)
    status = f.Choice(PeriodStatus, _("Status"), default=PeriodStatus.OPEN, open_in=f.Open.NEVER)

    says = {"ledger_period_order": messages.PERIOD_ORDER, "ledger_period_apart": messages.PERIOD_OVERLAP}

    class Meta:
        verbose_name, verbose_name_plural = _("period"), _("periods")
        constraints = [
            unique("name", name="ledger_period_once"),
            check(Q(ends_on__gte=F("starts_on")), name="ledger_period_order"),
            ExclusionConstraint(
                name="ledger_period_apart",
                expressions=[  # ranges of one company: so that no extension is needed
                    (Func("company_id", "company_id", models.Value("[]"), function="int8range"), "&&"),
                    (Func("starts_on", "ends_on", models.Value("[]"), function="daterange"), "&&"),
                ],
            ),
        ]


class LedgerParameters(Record):
    """How a company posts; one row."""

    key, title = "code", "code"

    code = f.Code(_("Parameters"), max_length=10, default="ledger", open_in=f.Open.NEVER)
    posting_profile = f.Ref("ledger.PostingProfile", _("Default posting profile"))
    post_receipts = f.Flag(_("Post product receipt in ledger"), default=True)
    max_penny_difference = f.Amount(_("Largest penny difference"), default="0.05")

    class Meta:
        verbose_name, verbose_name_plural = _("ledger parameters"), _("ledger parameters")
        constraints = [unique("code", name="ledger_parameters_once")]


class PostingProfile(Record):
    """Which summary account stands for what is owed to a vendor (05 §5.1)."""

    code = f.Code(_("Posting profile"), max_length=10, open_in=f.Open.ON_CREATE)
    name = f.Text(_("Name"))

    class Meta:
        verbose_name, verbose_name_plural = _("vendor posting profile"), _("vendor posting profiles")
        constraints = [unique("code", name="ledger_profile_once")]


class PostingProfileRow(Record):
    """A row of a posting profile: for a vendor, a group, or all (05 §5.1)."""

    key, title = "id", "relation"

    profile = f.Ref(PostingProfile, _("Posting profile"))
    relation = f.Choice(Relation, _("Valid for"), default=Relation.ALL)
    vendor = f.Ref("parties.Vendor", _("Vendor"), null=True)
    vendor_group = f.Ref("parties.VendorGroup", _("Vendor group"), null=True)
    summary_account = f.Ref(MainAccount, _("Summary account"))

    says = {"ledger_profilerow_relation": messages.RELATION}

    class Meta:
        verbose_name, verbose_name_plural = _("posting profile row"), _("posting profile rows")
        constraints = [
            unique("profile", "vendor", "vendor_group", name="ledger_profilerow_once", nulls_distinct=False),
            check(
                Q(relation=Relation.TABLE, vendor__isnull=False, vendor_group__isnull=True)
                | Q(relation=Relation.GROUP, vendor__isnull=True, vendor_group__isnull=False)
                | Q(relation=Relation.ALL, vendor__isnull=True, vendor_group__isnull=True),
                name="ledger_profilerow_relation",
            ),
        ]


class InventoryPosting(Record):
    """Which account plays a role for an item and a vendor (05 §5.2)."""

    key, title = "id", "posting_type"

    posting_type = f.Choice(None, _("Posting type"), choices=_choices(INVENTORY_POSTING), blank=False, max_length=40)
    item = f.Ref("products.ReleasedProduct", _("Item number"), null=True)
    item_group = f.Ref("products.ItemGroup", _("Item group"), null=True)
    vendor = f.Ref("parties.Vendor", _("Vendor"), null=True)
    vendor_group = f.Ref("parties.VendorGroup", _("Vendor group"), null=True)
    main_account = f.Ref(MainAccount, _("Main account"))

    says = {
        "ledger_posting_item": messages.ITEM_OR_GROUP,
        "ledger_posting_vendor": messages.VENDOR_OR_GROUP,
        "ledger_posting_role": messages.NOT_BY_ITEM,
    }

    class Meta:
        verbose_name, verbose_name_plural = _("inventory posting"), _("inventory posting")
        constraints = [
            unique("posting_type", "item", "item_group", "vendor", "vendor_group",
                   name="ledger_posting_once", nulls_distinct=False),
            check(Q(item__isnull=True) | Q(item_group__isnull=True), name="ledger_posting_item"),
            check(Q(vendor__isnull=True) | Q(vendor_group__isnull=True), name="ledger_posting_vendor"),
            check(Q(posting_type__in=list(INVENTORY_POSTING)), name="ledger_posting_role"),
        ]  # fmt: skip


class CodeAccount(Record):
    """The account of a tax code, a charges code, or an automatic transaction (05 §5.3, §6.2)."""

    key, title = "id", "posting_type"

    posting_type = f.Choice(None, _("Posting type"), choices=_choices(BY_CODE), blank=False, max_length=40)
    code = f.Text(_("Code"), max_length=10, help=_("Blank: for every code without a row of its own."))
    main_account = f.Ref(MainAccount, _("Main account"))

    says = {"ledger_codeaccount_role": messages.NOT_BY_CODE}

    class Meta:
        verbose_name, verbose_name_plural = _("account by code"), _("accounts by code")
        constraints = [
            unique("posting_type", "code", name="ledger_codeaccount_once"),
            check(Q(posting_type__in=list(BY_CODE)), name="ledger_codeaccount_role"),
        ]


class Voucher(Journal):
    """A balanced set of entries; written once, whole, and never again (05 §7.2)."""

    key, title = "number", "text"
    #: Raised by the database as entries are written; it arms the check at the end (reliability §2.3).
    completed = ("line_count",)
    says = {"ledger_currency_locked": messages.CURRENCY_LOCKED}

    number = f.Code(_("Voucher"), max_length=20)
    posted_on = f.Date(_("Date"), null=False)
    document_kind = f.Text(_("Document"), max_length=40)
    document_number = f.Text(_("Document number"), max_length=40)
    text = f.Text(_("Text"))
    currency = f.Ref("organization.Currency", _("Currency"))
    line_count = f.Whole(_("Entries"), default=0)
    xid = TransactionId(db_default=CurrentTransaction())

    class Meta:
        verbose_name, verbose_name_plural = _("voucher"), _("vouchers")
        constraints = [unique("number", name="ledger_voucher_once")]
        indexes = [
            models.Index(fields=["company", "posted_on"], name="ledger_voucher_date"),
            models.Index(fields=["company", "act"], name="ledger_voucher_act"),  # effects of an act
        ]


class Entry(Journal):
    """One amount on one account, in three currencies; debit is positive (05 §7.2)."""

    key, title = "id", "posting_type"
    owner = "voucher"

    voucher = f.Ref(Voucher, _("Voucher"), db_index=True)
    posted_on = f.Date(_("Date"), null=False)
    main_account = f.Ref(MainAccount, _("Main account"))
    posting_type = f.Choice(PostingType, _("Posting type"), max_length=40)
    amount = f.Amount(_("Amount"), help=_("In the currency of the voucher."))
    accounting_amount = f.Amount(_("Amount in accounting currency"))
    reporting_amount = f.Amount(_("Amount in reporting currency"))
    debit = f.Derived(Greatest(F("accounting_amount"), Value(ZERO)), _("Debit"), shown_as=f.Amount())
    credit = f.Derived(Greatest(-F("accounting_amount"), Value(ZERO)), _("Credit"), shown_as=f.Amount())
    text = f.Text(_("Text"))

    class Meta:
        verbose_name, verbose_name_plural = _("entry"), _("entries")
        indexes = [models.Index(fields=["company", "main_account", "posted_on"], name="ledger_entry_account")]
