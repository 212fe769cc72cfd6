"""Which account an amount goes to, and whether a voucher may be written (05 §4, §5, §7).

No database, no clock, no settings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from manciple.kernel.args import Args
from manciple.kernel.explain import SILENT, Why
from manciple.kernel.numbers import ZERO
from manciple.kernel.refusals import Message, Refusal
from manciple.kernel.setup import Known

from . import messages
from .terms import (
    Accounts,
    Amount,
    Books,
    Day,
    Document,
    Named,
    PeriodStanding,
    PeriodStatus,
    Posting,
    PostingType,
    SetUpRow,
    Span,
    Wanted,
)

#: How precisely a row says what it applies to: one thing, its group, or all.
Level = tuple[str, int]
ALL: Level = ("all", 0)
Place = tuple[str, int | None, Level, Level, str]


def placed(rows: Iterable[SetUpRow]) -> dict[Place, SetUpRow]:
    """The rows of posting set-up by what they apply to."""
    found: dict[Place, SetUpRow] = {}
    for row in rows:
        place = (_level(row.item, row.item_group), _level(row.vendor, row.vendor_group), row.code)
        if row.profile is not None:
            found[row.role, row.profile, *place] = row
        if row.default:
            found[row.role, None, *place] = row
    return found


def _level(one: int | None, group: int | None) -> Level:
    if one is not None:
        return "one", one
    return ("group", group) if group is not None else ALL


def account_of(
    wanted: Wanted,
    rows: Mapping[Place, SetUpRow],
    items: Mapping[int, Named],
    vendors: Mapping[int, Named],
    why: Why = SILENT,
) -> SetUpRow | None:
    """The account of a role: item first, then vendor, each from the most precise row (05 §5.2)."""
    for item in _levels(wanted.item, items):
        for vendor in _levels(wanted.vendor, vendors):
            for code in dict.fromkeys((wanted.code, "")):
                row = rows.get((wanted.role, wanted.profile, item, vendor, code))
                why.step(
                    "posting set-up",
                    row.number if row else "no row",
                    chapter="05 §5.2",
                    role=PostingType(wanted.role).label,
                    item=item[0],
                    vendor=vendor[0],
                    code=code,
                )
                if row is not None:
                    return row
    return None


def _levels(one: int | None, named: Mapping[int, Named]) -> tuple[Level, ...]:
    if one is None:
        return (ALL,)
    group = named[one].group if one in named else None
    return (("one", one), ALL) if group is None else (("one", one), ("group", group), ALL)


def accounts_exist(
    postings: Iterable[Posting],
    accounts: Accounts,
    missing: Message = messages.NO_ACCOUNT,
    company: str = "",
) -> Iterator[Refusal]:
    """Every amount has an account that takes postings. Each gap of the set-up is named once."""
    asked: set[Wanted] = set()
    for posting in postings:
        wanted = posting.wanted
        if wanted in asked or not posting.amount:
            continue
        asked.add(wanted)
        row = accounts.found.get(wanted)
        if row is None:
            yield missing(
                line=posting.line,
                role=PostingType(wanted.role).label,
                code=wanted.code or "–",
                company=company,
                item=_number(wanted.item, accounts.items),
                vendor=_number(wanted.vendor, accounts.vendors),
            )
        elif not row.postable:
            yield messages.ACCOUNT_NOT_POSTABLE(line=posting.line, account=row.number)


def _number(one: int | None, named: Mapping[int, Named]) -> str:
    known = named.get(one) if one is not None else None
    return known.number if known else "–"


def days_open(
    dates: Iterable[date], days: Mapping[date, Day], closed: Message = messages.NOT_IN_OPEN_PERIOD
) -> Iterator[Refusal]:
    """Every day takes postings: its period is open (05 §4). Each day is named once."""
    for day in dict.fromkeys(dates):
        known = days.get(day)
        if known is None or not known.is_open:
            yield closed(date=day, period=known.period if known and known.period else "–")


def in_accounting_currency(documents: Iterable[Document], currency: str) -> Iterator[Refusal]:
    """Documents are posted in the currency of the books; there are no exchange rates yet (05 §1)."""
    for document in documents:
        if document.currency != currency:
            yield messages.FOREIGN_CURRENCY(
                document=f"{document.kind} {document.number}", currency=document.currency, accounting=currency
            )


def may_be_posted(documents: Sequence[Document], books: Books, missing: Message, closed: Message) -> Iterator[Refusal]:
    """Currency, days and accounts of all documents; every fault of all of them (05 §5, §7)."""
    yield from in_accounting_currency(documents, books.currency)
    yield from days_open((each.posted_on for each in documents), books.days, closed)
    postings = (posting for document in documents for posting in document.postings)
    yield from accounts_exist(postings, books.accounts, missing, books.company)


def amounts(document: Document, accounts: Mapping[Wanted, SetUpRow]) -> list[Amount]:
    """What is written for a document: one entry per role, account and side, in the order of posting.

    Debits and credits never net, so an account that is debited and credited shows both (05 §7.1).
    """
    sums: dict[tuple[PostingType, int, bool], Decimal] = {}
    texts: dict[tuple[PostingType, int, bool], set[str]] = {}
    for posting in document.postings:
        if posting.amount:
            key = posting.role, accounts[posting.wanted].account, posting.amount > 0
            sums[key] = sums.get(key, ZERO) + posting.amount
            texts.setdefault(key, set()).add(posting.text)
    return [
        Amount(role, account, amount, _text(texts[role, account, debit], document))
        for (role, account, debit), amount in sums.items()
    ]


def _text(texts: set[str], document: Document) -> str:
    """The text the summed postings agree on, else the document's."""
    return (next(iter(texts)) if len(texts) == 1 else "") or document.text


