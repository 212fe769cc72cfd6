"""Attacks on the books, straight at the database (reliability P3, §2.3).

Each attack is one transaction of a role that serves requests, of the owner of the schema, or of the
superuser, and ends with COMMIT. It must fail, and leave every voucher and entry as it was. The
controls take a mechanism away and show that the attack then succeeds: the tests would notice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st
from psycopg import errors
from pytest_django.plugin import DjangoDbBlocker

from manciple import testing
from manciple.kernel import sql
from manciple.ledger.tests.books import JANUARY, Books, company
from manciple.organization.models import Currency

Connection = psycopg.Connection[tuple[Any, ...]]

RUNTIME, OWNER, SUPERUSER = "runtime", "owner", "superuser"

VOUCHER = """INSERT INTO ledger_voucher
    (company_id, act, number, posted_on, document_kind, document_number, text, currency_id, line_count)
    VALUES (%(company)s, 1, 'X1', '2026-01-15', '', '', '', %(currency)s, 0)"""
SCOPE = "SELECT set_config('manciple.companies', %(scope)s, true)"


def entry(
    amount: str, accounting: str = "", reporting: str = "", *, voucher: str = "X1", day: str = "2026-01-15",
    company: str = "company", account: str = "account", of: str = "company",
) -> str:  # fmt: skip
    """One entry of a voucher, found by its number."""
    return f"""INSERT INTO public.ledger_entry
        (company_id, act, voucher_id, posted_on, main_account_id, posting_type, text,
         amount, accounting_amount, reporting_amount)
        SELECT %({company})s, 1, id, '{day}', %({account})s, 'charge', '',
               '{amount}', '{accounting or amount}', '{reporting or amount}'
          FROM public.ledger_voucher WHERE company_id = %({of})s AND number = '{voucher}'"""  # noqa: S608


PAIR = (entry("5"), entry("-5"))
OLD_PAIR = (entry("5", voucher="V0000001"), entry("-5", voucher="V0000001"))


@dataclass(frozen=True)
class Attack:
    """What somebody tries, and how the database answers."""

    name: str
    role: str
    tries: Sequence[str]
    answer: type[psycopg.Error]
    says: str = ""


def by(role: str, *attacks: tuple[str, Sequence[str], type[psycopg.Error], str]) -> list[Attack]:
    """Attacks of one role."""
    return [Attack(name, role, tries, answer, says) for name, tries, answer, says in attacks]


BALANCED, WITH_VOUCHER, BEGINS = "ledger_voucher_balanced", "ledger_entry_with_voucher", "ledger_voucher_begins"
DENIED, CHECK, JOURNAL = errors.InsufficientPrivilege, errors.CheckViolation, errors.RestrictViolation
NOT_OWNER = "must be owner"

ATTACKS = [
    *by(
        RUNTIME,
        ("a voucher without entries", [VOUCHER], CHECK, BALANCED),
        ("a voucher with one entry of zero", [VOUCHER, entry("0")], CHECK, BALANCED),
        ("a difference of one cent", [VOUCHER, entry("5"), entry("-4.99")], CHECK, BALANCED),
        ("a difference in accounting currency", [VOUCHER, entry("5", "5.01"), entry("-5")], CHECK, BALANCED),
        ("a difference in reporting currency", [VOUCHER, entry("5", "5", "4"), entry("-5")], CHECK, BALANCED),
        ("an amount that is no number", [VOUCHER, entry("NaN"), entry("NaN")], CHECK, "_real"),
        (
            "an amount without end",
            [VOUCHER, entry("Infinity"), entry("-Infinity")],
            errors.NumericValueOutOfRange,
            "",
        ),
        ("a balanced pair for an old voucher", OLD_PAIR, CHECK, WITH_VOUCHER),
        ("one entry for an old voucher", OLD_PAIR[:1], CHECK, WITH_VOUCHER),
        ("an entry on another day", [VOUCHER, *PAIR, entry("0", day="2026-01-16")], CHECK, WITH_VOUCHER),
        (
            "an entry for a voucher of another company",
            [SCOPE, VOUCHER, *PAIR, entry("0", of="other", voucher="V0000001")],
            errors.ForeignKeyViolation,
            "ledger_entry_voucher_id_key",
        ),
        ("an entry as another company", [VOUCHER, entry("5", company="other")], DENIED, "row-level security"),
        (
            "an entry on an account of another company",
            [VOUCHER, *PAIR, entry("0", account="their_account")],
            errors.ForeignKeyViolation,
            "",
        ),
        ("a changed amount", ["UPDATE ledger_entry SET amount = amount * 2"], DENIED, "permission denied"),
        ("a changed voucher", ["UPDATE ledger_voucher SET text = 'x'"], DENIED, "permission denied"),
        ("a changed count", ["UPDATE ledger_voucher SET line_count = 0"], DENIED, "permission denied"),
        ("an entry moved to another voucher", ["UPDATE ledger_entry SET voucher_id = 1"], DENIED, "permission denied"),
        ("removed entries", ["DELETE FROM ledger_entry"], DENIED, "permission denied"),
        ("a removed voucher", ["DELETE FROM ledger_voucher"], DENIED, "permission denied"),
        ("emptied entries", ["TRUNCATE ledger_entry"], DENIED, "permission denied"),
        ("emptied accounts with all that hangs on them", ["TRUNCATE ledger_mainaccount CASCADE"], DENIED, ""),
        (
            "a change hidden in an insert",
            [VOUCHER.replace("X1", "V0000001") + " ON CONFLICT (company_id, number) DO UPDATE SET text = 'x'"],
            DENIED,
            "permission denied",
        ),
        (
            "a change hidden in a merge",
            [
                "MERGE INTO ledger_entry AS old USING ledger_entry AS new ON old.id = new.id "
                "WHEN MATCHED THEN UPDATE SET amount = 1"
            ],
            DENIED,
            "permission denied",
        ),
        ("a lock on entries", ["SELECT id FROM ledger_entry FOR UPDATE"], DENIED, "permission denied"),
        ("entries by copy", ["COPY ledger_entry FROM STDIN"], errors.FeatureNotSupported, "row-level security"),
        ("triggers put to sleep", ["ALTER TABLE ledger_entry DISABLE TRIGGER ALL"], DENIED, NOT_OWNER),
        ("a session that replays", ["SET session_replication_role = replica"], DENIED, ""),
        ("the owner's clothes", ["SET ROLE {owner}"], DENIED, "permission denied to set role"),
        ("a trigger taken away", ["DROP TRIGGER check_balance ON ledger_voucher"], DENIED, NOT_OWNER),
        ("the isolation taken away", ["ALTER TABLE ledger_entry DISABLE ROW LEVEL SECURITY"], DENIED, NOT_OWNER),
        (
            "a check that always agrees",
            [
                "CREATE OR REPLACE FUNCTION public.ledger_check_balance() RETURNS trigger LANGUAGE plpgsql "
                "AS $$ BEGIN RETURN NULL; END $$"
            ],
            DENIED,
            "permission denied for schema public",
        ),
        (
            "a voucher of the attacker's own under the same name",
            [
                "CREATE TEMPORARY TABLE ledger_voucher ON COMMIT DROP AS SELECT company_id, id, posted_on, "
                "pg_current_xact_id() AS xid, 0 AS line_count FROM public.ledger_voucher",
                *OLD_PAIR,
            ],
            CHECK,
            WITH_VOUCHER,
        ),
        (
            "the counter called from a table of the attacker's own",
            [
                "CREATE TEMPORARY TABLE mine (company_id bigint, voucher_id bigint, posted_on date) ON COMMIT DROP",
                "CREATE TRIGGER mine AFTER INSERT ON mine REFERENCING NEW TABLE AS newer "
                "FOR EACH STATEMENT EXECUTE FUNCTION ledger_count_entries()",
            ],
            DENIED,
            "permission denied for function",
        ),
        (
            "more entries after the check was asked for at once",
            [VOUCHER, *PAIR, "SET CONSTRAINTS ALL IMMEDIATE", entry("1")],
            CHECK,
            BALANCED,
        ),
        (
            "more entries after the check, and the check put off again",
            [VOUCHER, *PAIR, "SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED", entry("1")],
            CHECK,
            BALANCED,
        ),
        (
            "entries taken back to a savepoint",
            [VOUCHER, "SAVEPOINT before", *PAIR, "ROLLBACK TO SAVEPOINT before"],
            CHECK,
            BALANCED,
        ),
        (
            "half of the entries taken back to a savepoint",
            [VOUCHER, PAIR[0], "SAVEPOINT before", PAIR[1], "ROLLBACK TO SAVEPOINT before"],
            CHECK,
            BALANCED,
        ),
        (
            "a voucher that claims a later transaction",
            [VOUCHER.replace("line_count)", "line_count, xid)").replace("s, 0)", "s, 0, '99999999')")],
            CHECK,
            BEGINS,
        ),
        (
            "a voucher that begins with a count",
            [VOUCHER.replace("s, 0)", "s, 2)")],
            CHECK,
            BEGINS,
        ),
        (
            "the scope dropped before the check",
            [VOUCHER, entry("5"), entry("-4"), "SELECT set_config('manciple.companies', '', true)"],
            CHECK,
            BALANCED,
        ),
        (
            "a voucher number used twice",
            [VOUCHER.replace("X1", "V0000001"), *PAIR],
            errors.UniqueViolation,
            "ledger_voucher_once",
        ),
        (
            "another accounting currency under the postings",
            ["UPDATE organization_legalentity SET currency_id = %(foreign)s WHERE id = %(company)s"],
            CHECK,
            "ledger_currency_locked",
        ),
    ),
    *by(
        OWNER,
        ("a changed amount", ["UPDATE ledger_entry SET amount = amount * 2"], JOURNAL, "is a journal"),
        ("a changed voucher", ["UPDATE ledger_voucher SET text = 'x'"], JOURNAL, "is a journal"),
        ("a changed count", ["UPDATE ledger_voucher SET line_count = line_count + 1"], JOURNAL, "is a journal"),
        (
            "a changed count of a voucher being written",
            [VOUCHER, *PAIR, "UPDATE ledger_voucher SET line_count = 3 WHERE number = 'X1'"],
            CHECK,
            BALANCED,
        ),
        (
            "a changed text of a voucher being written",
            [VOUCHER, *PAIR, "UPDATE ledger_voucher SET text = 'x' WHERE number = 'X1'"],
            JOURNAL,
            "is a journal",
        ),
        (
            "a changed transaction of a voucher being written",
            [VOUCHER, *PAIR, "UPDATE ledger_voucher SET xid = '1' WHERE number = 'X1'"],
            JOURNAL,
            "is a journal",
        ),
        ("removed entries", ["DELETE FROM ledger_entry"], JOURNAL, "is a journal"),
        ("a removed voucher", ["DELETE FROM ledger_voucher"], JOURNAL, "is a journal"),
        ("emptied entries", ["TRUNCATE ledger_entry"], JOURNAL, "is a journal"),
        ("emptied accounts with all that hangs on them", ["TRUNCATE ledger_mainaccount CASCADE"], JOURNAL, ""),
        ("a balanced pair for an old voucher", OLD_PAIR, CHECK, WITH_VOUCHER),
        ("a removed account", ["DELETE FROM ledger_mainaccount"], errors.ForeignKeyViolation, ""),
        ("a difference of one cent", [VOUCHER, entry("5"), entry("-4.99")], CHECK, BALANCED),
    ),
    *by(
        SUPERUSER,
        ("a changed amount", ["UPDATE ledger_entry SET amount = amount * 2"], JOURNAL, "is a journal"),
        ("removed entries", ["DELETE FROM ledger_entry"], JOURNAL, "is a journal"),
        ("emptied vouchers", ["TRUNCATE ledger_voucher CASCADE"], JOURNAL, "is a journal"),
        ("a balanced pair for an old voucher", OLD_PAIR, CHECK, WITH_VOUCHER),
    ),
]


def named(attack: Attack) -> str:
    """What the test is called."""
    return f"{attack.role}: {attack.name}"


class Field:
    """The books under attack, and who attacks them."""

    def __init__(self) -> None:
        self.books, self.other = company(), company("US02")
        self.foreign = Currency.objects.create(code="EUR", name="Euro")
        self.books.post(self.books.receipt("PS-1", "100.00"), self.books.receipt("PS-2", "7.50"))
        self.other.post(self.other.receipt("PS-1", "5.00"))

    @contextmanager
    def connect(self, role: str) -> Iterator[Connection]:
        """One transaction of a role, straight at the database of this test; it ends with COMMIT."""
        plan = settings.PLAN
        target = {RUNTIME: plan.runtime, OWNER: plan.owner, SUPERUSER: plan.admin}[role]
        assert target is not None
        connection = psycopg.connect(**target.to(connections["default"].settings_dict["NAME"]).conninfo)
        try:
            yield connection
            connection.commit()
        finally:
            connection.close()

    def values(self, books: Books) -> dict[str, object]:
        """What the statements of attacks name."""
        return {
            "company": books.company.pk, "other": self.other.company.pk, "currency": books.company.currency_id,
            "account": books.accounts["1300"].pk, "their_account": self.other.accounts["1300"].pk,
            "scope": f"{{{books.company.pk},{self.other.company.pk}}}", "foreign": self.foreign.pk,
        }  # fmt: skip

    def strike(self, attack: Attack) -> None:
        """Runs an attack to its end."""
        with self.connect(attack.role) as connection:
            self.run(attack, connection)

    def run(self, attack: Attack, connection: Connection) -> None:
        """The statements of an attack, in the scope of one company."""
        connection.execute("SELECT set_config('manciple.companies', %s, true)", [f"{{{self.books.company.pk}}}"])
        for statement in attack.tries:
            connection.execute(_roles(statement), self.values(self.books))

    def strike_without(self, taken_away: Sequence[str], attack: Attack) -> bool:
        """Whether an attack changes rows when mechanisms are taken away first; all is taken back."""
        before = self.all_rows()
        with self.connect(SUPERUSER) as connection:
            for statement in taken_away:
                connection.execute(_roles(statement))
            connection.execute(_roles(f"SET LOCAL ROLE {{{attack.role}}}"))
            self.run(attack, connection)
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
            connection.execute("RESET ROLE")
            changed = _rows(connection) != before
            connection.rollback()
        assert self.all_rows() == before
        return changed

    def all_rows(self) -> list[tuple[Any, ...]]:
        """Every voucher and entry of both companies, and what they hang on."""
        with self.connect(SUPERUSER) as connection:
            return _rows(connection)


def _roles(statement: str) -> Any:
    return statement.replace("{owner}", settings.PLAN.owner.user).replace("{runtime}", settings.PLAN.runtime.user)


def _rows(connection: Connection) -> list[tuple[Any, ...]]:
    tables = ("ledger_voucher", "ledger_entry", "organization_legalentity", "ledger_mainaccount")
    every: list[Any] = [f"TABLE {table} ORDER BY id" for table in tables]
    return [row for text in every for row in connection.execute(text).fetchall()]


@pytest.fixture(scope="module")
def field(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Field]:
    """Books that stay as they are, because every attack on them fails."""
    if settings.PLAN.admin is None:
        pytest.skip("needs the administrator of the database server")
    with django_db_blocker.unblock():
        yield Field()
        testing.renew()


@pytest.mark.parametrize("attack", ATTACKS, ids=named)
def test_an_attack_fails_and_changes_nothing(field: Field, attack: Attack, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        before = field.all_rows()
        with pytest.raises(attack.answer) as answer:
            field.strike(attack)
        assert attack.says in f"{answer.value} {answer.value.diag.constraint_name}"
        assert field.all_rows() == before


def test_there_are_enough_attacks() -> None:
    """Reliability P3 asks for 24 as the role that serves requests."""
    assert len([attack for attack in ATTACKS if attack.role == RUNTIME]) >= 24
    assert len({named(attack) for attack in ATTACKS}) == len(ATTACKS)


CONTROLS = {
    "check_balance": (["DROP TRIGGER check_balance ON ledger_voucher"], "runtime: a difference of one cent"),
    "check of empty vouchers": (["DROP TRIGGER check_balance ON ledger_voucher"], "runtime: a voucher without entries"),
    "count_entries": (
        ["DROP TRIGGER count_entries ON ledger_entry"],
        "runtime: a balanced pair for an old voucher",
    ),
    "append_only": (["DROP TRIGGER append_only ON ledger_entry"], "owner: a changed amount"),
    "append_only of vouchers": (["DROP TRIGGER append_only ON ledger_voucher"], "owner: a changed voucher"),
    "append_only_truncate": (["DROP TRIGGER append_only_truncate ON ledger_entry"], "owner: emptied entries"),
    "privileges and trigger": (
        ["GRANT DELETE ON ledger_entry TO {runtime}", "DROP TRIGGER append_only ON ledger_entry"],
        "runtime: removed entries",
    ),
    "numbers are real": (
        [
            *(f"ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_{name}_real" for name in
              ("amount", "accounting_amount", "reporting_amount")),
            "DROP TRIGGER check_balance ON ledger_voucher",
        ],
        "runtime: an amount that is no number",
    ),
    "keep_currency": (
        ["DROP TRIGGER keep_currency ON organization_legalentity"],
        "runtime: another accounting currency under the postings",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mechanism", CONTROLS)
def test_without_its_mechanism_the_attack_succeeds(
    field: Field, mechanism: str, django_db_blocker: DjangoDbBlocker
) -> None:
    taken_away, attack = CONTROLS[mechanism]
    with django_db_blocker.unblock():
        assert field.strike_without(taken_away, next(each for each in ATTACKS if named(each) == attack))


@pytest.mark.parametrize("attack", ["changed amount", "removed entries", "changed count"])
def test_a_grant_given_by_mistake_does_not_open_the_journal(
    field: Field, attack: str, django_db_blocker: DjangoDbBlocker
) -> None:
    """The layers are independent: the trigger holds where a privilege does not."""
    granted = ["GRANT UPDATE, DELETE ON ledger_entry, ledger_voucher TO {runtime}"]
    tried = next(each for each in ATTACKS if each.role == RUNTIME and each.name.endswith(attack))
    with django_db_blocker.unblock(), pytest.raises(errors.RestrictViolation):
        field.strike_without(granted, tried)


AMOUNTS = st.tuples(*[st.sampled_from(["-2", "-1", "0", "1", "2"])] * 3)


@pytest.mark.parametrize("examples", [200, pytest.param(10_000, marks=pytest.mark.slow)])
def test_the_database_accepts_exactly_the_vouchers_that_balance(
    field: Field, examples: int, django_db_blocker: DjangoDbBlocker
) -> None:
    """Any entries: accepted when there are two or more and each of the three sums is zero."""

    @given(st.lists(AMOUNTS, max_size=4) | st.lists(AMOUNTS, min_size=1, max_size=2).map(_mirrored))
    @hypothesis.settings(max_examples=examples)
    def holds(entries: list[tuple[str, str, str]]) -> None:
        tries = [VOUCHER, *(entry(*amounts) for amounts in entries), "SET CONSTRAINTS ALL IMMEDIATE"]
        balanced = len(entries) >= 2 and all(sum(int(each[at]) for each in entries) == 0 for at in range(3))
        with connection.transaction(force_rollback=True):
            expected: Any = nullcontext() if balanced else pytest.raises(errors.CheckViolation)
            with expected:
                field.run(Attack("any", RUNTIME, tries, errors.CheckViolation), connection)

    with django_db_blocker.unblock(), field.connect(RUNTIME) as connection:
        holds()


def _mirrored(entries: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [*entries, *(tuple(str(-int(each)) for each in amounts) for amounts in entries)]


PLANTED = {
    "unbalanced_vouchers": (
        "UPDATE ledger_entry SET accounting_amount = 101 WHERE id = (SELECT min(id) FROM ledger_entry)",
        ("ledger.voucher", "V0000001", "accounting_amount", "0", "1.0000"),
    ),
    "incomplete_vouchers": (
        "DELETE FROM ledger_entry WHERE id = (SELECT min(id) FROM ledger_entry)",
        ("ledger.voucher", "V0000001", "line_count", "4", "3"),
    ),
    "misdated_vouchers": (
        "UPDATE ledger_entry SET posted_on = '2026-01-16' WHERE id = (SELECT min(id) FROM ledger_entry)",
        ("ledger.voucher", "V0000001", "posted_on", "2026-01-15", "2026-01-16"),
    ),
}


@pytest.mark.parametrize("statement", PLANTED)
def test_what_only_a_superuser_can_damage_is_found(
    field: Field, statement: str, django_db_blocker: DjangoDbBlocker
) -> None:
    """Reliability P23: each invariant finds the damage that was planted for it, and nothing before."""
    damage, expected = PLANTED[statement]
    query: Any = sql.named(f"ledger.{statement}").text
    values = {"company": field.books.company.pk}
    with django_db_blocker.unblock(), field.connect(SUPERUSER) as connection:
        assert connection.execute(query, values).fetchall() == []
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(damage)
        assert [tuple(map(str, row)) for row in connection.execute(query, values).fetchall()] == [expected]
        connection.rollback()


@pytest.mark.parametrize(("statement", "waits"), [("days_held", True), ("days", False)])
def test_a_period_is_not_closed_while_something_is_posted_in_it(
    field: Field, statement: str, waits: bool, django_db_blocker: DjangoDbBlocker
) -> None:
    """Posting holds its periods until it commits (05 §4); guards and pages only look."""
    asked: Any = sql.named(f"ledger.{statement}").text
    close: Any = "UPDATE ledger_period SET status = 'closed' WHERE company_id = %s AND name = '2026-01'"
    scope = "SELECT set_config('manciple.companies', %s, true)"
    company_ = field.books.company.pk
    with django_db_blocker.unblock(), field.connect(RUNTIME) as posting, field.connect(RUNTIME) as closing:
        for connection in (posting, closing):
            connection.execute(scope, [f"{{{company_}}}"])
        posting.execute(asked, {"company": company_, "days": [JANUARY]})
        closing.execute("SET LOCAL lock_timeout = '100ms'")
        waiting: Any = pytest.raises(errors.LockNotAvailable) if waits else nullcontext()
        with waiting:
            closing.execute(close, [company_])
        closing.rollback()
