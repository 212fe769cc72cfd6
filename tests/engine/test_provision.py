"""Each role may do what it is for, and nothing else."""

from pathlib import Path

import psycopg
import pytest

from manciple.engine.embedded import EmbeddedServer
from manciple.engine.failures import EngineFailure
from manciple.engine.home import Home
from manciple.engine.provision import connect, provision, unmarked
from manciple.engine.targets import Plan, Roles, Target
from manciple.engine.verify import failures, findings

Ways = tuple[Target, Target]


def test_a_second_provisioning_finds_nothing_to_do(bare_server: EmbeddedServer) -> None:
    provision(bare_server.plan)
    again = provision(bare_server.plan)
    assert (again.done, again.missing) == ([], [])


def test_the_runtime_role_uses_what_the_owner_makes(owner_and_runtime: Ways) -> None:
    owner, runtime = owner_and_runtime
    with connect(owner) as one, connect(runtime) as other:
        one.execute("CREATE TABLE note (id bigint GENERATED ALWAYS AS IDENTITY, text text)")
        other.execute("INSERT INTO note (text) VALUES ('a')")
        other.execute("UPDATE note SET text = 'b'")
        assert other.execute("SELECT text FROM note").fetchall() == [("b",)]
        other.execute("DELETE FROM note")
        other.execute("CREATE TEMPORARY TABLE loaded (id bigint)")
        one.execute("DROP TABLE note")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id bigint)",
        "CREATE SCHEMA mine",
        "ALTER TABLE ledger_entry ADD COLUMN more text",
        "DROP TABLE ledger_entry",
        "TRUNCATE ledger_entry",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE EXTENSION hstore",
        "SET ROLE {owner}",
        "SET session_replication_role = replica",
        "CREATE ROLE other",
        "ALTER ROLE {runtime} BYPASSRLS",
        "COPY ledger_entry TO PROGRAM 'true'",
    ],
)
def test_the_runtime_role_cannot_change_the_house(owner_and_runtime: Ways, statement: str) -> None:
    owner, runtime = owner_and_runtime
    with connect(owner) as one, connect(runtime) as other:
        one.execute("CREATE TABLE IF NOT EXISTS ledger_entry (id bigint)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            other.execute(statement.format(owner=owner.user, runtime=runtime.user).encode())


def test_the_reader_reads_and_writes_nothing(bare_server: EmbeddedServer, owner_and_runtime: Ways) -> None:
    owner, _ = owner_and_runtime
    name = Roles.of("scm").reader
    reader = owner.as_role(name, bare_server.home.secret(name))
    with connect(owner) as one, connect(reader) as other:
        one.execute("CREATE TABLE IF NOT EXISTS ledger_entry (id bigint)")
        assert other.execute("SELECT * FROM ledger_entry").fetchall() == []
        for statement in (b"INSERT INTO ledger_entry VALUES (1)", b"CREATE TEMPORARY TABLE t (id int)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                other.execute(statement)


def test_a_role_of_one_database_cannot_enter_the_other(owner_and_runtime: Ways) -> None:
    _, runtime = owner_and_runtime
    with pytest.raises(EngineFailure, match="permission denied for database"):
        connect(runtime.to("hub"))


def test_there_is_no_way_in_without_a_password(bare_server: EmbeddedServer) -> None:
    with pytest.raises(EngineFailure, match="password"):
        connect(bare_server.admin.as_role("postgres", "wrong"))


def test_the_server_listens_on_its_socket_only(bare_server: EmbeddedServer) -> None:
    with connect(bare_server.admin) as admin:
        assert admin.execute("SHOW listen_addresses").fetchone() == ("",)
        assert admin.execute("SHOW data_checksums").fetchone() == ("on",)
    assert bare_server.data.stat().st_mode & 0o077 == 0


def test_text_search_may_use_its_index_below_policies(owner_and_runtime: Ways) -> None:
    with connect(owner_and_runtime[1]) as runtime:
        assert unmarked(runtime) == []


def test_a_role_of_another_instance_keeps_its_password(bare_server: EmbeddedServer, tmp_path: Path) -> None:
    provision(bare_server.plan)
    stranger = Plan(Home(tmp_path), False, bare_server.admin, "scm")
    with pytest.raises(EngineFailure, match="Copy that folder"):
        provision(stranger)


def test_an_administrator_without_all_rights_provisions_what_he_may(
    bare_server: EmbeddedServer, tmp_path: Path
) -> None:
    with connect(bare_server.admin) as admin:
        admin.execute("DROP ROLE IF EXISTS landlord")
        admin.execute("CREATE ROLE landlord LOGIN CREATEDB CREATEROLE PASSWORD 'landlord'")
    plan = Plan(Home(tmp_path), False, bare_server.admin.as_role("landlord", "landlord"), "rented")
    report = provision(plan)
    assert "database rented" in report.done
    assert any("amcheck" in text for text in report.missing)
    with connect(plan.runtime) as runtime:
        assert runtime.execute("SELECT similarity('a', 'a')").fetchone() == (1,)


def test_a_provisioned_database_passes_every_look(bare_server: EmbeddedServer) -> None:
    provision(bare_server.plan)
    assert failures(findings(bare_server.plan, durable=False)) == []


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        ("ALTER ROLE {role} BYPASSRLS", "ALTER ROLE {role} NOBYPASSRLS", "runtime role"),
        ("ALTER ROLE {role} SUPERUSER", "ALTER ROLE {role} NOSUPERUSER", "runtime role"),
        ("GRANT CREATE ON SCHEMA public TO {role}", "REVOKE CREATE ON SCHEMA public FROM {role}", "runtime role"),
        ("GRANT {owner} TO {role}", "REVOKE {owner} FROM {role}", "runtime stands alone"),
        ("CREATE TABLE own (); ALTER TABLE own OWNER TO {role}", "DROP TABLE own", "runtime owns nothing"),
    ],
)
def test_a_runtime_role_that_may_too_much_is_found(
    bare_server: EmbeddedServer, before: str, after: str, name: str
) -> None:
    provision(bare_server.plan)
    roles = Roles.of("scm")
    with connect(bare_server.admin.to("scm")) as admin:
        admin.execute(before.format(role=roles.runtime, owner=roles.owner).encode())
        try:
            assert name in {finding.name for finding in failures(findings(bare_server.plan, durable=False))}
        finally:
            admin.execute(after.format(role=roles.runtime, owner=roles.owner).encode())


def test_a_server_that_may_lose_commits_is_found(bare_server: EmbeddedServer) -> None:
    provision(bare_server.plan)
    wrong = {finding.name for finding in failures(findings(bare_server.plan))}
    assert {"durability", "synced writes"} <= wrong
