"""Writes of the books: vouchers for documents, and the life of a period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from manciple.kernel import numbering, sql
from manciple.kernel.actions import Batch, action
from manciple.kernel.args import NoArgs
from manciple.kernel.context import Context, Made
from manciple.kernel.refusals import Message, Refusal, Refused

from . import inquiries, rules
from .messages import NO_ACCOUNT, NOT_IN_OPEN_PERIOD
from .models import Entry, Period, Voucher
from .terms import MAINTAIN_PERIODS, VOUCHER, Amount, Books, Document, FiscalYear, PeriodStanding, PeriodStatus, Posted


def post(
    documents: Sequence[Document],
    ctx: Context,
    *,
    missing: Message = NO_ACCOUNT,
    closed: Message = NOT_IN_OPEN_PERIOD,
    books: Books | None = None,
) -> list[Posted | None]:
    """Writes one voucher per document, in the order given; None for a document without amounts (05 §7).

    The number of statements does not depend on documents or lines. Raises Refused with every missing
    account and every day outside an open period; `missing` and `closed` are how the caller says so.
    `books` are what guards of the same transaction read of these documents by `inquiries.books`,
    which holds the periods; without them the books are asked here.
    """
    going = [document for document in documents if document.has_amounts]
    if not going:
        return [None] * len(documents)
    books = books or inquiries.books(going, ctx)
    _refuse(rules.may_be_posted(going, books, missing, closed))
    written = [rules.amounts(document, books.accounts.found) for document in going]
    _refuse(each for pair in zip(going, written, strict=True) for each in rules.balances(*pair))
    posted = iter(_write(going, written, books, ctx))
    return [next(posted) if document.has_amounts else None for document in documents]


def _refuse(refusals: Iterable[Refusal]) -> None:
    found = list(refusals)
    if found:
        raise Refused(*found)


def _write(
    documents: Sequence[Document], written: Sequence[Sequence[Amount]], books: Books, ctx: Context
) -> list[Posted]:
    """Vouchers, then their entries, one statement each. Numbers come last, their row stays locked."""
    assert all(len(each) >= 2 for each in written), "a voucher that balances has two sides"
    numbers = numbering.draw(VOUCHER, len(documents), ctx, [document.number_group for document in documents])
    vouchers = sql.insert(
        Voucher,
        [
            {
                "company_id": ctx.company,
                "act": ctx.act,
                "number": number,
                "posted_on": document.posted_on,
                "document_kind": document.kind,
                "document_number": document.number,
                "text": document.text,
                "currency_id": books.days[document.posted_on].currency_id,
                "line_count": 0,
            }
            for document, number in zip(documents, numbers, strict=True)
        ],
    )
    sql.insert(
        Entry,
        [
            {
                "company_id": ctx.company,
                "act": ctx.act,
                "voucher_id": voucher,
                "posted_on": document.posted_on,
                "main_account_id": each.account,
                "posting_type": each.role,
                "amount": each.amount,
                "accounting_amount": each.amount,
                "reporting_amount": each.amount,
                "text": each.text,
            }
            for voucher, document, entries in zip(vouchers, documents, written, strict=True)
            for each in entries
        ],
    )
    posted = [Posted(pk, number) for pk, number in zip(vouchers, numbers, strict=True)]
    ctx.made.extend(Made("vouchers", each.number, each.id) for each in posted)
    return posted


def keep_summary_accounts(profile_rows: Sequence[int], ctx: Context) -> None:
    """Accounts that stand for what is owed to vendors take no manual entries (05 §2.1)."""
    sql.run("ledger.keep_summary_accounts", company=ctx.company, rows=list(profile_rows))


@action(
    Period,
    "create-year",
    icon="calendar",
    label=_("New fiscal year"),
    duty=MAINTAIN_PERIODS,
    args=FiscalYear,
    proposes=inquiries.next_year,
    creates=True,
    makes="periods",
    emits="fiscal-year-created",
    pane="period",
)
def create_year(years: Batch[None, FiscalYear], ctx: Context) -> None:
    """Creates the months of a fiscal year as open periods."""
    months = [month for year in years for month in rules.months(year.args.starts_on, year.args.periods)]
    rows = [
        {
            "company_id": ctx.company, "name": month.name, "fiscal_year": year.args.fiscal_year,
            "starts_on": month.starts_on, "ends_on": month.ends_on, "status": PeriodStatus.OPEN, "version": 1,
        }
        for year in years for month in rules.months(year.args.starts_on, year.args.periods)
    ]  # fmt: skip
    made = sql.insert(Period, rows)
    ctx.made.extend(Made("periods", month.name, pk) for month, pk in zip(months, made, strict=True))


@action(
    Period,
    "hold",
    icon="player-stop",
    label=_("Put on hold"),
    duty=MAINTAIN_PERIODS,
    when=[PeriodStatus.OPEN],
    to=PeriodStatus.ON_HOLD,
    emits="period-held",
    pane="period",
)
def hold(periods: Batch[None, NoArgs], ctx: Context) -> None:
    """Stops all postings in a period for the time being (05 §4)."""


@action(
    Period,
    "reopen",
    icon="lock-open",
    label=_("Reopen"),
    duty=MAINTAIN_PERIODS,
    when=[PeriodStatus.ON_HOLD, PeriodStatus.CLOSED],
    facts=inquiries.period_standing,
    needs=[rules.not_closed_for_good],
    to=PeriodStatus.OPEN,
    emits="period-reopened",
    pane="period",
)
def reopen(periods: Batch[PeriodStanding, NoArgs], ctx: Context) -> None:
    """Takes postings again in a period that was on hold (05 §4)."""


@action(
    Period,
    "close",
    icon="lock",
    label=_("Close"),
    duty=MAINTAIN_PERIODS,
    when=[PeriodStatus.OPEN, PeriodStatus.ON_HOLD],
    facts=inquiries.period_standing,
    needs=[rules.nothing_waits],
    to=PeriodStatus.CLOSED,
    emits="period-closed",
    danger=True,
    pane="period",
)
def close(periods: Batch[PeriodStanding, NoArgs], ctx: Context) -> None:
    """Ends a period for good: nothing can be posted in it any more (05 §4)."""


@action(
    Period,
    "delete",
    icon="trash",
    label=_("Delete"),
    duty=MAINTAIN_PERIODS,
    when=[PeriodStatus.OPEN, PeriodStatus.ON_HOLD],
    facts=inquiries.period_standing,
    needs=[rules.has_no_postings],
    removes=True,
    danger=True,
    pane="period",
)
def delete(periods: Batch[PeriodStanding, NoArgs], ctx: Context) -> None:
    """Removes a period in which nothing was posted."""
    sql.delete(Period, ctx.company, periods.ids)
