"""The command line: what needs no Django answers without it."""

import sys

from manciple import __version__
from manciple.engine import commands


def help_text() -> str:
    """Answer what `manciple --help` says."""
    lines = ["manciple COMMAND [arguments]; every command answers to --help.", "", "Run it:"]
    lines += [f"  {command.name:<16} {command.purpose}" for command in commands.COMMANDS if not command.hidden]
    lines += ["", "Work with it (manciple commands lists all of them):"]
    lines += [f"  {name:<16} {purpose}" for name, purpose in BUSINESS]
    return "\n".join([*lines, "", "  --version, --help"])


BUSINESS = (
    ("do", "carry out an action on records"),
    ("show", "show a record"),
    ("list", "list records"),
    ("import", "read records from files"),
    ("export", "write records to files"),
    ("verify", "recompute the books and list every difference"),
)


def main(words: list[str] | None = None) -> int:
    """Run the command line and answer its exit code: 0 done, 1 refused, 2 not understood."""
    given = sys.argv[1:] if words is None else words
    if not given or given[0] in ("--help", "-h", "help"):
        print(help_text())
        return 0 if given else 2
    if given[0] == "--version":
        print(f"manciple {__version__}")
        return 0
    command = commands.find(given[0])
    if command is not None:
        return commands.run(command, given[1:])
    return business(given)


def business(words: list[str]) -> int:
    """Hand a command to the door of the command line, with the database reachable."""
    from manciple.engine.failures import EngineFailure
    from manciple.engine.plan import reachable

    try:
        with reachable():
            commands.run_django("manciple", *words)
    except EngineFailure as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
