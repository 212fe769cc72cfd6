"""Reads of the books: accounts and days for those who post, vouchers and balances for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from manciple.kernel import sql, verify
from manciple.kernel.args import Args
from manciple.kernel.context import Context
from manciple.kernel.effects import effect
from manciple.kernel.inquiries import column, inquiry
from manciple.kernel.refusals import Invalid

from . import rules
from .models import Entry, LedgerParameters, Period, Voucher
from .terms import (
    KEPT,
    VIEW_LEDGER,
    Accounts,
    AccountType,
    Books,
    Day,
    Document,
    Named,
    PeriodStanding,
    PostingType,
    SetUpRow,
    Waiting,
    Wanted,
)

Waits = Callable[[Sequence[date], Sequence[date], Context], Iterable[Waiting]]

_waits: list[Waits] = []


def accounts_for(wanted: Iterable[Wanted], ctx: Context) -> Accounts:
    """The accounts of what is wanted, two statements for any number; gaps are left out (05 §5).

    An account that was used before stands as it was, whatever the set-up says today.
    For guards: `rules.accounts_exist(postings, accounts, MESSAGE)` names every gap.
    """
    asked = set(wanted)
    items = sorted({each.item for each in asked if each.item is not None})
    vendors = sorted({each.vendor for each in asked if each.vendor is not None})
    named = sql.rows("ledger.named", into=Named, company=ctx.company, items=items, vendors=vendors)
    told = sql.rows(
        "ledger.set_up_rows",
        into=SetUpRow,
        company=ctx.company,
        items=items,
        vendors=vendors,
        roles=sorted({str(each.role) for each in asked if each.account is None}),
        codes=sorted({"", *(each.code for each in asked)}),
        accounts=sorted({each.account for each in asked if each.account is not None}),
    )
    kept = {row.account: row for row in told if row.role == KEPT}
    rows = rules.placed(row for row in told if row.role != KEPT)
    by_item = {each.id: each for each in named if each.kind == "item"}
    by_vendor = {each.id: each for each in named if each.kind == "vendor"}
    found = (
        (each, rules.account_of(each, rows, by_item, by_vendor) if each.account is None else kept.get(each.account))
        for each in asked
    )
    return Accounts({each: row for each, row in found if row is not None}, by_item, by_vendor)


def days(company: int, dates: Iterable[date], *, hold: bool = False) -> dict[date, Day]:
    """What the books say of some days, with one statement.

    For guards: `rules.days_open(dates, days, MESSAGE)` names every day that takes no postings.
    Posting itself holds the periods, so that none is closed before its vouchers are written.
    """
    statement = "ledger.days_held" if hold else "ledger.days"
    found = sql.rows(statement, into=Day, company=company, days=sorted(set(dates)))
    return {each.day: each for each in found}


def open_days(company: int, dates: Iterable[date]) -> frozenset[date]:
    """Those of the days that take postings (05 §4)."""
    return frozenset(day for day, known in days(company, dates).items() if known.is_open)


def books(documents: Sequence[Document], ctx: Context) -> Books:
    """What posting the documents needs to know, three statements for any number of them.

    Holds the periods of their days until the transaction ends.
    """
    postings = [posting for document in documents for posting in document.postings if posting.amount]
    return Books(
        ctx.company_code,
        days(ctx.company, (document.posted_on for document in documents), hold=True),
        accounts_for((posting.wanted for posting in postings), ctx),
    )


def posts_receipts(company: int) -> bool:
    """Whether product receipts are posted to the ledger (05 §7.4); without parameters they are not."""
    return LedgerParameters.objects.filter(company=company, post_receipts=True).exists()


def keeps_open(function: Waits) -> Waits:
    """The function below tells which documents of its package are dated in periods and not posted.

    It gets the first days and the last days of the periods, in pairs, and answers with `Waiting`s
    in any order. A period with one of them cannot be closed (05 §4).
    """
    _waits.append(function)
    return function


def period_standing(ids: Sequence[int], ctx: Context, args: Sequence[Args] | None) -> Mapping[int, PeriodStanding]:
    """Where periods stand, for their guards."""
    rows = sql.rows("ledger.period_standing", into=dict, company=ctx.company, periods=list(ids))
    starts, ends = [row["starts_on"] for row in rows], [row["ends_on"] for row in rows]
    waiting = [each for function in _waits for each in function(starts, ends, ctx)] if rows else []
    return {row.pop("id"): _standing(row, waiting) for row in rows}


def _standing(row: dict[str, Any], waiting: Iterable[Waiting]) -> PeriodStanding:
    here = (each for each in waiting if row["starts_on"] <= each.day <= row["ends_on"])
    return PeriodStanding(**row, waiting=tuple(sorted(here, key=lambda each: (each.day, each.number))))


def next_year(_: int, ctx: Context) -> dict[str, Any]:
    """The fiscal year after the last one, as the dialog offers it."""
    last = Period.objects.filter(company=ctx.company).order_by("-ends_on").first()
    first = last.ends_on + timedelta(days=1) if last else ctx.today.replace(month=1, day=1)
    return {"fiscal_year": last.fiscal_year + 1 if last else first.year, "starts_on": first}


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """What a main account stood at, what was posted on it, and what it stands at; debit is positive."""

    account: str = column(_("Main account"), ref="main-accounts")
    name: str = column(_("Name"))
    account_type: str = column(_("Type"))
    opening: Decimal = column(_("Opening balance"))
    debit: Decimal = column(_("Debit"))
    credit: Decimal = column(_("Credit"))
    closing: Decimal = column(_("Closing balance"))


@inquiry("trial-balance", label=_("Trial balance"), row=AccountBalance, duty=VIEW_LEDGER, menu="books")
def trial_balance(ctx: Context, *, starts_on: date | None = None, ends_on: date | None = None) -> list[AccountBalance]:
    """Balances of all accounts with postings between two days; without days, the fiscal year so far."""
    last = ends_on or ctx.today
    first = starts_on or _year_begins(last, ctx.company)
    if first > last:
        raise Invalid(("ends_on", "is before the first day"))
    rows = sql.rows("ledger.trial_balance", into=dict, company=ctx.company, starts_on=first, ends_on=last)
    return [AccountBalance(**row | {"account_type": str(AccountType(row["account_type"]).label)}) for row in rows]


def _year_begins(day: date, company: int) -> date:
    """The first day of the fiscal year a day is in; of the calendar year when there are no periods."""
    years = Period.objects.filter(company=company, starts_on__lte=day, ends_on__gte=day).values("fiscal_year")
    first = Period.objects.filter(company=company, fiscal_year__in=years).order_by("starts_on").first()
    return first.starts_on if first else day.replace(month=1, day=1)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry with its voucher and account."""

    voucher: str = column(_("Voucher"), "voucher__number", ref="vouchers")
    posted_on: date = column(_("Date"))
    account: str = column(_("Main account"), "main_account__number", ref="main-accounts")
    account_name: str = column(_("Name"), "main_account__name")
    posting_type: str = column(_("Posting type"))
    debit: Decimal = column(_("Debit"))
    credit: Decimal = column(_("Credit"))
    document_kind: str = column(_("Document"), "voucher__document_kind")
    document_number: str = column(_("Document number"), "voucher__document_number")
    text: str = column(_("Text"))