def balances(document: Document, written: Sequence[Amount]) -> Iterator[Refusal]:
    """Debits equal credits; no voucher is written otherwise (05 §7.2)."""
    difference = sum((each.amount for each in written), ZERO)
    if difference:
        yield messages.NOT_BALANCED(document=f"{document.kind} {document.number}", difference=difference)


def months(starts_on: date, count: int) -> list[Span]:
    """Periods of one month each, named 2026-01; the first begins on `starts_on` (05 §4)."""
    firsts = [starts_on]
    for _ in range(count):
        firsts.append((firsts[-1].replace(day=1) + timedelta(days=31)).replace(day=1))
    return [Span(f"{first:%Y-%m}", first, after - timedelta(days=1)) for first, after in pairwise(firsts)]


def not_closed_for_good(period: PeriodStanding) -> Iterator[Refusal]:
    """What was closed stays closed (05 §4)."""
    if period.status == PeriodStatus.CLOSED:
        yield messages.CLOSED_FOR_GOOD(period=period.name)


def nothing_waits(period: PeriodStanding) -> Iterator[Refusal]:
    """Every document dated in the period is posted (05 §4)."""
    for each in period.waiting:
        yield messages.NOT_POSTED_YET(kind=each.kind, number=each.number, date=each.day, period=period.name)


def has_no_postings(period: PeriodStanding) -> Iterator[Refusal]:
    """Nothing was posted in the period."""
    if period.first_posting:
        yield messages.HAS_POSTINGS(period=period.name, first=period.first_posting, last=period.last_posting)


def keeps_its_postings(known: Known, args: Args) -> Iterator[Refusal]:
    """Days that have postings are not moved out of their period (05 §4)."""
    period: PeriodStanding | None = known.more  # none yet of a period that is being created
    first, last = (period.first_posting, period.last_posting) if period else (None, None)
    if (
        period
        and first
        and last
        and not (known.value("starts_on", args) <= first <= last <= known.value("ends_on", args))
    ):
        yield messages.HAS_POSTINGS(period=period.name, first=first, last=last, field="starts_on")
