"""Judgments about companies, sequences, users and tokens. No database, no clock, no settings."""

from __future__ import annotations

import hashlib
import re
import string
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.numbers import is_currency

from manciple.kernel import authority, numbering
from manciple.kernel.args import Args
from manciple.kernel.refusals import Refusal, Refused
from manciple.kernel.setup import Known

from . import messages
from .terms import (
    EVERY_DUTY,
    HOUR,
    TOKEN_DAYS_MOST,
    Account,
    Issued,
    Issuing,
    NewPassword,
    NewToken,
    NewUser,
    WorkHours,
)

FINEST = Decimal("0.0001")
ROUNDINGS = ("general_rounding", "purchase_rounding")
NUMBER_CHARACTERS = frozenset(string.ascii_letters + string.digits + "-_/.#&")
#: Regions that have a two-letter code and are no country.
NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
USER_NAME = re.compile(r"[\w.@+-]+")
EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
LETTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TOKEN_SIGN, BODY, CHECKSUM = "mc_", 43, 6


# --- Companies and currencies ----------------------------------------------------------------------


def currency_is_known(known: Known, args: Args) -> Iterator[Refusal]:
    """Money has a code the world knows (02 §2)."""
    code = known.value("code", args)
    if not is_currency(code):
        yield messages.NO_CURRENCY_CODE(field="code", code=code)


def roundings_fit_amounts(known: Known, args: Args) -> Iterator[Refusal]:
    """Amounts are kept with four decimals, so nothing is rounded finer than that (02 §2)."""
    for name in ROUNDINGS:
        unit = Decimal(known.value(name, args))
        if unit > 0 and unit % FINEST:
            yield messages.ROUNDING_TOO_FINE(field=name, label=name.replace("_", " "))


@cache
def countries() -> frozenset[str]:
    """The two-letter codes of countries."""
    codes = {str(code) for code in Locale("en").territories}
    return frozenset(code for code in codes if re.fullmatch("[A-Z]{2}", code)) - NO_COUNTRIES


def country_is_known(known: Known, args: Args) -> Iterator[Refusal]:
    """The country drives country features, so it must be one (05 §1)."""
    code = known.value("country", args)
    if code not in countries():
        yield messages.NO_COUNTRY_CODE(field="country", code=code)


def time_zone_is_known(known: Known, args: Args) -> Iterator[Refusal]:
    """The company's day begins somewhere (05 §1)."""
    zone = known.value("time_zone", args)
    if not _is_zone(zone):
        yield messages.NO_TIME_ZONE(field="time_zone", zone=zone)


