"""What is done to the database and the assets before requests are served, and how it is looked at."""

import hashlib
import importlib.metadata
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from manciple.engine.failures import EngineFailure
from manciple.engine.home import Home, write_private
from manciple.engine.provision import Provisioned, connect, provision
from manciple.engine.targets import Plan
from manciple.engine.verify import failures, findings

PACKAGE = Path(__file__).resolve().parent.parent
MIGRATION_LOCK = 7_134_022
OTHERS_WITH_MIGRATIONS = ("django", "django-allauth", "procrastinate")


def django_ready() -> None:
    """Load Django with Manciple's settings; this takes a second, so it is done only where needed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "manciple.settings")
    import django

    django.setup()


def schema_sources() -> list[Path]:
    """Answer the files that decide what the schema looks like: migrations, and what they take SQL from."""
    migrations = [path for path in PACKAGE.rglob("migrations/*") if path.suffix in (".py", ".sql")]
    kernel = set((PACKAGE / "kernel").rglob("*.py")) - set((PACKAGE / "kernel").rglob("tests/**/*.py"))
    return sorted({*migrations, *kernel, PACKAGE / "engine" / "provision.py"})


def schema_fingerprint() -> str:
    """Answer a digest of everything that decides what the schema looks like, packages included."""
    digest = hashlib.sha256()
    for name in OTHERS_WITH_MIGRATIONS:
        digest.update(f"{name}=={importlib.metadata.version(name)};".encode())
    for path in schema_sources():
        digest.update(str(path.relative_to(PACKAGE)).encode() + path.read_bytes())
    return digest.hexdigest()


class Stamp:
    """Remembers for which input a step was done, so that a second start can leave it out."""

    def __init__(self, home: Home, step: str, wanted: str) -> None:
        """Name the step and the digest of what it depends on."""
        self.path = home.create().path / f".{step}.stamp"
        self.wanted = wanted

    @property
    def fresh(self) -> bool:
        """Whether the step was done for this input."""
        return self.path.exists() and self.path.read_text() == self.wanted

    def set(self) -> None:
        """Remember that the step is done."""
        write_private(self.path, self.wanted)


def migrate(arguments: list[str] | None = None, quiet: bool = False) -> None:
    """Bring the schema up to date as its owner."""
    django_ready()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    if "owner" not in settings.DATABASES:
        raise EngineFailure("Migrations need MANCIPLE_OWNER_DATABASE_URL or MANCIPLE_DATABASE_URL.")
    verbosity = 0 if quiet else 1
    with one_at_a_time(settings.PLAN):
        call_command("migrate", *(arguments or []), database="owner", verbosity=verbosity, interactive=False)
        call_command("createcachetable", database="owner", verbosity=0)
    connections.close_all()


@contextmanager
def one_at_a_time(plan: Plan) -> Iterator[None]:
    """Let only one machine change a schema at a time; the others wait and then find nothing to do."""
    with connect(plan.owner) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        yield


def migrations_complete() -> bool:
    """Say whether the database has every migration of this version."""
    django_ready()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def collect_static() -> None:
    """Collect the browser assets under names that carry their content's digest."""
    django_ready()
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0, clear=True)


def assets_fingerprint() -> str:
    """Answer a digest of the names, sizes and times of the assets."""
    folders = [PACKAGE / "static_dist", *PACKAGE.rglob("static")]
    files = sorted(path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.is_file())
    digest = hashlib.sha256(importlib.metadata.version("django").encode())
    for path in files:
        seen = path.stat()
        digest.update(f"{path.relative_to(PACKAGE)} {seen.st_size} {seen.st_mtime_ns};".encode())
    return digest.hexdigest()


def provision_and_verify(plan: Plan, *, durable: bool = True) -> Provisioned:
    """Provision the databases and refuse to go on where they cannot keep their promises."""
    report = provision(plan)
    wrong = failures(findings(plan, durable=durable))
    if wrong:
        raise EngineFailure("\n".join(f"{finding.name}: {finding.says}" for finding in wrong))
    return report


def load_demo_data(home: Home) -> None:
    """Fill an empty database with the demo company, where this build has one."""
    django_ready()
    from django.core.management import call_command, get_commands

    if "demo_data" in get_commands():
        call_command("demo_data")


def begun(home: Home) -> Stamp:
    """Remembers that somebody can sign in, so that later starts need not ask."""
    return Stamp(home, "begun", "begun")


def look_for_somebody(home: Home) -> None:
    """Remember that somebody can sign in, once it is so; the business says who counts."""
    django_ready()
    from django.core.management import call_command, get_commands

    if "somebody" not in get_commands() or call_command("somebody") == "yes":
        begun(home).set()


def migrated(plan: Plan) -> str:
    """Answer what the schema of these databases depends on; a home may be moved, its own database with it."""
    return f"{schema_fingerprint()} {'embedded' if plan.embedded else plan.admin or plan.runtime}"


def steps_due(plan: Plan, *, demo: bool, may_migrate: bool = True) -> list[str]:
    """Answer which of the steps before serving are not done yet for this version and this home.

    Where the schema must not be changed at start, it is looked at instead.
    """
    home = plan.home
    stamps = {
        "migrate": Stamp(home, "migrate", migrated(plan)),
        "assets": Stamp(home, "assets", assets_fingerprint()),
    }
    due = [step for step, stamp in stamps.items() if not stamp.fresh]
    if "assets" not in due and not home.static.exists():
        due.append("assets")
    if not may_migrate:
        due = ["complete", *(step for step in due if step != "migrate")]
    if demo:
        return due + ([] if home.demo_users.exists() else ["demo"])
    return due + ([] if begun(home).fresh else ["begun"])


def prepare(plan: Plan, steps: list[str]) -> None:
    """Do the named steps in this process and remember them."""
    home = plan.home
    if "migrate" in steps:
        migrate(quiet=True)
        Stamp(home, "migrate", migrated(plan)).set()
    if "complete" in steps and not migrations_complete():
        raise EngineFailure("The database lacks migrations of this version; run manciple migrate first.")
    if "assets" in steps:
        collect_static()
        Stamp(home, "assets", assets_fingerprint()).set()
    if "demo" in steps:
        load_demo_data(home)
    if "begun" in steps:
        look_for_somebody(home)
