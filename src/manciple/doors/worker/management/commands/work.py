"""`manciple worker`: works off background jobs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from manciple.doors.worker.working import SILENCE, work


class Command(BaseCommand):
    """Works off the job queue, tells followers, keeps house; ends after the job in hand."""

    help = "Work off background jobs until told to stop."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=2, help="jobs worked on at once (2)")
        parser.add_argument("--once", action="store_true", help="end when the queue is empty")
        parser.add_argument("--silence", type=float, default=SILENCE, help="seconds until a worker counts as dead")

    def handle(self, *args: Any, **options: Any) -> None:
        work(options["concurrency"], wait=not options["once"], silence=options["silence"])
