"""`manciple mcp`: serves an agent over standard input and output."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from manciple.doors.mcp.serving import Agent, serve
from manciple.kernel import authority, clock

TOKEN = "MANCIPLE_TOKEN"  # noqa: S105 - the name of the variable that holds it


class Command(BaseCommand):
    """Serves an agent as the user of the token in MANCIPLE_TOKEN."""

    help = f"Serve an agent over standard input and output, as the user of the token in {TOKEN}."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--company", default="", help="the company to work in where a call names none")

    def handle(self, *args: Any, **options: Any) -> None:
        token = os.environ.get(TOKEN, "")
        if not token or authority.user_of_token(token, clock.now()) is None:
            raise CommandError(f"Put a good token into {TOKEN}; `manciple token NAME` issues one.")
        serve(Agent(token, options["company"]))