@inquiry(
    "voucher-entries",
    label=_("Voucher entries"),
    row=EntryRow,
    duty=VIEW_LEDGER,
    menu="books",
    order=("-posted_on", "-voucher__number", "-id"),
)
def voucher_entries(ctx: Context) -> QuerySet[Entry]:
    """Everything that was posted, newest first."""
    return Entry.objects.filter(company=ctx.company)


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """One entry an act wrote, as previews and timelines show it."""

    voucher: str = column(_("Voucher"))
    account: str = column(_("Main account"))
    name: str = column(_("Name"))
    role: str = column(_("Posting type"))
    debit: Decimal = column(_("Debit"))
    credit: Decimal = column(_("Credit"))


@effect("vouchers", label=_("Vouchers"), row=PostedEntry)
def posted_by(act: int, ctx: Context) -> list[PostedEntry]:
    """The entries of the vouchers an act made."""
    vouchers = list(Voucher.objects.filter(company=ctx.company, act=act).values_list("id", flat=True))
    found = Entry.objects.filter(company=ctx.company, voucher__in=vouchers).order_by("voucher__number", "id")
    rows = found.values_list(
        "voucher__number", "main_account__number", "main_account__name", "posting_type", "debit", "credit"
    )
    return [
        PostedEntry(voucher, account, name, str(PostingType(role).label), debit, credit)
        for voucher, account, name, role, debit, credit in rows
    ]


verify.invariant(
    "vouchers-balance",
    label=_("Every voucher balances in transaction, accounting and reporting currency"),
    rule="05 §7.2",
    statement="ledger.unbalanced_vouchers",
)
verify.invariant(
    "vouchers-whole",
    label=_("Every voucher has at least two entries, and as many as were written with it"),
    rule="05 §7.2",
    statement="ledger.incomplete_vouchers",
)
verify.invariant(
    "vouchers-in-periods",
    label=_("Every voucher is dated in a period, and its entries on its day"),
    rule="05 §4",
    statement="ledger.misdated_vouchers",
)
