"""Makes databases, roles and extensions, and gives each role what it may do and no more.

Every step looks first and acts only where something is missing, so that it can be run at every start.
"""

from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from manciple.engine.failures import EngineFailure
from manciple.engine.targets import Plan, Roles, Target

EXTENSIONS = ("pg_trgm", "btree_gin", "amcheck")
LEAKPROOF = ("texticlike(text, text)", "textlike(text, text)", "upper(text)")
OLDEST_SERVER = 150000
SCHEMA = "public"

Connection = psycopg.Connection[tuple[object, ...]]


@dataclass
class Provisioned:
    """What provisioning did, and what this server did not allow."""

    done: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def connect(target: Target) -> Connection:
    """Open one connection outside any pool, each statement its own transaction."""
    try:
        return psycopg.connect(**target.conninfo, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as failure:
        raise EngineFailure(f"No connection to {target}: {str(failure).strip()}") from failure


def maintenance(admin: Target) -> Connection:
    """Open the administrator's connection: to the named database, or where it is yet to be made beside it."""
    try:
        return connect(admin.to(admin.database or "postgres"))
    except EngineFailure as failure:
        if "does not exist" not in str(failure):
            raise
        return connect(admin.to("postgres"))


def provision(plan: Plan, *, hub: bool = True) -> Provisioned:
    """Bring the server to where migrations can run: roles, databases, extensions, privileges."""
    report = Provisioned()
    if plan.admin is None:
        return report
    with maintenance(plan.admin) as server:
        refuse_old(server)
        names = [plan.scm, plan.hub] if hub else [plan.scm]
        for name in names:
            make_roles(server, plan, name, report)
            make_database(server, name, report)
    for name in names:
        with connect(plan.admin.to(name)) as database:
            grant(database, name)
            make_extensions(database, report)
            mark_leakproof(database, report)
    return report


def refuse_old(server: Connection) -> None:
    """Stop at a server that is too old to keep the promises."""
    if server.info.server_version < OLDEST_SERVER:
        raise EngineFailure(f"Manciple needs PostgreSQL 15 or later; this server is {server.info.server_version}.")


def is_superuser(connection: Connection) -> bool:
    """Say whether the administrator is a superuser; on many hosted servers he is not."""
    row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    return bool(row and row[0])


def make_roles(server: Connection, plan: Plan, database: str, report: Provisioned) -> None:
    """Make the roles of one database that are missing, each with a password of its own."""
    roles = Roles.of(database)
    for name in (roles.owner, roles.runtime, roles.reader):
        exists = server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
        if exists:
            keep_password(server, plan, name)
            continue
        server.execute(
            sql.SQL("CREATE ROLE {} LOGIN NOINHERIT PASSWORD {}").format(
                sql.Identifier(name), sql.Literal(plan.home.secret(name))
            )
        )
        report.done.append(f"role {name}")
    if not is_superuser(server):
        server.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(roles.owner)))


def keep_password(server: Connection, plan: Plan, name: str) -> None:
    """Leave a role's password alone; set it only where the server is our own and was restored from a backup.

    On a server of somebody else's a role was made by another instance: changing its password would
    lock that one out.
    """
    if plan.home.known_secret(name) is not None:
        return
    if plan.embedded:
        password = sql.Literal(plan.home.secret(name))
        server.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(name), password))
    else:
        raise EngineFailure(
            f"The role {name} exists, and its password is not in {plan.home.path / 'secrets'}. Copy that folder "
            f"from the machine that made it, or set MANCIPLE_OWNER_DATABASE_URL and MANCIPLE_RUNTIME_DATABASE_URL."
        )


def make_database(server: Connection, name: str, report: Provisioned) -> None:
    """Make a database that belongs to its owner role, unless it exists."""
    if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return
    owner = sql.Identifier(Roles.of(name).owner)
    server.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(name), owner)
    )
    report.done.append(f"database {name}")


def grant(database: Connection, name: str, roles_of: str | None = None) -> None:
    """Give the roles of a database exactly what they need in it.

    Default privileges do it for every table that the owner will make; a table that must not be
    changed takes privileges away again in its own migration. Nobody but the owner may create.
    """
    roles = Roles.of(roles_of or name)
    named = {
        "database": sql.Identifier(name),
        "schema": sql.Identifier(SCHEMA),
        "owner": sql.Identifier(roles.owner),
        "runtime": sql.Identifier(roles.runtime),
        "reader": sql.Identifier(roles.reader),
    }
    for statement in GRANTS:
        database.execute(sql.SQL(statement).format(**named))


GRANTS = (
    "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
    "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {owner}, {runtime}",
    "GRANT CONNECT ON DATABASE {database} TO {reader}",
    "ALTER SCHEMA {schema} OWNER TO {owner}",
    "REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC",
    "GRANT USAGE ON SCHEMA {schema} TO {runtime}, {reader}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {schema} "
    "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {runtime}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {runtime}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {schema} GRANT SELECT ON TABLES TO {reader}",
)


def make_extensions(database: Connection, report: Provisioned) -> None:
    """Install the extensions that are missing; note those that only a superuser may install."""
    for name in EXTENSIONS:
        if database.execute("SELECT 1 FROM pg_extension WHERE extname = %s", [name]).fetchone():
            continue
        statement = sql.SQL("CREATE EXTENSION {} WITH SCHEMA {}")
        try:
            database.execute(statement.format(sql.Identifier(name), sql.Identifier(SCHEMA)))
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported) as refusal:
            report.missing.append(f"extension {name} ({str(refusal).strip().splitlines()[0]})")


def mark_leakproof(database: Connection, report: Provisioned) -> None:
    """Let text searches use their index below a row policy.

    Dumps and upgrades of the server do not carry the mark, so it is set anew whenever it is missing.
    """
    if not unmarked(database):
        return
    if not is_superuser(database):
        report.missing.append("leakproof marks (search is slower without them)")
        return
    for function in unmarked(database):
        database.execute(sql.SQL("ALTER FUNCTION pg_catalog.{} LEAKPROOF").format(sql.SQL(function)))


def unmarked(database: Connection) -> list[str]:
    """Answer the search functions of this database that are not marked leakproof."""
    query = "SELECT proleakproof FROM pg_proc WHERE oid = %s::regprocedure"
    found = {name: database.execute(query, [f"pg_catalog.{name}"]).fetchone() for name in LEAKPROOF}
    return [name for name, row in found.items() if row and not row[0]]
