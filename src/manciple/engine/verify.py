"""Looks at every start whether the database can keep what Manciple promises with it."""

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from manciple.engine.provision import EXTENSIONS, Connection, connect, unmarked
from manciple.engine.targets import Plan

LEAST_FREE_BYTES = 1_000_000_000
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
CLOCK_SECONDS = 300
WAL_STATISTICS_SINCE = 180000


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is right, whether Manciple may start without it, and what to say."""

    name: str
    right: bool
    says: str
    needed: bool = True


def findings(plan: Plan, *, durable: bool = True) -> list[Finding]:
    """Look at everything and answer all findings, the good ones too."""
    found = [free_disk(plan.home.path)]
    with connect(plan.runtime) as runtime:
        found += [runtime_role(runtime), owns_nothing(runtime), no_way_up(runtime), clock(runtime)]
        if durable:
            found.append(durability(runtime))
        found += [extensions(runtime), leakproof(runtime)]
    if plan.embedded and durable:
        found.append(wal_synced(plan))
    return found


def free_disk(path: Path) -> Finding:
    """Find out whether there is a gigabyte left: PostgreSQL stops when the disk is full."""
    existing = next(folder for folder in (path, *path.parents) if folder.exists())
    free = shutil.disk_usage(existing).free
    return Finding("disk", free >= LEAST_FREE_BYTES, f"{free / 1e9:.1f} GB free in {existing}; 1 GB is the least")


def runtime_role(runtime: Connection) -> Finding:
    """Find out whether the runtime role stands below the policies and makes nothing."""
    row = runtime.execute(
        "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication,"
        " has_schema_privilege(current_user, 'public', 'CREATE') FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    wrong = row is None or bool(row[0]) or bool(row[1])
    return Finding(
        "runtime role", not wrong, "the runtime role must not be superuser, bypass row security, or create anything"
    )


def owns_nothing(runtime: Connection) -> Finding:
    """Find out whether the runtime role owns a table: an owner is not held by the table's policies."""
    row = runtime.execute(
        "SELECT count(*), min(relname::text) FROM pg_class"
        " WHERE relowner = current_user::regrole AND relpersistence <> 't'"
    ).fetchone()
    count = row[0] if row else 0
    return Finding("runtime owns nothing", not count, f"the runtime role owns {count} relations")


def no_way_up(runtime: Connection) -> Finding:
    """Find out whether the runtime role could become the owner of any table."""
    row = runtime.execute(
        "SELECT count(*) FROM pg_roles other WHERE other.rolname <> current_user"
        " AND pg_has_role(current_user, other.oid, 'MEMBER')"
    ).fetchone()
    alone = row is not None and not row[0]
    return Finding("runtime stands alone", alone, "the runtime role must be member of no other role")


def clock(runtime: Connection) -> Finding:
    """Find out whether database and application agree on the time."""
    row = runtime.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()
    apart = abs(float(str(row[0])) - time.time()) if row else 0.0
    return Finding("clock", apart < CLOCK_SECONDS, f"the database's clock is {apart:.0f} s away from this machine's")


def durability(runtime: Connection) -> Finding:
    """Find out whether an acknowledged commit survives a power cut."""
    off = [name for name in DURABLE if runtime.execute(f"SHOW {name}").fetchone() == ("off",)]
    return Finding("durability", not off, f"switched off: {', '.join(off)}" if off else "commits are written through")


def extensions(runtime: Connection) -> Finding:
    """Find out which extensions are there."""
    rows = runtime.execute("SELECT extname::text FROM pg_extension").fetchall()
    missing = sorted(set(EXTENSIONS) - {str(name) for (name,) in rows})
    return Finding("extensions", not missing, f"missing: {', '.join(missing)}" if missing else "all there", False)


def leakproof(runtime: Connection) -> Finding:
    """Find out whether text search may use its index below the policies."""
    missing = unmarked(runtime)
    says = f"not marked: {', '.join(missing)}; text search is slower" if missing else "search functions are marked"
    return Finding("leakproof", not missing, says, False)


def wal_synced(plan: Plan) -> Finding:
    """Find out whether a commit really reaches the disk: it must raise the count of syncs."""
    name = "synced writes"
    if plan.admin is None:
        return Finding(name, True, "not looked at")
    with connect(plan.admin) as admin:
        if admin.info.server_version < WAL_STATISTICS_SINCE:
            return Finding(name, True, "this server does not count them")
        before = _syncs(admin)
        admin.execute("SELECT pg_logical_emit_message(true, 'manciple', 'sync')")
        after = _syncs(admin)
    return Finding(name, after > before, f"a commit raised the count of syncs from {before} to {after}")


def _syncs(admin: psycopg.Connection[tuple[object, ...]]) -> int:
    admin.execute("SELECT pg_stat_force_next_flush()")
    row = admin.execute("SELECT sum(fsyncs)::bigint FROM pg_stat_io WHERE object = 'wal'").fetchone()
    return int(str(row[0] or 0)) if row else 0


def failures(found: list[Finding]) -> list[Finding]:
    """Answer the findings that forbid a start."""
    return [finding for finding in found if finding.needed and not finding.right]
