"""`manciple do`, `show`, `list` and their like.

Exit codes: 0 done; 1 refused, not found, or differences found; 2 not understood; 130 interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from django.core.management import CommandError, call_command
from django_typer.management import TyperCommand, command, initialize

from manciple.doors.cli import asking, doing, keeping, looking, moving
from manciple.doors.cli.asking import Asker
from manciple.doors.cli.showing import Screen
from manciple.kernel import reading
from manciple.kernel.refusals import Invalid, NotFound, Refused

Words = Annotated[list[str] | None, typer.Argument(show_default=False)]
Sets = Annotated[list[str] | None, typer.Option("--set", "-s", metavar="FIELD=VALUE", help="a value may be JSON")]
Told = Annotated[str, typer.Option("--args", metavar="JSON", help="arguments as JSON, or @file")]
Preview = Annotated[bool, typer.Option("--preview", help="show the exact effects, change nothing")]
Fields = Annotated[str, typer.Option("--fields", help="columns, with commas between")]
Order = Annotated[str, typer.Option("--order", help="columns, with commas between; - before one turns it round")]
Search = Annotated[str, typer.Option("--search", help="text to be found")]
Size = Annotated[int, typer.Option("--size", min=1, max=1000, help="rows at most")]
AsJson = Annotated[bool, typer.Option("--json", help="answer in JSON")]
Company = Annotated[str, typer.Option("--company", "-c", help="code of the company (MANCIPLE_COMPANY)")]
User = Annotated[str, typer.Option("--user", "-u", help="who acts (MANCIPLE_USER, else this machine's operator)")]
Token = Annotated[str, typer.Option("--token", help="client token: repeated, it gets the first answer")]
Maps = Annotated[list[str] | None, typer.Option("--map", metavar="HEADING=FIELD", help="blank leaves it out")]
Existing = Annotated[str, typer.Option("--existing", help="change, keep or refuse records that exist")]
File = Annotated[Path | None, typer.Argument(show_default=False)]

# A command line that makes no sense: an unknown command, a missing word.
NotUnderstood: Any = typer.BadParameter.__mro__[1]

# Options that belong to the action's arguments: --posted-on 2026-01-31.
ARGUMENT_OPTIONS = {"ignore_unknown_options": True}


class Command(TyperCommand):
    """Works with records. Exit codes: 0 done, 1 refused or not found, 2 not understood."""

    requires_system_checks = []
    suppressed_base_arguments = {
        "verbosity", "--version", "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color",
        "--skip-checks"}  # fmt: skip

    def run_from_argv(self, argv: list[str]) -> None:
        """Usage lines say `manciple list`, however the program was started."""
        sys.argv[0] = ""
        super().run_from_argv(argv)  # type: ignore[no-untyped-call]

    def __exit__(self, kind: Any, error: Any, trace: Any) -> Any:
        """What was not understood ends with 2, one sentence and a hint, instead of 1 and the whole help."""
        if not isinstance(error, NotUnderstood):
            return super().__exit__(kind, error, trace)  # type: ignore[no-untyped-call]
        super().__exit__(None, None, None)  # type: ignore[no-untyped-call]
        words = [word for word in error.ctx.command_path.split() if word != "manciple"] if error.ctx else []
        hint = f"See: {' '.join(['manciple', *words])} --help"
        if not getattr(self, "_called_from_command_line", False):
            raise CommandError(f"{error.format_message()} {hint}", returncode=2) from error
        sys.stderr.write(f"{error.format_message()} {hint}\n")
        sys.exit(2)

    @contextmanager
    def screen(self, asker: Asker) -> Iterator[Screen]:
        """A screen; what goes wrong becomes a sentence and an exit code."""
        screen = Screen(as_json=asker.as_json)
        try:
            yield screen
        except Refused as refused:
            if screen.as_json:
                screen.json({"refusals": [each.as_dict() for each in refused.refusals]})
            for each in refused.refusals:
                screen.refusal(each)
            raise typer.Exit(1) from refused
        except NotFound as missing:
            screen.fault(f"Not found: {missing}")
            raise typer.Exit(1) from missing
        except Invalid as invalid:
            for place, message in invalid.faults:
                screen.fault(f"{place}: {message}")
            raise typer.Exit(2) from invalid

    @initialize()
    def init(self) -> None:
        """Works with records. Exit codes: 0 done, 1 refused or not found, 2 not understood."""

    @command(context_settings=ARGUMENT_OPTIONS)
    def do(
        self, action: str, words: Words = None, sets: Sets = None, args: Told = "", preview: Preview = False,
        each: Annotated[bool, typer.Option("--each", help="do those that are possible, list the others")] = False,
        effects: Annotated[bool, typer.Option("--effects", help="tell the effects with the answer")] = False,
        where: Annotated[list[str] | None, typer.Option("--where", help="column=value: a job for all of them")] = None,
        job: Annotated[bool, typer.Option("--job", help="let the worker do it, one by one")] = False,
        company: Company = "", user: User = "", token: Token = "", as_json: AsJson = False,
    ) -> None:  # fmt: skip
        """Carry out an ACTION: [FORM] NUMBER… [--field value …]; a line is NUMBER:LINE."""
        asker = Asker(company, user, as_json, token)
        with self.screen(asker) as screen:
            done = doing.do(screen, asker.context_for(action), action, words or [], sets or [], args,
                            preview=preview, each=each, effects=effects, where=where or (), job=job)  # fmt: skip
            finish(done)

    @command(context_settings=ARGUMENT_OPTIONS)
    def new(
        self, form: str, words: Words = None, sets: Sets = None, args: Told = "", preview: Preview = False,
        company: Company = "", user: User = "", token: Token = "", as_json: AsJson = False,
    ) -> None:  # fmt: skip
        """Make a record of a FORM: --set field=value, --field value, or --args JSON."""
        asker = Asker(company, user, as_json, token)
        with self.screen(asker) as screen:
            doing.new(screen, asker.context(), form, sets or [], args, words or [], preview=preview)

    @command(context_settings=ARGUMENT_OPTIONS)
    def edit(
        self, words: Words = None, sets: Sets = None, args: Told = "", preview: Preview = False,
        version: Annotated[int | None, typer.Option("--if-version", help="only if it is still this one")] = None,
        company: Company = "", user: User = "", token: Token = "", as_json: AsJson = False,
    ) -> None:  # fmt: skip
        """Change fields of a record: [FORM] NUMBER --set field=value."""
        asker = Asker(company, user, as_json, token)
        with self.screen(asker) as screen:
            ctx = asker.context()
            plain, options = asking.split(words or [])
            with reading.reading(ctx):
                form, number = asking.located(plain, ctx)
            told = asking.told(sets or [], args, options)
            doing.edit(screen, ctx, form, number, told, preview=preview, version=version)

    @command()
    def show(self, words: Words = None, company: Company = "", user: User = "", as_json: AsJson = False) -> None:
        """Show a record: [FORM] NUMBER."""
        asker = Asker(company, user, as_json)
        with self.screen(asker) as screen:
            looking.show(screen, asker.context(), words or [])

    @command("list")
    def listing(
        self, form: str, words: Words = None, order: Order = "", fields: Fields = "", search: Search = "",
        size: Size = 50, after: Annotated[str, typer.Option("--after", help="cursor of the page before")] = "",
        whole: Annotated[bool, typer.Option("--all", help="all rows")] = False,
        company: Company = "", user: User = "", as_json: AsJson = False,
    ) -> None:  # fmt: skip
        """List records of a FORM: field=value, field__op=value."""
        asker = Asker(company, user, as_json)
        with self.screen(asker) as screen:
            looking.listing(screen, asker.context(), form, words or [], order=order, fields=fields, search=search,
                            size=size, after=after, whole=whole)  # fmt: skip

    @command()
    def forms(self, as_json: AsJson = False) -> None:
        """List all forms and what can be done to their records."""
        with self.screen(Asker(as_json=as_json)) as screen:
            looking.form_list(screen)

    @command("actions")
    def possible(self, words: Words = None, company: Company = "", user: User = "", as_json: AsJson = False) -> None:
        """Tell what can be done to a record now, and why the rest cannot: [FORM] NUMBER."""
        asker = Asker(company, user, as_json)
        with self.screen(asker) as screen:
            looking.possible(screen, asker.context(), words or [])

    @command()
    def timeline(
        self, words: Words = None, size: Size = 50, company: Company = "", user: User = "", as_json: AsJson = False
    ) -> None:
        """Tell what happened to a record: [FORM] NUMBER."""
        asker = Asker(company, user, as_json)
        with self.screen(asker) as screen:
            looking.timeline(screen, asker.context(), words or [], size)

    @command()
    def ask(
        self, inquiry: Annotated[str, typer.Argument(show_default=False)] = "", words: Words = None,
        order: Order = "", size: Size = 50, company: Company = "", user: User = "", as_json: AsJson = False,
    ) -> None:  # fmt: skip
        """Ask an INQUIRY: name=value …; without one, list them."""
        asker = Asker(company, user, as_json)
        with self.screen(asker) as screen:
            if inquiry:
                looking.ask(screen, asker.context(), inquiry, words or [], order, size)
            else:
                looking.inquiry_list(screen, asker.context())

    @command("import")
    def take_in(
        self, what: str, path: Path,
        dry_run: Annotated[bool, typer.Option("--dry-run", help="check only, change nothing")] = False,
        maps: Maps = None,
        numbers: Annotated[str, typer.Option("--numbers", help="form of numbers: 1,234.56 or 1.234,56")] = "1,234.56",
        dates: Annotated[str, typer.Option("--dates", help="order of dates: dmy, mdy, ymd")] = "",
        existing: Existing = "change",
        good_rows_only: Annotated[bool, typer.Option("--good-rows-only", help="load those, list the others")] = False,
        faults: Annotated[Path | None, typer.Option("--faults", help="file for the list of bad rows")] = None,
        company: Company = "", user: User = "", as_json: AsJson = False,
    ) -> None:  # fmt: skip
        """Read records: FORM FILE, or SOURCE FOLDER."""
        asker = Asker(company, user, as_json)
        options = {"mapping": asking.filters(maps or []), "numbers": numbers, "dates": dates,
                   "existing": existing, "good_rows_only": good_rows_only}  # fmt: skip
        with self.screen(asker) as screen:
            finish(moving.take_in(screen, asker, what, path, options, dry_run=dry_run, faults=faults))

    @command()
    def template(self, form: str, path: File = None, company: Company = "", user: User = "") -> None:
        """Write an empty file to fill: FORM [FILE.csv or FILE.xlsx]."""
        asker = Asker(company, user)
        with self.screen(asker) as screen:
            moving.template(screen, asker.context(), form, path)

    @command("export")
    def give_out(
        self, form: str, path: File = None, words: Words = None, order: Order = "", fields: Fields = "",
        search: Search = "", company: Company = "", user: User = "",
    ) -> None:  # fmt: skip
        """Write a whole list: FORM [FILE.csv or FILE.xlsx, - for standard output], then field=value filters."""
        asker = Asker(company, user)
        with self.screen(asker) as screen:
            target = None if path in (None, Path("-")) else path
            moving.give_out(screen, asker.context(), form, target, words or [], order=order, fields=fields,
                            search=search)  # fmt: skip

    @command()
    def verify(
        self, audit: Annotated[bool, typer.Option("--audit", help="the seals of the audit log instead")] = False,
        company: Company = "", user: User = "", as_json: AsJson = False,
    ) -> None:  # fmt: skip
        """Recompute the books and list every difference; exit code 1 when there is one."""
        asker = Asker(company, user, as_json)
        with self.screen(asker) as screen:
            finish((keeping.verify_audit if audit else keeping.verify_books)(screen, asker))

    @command()
    def jobs(
        self, job: Annotated[int | None, typer.Argument(show_default=False)] = None,
        cancel: Annotated[bool, typer.Option("--cancel", help="ask it to stop")] = False,
        company: Company = "", user: User = "", as_json: AsJson = False,
    ) -> None:  # fmt: skip
        """List jobs, or show one."""
        asker = Asker(company, user, as_json)
        with self.screen(asker) as screen:
            keeping.job_list(screen, asker.context(), job, cancel)

    @command()
    def token(
        self, name: str, days: Annotated[int, typer.Option("--days", min=1, max=365, help="how long it is good")] = 365,
        of: Annotated[str, typer.Option("--for", help="the user it acts as (you)")] = "",
        companies: Annotated[list[str] | None, typer.Option("--in", help="companies it is good for (all)")] = None,
        company: Company = "", user: User = "", as_json: AsJson = False,
    ) -> None:  # fmt: skip
        """Issue an API token under a NAME; it is shown this once."""
        asker = Asker(company, user, as_json)
        with self.screen(asker) as screen:
            keeping.issue_token(screen, asker.context(), name, of, companies or [], days)

    @command()
    def completion(self, shell: str) -> None:
        """Print a completion script: bash, zsh or fish."""
        with self.screen(Asker()) as screen:
            keeping.completion(screen, shell, COMMANDS)

    @command()
    def commands(self) -> None:
        """List these commands."""
        with self.screen(Asker()) as screen:
            for name in COMMANDS:
                screen.say(name)

    @command()
    def mcp(self, company: Company = "") -> None:
        """Serve agents over standard input and output; MANCIPLE_TOKEN says as whom."""
        call_command("mcp", company=company)


COMMANDS = ("actions", "ask", "commands", "completion", "do", "edit", "export", "forms", "import", "jobs", "list",
            "mcp", "new", "show", "template", "timeline", "token", "verify")  # fmt: skip


def finish(done: bool) -> None:
    """Exit code 1 unless everything was done."""
    if not done:
        raise typer.Exit(1)
