"""The commands that start, stop and look after an instance; those of the business are a door's."""

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

from manciple.engine.failures import EngineFailure
from manciple.engine.home import Home, is_root
from manciple.engine.lock import HeldElsewhere

Arguments = argparse.Namespace
DEFAULT_PORT = 8000


@dataclass(frozen=True)
class Command:
    """One command: its name, what it is for, its arguments and what it does."""

    name: str
    purpose: str
    arguments: Callable[[argparse.ArgumentParser], None]
    work: Callable[[Arguments], int]
    hidden: bool = False


def nothing(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""


def listening_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where the web server listens."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    port = int(os.environ.get("PORT") or DEFAULT_PORT)
    parser.add_argument("--port", type=int, default=port, help=f"port, or the next free one (PORT, or {DEFAULT_PORT})")
    parser.add_argument("--workers", type=int, default=2, help="web processes (2)")
    parser.add_argument("--threads", type=int, default=4, help="threads of each web process (4)")
    parser.add_argument("--certificate", default="", help="TLS certificate file")
    parser.add_argument("--key", default="", help="TLS key file")


def serve_arguments(parser: argparse.ArgumentParser) -> None:
    """Take how an instance is reached and as whom it runs."""
    listening_arguments(parser)
    parser.add_argument("--behind-proxy", action="store_true", help="a proxy on the way ends TLS")
    parser.add_argument("--allowed-host", action="append", default=[], help="name by which browsers reach it")
    parser.add_argument("--no-worker", action="store_true", help="leave background work to other processes")
    parser.add_argument("--no-migrate", action="store_true", help="do not change the schema at start")
    parser.add_argument("--user", default="", help="when started as root: the user to run as")


def _request(arguments: Arguments, *, demo: bool) -> "object":
    from manciple.engine.serving import Request
    from manciple.engine.web import Listening

    names = ("host", "port", "workers", "threads", "certificate", "key")
    listening = Listening(**{name: getattr(arguments, name) for name in names})
    if demo:
        return Request(listening, demo=True)
    return Request(
        listening,
        worker=not arguments.no_worker,
        behind_proxy=arguments.behind_proxy,
        allowed_hosts=tuple(arguments.allowed_host),
        may_migrate=not arguments.no_migrate,
    )


def demo(arguments: Arguments) -> int:
    """Start an instance with the demo company; a second call says where the first one answers."""
    from manciple.engine.serving import Instance, say

    home = Home.from_environment().create()
    os.umask(0o077)
    try:
        Instance(home, _request(arguments, demo=True)).run()  # type: ignore[arg-type]
    except HeldElsewhere as held:
        say(str(held))
    return 0


def serve(arguments: Arguments) -> int:
    """Start an instance for real work."""
    from manciple.engine.serving import Instance

    if is_root():
        become(arguments.user)
    home = Home.from_environment().create()
    os.umask(0o077)
    Instance(home, _request(arguments, demo=False)).run()  # type: ignore[arg-type]
    return 0


def become(name: str) -> None:
    """Give up the rights of root for good, before anything is opened or written."""
    if not name:
        raise EngineFailure("Manciple does not serve as root; name the user to run as with --user.")
    import pwd

    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        raise EngineFailure(f"There is no user {name}.") from None
    os.initgroups(name, entry.pw_gid)
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)
    os.environ["HOME"] = entry.pw_dir
    if not os.access(sys.executable, os.X_OK):
        raise EngineFailure(f"The user {name} may not run {sys.executable}; install Manciple where he may.")


def web(arguments: Arguments) -> int:
    """Run the web server alone, as the supervisor does."""
    from manciple.engine.web import Listening, run

    names = ("host", "port", "workers", "threads", "certificate", "key")
    run(Listening(**{name: getattr(arguments, name) for name in names}))
    return 0


def worker_arguments(parser: argparse.ArgumentParser) -> None:
    """Take how many jobs are worked on at once."""
    parser.add_argument("--concurrency", type=int, default=2, help="jobs worked on at once (2)")


def worker(arguments: Arguments) -> int:
    """Work off the job queue until told to stop; jobs in hand are finished first."""
    from manciple.engine.upkeep import django_ready

    os.environ["MANCIPLE_WORKER"] = "1"
    django_ready()
    from manciple.engine.worker import run

    run(arguments.concurrency)
    return 0