@cache
def _is_zone(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return bool(zone)


def language_is_known(known: Known, args: Args) -> Iterator[Refusal]:
    """Texts are written in a language that exists; blank means English."""
    language = known.value("language", args)
    if language and not is_language(language):
        yield messages.NO_LANGUAGE(field="language", language=language)


@cache
def is_language(code: str) -> bool:
    """Whether a language tag such as de or pt-BR is known."""
    try:
        Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return False
    return True


def warehouse_of_site(known: Known, args: Args) -> Iterator[Refusal]:
    """A warehouse belongs to one site, so naming both must agree (03 §1.3)."""
    site, warehouse = known.value("site", args) or "", known.value("warehouse", args) or ""
    belongs = known.more.sites.get(warehouse, "")
    if belongs and belongs != site:
        yield messages.WAREHOUSE_OF_OTHER_SITE(
            field="warehouse", warehouse=warehouse, belongs=belongs, site=site or "–"
        )


# --- Workers and working time ----------------------------------------------------------------------


def manager_stands_above(known: Known, args: Args) -> Iterator[Refusal]:
    """Approvals go up and come to an end: nobody is his own manager's manager (01 §8)."""
    worker, manager = known.value("code", args), known.value("manager", args)
    passed: set[str] = set()
    above = manager or ""
    while above and above not in passed:
        if above == worker:
            yield messages.MANAGER_IN_A_RING(field="manager", manager=manager, worker=worker)
            return
        passed.add(above)
        above = known.more.get(above, "")


def hours_are_hours(known: Known, args: Args) -> Iterator[Refusal]:
    """Work begins and ends at hours of the day, in this order (01 §8)."""
    hours = [str(known.value(name, args)) for name in ("opens_at", "closes_at")]
    if not all(re.fullmatch(HOUR, each) for each in hours) or hours[0] >= hours[1]:
        yield messages.WORK_HOURS(field="opens_at")


def after_hours(start: datetime, hours: int, worked: WorkHours) -> datetime:
    """The moment some hours of work after another one."""
    left = timedelta(hours=hours)
    if worked.never_ends:
        return start + left
    here = start.astimezone(ZoneInfo(worked.zone))
    while True:
        opens, closes = _shift(here.date(), worked)
        begin = max(here, opens)
        if worked.works_on(here.date()) and begin < closes:
            if left <= closes - begin:
                return (begin + left).astimezone(UTC)
            left -= closes - begin
        here = _shift(here.date() + timedelta(days=1), worked)[0]


def after_days(start: datetime, days: int, worked: WorkHours) -> datetime:
    """The same hour some working days later."""
    here = start.astimezone(ZoneInfo(worked.zone))
    left = days
    while left:
        here += timedelta(days=1)
        left -= worked.works_on(here.date())
    return here.astimezone(UTC)


def _shift(day: date, worked: WorkHours) -> tuple[datetime, datetime]:
    """When work begins and ends on a day."""
    zone = ZoneInfo(worked.zone)
    return datetime.combine(day, worked.opens, zone), datetime.combine(day, worked.closes, zone)


# --- Number sequences ------------------------------------------------------------------------------


def sequence_counts(known: Known, args: Args) -> Iterator[Refusal]:
    """At least one position counts, and nothing stands in a number that a number may not hold (01 §3)."""
    form = known.value("format", args)
    if not numbering.counts(form):
        yield messages.SEQUENCE_WITHOUT_COUNTER(field="format", form=form)
    for character in sorted(set(numbering.spelled(form, "")) - NUMBER_CHARACTERS):
        yield messages.SEQUENCE_CHARACTER(field="format", character=character)


def sequence_fits(known: Known, args: Args) -> Iterator[Refusal]:
    """A number is no longer than its document allows: 10 characters for orders (01 §3)."""
    reference, form = known.value("reference", args), known.value("format", args)
    length, longest = len(numbering.spelled(form, known.more or "")), numbering.longest(reference)
    if length > longest:
        yield messages.SEQUENCE_TOO_LONG(field="format", sequence=reference, length=length, longest=longest)


def next_number_fits(known: Known, args: Args) -> Iterator[Refusal]:
    """The next number can be written in the format (01 §3)."""
    form, following = known.value("format", args), known.value("next", args)
    if not numbering.counts(form):
        return
    try:
        numbering.render(form, following)
    except Refused:
        reference = known.value("reference", args)
        yield messages.SEQUENCE_EXHAUSTED(field="next", sequence=reference, next=following, form=form)


# --- Users and roles -------------------------------------------------------------------------------


def duties_are_known(known: Known, args: Args) -> Iterator[Refusal]:
    """A role gives duties that exist."""
    declared = {duty.key for duty in authority.declared_duties()} | {EVERY_DUTY}
    for duty in known.value("duties", args) or ():
        if duty not in declared:
            yield messages.NO_DUTY(field="duties", duty=duty)


def name_is_writable(account: Account, args: NewUser) -> Iterator[Refusal]:
    """User names travel in logs and addresses, so they are plain."""
    if not USER_NAME.fullmatch(args.username):
        yield messages.USER_NAME(field="username")
    if args.email and not EMAIL.fullmatch(args.email):
        yield messages.EMAIL_INVALID(field="email", email=args.email)
    if args.language and not is_language(args.language):
        yield messages.NO_LANGUAGE(field="language", language=args.language)


def email_is_written_well(known: Known, args: Args) -> Iterator[Refusal]:
    """An address mail can be sent to."""
    email = known.value("email", args)
    if email and not EMAIL.fullmatch(email):
        yield messages.EMAIL_INVALID(field="email", email=email)


def has_the_password_it_needs(account: Account, args: NewUser) -> Iterator[Refusal]:
    """People sign in with a password, programs with a token (reliability §6.2)."""
    if args.is_service and args.password:
        yield messages.SERVICE_HAS_NO_PASSWORD(field="password")
    if not args.is_service and not args.password:
        yield messages.PASSWORD_MISSING(field="password")


def password_is_good(account: Account, args: NewUser | NewPassword) -> Iterator[Refusal]:
    """Long enough, not common, not the user's own name (reliability §6.2)."""
    for fault in account.faults:
        yield messages.PASSWORD_REFUSED(field="password", why=fault)


def is_a_person(account: Account) -> Iterator[Refusal]:
    """Only people have passwords."""
    if account.is_service:
        yield messages.SERVICE_HAS_NO_PASSWORD()


def is_enabled(account: Account) -> Iterator[Refusal]:
    """Nothing is disabled twice."""
    if not account.is_active:
        yield messages.DISABLED_ALREADY()


def is_disabled(account: Account) -> Iterator[Refusal]:
    """Nothing is enabled twice."""
    if account.is_active:
        yield messages.ENABLED_ALREADY()


def is_somebody_else(account: Account) -> Iterator[Refusal]:
    """Nobody locks himself out."""
    if account.own:
        yield messages.OWN_ACCOUNT()


# --- API tokens ------------------------------------------------------------------------------------


def user_may_act(issuing: Issuing, args: NewToken) -> Iterator[Refusal]:
    """A token speaks for somebody who may speak."""
    if issuing.user is None or not issuing.active:
        yield messages.TOKEN_USER(field="user", user=args.user)


def companies_exist(issuing: Issuing, args: NewToken) -> Iterator[Refusal]:
    """A token is narrowed to companies that exist."""
    for company in args.legal_entities:
        if company not in issuing.companies:
            yield messages.TOKEN_COMPANY(field="legal_entities", company=company)


def ends_within_a_year(issuing: Issuing, args: NewToken) -> Iterator[Refusal]:
    """No secret lives for ever (reliability §6.2)."""
    last = latest_end(issuing.today)
    if not issuing.today <= args.expires_on <= last:
        yield messages.TOKEN_EXPIRY(field="expires_on", first=issuing.today, last=last)


def latest_end(today: date) -> date:
    """The last day a token issued today may be good."""
    return today + timedelta(days=TOKEN_DAYS_MOST)


def is_not_revoked(issued: Issued) -> Iterator[Refusal]:
    """Nothing is revoked twice."""
    if issued.revoked:
        yield messages.REVOKED_ALREADY()


def secret(randomness: bytes) -> str:
    """A token from 32 random bytes: mc_, the bytes, and a checksum by which a typing error shows."""
    assert len(randomness) == 32, "a token holds 256 random bits"
    body = _letters(int.from_bytes(randomness), BODY)
    return TOKEN_SIGN + body + _checksum(body)


def is_well_formed(text: str) -> bool:
    """Whether a text can be a token at all; saves asking the database for what cannot be one."""
    body, checksum = text[len(TOKEN_SIGN) : -CHECKSUM], text[-CHECKSUM:]
    right = text.startswith(TOKEN_SIGN) and len(text) == len(TOKEN_SIGN) + BODY + CHECKSUM
    return right and body.isascii() and _checksum(body) == checksum


def digest(text: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _checksum(body: str) -> str:
    return _letters(zlib.crc32(body.encode()), CHECKSUM)


def _letters(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, digit = divmod(number, len(LETTERS))
        digits.append(LETTERS[digit])
    return "".join(reversed(digits))