def rest_arguments(parser: argparse.ArgumentParser) -> None:
    """Take whatever Django's command of the same name takes; `run` hands it on unread."""
    parser.set_defaults(rest=None)


def migrate(arguments: Arguments) -> int:
    """Provision the databases and bring the schema up to date."""
    if {"-h", "--help"} & set(arguments.rest):
        run_django("migrate", "--help")
        return 0
    from manciple.engine.plan import reachable
    from manciple.engine.provision import provision
    from manciple.engine.upkeep import migrate as bring_up_to_date

    with reachable() as plan:
        provision(plan)
        bring_up_to_date(arguments.rest)
    return 0


def prepare_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the steps to do."""
    parser.add_argument("steps", nargs="*", default=[], help="migrate, complete, assets, demo")


def prepare(arguments: Arguments) -> int:
    """Do the steps that are due before an instance serves."""
    from manciple.engine.plan import current_plan
    from manciple.engine.upkeep import prepare as do_steps

    do_steps(current_plan(), list(arguments.steps))
    return 0


def doctor(arguments: Arguments) -> int:
    """Look at everything Manciple relies on and say what is wrong and what to do."""
    from manciple.engine.doctor import run

    return run(as_json=arguments.json)


def doctor_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the form of the answer."""
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def backup_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where the backup goes."""
    parser.add_argument("folder", help="a new or empty folder for the backup")


def backup(arguments: Arguments) -> int:
    """Copy the running database and the files, and verify the copy at once."""
    from manciple.engine.backup import take

    return take(Home.from_environment(), arguments.folder)


def restore_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where the backup lies."""
    parser.add_argument("folder", help="the folder of the backup")
    parser.add_argument("--replace", action="store_true", help="move present data aside instead of refusing")


def restore(arguments: Arguments) -> int:
    """Bring a backup back into the home."""
    from manciple.engine.backup import bring_back

    return bring_back(Home.from_environment(), arguments.folder, replace=arguments.replace)


def django_command(name: str, purpose: str) -> Command:
    """Answer a command that Django does, with the database reachable."""

    def work(arguments: Arguments) -> int:
        from manciple.engine.plan import reachable

        with reachable():
            run_django(name, *arguments.rest)
        return 0

    return Command(name, purpose, rest_arguments, work)


def run_django(*words: str) -> None:
    """Run one of Django's management commands as its own command line would."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "manciple.settings")
    from django.core.management import ManagementUtility

    ManagementUtility(["manciple", *words]).execute()


COMMANDS = (
    Command("demo", "start Manciple with a demo company", listening_arguments, demo),
    Command("serve", "start Manciple for real work", serve_arguments, serve),
    Command("worker", "work off background jobs", worker_arguments, worker),
    Command("migrate", "make or update databases and schema", rest_arguments, migrate),
    Command("doctor", "look at everything Manciple relies on", doctor_arguments, doctor),
    Command("backup", "copy database and files, and verify the copy", backup_arguments, backup),
    Command("restore", "bring a backup back", restore_arguments, restore),
    django_command("check", "look for mistakes in the set-up"),
    django_command("shell", "open a Python shell"),
    django_command("makemigrations", "write migrations for changed models (developers)"),
    django_command("showmigrations", "list migrations (developers)"),
    django_command("reference", "write the reference pages (developers)"),
    django_command("demo_data", "load the demo company"),
    Command("web", "run the web server alone", listening_arguments, web, hidden=True),
    Command("prepare", "do the steps before serving", prepare_arguments, prepare, hidden=True),
)


def find(name: str) -> Command | None:
    """Answer the command of a name, if it is the engine's."""
    return next((command for command in COMMANDS if command.name == name), None)


def run(command: Command, words: list[str]) -> int:
    """Run a command; what the engine refuses becomes one sentence and exit code 1."""
    parser = argparse.ArgumentParser(prog=f"manciple {command.name}", description=command.purpose)
    command.arguments(parser)
    handed_on = command.arguments is rest_arguments
    arguments = argparse.Namespace(rest=words) if handed_on else parser.parse_args(words)
    try:
        return command.work(arguments)
    except (EngineFailure, HeldElsewhere) as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
